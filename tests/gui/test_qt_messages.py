"""Qt's own messages in our log."""

import logging
from collections.abc import Iterator

import pytest
from PySide6.QtCore import qInstallMessageHandler, qWarning

from ui import qt_messages


@pytest.fixture
def logging_qt() -> Iterator[None]:
    qt_messages.log_messages()
    yield
    qInstallMessageHandler(None)


@pytest.mark.usefixtures("logging_qt")
class TestMessages:
    def test_a_warning_is_a_warning(self, caplog: pytest.LogCaptureFixture) -> None:
        qWarning("no such slot: 100%")
        assert [(record.levelno, record.getMessage()) for record in caplog.records] == [
            (logging.WARNING, "no such slot: 100%")
        ]

    def test_what_means_nothing_stays_out(self, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.INFO)
        qWarning("This plugin does not support propagateSizeHints()")
        assert caplog.records == []
