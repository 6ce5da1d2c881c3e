"""MANSRTSP (GB/T 28181-2022 annex B): RTSP-like text in the body of an INFO that steers a playback."""

import re
from dataclasses import dataclass, field

from console.protocol.gb28181.edition import Edition

CONTENT_TYPE = "Application/MANSRTSP"
OCTETS_LIMIT = 16 * 1024
SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0)  # every device must know these; others are up to it

_LINE_END = re.compile(r"\r?\n|\r")
_VERSION = re.compile(r"(?:MANS)?RTSP/[0-9.]{1,8}", re.IGNORECASE)
_STATUS = re.compile(r"[1-9][0-9]{2}")
_METHODS = ("PLAY", "PAUSE", "TEARDOWN")
_NPT = re.compile(r"npt\s*=\s*(now|[0-9]{1,9}(?:\.[0-9]{1,9})?)?\s*-", re.IGNORECASE)
_ITEM = re.compile(r"(seq|rtptime)=([0-9]{1,10})", re.IGNORECASE)


class MansrtspError(ValueError):
    """A body that cannot be used, with the reason."""


@dataclass(frozen=True, slots=True)
class MansrtspMessage:
    """A request (with a method) or an answer (with a status); header names are lower case."""

    method: str = ""
    status: int = 0
    reason: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def cseq(self) -> int | None:
        return _integer(self.headers.get("cseq", ""))

    @property
    def scale(self) -> float | None:
        """The speed, negative backwards; None where it does not say."""
        return _number(self.headers.get("scale", ""))

    @property
    def starts_at(self) -> float | None:
        """Seconds from the start of the session's t= range; None for "now" and where it does not say."""
        match = _NPT.match(self.headers.get("range", ""))
        return _number(match[1] or "") if match else None

    @property
    def rtp_start(self) -> tuple[int | None, int | None]:
        """RTP sequence and timestamp of the first packet after the change, as far as told."""
        told = {name.lower(): int(value) for name, value in _ITEM.findall(self.headers.get("rtp-info", ""))}
        return told.get("seq"), told.get("rtptime")


def encode_pause(cseq: int, edition: Edition) -> bytes:
    return _encode("PAUSE", cseq, edition, "" if edition is Edition.V2011 else "PauseTime: now")


def encode_resume(cseq: int, edition: Edition) -> bytes:
    """Go on where it stands, at the speed it had."""
    return _encode("PLAY", cseq, edition, "" if edition is Edition.V2011 else "Range: npt=now-")


def encode_seek(cseq: int, edition: Edition, *, seconds: float) -> bytes:
    """Go to `seconds` from the start of the t= range, at the speed it had; never before the start."""
    return _encode("PLAY", cseq, edition, f"Range: npt={round(max(0.0, seconds))}-")


def encode_speed(cseq: int, edition: Edition, *, scale: float) -> bytes:
    """Play `scale` times as fast, from where it stands."""
    return _encode("PLAY", cseq, edition, f"Scale: {scale:.6f}")


def parse(body: bytes) -> MansrtspMessage:
    """A request or an answer, with or without a URL, of either version. Raises MansrtspError."""
    if len(body) > OCTETS_LIMIT:
        raise MansrtspError(f"{len(body)} octets, at most {OCTETS_LIMIT}")
    first, *lines = _LINE_END.split(body.decode("utf-8", errors="replace").strip("\0 \t\r\n"))
    headers: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if colon:
            headers.setdefault(name.strip().lower(), value.strip())
    words = first.split(maxsplit=2)
    if len(words) >= 2 and _VERSION.fullmatch(words[0]) and _STATUS.fullmatch(words[1]):
        return MansrtspMessage(status=int(words[1]), reason=words[2] if len(words) > 2 else "", headers=headers)
    if words and words[0].upper() in _METHODS:
        return MansrtspMessage(method=words[0].upper(), headers=headers)
    raise MansrtspError(f"start line {first[:60]!r}")


def _encode(method: str, cseq: int, edition: Edition, header: str) -> bytes:
    lines = [f"{method} {edition.rtsp_version}", f"CSeq: {cseq}"]
    if header:
        lines.append(header)
    return "".join(f"{line}\r\n" for line in [*lines, ""]).encode()


def _integer(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 10 else None


def _number(text: str) -> float | None:
    try:
        number = float(text[:40])
    except ValueError:
        return None
    return number if abs(number) < 1e9 else None
