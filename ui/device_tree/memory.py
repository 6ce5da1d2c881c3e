"""What was open and what was selected in the tree, through changes, filtering and restarts."""

from collections.abc import Iterable

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QTimer,
    Signal,
)
from PySide6.QtWidgets import QTreeView

from ui.device_tree.model import DeviceTreeModel
from ui.device_tree.node import NodeKey, NodeType
from ui.device_tree.node_model import Index


class TreeMemory(QObject):
    """Opens again what was open, selects again what was selected; while filtering, opens the way to what was found."""

    selection_changed = Signal()  # for good, not in the middle of a rebuilding

    def __init__(self, view: QTreeView, model: DeviceTreeModel) -> None:
        super().__init__(view)
        self._view = view
        self._model = model
        self._open: set[NodeKey] = set()
        self._opened_by_filter: set[NodeKey] = set()
        self._chosen: list[NodeKey] = []
        self._rebuilding = False
        self._grown: list[QPersistentModelIndex] = []
        self._reopening = QTimer(self)
        self._reopening.setSingleShot(True)
        self._reopening.timeout.connect(self._reopen_grown)
        view.expanded.connect(self._note_expanded)
        view.collapsed.connect(self._note_collapsed)
        view.selectionModel().selectionChanged.connect(self._note_selection)
        model.rowsInserted.connect(self._note_inserted)
        model.modelAboutToBeReset.connect(self._begin_rebuilding)
        model.rebuilt.connect(self._end_rebuilding)
        model.updated.connect(self._open_found)

    def open_branches(self) -> list[list[str]]:
        """The branches that are open, as plain lists."""
        return sorted(list(key) for key in self._open)

    def restore_open_branches(self, keys: Iterable[Iterable[str]]) -> None:
        """Open these branches, and those that are not there yet as soon as they come."""
        self._open |= {tuple(key) for key in keys}
        self._reopen_below(QModelIndex())

    def _note_expanded(self, index: QModelIndex) -> None:
        node = self._model.node(index)
        if node is not None and self._model.findings is None:
            self._open.add(node.key)
            self._model.fetchMore(index)  # the view may still wait with it for its next layout
            self._reopen_below(index)

    def _note_collapsed(self, index: QModelIndex) -> None:
        node = self._model.node(index)
        if node is not None and self._model.findings is None:
            self._open.discard(node.key)

    def _note_inserted(self, parent: QModelIndex) -> None:
        # Not at once: opening a row inserts others, and the model is in the middle of it.
        self._grown.append(QPersistentModelIndex(parent))
        self._reopening.start(0)

    def _reopen_grown(self) -> None:
        grown, self._grown = self._grown, []
        for parent in grown:
            self._reopen_below(parent)

    def _reopen_below(self, parent: Index) -> None:
        """Open the rows below `parent` that were open before; each opens its own in turn."""
        if self._model.findings is not None or not self._open:
            return
        above = node.key if (node := self._model.node(parent)) else ()
        for row in range(self._model.rowCount(parent)):
            index = self._model.index(row, 0, parent)
            child = self._model.node(index)
            if child is not None and (*above, child.item_id) in self._open and child.type is not NodeType.MORE:
                self._view.expand(index)

    def _note_selection(self) -> None:
        if not self._rebuilding:
            nodes = [self._model.node(index) for index in self._view.selectionModel().selectedRows()]
            self._chosen = [node.key for node in nodes if node is not None]
            self.selection_changed.emit()

    def _begin_rebuilding(self) -> None:
        self._rebuilding = True

    def _end_rebuilding(self) -> None:
        self._opened_by_filter = set()
        self._reopen_below(QModelIndex())
        self._open_found()
        self._choose_again()
        self._rebuilding = False
        self.selection_changed.emit()

    def _choose_again(self) -> None:
        selection = QItemSelection()
        first = QModelIndex()
        for key in self._chosen:
            index = self._model.find(key)
            if index.isValid():
                selection.select(index, index)
                first = first if first.isValid() else index
        if first.isValid():
            flags = QItemSelectionModel.SelectionFlag
            self._view.selectionModel().select(selection, flags.ClearAndSelect)
            self._view.selectionModel().setCurrentIndex(first, flags.NoUpdate)
            self._view.scrollTo(first)

    def _open_found(self) -> None:
        """Open the way to what the filter found, but nothing that the operator has closed again."""
        if self._model.findings is None:
            return
        self._view.scheduleDelayedItemsLayout()  # one layout at the end instead of one per branch
        to_visit = self._rows_below(QModelIndex())
        while to_visit:
            index = to_visit.pop()
            node = self._model.node(index)
            if node is None or not self._model.leads_to_found(node):
                continue
            if node.key not in self._opened_by_filter:
                self._opened_by_filter.add(node.key)
                self._model.fetchMore(index)
                self._view.expand(index)
            to_visit += self._rows_below(index)

    def _rows_below(self, parent: QModelIndex) -> list[QModelIndex]:
        return [self._model.index(row, 0, parent) for row in range(self._model.rowCount(parent))]
