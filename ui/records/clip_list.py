"""The recordings as a list, or why there are none."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from console.model.catalog import ChannelRef
from console.model.records import RecordClip
from ui.records.clip_table import ClipTable
from ui.theme import TypeSize
from ui.widgets.label import Paragraph


class ClipList(QWidget):
    """The words are its owner's."""

    play_wanted = Signal(object)  # RecordClip
    download_wanted = Signal(object)  # list of RecordClip

    def __init__(self, name_of: Callable[[ChannelRef], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = ClipTable(name_of)
        self._words = Paragraph(size=TypeSize.DENSE)
        self._words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.table.play_wanted.connect(self.play_wanted)
        self.table.download_wanted.connect(self.download_wanted)
        place = QWidget()
        column = QVBoxLayout(place)
        column.setContentsMargins(16, 8, 16, 8)
        column.addStretch(1)
        column.addWidget(self._words)
        column.addStretch(1)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(place)
        self._stack.addWidget(self.table)

    @property
    def words(self) -> str:
        """What stands in place of the list; empty while there is one."""
        return "" if self._stack.currentIndex() else self._words.plain_text()

    def show_clips(self, clips: Sequence[RecordClip], *, has_channels: bool, has_dates: bool, words: str) -> None:
        """`words` are shown where there are no recordings."""
        self.table.show_clips(clips, has_channels=has_channels, has_dates=has_dates)
        self._words.setText(words)
        self._stack.setCurrentIndex(1 if clips else 0)
