"""The selected row in words, below the tree."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui import theme
from ui.icons import Icon
from ui.theme import TypeSize
from ui.widgets.label import ElidedLabel
from ui.widgets.state_mark import State, StateMark
from ui.widgets.surface import Surface, icon_button, name_button, set_surface
from ui.widgets.translated import Translated


@dataclass(frozen=True, slots=True)
class Selected:
    """What the footer says; `identifier` is what its button copies."""

    title: str
    state: State | None = None
    state_text: str = ""
    identifier: str = ""
    note: str = ""
    note_tone: str = "text_mid"
    can_refresh: bool = False


class Footer(Translated):
    """Four lines of fixed height, so that the tree does not jump when another row is selected."""

    copy_wanted = Signal()
    refresh_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_surface(self, Surface.FOOTER)
        self._title = ElidedLabel(size=TypeSize.BODY, weight=QFont.Weight.Medium)
        self._mark = StateMark(side=9)
        self._state = ElidedLabel(size=TypeSize.DENSE, tone="text_mid")
        self._identifier = ElidedLabel()
        self._identifier.setFont(theme.code_font(TypeSize.CAPTION))
        self._note = ElidedLabel(size=TypeSize.CAPTION)
        self._copy = icon_button(Icon.COPY)
        self._copy.clicked.connect(lambda: self.copy_wanted.emit())
        self._refresh = icon_button(Icon.REFRESH_CW)
        self._refresh.clicked.connect(lambda: self.refresh_wanted.emit())
        top = QHBoxLayout()
        top.addWidget(self._title, 1)
        top.addWidget(self._refresh)
        state = QHBoxLayout()
        state.setSpacing(6)
        state.addWidget(self._mark)
        state.addWidget(self._state, 1)
        identifier = QHBoxLayout()
        identifier.addWidget(self._identifier, 1)
        identifier.addWidget(self._copy)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 6, 6, 8)
        layout.setSpacing(0)
        for part in (top, state, identifier):
            layout.addLayout(part)
        layout.addWidget(self._note)
        self.retranslate()

    def show_selected(self, selected: Selected) -> None:
        self._title.setText(selected.title)
        self._mark.setVisible(selected.state is not None)
        if selected.state is not None:
            self._mark.set_state(selected.state)
        self._state.setText(selected.state_text)
        self._identifier.setText(selected.identifier)
        self._copy.setVisible(bool(selected.identifier))
        self._note.setText(selected.note)
        self._note.set_tone(selected.note_tone)
        self._refresh.setVisible(selected.can_refresh)

    def retranslate(self) -> None:
        name_button(self._copy, self.tr("Copy ID"))
        name_button(self._refresh, self.tr("Refresh channels"))
