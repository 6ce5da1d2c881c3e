"""Names and values one below the other, for reading."""

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from ui import theme
from ui.theme import TypeSize
from ui.widgets.label import ElidedLabel, Label


@dataclass(frozen=True, slots=True)
class Fact:
    """`code` sets the value in the typeface of identifiers and addresses."""

    name: str
    value: str
    tone: str = ""
    code: bool = False


class Facts(QWidget):
    """Rows appear and go as there are facts; those without a value are left out."""

    def __init__(self, *, name_width: int = 132, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[tuple[Label, ElidedLabel]] = []
        self._layout = QGridLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setHorizontalSpacing(8)
        self._layout.setVerticalSpacing(5)
        self._layout.setColumnMinimumWidth(0, name_width)
        self._layout.setColumnStretch(1, 1)

    def set_facts(self, facts: Iterable[Fact]) -> None:
        shown = [fact for fact in facts if fact.value]
        while len(self._rows) < len(shown):
            self._add_row()
        for fact, (name, value) in zip(shown, self._rows, strict=False):
            name.setText(fact.name)
            value.setFont(theme.code_font() if fact.code else theme.font(TypeSize.DENSE, tabular=True))
            value.setText(fact.value)
            value.set_tone(fact.tone)
        for number, row in enumerate(self._rows):
            for label in row:
                label.setVisible(number < len(shown))
        self.setVisible(bool(shown))

    def texts(self) -> list[tuple[str, str]]:
        """What is shown, as name and value."""
        return [(name.text(), value.text()) for name, value in self._rows if not name.isHidden()]

    def _add_row(self) -> None:
        name = Label(size=TypeSize.DENSE, tone="text_mid")
        value = ElidedLabel(size=TypeSize.DENSE, mode=Qt.TextElideMode.ElideMiddle)
        self._layout.addWidget(name, len(self._rows), 0)
        self._layout.addWidget(value, len(self._rows), 1)
        self._rows.append((name, value))
