"""A steering panel on a made-up stage; coroutine tests run on the loop that the program uses."""

from collections.abc import Callable, Iterator

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.model.catalog import ChannelRef
from tests.conftest import LoopFactory
from tests.gui.ptz.scenery import DOME, Scenery
from ui.event_loop import EventLoop
from ui.ptz import preset_box
from ui.ptz.panel import PtzPanel

ShowPanel = Callable[..., PtzPanel]


@pytest.fixture
def loop_factory(qapp: QApplication) -> LoopFactory:
    qapp.setQuitOnLastWindowClosed(False)  # as the program does: the loop would end with a panel
    return lambda: EventLoop(qapp)


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """No list of presets is asked for by itself: where no loop runs, that could not be done."""
    monkeypatch.setattr(preset_box, "LINGER", 60_000)


@pytest.fixture
def scenery() -> Scenery:
    return Scenery()


@pytest.fixture
def show(scenery: Scenery, qtbot: QtBot) -> Iterator[ShowPanel]:
    """Shows a panel, which may have been destroyed when the test ends."""
    panels: list[PtzPanel] = []

    def make(channel: ChannelRef | None = DOME) -> PtzPanel:
        made = scenery.panel(channel)
        panels.append(made)
        made.resize(288, 620)
        made.show()
        made.activateWindow()
        qtbot.waitUntil(made.isActiveWindow)
        return made

    yield make
    for panel in panels:
        if shiboken6.isValid(panel):
            panel.hide()
            shiboken6.delete(panel)


@pytest.fixture
def panel(show: ShowPanel) -> PtzPanel:
    return show()
