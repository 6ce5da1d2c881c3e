"""Dialogs: what both ends of a call remember (RFC 3261 section 12)."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from console.model.peer import Peer
from console.protocol.sip.headers import Address, SipError, split
from console.protocol.sip.message import Headers, Request, Response


@dataclass(eq=False, slots=True)
class Dialog:
    """One call. Requests name the remote target and are always sent to `peer`, the flow the call was made on.

    Contact addresses of devices often cannot be reached (both captured cameras with one behind a router), and some
    answers have neither Contact nor To tag.
    """

    call_id: str
    local: str  # our From or To with its tag, as written in the first request or its answer
    remote: str  # theirs
    local_tag: str
    remote_tag: str  # empty when the answer had none: any is accepted then
    remote_target: str  # a URI
    peer: Peer
    routes: tuple[str, ...] = ()
    local_cseq: int = 0
    remote_cseq: int | None = None
    local_body: bytes = b""  # the session descriptions agreed on
    remote_body: bytes = b""
    is_over: bool = field(default=False, init=False)

    @classmethod
    def of_answer(cls, request: Request, response: Response, peer: Peer) -> "Dialog":
        """The caller's view, from its INVITE and a 2xx (section 12.1.2)."""
        return cls(
            call_id=request.call_id,
            local=request.headers["from"],
            remote=response.headers.get("to") or request.headers["to"],
            local_tag=request.from_address.tag,
            remote_tag=remote_tag_of(response),
            remote_target=_contact_uri(response) or request.uri,
            peer=peer,
            routes=tuple(reversed(_routes(response))),
            local_cseq=request.cseq.number,
            local_body=request.body,
            remote_body=response.body,
        )

    @classmethod
    def of_invite(cls, request: Request, response: Response, peer: Peer) -> "Dialog":
        """The callee's view, from an INVITE and our 2xx (section 12.1.1)."""
        return cls(
            call_id=request.call_id,
            local=response.headers["to"],
            remote=request.headers["from"],
            local_tag=response.to_address.tag,
            remote_tag=request.from_address.tag,
            remote_target=_contact_uri(request) or request.from_address.uri,
            peer=peer,
            routes=tuple(_routes(request)),
            remote_cseq=request.cseq.number,
            local_body=response.body,
            remote_body=request.body,
        )

    def request(self, method: str, *, via: str, headers: Iterable[tuple[str, str]] = (), body: bytes = b"") -> Request:
        """The next request of this dialog; only an ACK keeps the number of its INVITE (section 12.2.1.1)."""
        if method != "ACK":
            self.local_cseq += 1
        return self._compose(method, self.local_cseq, via, headers, body)

    def acknowledge(self, cseq: int, *, via: str) -> Request:
        """The ACK of a 2xx: a transaction of its own with the number of its INVITE (section 13.2.2.4)."""
        return self._compose("ACK", cseq, via, (), b"")

    def _compose(self, method: str, cseq: int, via: str, extra: Iterable[tuple[str, str]], body: bytes) -> Request:
        headers = Headers(
            [
                ("Via", via),
                ("From", self.local),
                ("To", self.remote),
                ("Call-ID", self.call_id),
                ("CSeq", f"{cseq} {method}"),
                ("Max-Forwards", "70"),
            ]
        )
        for route in self.routes:
            headers.add("route", route)
        for name, value in extra:
            headers.add(name, value)
        return Request(headers, body, method=method, uri=self.remote_target)


def remote_tag_of(response: Response) -> str:
    """The To tag of an answer; empty when it has none or no readable To."""
    try:
        return response.to_address.tag
    except SipError:
        return ""


def _contact_uri(message: Request | Response) -> str:
    try:
        uri = Address.parse(split(message.headers["contact"], ",")[0]).uri
    except SipError:
        return ""
    return uri if uri.lower().startswith(("sip:", "sips:")) and " " not in uri else ""


def _routes(message: Request | Response) -> list[str]:
    return [route for line in message.headers.all("record-route") for route in split(line, ",") if route]
