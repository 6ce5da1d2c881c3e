"""The device tree for Qt: devices as roots, branches below, channels as leaves.

Changes are gathered for 50 ms and applied together; when applying them takes long the next pause is longer, so that a
big load takes a tenth of the time at most.
"""

from collections.abc import Iterable, Sequence
from time import perf_counter
from typing import Any

from PySide6.QtCore import QMimeData, QModelIndex, QObject, Qt, QTimer, Signal

from console.model.catalog import CatalogItem, ChannelRef
from console.model.device import Device
from console.state.catalogs import Catalogs
from console.state.devices import Devices
from ui.device_tree.branches import Count
from ui.device_tree.channel_drag import MIME_TYPE, encode_channels
from ui.device_tree.forest import Findings, Forest
from ui.device_tree.node import Node, NodeType
from ui.device_tree.node_model import Index, NodeModel
from ui.device_tree.row import Row, device_row, item_row, more_row, row_tooltip
from ui.widgets.label import tooltip

PAUSE = 0.05  # seconds between two updates of the rows
SLICE = 0.012  # seconds of placing items without a break
DRAG_LIMIT = 64  # channels taken along from a branch: as many as the largest wall holds


class DeviceTreeModel(NodeModel):
    """A channel with several parents has several rows."""

    updated = Signal()  # rows or counts have changed
    rebuilt = Signal()  # a filter was set or taken away: every index is another one

    def __init__(self, devices: Devices, catalogs: Catalogs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._filter = ""
        self._findings: Findings | None = None
        self._cost = 0.0  # seconds that the last update took
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._work)
        self._forest = Forest(devices, catalogs, self._schedule)
        self.destroyed.connect(self._forest.close)
        self._schedule()

    def flags(self, index: Index) -> Qt.ItemFlag:
        node = self.node(index)
        if node is None:
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if node.type is not NodeType.MORE and (self._ref_of(node) is not None or self.hasChildren(index)):
            flags |= Qt.ItemFlag.ItemIsDragEnabled
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        node = self.node(index)
        if node is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.row(index).title
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            progress = self._forest.catalogs.progress(node.device_id) if node.type is NodeType.DEVICE else None
            told = row_tooltip(self.device_at(index), self.item_at(index), progress)
            return tooltip(told) if role == Qt.ItemDataRole.ToolTipRole else told
        return None

    def mimeTypes(self) -> list[str]:
        return [MIME_TYPE]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        return encode_channels(self.channels_at(indexes))

    def supportedDragActions(self) -> Qt.DropAction:
        return Qt.DropAction.CopyAction

    # What the rows stand for

    def row(self, index: Index) -> Row:
        """What to paint."""
        node = self.node(index)
        if node is None:
            return Row()
        if node.type is NodeType.MORE:
            return more_row(node.hidden)
        device = self.device_at(index)
        item = self.item_at(index)
        count = self._forest.count(node.device_id, node.item_id) if self.hasChildren(index) else None
        if node.type is NodeType.DEVICE:
            return device_row(node.device_id, device, item, self._forest.catalogs.progress(node.device_id), count)
        return item_row(item, count, device_online=device is not None and device.online)

    def device_at(self, index: Index) -> Device | None:
        """The device that the row belongs to."""
        node = self.node(index)
        return self._forest.devices.get(node.device_id) if node else None

    def item_at(self, index: Index) -> CatalogItem | None:
        """The catalog item of the row; also that of a device which is a channel itself."""
        node = self.node(index)
        if node is None or node.type is NodeType.MORE:
            return None
        return self._forest.branches(node.device_id).item(node.item_id)

    def ref_at(self, index: Index) -> ChannelRef | None:
        """The channel of the row, None where nothing can be played."""
        node = self.node(index)
        return self._ref_of(node) if node else None

    def channels_at(self, indexes: Iterable[Index]) -> list[ChannelRef]:
        """The channels of the rows; a branch stands for those below it, in their order, up to a limit."""
        found: dict[ChannelRef, None] = {}
        for index in indexes:
            node = self.node(index)
            if node is not None and node.type is not NodeType.MORE:
                self._collect(node, found)
        return list(found)

    def count_channels(self, device_id: str) -> Count:
        """The channels of a device: on line, and all that are not missing."""
        return self._forest.count(device_id, device_id)

    @property
    def device_count(self) -> int:
        """All devices, shown or not."""
        return len(self._forest.devices)

    # The filter

    @property
    def findings(self) -> Findings | None:
        """What the filter found; None without a filter."""
        return self._findings

    def set_filter(self, text: str) -> None:
        """Show only what `text` is found in, with the branches that lead there; an empty text shows everything."""
        text = text.strip()
        if text != self._filter:
            self._filter = text
            self._findings = self._forest.search(text) if text else None
            self.rebuild()
            self.rebuilt.emit()

    def leads_to_found(self, node: Node) -> bool:
        """Whether the row is on the way to something that the filter found."""
        return self._findings is not None and not node.is_own_channel and node.place in self._findings.kept

    def wanted_roots(self) -> Sequence[str]:
        roots = self._forest.roots()
        return roots if self._findings is None else [root for root in roots if root in self._findings.devices]

    def wanted_children(self, node: Node) -> Sequence[str]:
        if node.is_own_channel:
            return []
        branches = self._forest.branches(node.device_id)
        if self._findings is None or not self.leads_to_found(node):
            return branches.children(node.item_id)  # a branch that was found itself shows everything below it
        return branches.in_order(self._findings.kept[node.place])

    def has_wanted(self, node: Node) -> bool:
        return not node.is_own_channel and self._forest.branches(node.device_id).has_children(node.item_id)

    # Taking changes over

    def _schedule(self) -> None:
        if not self._timer.isActive():
            self._timer.start(round(1000 * max(PAUSE, 10 * self._cost)))

    def _work(self) -> None:
        if not self._forest.work(perf_counter() + SLICE, perf_counter):
            self._timer.start(0)
            return
        started = perf_counter()
        self._apply()
        self._cost = perf_counter() - started

    def _apply(self) -> None:
        changes = self._forest.take_changes()
        if not changes:
            return
        if self._findings is not None:
            self._findings = self._forest.search(self._filter)
            changes.branches |= self.open_places()
            changes.roots = True
        if changes.roots:
            self.sync_roots()
        self.sync_children(changes.branches)
        changes.items.update((device_id, device_id) for device_id in changes.devices)
        self.announce(changes.items)
        self.updated.emit()

    def _ref_of(self, node: Node) -> ChannelRef | None:
        """A device without channels is itself a channel, whether it lists itself or not."""
        if node.type is NodeType.MORE:
            return None
        branches = self._forest.branches(node.device_id)
        item = branches.item(node.item_id)
        if node.type is NodeType.DEVICE:
            is_channel = not branches.has_children(node.device_id)
        else:
            is_channel = item is not None and item.is_playable
        return ChannelRef(node.device_id, node.item_id) if is_channel else None

    def _collect(self, top: Node, found: dict[ChannelRef, None]) -> None:
        ref = self._ref_of(top)
        if ref is not None:
            found[ref] = None
        branches = self._forest.branches(top.device_id)
        seen = {top.item_id}
        to_visit = [] if top.is_own_channel else list(reversed(branches.children(top.item_id)))
        while to_visit and len(found) < DRAG_LIMIT:
            item_id = to_visit.pop()
            if item_id in seen:
                continue
            seen.add(item_id)
            item = branches.item(item_id)
            if item is not None and item.is_playable:
                found[item.ref] = None
            to_visit += reversed(branches.children(item_id))
