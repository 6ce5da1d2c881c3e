"""A few words on the timeline: what is below the pointer, or why a click led elsewhere."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.theme import TypeSize

_PADDING = 7  # pixels
_HEIGHT = 24
_AWAY = 14  # from the pointer


class Bubble(QWidget):
    """Never in the way of the mouse. An answer to a click stays for its time, whatever the pointer does meanwhile."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._ground = parent
        self._text = ""
        self._answer = QTimer(self)
        self._answer.setSingleShot(True)
        self._answer.timeout.connect(self.hide)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFont(theme.font(TypeSize.DENSE, tabular=True))
        self.hide()

    @property
    def text(self) -> str:
        """What is to be read; empty while it is hidden."""
        return "" if self.isHidden() else self._text

    def say(self, text: str, at: QPoint) -> None:
        """Show `text` beside the pointer; without any, nothing."""
        if self._answer.isActive():
            return
        if text:
            self._show(text, at)
        else:
            self.hide()

    def answer(self, text: str, at: QPoint, *, lasts: float) -> None:
        """Show `text` for `lasts` seconds."""
        self._answer.start(round(lasts * 1000))
        self._show(text, at)

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self._text) + 2 * _PADDING + 2, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = theme.tokens(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(tokens.color("edge"))
        painter.setBrush(tokens.color("hover"))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), theme.RADIUS, theme.RADIUS)
        painter.setPen(tokens.color("text"))
        inner = self.rect().adjusted(_PADDING, 0, -_PADDING, 0)
        shown = painter.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignCenter), shown)

    def _show(self, text: str, at: QPoint) -> None:
        self._text = text
        self.setAccessibleName(text)
        room: QRect = self._ground.rect().adjusted(2, 2, -2, -2)
        size = self.sizeHint().boundedTo(room.size())
        left = min(max(at.x() - size.width() // 2, room.left()), room.right() - size.width())
        below = at.y() + _AWAY + 4
        top = below if below + size.height() <= room.bottom() else at.y() - _AWAY - size.height()
        self.setGeometry(QRect(QPoint(left, max(room.top(), top)), size))
        self.show()
        self.raise_()
        self.update()
