"""The four transactions (RFC 3261 section 17, RFC 6026). No sockets, no clock: the caller passes `now`.

Each machine is driven alike: give it input, then take `bytes_to_send()`, look at `next_timer()`, and forget it once it
is terminated. Times are monotonic seconds.
"""

from collections.abc import Hashable
from enum import Enum, auto

from console.model.peer import Peer, Transport
from console.protocol.sip.message import Headers, Request, Response

T1 = 0.5  # round-trip estimate, seconds (RFC 3261 section 17.1.1.1)
T2 = 4.0  # longest pause between retransmissions of a non-INVITE request and of a response
T4 = 5.0  # longest time a message stays in the network
TRANSACTION_LIFE = 64 * T1  # timers B, D, F, H, J, L and M; D may be longer, never shorter than 32 s
UNANSWERED_LIFE = 180.0  # an INVITE that nobody here answers (timer C of section 16.6 plays this part in a proxy)


class State(Enum):
    CALLING = auto()
    TRYING = auto()
    PROCEEDING = auto()
    ACCEPTED = auto()  # RFC 6026: a 2xx came or went, more of it may follow
    COMPLETED = auto()
    CONFIRMED = auto()
    TERMINATED = auto()


class Transaction:
    """What the four have in common: a flow, two timers and what is to be sent."""

    __slots__ = ("_give_up_at", "_interval", "_outgoing", "_retransmit_at", "is_timed_out", "peer", "state")

    def __init__(self, peer: Peer, state: State) -> None:
        self.peer = peer
        self.state = state
        self.is_timed_out = False
        self._outgoing: list[bytes] = []
        self._interval = T1
        self._retransmit_at: float | None = None
        self._give_up_at: float | None = None

    @property
    def is_reliable(self) -> bool:
        return self.peer.transport is Transport.TCP

    @property
    def is_terminated(self) -> bool:
        return self.state is State.TERMINATED

    def bytes_to_send(self) -> list[bytes]:
        """What is to be sent to the peer; every call hands out only what is new."""
        outgoing, self._outgoing = self._outgoing, []
        return outgoing

    def next_timer(self) -> float | None:
        """When `handle_timer` must be called, None when never."""
        if self._retransmit_at is None or self._give_up_at is None:
            return self._give_up_at if self._retransmit_at is None else self._retransmit_at
        return min(self._retransmit_at, self._give_up_at)

    def handle_timer(self, now: float) -> None:
        """Do what is due at `now`; harmless when nothing is."""
        if self._give_up_at is not None and now >= self._give_up_at:
            self.is_timed_out = self.is_waiting
            self.terminate()
        elif self._retransmit_at is not None and now >= self._retransmit_at:
            self._retransmit(now)

    def terminate(self) -> None:
        """End at once, without a word."""
        self.state = State.TERMINATED
        self._retransmit_at = self._give_up_at = None

    @property
    def is_waiting(self) -> bool:
        """Whether the peer owes us something: ending in this state is a failure."""
        raise NotImplementedError

    def _retransmit(self, now: float) -> None:
        raise NotImplementedError

    def _linger(self, state: State, now: float, seconds: float) -> None:
        """Enter a state that only absorbs what still comes; on a reliable transport nothing does where it lasts 0."""
        self.state = state
        self._retransmit_at = None
        if seconds <= 0:
            self.terminate()
        else:
            self._give_up_at = now + seconds


class ClientTransaction(Transaction):
    """A request of ours and its answers."""

    __slots__ = ("_data", "is_quiet", "request")

    def __init__(self, request: Request, peer: Peer, now: float, state: State, patience: float) -> None:
        super().__init__(peer, state)
        self.request = request
        self.is_quiet = False  # nobody wants to hear how it went
        self._data = request.encode()
        self._outgoing.append(self._data)
        self._give_up_at = now + min(patience, TRANSACTION_LIFE)
        if not self.is_reliable:
            self._retransmit_at = now + T1

    def receive(self, response: Response, now: float) -> bool:
        """Take a response that belongs here; whether the user of the transaction must hear of it."""
        raise NotImplementedError


class NonInviteClientTransaction(ClientTransaction):
    """RFC 3261 section 17.1.2. `patience`: seconds to wait for a final response, 32 at most (timer F)."""

    __slots__ = ()

    def __init__(self, request: Request, peer: Peer, now: float, *, patience: float = TRANSACTION_LIFE) -> None:
        super().__init__(request, peer, now, State.TRYING, patience)

    def receive(self, response: Response, now: float) -> bool:
        if self.state not in (State.TRYING, State.PROCEEDING):
            return False  # a repeated final response
        if response.is_final:
            self._linger(State.COMPLETED, now, 0 if self.is_reliable else T4)  # timer K
        else:
            self.state = State.PROCEEDING
        return True

    @property
    def is_waiting(self) -> bool:
        return self.state is not State.COMPLETED

    def _retransmit(self, now: float) -> None:
        self._outgoing.append(self._data)
        self._interval = T2 if self.state is State.PROCEEDING else min(2 * self._interval, T2)  # timer E
        self._retransmit_at = now + self._interval


class InviteClientTransaction(ClientTransaction):
    """RFC 3261 section 17.1.1 with the Accepted state of RFC 6026. Failures are acknowledged here, 2xx by the user."""

    __slots__ = ()

    def __init__(self, request: Request, peer: Peer, now: float) -> None:
        super().__init__(request, peer, now, State.CALLING, TRANSACTION_LIFE)  # timer B

    def receive(self, response: Response, now: float) -> bool:
        if self.state is State.COMPLETED:
            if response.status >= 300:  # our ACK was lost
                self._outgoing.append(acknowledge_failure(self.request, response).encode())
            return False
        if response.is_success:
            if self.state is not State.ACCEPTED:
                self._linger(State.ACCEPTED, now, TRANSACTION_LIFE)  # timer M
            return self.state is State.ACCEPTED
        if self.state is State.ACCEPTED:
            return False
        if response.is_final:
            self._outgoing.append(acknowledge_failure(self.request, response).encode())
            self._linger(State.COMPLETED, now, 0 if self.is_reliable else TRANSACTION_LIFE)  # timer D
        else:
            self.state = State.PROCEEDING
            self._retransmit_at = self._give_up_at = None  # how long to wait now is the user's choice
        return True

    def fall_silent(self, now: float) -> None:
        """Nobody waits any more: send nothing again, but recognise what comes for another 32 s."""
        if self.state in (State.CALLING, State.PROCEEDING):
            self._retransmit_at = None
            self._give_up_at = now + TRANSACTION_LIFE

    @property
    def is_waiting(self) -> bool:
        return self.state in (State.CALLING, State.PROCEEDING)

    def _retransmit(self, now: float) -> None:
        self._outgoing.append(self._data)
        self._interval *= 2  # timer A
        self._retransmit_at = now + self._interval


class ServerTransaction(Transaction):
    """A request of a peer and our answers. The request is kept until its final response only, to save memory."""

    __slots__ = ("_last", "key", "merge_key", "request", "to_tag")

    def __init__(self, request: Request, peer: Peer, key: Hashable, to_tag: str, state: State) -> None:
        super().__init__(peer, state)
        self.request: Request | None = request
        self.key = key
        self.merge_key: Hashable = None
        self.to_tag = to_tag  # ours, the same in every response
        self._last = b""

    def receive_again(self) -> None:
        """The request was retransmitted."""
        if self._last:
            self._outgoing.append(self._last)

    def respond(self, response: Response, now: float) -> None:
        """Send a response; after a final one nothing more is sent (section 17.2.1)."""
        if self.request is None or self.is_terminated:
            return
        self._last = response.encode()
        self._outgoing.append(self._last)
        if response.is_final:
            self.request = None
            self._finish(response, now)
        else:
            self.state = State.PROCEEDING

    def _finish(self, response: Response, now: float) -> None:
        raise NotImplementedError


class NonInviteServerTransaction(ServerTransaction):
    """RFC 3261 section 17.2.2."""

    __slots__ = ()

    def __init__(self, request: Request, peer: Peer, now: float, *, key: Hashable = None, to_tag: str = "") -> None:
        super().__init__(request, peer, key, to_tag, State.TRYING)
        self._give_up_at = now + TRANSACTION_LIFE  # the client waits no longer for an answer

    def _finish(self, response: Response, now: float) -> None:
        self._linger(State.COMPLETED, now, 0 if self.is_reliable else TRANSACTION_LIFE)  # timer J

    @property
    def is_waiting(self) -> bool:
        return False

    def _retransmit(self, now: float) -> None:
        self._retransmit_at = None


class InviteServerTransaction(ServerTransaction):
    """RFC 3261 section 17.2.1 with the Accepted state of RFC 6026.

    A 2xx is retransmitted until its ACK comes (section 13.3.1.4), whatever the transport: the RFC gives this to the
    user of the transaction, but it is the same timer with the same end.
    """

    __slots__ = ("is_acknowledged",)

    def __init__(self, request: Request, peer: Peer, now: float, *, key: Hashable = None, to_tag: str = "") -> None:
        super().__init__(request, peer, key, to_tag, State.PROCEEDING)
        self.is_acknowledged = False
        self._give_up_at = now + UNANSWERED_LIFE

    def receive_again(self) -> None:
        if self.state in (State.PROCEEDING, State.COMPLETED):
            super().receive_again()

    def receive_ack(self, now: float) -> bool:
        """Take an ACK; whether it is the first of a 2xx."""
        if self.state is State.COMPLETED:
            self._linger(State.CONFIRMED, now, 0 if self.is_reliable else T4)  # timer I
        elif self.state is State.ACCEPTED and not self.is_acknowledged:
            self.is_acknowledged = True
            self._retransmit_at = None
            return True
        return False

    def _finish(self, response: Response, now: float) -> None:
        if response.is_success:
            self._linger(State.ACCEPTED, now, TRANSACTION_LIFE)  # timer L
        else:
            self._linger(State.COMPLETED, now, TRANSACTION_LIFE)  # timer H
        if response.is_success or not self.is_reliable:
            self._retransmit_at = now + T1  # timer G

    @property
    def is_waiting(self) -> bool:
        return self.state is State.COMPLETED or (self.state is State.ACCEPTED and not self.is_acknowledged)

    def _retransmit(self, now: float) -> None:
        self._outgoing.append(self._last)
        self._interval = min(2 * self._interval, T2)
        self._retransmit_at = now + self._interval


def acknowledge_failure(request: Request, response: Response) -> Request:
    """The ACK of a 3xx to 6xx: same branch as the INVITE, To as answered (RFC 3261 section 17.1.1.3)."""
    return _along(request, "ACK", response.headers.get("to") or request.headers["to"])


def cancel(request: Request) -> Request:
    """The CANCEL of an INVITE that was answered provisionally (RFC 3261 section 9.1)."""
    return _along(request, "CANCEL", request.headers["to"])


def _along(request: Request, method: str, to: str) -> Request:
    """A request that belongs to the same transaction as `request`."""
    headers = Headers(
        [
            ("Via", request.headers["via"]),
            ("From", request.headers["from"]),
            ("To", to),
            ("Call-ID", request.call_id),
            ("CSeq", f"{request.cseq.number} {method}"),
            ("Max-Forwards", "70"),
        ]
    )
    for route in request.headers.all("route"):
        headers.add("route", route)
    return Request(headers, method=method, uri=request.uri)


def server_key(request: Request, peer: Peer, method: str) -> Hashable:
    """What makes two requests the same (RFC 3261 section 17.2.3); `method` is INVITE for its ACK and its CANCEL.

    Call-ID, From tag and CSeq count as well, for devices that put the branch of their first request into all of them
    (the captured go-device adds a Via element per message behind it). Without a branch of RFC 3261 the whole Via
    counts (RFC 2543). Another host's request is always another one: replies are never reflected.
    """
    via = request.via
    sender = (via.branch, via.host, via.port) if via.is_rfc3261 else request.headers["via"]
    return sender, peer.transport, peer.host, request.call_id, request.cseq.number, request.from_address.tag, method
