"""The SDP of an INVITE for live video, playback and download, and its answer (GB/T 28181-2022 annex G)."""

import ipaddress
import re
from dataclasses import dataclass, field

from console.model.media import MediaTransport, Purpose
from console.model.records import TimeSpan
from console.protocol.gb28181.ssrc import parse_ssrc
from console.protocol.sdp.description import (
    Attribute,
    MediaSection,
    Origin,
    SdpError,
    SessionDescription,
)

CONTENT_TYPE = "application/sdp"
PAYLOADS = {96: "PS", 98: "H264", 99: "H265", 97: "MPEG4"}  # in the order of our preference
CLOCK_RATE = 90_000  # Hz
ANY_RECORD = 0  # of the u= line: recordings of every type

_DIGITS = re.compile(r"[0-9]{1,15}")


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaOffer:
    """What we ask for and where it shall be sent; `port` is ours also where we connect."""

    purpose: Purpose
    platform_id: str
    channel_id: str
    host: str
    port: int
    transport: MediaTransport
    ssrc: str  # the ten digits of y=
    span: TimeSpan | None = None  # of a playback or download
    download_speed: int = 1
    parameters: str | None = None  # f=, left out unless given: devices mostly ignore it

    def encode(self) -> bytes:
        """Raises ValueError for a host that is no address, a missing span, or an identifier with a line end in it."""
        ipaddress.ip_address(self.host)
        start = stop = 0
        if self.purpose is not Purpose.LIVE:
            if self.span is None:
                raise ValueError(f"{self.purpose.value} without a span")
            start, stop = int(self.span.start.timestamp()), int(self.span.end.timestamp())
        section = MediaSection(
            kind="video",  # the program stream in it carries the audio, too
            port=self.port,
            protocol="RTP/AVP" if self.transport is MediaTransport.UDP else "TCP/RTP/AVP",
            formats=tuple(str(payload_type) for payload_type in PAYLOADS),
            attributes=tuple(self._attributes()),
        )
        description = SessionDescription(
            origin=Origin(self.platform_id, self.host),
            name=self.purpose.value,
            uri="" if self.purpose is Purpose.LIVE else f"{self.channel_id}:{ANY_RECORD}",
            host=self.host,
            start=start,
            stop=stop,
            media=(section,),
            ssrc=self.ssrc,
            parameters=self.parameters or "",
        )
        return description.encode()

    def subject(self) -> str:
        """The Subject header (annex L): who sends which stream to whom; Hikvision wants the channel in it."""
        return f"{self.channel_id}:{self.ssrc},{self.platform_id}:0"

    def _attributes(self) -> list[Attribute]:
        attributes = [Attribute("recvonly")]
        if self.transport is not MediaTransport.UDP:
            # The roles of RFC 4145: "passive" when we listen.
            role = "passive" if self.transport is MediaTransport.TCP_PASSIVE else "active"
            attributes += [Attribute("setup", role), Attribute("connection", "new")]
        attributes += [
            Attribute("rtpmap", f"{payload_type} {name}/{CLOCK_RATE}") for payload_type, name in PAYLOADS.items()
        ]
        if self.purpose is Purpose.DOWNLOAD:
            attributes.append(Attribute("downloadspeed", str(self.download_speed)))
        return attributes


@dataclass(frozen=True, slots=True)
class MediaAnswer:
    """What a device's answer says, empty or None where it does not; nothing of it is sure to be true.

    Devices give addresses nobody can reach, repeat our own role, and leave out what they like.
    """

    host: str = ""  # empty also for 0.0.0.0 and for names
    port: int | None = None
    is_tcp: bool | None = None
    setup: str = ""  # the device's role: "active", "passive"
    ssrc: int | None = None  # None: the one we asked for
    file_size: int | None = None  # octets, of a download
    encodings: dict[int, str] = field(default_factory=dict)  # payload type -> encoding name

    @classmethod
    def parse(cls, body: bytes) -> "MediaAnswer":
        """Raises SdpError for an answer without a usable medium; no SDP at all leaves everything open.

        A device that sends its 200 without SDP (seen with SIP over TCP) sends media all the same.
        """
        if not body.strip(b"\0 \t\r\n"):
            return cls()
        description = SessionDescription.parse(body)
        section = _choose_section(description)
        size = section.attribute("filesize") or description.attribute("filesize") or ""
        return cls(
            host=_usable_host(description.host_of(section)),
            port=section.port or None,
            is_tcp="TCP" in section.protocol,
            setup=(section.attribute("setup") or description.attribute("setup") or "").lower(),
            ssrc=parse_ssrc(description.ssrc),
            file_size=int(size) if _DIGITS.fullmatch(size) else None,
            encodings=section.encodings(),
        )


def _choose_section(description: SessionDescription) -> MediaSection:
    """The video, which carries the audio, too; of several the first that has a port."""
    if not description.media:
        raise SdpError("no m= line")
    video = [section for section in description.media if section.kind == "video"]
    if not video:
        kinds = ", ".join(section.kind[:20] for section in description.media[:5])
        raise SdpError(f"no video, only {kinds}")
    return next((section for section in video if section.port), video[0])


def _usable_host(host: str) -> str:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return ""
    return "" if address.is_unspecified else str(address)
