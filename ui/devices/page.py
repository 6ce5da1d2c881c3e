"""The Devices page: joins its parts and says what the operator wants."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFont, QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSplitter,
    QStackedLayout,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from ui import wording
from ui.devices.access import DevicesAccess
from ui.devices.add_form import AddForm
from ui.devices.anomaly_table import AnomalyTable
from ui.devices.detail import DeviceDetail
from ui.devices.pending import PendingList
from ui.devices.table import DevicesModel, DevicesTable
from ui.icons import Icon
from ui.theme import TypeSize
from ui.widgets.badge import Badge
from ui.widgets.empty_state import EmptyState
from ui.widgets.label import Label
from ui.widgets.listening import gathered, listen
from ui.widgets.notice import LASTS, NoticeBar, Tone
from ui.widgets.search_field import SearchField
from ui.widgets.surface import ButtonKind, Surface, button, panel, set_surface
from ui.widgets.translated import Translated

_SIDE_WIDTH = 420
_TICK = 1000  # milliseconds; times are told by the second


class DevicesPage(Translated):
    """Emits decisions; the state that follows from them comes back through `access`."""

    accepted = Signal(str, object)  # device_id, its own password or None
    dismissed = Signal(str)  # device_id
    added = Signal(str, str, object)  # device_id, name, its own password or None
    options_saved = Signal(str, object)  # device_id, DeviceOptions
    password_saved = Signal(str, str)  # device_id, its own password, empty for none
    refresh_wanted = Signal(str)  # device_id
    channel_added = Signal(str, str, str)  # device_id, channel_id, name
    removal_wanted = Signal(str)  # device_id

    def __init__(self, access: DevicesAccess, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_surface(self, Surface.PANEL)
        self._access = access
        self._title = Label(size=TypeSize.TITLE, weight=QFont.Weight.DemiBold)
        self._count = Badge()
        self._filter = SearchField()
        self._add = button(ButtonKind.PRIMARY, Icon.PLUS)
        self._tabs = QTabBar()
        self._tabs.setDrawBase(False)
        self._tabs.addTab("")
        self._tabs.addTab("")
        self._notice = NoticeBar()
        self._pending = PendingList(access.pending, access.now, access.generate_password)
        self._model = DevicesModel(
            access.devices, access.catalogs, count_channels=access.count_channels, now=access.now, parent=self
        )
        self._table = DevicesTable(self._model)
        self._empty = EmptyState(Icon.VIDEO)
        self._anomalies = AnomalyTable(access.anomalies, access.monotonic)
        self._detail = DeviceDetail(access)
        self._form = AddForm(access)
        self._clock = QTimer(self)
        self._clock.setInterval(_TICK)
        self._lay_out()
        self._connect()
        self.setFocusProxy(self._table)
        self.retranslate()

    def show_device(self, device_id: str) -> bool:
        """Open the details of a device; False where it is not admitted."""
        self._tabs.setCurrentIndex(0)
        self._filter.clear()
        self._model.follow()  # it may have been put a moment ago
        return self._table.select(device_id)

    def ask_information(self, device_id: str) -> None:
        """Open the details of a device and ask it what it is."""
        if self.show_device(device_id):
            self._detail.ask_information()

    def begin_channel(self, device_id: str) -> None:
        """Open the details of a device and the form for a channel by hand."""
        if self.show_device(device_id):
            self._detail.begin_channel()

    def begin_device(self) -> None:
        """Open the form for a new device."""
        self._tabs.setCurrentIndex(0)
        self._table.clearSelection()
        self._form.begin()
        self._side.setCurrentIndex(1)
        self._side.show()

    def show_anomalies(self) -> None:
        """Open the list of what was not understood."""
        self._tabs.setCurrentIndex(1)

    def tell(self, tone: Tone, text: str, *, detail: str = "") -> None:
        """Say how something ended that was asked for on this page."""
        self._notice.tell(tone, text, detail=detail, lasts=None if tone is Tone.FAIL else LASTS)

    def tell_failure(self, error: Exception) -> None:
        self._notice.tell_failure(error)

    def retranslate(self) -> None:
        self._title.setText(self.tr("Devices"))
        self._filter.setPlaceholderText(self.tr("Filter by name, ID or address"))
        self._filter.setAccessibleName(self.tr("Filter the devices"))
        self._add.setText(self.tr("Add a device"))
        self._model.refresh()
        self._empty.set_words(
            self.tr("No device has registered yet"),
            self.tr("Add one here and type the values shown into it, or let it register: it appears above and waits."),
            self.tr("Add a device"),
        )
        self._show_counts()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._follow()
        self._refresh_times()
        self._clock.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self._clock.stop()
        super().hideEvent(event)

    def _lay_out(self) -> None:
        bar = panel(Surface.BAR)
        top = QHBoxLayout(bar)
        top.setContentsMargins(16, 6, 12, 6)
        top.setSpacing(10)
        top.addWidget(self._title)
        top.addWidget(self._count)
        top.addSpacing(16)
        top.addWidget(self._tabs)
        top.addStretch()
        self._filter.setFixedWidth(250)
        top.addWidget(self._filter)
        top.addWidget(self._add)
        self._body = QStackedLayout()
        self._body.addWidget(self._lay_out_devices())
        self._anomalies.setContentsMargins(8, 0, 8, 0)
        self._body.addWidget(self._anomalies)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(bar)
        layout.addWidget(self._notice)
        layout.addLayout(self._body, 1)

    def _lay_out_devices(self) -> QWidget:
        self._main = QStackedWidget()
        self._main.setContentsMargins(8, 0, 8, 0)
        self._main.addWidget(self._table)
        self._main.addWidget(self._empty)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._pending)
        column.addWidget(self._main, 1)
        self._side = QStackedWidget()
        self._side.addWidget(_scrolling(self._detail))
        self._side.addWidget(_scrolling(self._form))
        set_surface(self._side, Surface.SIDE)
        self._side.hide()
        splitter = QSplitter()
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(1)
        splitter.addWidget(left)
        splitter.addWidget(self._side)
        splitter.setStretchFactor(0, 1)
        splitter.setSizes([900, _SIDE_WIDTH])
        self._side.setMinimumWidth(_SIDE_WIDTH)
        return splitter

    def _connect(self) -> None:
        self._tabs.currentChanged.connect(self._body.setCurrentIndex)
        self._filter.textChanged.connect(self._model.set_filter)
        self._filter.textChanged.connect(lambda: self._tabs.setCurrentIndex(0))
        self._filter.entered.connect(self._table.setFocus)
        self._add.clicked.connect(self.begin_device)
        self._empty.pressed.connect(self.begin_device)
        self._table.selected.connect(self._show_detail)
        self._pending.accepted.connect(self.accepted)
        self._pending.dismissed.connect(self.dismissed)
        self._form.added.connect(self._add_device)
        self._form.closed.connect(self._end_form)
        self._detail.closed.connect(self._table.clearSelection)
        self._detail.options_saved.connect(self.options_saved)
        self._detail.password_saved.connect(self.password_saved)
        self._detail.refresh_wanted.connect(self.refresh_wanted)
        self._detail.channel_added.connect(self.channel_added)
        self._detail.removal_wanted.connect(self.removal_wanted)
        self._clock.timeout.connect(self._refresh_times)
        follow = gathered(self, self._follow)
        listen(self, self._access.devices.changed, follow)
        listen(self, self._access.catalogs.changed, follow)
        listen(self, self._access.catalogs.progress_changed, follow)
        listen(self, self._access.anomalies.changed, follow)

    def _show_detail(self, device_id: str) -> None:
        device = self._access.devices.get(device_id)
        if device is None:
            if self._side.currentIndex() == 0:
                self._side.hide()
            return
        self._detail.show_device(device)
        self._side.setCurrentIndex(0)
        self._side.show()

    def _add_device(self, device_id: str, name: str, password: object) -> None:
        self.added.emit(device_id, name, password)
        self._end_form()
        text = self.tr("%1 is in the list and comes online at its next registration.")
        self.tell(Tone.DONE, wording.fill(text, name or device_id))

    def _follow(self) -> None:
        if not self.isVisible():
            return  # thousands of keepalives must not move a table that nobody sees
        self._model.follow()
        device = self._access.devices.get(self._detail.device_id)
        if device is not None and self._side.isVisible() and self._side.currentIndex() == 0:
            self._detail.show_device(device)
        self._main.setCurrentIndex(0 if len(self._access.devices) else 1)
        self._show_counts()

    def _refresh_times(self) -> None:
        self._model.refresh()
        self._anomalies.model.refresh()
        self._pending.refresh_times()
        device = self._access.devices.get(self._detail.device_id)
        if device is not None:
            self._detail.refresh_times(device)

    def _end_form(self) -> None:
        self._table.setFocus()  # before the form hides: or the focus goes to whatever comes next in the window
        self._side.hide()

    def _show_counts(self) -> None:
        online = sum(device.online for device in self._access.devices)
        total = len(self._access.devices)
        tone = "off" if not online else "ok" if online == total else "warn"
        self._count.set_badge(wording.fill(self.tr("%1 of %2 online"), online, total), tone)
        self._count.setVisible(bool(total))
        self._tabs.setTabText(0, self.tr("All devices"))
        misread = len(self._access.anomalies.all())
        text = self.tr("Not understood")
        self._tabs.setTabText(1, f"{text} ({misread})" if misread else text)


def _scrolling(content: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidget(content)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.viewport().setAutoFillBackground(False)
    content.setAutoFillBackground(False)
    return area
