"""A line of blocks at the lower edge that says, for machines, which channel and what time a picture shows.

Eighty blocks from left to right, one row of 45 high: 4 of sync (white, black, white, black), 12 bits of the channel's
number, 48 bits of POSIX time in milliseconds, 16 bits of CRC-CCITT over those 60, highest bit first, white is one.
Read from the middle of each block, it survives coding and scaling down to 160 pixels of width.
"""

from binascii import crc_hqx
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

BLOCKS = 80
ROWS = 45  # blocks from the upper to the lower edge of a picture of 16 by 9
_SYNC = "1010"
_BLACK, _WHITE = 24, 228


class TimeCode(NamedTuple):
    """Which channel, and when; `milliseconds` of POSIX time."""

    channel: int
    milliseconds: int


def burn(luma: npt.NDArray[np.uint8], code: TimeCode) -> None:
    """Write the line into the lowest rows of a picture whose width is a multiple of 80."""
    height, width = luma.shape
    bits = np.frombuffer(_bits(code).encode("ascii"), np.uint8) == ord("1")
    line = np.where(bits, np.uint8(_WHITE), np.uint8(_BLACK)).repeat(width // BLOCKS)
    luma[height - height // ROWS :] = line


def read(luma: npt.NDArray[np.uint8]) -> TimeCode | None:
    """The code of a picture of any size; None where there is none or it is damaged."""
    height, width = luma.shape
    row = luma[min(height - 1, int(height * (1 - 0.5 / ROWS)))].astype(np.int16)
    columns = ((np.arange(BLOCKS) + 0.5) * width / BLOCKS).astype(np.int64)
    bits = "".join("1" if value > (_BLACK + _WHITE) / 2 else "0" for value in row[columns])
    channel, milliseconds = int(bits[4:16], 2), int(bits[16:64], 2)
    code = TimeCode(channel, milliseconds)
    return code if bits == _bits(code) else None


def _bits(code: TimeCode) -> str:
    payload = f"{code.channel & 0xFFF:012b}{code.milliseconds & 0xFFFFFFFFFFFF:048b}"
    return f"{_SYNC}{payload}{crc_hqx(int(payload, 2).to_bytes(8, 'big'), 0xFFFF):016b}"
