"""Accepted devices, and those that tried and wait for the operator's consent."""

from collections import defaultdict
from collections.abc import Iterator

from console.model.device import Device, PendingDevice
from console.state.signal import Signal

PENDING_LIMIT = 200  # a stranger can invent identifiers without end; the oldest try makes room


class Devices:
    """Accepted devices by identifier. `changed` names the device that was put or removed."""

    def __init__(self) -> None:
        self.changed: Signal[str] = Signal()
        self._devices: dict[str, Device] = {}
        self._ids_by_host: defaultdict[str, set[str]] = defaultdict(set)

    def __iter__(self) -> Iterator[Device]:
        return iter(tuple(self._devices.values()))

    def __len__(self) -> int:
        return len(self._devices)

    def __contains__(self, device_id: str) -> bool:
        return device_id in self._devices

    def get(self, device_id: str) -> Device | None:
        return self._devices.get(device_id)

    def at(self, host: str) -> list[Device]:
        """Those registered from this address. A flood of strangers asks for it with every message: no search."""
        return [self._devices[device_id] for device_id in self._ids_by_host.get(host, ())]

    def put(self, device: Device) -> None:
        """Insert or replace; a value equal to the present one changes nothing and tells nobody."""
        known = self._devices.get(device.device_id)
        if known == device:
            return
        self._devices[device.device_id] = device
        self._move(device.device_id, known, device)
        self.changed.emit(device.device_id)

    def remove(self, device_id: str) -> None:
        known = self._devices.pop(device_id, None)
        if known is not None:
            self._move(device_id, known, None)
            self.changed.emit(device_id)

    def _move(self, device_id: str, former: Device | None, device: Device | None) -> None:
        old = former.peer.host if former and former.peer else ""
        new = device.peer.host if device and device.peer else ""
        if old == new:
            return
        if old:
            self._ids_by_host[old].discard(device_id)
            if not self._ids_by_host[old]:
                del self._ids_by_host[old]
        if new:
            self._ids_by_host[new].add(device_id)


class PendingDevices:
    """Unknown devices that tried to register. `changed` names the device."""

    def __init__(self) -> None:
        self.changed: Signal[str] = Signal()
        self._pending: dict[str, PendingDevice] = {}

    def __iter__(self) -> Iterator[PendingDevice]:
        return iter(tuple(self._pending.values()))

    def __len__(self) -> int:
        return len(self._pending)

    def get(self, device_id: str) -> PendingDevice | None:
        return self._pending.get(device_id)

    def put(self, pending: PendingDevice) -> None:
        known = self._pending.pop(pending.device_id, None)
        if known is None and len(self._pending) >= PENDING_LIMIT:
            oldest = min(self._pending.values(), key=lambda waiting: waiting.last_try_at)
            self.remove(oldest.device_id)
        self._pending[pending.device_id] = pending
        self.changed.emit(pending.device_id)

    def remove(self, device_id: str) -> None:
        if self._pending.pop(device_id, None) is not None:
            self.changed.emit(device_id)
