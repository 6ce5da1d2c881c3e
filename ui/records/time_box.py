"""Zooming, panning and selecting by mouse, on pyqtgraph's view box."""

from typing import Any

import pyqtgraph
from PySide6.QtCore import QPointF, Qt, Signal

from ui.records.scale import DAY, Scale
from ui.records.spans import LONGEST, SHORTEST

_EARLIEST, _LATEST = 0, 2**32  # seconds since 1970 that can be panned to


class TimeBox(pyqtgraph.ViewBox):  # type: ignore[misc]  # pyqtgraph has no types
    """Its horizontal axis is seconds since 1970; its vertical one, from 0 to 1, is pixels to everybody else."""

    picked = Signal(float, QPointF)  # second, point: a click
    selecting = Signal(float, float, QPointF)  # seconds from and to, where it began: a drag with Shift
    hovered = Signal(float, QPointF)
    left = Signal()  # by the pointer
    moved_by_hand = Signal()
    scale_changed = Signal()

    def __init__(self) -> None:
        super().__init__(enableMenu=False, defaultPadding=0.0)
        self.setMouseEnabled(x=True, y=False)
        self.setLimits(
            minXRange=SHORTEST.total_seconds(), maxXRange=LONGEST.total_seconds(), xMin=_EARLIEST, xMax=_LATEST
        )
        self.disableAutoRange()
        self.setYRange(0.0, 1.0, padding=0)
        self.setXRange(0, DAY, padding=0)
        self.sigXRangeChanged.connect(lambda *_: self.scale_changed.emit())
        self.sigResized.connect(lambda *_: self.scale_changed.emit())
        self.sigRangeChangedManually.connect(lambda *_: self.moved_by_hand.emit())

    @property
    def scale_of_time(self) -> Scale:
        """What is in view."""
        (start, end), _ = self.viewRange()
        return Scale(start, end, max(1.0, self.width()))

    def show_range(self, start: float, end: float) -> None:
        self.setXRange(start, end, padding=0)

    def zoom(self, factor: float, around: float) -> None:
        """Show `factor` times as much time, with the second `around` where it is."""
        self.scaleBy((factor, None), center=(around, 0.5))

    def wheelEvent(self, event: Any, axis: int | None = None) -> None:
        self.updateMatrix()  # else done with the next paint, and a second turn of the wheel would miss the pointer
        super().wheelEvent(event, axis)

    def mouseClickEvent(self, event: Any) -> None:
        if event.button() is Qt.MouseButton.LeftButton and not event.double():
            event.accept()
            point = QPointF(event.pos())
            self.picked.emit(self.scale_of_time.second(point.x()), point)

    def mouseDragEvent(self, event: Any, axis: int | None = None) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            event.ignore()
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            event.accept()
            start, end = QPointF(event.buttonDownPos()), QPointF(event.pos())
            scale = self.scale_of_time
            self.selecting.emit(scale.second(start.x()), scale.second(end.x()), start)
        else:
            self.setCursor(Qt.CursorShape.ArrowCursor if event.isFinish() else Qt.CursorShape.ClosedHandCursor)
            super().mouseDragEvent(event, axis)

    def hoverEvent(self, event: Any) -> None:
        if event.isExit():
            self.left.emit()
        else:
            point = QPointF(event.pos())
            self.hovered.emit(self.scale_of_time.second(point.x()), point)
