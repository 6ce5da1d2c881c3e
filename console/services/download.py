"""Recordings of a device into files (GB/T 28181-2022 9.9), written without coding the video again."""

import asyncio
import contextlib
import itertools
from collections.abc import Sequence
from enum import Enum
from pathlib import Path

from console.media.engine import RecordEnded, RecordProgress, Stream, StreamEvent
from console.model.catalog import ChannelRef
from console.model.clock import CHINA
from console.model.failure import Failure, FileFailed
from console.model.media import Purpose
from console.model.records import TimeSpan
from console.services.live_stream import Surroundings
from console.services.sessions import Finished, Wish
from console.state.signal import Signal

SPEED = 4  # asked for; devices that cannot send at their own
SILENCE = 10.0  # seconds without a packet that end a download, well or not
WHOLE = 0.98  # share of the span from which on silence means the end (protocol reference 6.5)
CLOSING_PATIENCE = 10.0  # seconds a slow disk gets to finish the file


class DownloadState(Enum):
    STARTING = "starting"
    RUNNING = "running"
    DONE = "done"
    INCOMPLETE = "incomplete"  # the file holds what came
    FAILED = "failed"  # there is no file
    CANCELLED = "cancelled"


class Download:
    """One file being fetched. `changed` tells of progress; `failure` says why it is not whole."""

    def __init__(self, channel: ChannelRef, span: TimeSpan, path: Path, started_at: float) -> None:
        self.changed: Signal[None] = Signal()
        self.channel = channel
        self.span = span
        self.path = path
        self.state = DownloadState.STARTING
        self.octets = 0
        self.seconds = 0.0  # of recording
        self.note = ""  # what the file lacks, as the audio of an unknown codec
        self.failure: Failure | None = None
        self.started_at = started_at  # monotonic seconds
        self.task: asyncio.Task[None] | None = None

    @property
    def progress(self) -> float:
        """0.0 to 1.0, by the recording's own time."""
        if self.state is DownloadState.DONE:
            return 1.0
        return min(1.0, self.seconds / max(1.0, self.span.length.total_seconds()))

    @property
    def is_over(self) -> bool:
        return self.state not in (DownloadState.STARTING, DownloadState.RUNNING)

    def remaining(self, now: float) -> float | None:
        """Estimated seconds to go at the speed so far; `now` is monotonic."""
        if self.is_over or self.progress <= 0.0:
            return None
        return (now - self.started_at) * (1.0 - self.progress) / self.progress

    def cancel(self) -> None:
        """End it and remove the file."""
        if self.task:
            self.task.cancel()


class Downloads:
    """All downloads of this run, newest last. `changed` tells of a new one."""

    def __init__(self, around: Surroundings) -> None:
        self.changed: Signal[Download] = Signal()
        self._around = around
        self._downloads: list[Download] = []

    def all(self) -> Sequence[Download]:
        return tuple(self._downloads)

    def start(self, channel: ChannelRef, span: TimeSpan, folder: Path) -> Download:
        """Fetch `span` into a new file in `folder`; returns at once."""
        download = Download(channel, span, free_path(folder, channel, span), self._around.clock.monotonic())
        self._downloads.append(download)
        download.task = self._around.tasks.start(self._run(download), f"download {channel}")
        download.task.add_done_callback(lambda task: self._finished(download, cancelled=task.cancelled()))
        self.changed.emit(download)
        return download

    async def _run(self, download: Download) -> None:
        try:
            await self._fetch(download)
        except Failure as failure:
            self._end(download, DownloadState.FAILED, failure)

    def _finished(self, download: Download, *, cancelled: bool) -> None:
        """Also comes when it was cancelled before it began."""
        if not cancelled:
            return
        for left in (download.path, download.path.with_name(download.path.name + ".part")):
            with contextlib.suppress(OSError):
                left.unlink(missing_ok=True)
        self._end(download, DownloadState.CANCELLED)

    async def _fetch(self, download: Download) -> None:
        wish = Wish(download.channel, Purpose.DOWNLOAD, download.span, SPEED)
        files: dict[int, asyncio.Future[RecordEnded]] = {}  # by stream: each transport is tried with another

        def record(stream: Stream) -> None:
            files[stream.number] = ended = asyncio.get_running_loop().create_future()
            stream.events.connect(lambda event: _follow(download, ended, event))
            stream.record(download.path)

        session = await self._around.sessions.open(wish, lambda step, transport: None, record)
        ended = files[session.stream.number]
        ended.add_done_callback(lambda _: session.end(Finished()))  # the disk may be full before the device is done
        try:
            session.patience = SILENCE
            download.state = DownloadState.RUNNING
            download.changed.emit(None)
            reason = await session.over()
            session.stream.stop_record()
            async with asyncio.timeout(CLOSING_PATIENCE):
                self._judge(download, await ended, reason)
        except TimeoutError:
            raise FileFailed(str(download.path), "the file was not finished in time") from None
        finally:
            await session.close()

    def _judge(self, download: Download, file: RecordEnded, reason: Failure) -> None:
        """Whether the file is whole: the device said so, or it holds nearly all of the span."""
        download.octets, download.seconds, download.note = file.octets, file.seconds, file.note
        if file.failure:
            raise FileFailed(str(download.path), file.failure)
        if isinstance(reason, Finished) or download.progress >= WHOLE:
            self._end(download, DownloadState.DONE)
        else:
            self._end(download, DownloadState.INCOMPLETE, reason)

    def _end(self, download: Download, state: DownloadState, failure: Failure | None = None) -> None:
        download.state, download.failure = state, failure
        download.changed.emit(None)


def _follow(download: Download, ended: asyncio.Future[RecordEnded], event: StreamEvent) -> None:
    if isinstance(event, RecordProgress):
        download.octets, download.seconds = event.octets, event.seconds
        download.changed.emit(None)
    elif isinstance(event, RecordEnded) and not ended.done():
        ended.set_result(event)


def free_path(folder: Path, channel: ChannelRef, span: TimeSpan) -> Path:
    """A name of our own making that is not taken: channel, start and end. Nothing a device says but its identifier."""
    start, end = span.start.astimezone(CHINA), span.end.astimezone(CHINA)
    stem = f"{channel.channel_id}_{start:%Y%m%d-%H%M%S}_{end:%Y%m%d-%H%M%S}"
    candidates = itertools.chain([stem], (f"{stem}_{number}" for number in itertools.count(2)))
    return next(path for name in candidates if not (path := folder / f"{name}.mp4").exists())
