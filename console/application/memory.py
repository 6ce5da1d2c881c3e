"""Writes what changes to the database, and gives it back at the next start."""

from typing import Any

from console.model.catalog import ChannelRef
from console.services.registrar import Registrar
from console.state.catalogs import CatalogChange, Catalogs
from console.state.devices import Devices
from console.store.database import Database


class Memory:
    """Devices and catalogs by themselves; other things by name."""

    def __init__(self, database: Database, devices: Devices, catalogs: Catalogs) -> None:
        self._database = database
        self._devices = devices
        self._catalogs = catalogs

    def restore(self, registrar: Registrar) -> None:
        """Put back what was stored, then follow the changes."""
        registrar.restore(self._database.load_devices())
        self._catalogs.put(self._database.load_catalogs())
        self._devices.changed.connect(self._on_device_changed)
        self._catalogs.changed.connect(self._on_catalog_changed)

    def remember(self, name: str, value: Any) -> None:
        """Keep anything JSON can hold."""
        self._database.save_view(name, value)

    def recall(self, name: str) -> Any:
        """What was remembered, None if nothing was."""
        return self._database.load_view(name)

    def _on_device_changed(self, device_id: str) -> None:
        device = self._devices.get(device_id)
        if device is None:
            self._database.delete_device(device_id)
        else:
            self._database.save_device(device)

    def _on_catalog_changed(self, change: CatalogChange) -> None:
        items = self._catalogs.items(change.device_id)
        self._database.save_items(items[item_id] for item_id in change.put if item_id in items)
        self._database.delete_items(ChannelRef(change.device_id, item_id) for item_id in change.removed)
