"""The fields of settings.toml: filled from a `Settings` value, checked at every keystroke, and read back as one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QVBoxLayout, QWidget

from console.model import setting_checks
from console.model.identity import domain_of, is_standard_id
from console.model.media import MediaTransport
from console.model.setting_checks import Objection, SettingReason
from console.model.settings import AUTO, MediaSettings, Settings, SipSettings, ViewSettings
from ui import theme, wording
from ui.settings.local_addresses import LocalAddress
from ui.translation import LANGUAGES
from ui.widgets.fields import Field, PasswordField
from ui.widgets.section import SectionHeader
from ui.widgets.translated import Translated

_EVERYWHERE = "0.0.0.0"
_TRANSPORTS = (None, MediaTransport.UDP, MediaTransport.TCP_PASSIVE, MediaTransport.TCP_ACTIVE)


@dataclass(frozen=True, slots=True)
class Entered:
    """What stands in the fields; only meaningful while `SettingsForm.is_valid`."""

    settings: Settings
    site_password: str


class SettingsForm(Translated):
    """Emits `edited` after every change, by hand or by `fill`."""

    edited = Signal()

    def __init__(self, generate_password: Callable[[], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._id = QLineEdit()
        self._id.setMaxLength(20)
        self._domain = QLineEdit()
        self._address = _editable_choice()
        self._port = QLineEdit()
        self._password = PasswordField(generate_password)
        self._accept_unknown = QCheckBox()
        self._transport = QComboBox()
        self._ports = QLineEdit()
        self._media_address = _editable_choice()
        self._language = QComboBox()
        self._theme = QComboBox()
        for edit in (self._id, self._domain, self._port, self._ports):
            edit.setFont(theme.code_font(theme.TypeSize.BODY))
        self._fields = {
            "id": Field(self._id),
            "domain": Field(self._domain),
            "address": Field(self._address),
            "port": Field(self._port),
            "site_password": Field(self._password),
            "accept_unknown": Field(self._accept_unknown),
            "transport": Field(self._transport),
            "ports": Field(self._ports),
            "media_address": Field(self._media_address),
            "language": Field(self._language),
            "theme": Field(self._theme),
        }
        self._sections = [SectionHeader() for _ in range(3)]
        self._last_id = ""
        self._fill_choices()
        self._lay_out()
        self._connect()
        self.retranslate()

    def fill(self, settings: Settings, site_password: str) -> None:
        """Show these values instead of what stands in the fields."""
        sip, media, view = settings.sip, settings.media, settings.ui
        self._last_id = sip.id
        self._id.setText(sip.id)
        self._domain.setText(sip.domain)
        self._address.setCurrentText(sip.address)
        self._port.setText(str(sip.port))
        self._password.setText(site_password)
        self._accept_unknown.setChecked(sip.accept_unknown)
        self._transport.setCurrentIndex(_TRANSPORTS.index(media.transport))
        self._ports.setText(str(media.ports))
        self._media_address.setCurrentText(media.address)
        self._language.setCurrentIndex(self._language.findData(view.language))
        self._theme.setCurrentIndex(self._theme.findData(view.theme))
        self._check()

    def offer_addresses(self, addresses: Sequence[LocalAddress]) -> None:
        """Let the operator choose among the addresses of this computer; what stands in the fields is kept."""
        for choice, first in ((self._address, _EVERYWHERE), (self._media_address, AUTO)):
            kept = choice.currentText()
            choice.blockSignals(True)
            choice.clear()
            choice.addItems([first, *(address.address for address in addresses)])
            choice.setCurrentText(kept)
            choice.blockSignals(False)

    def begin_port(self) -> None:
        """Let the operator type another port at once."""
        self._port.setFocus()
        self._port.selectAll()

    @property
    def is_valid(self) -> bool:
        return not any(field.reason for field in self._fields.values())

    def reason(self, key: str) -> str:
        """Why the value of a field is refused; empty while it is fine."""
        return self._fields[key].reason

    def entered(self) -> Entered:
        """The values as they stand in the fields; call it only while they are valid."""
        return Entered(
            Settings(
                sip=SipSettings(
                    id=self._id.text().strip(),
                    domain=self._domain.text().strip(),
                    address=self._address.currentText().strip(),
                    port=int(self._port.text()),
                    site_password=self._password.text(),
                    accept_unknown=self._accept_unknown.isChecked(),
                ),
                media=MediaSettings(
                    transport=self._transport.currentData(),
                    ports=setting_checks.parse_ports(self._ports.text().strip()),
                    address=self._media_address.currentText().strip(),
                ),
                ui=ViewSettings(language=self._language.currentData(), theme=self._theme.currentData()),
            ),
            self._password.text(),
        )

    def retranslate(self) -> None:
        for section, title in zip(
            self._sections, (self.tr("Signalling (SIP)"), self.tr("Video"), self.tr("Window")), strict=True
        ):
            section.set_title(title)
        words = {
            "id": (self.tr("Platform ID"), self.tr("20 digits; digits 11 to 13 are 200 for a platform.")),
            "domain": (self.tr("SIP domain"), self.tr("As a rule the first ten digits of the platform ID.")),
            "address": (self.tr("Listen address"), self.tr("0.0.0.0 listens on every network interface.")),
            "port": (self.tr("Listen port"), self.tr("For UDP and TCP; 5060 is what cameras expect.")),
            "site_password": (
                self.tr("Site password"),
                self.tr("Any device may register with it. Empty: each device needs its own password."),
            ),
            "accept_unknown": (self.tr("Unknown devices"), ""),
            "transport": (self.tr("Media transport"), self.tr("Each device may have another, on the Devices page.")),
            "ports": (self.tr("Media ports"), self.tr("Each video takes two. The firewall must let them in.")),
            "media_address": (
                self.tr("Media address"),
                self.tr("Where devices send video to; auto is the interface that leads to the device."),
            ),
            "language": (self.tr("Language"), ""),
            "theme": (self.tr("Theme"), ""),
        }
        for key, (name, hint) in words.items():
            self._fields[key].set_words(name, hint)
        self._accept_unknown.setText(self.tr("Admit without asking if they know the site password"))
        self._transport.setItemText(0, self.tr("Automatic: UDP, then TCP passive"))
        for row, transport in enumerate(_TRANSPORTS):
            if transport is not None:
                self._transport.setItemText(row, wording.media_transport(transport))
        self._language.setItemText(0, self.tr("As the system"))
        self._theme.setItemText(0, self.tr("Dark"))
        self._theme.setItemText(1, self.tr("Light"))
        self._check()

    def _fill_choices(self) -> None:
        for transport in _TRANSPORTS:
            self._transport.addItem("", transport)
        self._language.addItem("", AUTO)
        for language, name in LANGUAGES.items():
            self._language.addItem(name, language)
        for name in theme.THEMES:
            self._theme.addItem("", name)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        starts = {"id": 0, "transport": 1, "language": 2}
        for key, field in self._fields.items():
            if key in starts:
                if starts[key]:
                    layout.addSpacing(14)
                layout.addWidget(self._sections[starts[key]])
            layout.addWidget(field)
        layout.addStretch()

    def _connect(self) -> None:
        self._id.textEdited.connect(self._follow_id)
        for edit in (self._id, self._domain, self._port, self._ports):
            edit.textChanged.connect(self._check)
        for choice in (self._address, self._media_address):
            choice.currentTextChanged.connect(self._check)
        for choice in (self._transport, self._language, self._theme):
            choice.currentIndexChanged.connect(self._check)
        self._password.changed.connect(self._check)
        self._accept_unknown.toggled.connect(self._check)

    def _follow_id(self, platform_id: str) -> None:
        """The domain follows the identifier as long as it is made from it."""
        if self._domain.text() == domain_of(self._last_id) and is_standard_id(platform_id):
            self._domain.setText(domain_of(platform_id))
            self._last_id = platform_id

    def _check(self) -> None:
        objections = {
            "id": setting_checks.check_id(self._id.text().strip()),
            "domain": setting_checks.check_domain(self._domain.text().strip()),
            "address": setting_checks.check_address(self._address.currentText().strip()),
            "port": _check_port_text(self._port.text()),
            "site_password": setting_checks.check_password(self._password.text()),
            "ports": setting_checks.check_ports(self._ports.text().strip()),
            "media_address": setting_checks.check_media_address(self._media_address.currentText().strip()),
        }
        for key, objection in objections.items():
            self._fields[key].refuse(wording.setting_refused(objection.reason) if objection else "")
        self.edited.emit()


def _check_port_text(text: str) -> Objection | None:
    if not (text.isascii() and text.isdigit() and len(text) <= 5):
        return Objection(SettingReason.NOT_A_PORT, f"{text!r} is no port number")
    return setting_checks.check_port(int(text))


def _editable_choice() -> QComboBox:
    made = QComboBox()
    made.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    edit = QLineEdit()
    edit.setFont(theme.code_font(theme.TypeSize.BODY))
    made.setLineEdit(edit)
    made.setFont(edit.font())  # the list it opens
    return made
