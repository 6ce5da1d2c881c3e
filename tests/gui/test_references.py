"""Some pairs of PySide6 and Python give away references to None and True with every call, and abort hours later."""

import gc
import sys

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel

CALLS = 300
NOISE = 50  # what a garbage collection or another test may account for


class Sender(QObject):
    sent = Signal()


def test_calls_of_qt_keep_the_references_to_none_and_true() -> None:
    label, sender = QLabel(), Sender()
    gc.collect()
    before = sys.getrefcount(None), sys.getrefcount(True)
    for _ in range(CALLS):
        label.setText("a")
        sender.sent.emit()
    lost = before[0] - sys.getrefcount(None), before[1] - sys.getrefcount(True)
    assert max(lost) < NOISE
