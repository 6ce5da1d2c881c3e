"""Recordings kept by a device or its platform."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

from console.model.catalog import ChannelRef


@dataclass(frozen=True, slots=True, order=True)
class TimeSpan:
    """From `start` up to `end`, both aware."""

    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        return self.end - self.start

    def __contains__(self, moment: datetime) -> bool:
        return self.start <= moment < self.end


class RecordType(Enum):
    """Why something was recorded; `ALL` only asks."""

    ALL = "all"
    TIME = "time"
    ALARM = "alarm"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class RecordClip:
    """One recorded stretch of a channel, as the device tells it."""

    channel: ChannelRef
    span: TimeSpan
    type: RecordType = RecordType.TIME
    name: str = ""
    file_path: str = ""  # the device's own name for it; never opened by us
    size: int | None = None  # bytes
    stream_number: int | None = None  # 0 main, 1 and up sub-streams; devices tell it since 2022


@dataclass(frozen=True, slots=True)
class RecordSearch:
    """The result of a search so far; an incomplete one is shown as such, never as if it were all."""

    channel: ChannelRef
    span: TimeSpan
    clips: tuple[RecordClip, ...] = field(default_factory=tuple)
    total: int | None = None  # what the device announced; None until its first answer
    complete: bool = False
