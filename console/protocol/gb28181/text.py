"""Character sets of MANSCDP bodies (GB/T 28181-2022 6.10).

Devices declare GB2312 and send GB2312, GBK, GB18030 or UTF-8; the declaration decides only between readings that fit.
"""

import re
from enum import Enum
from typing import NamedTuple

from console.protocol.gb28181.edition import Edition

_BLANK = b"\0 \t\r\n"
_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_LABEL = re.compile(rb"encoding\s*=\s*[\"']\s*([\w.:-]{0,40})")
_DECLARATION = re.compile(r"\A\s*<\?xml\b[^>]{0,200}>", re.IGNORECASE)
_WIDE = re.compile("[\u2e80-\uffef]")  # CJK and its punctuation: what names in UTF-8 are made of
DAMAGE_RATIO = 3  # wide characters per undecodable one that still make a text UTF-8


class ManscdpError(ValueError):
    """A body that cannot be used, with the reason."""


class Charset(Enum):
    """How a body was read."""

    ASCII = "ascii"
    UTF_8 = "utf-8"
    GB18030 = "gb18030"


class DecodedText(NamedTuple):
    """A body without its XML declaration."""

    text: str
    charset: Charset


def decode_text(body: bytes) -> DecodedText:
    """Read a body; a character cut in half becomes U+FFFD. Raises ManscdpError for UTF-16 and UTF-32."""
    body = body.strip(_BLANK)
    if body.startswith(_UTF16_MARKS) or b"\0" in body[:64]:
        raise ManscdpError("UTF-16 or UTF-32")
    text, charset = _decode(body)
    return DecodedText(_DECLARATION.sub("", text.lstrip("\ufeff"), count=1), charset)


def encode_text(document: str, edition: Edition) -> bytes:
    """Declare what `edition` wants and encode as GB18030; a lone surrogate becomes a question mark."""
    declaration = f'<?xml version="1.0" encoding="{edition.charset_label}"?>\r\n'
    return (declaration + document).encode("gb18030", errors="replace")


def _decode(body: bytes) -> DecodedText:
    if body.isascii():
        return DecodedText(body.decode("ascii"), Charset.ASCII)
    if body.startswith(_UTF8_MARK):
        return DecodedText(body.decode("utf-8-sig", errors="replace"), Charset.UTF_8)
    label = _LABEL.search(body[:200])
    if _is_utf8(body, says_so=label is not None and label[1].lower() in (b"utf-8", b"utf8")):
        return DecodedText(body.decode("utf-8", errors="replace"), Charset.UTF_8)
    return DecodedText(body.decode("gb18030", errors="replace"), Charset.GB18030)


def _is_utf8(body: bytes, *, says_so: bool) -> bool:
    """Measured on random names: never wrong on GB bytes, never on UTF-8 bytes (see the tests)."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        # Cameras cut names to 32 or 64 octets in the middle of a character: one such must not spoil the rest.
        text = body.decode("utf-8", errors="replace")
        damaged = text.count("\ufffd")
        return len(_WIDE.findall(text)) >= DAMAGE_RATIO * damaged
    if says_so or _WIDE.search(text):
        return True
    try:
        body.decode("gb18030")
    except UnicodeDecodeError:
        return True
    return False
