"""Six demo channels live on the wall: what the window paints of them, and what that costs its process.

The floor is what the cameras send: 25 pictures a second each. The window is drawn off-screen, which paints as much as a
screen would show; the simulator has processes of its own.
"""

import asyncio
import os
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import itertools

from PySide6.QtWidgets import QApplication

from tests.gui.window.opened import Home
from tests.waiting import until
from ui import fonts
from ui.event_loop import EventLoop
from ui.wall import screen

TILES = 6
FRAME_RATE = 25.0
SETTLING = 5.0  # seconds
MEASURED = 30.0  # seconds
PATIENCE = 20.0  # seconds

Painted = dict[int, list[tuple[float, int]]]  # by tile: when, and which picture


def main() -> None:
    app = QApplication(sys.argv[:1])
    fonts.load()
    painted = _watch_painting()
    with asyncio.Runner(loop_factory=lambda: EventLoop(app)) as runner:
        cpu, packets, lost = runner.run(_measure(app, painted))
    rates = [len(pictures) / MEASURED for pictures in painted.values()]
    gaps = [later[0] - earlier[0] for pictures in painted.values() for earlier, later in itertools.pairwise(pictures)]
    print(f"{len(rates)} tiles for {MEASURED:.0f} s: {min(rates):.1f} to {max(rates):.1f} pictures/s painted")
    print(f"  ratio to the {FRAME_RATE:.0f} sent: {min(rates) / FRAME_RATE:.3f}; longest gap {max(gaps) * 1000:.0f} ms")
    print(f"  packets lost: {lost} of {packets}; console process: {cpu:.1%} of a core")


def _watch_painting() -> Painted:
    """Note each picture when it is painted for the first time."""
    painted: Painted = defaultdict(list)
    original = screen.paint_tile

    def paint_tile(painter: Any, box: Any, face: Any, standing: Any, *, picture: Any, tokens: Any) -> None:
        original(painter, box, face, standing, picture=picture, tokens=tokens)
        known = painted[standing.number]
        if picture is not None and (not known or known[-1][1] != picture.sequence):
            known.append((time.monotonic(), picture.sequence))

    screen.paint_tile = paint_tile
    return painted


async def _measure(app: QApplication, painted: Painted) -> tuple[float, int, int]:
    """Share of a core, packets received and lost."""
    with tempfile.TemporaryDirectory() as folder:
        async with Home(app, Path(folder)).open(demo=True) as (console, window):
            assert console.demo is not None
            window.resize(1600, 900)
            tiles = window.live_page.tiles
            for place in range(TILES, len(console.demo.channels())):
                tiles.close(place)
            await until(lambda: len(console.sessions.all()) == TILES, PATIENCE)
            await until(lambda: all(tile.view and tile.view.newest() for _, tile in tiles.on_screen()), PATIENCE)
            await asyncio.sleep(SETTLING)
            painted.clear()
            begun, used = time.monotonic(), time.process_time()
            await asyncio.sleep(MEASURED)
            cpu = (time.process_time() - used) / (time.monotonic() - begun)
            for pictures in painted.values():
                pictures[:] = [one for one in pictures if one[0] <= begun + MEASURED]
            healths = [session.stream.health for session in console.sessions.all()]
            return cpu, sum(health.packets for health in healths), sum(health.lost for health in healths)


if __name__ == "__main__":
    main()
