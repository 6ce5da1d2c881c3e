"""Elementary streams for the tests of this folder: what their first bytes say is all that counts."""

H264_SPS = bytes.fromhex("00000001 67 4d401e 9da82c049a6e020202")
H264_PPS = bytes.fromhex("00000001 68 ee3c80")
H264_IDR = bytes.fromhex("00000001 65 b800") + b"i" * 40
H264_KEY = H264_SPS + H264_PPS + H264_IDR
HEVC_VPS = bytes.fromhex("00000001 4001 0c01ffff")
HEVC_SPS = bytes.fromhex("00000001 4201 01016000")
HEVC_PPS = bytes.fromhex("00000001 4401 c172b4")
HEVC_IDR = bytes.fromhex("00000001 2601 af08") + b"i" * 40
HEVC_KEY = HEVC_VPS + HEVC_SPS + HEVC_PPS + HEVC_IDR


def h264_picture(number: int = 0, *, size: int = 30, is_first_slice: bool = True) -> bytes:
    head = b"\x9a" if is_first_slice else b"\x1a"
    return b"\0\0\0\x01\x41" + head + bytes([0x40 + number % 32]) * size


def hevc_picture(number: int = 0, *, size: int = 30) -> bytes:
    return b"\0\0\0\x01\x02\x01\xd0" + bytes([0x40 + number % 32]) * size


def adts_frame(size: int) -> bytes:
    """An AAC-LC frame, 44.1 kHz stereo, of `size` bytes with its header."""
    head = 0xFFF1_5080_0000_FC | size << 13
    return head.to_bytes(7) + bytes(size - 7)
