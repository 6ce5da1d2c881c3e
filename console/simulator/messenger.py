"""Sending MANSCDP messages to the platform a device is registered with."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from console.model.failure import Refused, Unreachable
from console.model.peer import Peer
from console.network.link import Link
from console.protocol.sip.message import Response
from console.simulator.manscdp_texts import CONTENT_TYPE, dress
from console.simulator.personality import Personality

ANSWER_LIMIT = 4.0  # seconds


@dataclass(frozen=True, slots=True)
class Platform:
    """What an installer types into a device."""

    host: str
    port: int
    id: str
    domain: str
    password: str


class Messenger:
    """The device's voice; `peer` is where the platform is, None while the device is not registered."""

    def __init__(self, link: Link, platform: Platform, personality: Personality, *, first_sn: int) -> None:
        self.peer: Peer | None = None
        self._link = link
        self._platform = platform
        self._personality = personality
        self._numbers = count(first_sn)

    def next_sn(self) -> int:
        """The number of the next message that is no answer."""
        return next(self._numbers)

    def dress(self, text: str) -> bytes:
        return dress(text, self._personality)

    async def send(self, text: str) -> Response:
        """Send one message and wait for its final answer; raises NoAnswer or Unreachable."""
        if self.peer is None:
            raise Unreachable("not registered")
        request = self._link.request(
            "MESSAGE", self._platform.id, self.peer, body=self.dress(text), content_type=CONTENT_TYPE
        )
        return await self._link.send(request, self.peer, within=ANSWER_LIMIT)

    async def send_all(self, messages: Sequence[str]) -> None:
        """One after the other, as GB/T 28181-2022 annex M asks; raises also Refused, and then the rest is not sent."""
        for text in messages:
            response = await self.send(text)
            if not response.is_success:
                raise Refused("MESSAGE", response.status, response.reason)
