"""A second press instead of a box: the button gives way to a question at the same place."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.icons import Icon
from ui.widgets.label import Paragraph
from ui.widgets.surface import ButtonKind, button
from ui.widgets.translated import Translated


class ConfirmInPlace(Translated):
    """Emits `confirmed` after a press on the button and a press on the answer; Escape takes the question back.

    With `is_needed` false there is nothing to ask: the first press does it.
    """

    confirmed = Signal()
    asked = Signal(bool)  # whether the question is there now: it wants the room of what stands beside the button

    def __init__(self, which: Icon | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.is_needed = True
        self._ask = button(ButtonKind.NORMAL, which)
        self._question = Paragraph(tone="")
        self._yes = button(ButtonKind.DANGER)
        self._no = button()
        self._answers = QWidget()
        answers = QHBoxLayout(self._answers)
        answers.setContentsMargins(0, 0, 0, 0)
        answers.addWidget(self._yes)
        answers.addWidget(self._no)
        answers.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._ask, alignment=Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._question)
        layout.addWidget(self._answers)
        self._ask.clicked.connect(self._begin)
        self._no.clicked.connect(lambda: self._show_question(False))
        self._yes.clicked.connect(self._confirm)
        self._show_question(False)
        self.retranslate()

    def set_words(self, ask: str, question: str, yes: str, *, hint: str = "") -> None:
        """The text of the button, of the question, and of the answer that does it; `hint` says more of the button."""
        self._ask.setText(ask)
        self._ask.setToolTip(hint)
        self._ask.setAccessibleName(hint or ask)
        self._question.setText(question)
        self._yes.setText(yes)

    def reset(self) -> None:
        """Take the question back."""
        self._show_question(False)

    def retranslate(self) -> None:
        self._no.setText(self.tr("Keep"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._answers.isVisible():
            self._show_question(False)
            self._ask.setFocus()
        else:
            super().keyPressEvent(event)

    def _begin(self) -> None:
        if self.is_needed:
            self._show_question(True)
        else:
            self.confirmed.emit()

    def _show_question(self, asked: bool) -> None:
        was_asked = self._ask.isHidden()
        self._ask.setVisible(not asked)
        self._question.setVisible(asked)
        self._answers.setVisible(asked)
        if asked:
            self._no.setFocus()  # Enter by mistake must not destroy anything
        if asked != was_asked:
            self.asked.emit(asked)

    def _confirm(self) -> None:
        self._show_question(False)
        self.confirmed.emit()
