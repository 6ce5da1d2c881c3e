"""Requests that begin something: who we are, and how a peer reaches us (RFC 3261 section 8.1.1)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from console.model.peer import Peer
from console.protocol.sip.headers import MAGIC_COOKIE, bracketed
from console.protocol.sip.message import Headers, Request

_WITH_CONTACT = ("INVITE", "REGISTER", "SUBSCRIBE")  # devices ignore a SUBSCRIBE without (Monibuca pull request 44)


@dataclass(frozen=True)
class Identity:
    """Who a user agent is: user and host of its From, and its User-Agent."""

    id: str
    domain: str
    product: str

    @property
    def address(self) -> str:
        return f"<sip:{self.id}@{self.domain}>"


@dataclass
class Composer:
    """Composes requests outside dialogs, and the headers that every request of ours needs.

    `identity` may be another from one request to the next.

    `token(n)` gives n random octets as hexadecimal text; `local_address(peer)` the host and port a peer can reach.
    Texts are short: a request of ours must fit one unfragmented datagram (GB/T 28181 interop, rule of 1,300 bytes).
    """

    identity: Identity
    token: Callable[[int], str]
    local_address: Callable[[Peer], tuple[str, int]]

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
        """A request with fresh Call-ID, branch and From tag, and without To tag, which Hikvision devices reject.

        The Request-URI names `target_id` at the peer's address: devices of another domain refuse ours. A REGISTER
        binds our own identifier, so its To is ours and its Request-URI the domain. `headers` replace those of the
        same name.
        """
        to = f"<sip:{target_id}@{self.identity.domain}>"
        host = f"{bracketed(peer.host)}:{peer.port}"
        composed = Headers(
            [
                ("Via", self.via(peer)),
                ("From", f"{self.identity.address};tag={self.token(4)}"),
                ("To", self.identity.address if method == "REGISTER" else to),
                ("Call-ID", self.token(8)),
                ("CSeq", f"1 {method}"),
                ("Max-Forwards", "70"),
                ("User-Agent", self.identity.product),
            ]
        )
        if method in _WITH_CONTACT:
            composed.set("Contact", self.contact(peer))
        if body:
            composed.set("Content-Type", content_type)
        for name, value in headers:
            composed.set(name, value)
        at = self.identity.domain if method == "REGISTER" else host
        return Request(composed, body, method=method, uri=f"sip:{target_id}@{at}")

    def via(self, peer: Peer) -> str:
        """A Via of ours with a fresh branch; rport lets the peer answer to where it sees us (RFC 3581)."""
        host, port = self.local_address(peer)
        return f"SIP/2.0/{peer.transport} {bracketed(host)}:{port};rport;branch={MAGIC_COOKIE}{self.token(8)}"

    def contact(self, peer: Peer) -> str:
        host, port = self.local_address(peer)
        return f"<sip:{self.identity.id}@{bracketed(host)}:{port}>"
