"""One recording: a thread that writes a file, so that a slow disk delays nothing."""

import contextlib
import os
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from console.media.events import RecordEnded, RecordProgress, StreamEvent
from console.media.receiver.timeline import TimedUnit
from console.protocol.mpeg.access_unit import StreamKind

if TYPE_CHECKING:  # the codec library is loaded when something is recorded
    from console.media.receiver.mp4 import Mp4File

QUEUE_LIMIT = 16 << 20  # bytes waiting for the disk before groups of pictures are left out
AUDIO_WAIT = 1.0  # seconds of media to find out whether there is sound, before the file is begun
PROGRESS_INTERVAL = 1.0  # seconds

_PARTIAL = ".part"


class Recording:
    """Put access units; from the first key frame on they are written to `path`.part, renamed when it is complete."""

    def __init__(self, path: Path, *, tell: Callable[[StreamEvent], None]) -> None:
        """`tell` is called in the recording's thread: RecordProgress, and RecordEnded once."""
        self.path = path
        self._partial = path.with_name(path.name + _PARTIAL)
        self._tell = tell
        self._queue: deque[TimedUnit] = deque()
        self._size = 0  # bytes in the queue
        self._changed = threading.Condition()
        self._is_stopping = False
        self._must_skip = True  # until the next key frame
        self._has_begun = False
        self._dropped = 0
        self._file: Mp4File | None = None
        self._head: list[TimedUnit] = []  # before the file is begun
        self._notes: set[str] = set()
        self._told_at = 0.0
        self._thread = threading.Thread(target=self._run, name=f"recording-{path.name}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def put(self, timed: TimedUnit) -> None:
        """Never blocks: when the disk is too slow, whole groups of pictures are left out and counted."""
        is_keyframe = timed.unit.is_keyframe
        with self._changed:
            if self._is_stopping:
                return
            if self._size > QUEUE_LIMIT:
                self._must_skip = True
            elif is_keyframe:
                self._must_skip = False
                self._has_begun = True
            if self._must_skip:
                self._dropped += self._has_begun and timed.unit.kind is StreamKind.VIDEO
                return
            self._queue.append(timed)
            self._size += len(timed.unit.payload)
            self._changed.notify()

    def stop(self) -> None:
        """Write what is queued and close the file; does not wait for it."""
        with self._changed:
            self._is_stopping = True
            self._changed.notify()

    @property
    def is_over(self) -> bool:
        """Whether everything is written and told."""
        return not self._thread.is_alive()

    def join(self, timeout: float) -> None:
        self._thread.join(timeout)

    def _run(self) -> None:
        failure = ""
        try:
            while (timed := self._next()) is not None:
                self._write(timed)
            self._begin()
        except Exception as error:  # noqa: BLE001 - the file ends here, and its owner is told why
            failure = _reason(error)
        failure = self._close() or failure
        if not failure and self._file is None:
            failure = "no key frame came"
        if not failure:
            failure = self._rename()
        self._tell(self._summary(failure))

    def _next(self) -> TimedUnit | None:
        with self._changed:
            self._changed.wait_for(lambda: self._queue or self._is_stopping)
            if not self._queue:
                return None
            timed = self._queue.popleft()
            self._size -= len(timed.unit.payload)
            return timed

    def _write(self, timed: TimedUnit) -> None:
        if self._file is None:
            self._head.append(timed)
            has_audio = timed.unit.kind is StreamKind.AUDIO
            if has_audio or timed.pts - self._head[0].pts > AUDIO_WAIT or timed.epoch != self._head[0].epoch:
                self._begin()
            return
        if timed.unit.kind is StreamKind.VIDEO:
            self._file.video(timed)
            self._tell_progress()
        elif self._file.has_audio:
            self._file.audio(timed)
        else:
            self._notes.add(f"audio {timed.unit.codec} left out")

    def _begin(self) -> None:
        """Open the file and write what came until now."""
        from console.media.receiver.mp4 import Mp4File

        if self._file is not None or not self._head:
            return
        audio = next((timed.unit for timed in self._head if timed.unit.kind is StreamKind.AUDIO), None)
        self._file = Mp4File(self._partial, self._head[0], audio)
        head, self._head = self._head, []
        for timed in head:
            self._write(timed)

    def _tell_progress(self) -> None:
        now = time.monotonic()
        if self._file is not None and now - self._told_at >= PROGRESS_INTERVAL:
            self._told_at = now
            self._tell(RecordProgress(str(self.path), self._octets(), self._file.seconds, self._file.frames))

    def _close(self) -> str:
        """The reason when even closing failed."""
        if self._file is None:
            return ""
        try:
            self._file.close()
        except Exception as error:  # noqa: BLE001 - a full disk fails here once more
            return _reason(error)
        return ""

    def _rename(self) -> str:
        try:
            os.replace(self._partial, self.path)
        except OSError as error:
            return _reason(error)
        return ""

    def _summary(self, failure: str) -> RecordEnded:
        return RecordEnded(
            str(self.path),
            self._octets(),
            self._file.seconds if self._file else 0.0,
            self._file.frames if self._file else 0,
            dropped=self._dropped,
            failure=failure,
            note=", ".join(sorted(self._notes)),
        )

    def _octets(self) -> int:
        for path in (self._partial, self.path):
            with contextlib.suppress(OSError):
                return path.stat().st_size
        return 0


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
