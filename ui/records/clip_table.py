"""The recordings as a list."""

from collections.abc import Callable, Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import (
    QObject,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from console.model.catalog import ChannelRef
from console.model.records import RecordClip
from ui import icons, measures, theme, wording
from ui.icons import Icon
from ui.records.timeline_parts import COLORS
from ui.widgets.label import tooltip
from ui.widgets.table import NOWHERE, Index, Table, TableModel

_MARK = 8  # pixels


class Column(IntEnum):
    """In the order shown."""

    CHANNEL = 0
    START = 1
    END = 2
    LENGTH = 3
    TYPE = 4
    SIZE = 5


_WIDTHS = {
    Column.CHANNEL: 110,
    Column.START: 66,
    Column.END: 66,
    Column.LENGTH: 60,
    Column.TYPE: 98,
    Column.SIZE: 62,
}
_WITH_DATE = 110
_ORDERS: dict[Column, Callable[[RecordClip], Any]] = {
    Column.CHANNEL: lambda clip: clip.channel,
    Column.START: lambda clip: clip.span.start,
    Column.END: lambda clip: clip.span.end,
    Column.LENGTH: lambda clip: clip.span.length,
    Column.TYPE: lambda clip: clip.type.value,
    Column.SIZE: lambda clip: clip.size or 0,
}


class ClipsModel(TableModel):
    """One row per recording."""

    def __init__(self, name_of: Callable[[ChannelRef], str], parent: QObject | None = None) -> None:
        super().__init__(Column, parent)
        self._name_of = name_of
        self._clips: list[RecordClip] = []
        self._column = Column.START
        self._order = Qt.SortOrder.AscendingOrder
        self.shows_dates = False

    def row_total(self) -> int:
        return len(self._clips)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        clip = self.clip_at(index)
        if clip is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(clip, Column(index.column()))
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip("\n".join(part for part in (row_text(clip), clip.name, clip.file_path) if part))
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._column, self._order = Column(column), order
        self._replace(self._clips)

    def set_clips(self, clips: Sequence[RecordClip]) -> None:
        """Show these, which are in the order of their starts. Rows that only follow the present ones are added."""
        present = len(self._clips)
        if present <= len(clips) and list(clips[:present]) == self._clips and self._is_by_start:
            if len(clips) > present:
                self.beginInsertRows(NOWHERE, present, len(clips) - 1)
                self._clips = list(clips)
                self.endInsertRows()
        else:
            self._replace(clips)

    def clip_at(self, index: Index) -> RecordClip | None:
        return self._clips[index.row()] if index.isValid() and index.row() < len(self._clips) else None

    def row_of(self, clip: RecordClip) -> int | None:
        return next((row for row, known in enumerate(self._clips) if known is clip), None)

    @property
    def _is_by_start(self) -> bool:
        return self._column is Column.START and self._order is Qt.SortOrder.AscendingOrder

    def _replace(self, clips: Sequence[RecordClip]) -> None:
        self.beginResetModel()
        self._clips = sorted(clips, key=_ORDERS[self._column], reverse=self._order is Qt.SortOrder.DescendingOrder)
        self.endResetModel()

    def _text(self, clip: RecordClip, column: Column) -> str:
        moment = measures.day_and_time if self.shows_dates else measures.time_of_day
        match column:
            case Column.CHANNEL:
                return self._name_of(clip.channel)
            case Column.START:
                return moment(clip.span.start)[-14:]
            case Column.END:
                return moment(clip.span.end)[-14:]
            case Column.LENGTH:
                return measures.length(clip.span.length.total_seconds())
            case Column.TYPE:
                return wording.record_type(clip.type)
        return "–" if clip.size is None else measures.octets(clip.size)

    def heading(self, column: int) -> str:
        return {
            Column.CHANNEL: self.tr("Channel"),
            Column.START: self.tr("Start"),
            Column.END: self.tr("End"),
            Column.LENGTH: self.tr("Length"),
            Column.TYPE: self.tr("Type"),
            Column.SIZE: self.tr("Size"),
        }[Column(column)]


class ClipTable(Table):
    """Enter or a double click plays."""

    play_wanted = Signal(object)  # RecordClip
    download_wanted = Signal(object)  # list of RecordClip

    def __init__(self, name_of: Callable[[ChannelRef], str], parent: QWidget | None = None) -> None:
        self._clips = ClipsModel(name_of)
        super().__init__(self._clips, _WIDTHS, theme.ROW_HEIGHT, parent)
        self._clips.setParent(self)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setItemDelegate(_CellDelegate(self._clips, self))
        self.horizontalHeader().setSortIndicator(Column.START, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        self.doubleClicked.connect(self._play)
        self.show_clips([], has_channels=False, has_dates=False)

    @property
    def clips(self) -> ClipsModel:
        return self._clips

    def show_clips(self, clips: Sequence[RecordClip], *, has_channels: bool, has_dates: bool) -> None:
        """Columns that would say nothing are left out; the selection stays on what it was."""
        if has_dates is not self._clips.shows_dates:
            self._clips.shows_dates = has_dates
            for column in (Column.START, Column.END):
                self.setColumnWidth(column, _WITH_DATE if has_dates else _WIDTHS[column])
            self._clips.refresh()
        self.setColumnHidden(Column.CHANNEL, not has_channels)
        self.setColumnHidden(Column.SIZE, all(clip.size is None for clip in clips))
        current = self._clips.clip_at(self.currentIndex())
        self._clips.set_clips(clips)
        if current is not None and not self.currentIndex().isValid():
            row = self._clips.row_of(current)
            if row is not None:
                self.selectRow(row)

    def chosen(self) -> list[RecordClip]:
        """The selected recordings from top to bottom."""
        rows = sorted(self.selectionModel().selectedRows(), key=lambda index: index.row())
        return [clip for row in rows if (clip := self._clips.clip_at(row)) is not None]

    def copy(self) -> None:
        """Put the selected rows on the clipboard, one per line."""
        if chosen := self.chosen():
            QGuiApplication.clipboard().setText("\n".join(row_text(clip) for clip in chosen))

    def build_menu(self) -> QMenu:
        """What can be done with the selected rows; it deletes itself when it closes."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(icons.icon(Icon.PLAY), self.tr("Play from here")).triggered.connect(
            lambda: self._play(self.currentIndex())
        )
        menu.addAction(icons.icon(Icon.DOWNLOAD), self.tr("Download")).triggered.connect(
            lambda: self.download_wanted.emit(self.chosen())
        )
        menu.addAction(icons.icon(Icon.COPY), self.tr("Copy")).triggered.connect(self.copy)
        return menu

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._play(self.currentIndex())
        elif event.key() in (Qt.Key.Key_Space, Qt.Key.Key_L):
            event.ignore()  # they belong to the player
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        viewport = self.viewport()
        index = self.currentIndex() if by_key else self.indexAt(viewport.mapFromGlobal(event.globalPos()))
        if index.isValid():
            below: QPoint = viewport.mapToGlobal(self.visualRect(index).bottomLeft())
            self.build_menu().popup(below if by_key else event.globalPos())

    def _play(self, index: Index) -> None:
        clip = self._clips.clip_at(index)
        if clip is not None:
            self.play_wanted.emit(clip)


class _CellDelegate(QStyledItemDelegate):
    """Draws all cells: a mark with the type, times brighter than the rest."""

    def __init__(self, model: ClipsModel, parent: QObject) -> None:
        super().__init__(parent)
        self._clips = model

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        clip = self._clips.clip_at(index)
        if clip is None:
            return
        tokens = theme.tokens(option.palette)
        column = Column(index.column())
        rect: QRect = option.rect
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(rect, tokens.color("selection" if selected else "panel"))
        inner = rect.adjusted(8, 0, -4, 0)
        if column is Column.TYPE and clip.type in COLORS:
            mark = QRect(inner.left(), inner.center().y() - _MARK // 2 + 1, _MARK, _MARK)
            painter.fillRect(mark, tokens.color(COLORS[clip.type]))
            inner.setLeft(inner.left() + _MARK + 6)
        painter.setPen(tokens.color("text" if column in (Column.START, Column.CHANNEL) else "text_mid"))
        painter.setFont(option.font)
        text = QFontMetrics(option.font).elidedText(str(index.data()), Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()


def row_text(clip: RecordClip) -> str:
    """A recording in one line, for the clipboard."""
    start, end = measures.day_and_time(clip.span.start), measures.day_and_time(clip.span.end)
    size = "" if clip.size is None else measures.octets(clip.size)
    return "\t".join(part for part in (start, end, wording.record_type(clip.type), size, str(clip.channel)) if part)
