"""Three ways to begin; a page like any other, so that it stops nobody."""

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui import icons, theme
from ui.icons import Icon
from ui.resources import resource
from ui.theme import TypeSize
from ui.widgets.label import Label, Paragraph
from ui.widgets.surface import Surface, set_surface
from ui.widgets.translated import Translated

_CARD = QSize(280, 196)
_LOGO = 72
_LINE_HEIGHT = 1.5


class FirstRunPage(Translated):
    """Emits the choice; the window goes there."""

    demo_wanted = Signal()
    device_wanted = Signal()
    settings_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_surface(self, Surface.WINDOW)
        self._title = Label(size=TypeSize.WALL_CLOCK, weight=QFont.Weight.DemiBold)
        self._lead = Paragraph()
        for label in (self._title, self._lead):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._demo = ChoiceCard(Icon.MONITOR_PLAY, recommended=True)
        self._device = ChoiceCard(Icon.CAMERA_DOME)
        self._settings = ChoiceCard(Icon.SETTINGS)
        self._demo.clicked.connect(lambda: self.demo_wanted.emit())
        self._device.clicked.connect(lambda: self.device_wanted.emit())
        self._settings.clicked.connect(lambda: self.settings_wanted.emit())
        cards = QHBoxLayout()
        cards.setSpacing(16)
        cards.addStretch()
        for card in (self._demo, self._device, self._settings):
            cards.addWidget(card)
        cards.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.addStretch(2)
        layout.addWidget(_Logo(), alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(12)
        layout.addWidget(self._title)
        layout.addSpacing(4)
        layout.addWidget(self._lead)
        layout.addSpacing(28)
        layout.addLayout(cards)
        layout.addStretch(3)
        self.setFocusProxy(self._demo)
        self.retranslate()

    def retranslate(self) -> None:
        self._title.setText(self.tr("Welcome to Vigil"))
        self._lead.setText(self.tr("Watch, steer and replay GB/T 28181 cameras. How do you want to begin?"))
        self._demo.set_words(
            self.tr("Try the demo"),
            self.tr("A simulated site with an NVR and moving pictures, on this computer only. No camera needed."),
        )
        self._device.set_words(
            self.tr("Add my first device"),
            self.tr("Shows the exact values to type into your camera or NVR."),
        )
        self._settings.set_words(
            self.tr("Look at the settings"),
            self.tr("Platform ID, ports, passwords, language and theme."),
        )


class ChoiceCard(QAbstractButton):
    """A large button: icon, title, and what will happen."""

    def __init__(self, which: Icon, *, recommended: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._which = which
        self._recommended = recommended
        self._text = ""
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_words(self, title: str, text: str) -> None:
        self.setText(title)
        self._text = text
        self.setAccessibleDescription(text)
        self.update()

    def sizeHint(self) -> QSize:
        return _CARD

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.HoverEnter, QEvent.Type.HoverLeave, QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = theme.tokens(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        ring = self.hasFocus()
        painter.setPen(
            QPen(tokens.color("accent" if ring else "edge" if self.underMouse() else "line"), 2 if ring else 1)
        )
        painter.setBrush(tokens.color("raised" if self.underMouse() and not self.isDown() else "panel"))
        painter.drawRoundedRect(frame, 8, 8)
        plate = QColor(tokens.color("accent"))
        plate.setAlphaF(0.14 if self._recommended else 0.0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(plate if self._recommended else tokens.color("hover"))
        painter.drawRoundedRect(QRectF(20, 20, 44, 44), 8, 8)
        icons.paint(
            painter, QRectF(30, 30, 24, 24), self._which, tokens.color("accent" if self._recommended else "text_mid")
        )
        painter.setPen(tokens.color("text"))
        painter.setFont(theme.font(TypeSize.TITLE, QFont.Weight.DemiBold))
        painter.drawText(QRect(20, 76, self.width() - 40, 24), Qt.AlignmentFlag.AlignVCenter, self.text())
        self._paint_text(painter, QRect(20, 104, self.width() - 40, self.height() - 112), tokens.color("text_mid"))

    def _paint_text(self, painter: QPainter, rect: QRect, color: QColor) -> None:
        font = theme.font(TypeSize.BODY)
        painter.setFont(font)
        painter.setPen(color)
        step = round(font.pixelSize() * _LINE_HEIGHT)
        for number, line in enumerate(theme.wrapped(self._text, font, rect.width())):
            place = QRect(rect.left(), rect.top() + number * step, rect.width(), step)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, line)


class _Logo(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._picture = QSvgRenderer(str(resource("icons", "vigil.svg")))
        self.setFixedSize(_LOGO, _LOGO)

    def paintEvent(self, _event: QPaintEvent) -> None:
        self._picture.render(QPainter(self), QRectF(0, 0, _LOGO, _LOGO))
