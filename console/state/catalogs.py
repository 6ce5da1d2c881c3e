"""What each device's catalog says, where its items belong in the tree, and how complete the last answer was."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from console.model.catalog import CatalogItem, ChannelRef
from console.model.failure import Failure
from console.model.identity import NodeKind
from console.state.signal import Signal

CIVIL_PREFIX_LENGTHS = (6, 4, 2)


class CatalogPhase(Enum):
    NEVER = "never"  # not asked yet
    ASKING = "asking"
    COMPLETE = "complete"
    PARTIAL = "partial"  # the device announced more than it sent
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class CatalogProgress:
    """How the last catalog query went; `total` is what the device announced."""

    phase: CatalogPhase = CatalogPhase.NEVER
    received: int = 0
    total: int | None = None
    finished_at: datetime | None = None
    failure: Failure | None = None
    unreadable: int = 0  # items that had no usable identifier


@dataclass(frozen=True, slots=True)
class CatalogChange:
    """Items of one device that were inserted or altered, and those that are gone."""

    device_id: str
    put: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


class Catalogs:
    """The catalogs of all devices. Nothing but `remove` and `forget` ever takes an item away."""

    def __init__(self) -> None:
        self.changed: Signal[CatalogChange] = Signal()
        self.progress_changed: Signal[str] = Signal()  # device_id
        self._items: dict[str, dict[str, CatalogItem]] = {}
        self._progress: dict[str, CatalogProgress] = {}

    def items(self, device_id: str) -> Mapping[str, CatalogItem]:
        """Items of one device by item id, in the order they first came."""
        return self._items.get(device_id, {})

    def get(self, ref: ChannelRef) -> CatalogItem | None:
        return self._items.get(ref.device_id, {}).get(ref.channel_id)

    def channels(self, device_id: str) -> list[CatalogItem]:
        """What can be played of one device; a device without any is a channel itself."""
        playable = [item for item in self.items(device_id).values() if item.is_playable]
        others = [item for item in playable if item.item_id != device_id]
        own = [item for item in playable if item.item_id == device_id]
        # A recorder that lists itself beside its channels is not one of them; a camera that does so is.
        if others and own and not own[0].kind.is_playable:
            return others
        return playable

    def find(self, channel_id: str) -> list[ChannelRef]:
        """Every device that has a channel of this identifier."""
        return [ChannelRef(device_id, channel_id) for device_id, items in self._items.items() if channel_id in items]

    def put(self, items: Iterable[CatalogItem]) -> None:
        """Insert or replace items, one signal per device; unchanged items are not mentioned."""
        changed: dict[str, list[str]] = {}
        for item in items:
            known = self._items.setdefault(item.device_id, {})
            if known.get(item.item_id) != item:
                known[item.item_id] = item
                changed.setdefault(item.device_id, []).append(item.item_id)
        for device_id, item_ids in changed.items():
            self.changed.emit(CatalogChange(device_id, put=tuple(item_ids)))

    def mark_missing(self, device_id: str, present: Iterable[str]) -> None:
        """After a complete answer: every item of a catalog that is not among `present` greys out."""
        still_there = set(present)
        self.put(
            [
                replace(item, missing=True)
                for item in self.items(device_id).values()
                if item.item_id not in still_there and not item.missing and not item.by_hand
            ]
        )

    def remove(self, ref: ChannelRef) -> None:
        """The operator's decision."""
        if self._items.get(ref.device_id, {}).pop(ref.channel_id, None) is not None:
            self.changed.emit(CatalogChange(ref.device_id, removed=(ref.channel_id,)))

    def forget(self, device_id: str) -> None:
        """The device itself was removed."""
        self._progress.pop(device_id, None)
        items = self._items.pop(device_id, None)
        if items:
            self.changed.emit(CatalogChange(device_id, removed=tuple(items)))

    def progress(self, device_id: str) -> CatalogProgress:
        return self._progress.get(device_id, CatalogProgress())

    def set_progress(self, device_id: str, progress: CatalogProgress) -> None:
        self._progress[device_id] = progress
        self.progress_changed.emit(device_id)


def place(items: Mapping[str, CatalogItem], device_id: str) -> dict[str, tuple[str, ...]]:
    """Where each item of a device's catalog hangs: item id -> parent ids, `device_id` standing for the root.

    An item with several resolvable parents hangs under each (annex J); one that names none, only itself or only
    unknown ones falls back to its business group, then its civil area, then the root. A cycle is cut at the root.
    """
    parents = {item_id: parents_of(item, items, device_id) for item_id, item in items.items() if item_id != device_id}
    grounded = {device_id}  # items whose first parents are known to lead to the root
    for item_id in parents:
        path: dict[str, None] = {}  # ordered, and quick to look up
        while item_id not in grounded and item_id not in path:
            path[item_id] = None
            item_id = parents[item_id][0]
        if item_id in path:
            parents[item_id] = (device_id,)
        grounded.update(path)
    if device_id in items:
        parents[device_id] = (device_id,)
    return parents


def parents_of(item: CatalogItem, items: Mapping[str, CatalogItem], device_id: str) -> tuple[str, ...]:
    """Where one item hangs by the rules of `place`, before cycles are cut."""
    known = tuple(
        dict.fromkeys(
            parent_id
            for parent_id in item.parent_ids
            if parent_id != item.item_id and (parent_id == device_id or parent_id in items)
        )
    )
    if known:
        return known
    for candidate in _fallback_parents(item):
        if candidate != item.item_id and candidate in items:
            return (candidate,)
    return (device_id,)


def possible_parents(item: CatalogItem) -> tuple[str, ...]:
    """Every identifier whose coming or going may change where the item hangs."""
    return (*item.parent_ids, *_fallback_parents(item))


def _fallback_parents(item: CatalogItem) -> list[str]:
    """What an item hangs on that names no parent: its business group, else the nearest civil area, best first."""
    if item.kind is NodeKind.VIRTUAL_ORGANIZATION and item.business_group_id:
        return [item.business_group_id, *_civil_areas_of(item)]
    if item.kind in (NodeKind.BUSINESS_GROUP, NodeKind.SYSTEM):
        return []
    return _civil_areas_of(item)


def _civil_areas_of(item: CatalogItem) -> list[str]:
    """The civil areas an item lies in, nearest first; an area's own code names its parents by prefix."""
    if item.kind is NodeKind.CIVIL_AREA:
        return [item.item_id[:length] for length in CIVIL_PREFIX_LENGTHS if length < len(item.item_id)]
    # Devices send the 10-digit domain or junk as CivilCode: its first six digits still name the county.
    code = item.civil_code if len(item.civil_code) <= 8 else item.civil_code[:6]
    return [code, *(code[:length] for length in CIVIL_PREFIX_LENGTHS if length < len(code))] if code else []
