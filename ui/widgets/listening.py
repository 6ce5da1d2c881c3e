"""Listening to the state for as long as a widget lives."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, QTimer

from console.state.signal import Signal

PAUSE = 50  # milliseconds between two updates of a view

T = TypeVar("T")


def listen(owner: QObject, signal: Signal[T], listener: Callable[[T], None]) -> None:
    """Call `listener` on every emit until `owner` is destroyed."""
    disconnect = signal.connect(listener)
    owner.destroyed.connect(lambda: disconnect())


def gathered(owner: QObject, update: Callable[[], None]) -> Callable[..., None]:
    """A function that has `update` called a moment later, once for however many calls in between."""
    timer = QTimer(owner)
    timer.setSingleShot(True)
    timer.setInterval(PAUSE)
    timer.timeout.connect(update)

    def call(*_ignored: object) -> None:
        if not timer.isActive():
            timer.start()

    return call
