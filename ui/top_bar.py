"""The bar along the top: the pages, what mode the program is in, and the time."""

from collections.abc import Callable
from datetime import datetime
from enum import Enum

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

from console.model.clock import CHINA
from ui import icons, theme
from ui.icons import Icon
from ui.resources import resource
from ui.theme import TypeSize
from ui.widgets.badge import Badge
from ui.widgets.label import Label
from ui.widgets.surface import ButtonKind, Surface, button, set_surface
from ui.widgets.translated import Translated

_LOGO = 22  # pixels
_TICK = 250  # milliseconds; the seconds must not be seen to limp


class Page(Enum):
    """The pages in the order of their buttons; a later one appears here when it works."""

    LIVE = Icon.LAYOUT_GRID
    DEVICES = Icon.VIDEO
    SETTINGS = Icon.SETTINGS


class TopBar(Translated):
    """Emits the page that is wanted; the window shows it and tells by `show_page`."""

    page_wanted = Signal(object)  # Page
    demo_left = Signal()

    def __init__(self, now: Callable[[], datetime], *, is_demo: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_surface(self, Surface.BAR)
        self.setFixedHeight(theme.TOOLBAR_HEIGHT)
        self._now = now
        self._name = Label("Vigil", size=TypeSize.TITLE, weight=QFont.Weight.DemiBold)
        self._buttons = {page: _page_button(page) for page in Page}
        self._group = QButtonGroup(self)
        self._pending = Badge()
        self._demo = Badge("DEMO", "warn")
        self._leave = button(ButtonKind.QUIET)
        self._clock = Label(size=TypeSize.TITLE)
        self._clock.setFont(theme.font(TypeSize.TITLE, tabular=True))
        self._date = Label(size=TypeSize.DENSE, tone="text_mid")
        for page, choice in self._buttons.items():
            self._group.addButton(choice)
            choice.clicked.connect(lambda _checked, page=page: self.page_wanted.emit(page))
        self._leave.clicked.connect(lambda: self.demo_left.emit())
        for shown in (self._demo, self._leave):
            shown.setVisible(is_demo)
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK)
        self._timer.timeout.connect(self._show_time)
        self._timer.start()
        self._lay_out()
        self.retranslate()
        self._show_time()

    def show_page(self, page: Page | None) -> None:
        """Mark the page on screen; None for one that has no button."""
        self._group.setExclusive(False)
        for known, choice in self._buttons.items():
            choice.setChecked(known is page)
        self._group.setExclusive(True)

    def show_pending(self, count: int) -> None:
        """How many devices wait for consent."""
        self._pending.set_badge(str(count) if count else "", "warn")
        self._pending.setToolTip(self.tr("Devices that wait to be accepted") if count else "")

    def retranslate(self) -> None:
        names = {
            Page.LIVE: self.tr("Live"),
            Page.DEVICES: self.tr("Devices"),
            Page.SETTINGS: self.tr("Settings"),
        }
        for number, (page, choice) in enumerate(self._buttons.items(), start=1):
            choice.setText(names[page])
            choice.setShortcut(f"Alt+{number}")
            choice.setToolTip(f"{names[page]}  Alt+{number}")
        self._demo.setToolTip(self.tr("A simulated site; only this computer can be reached by it."))
        self._leave.setText(self.tr("Leave the demo"))
        self._show_time()

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 0, 12, 0)
        layout.setSpacing(4)
        layout.addWidget(_Logo())
        layout.addSpacing(4)
        layout.addWidget(self._name)
        layout.addSpacing(20)
        for choice in self._buttons.values():
            layout.addWidget(choice)
            if choice is self._buttons[Page.DEVICES]:
                layout.addWidget(self._pending)
        layout.addStretch()
        layout.addWidget(self._demo)
        layout.addWidget(self._leave)
        layout.addSpacing(16)
        layout.addWidget(self._date)
        layout.addSpacing(4)
        layout.addWidget(self._clock)

    def _show_time(self) -> None:
        """Device time, which is what recordings are searched by; said to be so where the computer's is another."""
        now = self._now().astimezone(CHINA)
        self._clock.setText(f"{now:%H:%M:%S}")
        is_local = now.utcoffset() == self._now().astimezone().utcoffset()
        self._date.setText(f"{now:%Y-%m-%d}" if is_local else f"{now:%Y-%m-%d} UTC+8")


class _Logo(QWidget):
    """The mark of the program."""

    def __init__(self) -> None:
        super().__init__()
        self._picture = QSvgRenderer(str(resource("icons", "vigil.svg")))
        self.setFixedSize(_LOGO, _LOGO)

    def paintEvent(self, _event: QPaintEvent) -> None:
        self._picture.render(QPainter(self), QRectF(0, 0, _LOGO, _LOGO))


def _page_button(page: Page) -> QToolButton:
    made = QToolButton()
    made.setProperty("kind", "page")
    made.setIcon(icons.icon(page.value))
    made.setIconSize(QSize(theme.ICON_SIZE + theme.SPACE, theme.ICON_SIZE))  # keeps the icon off the text
    made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    made.setCheckable(True)
    made.setFixedHeight(theme.CONTROL_HEIGHT + theme.SPACE)
    return made
