"""The bar above the wall."""

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from tests.gui.wall.scenery import ref
from ui.wall.bar import WallBar
from ui.wall.layout import LAYOUTS, layout_for
from ui.wall.tiles import Tiles
from ui.wall.wall import Wall


@pytest.fixture
def bar(wall: Wall, qtbot: QtBot) -> WallBar:
    bar = WallBar(wall)
    qtbot.addWidget(bar)
    bar.show()
    return bar


def named(bar: WallBar, text: str) -> QAbstractButton:
    return next(one for one in bar.findChildren(QAbstractButton) if one.accessibleName().startswith(text))


def texts(bar: WallBar) -> str:
    return " ".join(label.text() for label in bar.findChildren(QLabel) if label.isVisible())


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_layout_has_a_button(bar: WallBar, tiles: Tiles, layout: object) -> None:
    named(bar, f"Tiles: {layout.name}").click()
    assert tiles.board.layout is layout
    assert named(bar, f"Tiles: {layout.name}").isChecked()


def test_a_grid_that_grew_by_itself_is_marked(bar: WallBar, tiles: Tiles) -> None:
    tiles.play([ref(number) for number in range(6)])
    assert named(bar, "Tiles: 9").isChecked()


def test_what_is_on_other_pages_is_said(bar: WallBar, tiles: Tiles) -> None:
    tiles.play([ref(number) for number in range(6)])
    assert not named(bar, "Next page").isVisible()
    tiles.use_layout(layout_for(4))
    assert "Channels: 6" in texts(bar)
    assert "on other pages: 2" in texts(bar)
    assert "1 / 2" in texts(bar)
    named(bar, "Next page").click()
    assert "2 / 2" in texts(bar)


def test_the_figures_button_follows_the_key(bar: WallBar, wall: Wall) -> None:
    wall.show_figures(True)
    assert named(bar, "Show figures").isChecked()
    named(bar, "Show figures").click()
    assert not wall.shows_figures


def test_all_tiles_can_be_closed(bar: WallBar, tiles: Tiles) -> None:
    tiles.play([ref(1)])
    bar._close.trigger()
    assert len(tiles.board) == 0
    assert not bar._close.isEnabled()


def test_the_wall_alone_is_asked_for(bar: WallBar, qtbot: QtBot) -> None:
    with qtbot.waitSignal(bar.full_wanted):
        named(bar, "Wall only").click()
