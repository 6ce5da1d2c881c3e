"""The stored positions of one channel: their list, and what can be done with the one whose number is chosen."""

from PySide6.QtCore import QSignalBlocker, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QSpinBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from console.model.catalog import ChannelRef
from ui import theme, wording
from ui.icons import Icon
from ui.ptz.preset_book import NUMBER_HIGHEST, NUMBER_LOWEST, ListPhase, PresetBook, PresetList
from ui.ptz.preset_row import PRESET_ROLE, PresetRow
from ui.theme import TypeSize
from ui.widgets.confirm import ConfirmInPlace
from ui.widgets.label import Paragraph, tooltip
from ui.widgets.section import SectionHeader
from ui.widgets.surface import ButtonKind, button, icon_button, name_button
from ui.widgets.translated import Translated

LINGER = 300  # milliseconds a channel is looked at before its device is asked: tiles are stepped through quickly
_LIST_LOWEST = 64  # pixels


class PresetBox(Translated):
    """Asks for a list when its channel is looked at for the first time."""

    def __init__(self, book: PresetBook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._book = book
        self._channel: ChannelRef | None = None
        self._at: int | None = None  # the position that was called, while the camera has not left it
        self._is_suggested = False  # whether the number is ours and not the operator's
        self._header = SectionHeader()
        self._refresh = icon_button(Icon.REFRESH_CW)
        self._list = _List()
        self._note = Paragraph(size=TypeSize.DENSE)
        self._retry = button(ButtonKind.QUIET, Icon.REFRESH_CW)
        self._stack = QStackedWidget()
        self._number = QSpinBox()
        self._number.setRange(NUMBER_LOWEST, NUMBER_HIGHEST)
        self._call = button(ButtonKind.NORMAL)
        self._save = ConfirmInPlace()
        self._delete = ConfirmInPlace(Icon.TRASH_2)
        self._linger = QTimer(self)
        self._linger.setSingleShot(True)
        self._linger.setInterval(LINGER)
        self._lay_out()
        self._connect()
        self.retranslate()

    def show_channel(self, channel: ChannelRef | None) -> None:
        if channel == self._channel:
            return
        self._channel = channel
        self._at = None
        self._take_back_questions()
        self._list.setCurrentRow(-1)
        self._follow()
        self._suggest_free()
        self._ask_soon()

    def call(self, number: int) -> None:
        """Move the camera to a stored position."""
        if self._channel is not None:
            self._at = number
            self._book.call(self._channel, number)

    def leave_position(self) -> None:
        """The camera is steered: it is no longer where it was called to, so a new number is suggested for saving."""
        if self._at is not None and self._number.value() == self._at:
            self._list.setCurrentRow(-1)
            self._suggest_free()
        self._at = None

    def retranslate(self) -> None:
        self._header.set_title(self.tr("Presets"))
        name_button(self._refresh, self.tr("Ask the device for its presets again"))
        self._list.setAccessibleName(self.tr("Presets"))
        self._list.setToolTip(tooltip(self.tr("Double-click or Enter: move the camera there")))
        self._retry.setText(self.tr("Try again"))
        self._number.setAccessibleName(self.tr("Number of the preset"))
        self._number.setToolTip(tooltip(self.tr("Any number from 1 to 255")))
        self._call.setText(self.tr("Call"))
        self._call.setToolTip(self.tr("Move the camera to this preset") + "  1–9")
        self._follow()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask_soon()

    def hideEvent(self, event: QHideEvent) -> None:
        self._linger.stop()
        super().hideEvent(event)

    @property
    def _known(self) -> PresetList:
        return self._book.list_of(self._channel) if self._channel is not None else PresetList()

    def _lay_out(self) -> None:
        self._header.add(self._refresh)
        self._list.setItemDelegate(PresetRow(self._list))
        self._note.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        message = QWidget()
        words = QVBoxLayout(message)
        words.setContentsMargins(4, 4, 4, 4)
        words.setSpacing(4)
        words.addStretch()
        words.addWidget(self._note)
        words.addWidget(self._retry, alignment=Qt.AlignmentFlag.AlignHCenter)
        words.addStretch()
        self._stack.addWidget(self._list)
        self._stack.addWidget(message)
        self._number.setFixedSize(64, theme.CONTROL_HEIGHT)
        self._number.setAlignment(Qt.AlignmentFlag.AlignCenter)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self._number)
        row.addWidget(self._call)
        row.addWidget(self._save, 1)
        row.addWidget(self._delete)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._header)
        column.addLayout(row)  # above the list, which gives the room for news: nothing moves under the pointer
        column.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self._book.changed.connect(self._on_book_changed)
        self._linger.timeout.connect(self._ask_first_time)
        self._refresh.clicked.connect(self._ask)
        self._retry.clicked.connect(self._ask)
        self._list.called.connect(self.call)
        self._list.currentItemChanged.connect(self._take_number)
        self._number.valueChanged.connect(self._on_number_changed)
        self._number.lineEdit().returnPressed.connect(self._call_number)
        self._call.clicked.connect(self._call_number)
        self._save.confirmed.connect(self._save_number)
        self._delete.confirmed.connect(self._delete_number)
        for confirm, other in ((self._save, self._delete), (self._delete, self._save)):
            confirm.asked.connect(lambda asked, other=other: self._make_room(asked, other))

    def _make_room(self, asked: bool, other: ConfirmInPlace) -> None:
        """A question takes the whole row."""
        for widget in (self._number, self._call, other):
            widget.setVisible(not asked)

    def _take_back_questions(self) -> None:
        self._save.reset()
        self._delete.reset()

    def _ask_soon(self) -> None:
        if self._channel is not None and self.isVisible() and self._known.phase is ListPhase.NEVER:
            self._linger.start()
        else:
            self._linger.stop()

    def _ask_first_time(self) -> None:
        if self._known.phase is ListPhase.NEVER:
            self._ask()

    def _ask(self) -> None:
        if self._channel is not None:
            self._book.refresh(self._channel)

    def _call_number(self) -> None:
        self.call(self._number.value())

    def _save_number(self) -> None:
        if self._channel is not None:
            self._at = None
            self._is_suggested = False
            self._book.save(self._channel, self._number.value())

    def _delete_number(self) -> None:
        if self._channel is not None:
            self._book.delete(self._channel, self._number.value())

    def _take_number(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self._number.setValue(item.data(PRESET_ROLE).number)

    def _on_number_changed(self, _number: int) -> None:
        self._is_suggested = False
        self._take_back_questions()
        self._select_number()
        self._word_questions()

    def _on_book_changed(self, channel: ChannelRef) -> None:
        if channel != self._channel:
            return
        self._follow()
        if self._is_suggested:
            self._suggest_free()

    def _suggest_free(self) -> None:
        self._number.setValue(self._known.free_number)
        self._is_suggested = True

    def _follow(self) -> None:
        """Show the list as it is now, with the row of the number chosen."""
        known = self._known
        presets = known.presets
        with QSignalBlocker(self._list):
            self._list.clear()
            for preset in presets:
                name = preset.name or wording.fill(self.tr("Preset %1"), preset.number)
                item = QListWidgetItem(name, self._list)
                item.setData(PRESET_ROLE, preset)
        self._select_number()
        self._refresh.setEnabled(not known.is_asked)
        self._stack.setCurrentIndex(0 if presets else 1)
        self._note.setText(self._note_text(known.phase, known.failure))
        self._retry.setVisible(known.phase is ListPhase.FAILED)
        self._word_questions()

    def _note_text(self, phase: ListPhase, failure: Exception | None) -> str:
        if phase is ListPhase.FAILED and failure is not None:
            reason = wording.of_failure(failure).sentence
            return reason + "\n" + self.tr("Presets can still be called by number.")
        if phase is ListPhase.KNOWN:
            return self.tr("No presets yet. Steer the camera and save its position.")
        return self.tr("Asking the device for its presets…")

    def _select_number(self) -> None:
        """Choose the row of the number, none where it has none."""
        number = self._number.value()
        rows = (row for row in range(self._list.count()) if self._preset_number(row) == number)
        with QSignalBlocker(self._list):
            self._list.setCurrentRow(next(rows, -1))

    def _preset_number(self, row: int) -> int:
        return int(self._list.item(row).data(PRESET_ROLE).number)

    def _word_questions(self) -> None:
        """What saving and deleting ask depends on what the number holds."""
        number = self._number.value()
        known = self._known
        preset = known.get(number)
        name = wording.fill(self.tr("Preset %1"), number) + (f" “{preset.name}”" if preset and preset.name else "")
        question = (
            wording.fill(self.tr("%1 exists. Put the present position in its place?"), name)
            if preset
            else wording.fill(self.tr("%1 may exist: the list is not known. Save all the same?"), name)
        )
        self._save.is_needed = known.may_hold(number)
        self._save.set_words(
            self.tr("Save"),
            question,
            self.tr("Replace") if preset else self.tr("Save"),
            hint=wording.fill(self.tr("Save the present position as preset %1"), number),
        )
        self._delete.set_words(
            "",
            wording.fill(self.tr("Delete %1?"), name),
            self.tr("Delete"),
            hint=wording.fill(self.tr("Delete preset %1"), number),
        )


class _List(QListWidget):
    """A double-click or Enter calls; a single click never does, whatever the desktop's habit."""

    called = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setMinimumHeight(_LIST_LOWEST)
        self.itemDoubleClicked.connect(self._call)

    def sizeHint(self) -> QSize:
        # A scroll area gives every part what it prefers before it gives up scrolling: this one takes what is left.
        return QSize(120, _LIST_LOWEST)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.currentItem()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and item is not None:
            if not event.isAutoRepeat():
                self._call(item)
        else:
            super().keyPressEvent(event)

    def _call(self, item: QListWidgetItem) -> None:
        self.called.emit(item.data(PRESET_ROLE).number)
