"""What stands where nothing is yet: an icon, a sentence, what to do about it."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from ui import icons, theme
from ui.icons import Icon
from ui.theme import TypeSize
from ui.widgets.label import Label, Paragraph
from ui.widgets.surface import ButtonKind, button

_ICON_SIDE = 40


class EmptyState(QWidget):
    """Centred in the room it gets. The owner sets the words; without a button text there is no button."""

    pressed = Signal()

    def __init__(self, which: Icon, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = _Picture(which)
        self._title = Label(size=TypeSize.BODY, weight=QFont.Weight.Medium)
        self._title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._title.setWordWrap(True)
        self._hint = Paragraph(size=TypeSize.DENSE)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._button = button(ButtonKind.NORMAL)
        self._button.clicked.connect(lambda: self.pressed.emit())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.setSpacing(8)
        layout.addStretch(2)
        layout.addWidget(self._picture, alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(4)
        layout.addWidget(self._title)
        layout.addWidget(self._hint)
        layout.addSpacing(4)
        layout.addWidget(self._button, alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)
        self.set_words("")

    def set_words(self, title: str, hint: str = "", button_text: str = "") -> None:
        self._title.setText(title)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self._button.setText(button_text)
        self._button.setVisible(bool(button_text))

    @property
    def title(self) -> str:
        return self._title.text()


class _Picture(QWidget):
    def __init__(self, which: Icon) -> None:
        super().__init__()
        self.which = which
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(_ICON_SIDE, _ICON_SIDE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        color = theme.tokens(self.palette()).color("text_low")
        color.setAlphaF(0.7)
        icons.paint(QPainter(self), QRectF(0, 0, _ICON_SIDE, _ICON_SIDE), self.which, color)
