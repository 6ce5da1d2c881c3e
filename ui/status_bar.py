"""The bar along the bottom: what is true now. Each part opens the page that tells more."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from console.application.console import Listener
from console.model.failure import AddressInUse
from console.model.media import StreamHealth
from console.state.anomalies import Anomalies
from console.state.devices import Devices, PendingDevices
from ui import measures, theme, wording
from ui.theme import TypeSize
from ui.top_bar import Page
from ui.widgets.label import tooltip
from ui.widgets.state_mark import State, paint_state
from ui.widgets.surface import Surface, rule, set_surface
from ui.widgets.translated import Translated

HEIGHT = 26
_TICK = 1000  # milliseconds; what the streams count is told by the second
_RECENT = 60.0  # seconds bad input is worth a colour
_MARK = 8
_PADDING = 10


@dataclass(frozen=True, slots=True)
class StatusAccess:
    """Where the truths come from."""

    listener: Callable[[], Listener]
    devices: Devices
    pending: PendingDevices
    anomalies: Anomalies
    streams: Callable[[], Iterable[StreamHealth]]
    monotonic: Callable[[], float]


class StatusBar(Translated):
    """Looks once a second, which costs less than following a thousand devices."""

    page_wanted = Signal(object)  # Page
    anomalies_wanted = Signal()

    def __init__(self, access: StatusAccess, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_surface(self, Surface.FOOTER)
        self.setFixedHeight(HEIGHT)
        self._access = access
        self.listener = Truth()
        self.devices = Truth()
        self.pending = Truth()
        self.streams = Truth()
        self.anomalies = Truth()
        for truth, page in (
            (self.listener, Page.SETTINGS),
            (self.devices, Page.DEVICES),
            (self.pending, Page.DEVICES),
            (self.streams, Page.LIVE),
        ):
            truth.clicked.connect(lambda _checked, page=page: self.page_wanted.emit(page))
        self.anomalies.clicked.connect(lambda: self.anomalies_wanted.emit())
        layout = QHBoxLayout(self)
        layout.setContentsMargins(4, 1, 4, 0)
        layout.setSpacing(0)
        for truth in (self.listener, self.devices, self.pending, self.streams):
            layout.addWidget(truth)
            layout.addWidget(rule(vertical=True))
        layout.addStretch()
        layout.addWidget(self.anomalies)
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        self.look()

    def look(self) -> None:
        """Tell what is true now."""
        self._tell_listener()
        self._tell_devices()
        self._tell_streams()
        self._tell_anomalies()

    def retranslate(self) -> None:
        self.look()

    def _tell_listener(self) -> None:
        listener = self._access.listener()
        if listener.failure is None:
            text = wording.fill(self.tr("SIP %1 UDP and TCP"), listener.port)
            self.listener.tell(State.ONLINE, text, f"{listener.address}:{listener.port}")
            return
        taken = isinstance(listener.failure, AddressInUse)
        text = self.tr("SIP port %1 is taken") if taken else self.tr("Not listening on port %1")
        words = wording.of_failure(listener.failure)
        self.listener.tell(State.ALARM, wording.fill(text, listener.port), f"{words.sentence} {words.advice}".strip())

    def _tell_devices(self) -> None:
        total = len(self._access.devices)
        online = sum(1 for device in self._access.devices if device.online)
        if total:
            state = State.ONLINE if online == total else State.DEGRADED if online else State.OFFLINE
            self.devices.tell(state, wording.fill(self.tr("%1 of %2 devices online"), online, total))
        else:
            self.devices.tell(State.OFFLINE, self.tr("No devices"))
        waiting = len(self._access.pending)
        self.pending.tell(State.DEGRADED, wording.fill(self.tr("%1 waiting to be accepted"), waiting))
        self.pending.setVisible(bool(waiting))

    def _tell_streams(self) -> None:
        healths = list(self._access.streams())
        lost = sum(health.lost for health in healths)
        packets = sum(health.packets for health in healths)
        if not healths:
            self.streams.tell(State.OFFLINE, self.tr("No streams"))
            return
        rate = measures.bit_rate(sum(health.bit_rate for health in healths))
        text = wording.fill(self.tr("Streams: %1   %2"), len(healths), rate)
        detail = wording.fill(self.tr("Packets lost: %1 of %2"), lost, packets + lost)
        is_silent = any(not health.bit_rate for health in healths)
        self.streams.tell(State.DEGRADED if is_silent else State.ONLINE, text, detail)

    def _tell_anomalies(self) -> None:
        known = self._access.anomalies.all()
        self.anomalies.setVisible(bool(known))
        if known:
            last = max(known, key=lambda anomaly: anomaly.last_at)
            is_recent = self._access.monotonic() - last.last_at < _RECENT
            text = wording.fill(self.tr("Not understood: %1"), self._access.anomalies.total())
            detail = f"{wording.anomaly(last.kind).sentence} ({last.source})"
            self.anomalies.tell(State.DEGRADED if is_recent else State.OFFLINE, text, detail)


class Truth(QAbstractButton):
    """A mark and a few words that can be pressed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.state = State.OFFLINE
        self.setFont(theme.font(TypeSize.DENSE, tabular=True))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def tell(self, state: State, text: str, detail: str = "") -> None:
        if (state, text) != (self.state, self.text()):
            self.state = state
            self.setText(text)
            self.setAccessibleName(text)
            self.updateGeometry()
            self.update()
        self.setToolTip(tooltip(detail) if detail else "")

    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(width + _MARK + theme.SPACE + theme.SPACE // 2 + 2 * _PADDING, HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        tokens = theme.tokens(self.palette())
        if self.underMouse():
            painter.fillRect(self.rect(), tokens.color("hover"))
        if self.hasFocus():
            painter.setPen(tokens.color("accent"))
            painter.drawRect(self.rect().adjusted(0, 1, -1, -2))
        mark = QRectF(_PADDING, (self.height() - _MARK) / 2, _MARK, _MARK)
        paint_state(painter, mark, self.state, tokens)
        painter.setPen(tokens.color("crit" if self.state is State.ALARM else "text_mid"))
        words = self.rect().adjusted(round(mark.right()) + theme.SPACE + theme.SPACE // 2, 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
