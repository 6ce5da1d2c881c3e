"""Picture size out of sequence parameter sets (ITU-T H.264 section 7.3.2.1.1, ITU-T H.265 section 7.3.2.2).

A recording needs the size before anything is decoded.
"""

from typing import NamedTuple

from console.protocol.mpeg.bits import BitReader, without_emulation
from console.protocol.mpeg.nal import H264, HEVC, unit_positions

SIDE_LIMIT = 16384  # pixels; more is nonsense

_H264_SPS = 7
_HEVC_SPS = 33
_SPS_LIMIT = 512  # bytes looked at; a set is far shorter
_CHROMA_PROFILES = (100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135)
_SUBSAMPLING = {1: (2, 2), 2: (2, 1), 3: (1, 1)}  # horizontal, vertical by chroma_format_idc


class PictureSize(NamedTuple):
    """Pixels."""

    width: int
    height: int


def picture_size(payload: bytes, codec: str) -> PictureSize | None:
    """The size that the first sequence parameter set in `payload` gives, None without a sane one."""
    parse = {H264: _parse_h264, HEVC: _parse_hevc}.get(codec)
    if parse is None:
        return None
    for position in unit_positions(payload):
        head = payload[position : position + 1]
        kind = (head[0] & 0x1F if codec == H264 else head[0] >> 1) if head else None
        if kind == (_H264_SPS if codec == H264 else _HEVC_SPS):
            size = parse(BitReader(without_emulation(payload[position : position + _SPS_LIMIT])))
            return size if size and 0 < size.width <= SIDE_LIMIT and 0 < size.height <= SIDE_LIMIT else None
    return None


def _parse_h264(bits: BitReader) -> PictureSize | None:
    bits.skip(8)
    profile = bits.read(8)
    bits.skip(16)  # constraints, level
    bits.exponential()  # seq_parameter_set_id
    chroma = 1
    if profile in _CHROMA_PROFILES:
        chroma = _skip_h264_chroma(bits)
    bits.exponential()  # log2_max_frame_num_minus4
    _skip_h264_order_count(bits)
    bits.exponential()  # max_num_ref_frames
    bits.skip(1)
    width = 16 * (bits.exponential() + 1)
    map_units = bits.exponential() + 1
    frame_only = bits.read(1)
    if not frame_only:
        bits.skip(1)
    bits.skip(1)  # direct_8x8_inference_flag
    across, down = _SUBSAMPLING.get(chroma, (1, 1))
    rows = 2 - frame_only
    return _cropped(bits, width, 16 * map_units * rows, (across, down * rows))


def _skip_h264_chroma(bits: BitReader) -> int:
    chroma = bits.exponential()
    if chroma == 3:
        bits.skip(1)
    bits.exponential()  # bit depths
    bits.exponential()
    bits.skip(1)
    if bits.read(1):  # scaling matrices
        for index in range(8 if chroma != 3 else 12):
            if bits.read(1):
                _skip_scaling_list(bits, 16 if index < 6 else 64)
    return chroma


def _skip_scaling_list(bits: BitReader, size: int) -> None:
    last = following = 8
    for _ in range(size):
        if following:
            following = (last + bits.signed()) % 256
        last = following or last


def _skip_h264_order_count(bits: BitReader) -> None:
    kind = bits.exponential()
    if kind == 0:
        bits.exponential()
    elif kind == 1:
        bits.skip(1)
        bits.signed()
        bits.signed()
        for _ in range(min(bits.exponential(), 255)):
            bits.signed()


def _parse_hevc(bits: BitReader) -> PictureSize | None:
    bits.skip(16 + 4)
    sub_layers = bits.read(3)
    bits.skip(1)
    bits.skip(88 + 8)  # general profile and level
    present = [(bits.read(1), bits.read(1)) for _ in range(sub_layers)]
    if sub_layers:
        bits.skip(2 * (8 - sub_layers))
    for has_profile, has_level in present:
        bits.skip(88 * has_profile + 8 * has_level)
    bits.exponential()  # sps_seq_parameter_set_id
    chroma = bits.exponential()
    if chroma == 3:
        bits.skip(1)
    width = bits.exponential()
    height = bits.exponential()
    return _cropped(bits, width, height, _SUBSAMPLING.get(chroma, (1, 1)))


def _cropped(bits: BitReader, width: int, height: int, unit: tuple[int, int]) -> PictureSize | None:
    if bits.read(1):
        left, right, top, bottom = (bits.exponential() for _ in range(4))
        width -= unit[0] * (left + right)
        height -= unit[1] * (top + bottom)
    return None if bits.is_exhausted else PictureSize(width, height)
