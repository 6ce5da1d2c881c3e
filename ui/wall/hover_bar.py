"""The buttons that appear on the tile under the pointer."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QWidget

from ui import icons, theme
from ui.icons import Icon
from ui.theme import DARK
from ui.wall.deeds import ICONS, Deed, titled
from ui.widgets.translated import Translated

_SIDE = 26  # pixels of a button
_MARGIN = 6  # to the edge of the picture
_REST = 3000  # milliseconds without a movement of the pointer until it goes


class HoverBar(Translated):
    """Stands in the upper right corner of a picture. In a small tile what has no room is left to the menu."""

    chosen = Signal(object)  # Deed
    menu_wanted = Signal(QPoint)  # where, on the screen

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._buttons = {deed: _VideoButton(ICONS[deed], self) for deed in Deed}
        self._more = _VideoButton(Icon.ELLIPSIS, self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2, 2, 2, 2)
        layout.setSpacing(0)
        for deed, one in self._buttons.items():
            if deed is Deed.CLOSE:
                layout.addWidget(self._more)
            layout.addWidget(one)
            one.clicked.connect(lambda _checked=False, deed=deed: self.chosen.emit(deed))
        self._more.clicked.connect(self._ask_for_menu)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST)
        self._rest.timeout.connect(self.hide)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.retranslate()
        self.hide()

    def show_on(self, well: QRect, deeds: Sequence[Deed], *, looks: dict[Deed, Icon]) -> None:
        """Offer `deeds` on the picture in `well`; `looks` are icons other than the usual."""
        room = (well.width() - 2 * _MARGIN - 4) // _SIDE
        if room < 2 or well.height() < _SIDE + 2 * _MARGIN:
            self.hide()
            return
        fitting = list(deeds) if len(deeds) < room else [*deeds[: room - 2], Deed.CLOSE]
        for deed, one in self._buttons.items():
            one.setVisible(deed in fitting)
            one.which = looks.get(deed, ICONS[deed])
            one.update()
        width = (len(fitting) + 1) * _SIDE + 4
        self.setGeometry(well.right() - _MARGIN - width + 1, well.top() + _MARGIN, width, _SIDE + 4)
        self.show()
        self.raise_()
        if not self.underMouse():
            self._rest.start()

    def button(self, deed: Deed) -> QAbstractButton:
        return self._buttons[deed]

    def retranslate(self) -> None:
        for deed, one in self._buttons.items():
            one.name(titled(deed))
        self._more.name(self.tr("More"))

    def enterEvent(self, _event: QEnterEvent) -> None:
        self._rest.stop()

    def leaveEvent(self, _event: QEvent) -> None:
        self._rest.start()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        plate = DARK.color("well")
        plate.setAlphaF(0.6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(plate)
        painter.drawRoundedRect(self.rect(), theme.RADIUS, theme.RADIUS)

    def _ask_for_menu(self) -> None:
        self.menu_wanted.emit(self._more.mapToGlobal(QPoint(0, _SIDE)))


class _VideoButton(QAbstractButton):
    """An icon in the colours of the dark theme, since video is dark in every theme."""

    def __init__(self, which: Icon, parent: QWidget) -> None:
        super().__init__(parent)
        self.which = which
        self.setFixedSize(_SIDE, _SIDE)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keyboard has the menu, and the wall keeps its keys
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def name(self, text: str) -> None:
        self.setToolTip(text)
        self.setAccessibleName(text)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        is_hovered = self.underMouse()
        if is_hovered or self.isDown():
            plate = DARK.color("accent" if self.isDown() else "text")
            plate.setAlphaF(0.25)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(plate)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.RADIUS - 1, theme.RADIUS - 1)
        inset = (_SIDE - theme.ICON_SIZE) // 2
        color = DARK.color("text")
        painter.drawPixmap(inset, inset, icons.pixmap(self.which, theme.ICON_SIZE, color, self.devicePixelRatioF()))
