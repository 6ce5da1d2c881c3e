"""The program stream demultiplexer (ISO/IEC 13818-1 section 2.5, gb28181.md 10.1 to 10.3).

Fed a frame at a time it hands a picture on at once; fed arbitrary pieces it waits for the next picture's start.
"""

from console.protocol.mpeg.access_unit import AccessUnit, StreamKind
from console.protocol.mpeg.assembler import PICTURE_LIMIT, AudioAssembler, VideoAssembler
from console.protocol.mpeg.pes import parse_header
from console.protocol.mpeg.start_codes import (
    AUDIO,
    PREFIX,
    PRIVATE_1,
    PRIVATE_2,
    STREAM_MAP,
    SYSTEM_START,
    UNKNOWN_SIZE,
    VIDEO,
    unit_size,
)
from console.protocol.mpeg.stream_map import CODECS, VIDEO_CODECS, parse_stream_map

_PACK_START = b"\x00\x00\x01\xba"
_HEADER_SIZE = 6  # bytes of start code and length


class ProgramStreamDemuxer:
    """Bytes of a program stream in, access units out.

    Any split of the stream gives the same access units, as long as no frame end is announced where there is none.
    """

    def __init__(self) -> None:
        self.searches = 0  # how often no unit began where one was due
        self.skipped = 0  # bytes that were thrown away
        self._held = bytearray()  # a unit that has not come whole
        self._wanted = 0  # bytes it needs before another look is worth it
        self._is_searching = True
        self._is_going_on = False  # until the next unit begins, bytes belong to the packet before
        self._is_in_video = False  # the packet before is video
        self._codecs: dict[int, str] = {}
        self._video_id: int | None = None  # the first video stream; others are ignored
        self._video = VideoAssembler()
        self._audio = AudioAssembler()
        self._ready: list[AccessUnit] = []

    def feed(self, data: bytes, *, follows_loss: bool = False, frame_ends: bool = False) -> list[AccessUnit]:
        """The access units that `data` completes.

        `follows_loss`: bytes are missing before `data`. `frame_ends`: the sender ended a frame behind `data`.
        """
        if follows_loss:
            self._break_off()
        if self._held:
            self._held += data
            if len(self._held) >= self._wanted:
                data = bytes(self._held)
                self._held.clear()
                self._walk(data)
        else:
            self._walk(data)
        if frame_ends:
            self._end_frame()
        return self._take_ready()

    def flush(self) -> list[AccessUnit]:
        """What is still held back: the stream ended."""
        self._finish_held()
        self._ready += self._video.flush()
        return self._take_ready()

    def _walk(self, data: bytes) -> None:
        position = 0
        while position < len(data):
            if self._is_searching:
                position = self._search(data, position)
            elif self._is_going_on:
                position = self._go_on(data, position)
            else:
                position = self._take_unit(data, position)

    def _take_unit(self, data: bytes, position: int) -> int:
        """Take the unit that should begin at `position`; the position behind it."""
        try:
            size = unit_size(data, position)
        except ValueError:
            return self._lose_track(data, position)
        if size == UNKNOWN_SIZE:
            following = SYSTEM_START.search(data, position + _HEADER_SIZE)
            end = following.start() if following else len(data) + 1
        else:
            end = position + size
        if not size or end > len(data):
            return self._hold(data, position, size)
        if data[end : end + 3] != PREFIX[: len(data) - end] and data[position + 3] in VIDEO:
            end = self._true_end(data, position, end)
        self._dispatch(data[position:end])
        return end

    def _true_end(self, data: bytes, position: int, end: int) -> int:
        """The end of a video packet whose length is wrong: a pack that begins inside it."""
        hidden = data.find(_PACK_START, position + _HEADER_SIZE, end)
        if hidden < 0:
            return end
        self.searches += 1
        return hidden

    def _hold(self, data: bytes, position: int, size: int) -> int:
        if len(data) - position > PICTURE_LIMIT:
            return self._lose_track(data, position)
        self._held += data[position:]
        self._wanted = max(size, len(self._held) + 1)
        return len(data)

    def _lose_track(self, data: bytes, position: int) -> int:
        """No unit begins where one is due; on some cameras every video packet is longer than it says."""
        self.searches += 1
        if self._is_in_video:
            self._is_going_on = True
            self._video.go_on(data[position : position + 1])
        else:
            self._is_searching = True
            self.skipped += 1
        return position + 1

    def _search(self, data: bytes, position: int) -> int:
        """Skip to where a unit may begin."""
        found = SYSTEM_START.search(data, position)
        end = found.start() if found else len(data) - _overlap(data)
        self.skipped += end - position
        self._is_searching = found is None
        return end if found else self._hold(data, end, 0)

    def _go_on(self, data: bytes, position: int) -> int:
        """Everything up to the next unit belongs to the packet before."""
        found = SYSTEM_START.search(data, position)
        end = found.start() if found else len(data) - _overlap(data)
        if self._is_in_video:
            self._video.go_on(data[position:end])
        else:
            self.skipped += end - position
        self._is_going_on = found is None
        return end if found else self._hold(data, end, 0)

    def _break_off(self) -> None:
        """Bytes are missing: use the part of the packet that came, and expect the rest of it or anything."""
        self._finish_held()
        self._video.damage()
        self._is_going_on = not self._is_searching

    def _end_frame(self) -> None:
        if self._is_going_on:
            self._video.go_on(bytes(self._held))
            self._held.clear()
        elif self._held and unit_size(self._held, 0) == UNKNOWN_SIZE:
            self._finish_held()
        if not self._held:
            self._ready += self._video.end_frame()

    def _finish_held(self) -> None:
        """Take what there is of the packet under way."""
        unit = bytes(self._held)
        self._held.clear()
        if len(unit) <= _HEADER_SIZE:
            return
        self._is_in_video = unit[3] in VIDEO
        if self._is_in_video:
            is_short = unit_size(unit, 0) != UNKNOWN_SIZE
            self._dispatch(unit)
            if is_short:
                self._video.damage()

    def _dispatch(self, unit: bytes) -> None:
        code = unit[3]
        self._is_in_video = code in VIDEO
        if code == STREAM_MAP:
            self._codecs = parse_stream_map(unit)
            named = [stream_id for stream_id in self._codecs if stream_id in VIDEO]
            if named and self._video_id not in named:
                self._video_id = None  # a damaged byte was taken for it, or the camera has another one now
            return
        kind = self._kind(code)
        if kind is None or (header := parse_header(unit)) is None:
            return
        payload = unit[header.start :]
        if kind is StreamKind.AUDIO:
            if payload:
                self._ready.append(self._audio.put(payload, header.pts, self._codecs.get(code)))
        elif self._video_id in (None, code):
            self._video_id = code
            self._video.announce(self._codecs.get(code))
            self._ready += self._video.put(payload, header.pts, header.lead)

    def _kind(self, code: int) -> StreamKind | None:
        """What a stream carries; private streams are metadata unless the map names a codec."""
        if code in VIDEO:
            return StreamKind.VIDEO
        if code in AUDIO:
            return StreamKind.AUDIO
        codec = self._codecs.get(code)
        if code in (PRIVATE_1, PRIVATE_2) and codec in CODECS.values():
            return StreamKind.VIDEO if codec in VIDEO_CODECS else StreamKind.AUDIO
        return None

    def _take_ready(self) -> list[AccessUnit]:
        ready, self._ready = self._ready, []
        return ready


def _overlap(data: bytes) -> int:
    """How many bytes at the end may be the beginning of a start code."""
    for size in (3, 2, 1):
        if data.endswith(PREFIX[:size]):
            return size
    return 0
