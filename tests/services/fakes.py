"""What services are tested with: a link without a network, and a clock that is moved by hand."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from console.model.clock import CHINA
from console.model.failure import NoAnswer
from console.model.peer import Peer, Transport
from console.protocol.sip.composer import Composer, Identity
from console.protocol.sip.message import Headers, Request, Response, parse
from console.services.clock import Clock
from console.state.signal import Signal

PLATFORM_ID = "44010200492000000001"
DEVICE_ID = "44010200491180000007"
CHANNEL_ID = "44010200491320000101"
CAMERA = Peer(Transport.UDP, "10.1.2.7", 5060)
START = datetime(2026, 3, 1, 8, 0, tzinfo=CHINA)


class HandClock(Clock):
    """At rest until moved."""

    def __init__(self) -> None:
        self.passed = 0.0

    def now(self) -> datetime:
        return START + timedelta(seconds=self.passed)

    def monotonic(self) -> float:
        return 1000.0 + self.passed

    def advance(self, seconds: float) -> None:
        self.passed += seconds


@dataclass
class Reply:
    status: int
    headers: Headers


@dataclass
class FakeIncoming:
    """A request that remembers the reply it got."""

    request: Request
    peer: Peer
    call: object | None = None
    replies: list[Reply] = field(default_factory=list)

    def reply(
        self,
        status: int,
        *,
        reason: str = "",
        headers: Iterable[tuple[str, str]] = (),
        body: bytes = b"",
        content_type: str = "",
    ) -> None:
        self.replies.append(Reply(status, Headers(headers)))

    @property
    def status(self) -> int:
        """Of the only reply."""
        (reply,) = self.replies
        return reply.status

    @property
    def headers(self) -> Headers:
        (reply,) = self.replies
        return reply.headers


class FakeLink:
    """Takes what services send, and gives them what a test makes up.

    `answer` decides about each request that is sent: a status, or None for a device that never answers.
    """

    def __init__(self) -> None:
        tokens = count(1)
        self.identity = Identity(PLATFORM_ID, PLATFORM_ID[:10], "Vigil/test")
        self.connection_lost: Signal[Peer] = Signal()
        self.trusted: set[str] = set()
        self.sent: list[Request] = []
        self.answer: Callable[[Request], int | None] = lambda _: 200
        self.abandoned: list[Request] = []
        self._listeners: dict[str, Callable[[FakeIncoming], None]] = {}
        self._composer = Composer(
            self.identity, lambda octets: f"{next(tokens):0{2 * octets}x}", lambda _: ("10.1.1.2", 5060)
        )

    def on(self, method: str, listener: Callable[[FakeIncoming], None]) -> None:
        self._listeners[method] = listener

    def trust(self, host: str) -> None:
        self.trusted.add(host)

    def distrust(self, host: str) -> None:
        self.trusted.discard(host)

    def local_host(self, peer: Peer) -> str:
        return "10.1.1.2"

    def request(
        self,
        method: str,
        target_id: str,
        peer: Peer,
        *,
        body: bytes = b"",
        content_type: str = "",
        headers: Iterable[tuple[str, str]] = (),
    ) -> Request:
        return self._composer.request(method, target_id, peer, body=body, content_type=content_type, headers=headers)

    async def send(self, request: Request, peer: Peer, *, within: float = 8.0) -> Response:
        self.sent.append(request)
        status = self.answer(request)
        if status is not None:
            return Response(Headers(), status=status)
        try:
            await asyncio.sleep(within)
        except asyncio.CancelledError:
            self.abandoned.append(request)
            raise
        raise NoAnswer(request.method, within)

    def receive(self, text: str, peer: Peer = CAMERA, body: bytes = b"") -> FakeIncoming:
        """A request from `peer`, written with LF line ends and without its empty line."""
        head = text.strip().replace("\n", "\r\n") + f"\r\nContent-Length: {len(body)}\r\n\r\n"
        request = parse(head.encode() + body)
        assert isinstance(request, Request)
        incoming = FakeIncoming(request, peer)
        self._listeners[request.method](incoming)
        return incoming


def register(
    device_id: str = DEVICE_ID,
    *,
    expires: int | None = 3600,
    call_id: str = "r1",
    cseq: int = 1,
    extra: Sequence[str] = (),
) -> str:
    """A REGISTER as section 2.3 of the protocol reference shows it."""
    lines = [
        f"REGISTER sip:{PLATFORM_ID}@4401020049 SIP/2.0",
        "Via: SIP/2.0/UDP 10.1.2.7:5060;rport;branch=z9hG4bK70a1",
        f"From: <sip:{device_id}@4401020049>;tag=a71",
        f"To: <sip:{device_id}@4401020049>",
        f"Call-ID: {call_id}",
        f"CSeq: {cseq} REGISTER",
        f"Contact: <sip:{device_id}@10.1.2.7:5060>",
        "Max-Forwards: 70",
        "User-Agent: IP Camera",
        "X-GB-Ver: 2.0",
        *extra,
    ]
    if expires is not None:
        lines.append(f"Expires: {expires}")
    return "\n".join(lines)


def message(device_id: str = DEVICE_ID) -> str:
    """The head of a MESSAGE of a device."""
    return "\n".join(
        [
            f"MESSAGE sip:{PLATFORM_ID}@4401020049 SIP/2.0",
            "Via: SIP/2.0/UDP 10.1.2.7:5060;rport;branch=z9hG4bK381283113",
            f"From: <sip:{device_id}@4401020049>;tag=813554580",
            f"To: <sip:{PLATFORM_ID}@4401020049>",
            "Call-ID: 916209351",
            "CSeq: 20 MESSAGE",
            "Content-Type: Application/MANSCDP+xml",
        ]
    )
