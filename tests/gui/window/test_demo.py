"""What a newcomer sees who typed one command."""

import asyncio

from PySide6.QtGui import QImage

from tests.gui.window.opened import Home
from tests.waiting import until
from ui.live_page import LivePage
from ui.main_window import MainWindow

SLOW = 20.0  # seconds a busy machine may take
APART = 0.4  # seconds between two looks; pictures change 25 times a second


class TestDemo:
    async def test_pictures_move_in_four_tiles(self, home: Home) -> None:
        async with home.open(demo=True) as (console, window):
            live = window.live_page
            await until(lambda: len(_playing(live)) >= 4, SLOW)
            places = _playing(live)[:4]
            before = [_picture(window, place) for place in places]
            assert all(_colours(picture) > 50 for picture in before)
            await asyncio.sleep(APART)
            after = [_picture(window, place) for place in places]
            assert all(one != other for one, other in zip(before, after, strict=True))
            assert len({picture.constBits().tobytes() for picture in after}) == 4  # each shows another camera
            assert all(not session.stream.health.lost for session in console.sessions.all())

    async def test_what_was_open_is_open_again(self, home: Home) -> None:
        async with home.open(demo=True) as (console, window):
            tiles = window.live_page.tiles
            await until(lambda: len(list(console.devices)) == 2, SLOW)
            refs = [tile.ref for _, tile in tiles.board.filled()]
            tiles.close(0)
            tiles.enlarge(3)
        async with home.open(demo=True) as (_, window):
            filled = dict(window.live_page.tiles.board.filled())
            assert [tile.ref for tile in filled.values()] == refs[1:]
            assert 0 not in filled
            await until(lambda: 3 in _playing(window.live_page), SLOW)

    async def test_leaving_the_demo_closes_and_tells_how_to_go_on(self, home: Home) -> None:
        async with home.open(demo=True) as (_, window):
            told: list[None] = []
            window.closed.connect(lambda: told.append(None))
            window.top_bar.demo_left.emit()
            assert told == [None]
            assert window.wanted_demo is False


def _playing(live: LivePage) -> list[int]:
    return [place for place, tile in live.tiles.on_screen() if tile.view and tile.view.newest() is not None]


def _picture(window: MainWindow, place: int) -> QImage:
    wall = window.live_page.wall
    return wall.grab(wall.box_of(place)).toImage()


def _colours(picture: QImage) -> int:
    points = ((x, y) for x in range(0, picture.width(), 7) for y in range(30, picture.height(), 7))
    return len({picture.pixel(x, y) for x, y in points})
