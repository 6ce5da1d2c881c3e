"""A program stream multiplexer for the simulator and tests, laid out as GB/T 28181-2022 annex C wants it.

FFmpeg's own writes no program stream map, refuses A-law and cuts packs without regard to frames (media.md 10).
"""

from console.protocol.mpeg.pes import CLOCK_RATE, encode_header
from console.protocol.mpeg.stream_map import STREAM_TYPES, encode_stream_map

VIDEO_ID = 0xE0
AUDIO_ID = 0xC0
PAYLOAD_LIMIT = 65_400  # bytes of one PES packet, so that its length fits 16 bits with any header

_MUX_RATE = 6106  # in 50 bytes per second
_STAMPS = 1 << 33


class ProgramStreamMuxer:
    """Access units in, one pack each out. Codecs are FFmpeg's names; `audio_codec` None: there is no sound.

    Departures from the standard, for tests and simulated cameras: `has_map` False leaves the stream map out,
    `announced_video` is what the map claims instead of `video_codec`, `open_length` writes 0 as video PES length.
    """

    def __init__(
        self,
        video_codec: str = "h264",
        audio_codec: str | None = "pcm_alaw",
        *,
        has_map: bool = True,
        announced_video: str | None = None,
        open_length: bool = False,
    ) -> None:
        self._types = {VIDEO_ID: STREAM_TYPES[announced_video or video_codec]}
        if audio_codec is not None:
            self._types[AUDIO_ID] = STREAM_TYPES[audio_codec]
        self._has_map = has_map
        self._open_length = open_length

    def video(self, payload: bytes, pts: float, *, is_keyframe: bool) -> bytes:
        """The pack of one picture in Annex B form; `pts` is seconds. Key frames carry system header and map."""
        ticks = _ticks(pts)
        pack = [encode_pack_header(ticks)]
        if is_keyframe:
            pack.append(self._system_header())
            if self._has_map:
                pack.append(encode_stream_map(self._types))
        stamp: int | None = ticks
        limit = len(payload) if self._open_length else PAYLOAD_LIMIT
        for start in range(0, len(payload), limit):
            piece = payload[start : start + limit]
            pack += [encode_header(VIDEO_ID, len(piece), stamp, open_length=self._open_length), piece]
            stamp = None
        return b"".join(pack)

    def audio(self, payload: bytes, pts: float) -> bytes:
        """The pack of some sound, at most PAYLOAD_LIMIT bytes; `pts` is seconds."""
        ticks = _ticks(pts)
        return encode_pack_header(ticks) + encode_header(AUDIO_ID, len(payload), ticks) + payload

    def _system_header(self) -> bytes:
        """Rate, one audio and one video stream, generous buffers (ISO/IEC 13818-1 section 2.5.3.5)."""
        rate = (0x800001 | _MUX_RATE << 1).to_bytes(3)
        streams = b"".join(bytes([stream_id, 0xE0, 0xE8]) for stream_id in self._types)
        body = rate + bytes([0x05, 0xE1, 0x7F]) + streams
        return b"\x00\x00\x01\xbb" + len(body).to_bytes(2) + body


def encode_pack_header(ticks: int) -> bytes:
    """An MPEG-2 pack header with `ticks` of 90 kHz as its clock reference."""
    clock = (
        0b01 << 46
        | (ticks >> 30 & 0x7) << 43
        | 1 << 42
        | (ticks >> 15 & 0x7FFF) << 27
        | 1 << 26
        | (ticks & 0x7FFF) << 11
        | 1 << 10
        | 1
    )
    return b"\x00\x00\x01\xba" + clock.to_bytes(6) + (_MUX_RATE << 2 | 3).to_bytes(3) + b"\xf8"


def _ticks(pts: float) -> int:
    return round(pts * CLOCK_RATE) % _STAMPS
