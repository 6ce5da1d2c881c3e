"""Which stretches of time can be asked for. Days are those of China Standard Time."""

from datetime import date, datetime, timedelta
from enum import Enum

from console.model.clock import CHINA
from console.model.records import TimeSpan

SHORTEST = timedelta(seconds=10)
LONGEST = timedelta(days=31)


class SpanReason(Enum):
    """Why a span cannot be asked for."""

    ENDS_FIRST = "ends-first"
    TOO_SHORT = "too-short"
    TOO_LONG = "too-long"


def day_span(day: date) -> TimeSpan:
    """From midnight to midnight."""
    start = datetime(day.year, day.month, day.day, tzinfo=CHINA)
    return TimeSpan(start, start + timedelta(days=1))


def refusal(start: datetime, end: datetime) -> SpanReason | None:
    """None where this can be asked for."""
    if end <= start:
        return SpanReason.ENDS_FIRST
    if end - start < SHORTEST:
        return SpanReason.TOO_SHORT
    return SpanReason.TOO_LONG if end - start > LONGEST else None


def is_whole_day(span: TimeSpan) -> bool:
    return span == day_span(span.start.astimezone(CHINA).date())
