"""One device: its channels, what it says of itself, what is set for it, and how to remove it."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QProgressBar, QVBoxLayout, QWidget

from console.model.device import Device
from console.model.identity import is_acceptable_id
from console.state.catalogs import CatalogPhase, CatalogProgress
from ui import theme, wording
from ui.devices.access import DevicesAccess
from ui.devices.answers import Answers
from ui.devices.options_form import OptionsForm
from ui.devices.suggestions import suggest_channel_id
from ui.devices.table import channel_count, last_seen
from ui.icons import Icon
from ui.theme import TypeSize
from ui.widgets.confirm import ConfirmInPlace
from ui.widgets.facts import Fact, Facts
from ui.widgets.fields import Field
from ui.widgets.label import ElidedLabel, Label, Paragraph
from ui.widgets.section import SectionHeader
from ui.widgets.state_mark import State, StateMark
from ui.widgets.surface import ButtonKind, button, icon_button, name_button
from ui.widgets.translated import Translated
from ui.widgets.value_row import ValueRow


class DeviceDetail(Translated):
    """Shows the device it was given last; the page tells it when that has changed."""

    options_saved = Signal(str, object)  # device_id, DeviceOptions
    password_saved = Signal(str, str)  # device_id, its own password, empty for none
    refresh_wanted = Signal(str)  # device_id
    channel_added = Signal(str, str, str)  # device_id, channel_id, name
    removal_wanted = Signal(str)  # device_id
    closed = Signal()

    def __init__(self, access: DevicesAccess, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._access = access
        self._device_id = ""
        self._mark = StateMark()
        self._title = ElidedLabel(size=TypeSize.TITLE, weight=QFont.Weight.DemiBold)
        self._close = icon_button(Icon.X)
        self._id = ValueRow()
        self._facts = Facts()
        self._channels_header = SectionHeader()
        self._channels = ChannelsPart(access)
        self._about_header = SectionHeader()
        self._answers = Answers(access)
        self._options_header = SectionHeader()
        self._options = OptionsForm(access.generate_password)
        self._removal_header = SectionHeader()
        self._removal = ConfirmInPlace(Icon.TRASH_2)
        self._close.clicked.connect(self.closed)
        self._channels.refresh_wanted.connect(lambda: self.refresh_wanted.emit(self._device_id))
        self._channels.channel_added.connect(lambda *channel: self.channel_added.emit(self._device_id, *channel))
        self._options.options_saved.connect(lambda options: self.options_saved.emit(self._device_id, options))
        self._options.password_saved.connect(lambda password: self.password_saved.emit(self._device_id, password))
        self._removal.confirmed.connect(lambda: self.removal_wanted.emit(self._device_id))
        self._lay_out()
        self.retranslate()

    @property
    def device_id(self) -> str:
        """The device shown; empty for none."""
        return self._device_id

    def show_device(self, device: Device) -> None:
        if device.device_id != self._device_id:
            self._device_id = device.device_id
            self._removal.reset()
            self._channels.reset()
        self._title.setText(device.title)
        self._mark.set_state(State.ONLINE if device.online else State.OFFLINE)
        self._id.set_value(device.device_id)
        self._answers.show_device(device)
        self._options.show_options(device, self._access.password_of(device.device_id))
        self._channels.show_channels(device)
        self.refresh_times(device)

    def refresh_times(self, device: Device) -> None:
        """The facts that change by themselves."""
        registration = device.registration
        expires = ""
        if registration is not None and device.online:
            left = (registration.expires_at - self._access.now()).total_seconds()
            expires = wording.fill(self.tr("%1 min left"), max(0, int(left / 60)))
        self._facts.set_facts(
            [
                Fact(self.tr("State"), wording.device_state(device), tone=_state_tone(device)),
                Fact(self.tr("Last seen"), last_seen(device, self._access.now())),
                Fact(self.tr("Address"), str(device.peer) if device.peer else "", code=True),
                Fact(self.tr("Registration"), expires),
            ]
        )

    def ask_information(self) -> None:
        """Ask the device what it is, as its button does."""
        self._answers.ask()

    def begin_channel(self) -> None:
        """Open the form for a channel by hand."""
        self._channels.begin_channel()

    def retranslate(self) -> None:
        name_button(self._close, self.tr("Close"))
        self._id.set_name(self.tr("Device ID"))
        self._channels_header.set_title(self.tr("Channels"))
        self._about_header.set_title(self.tr("Device information"))
        self._options_header.set_title(self.tr("Options"))
        self._removal_header.set_title(self.tr("Removal"))
        self._removal.set_words(
            self.tr("Remove this device"),
            self.tr("It and its channels disappear, and it must be accepted again when it registers."),
            self.tr("Remove"),
        )
        device = self._access.devices.get(self._device_id)
        if device is not None:
            self.refresh_times(device)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._mark)
        top.addWidget(self._title, 1)
        top.addWidget(self._close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 12, 16, 20)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addWidget(self._id)
        layout.addWidget(self._facts)
        for header, part in (
            (self._channels_header, self._channels),
            (self._about_header, self._answers),
            (self._options_header, self._options),
            (self._removal_header, self._removal),
        ):
            layout.addSpacing(12)
            layout.addWidget(header)
            layout.addWidget(part)
        layout.addStretch()


class ChannelsPart(Translated):
    """How complete the channel list is, and a channel added by hand."""

    refresh_wanted = Signal()
    channel_added = Signal(str, str)  # channel_id, name

    def __init__(self, access: DevicesAccess, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._access = access
        self._device: Device | None = None
        self._count = Label(size=TypeSize.DENSE)
        self._progress = Label(size=TypeSize.DENSE, tone="text_mid")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._problem = Paragraph(size=TypeSize.DENSE, tone="warn")
        self._refresh = button(which=Icon.REFRESH_CW)
        self._by_hand = button(ButtonKind.QUIET, Icon.PLUS)
        self._form = QWidget()
        self._id = QLineEdit()
        self._id.setFont(theme.code_font(TypeSize.BODY))
        self._name = QLineEdit()
        self._id_field = Field(self._id, name_width=0)
        self._name_field = Field(self._name, name_width=0)
        self._add = button(ButtonKind.PRIMARY)
        self._cancel = button()
        self._refresh.clicked.connect(self.refresh_wanted)
        self._by_hand.clicked.connect(self.begin_channel)
        self._cancel.clicked.connect(self.reset)
        self._id.textChanged.connect(self._check)
        self._add.clicked.connect(self._emit_added)
        for edit in (self._id, self._name):
            edit.returnPressed.connect(self._add.click)
        self._lay_out()
        self.reset()
        self.retranslate()

    def show_channels(self, device: Device) -> None:
        self._device = device
        progress = self._access.catalogs.progress(device.device_id)
        self._count.setText(channel_count(self._access.count_channels(device.device_id)))
        self._progress.setText(wording.catalog(progress))
        self._progress.set_tone("warn" if progress.phase is CatalogPhase.PARTIAL else "text_mid")
        asking = progress.phase is CatalogPhase.ASKING
        self._bar.setVisible(asking)
        self._bar.setRange(0, progress.total or 0)  # 0 to 0 runs to and fro
        self._bar.setValue(progress.received)
        self._problem.setText(self._problem_text(progress))
        self._problem.setVisible(bool(self._problem.plain_text()))
        self._refresh.setEnabled(device.online and not asking)

    def begin_channel(self) -> None:
        """Open the form with a free identifier."""
        if self._device is not None:
            known = self._access.catalogs.items(self._device.device_id)
            self._id.setText(suggest_channel_id(self._device.device_id, known.__contains__))
        self._by_hand.hide()
        self._form.show()
        self._name.setFocus()

    def reset(self) -> None:
        """Close the form."""
        self._form.hide()
        self._by_hand.show()
        self._id.clear()
        self._name.clear()

    def retranslate(self) -> None:
        self._refresh.setText(self.tr("Refresh channels"))
        self._by_hand.setText(self.tr("Add by hand"))
        self._id_field.set_words(self.tr("Channel ID"), self.tr("As the device's own menu shows it."))
        self._name_field.set_words(self.tr("Name"))
        self._add.setText(self.tr("Add channel"))
        self._cancel.setText(self.tr("Cancel"))
        self._check()
        if self._device is not None:
            self.show_channels(self._device)

    def _problem_text(self, progress: CatalogProgress) -> str:
        lines: list[str] = []
        if progress.failure is not None:
            words = wording.of_failure(progress.failure)
            lines += [words.sentence, words.advice]
        if progress.phase is CatalogPhase.PARTIAL:
            lines.append(self.tr("The device announced more than it sent. What came is shown, and nothing is removed."))
        if progress.unreadable:
            lines.append(wording.fill(self.tr("Entries that could not be read: %1"), progress.unreadable))
        return "\n".join(line for line in lines if line)

    def _check(self) -> None:
        channel_id = self._id.text().strip()
        reason = ""
        if not is_acceptable_id(channel_id):
            reason = self.tr("Digits and letters, as a rule 20 digits.")
        elif self._device and channel_id in self._access.catalogs.items(self._device.device_id):
            reason = self.tr("The device has this channel already.")
        self._id_field.refuse(reason if self._id.text() else "")
        self._add.setEnabled(not reason)

    def _emit_added(self) -> None:
        self.channel_added.emit(self._id.text().strip(), self._name.text().strip())
        self.reset()

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(10)
        line.addWidget(self._count)
        line.addWidget(self._progress)
        line.addStretch()
        buttons = QHBoxLayout()
        buttons.addWidget(self._refresh)
        buttons.addWidget(self._by_hand)
        buttons.addStretch()
        answers = QHBoxLayout()
        answers.addWidget(self._add)
        answers.addWidget(self._cancel)
        answers.addStretch()
        form = QVBoxLayout(self._form)
        form.setContentsMargins(0, 4, 0, 0)
        form.addWidget(self._id_field)
        form.addWidget(self._name_field)
        form.addLayout(answers)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(line)
        layout.addWidget(self._bar)
        layout.addWidget(self._problem)
        layout.addLayout(buttons)
        layout.addWidget(self._form)


def _state_tone(device: Device) -> str:
    if device.online:
        return "ok"
    return "warn" if device.refusal else "text_low"
