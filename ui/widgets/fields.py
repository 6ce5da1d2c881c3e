"""Text fields that refuse wrong values in place, and password fields."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from ui import icons, theme
from ui.icons import Icon
from ui.theme import TypeSize
from ui.widgets.label import Label, Paragraph, restyle
from ui.widgets.surface import icon_button, name_button
from ui.widgets.translated import Translated


class Field(QWidget):
    """A name, an editor, and below it a hint, or the reason why the value is refused."""

    def __init__(self, editor: QWidget, *, name_width: int = 160, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self._hint = ""
        self._reason = ""
        self._name = Label()
        self._name.setBuddy(editor)
        self._name.setFixedHeight(theme.CONTROL_HEIGHT)
        if name_width:
            self._name.setFixedWidth(name_width)
        self._note = Paragraph(size=TypeSize.CAPTION, tone="text_low")
        column = QVBoxLayout()
        column.setSpacing(3)
        column.addWidget(editor)
        column.addWidget(self._note)
        layout = QHBoxLayout(self) if name_width else QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12 if name_width else 0)
        layout.addWidget(self._name)
        # Stretched downwards, the field would take all the room that its form leaves.
        layout.addLayout(column, 1 if name_width else 0)
        if name_width:
            layout.setAlignment(self._name, Qt.AlignmentFlag.AlignTop)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._show_note()

    @property
    def reason(self) -> str:
        """Why the value is refused; empty while it is fine."""
        return self._reason

    def set_words(self, name: str, hint: str = "") -> None:
        self._name.setText(name)
        self._editor.setAccessibleName(name)
        self._hint = hint
        self._show_note()

    def refuse(self, reason: str) -> None:
        """Mark the value as wrong and say why; an empty reason takes that back."""
        if reason == self._reason:
            return
        self._reason = reason
        self._editor.setProperty("wrong", bool(reason))
        self._editor.setAccessibleDescription(reason)
        restyle(self._editor)
        self._show_note()

    def _show_note(self) -> None:
        self._note.set_tone("crit" if self._reason else "text_low")
        self._note.setText(self._reason or self._hint)
        self._note.setVisible(bool(self._reason or self._hint))


class PasswordField(Translated):
    """A password with buttons that show it, invent one, and copy it."""

    changed = Signal(str)

    def __init__(self, generate: Callable[[], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._generate = generate
        self._edit = QLineEdit()
        self._edit.setFont(theme.code_font(TypeSize.BODY))
        self._edit.setEchoMode(QLineEdit.EchoMode.Password)
        self._edit.textChanged.connect(self.changed)
        self._show = icon_button(Icon.EYE, checkable=True)
        self._show.toggled.connect(self._show_text)
        self._invent = icon_button(Icon.DICES)
        self._invent.clicked.connect(self._invent_one)
        self._copy = icon_button(Icon.COPY)
        self._copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.text()))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._edit, 1)
        for one in (self._show, self._invent, self._copy):
            layout.addWidget(one)
        self.setFocusProxy(self._edit)
        self.retranslate()

    def text(self) -> str:
        return self._edit.text()

    def setText(self, text: str) -> None:
        self._edit.setText(text)

    def retranslate(self) -> None:
        name_button(self._show, self.tr("Show or hide the password"))
        name_button(self._invent, self.tr("Make up a password that is easy to type"))
        name_button(self._copy, self.tr("Copy the password"))

    def _show_text(self, shown: bool) -> None:
        self._edit.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self._show.setIcon(icons.icon(Icon.EYE_OFF if shown else Icon.EYE))

    def _invent_one(self) -> None:
        self._edit.setText(self._generate())
        self._show.setChecked(True)  # it must be typed into the camera, so it must be seen
