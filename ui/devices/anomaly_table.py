"""Bad input, as counted by `console.state.anomalies`: for an engineer, and for an operator who asks why."""

from collections.abc import Callable
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QStackedLayout, QWidget

from console.state.anomalies import Anomalies, Anomaly
from ui import theme, wording
from ui.icons import Icon
from ui.widgets.empty_state import EmptyState
from ui.widgets.label import tooltip
from ui.widgets.listening import gathered, listen
from ui.widgets.table import NOWHERE, Index, Table, TableModel
from ui.widgets.translated import Translated

_ROW_HEIGHT = 30


class Column(IntEnum):
    WHAT = 0
    SOURCE = 1
    COUNT = 2
    SEEN = 3
    DETAIL = 4


_WIDTHS = {Column.WHAT: 290, Column.SOURCE: 200, Column.COUNT: 90, Column.SEEN: 100, Column.DETAIL: 360}


class AnomaliesModel(TableModel):
    """One row per kind and source, the latest first."""

    def __init__(self, anomalies: Anomalies, monotonic: Callable[[], float], parent: QObject | None = None) -> None:
        super().__init__(Column, parent)
        self._anomalies = anomalies
        self._monotonic = monotonic
        self._rows: list[Anomaly] = []
        self.follow()

    def row_total(self) -> int:
        return len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        anomaly = self._rows[index.row()]
        column = Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(anomaly, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            words = wording.anomaly(anomaly.kind)
            return tooltip(f"{words.sentence}\n{words.advice}\n{anomaly.detail}")
        if role == Qt.ItemDataRole.FontRole and column in (Column.SOURCE, Column.DETAIL):
            return theme.code_font()
        return None

    def follow(self) -> None:
        """Take over what was noted meanwhile."""
        rows = list(reversed(self._anomalies.all()))
        shorter = min(len(rows), len(self._rows))
        if len(rows) > shorter:
            self.beginInsertRows(NOWHERE, shorter, len(rows) - 1)
            self._rows = rows
            self.endInsertRows()
        elif len(self._rows) > shorter:
            self.beginRemoveRows(NOWHERE, shorter, len(self._rows) - 1)
            self._rows = rows
            self.endRemoveRows()
        else:
            self._rows = rows
        self.refresh()

    def _text(self, anomaly: Anomaly, column: Column) -> str:
        if column is Column.WHAT:
            return wording.anomaly(anomaly.kind).sentence
        if column is Column.SOURCE:
            return anomaly.source
        if column is Column.COUNT:
            return f"{anomaly.count:,}"
        if column is Column.SEEN:
            return wording.ago(self._monotonic() - anomaly.last_at)
        return anomaly.detail

    def heading(self, column: int) -> str:
        return {
            Column.WHAT: self.tr("What"),
            Column.SOURCE: self.tr("From"),
            Column.COUNT: self.tr("How often"),
            Column.SEEN: self.tr("Last seen"),
            Column.DETAIL: self.tr("Detail"),
        }[Column(column)]


class AnomalyTable(Translated):
    """The table, or the good news that there is nothing in it."""

    def __init__(self, anomalies: Anomalies, monotonic: Callable[[], float], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = AnomaliesModel(anomalies, monotonic, self)
        self._table = Table(self._model, _WIDTHS, _ROW_HEIGHT)
        self._empty = EmptyState(Icon.SHIELD_CHECK)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._table)
        listen(self, anomalies.changed, gathered(self, self._follow))
        self._follow()
        self.retranslate()

    @property
    def model(self) -> AnomaliesModel:
        return self._model

    def retranslate(self) -> None:
        self._empty.set_words(
            self.tr("Everything was understood"),
            self.tr("Messages and media that cannot be read are counted and listed here."),
        )
        self._model.refresh()

    def _follow(self) -> None:
        self._model.follow()
        self._stack.setCurrentWidget(self._table if self._model.rowCount() else self._empty)
