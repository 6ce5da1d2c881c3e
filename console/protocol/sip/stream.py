"""SIP messages cut out of a TCP stream (RFC 3261 section 18.3): bytes in, whole messages out."""

import re

from console.protocol.sip.headers import SipError
from console.protocol.sip.message import (
    BEFORE_XML,
    BODY_LIMIT,
    HEAD_LIMIT,
    LINE_LIMIT,
    PROLOG_LIMIT,
    XML_ROOT,
    is_whole_xml,
)

_HEAD_END = re.compile(rb"\n\r{0,3}\n")
_LENGTH = re.compile(rb"\n(?:content-length|l)[ \t]*+:[ \t]*+([0-9]{1,10})[ \t]*+\r*+(?=\n)", re.IGNORECASE)
_TYPE = re.compile(rb"\n(?:content-type|c)[ \t]*+:([^\n]{0,200})", re.IGNORECASE)
_VERSION = re.compile(rb"SIP/[0-9]", re.IGNORECASE)
_REQUEST_LINE = re.compile(rb"[A-Za-z]{1,32}+[ \t]++[^ \t\r\n]++[ \t]++SIP/[0-9]", re.IGNORECASE)
_STATUS_LINE = re.compile(rb"SIP/[0-9.]{1,8}[ \t]++[0-9]{3}", re.IGNORECASE)
_NOT_BLANK = re.compile(rb"[^\r\n \t\0]")
_TAG_LIMIT = 100  # bytes of a closing tag


class MessageStream:
    """Cuts one connection's bytes into messages, the same ones whatever way the bytes were split.

    Bytes between messages that start none are skipped and counted in `skipped`. A body of XML that goes on behind its
    Content-Length is followed to the end of its root element: devices count characters instead of bytes, or send 0.
    """

    def __init__(self) -> None:
        self.skipped = 0
        self._buffer = bytearray()
        self._begun = False  # whether the buffer begins with a start line
        self._head_size = 0  # of the message at the start of the buffer; 0 until its head is whole
        self._announced_size = 0  # head and Content-Length of it
        self._searched = 0  # bytes of the buffer in which the end was not found

    @property
    def is_inside_message(self) -> bool:
        """Whether a message has begun and is not whole yet."""
        return self._begun

    def feed(self, data: bytes) -> list[bytes]:
        """Every message that is whole now. Raises `SipError` when a limit is passed: the stream is useless then."""
        self._buffer += data
        messages = []
        while (size := self._message_size()) is not None:
            messages.append(self._cut(size))
        return messages

    def expire(self) -> bytes | None:
        """Give up waiting: the message whose announced length is here, though its XML is not closed; None if short."""
        if self._head_size and len(self._buffer) >= self._announced_size:
            return self._cut(self._announced_size)
        return None

    def _cut(self, size: int) -> bytes:
        piece = bytes(self._buffer[:size])
        del self._buffer[:size]
        self._begun = False
        self._head_size = self._announced_size = self._searched = 0
        return piece

    def _message_size(self) -> int | None:
        """Bytes of the message at the start of the buffer, None until all of it is here."""
        if not self._begun and not self._find_start():
            return None
        if not self._head_size and not self._find_head():
            return None
        size = self._announced_size
        if len(self._buffer) < size:
            return None
        head = bytes(self._buffer[: self._head_size])
        content_type = _TYPE.search(head)
        if content_type is None or b"xml" not in content_type[1].lower():
            return size
        body = self._buffer[self._head_size : size].strip(BEFORE_XML)
        is_empty_answer = not body and head[:4].upper() == b"SIP/"
        return size if is_empty_answer or is_whole_xml(body) else self._end_of_xml()

    def _find_start(self) -> bool:
        """Drop what precedes the next start line; an unfinished line that may become one is kept."""
        position = 0
        while (text := _NOT_BLANK.search(self._buffer, position)) is not None:
            position = text.start()
            line_end = self._buffer.find(b"\n", position, position + LINE_LIMIT)
            end = line_end + 1 if line_end >= 0 else min(len(self._buffer), position + LINE_LIMIT)
            start = _find_start_line(self._buffer, position, end)
            if start >= 0:
                self.skipped += start - position
                self._cut(start)
                self._begun = True
                return True
            if line_end < 0 and end - position < LINE_LIMIT:
                self._cut(position)
                return False
            self.skipped += end - position
            position = end
        self._cut(len(self._buffer))
        return False

    def _find_head(self) -> bool:
        end = _HEAD_END.search(self._buffer, max(0, self._searched - 8), HEAD_LIMIT + 2)
        if end is None:
            if len(self._buffer) > HEAD_LIMIT:
                raise SipError(f"headers exceed {HEAD_LIMIT} bytes", 513)
            self._searched = len(self._buffer)
            return False
        declared = _LENGTH.search(self._buffer, 0, end.end())
        length = int(declared[1]) if declared else 0
        if length > BODY_LIMIT:
            raise SipError(f"body of {length} bytes", 413)
        self._head_size = self._searched = end.end()
        self._announced_size = end.end() + length
        return True

    def _end_of_xml(self) -> int | None:
        """Where a body that is not closed at its announced end is closed; None while that may still come."""
        prolog = self._buffer[self._head_size : self._head_size + PROLOG_LIMIT]
        text = prolog.lstrip(BEFORE_XML)
        if text and not text.startswith(b"<"):
            return self._announced_size  # no XML
        root = XML_ROOT.search(text)
        if root is None:
            return None if len(prolog) < PROLOG_LIMIT else self._announced_size
        closing_tag = re.compile(rb"</" + re.escape(root[1]) + rb"[ \t\r\n]{0,16}>")
        closing = closing_tag.search(self._buffer, max(self._head_size, self._searched - _TAG_LIMIT))
        # A start line before the closing tag: this body was truncated, and another message follows.
        limit = self._buffer.rfind(b"\n", 0, closing.start() if closing else None) + 1
        if _find_start_line(self._buffer, max(self._announced_size, self._searched - LINE_LIMIT), limit) >= 0:
            return self._announced_size
        if closing is not None:
            return max(closing.end(), self._announced_size)
        if len(self._buffer) - self._head_size > BODY_LIMIT:
            return self._announced_size
        self._searched = len(self._buffer)
        return None


def _find_start_line(buffer: bytearray, start: int, end: int) -> int:
    """Where the first start line in a part of the buffer begins, -1 where there is none."""
    for version in _VERSION.finditer(buffer, start, end):
        line_start = max(start, buffer.rfind(b"\n", start, version.start()) + 1)
        if request := _REQUEST_LINE.search(buffer, line_start, version.end()):
            return request.start()
        if _STATUS_LINE.match(buffer, version.start(), end):
            return version.start()
        start = version.end()
    return -1
