"""A message that does not stop anybody: a bar along the edge of a page, never a box in front of it."""

from enum import Enum

from PySide6.QtCore import QRectF, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui import icons, theme, wording
from ui.icons import Icon
from ui.theme import TypeSize
from ui.widgets.label import ElidedLabel, Paragraph
from ui.widgets.surface import ButtonKind, button, icon_button, name_button
from ui.widgets.translated import Translated

LASTS = 8.0  # seconds a message stays that asks for nothing


class Tone(Enum):
    """How much a message matters; the value is the token of its colour."""

    INFORM = "accent"
    DONE = "ok"
    WARN = "warn"
    FAIL = "crit"


_ICONS = {
    Tone.INFORM: Icon.INFO,
    Tone.DONE: Icon.CIRCLE_CHECK,
    Tone.WARN: Icon.TRIANGLE_ALERT,
    Tone.FAIL: Icon.CIRCLE_ALERT,
}


class NoticeBar(Translated):
    """Hidden until told something; the newest message replaces the one before."""

    acted = Signal()  # the button of the message was pressed

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone = Tone.INFORM
        self._text = Paragraph(tone="")
        self._detail = ElidedLabel(size=TypeSize.CAPTION, tone="text_mid")
        self._action = button(ButtonKind.QUIET)
        self._action.clicked.connect(lambda: self.acted.emit())
        self._close = icon_button(Icon.X)
        self._close.clicked.connect(self.hide)
        self._expiry = QTimer(self)
        self._expiry.setSingleShot(True)
        self._expiry.timeout.connect(self.hide)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._text)
        words.addWidget(self._detail)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(40, 4, 6, 4)
        layout.addLayout(words, 1)
        layout.addWidget(self._action)
        layout.addWidget(self._close)
        self.retranslate()
        self.hide()

    def tell(self, tone: Tone, text: str, *, detail: str = "", action: str = "", lasts: float | None = None) -> None:
        """Show a message: for `lasts` seconds, or until it is closed or replaced."""
        self._tone = tone
        self._text.setText(text)
        # The line height adds its room below the letters only: level them with the icon.
        self._text.setContentsMargins(0, 3 if detail else 8, 0, 0)
        self._detail.setText(detail)
        self._detail.setVisible(bool(detail))
        self._action.setText(action)
        self._action.setVisible(bool(action))
        self.setAccessibleName(text)
        self._expiry.stop()
        if lasts is not None:
            self._expiry.start(round(lasts * 1000))
        self.show()
        self.update()

    def tell_failure(self, error: Exception, *, action: str = "") -> None:
        """What a service raised, until it is closed or replaced."""
        words = wording.of_failure(error)
        self.tell(Tone.FAIL, f"{words.sentence} {words.advice}".strip(), detail=words.detail, action=action)

    @property
    def text(self) -> str:
        return self._text.plain_text()

    @property
    def detail(self) -> str:
        return self._detail.text()

    def retranslate(self) -> None:
        name_button(self._close, self.tr("Close"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = theme.tokens(self.palette())
        color = tokens.color(self._tone.value)
        painter = QPainter(self)
        painter.fillRect(self.rect(), tokens.color("panel"))
        tint = tokens.color(self._tone.value)
        tint.setAlphaF(0.12)
        painter.fillRect(self.rect(), tint)
        painter.fillRect(0, 0, 3, self.height(), color)
        icons.paint(painter, QRectF(14, (self.height() - 16) / 2, 16, 16), _ICONS[self._tone], color)
