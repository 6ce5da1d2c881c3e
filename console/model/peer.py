"""Where a SIP message comes from or goes to."""

from dataclasses import dataclass
from enum import StrEnum


class Transport(StrEnum):
    """Transports of SIP, spelled as in Via."""

    UDP = "UDP"
    TCP = "TCP"


@dataclass(frozen=True, slots=True)
class Peer:
    """The far end of a flow; a TCP flow is one connection and ends with it."""

    transport: Transport
    host: str
    port: int
    connection: int = 0  # which TCP connection, counted from 1; 0 with UDP

    def __str__(self) -> str:
        return f"{self.host}:{self.port}/{self.transport.lower()}"
