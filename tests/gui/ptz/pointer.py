"""The pointer on a pad."""

from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

from ui.ptz.pad import PtzPad
from ui.ptz.push import Pushes

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.MouseButton.NoButton


def press(pad: PtzPad, pushes: Pushes, button: Qt.MouseButton = LEFT) -> None:
    pad.setFocus()
    _send(pad, QEvent.Type.MouseButtonPress, place_of(pad, pushes), button, button)


def drag(pad: PtzPad, where: Pushes | QPointF, buttons: Qt.MouseButton = LEFT) -> None:
    point = where if isinstance(where, QPointF) else place_of(pad, where)
    _send(pad, QEvent.Type.MouseMove, point, NONE, buttons)


def release(pad: QWidget, where: QPointF | None = None) -> None:
    _send(pad, QEvent.Type.MouseButtonRelease, where or QPointF(1, 1), LEFT, NONE)


def place_of(pad: PtzPad, pushes: Pushes) -> QPointF:
    """In a wedge; in the hub for no pushes."""
    return pad.point_in(pushes) if pushes else QPointF(pad.width() / 2, pad.height() / 2)


def _send(widget: QWidget, kind: QEvent.Type, point: QPointF, button: Qt.MouseButton, buttons: Qt.MouseButton) -> None:
    where = QPointF(widget.mapToGlobal(point.toPoint()))
    QCoreApplication.sendEvent(widget, QMouseEvent(kind, point, where, button, buttons, Qt.KeyboardModifier.NoModifier))
