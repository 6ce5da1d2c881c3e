"""The pad: eight directions round a stop. It turns the pointer into pushes and knows no camera."""

import math

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QHideEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.ptz.push import NOTHING, Push, Pushes
from ui.theme import Tokens

SIDE_LOWEST, SIDE = 152, 168  # pixels; a wedge is at least 36 wide in its middle
WEDGES: tuple[Pushes, ...] = (  # counter-clockwise from the right
    frozenset({Push.RIGHT}),
    frozenset({Push.RIGHT, Push.UP}),
    frozenset({Push.UP}),
    frozenset({Push.LEFT, Push.UP}),
    frozenset({Push.LEFT}),
    frozenset({Push.LEFT, Push.DOWN}),
    frozenset({Push.DOWN}),
    frozenset({Push.RIGHT, Push.DOWN}),
)
_TURNS = NOTHING.union(*WEDGES)
_ANGLE = 360 / len(WEDGES)
_HUB = 0.30  # its radius, by that of the disc
_RIM = 4  # pixels round the disc for the focus ring
_GAP = 1.5  # pixels between two wedges


class PtzPad(QWidget):
    """A wedge works while it is pressed; how far out makes no difference. What is lit, `show_pushes` tells."""

    pushed = Signal(object)  # Pushes of the wedge under the pressed pointer; none: it was let go
    stop_pressed = Signal()  # the hub

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pressed: Pushes | None = None  # None: nothing is; none: dragged onto the hub
        self._is_hub_down = False
        self._hovered: Pushes | None = None
        self._lit: Pushes = NOTHING
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(SIDE_LOWEST, SIDE_LOWEST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(SIDE, SIDE)

    def show_pushes(self, held: Pushes) -> None:
        """Light the wedge of what is held, by whatever hand. Without its own pushes the pad must be pressed anew."""
        if self._pressed and not self._pressed <= held:
            self._pressed = None
        lit = held & _TURNS
        if lit != self._lit:
            self._lit = lit
            self.update()

    def let_go(self) -> None:
        """As if the button had been released."""
        self._is_hub_down = False
        if self._pressed is not None:
            self._pressed = None
            self.pushed.emit(NOTHING)
        self.update()

    def wedge_at(self, point: QPointF) -> Pushes | None:
        """The pushes at `point`; none on the hub, None beside the disc."""
        arm = point - self._centre()
        distance = math.hypot(arm.x(), arm.y())
        return self._wedge_towards(point) if distance <= self._radius() else None

    def point_in(self, pushes: Pushes) -> QPointF:
        """The middle of a wedge."""
        angle = math.radians(WEDGES.index(pushes) * _ANGLE)
        reach = self._radius() * (1 + _HUB) / 2
        return self._centre() + QPointF(reach * math.cos(angle), -reach * math.sin(angle))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        wedge = self.wedge_at(event.position())
        if event.button() is not Qt.MouseButton.LeftButton or wedge is None:
            return
        if wedge:
            self._pressed = wedge
            self.pushed.emit(wedge)
        else:
            self._is_hub_down = True  # and not pressed: who slips off the stop must not move the camera
            self.stop_pressed.emit()
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.wedge_at(event.position()))
        if self._pressed is None:
            return
        # A button that is no longer down was released where we could not see it.
        if not event.buttons() & Qt.MouseButton.LeftButton or not self.rect().contains(event.position().toPoint()):
            self.let_go()
            return
        wedge = self._wedge_towards(event.position())
        if wedge != self._pressed:
            self._pressed = wedge
            self.pushed.emit(wedge)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.let_go()

    def leaveEvent(self, _event: QEvent) -> None:
        self._hover(None)
        self.let_go()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.let_go()
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self.let_go()
        super().hideEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.EnabledChange:
            self.let_go()
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = theme.tokens(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(self._centre())
        radius = self._radius()
        for number, wedge in enumerate(WEDGES):
            self._paint_wedge(painter, radius, number, wedge, tokens)
        self._paint_hub(painter, radius * _HUB - _GAP, tokens)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(tokens.color("accent"), 2))
            painter.drawEllipse(QPointF(0, 0), radius + 3, radius + 3)

    def _paint_wedge(self, painter: QPainter, radius: float, number: int, wedge: Pushes, tokens: Tokens) -> None:
        is_lit = wedge == self._lit
        ground, sign = "raised", "text_mid" if number % 2 == 0 else "text_low"
        if is_lit:
            ground, sign = "fill", "on_fill"
        elif self.isEnabled() and wedge == self._hovered:
            ground, sign = "hover", "text"
        painter.save()
        painter.rotate(-number * _ANGLE)
        painter.setPen(QPen(tokens.color("accent" if is_lit else "edge"), 1))
        painter.setBrush(tokens.color(ground))
        painter.drawPath(_wedge_path(radius))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        color = tokens.color(sign)
        if not self.isEnabled():
            color.setAlphaF(0.45)
        _paint_chevron(painter, radius, 5.0 if number % 2 == 0 else 4.0, color)
        painter.restore()

    def _paint_hub(self, painter: QPainter, radius: float, tokens: Tokens) -> None:
        is_hovered = self.isEnabled() and self._hovered == NOTHING
        is_pressed = self._is_hub_down
        painter.setPen(QPen(tokens.color("edge"), 1))
        painter.setBrush(tokens.color("crit_fill" if is_pressed else "hover" if is_hovered else "raised"))
        painter.drawEllipse(QPointF(0, 0), radius, radius)
        color = tokens.color("on_fill" if is_pressed else "crit" if self._lit or is_hovered else "text_mid")
        if not self.isEnabled():
            color.setAlphaF(0.45)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawRoundedRect(QRectF(-6, -6, 12, 12), 2, 2)

    def _hover(self, wedge: Pushes | None) -> None:
        if wedge != self._hovered:
            self._hovered = wedge
            self.update()

    def _wedge_towards(self, point: QPointF) -> Pushes:
        """The same without an outer edge: where a pointer that is pressed points to."""
        arm = point - self._centre()
        if math.hypot(arm.x(), arm.y()) < self._radius() * _HUB:
            return NOTHING
        return WEDGES[round(math.degrees(math.atan2(-arm.y(), arm.x())) / _ANGLE) % len(WEDGES)]

    def _centre(self) -> QPointF:
        return QRectF(self.rect()).center()

    def _radius(self) -> float:
        return min(self.width(), self.height()) / 2 - _RIM


def _wedge_path(radius: float) -> QPainterPath:
    """The wedge to the right, with straight gaps to its neighbours."""
    outer, inner = radius - 0.5, radius * _HUB + _GAP
    path = QPainterPath()
    for distance, towards in ((outer, 1), (inner, -1)):
        half = _ANGLE / 2 - math.degrees(math.asin(_GAP / 2 / distance))
        box = QRectF(-distance, -distance, 2 * distance, 2 * distance)
        if towards > 0:
            path.arcMoveTo(box, -half)
        path.arcTo(box, -half * towards, 2 * half * towards)
    path.closeSubpath()
    return path


def _paint_chevron(painter: QPainter, radius: float, size: float, color: QColor) -> None:
    """An arrow head to the right in the outer half of the wedge."""
    tip = radius * 0.76
    pen = QPen(color, 2)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.drawPolyline([QPointF(tip - size, -size), QPointF(tip, 0), QPointF(tip - size, size)])
