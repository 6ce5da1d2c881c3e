"""The searched channels, and what was found so far."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from PySide6.QtCore import QObject, Signal

from console.model.catalog import ChannelRef
from console.model.failure import Failure
from console.model.records import RecordClip, RecordType, TimeSpan
from console.services.records import Records, Search
from ui.records.track import Track
from ui.widgets.listening import gathered

CHANNELS_LIMIT = 8
_AT_ONCE = 10_000  # recordings taken over in one go: more would be felt


class Stage(Enum):
    """How far a search has come."""

    IDLE = "idle"  # nothing was asked
    RUNNING = "running"
    COMPLETE = "complete"
    INCOMPLETE = "incomplete"  # less came than was announced
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Progress:
    """Of one channel or of all; `total` is what was announced, None until the first answer."""

    stage: Stage
    found: int = 0
    total: int | None = None
    failure: Failure | None = None
    ref: ChannelRef | None = None  # whose failure it is


class _Channel:
    """One channel: its newest search, and the track of what that has found."""

    def __init__(self) -> None:
        self.search: Search | None = None
        self.is_cancelled = False
        self.track = Track()
        self._disconnect: Callable[[], None] = lambda: None

    def use(self, search: Search, tell: Callable[[object], None]) -> None:
        """Have `tell` called when there is news, until another search is used."""
        self.leave()
        self.search, self.is_cancelled = search, False
        self._disconnect = search.changed.connect(tell)

    def leave(self) -> None:
        """Forget the search."""
        self._disconnect()
        self.search = None

    @property
    def clips(self) -> tuple[RecordClip, ...]:
        return self.search.result.clips if self.search else ()

    @property
    def is_behind(self) -> bool:
        """Whether more has come than is in `track`."""
        return self.track.clips is not self.clips

    def follow(self) -> None:
        """Take over what has come; a track of thousands is not made for nothing."""
        if self.is_behind:
            self.track = Track(self.clips)

    @property
    def progress(self) -> Progress:
        search = self.search
        if search is None:
            return Progress(Stage.IDLE)
        result = search.result
        if not search.finished:
            stage = Stage.RUNNING
        elif search.failure is not None:
            stage = Stage.FAILED
        elif result.complete:
            stage = Stage.COMPLETE
        else:
            stage = Stage.CANCELLED if self.is_cancelled else Stage.INCOMPLETE
        return Progress(stage, len(result.clips), result.total, search.failure, result.channel)


class Searches(QObject):
    """One search per channel, all for the same span and type."""

    changed = Signal()  # clips or progress; at most every 50 ms
    channels_changed = Signal()

    def __init__(self, records: Records, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._records = records
        self._channels: dict[ChannelRef, _Channel] = {}
        self._tell = gathered(self, self._follow)
        channels = self._channels
        self.destroyed.connect(lambda: _leave_all(channels.values()))
        self.span: TimeSpan | None = None  # of the newest search
        self.kind = RecordType.ALL

    @property
    def channels(self) -> Sequence[ChannelRef]:
        return tuple(self._channels)

    def track(self, ref: ChannelRef) -> Track:
        """What was found of a channel; empty for one that is not searched."""
        channel = self._channels.get(ref)
        return channel.track if channel else Track()

    def clips(self) -> list[RecordClip]:
        """Of all channels, oldest first."""
        found = [clip for channel in self._channels.values() for clip in channel.track.clips]
        found.sort(key=_start)
        return found

    def progress_of(self, ref: ChannelRef) -> Progress:
        return self._channels[ref].progress

    @property
    def progress(self) -> Progress:
        """Of all channels together: what still runs, else the worst."""
        each = [channel.progress for channel in self._channels.values()]
        worst = max(each, key=lambda one: _WEIGHT[one.stage], default=Progress(Stage.IDLE))
        totals = [one.total for one in each if one.total is not None]
        return Progress(
            worst.stage,
            sum(one.found for one in each),
            sum(totals) if totals else None,
            worst.failure,
            worst.ref,
        )

    @property
    def is_running(self) -> bool:
        return self.progress.stage is Stage.RUNNING

    def use(self, refs: Iterable[ChannelRef]) -> int:
        """Search these channels instead; how many are too many."""
        self.cancel()
        _leave_all(self._channels.values())
        self._channels.clear()
        return self.add(refs)

    def add(self, refs: Iterable[ChannelRef]) -> int:
        """Search these too; how many are too many."""
        fresh = [ref for ref in dict.fromkeys(refs) if ref not in self._channels]
        room = CHANNELS_LIMIT - len(self._channels)
        self._channels.update((ref, _Channel()) for ref in fresh[:room])
        self.channels_changed.emit()
        return max(0, len(fresh) - room)

    def remove(self, ref: ChannelRef) -> None:
        channel = self._channels.pop(ref, None)
        if channel is not None and channel.search is not None:
            channel.search.cancel()
            channel.leave()
        self.channels_changed.emit()
        self.changed.emit()

    def start(self, span: TimeSpan, kind: RecordType) -> None:
        """Ask all channels anew."""
        self.cancel()
        self.span, self.kind = span, kind
        _leave_all(self._channels.values())
        self.start_missing()

    def start_missing(self) -> None:
        """Ask those channels that were not asked yet for what the others were asked."""
        if self.span is None:
            return
        for ref, channel in self._channels.items():
            if channel.search is None:
                channel.use(self._records.search(ref, self.span, self.kind), self._tell)
                channel.follow()
        self.changed.emit()

    def cancel(self) -> None:
        """Keep what was found."""
        for channel in self._channels.values():
            if channel.search is not None and not channel.search.finished:
                channel.is_cancelled = True
                channel.search.cancel()

    def _follow(self) -> None:
        taken = 0
        for channel in self._channels.values():
            if channel.is_behind and taken >= _AT_ONCE:
                self._tell()  # the rest a moment later
                break
            taken += len(channel.clips) if channel.is_behind else 0
            channel.follow()
        self.changed.emit()


def _leave_all(channels: Iterable[_Channel]) -> None:
    for channel in channels:
        channel.leave()


def _start(clip: RecordClip) -> datetime:
    return clip.span.start


_WEIGHT = {
    Stage.IDLE: 0,
    Stage.COMPLETE: 1,
    Stage.CANCELLED: 2,
    Stage.INCOMPLETE: 3,
    Stage.FAILED: 4,
    Stage.RUNNING: 5,
}
