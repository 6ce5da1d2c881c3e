"""Header values (RFC 3261 sections 20 and 25): addresses, URIs, Via, CSeq and parameters.

Every parser is one pass over its text, so that no header of a hostile peer can take more than linear time, and raises
nothing but `SipError`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

MAGIC_COOKIE = "z9hG4bK"  # starts every branch of RFC 3261 (section 8.1.1.7)
DEFAULT_PORT = 5060
CSEQ_LIMIT = 2**32 - 1  # RFC 3261 asks for less than 2**31; devices that count from a random 32-bit number exist
SECONDS_LIMIT = 2**32 - 1  # RFC 3261 section 20.19

# A quoted string that never ends is matched to the end of the text, for the caller to refuse.
_QUOTED = re.compile(r'"(?:[^"\\]++|\\.)*+("?)', re.DOTALL)
_QUOTE_OR_BRACKET = re.compile(r'["<]')
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_HOST = re.compile(r"\[[0-9A-Fa-f:.%]{2,60}\]|[0-9A-Za-z_.-]{1,255}")


class SipError(ValueError):
    """Input that is not SIP. `status` is what RFC 3261 answers if the sender can be answered at all."""

    def __init__(self, reason: str, status: int = 400) -> None:
        super().__init__(reason)
        self.status = status


def parse_integer(text: str, limit: int) -> int:
    """A decimal number from 0 to `limit`; refuses signs, other digits and numbers too long to be sane."""
    text = text.strip()
    if not (text.isascii() and text.isdigit() and len(text) <= 20):
        raise SipError(f"not a number: {text[:40]!r}")
    number = int(text)
    if number > limit:
        raise SipError(f"number {number} exceeds {limit}")
    return number


def split(text: str, separator: str) -> list[str]:
    """Split at every `separator` outside quoted strings and angle brackets; parts are stripped."""
    if '"' not in text and "<" not in text:
        return [part.strip() for part in text.split(separator)]
    parts = []
    start = position = 0
    special = re.compile(f'["<{re.escape(separator)}]')
    while match := special.search(text, position):
        if match[0] == separator:
            parts.append(text[start : match.start()].strip())
            start = position = match.end()
        elif match[0] == '"':
            position = _end_of_quoted(text, match.start())
        else:
            closing = text.find(">", match.end())
            position = len(text) if closing < 0 else closing + 1
    parts.append(text[start:].strip())
    return parts


def parse_parameters(parts: Iterable[str]) -> dict[str, str]:
    """`name=value` parts by lower-case name; one without a value has the value "". The first of a name counts."""
    parameters: dict[str, str] = {}
    for part in parts:
        name, _, value = part.partition("=")
        if name := name.strip().lower():
            parameters.setdefault(name, unquote(value.strip()))
    return parameters


def unquote(text: str) -> str:
    """The content of a quoted string; any other text as it is (RFC 3261 section 25.1)."""
    if not text.startswith('"'):
        return text
    end = _end_of_quoted(text, 0)
    return _ESCAPED.sub(r"\1", text[1 : end - 1])


def quote(text: str) -> str:
    """A quoted string with this content."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def bracketed(host: str) -> str:
    """A host as a URI and a Via write it: IPv6 addresses in brackets."""
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


@dataclass(frozen=True, slots=True)
class SipUri:
    """A SIP or SIPS URI; of any other scheme only the scheme is known (RFC 3261 section 19.1)."""

    scheme: str
    user: str = ""
    host: str = ""
    port: int | None = None
    parameters: dict[str, str] = field(default_factory=dict, hash=False)

    @classmethod
    def parse(cls, text: str) -> Self:
        scheme, colon, rest = text.strip().partition(":")
        scheme = scheme.lower()
        if not colon or not scheme.isascii() or not scheme.replace("+", "").replace("-", "").replace(".", "").isalnum():
            raise SipError(f"not a URI: {text[:80]!r}")
        if scheme not in ("sip", "sips"):
            return cls(scheme)
        # The user part may hold ';' and '?', the rest no '@': the last '@' ends it.
        user, _, rest = rest.rpartition("@")
        hostport, *parameters = rest.partition("?")[0].split(";")
        host, port = parse_host_port(hostport)
        return cls(scheme, user.partition(":")[0], host, port, parse_parameters(parameters))


def parse_host_port(text: str) -> tuple[str, int | None]:
    """`host[:port]`; the host may be all digits or hold `_`, as GB/T 28181 domains and devices do."""
    match = _HOST.match(text := text.strip())
    if match is None:
        raise SipError(f"no host in {text[:80]!r}")
    rest = text[match.end() :].strip()
    if not rest:
        return match[0].strip("[]"), None
    if not rest.startswith(":"):
        raise SipError(f"bad host {text[:80]!r}")
    # "host:" without a number is sent by some devices and means the default port.
    port = rest[1:].strip()
    return match[0].strip("[]"), parse_integer(port, 65535) if port else None


@dataclass(frozen=True, slots=True)
class Address:
    """The value of From, To and Contact: `"name" <uri>;parameters` or `uri;parameters` (RFC 3261 section 20.10)."""

    uri: str  # as written
    display_name: str = ""
    parameters: dict[str, str] = field(default_factory=dict, hash=False)

    @classmethod
    def parse(cls, text: str) -> Self:
        text = text.strip()
        opening = _find_opening(text)
        if opening < 0:
            uri, *parameters = split(text, ";")
            if not uri:
                raise SipError("empty address")
            return cls(uri, "", parse_parameters(parameters))
        closing = text.find(">", opening)
        if closing < 0:
            raise SipError(f"unclosed address: {text[:80]!r}")
        parameters = split(text[closing + 1 :], ";")
        return cls(text[opening + 1 : closing].strip(), unquote(text[:opening].strip()), parse_parameters(parameters))

    @property
    def tag(self) -> str:
        return self.parameters.get("tag", "")

    @property
    def user(self) -> str:
        """The user part of the URI: the GB/T 28181 identifier. Empty when there is none."""
        return SipUri.parse(self.uri).user


@dataclass(frozen=True, slots=True)
class Via:
    """The topmost Via, the one that names the sender (RFC 3261 section 20.42)."""

    transport: str
    host: str
    port: int | None
    parameters: dict[str, str] = field(default_factory=dict, hash=False)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the first element of a header line that may hold several."""
        head, *parameters = split(split(text, ",")[0], ";")
        protocol = head.split("/", 2)
        if len(protocol) != 3 or protocol[0].strip().upper() != "SIP":
            raise SipError(f"bad Via {text[:80]!r}")
        transport, _, sent_by = protocol[2].strip().replace("\t", " ").partition(" ")
        host, port = parse_host_port(sent_by)
        return cls(transport.upper(), host.lower(), port, parse_parameters(parameters))

    @property
    def branch(self) -> str:
        return self.parameters.get("branch", "")

    @property
    def is_rfc3261(self) -> bool:
        """Whether the branch can be trusted to name the transaction."""
        return len(self.branch) > len(MAGIC_COOKIE) and self.branch[:7].lower() == MAGIC_COOKIE.lower()


@dataclass(frozen=True, slots=True)
class CSeq:
    """Number and method (RFC 3261 section 20.16)."""

    number: int
    method: str

    @classmethod
    def parse(cls, text: str) -> Self:
        parts = text.split()
        if len(parts) != 2:
            raise SipError(f"bad CSeq {text[:80]!r}")
        return cls(parse_integer(parts[0], CSEQ_LIMIT), parts[1])

    def __str__(self) -> str:
        return f"{self.number} {self.method}"


def with_source(line: str, host: str, port: int) -> str:
    """A Via line as the reply echoes it: where its first element really came from is filled in (RFC 3581 section 4)."""
    first, *others = split(line, ",")
    sent_by, *parameters = split(first, ";")
    asked = any(part.partition("=")[0].strip().lower() == "rport" for part in parameters)
    parameters = [part for part in parameters if part.partition("=")[0].strip().lower() not in ("rport", "received")]
    if asked:
        parameters += [f"rport={port}", f"received={host}"]
    elif Via.parse(first).host != host.lower():
        parameters.append(f"received={host}")
    return ", ".join([";".join([sent_by, *parameters]), *others])


def readable(text: str) -> str:
    """A peer's header text for people: bytes that were not UTF-8 are read as GB18030, the devices' other charset."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogateescape").decode("gb18030", "replace")
    return text


def _end_of_quoted(text: str, start: int) -> int:
    match = _QUOTED.match(text, start)
    if match is None or not match[1]:
        raise SipError(f"unclosed quote: {text[start : start + 80]!r}")
    return match.end()


def _find_opening(text: str) -> int:
    """Where the first angle bracket outside quotes is, -1 where there is none."""
    position = 0
    while match := _QUOTE_OR_BRACKET.search(text, position):
        if match[0] == "<":
            return match.start()
        position = _end_of_quoted(text, match.start())
    return -1
