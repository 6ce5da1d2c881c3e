"""The shape and colour of a state. A state is never shown by colour alone."""

from enum import Enum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.theme import Tokens


class State(Enum):
    """What a mark can say; the value is the token of its colour."""

    ONLINE = "ok"  # disc
    DEGRADED = "warn"  # half disc
    OFFLINE = "off"  # ring
    ALARM = "crit"  # triangle
    RECORDING = "record"  # square
    REPLAY = "play"  # arrow running back


def state_color(state: State, tokens: Tokens) -> QColor:
    return tokens.color("ok" if state is State.RECORDING else state.value)


def paint_state(painter: QPainter, rect: QRectF, state: State, tokens: Tokens) -> None:
    """Draw the mark of `state` into the square `rect`."""
    color = state_color(state, tokens)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _PAINTERS[state](painter, rect, color)
    painter.restore()


def _disc(painter: QPainter, rect: QRectF, color: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawEllipse(rect)


def _ring(painter: QPainter, rect: QRectF, color: QColor) -> None:
    width = rect.width() * 0.22
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(color, width))
    inset = width / 2
    painter.drawEllipse(rect.adjusted(inset, inset, -inset, -inset))


def _half_disc(painter: QPainter, rect: QRectF, color: QColor) -> None:
    _ring(painter, rect, color)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawPie(rect, 90 * 16, 180 * 16)


def _triangle(painter: QPainter, rect: QRectF, color: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawPolygon(QPolygonF([QPointF(rect.center().x(), rect.top()), rect.bottomRight(), rect.bottomLeft()]))


def _square(painter: QPainter, rect: QRectF, color: QColor) -> None:
    inset = rect.width() * 0.08
    painter.fillRect(rect.adjusted(inset, inset, -inset, -inset), color)


def _back_arrow(painter: QPainter, rect: QRectF, color: QColor) -> None:
    width = rect.width() * 0.18
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(color, width))
    arc = rect.adjusted(width, width, -width, -width)
    painter.drawArc(arc, 130 * 16, -300 * 16)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    tip = QPointF(arc.left() + arc.width() * 0.18, arc.top() + arc.height() * 0.12)
    head = rect.width() * 0.3
    painter.drawPolygon(QPolygonF([tip + QPointF(-head, 0), tip + QPointF(head * 0.6, head), tip + QPointF(0, -head)]))


_PAINTERS = {
    State.ONLINE: _disc,
    State.DEGRADED: _half_disc,
    State.OFFLINE: _ring,
    State.ALARM: _triangle,
    State.RECORDING: _square,
    State.REPLAY: _back_arrow,
}


class StateMark(QWidget):
    """A mark of its own, beside a text that says the same."""

    def __init__(self, state: State = State.OFFLINE, side: int = 10, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._side = side
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def state(self) -> State:
        return self._state

    def set_state(self, state: State) -> None:
        if state is not self._state:
            self._state = state
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._side, self._side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_state(painter, QRectF(0, 0, self._side, self._side), self._state, theme.tokens(self.palette()))
