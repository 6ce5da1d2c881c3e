"""What a user agent tells its driver."""

from dataclasses import dataclass
from enum import Enum

from console.model.peer import Peer
from console.protocol.sip.dialog import Dialog
from console.protocol.sip.message import Request, Response
from console.protocol.sip.transaction import ClientTransaction, ServerTransaction


class EndCause(Enum):
    """Why a call ended without our doing."""

    BYE = "bye"
    GONE = "gone"  # the peer answered 481: it does not know the call any more
    NOT_ACKNOWLEDGED = "not-acknowledged"  # our 200 to its INVITE was never acknowledged


@dataclass(frozen=True, slots=True)
class RequestReceived:
    """A request that waits for `UserAgent.respond`; `dialog` is the call it belongs to."""

    request: Request
    peer: Peer
    transaction: ServerTransaction
    dialog: Dialog | None


@dataclass(frozen=True, slots=True)
class ResponseReceived:
    """An answer, provisional or final; a 2xx to an INVITE comes as `Answered`."""

    transaction: ClientTransaction
    response: Response


@dataclass(frozen=True, slots=True)
class Answered:
    """The peer took our call; the ACK is on its way."""

    transaction: ClientTransaction
    response: Response
    dialog: Dialog


@dataclass(frozen=True, slots=True)
class TimedOut:
    """No final answer in time."""

    transaction: ClientTransaction


@dataclass(frozen=True, slots=True)
class SendingFailed:
    """The request could not be sent, or its connection is gone."""

    transaction: ClientTransaction
    reason: str


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The caller gave up an INVITE that we have not answered; it was answered with 487."""

    transaction: ServerTransaction


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The caller confirmed our 200: the call stands."""

    dialog: Dialog


@dataclass(frozen=True, slots=True)
class DialogEnded:
    """A call is over, and not by `UserAgent.hang_up`."""

    dialog: Dialog
    cause: EndCause
    reason: str = ""  # of the peer's Reason header, if any


@dataclass(frozen=True, slots=True)
class Malformed:
    """Input that is no SIP, or that was answered with 400 and the like."""

    peer: Peer
    reason: str


@dataclass(frozen=True, slots=True)
class Unexpected:
    """A message that is well-formed, but that its sender may not send."""

    peer: Peer
    reason: str


Event = (
    RequestReceived
    | ResponseReceived
    | Answered
    | TimedOut
    | SendingFailed
    | Cancelled
    | Acknowledged
    | DialogEnded
    | Malformed
    | Unexpected
)
