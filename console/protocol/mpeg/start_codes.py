"""Where the units of a program stream begin and how long they are (ISO/IEC 13818-1 sections 2.5.3 and 2.4.3.6)."""

import re

PREFIX = b"\x00\x00\x01"
END_CODE = 0xB9
PACK_HEADER = 0xBA
SYSTEM_HEADER = 0xBB
STREAM_MAP = 0xBC
PRIVATE_1 = 0xBD
PADDING = 0xBE
PRIVATE_2 = 0xBF
AUDIO = range(0xC0, 0xE0)
VIDEO = range(0xE0, 0xF0)

# No start code inside H.264, H.265 or MPEG-4 video is as high as these, so they also end a PES packet of length 0.
SYSTEM_START = re.compile(b"\x00\x00\x01[\xb9-\xff]")

_MPEG2_PACK_SIZE = 14  # bytes, without stuffing
_MPEG1_PACK_SIZE = 12
_HEADER_SIZE = 6  # bytes: start code and length
UNKNOWN_SIZE = -1


def unit_size(data: bytes | bytearray, position: int) -> int:
    """Size in bytes of the unit that begins at `position`; 0 when more bytes are needed, -1 when its length is open.

    Raises ValueError where no unit begins.
    """
    available = len(data) - position
    if available < 4:
        if PREFIX.startswith(data[position : position + 3]):
            return 0
        raise ValueError("no start code")
    code = data[position + 3]
    if data[position : position + 3] != PREFIX or code < END_CODE:
        raise ValueError("no start code")
    if code == END_CODE:
        return 4
    if code == PACK_HEADER:
        return _pack_header_size(data, position)
    if available < _HEADER_SIZE:
        return 0
    length = data[position + 4] << 8 | data[position + 5]
    return _HEADER_SIZE + length if length or code not in VIDEO else UNKNOWN_SIZE


def _pack_header_size(data: bytes | bytearray, position: int) -> int:
    available = len(data) - position
    if available < 5:
        return 0
    if data[position + 4] >> 6 == 1:
        if available < _MPEG2_PACK_SIZE:
            return 0
        return _MPEG2_PACK_SIZE + (data[position + 13] & 7)
    if data[position + 4] >> 4 == 2:
        return _MPEG1_PACK_SIZE
    raise ValueError("a pack header of neither MPEG-1 nor MPEG-2")


class PackProgress:
    """Follows the lengths inside a frame while its bytes arrive: is anything that was announced still owed?

    Data of open length, and data that cannot be read, count as complete: nobody could say otherwise.
    """

    def __init__(self) -> None:
        self._owed = 0  # bytes of the unit that is under way
        self._head = b""  # the start of a unit whose size cannot be told yet
        self._is_open = False

    @property
    def is_complete(self) -> bool:
        return self._is_open or not (self._owed or self._head)

    def reset(self) -> None:
        self._owed = 0
        self._head = b""
        self._is_open = False

    def feed(self, payload: bytes) -> None:
        if self._is_open:
            return
        if self._owed > len(payload):
            self._owed -= len(payload)
            return
        data = self._head + payload if self._head else payload
        position = self._owed
        self._owed = 0
        self._head = b""
        self._walk(data, position)

    def _walk(self, data: bytes, position: int) -> None:
        while position < len(data):
            try:
                size = unit_size(data, position)
            except ValueError:
                size = UNKNOWN_SIZE
            if size == UNKNOWN_SIZE:
                self._is_open = True
                return
            if not size:
                self._head = data[position:]
                return
            position += size
        self._owed = position - len(data)

    @staticmethod
    def begins_frame(payload: bytes) -> bool:
        """Whether these bytes start with a pack header: a frame of GB/T 28181 is one pack."""
        return payload[:4] == b"\x00\x00\x01\xba"

    @staticmethod
    def begins_unit(payload: bytes) -> bool:
        return SYSTEM_START.match(payload) is not None
