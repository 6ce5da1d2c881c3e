"""A user agent with faults below what our SIP stack would do by itself: deaf to INFO, answers without Contact."""

import re

from console.model.peer import Peer
from console.protocol.sip.composer import Composer
from console.protocol.sip.user_agent import UserAgent
from console.simulator.faults import Faults

_CONTACT = re.compile(rb"\r\nContact:[^\r]*", re.IGNORECASE)


class FaultyAgent(UserAgent):
    """Stands in for a healthy one."""

    def __init__(self, composer: Composer, faults: Faults) -> None:
        super().__init__(composer)
        self._faults = faults

    @staticmethod
    def is_needed(faults: Faults) -> bool:
        return faults.mute_info or faults.no_contact

    def receive(self, data: bytes, peer: Peer, now: float) -> None:
        if not (self._faults.mute_info and data.startswith(b"INFO ")):
            super().receive(data, peer, now)

    def bytes_to_send(self) -> list[tuple[Peer, bytes]]:
        return [(peer, self._spoilt(data)) for peer, data in super().bytes_to_send()]

    def _spoilt(self, data: bytes) -> bytes:
        head, separator, body = data.partition(b"\r\n\r\n")
        if self._faults.no_contact and head.startswith(b"SIP/2.0 2") and b" INVITE" in head:
            head = _CONTACT.sub(b"", head)
        return head + separator + body
