"""Keeps the online state true: expiry, missed keepalives, and devices known from before a restart.

Also learns who they are, so that the tree shows names.
"""

import asyncio
from datetime import datetime

from console.model.device import Device
from console.model.failure import Failure, NoAnswer, Refused
from console.model.peer import Transport
from console.services.messages import Messages
from console.services.queries import Queries
from console.services.registrar import Registered, Registrar
from console.services.tasks import Tasks
from console.state.devices import Devices

CHECK_INTERVAL = 1.0  # seconds
WAKE_INTERVAL = 0.02  # seconds between two devices at start, so that a big site does not answer all at once


class Presence:
    """Asks silent devices before it gives them up: some are set to keepalives minutes apart, or send none."""

    def __init__(
        self, registrar: Registrar, devices: Devices, messages: Messages, queries: Queries, tasks: Tasks
    ) -> None:
        self._registrar = registrar
        self._devices = devices
        self._queries = queries
        self._tasks = tasks
        self._asking: set[str] = set()
        self._asked: dict[str, datetime] = {}  # by device, the time of its registration
        messages.heard.connect(registrar.heard)
        registrar.registered.connect(self._on_registered)

    async def watch(self) -> None:
        """Runs as long as the console does."""
        for device in self._devices:
            # A datagram needs no connection: whoever answers is there. Devices on TCP come by themselves.
            if device.peer and device.peer.transport is Transport.UDP and not device.online:
                self._tasks.start(self._wake(device), f"wake {device.device_id}")
                await asyncio.sleep(WAKE_INTERVAL)
        while True:
            await asyncio.sleep(CHECK_INTERVAL)
            self._registrar.expire()
            for device_id in self._registrar.silent():
                if device_id not in self._asking:
                    self._asking.add(device_id)
                    self._tasks.start(self._probe(device_id), f"probe {device_id}")

    def _on_registered(self, registered: Registered) -> None:
        """Once per registration: some devices know no DeviceInfo and never will."""
        device = self._devices.get(registered.device_id)
        if device is None or device.registration is None or device.is_described:
            return
        registered_at = device.registration.registered_at
        if registered.returned and self._asked.get(device.device_id) != registered_at:
            self._asked[device.device_id] = registered_at
            self._tasks.start(self._queries.information(device.device_id), f"name of {device.device_id}")

    async def _wake(self, device: Device) -> None:
        """Its answer comes as a message of its own, and that is what puts it online."""
        if device.registration:
            self._asked[device.device_id] = device.registration.registered_at
        try:
            await self._queries.information(device.device_id, even_offline=True)
        except Failure:
            return

    async def _probe(self, device_id: str) -> None:
        try:
            await self._queries.information(device_id)
        except (NoAnswer, Refused) as failure:
            if isinstance(failure, NoAnswer) and not failure.accepted:
                self._registrar.give_up(device_id)
            else:
                self._registrar.alive(device_id)  # it does not know the question, but it is there
        except Failure:
            self._registrar.give_up(device_id)
        else:
            self._registrar.alive(device_id)
        finally:
            self._asking.discard(device_id)
