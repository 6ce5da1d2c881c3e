"""The ten decimal digits of the y= line (GB/T 28181-2022 annex G): kind, domain, number."""

import re

from console.model.media import Purpose

NUMBERS = 10_000  # streams a domain can name at a time, per kind
SSRC_LIMIT = 2**32  # RTP carries it in 32 bits

_TEN_DIGITS = re.compile(r"[0-9]{1,10}")


def compose_ssrc(purpose: Purpose, platform_id: str, number: int) -> str:
    """`k ddddd nnnn`: 0 for live and 1 for history, digits 4 to 8 of our identifier, the stream's number.

    Raises ValueError for a number out of range or an identifier without digits there.
    """
    domain = platform_id[3:8]
    if not 0 <= number < NUMBERS:
        raise ValueError(f"stream number {number}, expected 0 to {NUMBERS - 1}")
    if len(domain) != 5 or not (domain.isascii() and domain.isdigit()):
        raise ValueError(f"no digits 4 to 8 in the identifier {platform_id!r}")
    kind = 0 if purpose is Purpose.LIVE else 1
    return f"{kind}{domain}{number:04}"


def parse_ssrc(text: str) -> int | None:
    """The SSRC in RTP that a y= line means, None for what is none."""
    if not _TEN_DIGITS.fullmatch(text):
        return None
    number = int(text)
    return number if number < SSRC_LIMIT else None
