"""The recording on the wall, looked at four times a second while it is seen."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from console.services.live import LiveView
from console.services.playback import PlaybackView

PERIOD = 250  # milliseconds


class Follower(QObject):
    """`moved` tells that `recording` is another one, or may be in another position, state or speed."""

    moved = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.recording: PlaybackView | None = None
        self._is_seen = False
        self._disconnect: Callable[[], None] = lambda: None
        self._timer = QTimer(self)
        self._timer.setInterval(PERIOD)
        self._timer.timeout.connect(self.moved)
        self.destroyed.connect(lambda: self._disconnect())

    @property
    def is_running(self) -> bool:
        return self._timer.isActive()

    def follow(self, view: PlaybackView | LiveView | None) -> None:
        """Look at this; a live view has nothing to follow."""
        self._disconnect()
        self._disconnect = lambda: None
        self.recording = view if isinstance(view, PlaybackView) else None
        if self.recording is not None:
            self._disconnect = self.recording.changed.connect(lambda _: self.moved.emit())
        self._run()
        self.moved.emit()

    def set_seen(self, seen: bool) -> None:
        """Whether anybody can see what is told."""
        self._is_seen = seen
        self._run()

    def _run(self) -> None:
        if self.recording is not None and self._is_seen:
            self._timer.start()
        else:
            self._timer.stop()
