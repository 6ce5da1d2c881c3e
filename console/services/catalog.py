"""Asks devices for their catalogs and keeps state/catalogs.py up to date; a partial answer takes nothing away."""

import asyncio
from dataclasses import replace

from console.model.catalog import CatalogItem
from console.model.failure import Failure, NoAnswer, Refused
from console.protocol.gb28181 import catalog
from console.protocol.gb28181.collect import Collector
from console.protocol.gb28181.manscdp import Message
from console.services.clock import Clock
from console.services.messages import Messages
from console.services.registrar import Registered, Registrar
from console.services.tasks import Tasks
from console.state.catalogs import CatalogPhase, CatalogProgress, Catalogs

FIRST_PART_WITHIN = 60.0  # seconds; big lower platforms gather their answer first (protocol reference 3.6)
IDLE_WITHIN = 5.0  # seconds without a further part
SETTLE = 0.5  # seconds to wait for more than SumNum says: some devices count each message on its own
WHOLE_WITHIN = 600.0  # seconds
ATTEMPTS = 2  # parts are lost on UDP: what is missing is asked for once more


class CatalogService:
    """One query per device at a time; a device that comes back is asked by itself."""

    def __init__(
        self, messages: Messages, catalogs: Catalogs, registrar: Registrar, tasks: Tasks, clock: Clock
    ) -> None:
        self._messages = messages
        self._catalogs = catalogs
        self._tasks = tasks
        self._clock = clock
        self._asking: set[str] = set()  # device ids
        registrar.registered.connect(self._on_registered)

    def refresh(self, device_id: str) -> None:
        """Ask for the catalog now; a query that is under way already serves."""
        if not self.is_asking(device_id):
            self._asking.add(device_id)
            self._tasks.start(self._refresh(device_id), f"catalog of {device_id}")

    def is_asking(self, device_id: str) -> bool:
        return device_id in self._asking

    def _on_registered(self, registered: Registered) -> None:
        if registered.returned:
            self.refresh(registered.device_id)

    async def _refresh(self, device_id: str) -> None:
        try:
            for _ in range(ATTEMPTS):
                if await self._ask(device_id):
                    return
        except Failure as failure:
            progress = self._catalogs.progress(device_id)
            self._set(device_id, replace(progress, phase=CatalogPhase.FAILED, failure=failure))
        finally:
            self._asking.discard(device_id)

    async def _ask(self, device_id: str) -> bool:
        """Whether the answer was complete. Raises what `Messages.query` does, NoAnswer and Refused."""
        self._set(device_id, CatalogProgress(CatalogPhase.ASKING))
        collector: Collector[str, CatalogItem] = Collector(
            self._clock.monotonic(),
            first_within=FIRST_PART_WITHIN,
            whole_within=WHOLE_WITHIN,
            idle=IDLE_WITHIN,
            settle=SETTLE,
        )
        async with self._messages.query(
            device_id,
            device_id,
            (catalog.COMMAND,),
            lambda sn, edition: catalog.encode_query(device_id, sn, edition=edition),
        ) as expectation:
            while not collector.is_finished(now := self._clock.monotonic()):
                message = await expectation.next(collector.deadline - now)
                if message is not None:
                    await self._take(device_id, message, collector)
        return self._conclude(device_id, collector)

    async def _take(self, device_id: str, message: Message, collector: Collector[str, CatalogItem]) -> None:
        """Show every part at once: a tree that fills is better than one that waits."""
        if message.is_refused:
            raise Refused(catalog.COMMAND, 0, message.root.value("Reason"))
        for part in catalog.parse(message, device_id):
            collector.add(
                part.total,
                [(item.item_id, item) for item in part.items],
                self._clock.monotonic(),
                unreadable=part.unreadable,
            )
            self._catalogs.put(part.items)
            self._set(
                device_id,
                CatalogProgress(
                    CatalogPhase.ASKING, collector.received, collector.total, unreadable=collector.unreadable
                ),
            )
            await asyncio.sleep(0)  # the window has its turn between two parts

    def _conclude(self, device_id: str, collector: Collector[str, CatalogItem]) -> bool:
        if collector.total is None and not collector.received:
            raise NoAnswer(catalog.COMMAND, FIRST_PART_WITHIN, accepted=True)
        if collector.is_complete:
            self._catalogs.mark_missing(device_id, [item.item_id for item in collector.items])
        self._set(
            device_id,
            CatalogProgress(
                CatalogPhase.COMPLETE if collector.is_complete else CatalogPhase.PARTIAL,
                collector.received,
                collector.total,
                finished_at=self._clock.now(),
                unreadable=collector.unreadable,
            ),
        )
        return collector.is_complete

    def _set(self, device_id: str, progress: CatalogProgress) -> None:
        self._catalogs.set_progress(device_id, progress)
