"""A word on a coloured plate."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.theme import TypeSize

_HEIGHT = 18
_PADDING = 6


class Badge(QWidget):
    """Text in the token `tone`, on a faint plate of the same colour."""

    def __init__(self, text: str = "", tone: str = "text_mid", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self._tone = tone
        self.setFont(theme.font(TypeSize.CAPTION, QFont.Weight.Medium, tabular=True))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def text(self) -> str:
        return self._text

    def set_badge(self, text: str, tone: str = "text_mid") -> None:
        if (text, tone) == (self._text, self._tone):
            return
        self._text, self._tone = text, tone
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self._text) + 2 * _PADDING
        return QSize(max(width, _HEIGHT), _HEIGHT) if self._text else QSize(0, 0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._text:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_badge(painter, QRectF(self.rect()), self._text, theme.tokens(self.palette()).color(self._tone))


def paint_badge(painter: QPainter, rect: QRectF, text: str, color: QColor) -> None:
    """Draw a badge into `rect` with the painter's font."""
    plate = QColor(color)
    plate.setAlphaF(0.16)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(plate)
    painter.drawRoundedRect(rect, theme.RADIUS, theme.RADIUS)
    painter.setPen(color)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
