"""Times as MANSCDP writes them: `2026-03-01T08:00:00`, without a zone, meaning China Standard Time."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from console.model.clock import CHINA

# Cameras also send a blank for the T, single digits, a fraction, a zone, and 24:00:00 for the end of a day.
_TIME = re.compile(
    r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})[Tt\s]+([0-9]{1,2}):([0-9]{1,2})(?::([0-9]{1,2})(?:[.,]([0-9]{1,9}))?)?"
    r"\s*([Zz]|[+-][0-9]{2}:?[0-9]{2})?"
)
_LENGTH_LIMIT = 64  # characters; the longest time has 35


def parse_time(text: str) -> datetime | None:
    """An aware time in China Standard Time, None for what is no time."""
    match = _TIME.fullmatch(text.strip()) if len(text) <= _LENGTH_LIMIT else None
    if match is None:
        return None
    year, month, day, hour, minute = (int(match[index]) for index in range(1, 6))
    if hour > 24 or minute > 59 or int(match[6] or 0) > 60:
        return None
    past_midnight = timedelta(
        hours=hour, minutes=minute, seconds=int(match[6] or 0), microseconds=int(f"{match[7] or 0:0<6}"[:6])
    )
    try:
        midnight = datetime(year, month, day, tzinfo=_zone(match[8] or ""))
        return (midnight + past_midnight).astimezone(CHINA)
    except (ValueError, OverflowError):  # no such day, or beyond year 9999
        return None


def encode_time(moment: datetime) -> str:
    """`moment`, aware, in whole seconds of China Standard Time."""
    return moment.astimezone(CHINA).strftime("%Y-%m-%dT%H:%M:%S")


def _zone(text: str) -> tzinfo:
    if not text:
        return CHINA
    if text in "Zz":
        return UTC
    offset = timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    return timezone(-offset if text[0] == "-" else offset)
