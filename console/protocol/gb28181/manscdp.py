"""MANSCDP (GB/T 28181-2022 annex A): the XML in MESSAGE and NOTIFY bodies, read leniently, written strictly."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias
from xml.sax.saxutils import escape

from console.model.identity import is_acceptable_id
from console.protocol.gb28181.edition import Edition
from console.protocol.gb28181.markup import LIMITS, Element, Limits, parse_document
from console.protocol.gb28181.text import Charset, decode_text, encode_text
from console.protocol.gb28181.text import ManscdpError as ManscdpError

CONTENT_TYPE = "Application/MANSCDP+xml"

Field: TypeAlias = "tuple[str, str | Sequence[Field]]"


class Kind(Enum):
    """The root element."""

    CONTROL = "Control"
    QUERY = "Query"
    NOTIFY = "Notify"
    RESPONSE = "Response"


@dataclass(frozen=True, slots=True)
class Message:
    """A message; `sn` and `device_id` are None and empty where the device sends nothing that could be one."""

    kind: Kind
    command: str  # CmdType
    sn: int | None
    device_id: str
    root: Element
    charset: Charset
    unreadable: int = 0  # items too broken to keep

    @property
    def is_refused(self) -> bool:
        """Whether the device answered that it cannot or will not."""
        return self.root.value("Result").upper() == "ERROR"


_KINDS = {kind.value.lower(): kind for kind in Kind}


def parse(body: bytes, *, limits: Limits = LIMITS) -> Message:
    """Read a body of any edition and character set. Raises ManscdpError."""
    if len(body) > limits.octets:
        raise ManscdpError(f"{len(body)} octets, at most {limits.octets}")
    text, charset = decode_text(body)
    document = parse_document(text, limits)
    root = document.root
    kind = _KINDS.get(root.name)
    if kind is None:
        raise ManscdpError(f"root element {root.name[:40]!r}")
    command = root.value("CmdType")
    if not command:
        raise ManscdpError("no CmdType")
    device_id = root.value("DeviceID")
    return Message(
        kind=kind,
        command=command[:64],
        sn=root.integer("SN"),
        device_id=device_id if is_acceptable_id(device_id) else "",
        root=root,
        charset=charset,
        unreadable=document.unreadable,
    )


def is_manscdp(content_type: str) -> bool:
    """Whether a Content-Type header says MANSCDP; parameters and case do not count."""
    return content_type.partition(";")[0].strip().lower() in ("application/manscdp+xml", "application/manscdp")


def encode_query(command: str, sn: int, *, device_id: str, fields: Sequence[Field] = (), edition: Edition) -> bytes:
    """Ask something; the answer is a message of its own with the same command and SN."""
    return _encode(Kind.QUERY, command, sn, device_id, fields, edition)


def encode_control(command: str, sn: int, *, device_id: str, fields: Sequence[Field] = (), edition: Edition) -> bytes:
    """Order something."""
    return _encode(Kind.CONTROL, command, sn, device_id, fields, edition)


def _encode(kind: Kind, command: str, sn: int, device_id: str, fields: Sequence[Field], edition: Edition) -> bytes:
    content = _elements([("CmdType", command), ("SN", str(sn)), ("DeviceID", device_id), *fields])
    return encode_text(f"<{kind.value}>\r\n{content}</{kind.value}>\r\n", edition)


def _elements(fields: Sequence[Field]) -> str:
    """One element a line. Values stand unpadded between their tags: some devices compare them including blanks."""
    return "".join(f"<{name}>{_content(value)}</{name}>\r\n" for name, value in fields)


def _content(value: str | Sequence[Field]) -> str:
    return escape(value) if isinstance(value, str) else f"\r\n{_elements(value)}"
