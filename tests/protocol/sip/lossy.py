"""Two user agents, one network between them that loses, repeats and reorders, and time that is only counted."""

import heapq
import random
from collections import Counter
from collections.abc import Callable
from itertools import count

from console.model.peer import Peer
from console.protocol.sip.events import Event
from console.protocol.sip.user_agent import UserAgent
from tests.protocol.sip.composed import DEVICE, PLATFORM, device_agent, platform_agent

Listener = Callable[["LossyNetwork", UserAgent, Event], None]


class LossyNetwork:
    """A platform and a device. `loss` and `repetition` are shares of the datagrams; delays reorder them."""

    def __init__(
        self, listener: Listener, *, loss: float = 0.0, repetition: float = 0.0, delay: float = 0.05, seed: int = 1
    ) -> None:
        self.now = 0.0
        self.platform = platform_agent("MESSAGE", "REGISTER")
        self.device = device_agent("MESSAGE", "INVITE")
        self.told: Counter[type[Event]] = Counter()
        self._listener = listener
        self._loss = loss
        self._repetition = repetition
        self.delay = delay
        self._random = random.Random(seed)
        self._order = count()
        self._flying: list[tuple[float, int, UserAgent, Peer, bytes]] = []
        self._due: list[tuple[float, int, Callable[[], None]]] = []

    def at(self, moment: float, action: Callable[[], None]) -> None:
        heapq.heappush(self._due, (moment, next(self._order), action))

    def run(self, until: float) -> None:
        """Let time pass."""
        while (moment := self._next()) is not None and moment <= until:
            self.now = max(self.now, moment)
            while self._due and self._due[0][0] <= self.now:
                heapq.heappop(self._due)[2]()
            while self._flying and self._flying[0][0] <= self.now:
                _, _, agent, peer, data = heapq.heappop(self._flying)
                agent.receive(data, peer, self.now)
                self._pump()
            for agent in (self.platform, self.device):
                agent.handle_timer(self.now)
            self._pump()
        self.now = until

    def _next(self) -> float | None:
        timers = [at for agent in (self.platform, self.device) if (at := agent.next_timer()) is not None]
        heads = [queue[0][0] for queue in (self._flying, self._due) if queue]
        return min([*timers, *heads], default=None)

    def _pump(self) -> None:
        for agent, other, source in ((self.platform, self.device, PLATFORM), (self.device, self.platform, DEVICE)):
            for event in agent.events():
                self.told[type(event)] += 1
                self._listener(self, agent, event)
            for _, data in agent.bytes_to_send():
                self._send(other, source, data)

    def _send(self, receiver: UserAgent, source: Peer, data: bytes) -> None:
        copies = 1 + (self._random.random() < self._repetition)
        for _ in range(copies):
            if self._random.random() >= self._loss:
                arrival = self.now + self._random.uniform(0.0, self.delay)
                heapq.heappush(self._flying, (arrival, next(self._order), receiver, source, data))
