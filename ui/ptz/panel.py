"""The steering panel: pad, lens and presets of the selected channel, and why it cannot be steered where it cannot."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFont, QGuiApplication, QHideEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QSlider,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from console.model.catalog import ChannelRef
from console.services.ptz import PtzFailed, StopState
from console.state.catalogs import CatalogChange
from ui.icons import Icon
from ui.ptz.access import PtzAccess
from ui.ptz.helm import SPEED_HIGHEST, SPEED_LOWEST, Helm
from ui.ptz.hold_pair import HoldPair
from ui.ptz.keys import PtzKeys
from ui.ptz.news import News, failed_motion, news_of
from ui.ptz.pad import PtzPad
from ui.ptz.preset_book import PresetBook, PresetOutcome
from ui.ptz.preset_box import PresetBox
from ui.ptz.push import Push, Pushes, running_drives
from ui.theme import TypeSize
from ui.widgets.empty_state import EmptyState
from ui.widgets.label import ElidedLabel, Label, Paragraph, tooltip
from ui.widgets.listening import listen
from ui.widgets.notice import NoticeBar
from ui.widgets.surface import Surface, icon_button, name_button, set_surface
from ui.widgets.translated import Translated

WIDTH_LOWEST, WIDTH = 260, 288  # pixels
_BETWEEN = " · "
_UNBROKEN = "\N{NO-BREAK SPACE}"  # what belongs to a key stays with it on its line


@dataclass(frozen=True, slots=True)
class _Obstacle:
    """Why the channel cannot be steered, and what can be done about it."""

    title: str
    hint: str = ""
    button: str = ""


class PtzPanel(Translated):
    """Steers the channel it was told to show. Whatever takes the panel from the operator stops the camera first."""

    steered = Signal(bool)  # whether the camera is being moved
    keys_toggled = Signal(bool)  # whether the keys of the wall steer
    speed_changed = Signal(int)

    def __init__(self, access: PtzAccess, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._access = access
        self._ref: ChannelRef | None = None
        self._insisted: set[ChannelRef] = set()  # fixed by their catalog, steered all the same
        self._was_steering = False
        self._news: Callable[[], News] | None = None
        self._helm = Helm(access.ptz, self)
        self._book = PresetBook(access.ptz, self)
        self.keys = PtzKeys(self)
        self.pad = PtzPad()
        self._name = ElidedLabel(size=TypeSize.TITLE, weight=QFont.Weight.Medium)
        self._state = ElidedLabel(size=TypeSize.DENSE)
        self._keys_button = icon_button(Icon.KEYBOARD, checkable=True)
        self._keys_text = Paragraph(size=TypeSize.CAPTION, tone="accent")
        self._zoom = HoldPair((Icon.ZOOM_OUT, Push.WIDE), (Icon.ZOOM_IN, Push.TELE))
        self._focus = HoldPair((Icon.FOCUS_NEAR, Push.NEAR), (Icon.FOCUS_FAR, Push.FAR))
        self._iris = HoldPair((Icon.IRIS_CLOSE, Push.CLOSE), (Icon.IRIS_OPEN, Push.OPEN))
        self._speed_name = Label(size=TypeSize.DENSE, tone="text_mid")
        self._speed = QSlider(Qt.Orientation.Horizontal)
        self._speed_value = Label(size=TypeSize.DENSE)
        self._presets = PresetBox(self._book)
        self._empty = EmptyState(Icon.MOVE)
        self._notice = NoticeBar()
        self._header = QWidget()
        self._controls = QWidget()
        self._stack = QStackedWidget()
        self._lay_out()
        self._connect()
        self.retranslate()

    @property
    def is_steering(self) -> bool:
        return bool(running_drives(self._helm.held))

    @property
    def speed(self) -> int:
        """From 1 to 10."""
        return self._helm.speed

    @speed.setter
    def speed(self, speed: int) -> None:
        self._speed.setValue(speed)

    def show_channel(self, ref: ChannelRef | None) -> None:
        """Steer `ref` from now on; what moves on the channel before is stopped."""
        if ref != self._ref:
            self._ref = ref
            self._forget_news()
            self._follow()

    def stop(self) -> None:
        """Stop the camera, also where an earlier stop was not confirmed."""
        self._helm.stop()

    def toggle_keys(self) -> None:
        """Let the keys of the wall steer, or leave them to the wall again."""
        self.keys.set_on(not self.keys.is_on)

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, 560)

    def retranslate(self) -> None:
        name_button(self._keys_button, self.tr("Steer with the keyboard") + "  P")
        keys = self.tr("Arrows turn · + - zoom · PgUp PgDn focus · Home End iris · 1–9 presets · Esc ends")
        self._keys_text.setText(_BETWEEN.join(one.replace(" ", _UNBROKEN) for one in keys.split(_BETWEEN)))
        self.pad.setAccessibleName(self.tr("Turn the camera"))
        self.pad.setAccessibleDescription(self.tr("Arrow keys turn it, plus and minus zoom."))
        self._zoom.set_words(self.tr("Zoom"), self.tr("Zoom out") + "  -", self.tr("Zoom in") + "  +")
        self._focus.set_words(self.tr("Focus"), self.tr("Focus nearer") + "  PgDn", self.tr("Focus farther") + "  PgUp")
        self._iris.set_words(self.tr("Iris"), self.tr("Close the iris") + "  End", self.tr("Open the iris") + "  Home")
        self._speed_name.setText(self.tr("Speed"))
        self._speed.setAccessibleName(self.tr("Speed"))
        self._follow()
        if not self._notice.isHidden():
            self._tell()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.WindowDeactivate:
            self._helm.let_go()
        return super().event(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._helm.let_go()  # a motion must not outlive the sight of its panel
        super().hideEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.EnabledChange:
            self._helm.let_go()
        super().changeEvent(event)

    def _lay_out(self) -> None:
        set_surface(self, Surface.PANEL)
        self.setMinimumWidth(WIDTH_LOWEST)
        self._lay_out_header()
        column = QVBoxLayout(self._controls)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._keys_text)
        column.addLayout(self._motion_row())
        column.addLayout(self._speed_row())
        column.addWidget(self._presets, 1)
        self._stack.addWidget(self._controls)
        self._stack.addWidget(self._empty)
        content = QWidget()
        whole = QVBoxLayout(content)
        whole.setContentsMargins(12, 8, 12, 12)
        whole.setSpacing(8)
        whole.addWidget(self._header)
        whole.addWidget(self._stack, 1)
        area = QScrollArea()
        area.setWidget(content)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFrameShape(QFrame.Shape.NoFrame)
        for part in (content, area.viewport()):
            part.setAutoFillBackground(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(area, 1)
        # Below everything: where it comes and goes, nothing moves under a pressed pointer.
        layout.addWidget(self._notice)

    def _lay_out_header(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._name)
        words.addWidget(self._state)
        header = QHBoxLayout(self._header)
        header.setContentsMargins(0, 0, 0, 0)
        header.addLayout(words, 1)
        header.addWidget(self._keys_button)

    def _motion_row(self) -> QHBoxLayout:
        pairs = QVBoxLayout()
        pairs.setSpacing(0)
        for number, pair in enumerate((self._zoom, self._focus, self._iris)):
            if number:
                pairs.addStretch()
            pairs.addWidget(pair)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.pad, 1)
        row.addLayout(pairs)
        return row

    def _speed_row(self) -> QGridLayout:
        self._speed.setRange(SPEED_LOWEST, SPEED_HIGHEST)
        self._speed.setPageStep(1)
        self._speed.setValue(self._helm.speed)
        self._speed.setMinimumHeight(24)
        self._speed_value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._speed_value.setMinimumWidth(18)
        row = QGridLayout()
        row.setHorizontalSpacing(8)
        row.addWidget(self._speed_name, 0, 0)
        row.addWidget(self._speed, 0, 1)
        row.addWidget(self._speed_value, 0, 2)
        return row

    def _connect(self) -> None:
        helm, keys, pad = self._helm, self.keys, self.pad
        pad.pushed.connect(lambda pushes: helm.hold(pad, pushes))
        pad.stop_pressed.connect(helm.stop)
        keys.pushed.connect(lambda pushes: helm.hold(keys, pushes))
        for pair in (self._zoom, self._focus, self._iris):
            pair.pushed.connect(helm.hold)
        helm.pushed.connect(pad.show_pushes)
        helm.pushed.connect(self._on_pushed)
        keys.filter_for(pad, always=True)
        keys.preset_called.connect(self._presets.call)
        keys.toggled.connect(self._on_keys_toggled)
        self._keys_button.clicked.connect(self.toggle_keys)
        self._speed.valueChanged.connect(self._use_speed)
        self._empty.pressed.connect(self._insist)
        self._book.ended.connect(self._on_preset_ended)
        access = self._access
        listen(self, access.ptz.stop_changed, lambda channel: self._on_channel_changed(channel))
        listen(self, access.ptz.failed, lambda failed: self._on_failed(failed))
        listen(self, access.devices.changed, lambda device_id: self._on_device_changed(device_id))
        listen(self, access.catalogs.changed, lambda change: self._on_catalog_changed(change))
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.applicationStateChanged.connect(self._on_application_state)
        application.aboutToQuit.connect(self._helm.let_go)

    @property
    def _channel(self) -> ChannelRef | None:
        """What is steered: a channel whose device was not given is looked for on all of them."""
        if self._ref is None or self._ref.device_id:
            return self._ref
        found = self._access.catalogs.find(self._ref.channel_id)
        online = [ref for ref in found if self._is_online(ref)]
        return next(iter(online or found), self._ref)

    def _is_online(self, ref: ChannelRef) -> bool:
        device = self._access.devices.get(ref.device_id)
        return device is not None and device.online

    def _obstacle(self) -> _Obstacle | None:
        channel = self._channel
        if channel is None:
            return _Obstacle(self.tr("No camera selected"), self.tr("Select a tile of the wall to steer its camera."))
        if not self._is_online(channel):
            return _Obstacle(
                self.tr("The device is offline"), self.tr("Its camera can be steered again once it has registered.")
            )
        item = self._access.catalogs.get(channel)
        if item is not None and not item.can_move and channel not in self._insisted:
            return _Obstacle(
                self.tr("This camera is fixed"),
                self.tr("Its device says that it cannot turn or zoom."),
                self.tr("Steer anyway"),
            )
        return None

    def _follow(self) -> None:
        """Show what is true now of the channel."""
        channel, obstacle = self._channel, self._obstacle()
        self._helm.take(None if obstacle else channel)
        self.keys.set_available(obstacle is None)
        self._presets.show_channel(None if obstacle else channel)
        self._header.setVisible(channel is not None)
        self._keys_button.setVisible(obstacle is None)
        self._name.setText(self._access.name_of(channel) if channel else "")
        self._stack.setCurrentIndex(1 if obstacle else 0)
        self._controls.setEnabled(obstacle is None)
        words = obstacle or _Obstacle("")
        self._empty.set_words(words.title, words.hint, words.button)
        self._keys_text.setVisible(self.keys.is_on)
        self._keys_button.setChecked(self.keys.is_on)
        self._speed_value.setText(str(self.speed))
        self._show_state()

    def _show_state(self) -> None:
        channel = self._channel
        stop = self._access.ptz.stop_state(channel) if channel else StopState.CONFIRMED
        hint = ""
        if self.is_steering:
            tone, text = "accent", self.tr("Steering")
        elif stop is StopState.NOT_CONFIRMED:
            tone, text = "warn", "▲ " + self.tr("Stop not confirmed")
            hint = self.tr("The device did not answer. It is told again as soon as it is heard.")
        elif stop is StopState.PENDING:
            tone, text = "text_mid", self.tr("Stopping…")
        elif self.keys.is_on:
            tone, text = "accent", self.tr("The keyboard steers")
        else:
            tone, text = "text_low", self.tr("Ready") if self._stack.currentIndex() == 0 else ""
        self._state.set_tone(tone)
        self._state.setText(text)
        self._state.setAccessibleDescription(hint)
        self._header.setToolTip(tooltip(hint))

    def _insist(self) -> None:
        if (channel := self._channel) is not None:
            self._insisted.add(channel)
            self._follow()

    def _use_speed(self, speed: int) -> None:
        self._helm.speed = speed
        self._speed_value.setText(str(speed))
        self.speed_changed.emit(speed)

    def _on_pushed(self, held: Pushes) -> None:
        if held:
            self._forget_news()
        else:
            self.keys.release()  # what was let go of for them must be pressed anew
        if any(push in held for push in _LEAVING):
            self._presets.leave_position()
        if self.is_steering != self._was_steering:
            self._was_steering = self.is_steering
            self.steered.emit(self._was_steering)
        self._show_state()

    def _on_keys_toggled(self, on: bool) -> None:
        self._keys_text.setVisible(on)
        self._keys_button.setChecked(on)
        self._show_state()
        if on and not self.keys.has_focus:
            self.pad.setFocus()
        self.keys_toggled.emit(on)

    def _on_application_state(self, state: Qt.ApplicationState) -> None:
        if state is not Qt.ApplicationState.ApplicationActive:
            self._helm.let_go()

    def _on_channel_changed(self, channel: ChannelRef) -> None:
        if channel == self._channel:
            self._show_state()

    def _on_device_changed(self, device_id: str) -> None:
        if self._ref is not None and self._ref.device_id in ("", device_id):
            self._follow()

    def _on_catalog_changed(self, change: CatalogChange) -> None:
        if self._ref is not None and self._ref.channel_id in (*change.put, *change.removed):
            self._follow()

    def _on_failed(self, failed: PtzFailed) -> None:
        if failed.channel == self._channel:
            self._show_news(lambda: failed_motion(failed.failure))

    def _on_preset_ended(self, outcome: PresetOutcome) -> None:
        if outcome.channel == self._channel:  # an answer that comes late is not for the channel shown now
            self._show_news(lambda: news_of(outcome))

    def _show_news(self, news: Callable[[], News]) -> None:
        """`news` is asked again when the language changes."""
        self._news = news
        self._tell()

    def _forget_news(self) -> None:
        self._news = None
        self._notice.hide()

    def _tell(self) -> None:
        if self._news is not None:
            news = self._news()
            self._notice.tell(news.tone, news.text, detail=news.detail, lasts=news.lasts)


# After these the camera is not where it was called to.
_LEAVING = (Push.LEFT, Push.RIGHT, Push.UP, Push.DOWN, Push.WIDE, Push.TELE)
