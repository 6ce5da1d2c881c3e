"""A new device, known before it registers, and the values to type into it."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from console.model.setting_checks import check_id, check_password
from ui import theme, wording
from ui.devices.access import DevicesAccess
from ui.devices.camera_values import CameraValues
from ui.devices.suggestions import suggest_channel_id, suggest_device_id
from ui.icons import Icon
from ui.theme import TypeSize
from ui.widgets.fields import Field, PasswordField
from ui.widgets.label import Label, Paragraph
from ui.widgets.surface import ButtonKind, button, icon_button, name_button
from ui.widgets.translated import Translated


class AddForm(Translated):
    """Everything is filled in already: what is needed is to type the values into the camera and to press Add."""

    added = Signal(str, str, object)  # device_id, name, its own password or None
    closed = Signal()

    def __init__(self, access: DevicesAccess, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._access = access
        self._title = Label(size=TypeSize.TITLE, weight=QFont.Weight.DemiBold)
        self._lead = Paragraph(size=TypeSize.DENSE)
        self._close = icon_button(Icon.X)
        self._id = QLineEdit()
        self._id.setFont(theme.code_font(TypeSize.BODY))
        self._id.setMaxLength(20)
        self._name = QLineEdit()
        self._password = PasswordField(access.generate_password)
        self._id_field = Field(self._id, name_width=0)
        self._name_field = Field(self._name, name_width=0)
        self._password_field = Field(self._password, name_width=0)
        self._values = CameraValues(for_device=True)
        self._add = button(ButtonKind.PRIMARY, Icon.PLUS)
        self._close.clicked.connect(self.closed)
        self._id.textChanged.connect(self._check)
        self._password.changed.connect(self._check)
        self._add.clicked.connect(self._emit_added)
        for edit in (self._id, self._name):
            edit.returnPressed.connect(self._add.click)
        self._lay_out()
        self.retranslate()

    def begin(self) -> None:
        """Start with a free identifier and a new password."""
        settings = self._access.settings()
        self._id.setText(suggest_device_id(settings.sip.id, self._access.devices.__contains__))
        self._password.setText(self._access.generate_password())
        self._name.clear()
        self._values.set_server(settings, self._access.local_addresses(), self._access.site_password())
        self._check()
        self._name.setFocus()

    def retranslate(self) -> None:
        self._title.setText(self.tr("Add a device"))
        self._lead.setText(
            self.tr("Type these values into the camera and press Add. It comes online within about a minute.")
        )
        name_button(self._close, self.tr("Close"))
        self._id_field.set_words(self.tr("Device ID"), self.tr("Every device needs its own."))
        self._name_field.set_words(self.tr("Name"), self.tr("What you want to call it; may stay empty."))
        self._password_field.set_words(self.tr("Password"), self.tr("Only for this device. Empty: the site password."))
        self._add.setText(self.tr("Add"))
        self._check()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self._title, 1)
        top.addWidget(self._close)
        buttons = QHBoxLayout()
        buttons.addWidget(self._add)
        buttons.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 12, 16, 20)
        layout.setSpacing(10)
        layout.addLayout(top)
        layout.addWidget(self._lead)
        for field in (self._id_field, self._name_field, self._password_field):
            layout.addWidget(field)
        layout.addSpacing(2)
        layout.addWidget(self._values)
        layout.addLayout(buttons)
        layout.addStretch()

    def _check(self) -> None:
        device_id = self._id.text().strip()
        reason = ""
        if objection := check_id(device_id):
            reason = wording.setting_refused(objection.reason)
        elif device_id in self._access.devices:
            reason = self.tr("This device is in the list already.")
        elif device_id == self._access.settings().sip.id:
            reason = self.tr("This is the ID of this platform itself.")
        self._id_field.refuse(reason)
        objection = check_password(self._password.text())
        self._password_field.refuse(wording.setting_refused(objection.reason) if objection else "")
        self._add.setEnabled(not (self._id_field.reason or self._password_field.reason))
        password = self._password.text() or self._access.site_password()
        self._values.set_device(device_id, password, suggest_channel_id(device_id))

    def _emit_added(self) -> None:
        self.added.emit(self._id.text().strip(), self._name.text().strip(), self._password.text() or None)
