"""All devices and their branches. Takes changes in by slices, so that no catalog holds up the window. Knows no Qt."""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from console.model.catalog import ChannelStatus
from console.model.device import Device
from console.state.catalogs import CatalogChange, Catalogs
from console.state.devices import Devices
from ui.device_tree.branches import Branches, Count, natural_key

HITS_LIMIT = 2000  # rows a search shows; the operator types another letter
_BATCH = 32  # items between two looks at the clock


@dataclass(slots=True)
class Changes:
    """What has changed since it was asked last."""

    devices: set[str] = field(default_factory=set)  # their own row
    branches: set[tuple[str, str]] = field(default_factory=set)  # device, branch: other children or another order
    items: set[tuple[str, str]] = field(default_factory=set)  # device, item: shows something else
    roots: bool = False  # devices came, went or are called differently

    def __bool__(self) -> bool:
        return bool(self.devices or self.branches or self.items or self.roots)


@dataclass(slots=True)
class Findings:
    """What a search found and the branches that lead there."""

    hits: set[tuple[str, str]] = field(default_factory=set)  # device, item; the device itself as its own item
    kept: dict[tuple[str, str], set[str]] = field(default_factory=dict)  # device, branch -> children to show
    devices: set[str] = field(default_factory=set)
    total: int = 0  # also those beyond the limit


class Forest:
    """Mirrors `devices` and `catalogs`. `on_change` is called when there is work to do, until `work` has done it."""

    def __init__(self, devices: Devices, catalogs: Catalogs, on_change: Callable[[], None]) -> None:
        self.devices = devices
        self.catalogs = catalogs
        self._on_change = on_change
        self._branches: dict[str, Branches] = {}
        self._queue: deque[tuple[str, str]] = deque()
        self._queued: set[tuple[str, str]] = set()
        self._changes = Changes()
        self._roots: list[str] | None = None
        self._titles: dict[str, str] = {}
        self._disconnect = [
            devices.changed.connect(self._note_device),
            catalogs.changed.connect(self._note_items),
            catalogs.progress_changed.connect(self._note_progress),
        ]
        for device in devices:
            self._note_device(device.device_id)
            self._enqueue(device.device_id, catalogs.items(device.device_id))

    def close(self) -> None:
        """Stop listening."""
        for disconnect in self._disconnect:
            disconnect()
        self._disconnect = []

    def branches(self, device_id: str) -> Branches:
        return self._branches.setdefault(device_id, Branches(device_id))

    def count(self, device_id: str, branch_id: str) -> Count:
        """Channels below a branch; none of them is on line while their device is not."""
        branches = self.branches(device_id)
        count = branches.count(branch_id)
        if branch_id == device_id and not branches.has_children(device_id):
            own = branches.item(device_id)
            count = Count(int(own.status is ChannelStatus.ON), 1) if own is not None and own.is_playable else count
        device = self.devices.get(device_id)
        return count if device and device.online else Count(0, count.total)

    def roots(self) -> list[str]:
        """The devices by title."""
        if self._roots is None:
            self._roots = sorted((device.device_id for device in self.devices), key=self._root_order)
        return self._roots

    def work(self, until: float, clock: Callable[[], float]) -> bool:
        """Place what waits to be placed, until `clock` reaches `until`; True when nothing is left."""
        while self._queue or self._retry_circles():
            for _ in range(min(_BATCH, len(self._queue))):
                self._place(*self._queue.popleft())
            if clock() >= until:
                return not self._queue
        return True

    def take_changes(self) -> Changes:
        """What has changed since the last call."""
        changes, self._changes = self._changes, Changes()
        return changes

    def search(self, text: str) -> Findings:
        """Devices and items whose name or identifier contains `text`, or whose name has all its words."""
        wanted = text.casefold()
        words = wanted.split()
        findings = Findings()
        for device_id in self.roots():
            found = self._search_items(device_id, wanted, words)
            name = self._device_name(device_id)
            if wanted in name or wanted in device_id.casefold() or all(word in name for word in words):
                found.insert(0, device_id)
            findings.total += len(found)
            for item_id in found[: HITS_LIMIT - len(findings.hits)]:
                self._keep(findings, device_id, item_id)
        return findings

    def _search_items(self, device_id: str, wanted: str, words: list[str]) -> list[str]:
        entries = self.branches(device_id).entries()
        found = [item_id for item_id, entry in entries.items() if wanted in entry.name_and_id]
        if len(words) > 1:
            candidates = list(entries)
            for word in words:
                candidates = [item_id for item_id in candidates if word in entries[item_id].name]
            known = set(found)
            found += [item_id for item_id in candidates if item_id not in known]
        if device_id in found:
            found.remove(device_id)  # stands as the device's own row
        return found

    def _keep(self, findings: Findings, device_id: str, item_id: str) -> None:
        """Note a hit and the branches that lead to each of its places."""
        findings.hits.add((device_id, item_id))
        findings.devices.add(device_id)
        if item_id == device_id:
            return
        branches = self.branches(device_id)
        for parent_id in branches.parents(item_id):
            child_id = item_id
            above = parent_id
            while child_id not in (kept := findings.kept.setdefault((device_id, above), set())):
                kept.add(child_id)
                if above == device_id:
                    break
                child_id, above = above, (branches.parents(above) or (device_id,))[0]

    def _place(self, device_id: str, item_id: str) -> None:
        self._queued.discard((device_id, item_id))
        branches = self.branches(device_id)
        touched, again = branches.place(item_id, self.catalogs.items(device_id))
        self._changes.branches.update((device_id, branch_id) for branch_id in touched)
        self._changes.items.add((device_id, item_id))
        self._enqueue(device_id, again)

    def _retry_circles(self) -> bool:
        for device_id, branches in self._branches.items():
            self._enqueue(device_id, branches.take_circles())
        return bool(self._queue)

    def _enqueue(self, device_id: str, item_ids: Iterable[str]) -> None:
        for item_id in item_ids:
            if (device_id, item_id) not in self._queued:
                self._queued.add((device_id, item_id))
                self._queue.append((device_id, item_id))

    def _note_device(self, device_id: str) -> None:
        device = self.devices.get(device_id)
        title = device.title if device else ""
        if self._titles.get(device_id, "") != title:
            self._titles[device_id] = title
            self._changes.roots = True
            self._roots = None
        if device is None:
            self._titles.pop(device_id, None)
        self._changes.devices.add(device_id)
        self._on_change()

    def _note_items(self, change: CatalogChange) -> None:
        self._enqueue(change.device_id, change.put)
        self._enqueue(change.device_id, change.removed)
        self._on_change()

    def _note_progress(self, device_id: str) -> None:
        self._changes.devices.add(device_id)
        self._on_change()

    def _root_order(self, device_id: str) -> tuple[bytes, str]:
        device = self.devices.get(device_id)
        return natural_key(device.title if device else ""), device_id

    def _device_name(self, device_id: str) -> str:
        device: Device | None = self.devices.get(device_id)
        return f"{device.title}\n{device.name}".casefold() if device else ""
