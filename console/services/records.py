"""Searching recordings: day by day, since recorders refuse or cut longer windows (protocol reference 3.6)."""

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import replace
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
        self.kind = kind
        self.result = RecordSearch(channel, span)
        self.failure: Failure | None = None
        self.finished = False
        self.task: asyncio.Task[None] | None = None

    def cancel(self) -> None:
        """Keep what was found; the search stays marked as incomplete."""
        if self.task:
            self.task.cancel()

    def finish(self) -> None:
        """Nothing more will be found."""
        self.finished = True
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
        complete = True
        try:
            for day in days_of(search.result.span):
                complete = await self._search_day(search, day) and complete
            search.result = replace(search.result, complete=complete)
        except Failure as failure:
            search.failure = failure

    async def _search_day(self, search: Search, day: TimeSpan) -> bool:
        """Whether everything the device announced has come; raises what `Messages.query` does, NoAnswer, Refused."""
        found = search.result
        for attempt in range(ATTEMPTS):
            collector: Collector[_ClipKey, RecordClip] = Collector(
                self._clock.monotonic(), first_within=FIRST_PART_WITHIN, whole_within=WHOLE_WITHIN
            )
            try:
                await self._collect(search, day, found, collector)
            except NoAnswer:
                if attempt + 1 == ATTEMPTS:
                    raise
            if collector.is_complete:
                return True
        return False

    async def _collect(
        self, search: Search, day: TimeSpan, found: RecordSearch, collector: Collector[_ClipKey, RecordClip]
    ) -> None:
        channel = search.result.channel
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
                    self._take(search, message, found, collector)
        if collector.total is None and not collector.received:
            raise NoAnswer(records.COMMAND, FIRST_PART_WITHIN, accepted=True)

    def _take(
        self, search: Search, message: Message, found: RecordSearch, collector: Collector[_ClipKey, RecordClip]
    ) -> None:
        """Show every part at once, together with what earlier days and attempts brought."""
        if message.is_refused:
            raise Refused(records.COMMAND, 0, message.root.value("Reason"))
        part = records.parse(message, search.result.channel)
        collector.add(
            part.total,
            [(_key(clip), clip) for clip in part.clips],
            self._clock.monotonic(),
            unreadable=part.unreadable,
        )
        total = None if collector.total is None else (found.total or 0) + collector.total
        search.result = replace(search.result, clips=_merge((*search.result.clips, *collector.items)), total=total)
        search.changed.emit(None)


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


def _merge(clips: Iterable[RecordClip]) -> tuple[RecordClip, ...]:
    """Oldest first, each once: a clip across midnight is found on both days, and a repeated query finds all again."""
    return tuple(sorted({_key(clip): clip for clip in clips}.values(), key=lambda clip: clip.span))
