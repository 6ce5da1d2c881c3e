"""Two opposite motions on two buttons that work while they are held."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from ui.icons import Icon
from ui.ptz.push import NOTHING, Push
from ui.theme import TypeSize
from ui.widgets.label import Label
from ui.widgets.surface import icon_button, name_button

_BUTTON = (34, 28)  # pixels


class HoldPair(QWidget):
    """A name over the button for less and the one for more."""

    pushed = Signal(object, object)  # the button as a hand, and Pushes: what it holds now

    def __init__(self, less: tuple[Icon, Push], more: tuple[Icon, Push], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = Label(size=TypeSize.CAPTION, tone="text_mid")
        self._name.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._less, self._more = self._add(*less), self._add(*more)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self._less)
        row.addWidget(self._more)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self._name)
        column.addLayout(row)

    @property
    def buttons(self) -> tuple[QToolButton, QToolButton]:
        """Less and more."""
        return self._less, self._more

    def set_words(self, name: str, less: str, more: str) -> None:
        self._name.setText(name)
        name_button(self._less, less)
        name_button(self._more, more)

    def _add(self, which: Icon, push: Push) -> QToolButton:
        made = icon_button(which)
        made.setProperty("kind", "hold")
        made.setFixedSize(*_BUTTON)
        made.pressed.connect(lambda: self.pushed.emit(push, frozenset({push})))
        made.released.connect(lambda: self.pushed.emit(push, NOTHING))
        return made
