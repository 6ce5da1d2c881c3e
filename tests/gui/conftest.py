"""Every GUI test runs off-screen, dark, in English and with the bundled fonts: the same on every machine."""

import os
from collections.abc import Iterator

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from ui import fonts, theme
from ui.translation import Translation


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        # The off-screen platform says so whenever a window or a menu is shown; it means nothing.
        item.add_marker(pytest.mark.qt_log_ignore("^This plugin does not support", extend=True))


@pytest.fixture(scope="session", autouse=True)
def dressed_app(qapp: QApplication) -> QApplication:
    fonts.load(fonts.Chinese.ALWAYS)
    theme.apply(qapp, "dark")
    return qapp


@pytest.fixture(autouse=True)
def no_page_lingers(dressed_app: QApplication) -> None:
    """Delete what the test before was done with: else it is dressed again with every change of theme or language."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def translation(qapp: QApplication) -> Iterator[Translation]:
    """Switches the language; the next test starts in English again."""
    switch = Translation(qapp)
    yield switch
    switch.use("en")
