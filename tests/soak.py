"""The console with the demo site for as long as wanted, under a restless operator: `python3 run.py soak --minutes N`.

Tiles are enlarged, closed, refilled and paged, recordings searched, played, sought and downloaded, cameras steered and
processes killed, by a seed that is printed. What must not grow is sampled; the exit status is 1 when it did, or when a
picture did not come back.
"""

import argparse
import asyncio
import os
import random
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine
from dataclasses import astuple, dataclass, fields
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeAlias

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from console.application import Console
from console.model.catalog import ChannelRef
from console.model.ptz import PtzMotion
from console.model.records import TimeSpan
from console.services.view import Phase
from tests.gui.window.opened import Home
from ui import fonts
from ui.event_loop import EventLoop
from ui.main_window import MainWindow
from ui.top_bar import Page
from ui.wall.layout import LAYOUTS

SAMPLES = 60  # over the whole run
PATIENCE = 40.0  # seconds until a picture is called lost: the longest back-off and the time to connect
PAUSE = (0.2, 3.0)  # seconds between two deeds
CLIP = timedelta(seconds=30)
GROWTH = {
    "rss": 24.0,
    "children": 60.0,
    "threads": 2.0,
    "files": 8.0,
    "tasks": 12.0,
}  # allowed from second to last quarter
LOST_REFERENCES = 2000


@dataclass(frozen=True, slots=True)
class Sample:
    """What is there at one moment; sizes in MB."""

    minute: float
    rss: float
    children: float  # sum of all processes we started
    threads: float
    files: float
    tasks: float
    references: float  # to None, which some builds of Qt for Python lose
    pictures: float  # live tiles


class Operator:
    """Does what an operator might, in any order."""

    def __init__(self, console: Console, window: MainWindow, chance: random.Random, folder: Path) -> None:
        assert console.demo is not None
        self._console = console
        self._window = window
        self._chance = chance
        self._folder = folder
        self._channels = console.demo.channels()
        self.failures: list[str] = []
        self.deeds: dict[str, int] = {}

    async def work(self, until: float) -> None:
        deeds: list[tuple[Deed, int]] = [
            (self.enlarge, 6), (self.refill, 6), (self.rearrange, 4), (self.turn_pages, 4), (self.steer, 6),
            (self.replay, 4), (self.download, 2), (self.kill_decoder, 1), (self.kill_receiver, 1),
        ]  # fmt: skip
        while time.monotonic() < until:
            deed = self._chance.choices([one for one, _ in deeds], [weight for _, weight in deeds])[0]
            self.deeds[deed.__name__] = self.deeds.get(deed.__name__, 0) + 1
            await deed()
            await asyncio.sleep(self._chance.uniform(*PAUSE))
        await self.all_live("at the end")

    async def enlarge(self) -> None:
        place = self._chance.randrange(len(self._channels))
        self._tiles.enlarge(place)
        await asyncio.sleep(self._chance.uniform(*PAUSE))
        self._tiles.enlarge(place)

    async def refill(self) -> None:
        place = self._chance.randrange(len(self._channels))
        self._tiles.close(place)
        await asyncio.sleep(self._chance.uniform(*PAUSE))
        self._tiles.play([self._channels[place]], start=place)

    async def rearrange(self) -> None:
        self._tiles.use_layout(self._chance.choice(LAYOUTS))
        self._window.resize(self._chance.randrange(1024, 1920), self._chance.randrange(600, 1080))

    async def turn_pages(self) -> None:
        self._window.show_page(self._chance.choice(list(Page)))
        await asyncio.sleep(self._chance.uniform(*PAUSE))
        self._window.show_page(Page.LIVE)

    async def steer(self) -> None:
        ref = self._chance.choice(self._channels)
        self._console.ptz.move(ref, PtzMotion(pan=self._chance.uniform(-1, 1), tilt=self._chance.uniform(-1, 1)))
        await asyncio.sleep(self._chance.uniform(*PAUSE))
        self._console.ptz.stop(ref)

    async def replay(self) -> None:
        ref = self._channels[0]
        clips = await self._clips(ref)
        clip = self._chance.choice(clips)
        self._tiles.play_recording(ref, TimeSpan(clip.span.start, clips[-1].span.end), clips)
        for _ in range(self._chance.randrange(4)):
            await asyncio.sleep(self._chance.uniform(*PAUSE))
            self._tiles.seek(clip.span.start + clip.span.length * self._chance.random())
        place = next(place for place, tile in self._tiles.board.filled() if tile.recording)
        self._tiles.go_live(place)

    async def download(self) -> None:
        ref = self._channels[0]
        start = (await self._clips(ref))[0].span.start
        download = self._console.downloads.start(ref, TimeSpan(start, start + CLIP), self._folder)
        await self._happens("a download", lambda: download.is_over)
        if download.failure:
            self.failures.append(f"download: {download.failure!r}")
        download.path.unlink(missing_ok=True)

    async def kill_decoder(self) -> None:
        decoders = [process for process in _children() if "console.media.decoder" in _command(process)]
        os.kill(self._chance.choice(decoders), signal.SIGKILL)
        await self.all_live("after a decoder died")

    async def kill_receiver(self) -> None:
        os.kill(self._console.engine.receiver_pid or 0, signal.SIGKILL)
        await self.all_live("after the receiver died")

    async def all_live(self, when: str) -> None:
        await self._happens(f"all pictures {when}", lambda: all(map(_is_live, self._on_screen())))

    async def _clips(self, ref: ChannelRef) -> Any:
        now = self._console.clock.now()
        search = self._console.records.search(ref, TimeSpan(now - timedelta(hours=6), now))
        await self._happens("a search", lambda: search.finished)
        return search.result.clips

    async def _happens(self, what: str, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > deadline:
                self.failures.append(f"{what}: not within {PATIENCE:.0f} s")
                return
            await asyncio.sleep(0.05)

    def _on_screen(self) -> list[Any]:
        return [tile.view for _, tile in self._tiles.on_screen()]

    @property
    def _tiles(self) -> Any:
        return self._window.live_page.tiles

    def sample(self, begun: float) -> Sample:
        return Sample(
            (time.monotonic() - begun) / 60,
            _resident(os.getpid()),
            sum(map(_resident, _children())),
            len(os.listdir("/proc/self/task")),
            len(os.listdir("/proc/self/fd")),
            len(asyncio.all_tasks()),
            sys.getrefcount(None),
            sum(map(_is_live, self._on_screen())),
        )


Deed: TypeAlias = Callable[[], Coroutine[Any, Any, None]]


def main() -> int:
    parser = argparse.ArgumentParser(prog="run.py soak")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(3)))
    options = parser.parse_args()
    app = QApplication(sys.argv[:1])
    fonts.load()
    print(f"soak: {options.minutes:g} minutes, seed {options.seed}", flush=True)
    with asyncio.Runner(loop_factory=lambda: EventLoop(app)) as runner:
        samples, operator = runner.run(_soak(app, options.minutes * 60, random.Random(options.seed)))
    print("deeds:", ", ".join(f"{name} {count}" for name, count in sorted(operator.deeds.items())))
    wrong = [*operator.failures, *_judge(samples)]
    for fault in wrong:
        print("wrong:", fault)
    print("soak passed" if not wrong else "soak failed")
    return 1 if wrong else 0


async def _soak(app: QApplication, seconds: float, chance: random.Random) -> tuple[list[Sample], Operator]:
    samples: list[Sample] = []
    print("".join(f"{field.name:>12}" for field in fields(Sample)))
    with tempfile.TemporaryDirectory() as folder:
        async with Home(app, Path(folder)).open(demo=True) as (console, window):
            operator = Operator(console, window, chance, Path(folder))
            await operator.all_live("at the start")
            begun = time.monotonic()
            work = asyncio.create_task(operator.work(begun + seconds))
            while not work.done():
                await asyncio.wait([work], timeout=seconds / SAMPLES)
                samples.append(operator.sample(begun))
                print("".join(f"{value:12.1f}" for value in astuple(samples[-1])), flush=True)
            await work
    return samples, operator


def _judge(samples: list[Sample]) -> list[str]:
    """What grew from the second quarter of the run to the last; the first quarter fills caches."""
    quarter = len(samples) // 4
    if quarter < 3:
        return []
    early, late = samples[quarter : 2 * quarter], samples[-quarter:]

    def growth(name: str) -> float:
        return statistics.median(getattr(s, name) for s in late) - statistics.median(getattr(s, name) for s in early)

    wrong = [f"{name} grew by {growth(name):.1f}" for name, allowed in GROWTH.items() if growth(name) > allowed]
    if growth("references") < -LOST_REFERENCES:
        wrong.append(f"references to None fell by {-growth('references'):.0f}")
    return wrong


def _is_live(view: Any) -> bool:
    return view is not None and view.state.phase in (Phase.LIVE, Phase.PAUSED, Phase.ENDED)


def _children(process: int | None = None) -> list[int]:
    """All descendants."""
    found: list[int] = []
    for listing in Path(f"/proc/{process or 'self'}/task").glob("*/children"):
        for child in listing.read_text().split():
            found += [int(child), *_children(int(child))]
    return found


def _command(process: int) -> str:
    try:
        return Path(f"/proc/{process}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""


def _resident(process: int) -> float:
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0.0
    line = next((line for line in status.splitlines() if line.startswith("VmRSS")), "VmRSS: 0")
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    raise SystemExit(main())
