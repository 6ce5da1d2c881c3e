"""The real window around a real console, on the loop that the program uses."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.conftest import LoopFactory
from tests.gui.window.opened import Home
from ui.event_loop import EventLoop


@pytest.fixture
def loop_factory(qapp: QApplication) -> LoopFactory:
    return lambda: EventLoop(qapp)


@pytest.fixture
def home(qapp: QApplication, tmp_path: Path) -> Home:
    """Where windows of this test are opened, one after the other."""
    return Home(qapp, tmp_path)
