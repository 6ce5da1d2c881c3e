"""A value to be typed or pasted elsewhere, with a button that copies it."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui import icons, theme
from ui.icons import Icon
from ui.theme import TypeSize
from ui.widgets.label import ElidedLabel
from ui.widgets.surface import icon_button, name_button
from ui.widgets.translated import Translated

_THANKS = 1500  # milliseconds that the tick is shown after copying
_MASK = "•" * 8


class ValueRow(Translated):
    """Name, value in the typeface of codes, copy button; a secret value is masked but copied as it is."""

    def __init__(self, *, name_width: int = 132, secret: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._secret = secret
        self._value = ""
        self._name = ElidedLabel(size=TypeSize.DENSE, tone="text_mid")
        self._name.setFixedWidth(name_width)
        self._shown = ElidedLabel(mode=Qt.TextElideMode.ElideMiddle)
        self._shown.setFont(theme.code_font())
        self._shown.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self._copy = icon_button(Icon.COPY)
        self._copy.clicked.connect(self._copy_value)
        self._thanks = QTimer(self)
        self._thanks.setSingleShot(True)
        self._thanks.timeout.connect(lambda: self._copy.setIcon(icons.icon(Icon.COPY)))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._name)
        layout.addWidget(self._shown, 1)
        layout.addWidget(self._copy)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.retranslate()

    @property
    def value(self) -> str:
        return self._value

    @property
    def name(self) -> str:
        return self._name.text()

    def set_name(self, name: str) -> None:
        self._name.setText(name)

    def set_value(self, value: str, *, placeholder: str = "") -> None:
        """Show `value`; where it is empty, show `placeholder` instead, which cannot be copied."""
        self._value = value
        self._shown.setText(_MASK if value and self._secret else value or placeholder)
        self._shown.set_tone("" if value else "text_low")
        self._shown.setFont(theme.code_font() if value else theme.font(TypeSize.DENSE))
        self._copy.setEnabled(bool(value))

    def retranslate(self) -> None:
        name_button(self._copy, self.tr("Copy"))

    def _copy_value(self) -> None:
        QGuiApplication.clipboard().setText(self._value)
        self._copy.setIcon(icons.icon(Icon.CHECK, "ok"))
        self._thanks.start(_THANKS)
