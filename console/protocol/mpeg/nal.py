"""What an elementary stream's bytes say about themselves.

H.264: ITU-T H.264 sections 7.3.1, 7.3.3 and table 7-1. H.265: ITU-T H.265 sections 7.3.1.2, 7.3.6 and table 7-1.
MPEG-4: ISO/IEC 14496-2 section 6.2. Nothing here decodes a picture; only the first bytes of units are read.
"""

from collections.abc import Iterator
from typing import NamedTuple

from console.protocol.mpeg.bits import BitReader
from console.protocol.mpeg.start_codes import PREFIX

H264 = "h264"
HEVC = "hevc"
MPEG4 = "mpeg4"
MJPEG = "mjpeg"

_H264_IDR = 5
_H264_PICTURES = range(1, 6)
_H264_SPS = 7
_H264_PPS = 8
_H264_HEADS = (6, _H264_SPS, _H264_PPS, 9)  # what may stand before a picture: SEI, parameter sets, delimiter
_H264_INTRA_SLICES = (2, 4, 7, 9)  # I and SI
_HEVC_PICTURES = range(32)
_HEVC_RANDOM_ACCESS = range(16, 24)
_HEVC_VPS = 32
_HEVC_SPS = 33
_HEVC_PPS = 34
_HEVC_HEADS = range(32, 41)
_MPEG4_VOP = 0xB6
_MPEG4_LAYERS = range(0x20, 0x30)
_MPEG4_HEADS = (0xB0, 0xB3, 0xB5, 0xB6)
_UNITS_LIMIT = 64  # units looked at before the first picture


class Content(NamedTuple):
    """What a stretch of video holds."""

    has_picture: bool
    is_keyframe: bool
    starts_picture: bool  # its first unit can only be the first of a picture; meaningful where a unit begins


def inspect(payload: bytes, codec: str) -> Content:
    """Look at the units up to the first that holds picture data."""
    if codec == H264:
        return _inspect_h264(payload)
    if codec == HEVC:
        return _inspect_hevc(payload)
    if codec == MPEG4:
        return _inspect_mpeg4(payload)
    return Content(bool(payload), codec == MJPEG, starts_picture=True)


def sniff_video(payload: bytes) -> str | None:
    """The codec that the parameter sets in `payload` belong to, None without a whole set.

    Cameras announce H.264 and send H.265, or announce nothing (gb28181.md 10.3).
    """
    if payload.startswith(b"\xff\xd8\xff"):
        return MJPEG
    heads = [payload[position : position + 2] for position in unit_positions(payload)]
    if {_HEVC_SPS, _HEVC_PPS} <= {head[0] >> 1 for head in heads if _is_hevc_head(head)}:
        return HEVC
    codes = {head[0] for head in heads if head}
    if {_H264_SPS, _H264_PPS} <= {code & 0x1F for code in codes if code < 0x80}:
        return H264
    if _MPEG4_VOP in codes and not codes.isdisjoint(_MPEG4_LAYERS):
        return MPEG4
    return None


def might_hold_parameter_sets(payload: bytes) -> bool:
    """A quick test by the first unit; false for nearly every picture that is not a key frame."""
    position = payload.find(PREFIX, 0, 8) + len(PREFIX)
    head = payload[position : position + 2]
    if position < len(PREFIX) or len(head) < 2:
        return payload.startswith(b"\xff\xd8")
    return head[0] & 0x9F in (_H264_SPS, 9) or _is_hevc_head(head) or head[0] == 0xB0


def begins_unit(payload: bytes) -> bool:
    """Whether a unit begins right here; else these bytes go on where others ended."""
    position = payload.find(PREFIX, 0, 8)
    return position >= 0 and not any(payload[:position])


def begins_with_hevc_head(payload: bytes) -> bool:
    """Whether the first unit can only be a parameter set or delimiter of H.265."""
    position = payload.find(PREFIX, 0, 8) + len(PREFIX)
    return position >= len(PREFIX) and _is_hevc_head(payload[position : position + 2])


def unit_positions(payload: bytes) -> Iterator[int]:
    """Where the first units of an Annex B stream begin, behind their start codes."""
    position = 0
    for _ in range(_UNITS_LIMIT):
        position = payload.find(PREFIX, position) + len(PREFIX)
        if position < len(PREFIX):
            return
        yield position


def _inspect_h264(payload: bytes) -> Content:
    first: bool | None = None
    has_parameters = False
    for position in unit_positions(payload):
        kind = payload[position] & 0x1F if position < len(payload) else 0
        is_picture = kind in _H264_PICTURES
        if first is None:  # a picture's first slice has first_mb_in_slice 0: one bit, set
            first = kind in _H264_HEADS or (is_picture and bool(payload[position + 1 : position + 2] >= b"\x80"))
        if is_picture:
            is_key = kind == _H264_IDR or (has_parameters and _is_intra_slice(payload[position + 1 : position + 16]))
            return Content(True, is_key, first)
        has_parameters |= kind == _H264_SPS
    return Content(False, False, bool(first))


def _is_intra_slice(header: bytes) -> bool:
    """Cameras with gradual refresh send parameter sets before an I picture that is no IDR."""
    bits = BitReader(header)
    bits.exponential()  # first_mb_in_slice
    return bits.exponential() in _H264_INTRA_SLICES


def _inspect_hevc(payload: bytes) -> Content:
    first: bool | None = None
    for position in unit_positions(payload):
        kind = payload[position] >> 1 & 0x3F if position < len(payload) else 63
        is_picture = kind in _HEVC_PICTURES
        if first is None:  # first_slice_segment_in_pic_flag
            first = kind in _HEVC_HEADS or (is_picture and bool(payload[position + 2 : position + 3] >= b"\x80"))
        if is_picture:
            return Content(True, kind in _HEVC_RANDOM_ACCESS, first)
    return Content(False, False, bool(first))


def _inspect_mpeg4(payload: bytes) -> Content:
    first: bool | None = None
    for position in unit_positions(payload):
        code = payload[position] if position < len(payload) else 0xFF
        if first is None:
            first = code in _MPEG4_HEADS or code < 0x30
        if code == _MPEG4_VOP:
            return Content(True, payload[position + 1 : position + 2] < b"\x40", first)
    return Content(False, False, bool(first))


def _is_hevc_head(head: bytes) -> bool:
    """A parameter set or delimiter of H.265 in the base layer; no H.264 unit that is used looks like it."""
    return len(head) == 2 and head[0] >> 1 in (_HEVC_VPS, _HEVC_SPS, _HEVC_PPS, 35) and not head[0] & 1 and head[1] == 1
