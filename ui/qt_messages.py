"""What Qt has to say goes to the log, where support can read it."""

import logging

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
_MEANINGLESS = "This plugin does not support"  # the off-screen platform says so of every window

_log = logging.getLogger("qt")


def log_messages() -> None:
    """From now on, for the whole program."""
    qInstallMessageHandler(_take)


def _take(kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
    level = logging.DEBUG if text.startswith(_MEANINGLESS) else _LEVELS.get(kind, logging.WARNING)
    _log.log(level, "%s", text)
