"""Recordings without a network: searches and downloads that a test or the gallery lets go on by hand."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from console.model.catalog import ChannelRef
from console.model.failure import Failure
from console.model.records import RecordClip, RecordType, TimeSpan
from console.services.download import Download, DownloadState
from console.services.records import Search
from console.state.signal import Signal
from tests.gui.wall.scenery import START, HandClock, ref
from ui.records.access import RecordsAccess
from ui.records.spans import day_span

TODAY = day_span(START.date())
MIDNIGHT = TODAY.start


def at(hour: float = 0, minute: float = 0, second: float = 0) -> datetime:
    """A moment of TODAY."""
    return MIDNIGHT + timedelta(hours=hour, minutes=minute, seconds=second)


def clip(
    start: datetime,
    minutes: float = 10,
    *,
    type: RecordType = RecordType.TIME,
    channel: ChannelRef = ref(1),  # noqa: B008
    size: int | None = None,
) -> RecordClip:
    return RecordClip(channel, TimeSpan(start, start + timedelta(minutes=minutes)), type, size=size)


class StagedSearch(Search):
    """Finds what it is told to find."""

    is_cancelled = False

    def find(self, clips: Sequence[RecordClip], total: int | None = None) -> None:
        """Parts have come; `clips` are all so far."""
        self.add(clips, total)

    def end(self, *, complete: bool = True, failure: Failure | None = None) -> None:
        self.complete = complete
        self.failure = failure
        self.finish()

    def cancel(self) -> None:
        self.is_cancelled = True
        self.finish()


class FakeRecords:
    def __init__(self) -> None:
        self.searches: list[StagedSearch] = []

    def search(self, channel: ChannelRef, span: TimeSpan, kind: RecordType = RecordType.ALL) -> StagedSearch:
        self.searches.append(StagedSearch(channel, span, kind))
        return self.searches[-1]


class StagedDownload(Download):
    def say(self, state: DownloadState, **values: object) -> None:
        self.state = state
        for name, value in values.items():
            setattr(self, name, value)
        self.changed.emit(None)

    def cancel(self) -> None:
        self.say(DownloadState.CANCELLED)


class FakeDownloads:
    def __init__(self, clock: HandClock) -> None:
        self.changed: Signal[Download] = Signal()
        self.started: list[StagedDownload] = []
        self._clock = clock

    def all(self) -> Sequence[Download]:
        return tuple(self.started)

    def start(self, channel: ChannelRef, span: TimeSpan, folder: Path) -> Download:
        self.started.append(StagedDownload(channel, span, folder / "a.mp4", self._clock.monotonic()))
        self.changed.emit(self.started[-1])
        return self.started[-1]


class RecordsScenery:
    """All the panel needs; `folder` is what the operator has chosen for downloads."""

    def __init__(self, folder: Path | None = None) -> None:
        self.records = FakeRecords()
        self.clock = HandClock()
        self.downloads = FakeDownloads(self.clock)
        self.folder = folder
        self.names: dict[ChannelRef, str] = {ref(1): "Gate North", ref(2): "Yard", ref(3): "Hall"}

    @property
    def access(self) -> RecordsAccess:
        def remember(folder: Path) -> None:
            self.folder = folder

        return RecordsAccess(
            records=self.records,
            downloads=self.downloads,
            clock=self.clock,
            name_of=lambda channel: self.names.get(channel, channel.channel_id),
            download_folder=lambda: self.folder,
            remember_download_folder=remember,
        )
