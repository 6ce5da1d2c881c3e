"""A records panel that searches made-up recordings."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from tests.gui.records.scenery import RecordsScenery
from ui.records.panel import RecordsPanel


@pytest.fixture
def scenery(tmp_path: Path) -> RecordsScenery:
    return RecordsScenery(tmp_path)


@pytest.fixture
def panel(scenery: RecordsScenery) -> Iterator[RecordsPanel]:
    panel = RecordsPanel(scenery.access)
    panel.resize(1000, 280)
    panel.show()
    QCoreApplication.sendPostedEvents()
    yield panel
    panel.hide()
    panel.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
