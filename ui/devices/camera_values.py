"""The very values to type into a camera, each with a button that copies it."""

from collections.abc import Sequence

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.model.settings import Settings
from ui.settings.local_addresses import LocalAddress, reachable_at
from ui.theme import TypeSize
from ui.widgets.label import Label, Paragraph
from ui.widgets.surface import Surface, set_surface
from ui.widgets.translated import Translated
from ui.widgets.value_row import ValueRow

EXPIRY = 3600  # seconds a registration lasts
HEARTBEAT = 60  # seconds between keepalives
MISSED = 3  # keepalives until a device counts as offline
_ADDRESSES = 4  # rows; a computer with more of them is a server whose keeper knows


class CameraValues(Translated):
    """Server values always; a device's own ones where a device is given."""

    def __init__(self, *, for_device: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_surface(self, Surface.CARD)
        self._for_device = for_device
        self._title = Label(weight=QFont.Weight.DemiBold)
        self._lead = Paragraph(size=TypeSize.DENSE)
        self._server_id = ValueRow()
        self._domain = ValueRow()
        self._addresses = [ValueRow() for _ in range(_ADDRESSES)]
        self._port = ValueRow()
        self._device_id = ValueRow()
        self._user = ValueRow()
        self._password = ValueRow(secret=not for_device)
        self._channel = ValueRow()
        self._expiry = ValueRow()
        self._heartbeat = ValueRow()
        self._missed = ValueRow()
        self._shown_addresses: Sequence[LocalAddress] = ()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 10, 12)
        layout.setSpacing(0)
        layout.addWidget(self._title)
        layout.addSpacing(2)
        layout.addWidget(self._lead)
        layout.addSpacing(6)
        rows = [self._server_id, self._domain, *self._addresses, self._port]
        if for_device:
            rows += [self._device_id, self._user]
        rows.append(self._password)
        if for_device:
            rows.append(self._channel)
        for row in [*rows, self._expiry, self._heartbeat, self._missed]:
            layout.addWidget(row)
        self._expiry.set_value(str(EXPIRY))
        self._heartbeat.set_value(str(HEARTBEAT))
        self._missed.set_value(str(MISSED))
        self.retranslate()

    def set_server(self, settings: Settings, addresses: Sequence[LocalAddress], site_password: str) -> None:
        """The values of this platform; the site password only where no device's own is shown."""
        self._server_id.set_value(settings.sip.id)
        self._domain.set_value(settings.sip.domain)
        self._port.set_value(str(settings.sip.port))
        self._shown_addresses = reachable_at(settings, list(addresses))[:_ADDRESSES]
        for row, address in zip(self._addresses, self._shown_addresses, strict=False):
            row.set_value(address.address)
        for number, row in enumerate(self._addresses):
            row.setVisible(number < max(1, len(self._shown_addresses)))
        if not self._for_device:
            self._password.set_value(site_password)
        self.retranslate()

    def set_device(self, device_id: str, password: str, channel_id: str) -> None:
        """The values of one device."""
        self._device_id.set_value(device_id, placeholder=self.tr("enter it above"))
        self._user.set_value(device_id, placeholder="–")
        self._password.set_value(password, placeholder=self.tr("none"))
        self._channel.set_value(channel_id, placeholder="–")

    def values(self) -> dict[str, str]:
        """What is shown, by the name of its row."""
        rows = self.findChildren(ValueRow)
        return {row.name: row.value for row in rows if not row.isHidden() and row.value}

    def retranslate(self) -> None:
        self._title.setText(self.tr("Type these values into the camera"))
        self._lead.setText(self.tr("In its menu: Network, then Platform access or GB28181."))
        self._server_id.set_name(self.tr("SIP server ID"))
        self._domain.set_name(self.tr("SIP domain"))
        for row in self._addresses:
            row.set_name(self.tr("Server address"))
        if len(self._shown_addresses) > 1:
            for row, address in zip(self._addresses, self._shown_addresses, strict=False):
                row.set_name(f"{self.tr('Server address')} ({address.interface})")
        if not self._shown_addresses:
            self._addresses[0].set_value("", placeholder=self.tr("no network"))
        self._port.set_name(self.tr("Server port"))
        self._device_id.set_name(self.tr("Device ID"))
        self._user.set_name(self.tr("User name"))
        self._password.set_name(self.tr("Password"))
        if not self._for_device and not self._password.value:
            self._password.set_value("", placeholder=self.tr("each device has its own"))
        self._channel.set_name(self.tr("Channel ID"))
        self._expiry.set_name(self.tr("Registration expiry (s)"))
        self._heartbeat.set_name(self.tr("Heartbeat interval (s)"))
        self._missed.set_name(self.tr("Heartbeat timeouts"))
