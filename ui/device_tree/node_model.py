"""A tree model whose rows are made as branches are opened and changed in place, never rebuilt."""

from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex

from ui.device_tree.node import Node, NodeKey, NodeType

PAGE = 1000  # rows of one branch shown at once: Qt lays out every row of an open branch whenever one is inserted

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class NodeModel(QAbstractItemModel):
    """Keeps the rows in step with what a subclass says should be there."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._numbers = count(1)
        self._nodes: dict[int, Node] = {}
        self._places: dict[tuple[str, str], list[Node]] = {}
        self._roots: list[Node] = []

    @abstractmethod
    def wanted_roots(self) -> Sequence[str]:
        """The identifiers of the devices to show, in their order."""

    @abstractmethod
    def wanted_children(self, node: Node) -> Sequence[str]:
        """The identifiers of the items to show below `node`, in their order."""

    @abstractmethod
    def has_wanted(self, node: Node) -> bool:
        """Whether there are any, as far as that can be said quickly."""

    # What a view asks

    def index(self, row: int, column: int, parent: Index = _NOWHERE) -> QModelIndex:
        siblings = self._below(parent)
        if column != 0 or not 0 <= row < len(siblings):
            return QModelIndex()
        return self.createIndex(row, 0, siblings[row].number)

    def parent(self, index: Index = _NOWHERE) -> QModelIndex:  # type: ignore[override]
        node = self.node(index)
        return self.index_of(node.parent) if node else QModelIndex()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return len(self._below(parent))

    def columnCount(self, _parent: Index = _NOWHERE) -> int:
        return 1

    def hasChildren(self, parent: Index = _NOWHERE) -> bool:
        node = self.node(parent)
        if node is None:
            return bool(self._roots)
        return node.opens if node.children is None else bool(node.children)

    def canFetchMore(self, parent: Index) -> bool:
        node = self.node(parent)
        return node is not None and node.children is None and node.opens

    def fetchMore(self, parent: Index) -> None:
        node = self.node(parent)
        if node is not None and node.children is None and node.opens:
            node.children = []
            self._sync_open(node)

    # Rows and their names

    def node(self, index: Index) -> Node | None:
        """The row behind an index; None for the invisible root and for an index out of date."""
        return self._nodes.get(index.internalId()) if index.isValid() else None

    def index_of(self, node: Node | None) -> QModelIndex:
        return self.createIndex(node.row, 0, node.number) if node else QModelIndex()

    def find(self, key: NodeKey) -> QModelIndex:
        """The row of `key`, opening the branches that lead there; invalid where there is none."""
        found: Node | None = None
        for item_id in key:
            self.fetchMore(self.index_of(found))
            siblings = self._roots if found is None else found.children or []
            found = next((one for one in siblings if one.item_id == item_id and one.type is not NodeType.MORE), None)
            if found is None:
                return QModelIndex()
        return self.index_of(found)

    def show_more(self, index: Index) -> None:
        """Show the next page of the branch that a MORE row ends."""
        node = self.node(index)
        if node is not None and node.type is NodeType.MORE and node.parent is not None:
            node.parent.pages += 1
            self._sync_open(node.parent)

    # Keeping in step

    def rebuild(self) -> None:
        """Forget all rows and start with the roots."""
        self.beginResetModel()
        self._nodes.clear()
        self._places.clear()
        self._roots = [self._make(NodeType.DEVICE, device_id, device_id, None) for device_id in self.wanted_roots()]
        _number_rows(self._roots, 0)
        self.endResetModel()

    def sync_roots(self) -> None:
        def make(device_id: str) -> Node:
            return self._make(NodeType.DEVICE, device_id, device_id, None)

        self._sync(None, self._roots, self.wanted_roots(), make)

    def sync_children(self, places: Iterable[tuple[str, str]]) -> None:
        """Bring every row of the given items up to date with what hangs below it."""
        turned = False
        for node in [node for place in places for node in self._places.get(place, ())]:
            if node.children is None:
                opens = self.has_wanted(node)
                turned |= opens is not node.opens
                node.opens = opens
            elif node.number in self._nodes:  # an earlier one may have taken it away
                self._sync_open(node)
        if turned:
            # A row that is not open got its first child, or lost its last: only a new layout shows its arrow.
            self.layoutAboutToBeChanged.emit()
            self.layoutChanged.emit()

    def announce(self, places: set[tuple[str, str]]) -> None:
        """Tell the views that the rows of the given items show something else."""
        by_parent: dict[Node | None, set[int]] = {}
        for place, nodes in self._places.items():
            if place in places:
                for node in nodes:
                    by_parent.setdefault(node.parent, set()).add(node.row)
        for parent, rows in by_parent.items():
            siblings = self._roots if parent is None else parent.children or []
            for first, last in _stretches(sorted(rows)):
                self.dataChanged.emit(self.index_of(siblings[first]), self.index_of(siblings[last]))

    def open_places(self) -> set[tuple[str, str]]:
        """The items that have an opened row."""
        return {node.place for node in self._nodes.values() if node.children is not None}

    def _sync_open(self, node: Node) -> None:
        if node.children is None:
            return
        wanted = [item_id for item_id in self.wanted_children(node) if not node.hangs_below(item_id)]
        limit = node.pages * PAGE
        self._drop_more(node)
        self._sync(node, node.children, wanted[:limit], lambda item_id: self._make_item(node, item_id))
        if len(wanted) > limit:
            self._add_more(node, len(wanted) - limit)

    def _sync(
        self, parent: Node | None, present: list[Node], wanted: Sequence[str], make: Callable[[str], Node]
    ) -> None:
        """Turn `present` into `wanted`: take away, reorder, insert, each step told to the views."""
        index = self.index_of(parent)
        staying = set(wanted)
        gone = [node.row for node in present if node.item_id not in staying]
        for first, last in reversed(list(_stretches(gone))):
            self.beginRemoveRows(index, first, last)
            for node in present[first : last + 1]:
                self._discard(node)
            del present[first : last + 1]
            _number_rows(present, first)
            self.endRemoveRows()
        self._reorder(present, wanted)
        known = {node.item_id for node in present}
        fresh = [row for row, item_id in enumerate(wanted) if item_id not in known]
        for first, last in _stretches(fresh):
            self.beginInsertRows(index, first, last)
            present[first:first] = [make(item_id) for item_id in wanted[first : last + 1]]
            _number_rows(present, first)
            self.endInsertRows()

    def _reorder(self, present: list[Node], wanted: Sequence[str]) -> None:
        rank = {item_id: row for row, item_id in enumerate(wanted)}
        ordered = sorted(present, key=lambda node: rank[node.item_id])
        if ordered == present:
            return
        self.layoutAboutToBeChanged.emit()  # PySide takes no list of parents here
        moved = list(present)
        former = [self.index_of(node) for node in moved]
        present[:] = ordered
        _number_rows(present, 0)
        self.changePersistentIndexList(former, [self.index_of(node) for node in moved])
        self.layoutChanged.emit()

    def _add_more(self, node: Node, hidden: int) -> None:
        if node.children is not None:
            row = len(node.children)
            self.beginInsertRows(self.index_of(node), row, row)
            more = self._make(NodeType.MORE, node.device_id, node.item_id, node)
            more.row, more.hidden = row, hidden
            node.children.append(more)
            self.endInsertRows()

    def _drop_more(self, node: Node) -> None:
        if node.children and node.children[-1].type is NodeType.MORE:
            last = len(node.children) - 1
            self.beginRemoveRows(self.index_of(node), last, last)
            self._discard(node.children.pop())
            self.endRemoveRows()

    def _below(self, parent: Index) -> list[Node]:
        if not parent.isValid():
            return self._roots
        node = self.node(parent)
        return node.children or [] if node else []

    def _make_item(self, parent: Node, item_id: str) -> Node:
        return self._make(NodeType.ITEM, parent.device_id, item_id, parent)

    def _make(self, node_type: NodeType, device_id: str, item_id: str, parent: Node | None) -> Node:
        node = Node(next(self._numbers), node_type, device_id, item_id, parent)
        self._nodes[node.number] = node
        if node_type is not NodeType.MORE:
            self._places.setdefault(node.place, []).append(node)
            node.opens = self.has_wanted(node)
        return node

    def _discard(self, node: Node) -> None:
        to_visit = [node]
        while to_visit:
            one = to_visit.pop()
            del self._nodes[one.number]
            if one.type is not NodeType.MORE:
                self._places[one.place].remove(one)
                if not self._places[one.place]:
                    del self._places[one.place]
            to_visit += one.children or []


def _number_rows(siblings: list[Node], first: int) -> None:
    for row in range(first, len(siblings)):
        siblings[row].row = row


def _stretches(rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Ascending numbers as first and last of each unbroken run."""
    start = 0
    for place in range(1, len(rows) + 1):
        if place == len(rows) or rows[place] != rows[place - 1] + 1:
            yield rows[start], rows[place - 1]
            start = place
