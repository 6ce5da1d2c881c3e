"""Searching recordings: day by day, since recorders refuse or cut longer windows (protocol reference 3.6)."""

import asyncio
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import TypeAlias

from console.model.catalog import ChannelRef
from console.model.clock import CHINA
from console.model.failure import Failure, NoAnswer, Refused
from console.model.records import RecordClip, RecordSearch, RecordType, TimeSpan
from console.protocol.gb28181 import records
from console.protocol.gb28181.collect import Collector
from console.protocol.gb28181.manscdp import Message
from console.services.clock import Clock
from console.services.messages import Messages
from console.services.tasks import Tasks
from console.state.signal import Signal

FIRST_PART_WITHIN = 15.0  # seconds
WHOLE_WITHIN = 120.0  # seconds, of one day
ATTEMPTS = 2  # parts are lost on UDP

_ClipKey: TypeAlias = tuple[datetime, datetime, str, int | None]


class Search:
    """A search under way: `result` grows, `changed` tells; `failure` says why it ended early."""

    def __init__(self, channel: ChannelRef, span: TimeSpan, kind: RecordType) -> None:
        self.changed: Signal[None] = Signal()
        self.channel = channel
        self.span = span
        self.kind = kind
        self.total: int | None = None  # what the device announced so far
        self.complete = False
        self.failure: Failure | None = None
        self.finished = False
        self.task: asyncio.Task[None] | None = None
        self._clips: dict[_ClipKey, RecordClip] = {}
        self._result: RecordSearch | None = None

    @property
    def result(self) -> RecordSearch:
        """What was found so far, oldest first; sorted when it is asked for, since it may come in thousands of parts."""
        if self._result is None:
            clips = tuple(sorted(self._clips.values(), key=lambda clip: clip.span))
            self._result = RecordSearch(self.channel, self.span, clips, self.total, self.complete)
        return self._result

    def add(self, clips: Iterable[RecordClip], total: int | None) -> None:
        """Each is kept once: one across midnight is found on both days, and a repeated query finds all again."""
        self._clips.update((_key(clip), clip) for clip in clips)
        self.total = total
        self._result = None
        self.changed.emit(None)

    def cancel(self) -> None:
        """Keep what was found; the search stays marked as incomplete."""
        if self.task:
            self.task.cancel()

    def finish(self) -> None:
        """Nothing more will be found."""
        self.finished = True
        self._result = None
        self.changed.emit(None)


class Records:
    """Searches recordings of devices."""

    def __init__(self, messages: Messages, tasks: Tasks, clock: Clock) -> None:
        self._messages = messages
        self._tasks = tasks
        self._clock = clock

    def search(self, channel: ChannelRef, span: TimeSpan, kind: RecordType = RecordType.ALL) -> Search:
        """Start a search for every recording of `channel` that touches `span`; returns at once."""
        search = Search(channel, span, kind)
        search.task = self._tasks.start(self._run(search), f"records of {channel}")
        search.task.add_done_callback(lambda _: search.finish())  # also when it is cancelled before it began
        return search

    async def _run(self, search: Search) -> None:
        try:
            days = [await self._search_day(search, day) for day in days_of(search.span)]
            search.complete = all(days)
        except Failure as failure:
            search.failure = failure

    async def _search_day(self, search: Search, day: TimeSpan) -> bool:
        """Whether everything the device announced has come; raises what `Messages.query` does, NoAnswer, Refused."""
        announced = search.total or 0
        for attempt in range(ATTEMPTS):
            collector: Collector[_ClipKey, RecordClip] = Collector(
                self._clock.monotonic(), first_within=FIRST_PART_WITHIN, whole_within=WHOLE_WITHIN
            )
            try:
                await self._collect(search, day, announced, collector)
            except NoAnswer:
                if attempt + 1 == ATTEMPTS:
                    raise
            if collector.is_complete:
                return True
        return False

    async def _collect(
        self, search: Search, day: TimeSpan, announced: int, collector: Collector[_ClipKey, RecordClip]
    ) -> None:
        channel = search.channel
        async with self._messages.query(
            channel.device_id,
            channel.channel_id,
            (records.COMMAND,),
            lambda sn, edition: records.encode_query(
                channel.channel_id, sn, span=day, kind=search.kind, edition=edition
            ),
        ) as expectation:
            while not collector.is_finished(now := self._clock.monotonic()):
                message = await expectation.next(collector.deadline - now)
                if message is not None:
                    self._take(search, message, announced, collector)
        if collector.total is None and not collector.received:
            raise NoAnswer(records.COMMAND, FIRST_PART_WITHIN, accepted=True)

    def _take(
        self, search: Search, message: Message, announced: int, collector: Collector[_ClipKey, RecordClip]
    ) -> None:
        """Show every part at once, together with what earlier days and attempts brought."""
        if message.is_refused:
            raise Refused(records.COMMAND, 0, message.root.value("Reason"))
        part = records.parse(message, search.channel)
        collector.add(
            part.total,
            [(_key(clip), clip) for clip in part.clips],
            self._clock.monotonic(),
            unreadable=part.unreadable,
        )
        search.add(part.clips, None if collector.total is None else announced + collector.total)


def days_of(span: TimeSpan) -> Iterator[TimeSpan]:
    """`span` cut at midnight of China Standard Time."""
    start = span.start
    while start < span.end:
        midnight = (start.astimezone(CHINA) + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        end = min(midnight, span.end)
        yield TimeSpan(start, end)
        start = end


def _key(clip: RecordClip) -> _ClipKey:
    return clip.span.start, clip.span.end, clip.file_path, clip.stream_number
