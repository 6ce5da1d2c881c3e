"""From the click to the first picture, with the simulator (group of pictures: 1 s) on loopback.

The floor is what the network and the device take in the same run: from the INVITE to the first packet. What is above
it is ours: the port, the key frame's way through receiver and decoder, and the hand-over to the window.
"""

import asyncio
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from console.application import Console
from console.model.catalog import ChannelRef
from console.services.view import Phase, Step
from console.store.paths import ConfigDirectory
from tests.waiting import until

ROUNDS = 4  # over all channels of the demo site
PATIENCE = 20.0  # seconds
SETTLING = 3.0  # seconds for the simulator to paint its scenes
POLL = 0.002  # seconds; the wall looks every 0.008


@dataclass(frozen=True, slots=True)
class Click:
    """Seconds since the click."""

    asked: float  # the INVITE left
    packet: float
    picture: float


def main() -> None:
    clicks = asyncio.run(_measure())
    pictures = sorted(click.picture for click in clicks)
    floors = [click.packet - click.asked for click in clicks]
    ours = [click.picture - floor for click, floor in zip(clicks, floors, strict=True)]
    percentile = pictures[int(0.95 * (len(pictures) - 1))]
    floor = statistics.median(floors)
    print(f"click to picture, {len(clicks)} clicks: p50 {statistics.median(pictures):.3f} s, p95 {percentile:.3f} s")
    print(f"  INVITE to first packet (floor): p50 {floor:.3f} s; ours: p50 {statistics.median(ours):.3f} s")
    print(f"  ratio to the floor: {statistics.median(pictures) / floor:.2f}")


async def _measure() -> list[Click]:
    with tempfile.TemporaryDirectory() as folder:
        console = Console(ConfigDirectory(Path(folder)), demo=True)
        await console.start()
        try:
            assert console.demo
            channels = console.demo.channels()
            devices = {channel.device_id for channel in channels}
            await until(lambda: sum(device.online for device in console.devices) == len(devices), PATIENCE)
            await asyncio.sleep(SETTLING)
            return [await _click(console, channel) for _ in range(ROUNDS) for channel in channels]
        finally:
            await console.stop()


async def _click(console: Console, channel: ChannelRef) -> Click:
    begun = time.monotonic()
    reached: dict[Step, float] = {}
    view = console.live.open(channel)

    def note(_: None) -> None:
        if view.state.step is not None:
            reached.setdefault(view.state.step, time.monotonic() - begun)

    view.changed.connect(note)
    view.resize(640, 360)
    try:
        async with asyncio.timeout(PATIENCE):
            while view.newest() is None:
                assert view.state.phase is not Phase.RETRYING, view.state.failure
                await asyncio.sleep(POLL)
            return Click(reached[Step.INVITE], reached[Step.PICTURE], time.monotonic() - begun)
    finally:
        view.close()
        await until(lambda: not console.sessions.all(), PATIENCE)


if __name__ == "__main__":
    main()
