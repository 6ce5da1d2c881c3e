"""SDP and MANSRTSP as a device reads and writes them: literal texts, no parser or encoder of ours.

The answers follow those of captured cameras (data/peers) and GB/T 28181-2022 annex G.
"""

import re
from dataclasses import dataclass
from enum import Enum

from console.model.media import Purpose

_NTP_OFFSET = 2_208_988_800  # some platforms write t= in seconds since 1900


class OfferError(ValueError):
    """An offer that a device cannot make sense of."""


class Role(Enum):
    """What we, the device, do about the connection that carries the media."""

    UDP = "udp"
    CONNECT = "active"  # the platform listens: a=setup:passive in its offer
    LISTEN = "passive"


@dataclass(frozen=True, slots=True)
class Offer:
    """What the platform asks for; start and end are POSIX times, both 0 for live."""

    purpose: Purpose
    host: str
    port: int
    role: Role
    start: float
    end: float
    ssrc: str | None  # the digits of y=
    speed: float  # a=downloadspeed


def read_offer(body: bytes) -> Offer:
    """Read the SDP of an INVITE; raises OfferError."""
    text = body.decode("utf-8", errors="replace")
    host = _found(r"^c=IN IP4 (\S+)", text)
    media = re.search(r"^m=video (\d+) (\S+)", text, re.MULTILINE)
    if media is None or host is None or not 0 < int(media[1]) < 65536:
        raise OfferError("no address to send video to")
    times = re.search(r"^t=(\d+) (\d+)", text, re.MULTILINE)
    start, end = (_posix(int(part)) for part in times.groups()) if times else (0.0, 0.0)
    return Offer(
        purpose=_purpose(_found(r"^s=(\S+)", text) or "Play"),
        host=host,
        port=int(media[1]),
        role=_role(media[2].upper(), (_found(r"^a=setup:(\S+)", text) or "passive").lower()),
        start=start,
        end=end,
        ssrc=_found(r"^y=(\d+)", text),
        speed=float(_found(r"^a=downloadspeed:(\d+(?:\.\d+)?)", text) or 1),
    )


def answer(offer: Offer, *, channel_id: str, host: str, port: int, ssrc: str) -> bytes:
    """The SDP of the 200."""
    transport = "RTP/AVP" if offer.role is Role.UDP else "TCP/RTP/AVP"
    lines = [
        "v=0",
        f"o={channel_id} 0 0 IN IP4 {host}",
        f"s={offer.purpose.value}",
        f"c=IN IP4 {host}",
        "t=0 0" if offer.purpose is Purpose.LIVE else f"t={int(offer.start)} {int(offer.end)}",
        f"m=video {port} {transport} 96",
        "a=sendonly",
        "a=rtpmap:96 PS/90000",
    ]
    if offer.role is not Role.UDP:
        lines += [f"a=setup:{offer.role.value}", "a=connection:new"]
    if offer.purpose is Purpose.DOWNLOAD:
        lines.append(f"a=downloadspeed:{offer.speed:g}")
    lines += [f"y={ssrc}", "f=v/////a///"]
    return ("\r\n".join(lines) + "\r\n").encode("ascii")


@dataclass(frozen=True, slots=True)
class PlayerOrder:
    """A MANSRTSP request; what it does not name is None."""

    method: str  # "PLAY", "PAUSE", "TEARDOWN"
    cseq: str
    scale: float | None
    position: float | None  # seconds from the start of the recording; None also for "now"


def read_player_order(body: bytes) -> PlayerOrder | None:
    """Read the body of an INFO; None where it is no MANSRTSP."""
    text = body.decode("utf-8", errors="replace")
    method = _found(r"^\s*(PLAY|PAUSE|TEARDOWN)\b.*RTSP/1\.0", text)
    if method is None:
        return None
    scale = _found(r"^Scale\s*:\s*(-?\d+(?:\.\d+)?)", text)
    position = _found(r"^Range\s*:\s*npt\s*=\s*(\d+(?:\.\d+)?)", text)
    return PlayerOrder(
        method.upper(),
        _found(r"^CSeq\s*:\s*(\d+)", text) or "1",
        float(scale) if scale is not None else None,
        float(position) if position is not None else None,
    )


def player_answer(order: PlayerOrder, *, status: str = "200 OK") -> bytes:
    """What goes into the 200 of the INFO (GB/T 28181-2022 B.3)."""
    return f"RTSP/1.0 {status}\r\nCSeq: {order.cseq}\r\n\r\n".encode("ascii")


def _found(pattern: str, text: str) -> str | None:
    match = re.search(pattern, text, re.MULTILINE | re.IGNORECASE)
    return match[1] if match else None


def _purpose(word: str) -> Purpose:
    for purpose in Purpose:
        if purpose.value.lower() == word.lower():
            return purpose
    raise OfferError(f"s={word} is not served")


def _role(transport: str, setup: str) -> Role:
    if transport == "RTP/AVP":
        return Role.UDP
    if transport != "TCP/RTP/AVP":
        raise OfferError(f"transport {transport} is not served")
    return Role.LISTEN if setup == "active" else Role.CONNECT


def _posix(seconds: int) -> float:
    return float(seconds - _NTP_OFFSET if seconds > _NTP_OFFSET else seconds)
