"""The recordings of one channel, for painting and pointing. Moments are seconds since 1970."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import accumulate, compress

from console.model.records import RecordClip, RecordType, TimeSpan
from ui.records.scale import Scale

PAINTED = (RecordType.TIME, RecordType.MANUAL, RecordType.ALARM)  # the later ones over the earlier ones
LANDING = timedelta(seconds=10)  # how long before the end of a recording a step back into it arrives


class Track:
    """`clips` must be in the order of their starts; they may overlap."""

    def __init__(self, clips: Sequence[RecordClip] = ()) -> None:
        self.clips = tuple(clips)
        self._starts = [clip.span.start.timestamp() for clip in self.clips]
        ends = [clip.span.end.timestamp() for clip in self.clips]
        self._reach = list(accumulate(ends, max))
        # Of each type, starts and how far the recordings up to there reach; both ascend.
        self._stretches: dict[RecordType, tuple[list[float], list[float]]] = {}
        for kind in PAINTED:
            chosen = [clip.type is kind for clip in self.clips]
            reach = accumulate(compress(ends, chosen), max)
            self._stretches[kind] = list(compress(self._starts, chosen)), list(reach)

    def bars(self, kind: RecordType, scale: Scale) -> Iterator[tuple[float, float]]:
        """Left and right of what is to be painted; recordings less than a pixel apart are one."""
        starts, reach = self._stretches[kind]
        within = scale.seconds_per_pixel
        number = bisect_right(reach, scale.start)
        while number < len(starts) and starts[number] < scale.end:
            start, end = starts[number], reach[number]
            while (beyond := bisect_right(starts, end + within, number + 1)) > number + 1:
                number = beyond - 1
                end = reach[number]
            yield scale.x(start), scale.x(end)
            number += 1

    def at(self, moment: datetime) -> list[RecordClip]:
        """The recordings of a moment, the one that began last first."""
        second = moment.timestamp()
        found: list[RecordClip] = []
        number = bisect_right(self._starts, second) - 1
        while number >= 0 and self._reach[number] > second:
            if moment in self.clips[number].span:
                found.append(self.clips[number])
            number -= 1
        return found

    def next_start(self, moment: datetime) -> datetime | None:
        """Where the next recording begins."""
        number = bisect_left(self._starts, moment.timestamp())
        return self.clips[number].span.start if number < len(self.clips) else None

    def snapped(self, moment: datetime) -> datetime | None:
        """`moment` where something was recorded, else the start of the next recording; None: nothing follows."""
        return moment if self.at(moment) else self.next_start(moment)

    def stepped(self, moment: datetime, step: timedelta) -> datetime:
        """`moment` moved. A step into a gap leaves it on the other side: a step back would lead to where it began."""
        target = moment + step
        if self.at(target) or not self.clips:
            return target
        if step > timedelta():
            return self.next_start(target) or target
        number = bisect_right(self._starts, target.timestamp()) - 1
        if number < 0:
            return self.clips[0].span.start
        ended_last = max(self.clips[: number + 1], key=lambda clip: clip.span.end)
        return max(ended_last.span.start, ended_last.span.end - LANDING)

    @property
    def whole(self) -> TimeSpan | None:
        """From the first start to the last end."""
        return TimeSpan(self.clips[0].span.start, max(clip.span.end for clip in self.clips)) if self.clips else None

    def octets_in(self, span: TimeSpan) -> int | None:
        """An estimate of what the recordings in `span` hold; None where one of them does not tell its size.

        An alarm is mostly listed once more within what was recorded anyway; no moment is counted twice.
        """
        total, counted = 0.0, span.start
        for clip in self._touching(span):
            end = min(clip.span.end, span.end)
            fresh = end - max(clip.span.start, counted)
            if fresh <= timedelta():
                continue
            if clip.size is None:
                return None
            total += clip.size * (fresh / clip.span.length)
            counted = end
        return round(total) or None

    def has_any_in(self, span: TimeSpan) -> bool:
        return next(self._touching(span), None) is not None

    def _touching(self, span: TimeSpan) -> Iterator[RecordClip]:
        for number in range(bisect_right(self._reach, span.start.timestamp()), len(self.clips)):
            clip = self.clips[number]
            if clip.span.start >= span.end:
                return
            if clip.span.end > span.start:
                yield clip
