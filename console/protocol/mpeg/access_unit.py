"""What a demuxer hands on: coded pictures and sound."""

from enum import Enum
from typing import NamedTuple


class StreamKind(Enum):
    VIDEO = "video"
    AUDIO = "audio"


class AccessUnit(NamedTuple):
    """One coded picture with its parameter sets, or the sound of one PES packet.

    `codec` is FFmpeg's name ("h264", "hevc", "pcm_alaw", "aac", ...), or "svac", "svac_audio" and "g722_1", which
    FFmpeg does not know. H.264 and H.265 are in Annex B form.
    """

    kind: StreamKind
    codec: str
    payload: bytes
    pts: float | None  # seconds, wraps undone; None when the sender gave none
    is_keyframe: bool = False
    is_damaged: bool = False  # something is missing in it
    lead: float = 0.0  # seconds that it must be decoded before it is shown: with B pictures
