"""What the operator decides about one device."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from console.model.device import Device, DeviceOptions, DigestAlgorithm
from console.model.media import MediaTransport
from console.model.setting_checks import check_media_address, check_password
from ui import wording
from ui.widgets.fields import Field, PasswordField
from ui.widgets.surface import ButtonKind, button
from ui.widgets.translated import Translated

_TRANSPORTS = (None, MediaTransport.UDP, MediaTransport.TCP_PASSIVE, MediaTransport.TCP_ACTIVE)


class OptionsForm(Translated):
    """Save is possible when something was changed and all of it can be taken."""

    options_saved = Signal(object)  # DeviceOptions
    password_saved = Signal(str)  # the device's own; empty: none any more

    def __init__(self, generate_password: Callable[[], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._device_id = ""
        self._options = DeviceOptions()
        self._own_password = ""
        self._alias = QLineEdit()
        self._password = PasswordField(generate_password)
        self._transport = QComboBox()
        self._address = QLineEdit()
        self._digest = QCheckBox()
        self._date = QCheckBox()
        self._alias_field = Field(self._alias, name_width=0)
        self._password_field = Field(self._password, name_width=0)
        self._transport_field = Field(self._transport, name_width=0)
        self._address_field = Field(self._address, name_width=0)
        self._save = button(ButtonKind.PRIMARY)
        self._revert = button()
        for transport in _TRANSPORTS:
            self._transport.addItem("", transport)
        self._save.clicked.connect(self._emit_saved)
        self._revert.clicked.connect(self._fill)
        self._alias.textEdited.connect(self._check)
        self._password.changed.connect(self._check)
        self._transport.currentIndexChanged.connect(self._check)
        self._address.textEdited.connect(self._check)
        self._digest.toggled.connect(self._check)
        self._date.toggled.connect(self._check)
        buttons = QHBoxLayout()
        buttons.addWidget(self._save)
        buttons.addWidget(self._revert)
        buttons.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        for field in (self._alias_field, self._password_field, self._transport_field, self._address_field):
            layout.addWidget(field)
        layout.addWidget(self._digest)
        layout.addWidget(self._date)
        layout.addLayout(buttons)
        self.retranslate()
        self._check()

    def show_options(self, device: Device, own_password: str) -> None:
        """Show what is set now; what the operator is typing is kept while the same is set for the same device."""
        self._alias.setPlaceholderText(device.name)
        shown = (device.device_id, device.options, own_password)
        if shown == (self._device_id, self._options, self._own_password):
            return
        self._device_id, self._options, self._own_password = shown
        self._fill()
        self.retranslate()

    def retranslate(self) -> None:
        self._alias_field.set_words(self.tr("Name shown"), self.tr("Empty: what the device calls itself."))
        self._password_field.set_words(self.tr("Own password"), self.tr("Empty: the site password."))
        learned = self._options.learned_transport
        hint = wording.fill(self.tr("Last worked: %1."), wording.media_transport(learned)) if learned else ""
        self._transport_field.set_words(self.tr("Media transport"), hint)
        self._address_field.set_words(
            self.tr("Media address"), self.tr("Where this device sends video to. Empty: as in the settings.")
        )
        for row, transport in enumerate(_TRANSPORTS):
            name = wording.media_transport(transport) if transport else self.tr("As in the settings")
            self._transport.setItemText(row, name)
        self._digest.setText(self.tr("Ask for SHA-256 instead of MD5"))
        self._date.setText(self.tr("Set the device's clock at registration"))
        self._save.setText(self.tr("Save"))
        self._revert.setText(self.tr("Revert"))

    def _fill(self) -> None:
        self._alias.setText(self._options.alias)
        self._password.setText(self._own_password)
        self._transport.setCurrentIndex(_TRANSPORTS.index(self._options.transport))
        self._address.setText(self._options.media_address)
        self._digest.setChecked(self._options.digest is DigestAlgorithm.SHA256)
        self._date.setChecked(self._options.send_date)
        self._check()

    def _entered(self) -> DeviceOptions:
        return replace(
            self._options,
            alias=self._alias.text().strip(),
            transport=self._transport.currentData(),
            media_address=self._address.text().strip(),
            digest=DigestAlgorithm.SHA256 if self._digest.isChecked() else DigestAlgorithm.MD5,
            send_date=self._date.isChecked(),
        )

    def _check(self) -> None:
        address = self._address.text().strip()
        objection = check_media_address(address) if address else None
        self._address_field.refuse(wording.setting_refused(objection.reason) if objection else "")
        objection = check_password(self._password.text())
        self._password_field.refuse(wording.setting_refused(objection.reason) if objection else "")
        wrong = bool(self._address_field.reason or self._password_field.reason)
        changed = self._entered() != self._options or self._password.text() != self._own_password
        self._save.setEnabled(changed and not wrong)
        self._revert.setEnabled(changed)

    def _emit_saved(self) -> None:
        options, password = self._entered(), self._password.text()
        # The owner answers by showing what is set then, and that must find the form as it is now.
        if password != self._own_password:
            self._own_password = password
            self.password_saved.emit(password)
        if options != self._options:
            self._options = options
            self.options_saved.emit(options)
        self._check()
