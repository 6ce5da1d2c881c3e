"""Who waits for which Response: a MANSCDP query is answered by messages of its own (GB/T 28181-2022 annex A.1)."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from console.protocol.gb28181.manscdp import Message

QUEUE_LIMIT = 20_000  # messages of one answer that are not read yet; a catalog may come one item at a time


class Expectation:
    """An open query: the parts of its answer, in the order they came."""

    def __init__(self, device_id: str, target_id: str, commands: Sequence[str], sn: int) -> None:
        self.device_id = device_id
        self.target_id = target_id
        self.commands = tuple(command.lower() for command in commands)
        self.sn = sn
        self.begun = asyncio.Event()  # set by the first part
        self._parts: asyncio.Queue[Message] = asyncio.Queue(QUEUE_LIMIT)

    def put(self, message: Message) -> bool:
        """Whether there was room for it."""
        self.begun.set()
        try:
            self._parts.put_nowait(message)
        except asyncio.QueueFull:
            return False
        return True

    async def next(self, within: float) -> Message | None:
        """The next part, None when `within` seconds passed without one."""
        try:
            async with asyncio.timeout(within):
                return await self._parts.get()
        except TimeoutError:
            return None


class Replies:
    """Matches Response messages to open queries by (device, command, SN).

    Devices that answer with SN 0 or one of their own are served too, as long as one query alone can be meant.
    """

    def __init__(self) -> None:
        self._open: list[Expectation] = []

    @contextmanager
    def expect(self, device_id: str, target_id: str, commands: Sequence[str], sn: int) -> Iterator[Expectation]:
        """Listen before the query is sent: some devices answer before their 200 OK."""
        expectation = Expectation(device_id, target_id, commands, sn)
        self._open.append(expectation)
        try:
            yield expectation
        finally:
            self._open.remove(expectation)

    def deliver(self, device_id: str, message: Message) -> bool:
        """Give `message` to whom it answers; False when nobody asked."""
        command = message.command.lower()
        candidates = [
            waiting for waiting in self._open if waiting.device_id == device_id and command in waiting.commands
        ]
        meant = [waiting for waiting in candidates if waiting.sn == message.sn] or candidates
        if len(meant) > 1:
            meant = [waiting for waiting in meant if waiting.target_id == message.device_id]
        return len(meant) == 1 and meant[0].put(message)
