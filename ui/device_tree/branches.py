"""Where the items of one device hang and how many are on line, kept up to date item by item. Knows no Qt.

The result is that of `console.state.catalogs.place`, but a change costs what has changed, not what there is: a catalog
of 50,000 items arrives in hundreds of parts. An item that finds its parent later moves there when the parent comes.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from console.model.catalog import CatalogItem, ChannelStatus
from console.model.identity import NodeKind
from console.state.catalogs import parents_of, possible_parents

DEPTH_LIMIT = 64  # levels; a catalog that nests deeper is broken or hostile, and continues at the root

_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Count:
    """Channels below a branch; missing ones are not counted."""

    online: int
    total: int


@dataclass(slots=True)
class Entry:
    """One item in its place."""

    item: CatalogItem
    parents: tuple[str, ...]  # without those that would close a circle
    order: tuple[int, bytes, str]
    name: str  # what a search looks at, as the following
    name_and_id: str
    bit: int  # its place in the bit sets of channels; -1 for what is not counted


class Branches:
    """The items of one device as a tree with several parents per item; `device_id` names its root."""

    def __init__(self, device_id: str) -> None:
        self.device_id = device_id
        self._entries: dict[str, Entry] = {}
        self._children: dict[str, dict[str, None]] = {}
        self._waiting: dict[str, set[str]] = {}  # possible parent -> who would hang on it
        self._cut: set[str] = set()  # items at the root because their parents lead in a circle
        self._moved = False  # since the items of `_cut` were tried last
        self._bits: dict[str, int] = {}  # channel -> its place in the bit sets below
        self._next_bit = 0
        self._online = bytearray()
        self._sorted: dict[str, list[str]] = {}
        self._below: dict[str, tuple[int, list[str]]] = {}  # branch -> its own channels as bits, its sub-branches
        self._counts: dict[str, Count] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def entries(self) -> Mapping[str, Entry]:
        return self._entries

    def item(self, item_id: str) -> CatalogItem | None:
        entry = self._entries.get(item_id)
        return entry.item if entry else None

    def parents(self, item_id: str) -> tuple[str, ...]:
        """Where the item hangs; empty for one that is not known."""
        entry = self._entries.get(item_id)
        return entry.parents if entry else ()

    def has_children(self, branch_id: str) -> bool:
        return any(child_id != self.device_id or self._shows_itself() for child_id in self._children.get(branch_id, ()))

    def children(self, branch_id: str) -> list[str]:
        """What hangs on a branch: folders first, then by name with numbers in their natural order."""
        known = self._sorted.get(branch_id)
        if known is None:
            known = self._sorted[branch_id] = self.in_order(
                child_id
                for child_id in self._children.get(branch_id, ())
                if child_id != self.device_id or self._shows_itself()
            )
        return known

    def in_order(self, item_ids: Iterable[str]) -> list[str]:
        """Some of the children of a branch, in the order in which all of them stand; unknown ones are left out."""
        known = [item_id for item_id in item_ids if item_id in self._entries]
        return sorted(known, key=lambda item_id: self._entries[item_id].order)

    def count(self, branch_id: str) -> Count:
        """Channels below a branch, each counted once however often it hangs there."""
        known = self._counts.get(branch_id)
        if known is None:
            bits = self._bits_below(branch_id)
            online = int.from_bytes(self._online, "little")
            known = self._counts[branch_id] = Count((bits & online).bit_count(), bits.bit_count())
        return known

    def place(self, item_id: str, items: Mapping[str, CatalogItem]) -> tuple[set[str], set[str]]:
        """Take over what `items` says of one item now, also that it is gone.

        Returns the branches whose children have changed or have to be sorted again, and the items that must be placed
        again because a possible parent has come or gone.
        """
        item = items.get(item_id)
        known = self._entries.get(item_id)
        if item is None:
            return self._take_away(item_id)
        parents = self._grounded(item_id, parents_of(item, items, self.device_id))
        order = known.order if known and known.item.name == item.name else (_rank(item.kind), _sort_key(item), item_id)
        touched: set[str] = set()
        if known is None or parents != known.parents or order != known.order:
            touched = {*parents, *(known.parents if known else ())}
        if known is None or known.item is not item:
            self._wait_for_parents(item, known)
        name = known.name if known and known.item.name == item.name else item.name.casefold()
        self._entries[item_id] = Entry(
            item, parents, order, name, f"{name}\n{item_id.casefold()}", self._count_in(item)
        )
        self._hang(item_id, parents, known.parents if known else ())
        self._forget(touched)
        return touched, set() if known else self._those_who_missed(item_id)

    def take_circles(self) -> set[str]:
        """Items to place again because something moved since they were cut off: their circle may be open now."""
        moved, self._moved = self._moved, False
        return set(self._cut) if moved else set()

    def _take_away(self, item_id: str) -> tuple[set[str], set[str]]:
        known = self._entries.pop(item_id, None)
        if known is None:
            return set(), set()
        for candidate in possible_parents(known.item):
            self._waiting.get(candidate, set()).discard(item_id)
        self._hang(item_id, (), known.parents)
        self._cut.discard(item_id)
        self._bits.pop(item_id, None)
        touched = set(known.parents)
        self._forget(touched)
        return touched, set(self._waiting.get(item_id, ()))

    def _those_who_missed(self, item_id: str) -> set[str]:
        """Items placed before `item_id` came that may want to hang on it."""
        return {
            waiting
            for waiting in self._waiting.get(item_id, ())
            if waiting in self._entries and item_id not in self._entries[waiting].parents
        }

    def _hang(self, item_id: str, parents: tuple[str, ...], former: tuple[str, ...]) -> None:
        if parents == former:
            return
        self._moved = True
        for parent_id in former:
            self._children[parent_id].pop(item_id, None)
        for parent_id in parents:
            self._children.setdefault(parent_id, {})[item_id] = None

    def _wait_for_parents(self, item: CatalogItem, known: Entry | None) -> None:
        for candidate in possible_parents(known.item) if known else ():
            self._waiting[candidate].discard(item.item_id)
        for candidate in possible_parents(item):
            self._waiting.setdefault(candidate, set()).add(item.item_id)

    def _grounded(self, item_id: str, wanted: tuple[str, ...]) -> tuple[str, ...]:
        """`wanted`, or the root where following the first parents would lead back to the item."""
        self._cut.discard(item_id)
        if item_id == self.device_id:
            return (self.device_id,)
        above = wanted[0]
        for _level in range(DEPTH_LIMIT):
            if above == item_id:
                break
            entry = self._entries.get(above)
            if above == self.device_id or entry is None:
                return wanted
            above = entry.parents[0]
        self._cut.add(item_id)
        return (self.device_id,)

    def _count_in(self, item: CatalogItem) -> int:
        """Note whether a channel is on line; returns its bit, -1 for what is no channel or a missing one."""
        self._counts.clear()
        for parent_id in self.parents(item.item_id):
            self._below.pop(parent_id, None)
        if not item.is_playable:
            self._bits.pop(item.item_id, None)
            return -1
        bit = self._bits.get(item.item_id)
        if bit is None:
            bit = self._bits[item.item_id] = self._next_bit
            self._next_bit += 1
            self._online.extend(bytes(bit // 8 + 1 - len(self._online)))
        if item.status is ChannelStatus.ON:
            self._online[bit // 8] |= 1 << bit % 8
        else:
            self._online[bit // 8] &= ~(1 << bit % 8)
        return -1 if item.missing else bit

    def _forget(self, branches: set[str]) -> None:
        """Drop what was derived from the children of `branches`."""
        if branches and self.device_id in self._entries:
            branches.add(self.device_id)  # whether the device shows itself as one of its channels depends on the others
        for branch_id in branches:
            self._sorted.pop(branch_id, None)
            self._below.pop(branch_id, None)
            # A branch with its first child is a sub-branch for the one above.
            for above in self.parents(branch_id):
                self._below.pop(above, None)
            self._counts.clear()

    def _bits_below(self, branch_id: str) -> int:
        """All channels below as bits; walks each branch once, so that circles through second parents end."""
        bits = 0
        seen = {branch_id}
        to_visit = [branch_id]
        while to_visit:
            own, branches = self._own_channels(to_visit.pop())
            bits |= own
            fresh = [branch for branch in branches if branch not in seen]
            seen.update(fresh)
            to_visit += fresh
        own_bit = self._entries[branch_id].bit if branch_id in self._entries else -1
        return bits & ~(1 << own_bit) if own_bit >= 0 and branch_id != self.device_id else bits

    def _own_channels(self, branch_id: str) -> tuple[int, list[str]]:
        known = self._below.get(branch_id)
        if known is None:
            bits = bytearray(len(self._online))
            branches = []
            for child_id in self._children.get(branch_id, ()):
                if child_id == self.device_id and not self._shows_itself():
                    continue
                bit = self._entries[child_id].bit
                if bit >= 0:
                    bits[bit >> 3] |= 1 << (bit & 7)
                if child_id in self._children and child_id != branch_id:
                    branches.append(child_id)
            known = self._below[branch_id] = (int.from_bytes(bits, "little"), branches)
        return known

    def _shows_itself(self) -> bool:
        """A device that lists itself beside its channels is one of them only if it is a camera."""
        own = self._entries.get(self.device_id)
        if own is None:
            return False
        return own.item.kind is NodeKind.CAMERA and len(self._bits) > 1


def natural_key(text: str) -> bytes:
    """Sorts "Gate 2" before "Gate 10", and Chinese by pinyin as GB 2312 orders its characters."""
    return _DIGITS.sub(lambda digits: digits[0].zfill(12), text.casefold()).encode("gb18030", errors="replace")


def _sort_key(item: CatalogItem) -> bytes:
    return natural_key(item.name or item.item_id)


def _rank(kind: NodeKind) -> int:
    return 0 if kind.is_folder else 1 if kind is NodeKind.RECORDER else 2
