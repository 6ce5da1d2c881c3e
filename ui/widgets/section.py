"""Headings: of a page, and of a part of one."""

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.theme import TypeSize
from ui.widgets.label import Label
from ui.widgets.surface import rule


class SectionHeader(QWidget):
    """The name of a part, a line to the right end, and room for a few widgets behind it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = Label(size=TypeSize.DENSE, tone="text_mid", weight=QFont.Weight.DemiBold)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)
        self._layout.addWidget(self._title)
        self._layout.addWidget(rule(), 1)

    def set_title(self, title: str) -> None:
        self._title.setText(title)
        self.setAccessibleName(title)

    def add(self, widget: QWidget) -> None:
        """Put `widget` at the right end."""
        self._layout.addWidget(widget)
