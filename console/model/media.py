"""Transports, purposes and health of a media stream."""

from dataclasses import dataclass
from enum import Enum


class MediaTransport(Enum):
    """How RTP reaches us; the names are those of settings.toml."""

    UDP = "udp"
    TCP_PASSIVE = "tcp-passive"  # we listen, the device connects
    TCP_ACTIVE = "tcp-active"  # we connect to the address in the device's answer


class Purpose(Enum):
    """Why a stream is asked for: the `s=` line of the SDP."""

    LIVE = "Play"
    PLAYBACK = "Playback"
    DOWNLOAD = "Download"


@dataclass(frozen=True, slots=True)
class StreamHealth:
    """What the receiver counted of one stream; rates are those of the last second, counts since its start."""

    packets: int = 0
    lost: int = 0
    reordered: int = 0
    malformed: int = 0
    octets: int = 0
    bit_rate: float = 0.0  # bit/s
    frame_rate: float = 0.0  # pictures/s received
    jitter: float = 0.0  # seconds (RFC 3550 section 6.4.1)
    damaged: int = 0  # access units with a hole
    codec: str = ""  # "h264", "hevc", ...; empty until known
    audio_codec: str = ""
    source: str = ""  # host:port the media comes from
    foreign: int = 0  # packets of others than the agreed sender, dropped
    late: int = 0  # coded pictures left out because decoding fell behind
    picture_rate: float = 0.0  # pictures/s decoded
    width: int = 0  # of the decoded picture, pixels
    height: int = 0
