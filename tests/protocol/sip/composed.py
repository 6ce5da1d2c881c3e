"""Messages written out by hand, and user agents whose randomness is counted."""

from collections.abc import Callable
from itertools import count

from console.model.peer import Peer, Transport
from console.protocol.sip.composer import Composer, Identity
from console.protocol.sip.message import Request, Response, parse
from console.protocol.sip.user_agent import UserAgent

PLATFORM_ID = "34020000002000000001"
DEVICE_ID = "34020000001320000001"
DOMAIN = "3402000000"
DEVICE = Peer(Transport.UDP, "10.1.2.7", 5060)
DEVICE_TCP = Peer(Transport.TCP, "10.1.2.7", 40123, 1)
PLATFORM = Peer(Transport.UDP, "10.1.1.2", 5060)
SDP = b"v=0\r\ns=Play\r\n"


def text(message: str) -> bytes:
    """A message as it stands on the wire, from lines as they stand in a test."""
    return message.replace("\n", "\r\n").encode("utf-8", "surrogateescape")


def request(
    method: str = "MESSAGE",
    *,
    uri: str = f"sip:{PLATFORM_ID}@{DOMAIN}",
    via: str = "SIP/2.0/UDP 10.1.2.7:5060;rport;branch=z9hG4bK1",
    sender: str = f"<sip:{DEVICE_ID}@{DOMAIN}>;tag=a1",
    to: str = f"<sip:{PLATFORM_ID}@{DOMAIN}>",
    call_id: str = "c1",
    cseq: str = "",
    extra: str = "",
    body: bytes = b"",
) -> bytes:
    """A request of a device; `extra` are whole header lines, each with its line end."""
    head = (
        f"{method} {uri} SIP/2.0\nVia: {via}\nFrom: {sender}\nTo: {to}\nCall-ID: {call_id}\n"
        f"CSeq: {cseq or f'20 {method}'}\nMax-Forwards: 70\n{extra}Content-Length: {len(body)}\n\n"
    )
    return text(head) + body


def parsed(data: bytes) -> Request:
    message = parse(data)
    assert isinstance(message, Request)
    return message


def parsed_response(data: bytes) -> Response:
    message = parse(data)
    assert isinstance(message, Response)
    return message


def counted_tokens() -> Callable[[int], str]:
    numbers = count(1)
    return lambda octets: f"{next(numbers):0{2 * octets}x}"


def platform_agent(*methods: str) -> UserAgent:
    """The platform at 10.1.1.2, which answers these methods."""
    return _agent(PLATFORM_ID, PLATFORM, methods)


def device_agent(*methods: str) -> UserAgent:
    """The device at 10.1.2.7."""
    return _agent(DEVICE_ID, DEVICE, methods)


def _agent(node_id: str, at: Peer, methods: tuple[str, ...]) -> UserAgent:
    composer = Composer(Identity(node_id, DOMAIN, "Vigil"), counted_tokens(), lambda peer: (at.host, at.port))
    agent = UserAgent(composer)
    agent.methods.update(methods)
    return agent
