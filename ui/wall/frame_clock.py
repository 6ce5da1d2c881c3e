"""The one timer that looks for new pictures. It runs only while pictures move."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer

TICK = 8  # milliseconds: twice as often as any screen shows pictures, so that none waits long
QUIET = 250  # ticks without a new picture after which it stops


class FrameClock(QObject):
    """Calls `look` on every tick; True means that something new was seen."""

    def __init__(self, look: Callable[[], bool], parent: QObject) -> None:
        super().__init__(parent)
        self._look = look
        self._quiet = 0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK)
        self._timer.timeout.connect(self._tick)

    @property
    def is_running(self) -> bool:
        return self._timer.isActive()

    def wake(self) -> None:
        """Something may move soon."""
        self._quiet = 0
        if not self._timer.isActive():
            self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def _tick(self) -> None:
        if self._look():
            self._quiet = 0
            return
        self._quiet += 1
        if self._quiet >= QUIET:
            self._timer.stop()
