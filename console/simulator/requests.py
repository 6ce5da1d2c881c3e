"""Reading MANSCDP requests by looking for tags in the text, as small firmware does; no XML parser of ours or others."""

import re
from dataclasses import dataclass
from datetime import datetime, tzinfo
from html import unescape

_ROOT = re.compile(r"<\s*(Query|Control|Notify|Response)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Order:
    """A request of the platform."""

    root: str  # "query", "control", ...
    command: str  # CmdType as written
    sn: str  # as written: some platforms send leading zeros and want them back
    device_id: str
    text: str  # all of it

    def value(self, name: str) -> str | None:
        """What stands in the first element of that name; None where there is no such element."""
        return _element(self.text, name)


def read(body: bytes) -> Order | None:
    """The order in the body of a MESSAGE; None where a root, a CmdType or an SN is missing."""
    text = _decoded(body)
    root, command, sn = _ROOT.search(text), _element(text, "CmdType"), _element(text, "SN")
    if root is None or not command or not sn:
        return None
    return Order(root[1].lower(), command, sn, _element(text, "DeviceID") or "", text)


def read_time(text: str | None, zone: tzinfo) -> float | None:
    """POSIX time of a `StartTime` or `EndTime`, which has no zone; None where it cannot be read."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).timestamp()


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("gb18030", errors="replace")


def _element(text: str, name: str) -> str | None:
    found = re.search(rf"<\s*{name}\s*>([^<]*)<\s*/\s*{name}\s*>", text, re.IGNORECASE)
    return unescape(found[1]).strip() if found else None
