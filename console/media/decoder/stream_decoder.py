"""One stream's codec, its queue, and what is left out when time is short.

The threads of the process take turns: one access unit of a stream is decoded at a time, by whichever is free.
"""

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import av
from av.codec.context import Flags

from console.media.codecs import DECODABLE
from console.media.decoder.outputs import Output
from console.media.frames import PictureStamp, PictureWriter
from console.media.pipe import Header
from console.protocol.mpeg.parameter_sets import picture_size

PIXELS_LIMIT = 4096 * 2304  # of one picture (reliability T19)
LATE = 1.0  # seconds an access unit may wait; then everything up to the next key frame is left out
LATE_IN_REPLAY = 4.0  # the same while it catches up with a whole group of pictures
QUEUE_LIMIT = 16 << 20  # bytes
DRAW_INTERVAL = 0.1  # seconds without a picture after which one is drawn although newer ones wait
ERRORS_LIMIT = 3  # in a row; then the next key frame is waited for
COUNTS_INTERVAL = 1.0  # seconds between two reports of the counts

_STAMPS_LIMIT = 64  # pictures a codec may hold back
_UNDRAWN = PictureStamp(0, 0, 0, None, 0, 0, False, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class CodedPicture:
    """An access unit as the receiver sent it; times are monotonic seconds."""

    codec: str
    payload: bytes
    pts: float
    epoch: int
    is_keyframe: bool
    is_tainted: bool
    is_replay: bool
    received_at: float
    sent_at: float

    @classmethod
    def from_message(cls, header: Header, payload: bytes) -> "CodedPicture":
        return cls(
            header["codec"],
            payload,
            header["pts"],
            header["epoch"],
            header["key"],
            header["tainted"],
            header.get("replay", False),
            header["received_at"],
            header["sent_at"],
        )


class StreamDecoder:
    """Put pictures and orders in from any thread; `work` does the next of them in the thread that calls it."""

    def __init__(self, number: int, report: Callable[[Header], None]) -> None:
        self.number = number
        self._report = report
        self._lock = threading.Lock()
        self._queue: deque[CodedPicture | Callable[[], None]] = deque()
        self._size = 0  # bytes queued
        self._is_scheduled = False
        self._must_skip = True  # until the next key frame
        self._late_after = LATE
        self._codec: Any = None
        self._codec_name = ""
        self._stamps: dict[int, PictureStamp] = {}  # by what the codec hands through as pts
        self._serial = 0
        self._errors = 0  # in a row
        self._outputs: dict[int, Output] = {}
        self._last: tuple[av.VideoFrame, PictureStamp] | None = None
        self._drawn_at = 0.0
        self._size_told: tuple[int, int] | None = None
        self._decoded = 0
        self._late = 0
        self._counts_at = 0.0

    def put(self, item: "CodedPicture | Callable[[], None]") -> bool:
        """Whether the stream now has to be scheduled."""
        with self._lock:
            self._queue.append(item)
            if isinstance(item, CodedPicture):
                self._size += len(item.payload)
            must_schedule = not self._is_scheduled
            self._is_scheduled = True
            return must_schedule

    def work(self, now: float) -> bool:
        """Do the next thing; whether there is more, so that the stream has to be scheduled again."""
        item = self._next(now)
        if isinstance(item, CodedPicture):
            self._decode(item)
        elif item is not None:
            item()
        with self._lock:
            self._is_scheduled = bool(self._queue)
            return self._is_scheduled

    def show(self, output: int, block: str, *, width: int, height: int) -> None:
        """Draw into that block too, the last picture at once."""
        try:
            self._outputs[output] = Output(PictureWriter.attach(block, width, height))
        except OSError:  # the console has given it up meanwhile
            return
        if self._last is not None:
            self._draw(*self._last, outputs=[self._outputs[output]])

    def hide(self, output: int) -> None:
        if gone := self._outputs.pop(output, None):
            gone.close()

    def close(self) -> None:
        for output in self._outputs.values():
            output.close()
        self._outputs.clear()
        self._last = None
        self._codec = None

    def _next(self, now: float) -> "CodedPicture | Callable[[], None] | None":
        with self._lock:
            self._drop_late(now)
            while self._queue:
                item = self._queue.popleft()
                if not self._queue:
                    self._late_after = LATE
                if not isinstance(item, CodedPicture):
                    return item
                self._size -= len(item.payload)
                if item.is_keyframe:
                    self._must_skip = False
                if not self._must_skip:
                    return item
                self._late += 1
            return None

    def _drop_late(self, now: float) -> None:
        """Never let the delay grow: go on with the newest key frame that waits, or with the next that comes."""
        first = next((item for item in self._queue if isinstance(item, CodedPicture)), None)
        if first is None:
            return
        if first.is_replay:
            self._late_after = LATE_IN_REPLAY
        if now - first.sent_at <= self._late_after and self._size <= QUEUE_LIMIT:
            return
        newest = max((index for index, item in enumerate(self._queue) if _is_keyframe(item)), default=len(self._queue))
        kept = [item for index, item in enumerate(self._queue) if index >= newest or not isinstance(item, CodedPicture)]
        self._late += len(self._queue) - len(kept)
        self._queue = deque(kept)
        self._size = sum(len(item.payload) for item in kept if isinstance(item, CodedPicture))
        self._must_skip = True

    def _decode(self, coded: CodedPicture) -> None:
        codec = self._codec_for(coded)
        if codec is None:
            return
        packet: av.Packet[Any] = av.Packet(len(coded.payload))  # never of bytes: FFmpeg reads beyond their end
        packet.update(coded.payload)
        packet.pts = self._remember(coded)
        try:
            frames = codec.decode(packet)
            self._decoded += len(frames)
            if frames:
                self._take(frames[-1], coded)
            self._errors = 0
        except Exception:  # noqa: BLE001 - PyAV raises more than its own errors on garbage
            self._errors += 1
            if self._errors >= ERRORS_LIMIT:
                self._reset()
        self._tell_counts()

    def _take(self, frame: av.VideoFrame, coded: CodedPicture) -> None:
        stamp = self._stamps.pop(frame.pts, None) if frame.pts is not None else None
        if stamp is None:
            stamp = self._stamp(coded)
        if frame.is_corrupt:
            stamp = stamp._replace(is_damaged=True)
        self._last = (frame, stamp)
        if (frame.width, frame.height) != self._size_told:
            self._size_told = (frame.width, frame.height)
            self._report({"report": "picture", "stream": self.number, "width": frame.width, "height": frame.height})
        now = time.monotonic()
        with self._lock:
            is_newest = not self._size
        if self._outputs and not coded.is_replay and (is_newest or now - self._drawn_at >= DRAW_INTERVAL):
            self._drawn_at = now
            self._draw(frame, stamp, outputs=list(self._outputs.values()))

    def _draw(self, frame: av.VideoFrame, stamp: PictureStamp, *, outputs: list[Output]) -> None:
        aspect = self._codec.sample_aspect_ratio if self._codec is not None else None
        for output in outputs:
            output.draw(frame, float(aspect) if aspect else 1.0, stamp._replace(shown_at=time.monotonic()))

    def _codec_for(self, coded: CodedPicture) -> Any:
        """The codec's context; a new one where the codec changed, None when it must not be decoded."""
        if coded.is_keyframe and not self._is_acceptable(coded):
            self._codec = None
            self._codec_name = ""
            self._must_skip = True
            return None
        if coded.codec != self._codec_name:
            if coded.codec not in DECODABLE or not coded.is_keyframe:
                return None
            context = av.CodecContext.create(coded.codec, "r")
            context.thread_count = 1  # the threads of the process share the streams instead
            context.options = {"max_pixels": str(PIXELS_LIMIT)}
            if coded.codec == "hevc":  # or pictures after a loss are hidden
                context.flags |= Flags.output_corrupt
            self._codec, self._codec_name = context, coded.codec
        return self._codec

    def _is_acceptable(self, coded: CodedPicture) -> bool:
        size = picture_size(coded.payload, coded.codec)
        if size is None or size.width * size.height <= PIXELS_LIMIT:
            return True
        reason = f"a picture of {size.width} x {size.height} is too large"
        self._report({"report": "unplayable", "stream": self.number, "reason": reason})
        return False

    def _reset(self) -> None:
        """Begin anew with the next key frame."""
        self._must_skip = True
        self._errors = 0
        self._codec = None
        self._codec_name = ""
        self._stamps.clear()

    def _remember(self, coded: CodedPicture) -> int:
        """A number that the codec hands through to the picture it makes of this."""
        self._serial += 1
        self._stamps[self._serial] = self._stamp(coded)
        if len(self._stamps) > _STAMPS_LIMIT:
            del self._stamps[next(iter(self._stamps))]
        return self._serial

    def _stamp(self, coded: CodedPicture) -> PictureStamp:
        return _UNDRAWN._replace(
            pts=coded.pts,
            epoch=coded.epoch,
            generation=self.number,
            is_damaged=coded.is_tainted,
            received_at=coded.received_at,
        )

    def _tell_counts(self) -> None:
        now = time.monotonic()
        if now - self._counts_at >= COUNTS_INTERVAL:
            self._counts_at = now
            self._report({"report": "counts", "stream": self.number, "decoded": self._decoded, "late": self._late})


def _is_keyframe(item: object) -> bool:
    return isinstance(item, CodedPicture) and item.is_keyframe
