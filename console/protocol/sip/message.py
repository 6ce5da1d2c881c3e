"""Requests and responses: bytes to values and back (RFC 3261 section 7), as tolerant as GB/T 28181 devices need.

A message keeps its header values as they were written, so that a reply can echo them byte by byte. Bytes that are not
UTF-8 survive as surrogates; `headers.readable` makes text of them.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from console.model.peer import Peer
from console.protocol.sip.headers import Address, CSeq, SipError, Via, parse_integer, with_source

HEAD_LIMIT = 64 * 1024  # bytes of start line and headers (GB/T 28181: no limit; real messages stay below 2 KiB)
LINE_LIMIT = 8 * 1024  # characters of one header, unfolded
HEADER_LIMIT = 256  # header lines
BODY_LIMIT = 4 * 1024 * 1024  # bytes; a catalog may send 10,000 items in one message (GB/T 28181-2022 annex M)
SIZE_LIMIT = 2**32 - 1  # a Content-Length beyond it is no number
START_BLANKS = b"\r\n \t\0"  # before a message; also what devices send to keep a NAT binding or a connection alive
BEFORE_XML = START_BLANKS + b"\xef\xbb\xbf"
PROLOG_LIMIT = 2048  # bytes before the root element of an XML body
XML_ROOT = re.compile(rb"<([A-Za-z_][A-Za-z0-9_.-]{0,63}+)")
STATUS_REASONS = {
    100: "Trying",
    180: "Ringing",
    183: "Session Progress",
    200: "OK",
    202: "Accepted",
    302: "Moved Temporarily",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    408: "Request Timeout",
    413: "Request Entity Too Large",
    415: "Unsupported Media Type",
    416: "Unsupported URI Scheme",
    420: "Bad Extension",
    423: "Interval Too Brief",
    480: "Temporarily Unavailable",
    481: "Call/Transaction Does Not Exist",
    482: "Loop Detected",
    483: "Too Many Hops",
    486: "Busy Here",
    487: "Request Terminated",
    488: "Not Acceptable Here",
    489: "Bad Event",
    491: "Request Pending",
    500: "Server Internal Error",
    501: "Not Implemented",
    503: "Service Unavailable",
    505: "Version Not Supported",
    603: "Decline",
}

_COMPACT = {
    "v": "via",
    "f": "from",
    "t": "to",
    "i": "call-id",
    "m": "contact",
    "c": "content-type",
    "l": "content-length",
    "s": "subject",
    "k": "supported",
    "e": "content-encoding",
    "o": "event",
    "u": "allow-events",
    "r": "refer-to",
}
_SPELLING = {
    "call-id": "Call-ID",
    "cseq": "CSeq",
    "www-authenticate": "WWW-Authenticate",
    "mime-version": "MIME-Version",
    "x-gb-ver": "X-GB-Ver",
}
_SINGLE = ("from", "to", "call-id", "cseq", "content-length", "max-forwards")  # may be repeated only with one value
_HEAD_END = re.compile(rb"\n\r{0,3}\n")
_FOLD = re.compile(r"\n[ \t]+")
_REQUEST_LINE = re.compile(r"(\S{1,64})[ \t]++(\S++(?:[ \t]++\S++)*?)[ \t]++(SIP[ \t]*/[ \t]*[0-9.]{1,8})[ \t]*", re.I)
_STATUS_LINE = re.compile(r"(SIP[ \t]*/[ \t]*[0-9.]{1,8})[ \t]++([0-9]{1,20})(?:[ \t](.*))?", re.I | re.DOTALL)


class Headers:
    """Header values by name, in the order the names first came. Names are case-blind, compact forms spelled out."""

    __slots__ = ("_values",)

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in pairs:
            self.add(name, value)

    @classmethod
    def parse(cls, lines: list[str]) -> "Headers":
        """Read unfolded lines; one without a colon is noise, since nothing can depend on it."""
        headers = cls()
        values = headers._values
        for line in lines:
            name, colon, value = line.partition(":")
            if len(line) > LINE_LIMIT:
                raise SipError(f"header {name[:40]!r} of {len(line)} characters", 513)
            if colon:
                name = name.strip().lower()
                values.setdefault(_COMPACT.get(name, name), []).append(value.strip())
        return headers

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._values

    def __getitem__(self, name: str) -> str:
        """The first value; `SipError` when there is none."""
        values = self._values.get(name.lower())
        if not values:
            raise SipError(f"no {name}")
        return values[0]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        for name, values in self._values.items():
            spelling = _SPELLING.get(name) or "-".join(part.capitalize() for part in name.split("-"))
            for value in values:
                yield spelling, value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Headers) and self._values == other._values

    def __repr__(self) -> str:
        return f"Headers({list(self)})"

    def get(self, name: str, default: str = "") -> str:
        """The first value."""
        values = self._values.get(name.lower())
        return values[0] if values else default

    def all(self, name: str) -> list[str]:
        """Every value, one per header line; a line of several elements is not split."""
        return self._values.get(name.lower(), [])

    def add(self, name: str, value: str) -> None:
        self._values.setdefault(_canonical(name), []).append(value)

    def set(self, name: str, value: str) -> None:
        self._values[_canonical(name)] = [value]


@dataclass(slots=True)
class Message:
    """What requests and responses share. Built once; only `headers` of one still to be sent are altered."""

    headers: Headers
    body: bytes = b""
    _cseq: CSeq | None = field(default=None, init=False, repr=False, compare=False)
    _via: Via | None = field(default=None, init=False, repr=False, compare=False)
    _from: Address | None = field(default=None, init=False, repr=False, compare=False)
    _to: Address | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def start_line(self) -> str:
        raise NotImplementedError

    @property
    def call_id(self) -> str:
        """Raises `SipError` when missing, like every property here that RFC 3261 section 8.1.1 makes mandatory."""
        return self.headers["call-id"]

    @property
    def cseq(self) -> CSeq:
        if self._cseq is None:
            self._cseq = CSeq.parse(self.headers["cseq"])
        return self._cseq

    @property
    def via(self) -> Via:
        """The topmost."""
        if self._via is None:
            self._via = Via.parse(self.headers["via"])
        return self._via

    @property
    def from_address(self) -> Address:
        if self._from is None:
            self._from = Address.parse(self.headers["from"])
        return self._from

    @property
    def to_address(self) -> Address:
        if self._to is None:
            self._to = Address.parse(self.headers["to"])
        return self._to

    @property
    def content_type(self) -> str:
        """Lower case, without parameters: devices write `Application/SDP` and `APPLICATION/SDP`."""
        return self.headers.get("content-type").partition(";")[0].strip().lower()

    def encode(self) -> bytes:
        """The bytes to send; Content-Length is always that of the body."""
        lines = [self.start_line]
        lines += [f"{name}: {value}" for name, value in self.headers if name != "Content-Length"]
        head = "\r\n".join(lines)
        if head.count("\n") >= len(lines):  # a peer's text must not become a header of ours
            head = "\r\n".join(line.replace("\r", " ").replace("\n", " ") for line in lines)
        head += f"\r\nContent-Length: {len(self.body)}\r\n\r\n"
        return head.encode("utf-8", "surrogateescape") + self.body


@dataclass(slots=True)
class Request(Message):
    """A request; `uri` is the Request-URI as written."""

    method: str = ""
    uri: str = ""

    @property
    def start_line(self) -> str:
        return f"{self.method} {self.uri} SIP/2.0"

    @property
    def from_id(self) -> str:
        """The identifier of who speaks (GB/T 28181: the user part of From; its host is routing noise)."""
        return self.from_address.user

    @property
    def to_id(self) -> str:
        """The identifier of whom it is for."""
        return self.to_address.user

    def reply(
        self,
        status: int,
        *,
        source: Peer,
        tag: str = "",
        reason: str = "",
        headers: Iterable[tuple[str, str]] = (),
        body: bytes = b"",
        content_type: str = "",
    ) -> "Response":
        """The response of a server (RFC 3261 section 8.2.6). `tag` marks a To that has none yet.

        Works for requests that lack what they must have, so that 400 can say so.
        """
        echoed = Headers()
        for position, line in enumerate(self.headers.all("via")):
            echoed.add("via", with_source(line, source.host, source.port) if position == 0 else line)
        for name in ("from", "to", "call-id", "cseq"):
            if name in self.headers:
                echoed.add(name, self.headers[name])
        if tag and "to" in self.headers and not _has_tag(self):
            echoed.set("to", f"{self.headers['to']};tag={tag}")
        if 100 < status < 300:
            for line in self.headers.all("record-route"):
                echoed.add("record-route", line)
        for name, value in headers:
            echoed.add(name, value)
        if body:
            echoed.add("content-type", content_type)
        return Response(echoed, body, status=status, reason=reason)


@dataclass(slots=True)
class Response(Message):
    """A response."""

    status: int = 0
    reason: str = ""

    @property
    def start_line(self) -> str:
        return f"SIP/2.0 {self.status} {self.reason or STATUS_REASONS.get(self.status, '')}".rstrip()

    @property
    def is_final(self) -> bool:
        return self.status >= 200

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300


class MessageError(SipError):
    """A head that could be read and is wrong: `message` can still be answered if it is a request."""

    def __init__(self, reason: str, message: Request | Response, status: int = 400) -> None:
        super().__init__(reason, status)
        self.message = message


def parse(data: bytes) -> Request | Response:
    """Read one datagram, or one message that `stream.MessageStream` cut out.

    Raises `MessageError` when the sender can be told what is wrong, plain `SipError` when nothing can be made of it.
    """
    data = data.lstrip(START_BLANKS)
    end = _HEAD_END.search(data, 0, HEAD_LIMIT + 2)
    if end is None and len(data) > HEAD_LIMIT:
        raise SipError(f"headers exceed {HEAD_LIMIT} bytes", 513)
    # Without an empty line all of it is head: some devices leave it out where there is no body.
    head, body = (data[: end.start()], data[end.end() :]) if end else (data, b"")
    message = _parse_head(head)
    message.body = _body_of(message, body)
    return message


def _parse_head(head: bytes) -> Request | Response:
    text = head.decode("utf-8", "surrogateescape")
    # A carriage return inside a line becomes a blank: without it, bytes could join to another character.
    text = text.replace("\r\n", "\n").replace("\n\r", "\n").replace("\r", " ")
    start_line, *lines = _FOLD.sub(" ", text).split("\n")
    if len(lines) > HEADER_LIMIT:
        raise SipError(f"{len(lines)} header lines", 513)
    message, version = _parse_start_line(start_line, Headers.parse(lines))
    if version.replace(" ", "").replace("\t", "")[4:] != "2.0":
        raise MessageError(f"version {version}", message, 505)
    for name in _SINGLE:
        values = message.headers.all(name)
        if len(values) > 1 and any(value != values[0] for value in values):
            raise MessageError(f"contradictory {name}", message)
    return message


def _parse_start_line(line: str, headers: Headers) -> tuple[Request | Response, str]:
    if len(line) > LINE_LIMIT:
        raise SipError(f"start line of {len(line)} characters", 414)
    if status_line := _STATUS_LINE.fullmatch(line):
        status = parse_integer(status_line[2], 699)
        if status < 100:
            raise SipError(f"status {status}")
        return Response(headers, status=status, reason=(status_line[3] or "").strip()), status_line[1]
    if request_line := _REQUEST_LINE.fullmatch(line):
        request = Request(headers, method=request_line[1], uri=request_line[2])
        if any(blank in request.uri for blank in " \t"):
            raise MessageError("blank in the Request-URI", request)
        return request, request_line[3]
    raise SipError(f"not a SIP message: {line[:80]!r}")


def _body_of(message: Request | Response, rest: bytes) -> bytes:
    """Which of the bytes behind the head are the body (RFC 3261 section 18.3).

    The end of the datagram is the truth when the XML in it is whole: devices count characters instead of bytes, send 0
    or nothing at all.
    """
    if len(rest) > BODY_LIMIT:
        raise MessageError(f"body of {len(rest)} bytes", message, 413)
    declared = message.headers.get("content-length")
    if not declared:
        return rest
    try:
        length = parse_integer(declared, SIZE_LIMIT)
    except SipError as error:
        raise MessageError(f"Content-Length: {error}", message) from None
    if length == len(rest) or is_whole_xml(rest):
        return rest
    if length < len(rest):
        # A body that was counted too short or as 0, but a body it is; anything else is noise behind the message.
        return rest if message.content_type == "application/sdp" and rest.startswith(b"v=") else rest[:length]
    if isinstance(message, Response) and rest.startswith(b"v=") and rest.endswith(b"\n"):
        return rest  # counted too long: an answer cannot be refused, and whole lines are of use
    raise MessageError(f"{len(rest)} bytes of body, {length} announced", message)


def is_whole_xml(body: bytes | bytearray) -> bool:
    """Whether a body is XML that ends with its root element, blanks and NUL around it aside."""
    root = XML_ROOT.search(body, 0, PROLOG_LIMIT)
    if root is None or body.lstrip(BEFORE_XML)[:1] != b"<":
        return False
    closing = body.rfind(b"</" + root[1])
    if closing < 0:
        rest = body[root.end() :].strip(START_BLANKS)
        return rest.endswith(b"/>") and rest.find(b">") == len(rest) - 1
    return body[closing + 2 + len(root[1]) :].strip(START_BLANKS) == b">"


def _has_tag(request: Request) -> bool:
    try:
        return bool(request.to_address.tag)
    except SipError:
        return True  # a To that cannot be read is echoed as it is


def _canonical(name: str) -> str:
    name = name.lower()
    return _COMPACT.get(name, name)
