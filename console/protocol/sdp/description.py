"""Session descriptions (RFC 8866) and the y= and f= lines of GB/T 28181-2022 annex G. Lenient in, strict out.

Lines that neither GB/T 28181 nor a media stream needs (b=, i=, k=, ...) are accepted and forgotten.
"""

import re
from dataclasses import dataclass, field

OCTETS_LIMIT = 64 * 1024
LINES_LIMIT = 200
PORT_LIMIT = 65535

_LINE_END = re.compile(r"[\r\n\0]+")  # CRLF, LF, and the \r\r\n of some eXosip cameras
_DIGITS = re.compile(r"[0-9]{1,20}")


class SdpError(ValueError):
    """A session description that cannot be used, with the reason."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """`a=name` or `a=name:value`."""

    name: str
    value: str = ""

    def encode(self) -> str:
        return f"{self.name}:{self.value}" if self.value else self.name


@dataclass(frozen=True, slots=True)
class Origin:
    """The o= line; peers look at none of it."""

    username: str
    host: str


@dataclass(frozen=True, slots=True)
class MediaSection:
    """One m= line and the lines that belong to it."""

    kind: str  # "video", "audio", ...; lower case
    port: int
    protocol: str  # "RTP/AVP", "TCP/RTP/AVP", ...; upper case
    formats: tuple[str, ...] = ()
    host: str = ""  # its own c= line; empty: the session's
    attributes: tuple[Attribute, ...] = ()

    def attribute(self, name: str) -> str | None:
        """The value of the first attribute called `name`, "" where it has none, None where it is absent."""
        return _value_of(name, self.attributes)

    def encodings(self) -> dict[int, str]:
        """Payload type -> encoding name in upper case, from the rtpmap attributes (RFC 8866 section 6.6)."""
        names: dict[int, str] = {}
        for attribute in self.attributes:
            if attribute.name == "rtpmap":
                payload_type, _, encoding = attribute.value.partition(" ")
                name = encoding.strip().partition("/")[0].upper()
                if _DIGITS.fullmatch(payload_type) and int(payload_type) < 128 and name:
                    names.setdefault(int(payload_type), name)
        return names


@dataclass(frozen=True, slots=True)
class SessionDescription:
    """A whole description; `start` and `stop` are the numbers of the t= line as they stand there."""

    origin: Origin | None = None
    name: str = ""
    uri: str = ""
    host: str = ""  # of the session's c= line
    start: int = 0
    stop: int = 0
    attributes: tuple[Attribute, ...] = ()
    media: tuple[MediaSection, ...] = ()
    ssrc: str = ""  # y=, as it stands there
    parameters: str = ""  # f=, as it stands there

    def attribute(self, name: str) -> str | None:
        """The value of the first session attribute called `name`, "" where it has none, None where it is absent."""
        return _value_of(name, self.attributes)

    def host_of(self, section: MediaSection) -> str:
        """Where a medium is received or sent; empty when no c= line says."""
        return section.host or self.host

    @classmethod
    def parse(cls, body: bytes) -> "SessionDescription":
        """Raises SdpError for what is too large, holds no line of SDP, or has an m= line without a port."""
        if len(body) > OCTETS_LIMIT:
            raise SdpError(f"{len(body)} octets, at most {OCTETS_LIMIT}")
        lines = [line for line in _LINE_END.split(_decode(body)) if line.strip()]
        if len(lines) > LINES_LIMIT:
            raise SdpError(f"{len(lines)} lines, at most {LINES_LIMIT}")
        reader = _Reader()
        for line in lines:
            letter, equals, value = line.partition("=")
            if equals and len(letter.strip()) == 1:
                reader.read(letter.strip().lower(), value.strip())
        if not reader.lines_read:
            raise SdpError("no line of SDP")
        return reader.description()

    def encode(self) -> bytes:
        """The description in the order of GB/T 28181-2022 annex G, lines ended by CRLF.

        Raises ValueError for a value with a line end in it: a peer's identifier must not add lines to our offer.
        """
        lines = ["v=0"]
        if self.origin:
            lines.append(f"o={self.origin.username} 0 0 IN {_with_family(self.origin.host)}")
        lines.append(f"s={self.name}")
        if self.uri:
            lines.append(f"u={self.uri}")
        if self.host:
            lines.append(f"c=IN {_with_family(self.host)}")
        lines.append(f"t={self.start} {self.stop}")
        lines += [f"a={attribute.encode()}" for attribute in self.attributes]
        for section in self.media:
            lines.append(f"m={section.kind} {section.port} {section.protocol} {' '.join(section.formats)}")
            if section.host:
                lines.append(f"c=IN {_with_family(section.host)}")
            lines += [f"a={attribute.encode()}" for attribute in section.attributes]
        if self.ssrc:
            lines.append(f"y={self.ssrc}")
        if self.parameters:
            lines.append(f"f={self.parameters}")
        for line in lines:
            if _LINE_END.search(line):
                raise ValueError(f"a line end inside {line!r}")
        return "".join(f"{line}\r\n" for line in lines).encode()


@dataclass(slots=True)
class _Section:
    """A media section while its lines are read."""

    kind: str
    port: int
    protocol: str
    formats: tuple[str, ...]
    host: str = ""
    attributes: list[Attribute] = field(default_factory=list)

    def finish(self) -> MediaSection:
        attributes = tuple(self.attributes)
        return MediaSection(self.kind, self.port, self.protocol, self.formats, self.host, attributes)


class _Reader:
    """Takes one line after the other. A line that nobody needs to be right is skipped when it is wrong."""

    def __init__(self) -> None:
        self.lines_read = 0
        self._origin: Origin | None = None
        self._first: dict[str, str] = {}  # the first s=, u=, y= and f= that is not empty
        self._times = (0, 0)
        self._host = ""
        self._attributes: list[Attribute] = []
        self._media: list[_Section] = []

    def read(self, letter: str, value: str) -> None:
        self.lines_read += 1
        if letter == "m":
            self._media.append(_parse_media(value))
        elif letter == "a":
            self._read_attribute(value)
        elif letter == "c":
            self._read_connection(value)
        elif letter == "t":
            self._read_times(value)
        elif letter == "o":
            self._read_origin(value)
        elif letter in "suyf" and value:
            # y= and f= belong behind the media section, but stand anywhere in what devices send.
            self._first.setdefault(letter, value)

    def description(self) -> SessionDescription:
        return SessionDescription(
            origin=self._origin,
            name=self._first.get("s", ""),
            uri=self._first.get("u", ""),
            host=self._host,
            start=self._times[0],
            stop=self._times[1],
            attributes=tuple(self._attributes),
            media=tuple(section.finish() for section in self._media),
            ssrc=self._first.get("y", ""),
            parameters=self._first.get("f", ""),
        )

    def _read_attribute(self, value: str) -> None:
        name, _, rest = value.partition(":")
        attributes = self._media[-1].attributes if self._media else self._attributes
        attributes.append(Attribute(name.strip().lower(), rest.strip()))

    def _read_connection(self, value: str) -> None:
        words = value.split()
        host = words[-1].partition("/")[0] if words else ""  # a multicast address has /ttl behind it
        if host.upper() in ("IN", "IP4", "IP6"):
            host = ""
        if self._media:
            self._media[-1].host = self._media[-1].host or host
        else:
            self._host = self._host or host

    def _read_times(self, value: str) -> None:
        words = value.split()
        if len(words) >= 2 and all(_DIGITS.fullmatch(word) for word in words[:2]) and not any(self._times):
            self._times = (int(words[0]), int(words[1]))

    def _read_origin(self, value: str) -> None:
        words = value.split()
        if words:
            self._origin = Origin(words[0], words[-1] if len(words) > 1 else "")


def _parse_media(value: str) -> _Section:
    words = value.split()
    if len(words) < 3:
        raise SdpError(f"m= line of {len(words)} words, expected kind, port and protocol")
    port = words[1].partition("/")[0]  # "port/number of ports" (RFC 8866 section 5.14)
    if not _DIGITS.fullmatch(port) or int(port) > PORT_LIMIT:
        raise SdpError(f"m= line with the port {port[:20]!r}")
    return _Section(words[0].lower(), int(port), words[2].upper(), tuple(words[3:]))


def _decode(body: bytes) -> str:
    """UTF-8 as RFC 8866 has it, else GB18030: cameras put a Chinese name into s= or u=."""
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("gb18030", errors="replace")


def _with_family(host: str) -> str:
    return f"IP6 {host}" if ":" in host else f"IP4 {host}"


def _value_of(name: str, attributes: tuple[Attribute, ...]) -> str | None:
    return next((attribute.value for attribute in attributes if attribute.name == name), None)
