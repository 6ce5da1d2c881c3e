"""A wall on a made-up stage."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from tests.gui.wall.scenery import Scenery
from ui.wall.tiles import Tiles
from ui.wall.wall import Wall


@pytest.fixture
def scenery() -> Iterator[Scenery]:
    scenery = Scenery()
    scenery.add_device()
    yield scenery
    scenery.end()


@pytest.fixture
def tiles(scenery: Scenery) -> Iterator[Tiles]:
    tiles = Tiles(scenery.access)
    yield tiles
    tiles.release()


@pytest.fixture
def wall(tiles: Tiles) -> Iterator[Wall]:
    wall = Wall(tiles)
    wall.resize(800, 480)
    wall.show()
    QCoreApplication.sendPostedEvents()
    yield wall
    wall.hide()
    wall.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
