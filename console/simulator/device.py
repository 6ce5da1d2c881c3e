"""A simulated camera or recorder on real sockets."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine
from random import Random
from types import TracebackType
from typing import Any, Self

from console.model.failure import Failure
from console.network.link import Identity, Incoming, Link
from console.simulator.answers import Answers, ReceivedOrder
from console.simulator.calls import Calls, OpenCall
from console.simulator.channel import SimulatedChannel
from console.simulator.clock import Clock, wall_clock
from console.simulator.faults import Faults
from console.simulator.faulty_agent import FaultyAgent
from console.simulator.messenger import Messenger, Platform
from console.simulator.registration import Registration
from console.simulator.requests import Order, read
from console.simulator.site import DeviceDescription

__all__ = ["Platform", "SimulatedDevice"]

_ORDERS_KEPT = 1000

_log = logging.getLogger(__name__)


class SimulatedDevice:
    """Registers when entered, serves until left, signs off then.

    For tests: `registered` can be waited for, `orders` are what the platform sent, `calls` what it watches,
    `channel(...)` has the camera's position.
    """

    def __init__(
        self,
        description: DeviceDescription,
        platform: Platform,
        *,
        faults: Faults | None = None,
        local: str = "127.0.0.1",
        clock: Clock = wall_clock,
        paints_ahead: bool = False,
        on_event: Callable[[str, str], None] | None = None,
    ) -> None:
        """`paints_ahead`: paint every scene at once, so that the first picture of each comes sooner.

        `on_event` hears what happened and details in words.
        """
        self.description = description
        self.orders: deque[ReceivedOrder] = deque(maxlen=_ORDERS_KEPT)
        self._faults = faults or Faults()
        self._local = local
        self._clock = clock
        self._paints_ahead = paints_ahead
        self._channels = {
            one.channel_id: SimulatedChannel(one, clock=clock, seed=self._faults.seed) for one in description.channels
        }
        self._answers = Answers(description, self._channels, self._faults, clock)
        personality = description.personality
        self._link = Link(Identity(description.device_id, platform.domain, personality.user_agent))
        if FaultyAgent.is_needed(self._faults):
            self._link.driver.agent = FaultyAgent(self._link.driver.agent.composer, self._faults)
        first_sn = Random(f"{self._faults.seed}/{description.device_id}").randrange(1, 10_000)
        self._messenger = Messenger(self._link, platform, personality, first_sn=first_sn)
        tell = on_event or (lambda _event, _detail: None)
        self._registration = Registration(
            self._link, self._messenger, description, platform=platform, faults=self._faults, on_event=tell
        )
        self._calls = Calls(
            self._link,
            self._messenger,
            description,
            channels=self._channels,
            faults=self._faults,
            local=local,
            clock=clock,
            on_event=tell,
        )
        self._tasks: set[asyncio.Task[None]] = set()
        self._group: asyncio.TaskGroup | None = None
        self._is_leaving = False

    @property
    def registered(self) -> asyncio.Event:
        """Set while the platform has accepted our registration."""
        return self._registration.registered

    @property
    def registration(self) -> Registration:
        return self._registration

    @property
    def calls(self) -> tuple[OpenCall, ...]:
        """What the platform watches now."""
        return tuple(self._calls.open)

    @property
    def port(self) -> int:
        """Of SIP, UDP and TCP."""
        return self._link.port

    def channel(self, channel_id: str) -> SimulatedChannel:
        return self._channels[channel_id]

    async def __aenter__(self) -> Self:
        await self._link.start(self._local, 0)
        self._link.on("MESSAGE", self._on_message)
        self._link.on_call(lambda incoming: self._start(self._calls.serve(incoming)))
        self._link.connection_lost.connect(self._registration.connection_lost)
        self._group = await asyncio.TaskGroup().__aenter__()
        self._start(self._registration.run())
        if self._paints_ahead:
            self._start(self._paint())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        assert self._group is not None
        try:
            if kind is None:
                await self._calls.hang_up_all()
                await self._registration.sign_off()
            self._is_leaving = True
            for task in self._tasks:
                task.cancel()
            if kind is asyncio.CancelledError:  # perhaps by a task of ours that failed: the group knows
                await self._group.__aexit__(kind, error, traceback)
            else:
                await self._group.__aexit__(None, None, None)
        finally:
            await self._link.stop()

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        assert self._group is not None
        if self._is_leaving:  # what comes now is neither answered nor waited for
            work.close()
            return
        task = self._group.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _paint(self) -> None:
        for channel in self._channels.values():
            await asyncio.to_thread(channel.paint)

    def _on_message(self, incoming: Incoming) -> None:
        """Reply first, work later."""
        if self._faults.mute_messages:
            return
        order = read(incoming.request.body)
        if order is None:
            incoming.reply(400)
            return
        command = self._answers.obey(order)
        self.orders.append(ReceivedOrder(self._clock(), order, command))
        if self._faults.mute_ptz and order.value("PTZCmd") is not None:
            return
        incoming.reply(200)
        self._start(self._answer(order))

    async def _answer(self, order: Order) -> None:
        try:
            await self._messenger.send_all(self._answers.to(order))
        except Failure as failure:
            _log.info("%s: answer to %s: %s", self.description.device_id, order.command, failure)
