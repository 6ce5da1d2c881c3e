"""RTP packets inside a TCP stream (RFC 4571; RTSP interleaving of RFC 2326 section 10.12; gb28181.md 6.6 and 10.2).

Lengths that lie and bytes that are missing do occur: the deframer then searches for a packet it would believe,
and gives up only after SEARCH_LIMIT bytes.
"""

import re
from enum import Enum

from console.protocol.rtp.packet import HEADER_SIZE, RtpError

SEARCH_LIMIT = 1 << 20  # bytes thrown away in one search before the connection is given up

_PACK_HEADER = b"\x00\x00\x01\xba"
_INTERLEAVED = 0x24  # "$"
_VERSION_2 = 0x80
_SSRC_AT = 8  # offset in an RTP header
_SHORTEST_RTCP = 8  # bytes
_RTCP_TYPES = range(200, 208)


class Framing(Enum):
    """What stands before a packet; the value is its size in bytes, the last two of which are the length."""

    RFC4571 = 2
    INTERLEAVED = 4  # "$", channel


class _Verdict(Enum):
    BELIEVED = "believed"
    REFUSED = "refused"
    UNDECIDED = "undecided"  # more bytes are needed


def frame_packet(packet: bytes) -> bytes:
    """`packet` behind its length (RFC 4571 section 2)."""
    return len(packet).to_bytes(2) + packet


class StreamDeframer:
    """Bytes in, RTP packets out; the same packets however the stream was cut.

    The first plausible packet is believed and settles framing and SSRC. A later one with another SSRC is believed
    when a plausible packet follows it; so is one found by searching. RTCP is left out.
    """

    def __init__(self) -> None:
        self.skipped = 0  # bytes thrown away because no packet could be read there
        self.searches = 0  # how often the framing was lost
        self.rtcp = 0  # packets
        self._buffer = bytearray()
        self._framing: Framing | None = None
        self._ssrc = b""  # of the packet before
        self._searching = False
        self._searched = 0  # bytes thrown away in this search

    @property
    def pending(self) -> int:
        """Bytes of a packet that has not come whole."""
        return len(self._buffer)

    def feed(self, data: bytes) -> list[bytes]:
        """Whole RTP packets, in order. Raises RtpError when a search has found nothing in SEARCH_LIMIT bytes."""
        self._buffer += data
        packets: list[bytes] = []
        position = 0
        with memoryview(self._buffer) as view:
            while True:
                position, found = self._find(view, position)
                if found is None or (end := self._end(view, position, found)) > len(view):
                    break
                self._take(view, position, found, packets)
                position = end
        del self._buffer[:position]
        if self._searched > SEARCH_LIMIT:
            raise RtpError(f"no packet found in {self._searched} bytes of the stream")
        return packets

    def _take(self, view: memoryview, position: int, framing: Framing, packets: list[bytes]) -> None:
        start = position + framing.value
        packet = bytes(view[start : self._end(view, position, framing)])
        if not packet:  # a null packet (RFC 4571 section 2)
            return
        self._framing = framing
        if packet[1] in _RTCP_TYPES:
            self.rtcp += 1
            return
        self._ssrc = packet[_SSRC_AT : _SSRC_AT + 4]
        packets.append(packet)

    def _find(self, view: memoryview, position: int) -> tuple[int, Framing | None]:
        """Where the next packet begins and how it is framed; None when more bytes are needed to tell."""
        if not self._searching:
            verdict, framing = self._judge(view, position)
            if verdict is _Verdict.BELIEVED:
                return position, framing
            if verdict is _Verdict.UNDECIDED:
                return position, None
            self._searching = True
            self.searches += 1
        return self._search(view, position)

    def _judge(self, view: memoryview, position: int) -> tuple[_Verdict, Framing | None]:
        """Judge the packet at a position where one is due."""
        for framing in self._candidates(view, position):
            if len(view) < position + framing.value + HEADER_SIZE:
                return _Verdict.UNDECIDED, None
            if self._is_null(view, position, framing):
                return _Verdict.BELIEVED, framing
            if not self._is_plausible(view, position, framing):
                continue
            if not self._ssrc or self._is_expected(view, position, framing):
                return _Verdict.BELIEVED, framing
            return self._confirm(view, position, framing), framing
        return _Verdict.REFUSED, None

    def _candidates(self, view: memoryview, position: int) -> tuple[Framing, ...]:
        """The framings to try; both only where a length may look like the sign of the other."""
        if self._framing:
            return (self._framing,)
        if view[position : position + 1] == bytes([_INTERLEAVED]):
            return (Framing.INTERLEAVED, Framing.RFC4571)
        return (Framing.RFC4571,)

    def _confirm(self, view: memoryview, position: int, framing: Framing) -> _Verdict:
        """Judge a packet by the one that follows it."""
        following = self._end(view, position, framing)
        if len(view) < following + framing.value + HEADER_SIZE:
            return _Verdict.UNDECIDED
        if self._is_plausible(view, following, framing):
            return _Verdict.BELIEVED
        return _Verdict.REFUSED

    def _search(self, view: memoryview, position: int) -> tuple[int, Framing | None]:
        """The next packet that can be believed behind a place where none was."""
        framings = (self._framing,) if self._framing else (Framing.RFC4571, Framing.INTERLEAVED)
        # A sender with SSRC 0 exists: zeros are no landmark.
        marks = [re.escape(mark) for mark in (self._ssrc, _PACK_HEADER) if any(mark)]
        landmark = re.compile(b"|".join(marks))
        for found in landmark.finditer(view, position):
            offset = _SSRC_AT if found[0] == self._ssrc else HEADER_SIZE
            for framing in framings:
                start = found.start() - offset - framing.value
                if start < position or not self._is_plausible(view, start, framing):
                    continue
                verdict = self._confirm(view, start, framing)
                if verdict is _Verdict.REFUSED:
                    continue
                self._skip(start - position)
                if verdict is _Verdict.UNDECIDED:
                    return start, None
                self._searching = False
                self._searched = 0
                return start, framing
        # What may be the head of a packet whose landmark has not come yet stays.
        kept = Framing.INTERLEAVED.value + HEADER_SIZE + len(_PACK_HEADER) - 1
        start = max(position, len(view) - kept)
        self._skip(start - position)
        return start, None

    def _skip(self, size: int) -> None:
        self.skipped += size
        self._searched += size

    def _is_plausible(self, view: memoryview, position: int, framing: Framing) -> bool:
        """Whether the header there could be one; it must have come whole."""
        start = position + framing.value
        if view[start] & 0xC0 != _VERSION_2:
            return False
        shortest = _SHORTEST_RTCP if view[start + 1] in _RTCP_TYPES else HEADER_SIZE
        if self._end(view, position, framing) - start < shortest:
            return False
        return framing is Framing.RFC4571 or view[position] == _INTERLEAVED

    def _is_expected(self, view: memoryview, position: int, framing: Framing) -> bool:
        start = position + framing.value
        return view[start + 1] in _RTCP_TYPES or view[start + _SSRC_AT : start + _SSRC_AT + 4] == self._ssrc

    @staticmethod
    def _is_null(view: memoryview, position: int, framing: Framing) -> bool:
        """A packet of length 0, as a keepalive; two in a row are no packets but a stream of zeros."""
        if framing is not Framing.RFC4571:
            return False
        return not any(view[position : position + 2]) and any(view[position + 2 : position + 4])

    @staticmethod
    def _end(view: memoryview, position: int, framing: Framing) -> int:
        """The position behind the packet, by its length field."""
        start = position + framing.value
        return start + (view[start - 2] << 8 | view[start - 1])
