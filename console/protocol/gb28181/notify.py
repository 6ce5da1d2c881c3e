"""What devices tell unasked (GB/T 28181-2022 A.2.5): Keepalive, MediaStatus, Alarm."""

from dataclasses import dataclass
from datetime import datetime

from console.model.identity import is_acceptable_id
from console.protocol.gb28181 import manscdp
from console.protocol.gb28181.edition import Edition
from console.protocol.gb28181.manscdp import Message
from console.protocol.gb28181.times import parse_time

KEEPALIVE_COMMAND = "Keepalive"
MEDIA_STATUS_COMMAND = "MediaStatus"
ALARM_COMMAND = "Alarm"
END_OF_FILE = 121  # NotifyType: everything that was asked for has been sent
FAULTY_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class Keepalive:
    """`works` is false only where the device says ERROR: others send ON, OK or nothing."""

    works: bool
    faulty: tuple[str, ...] = ()  # parts of the device that are broken


@dataclass(frozen=True, slots=True)
class MediaStatus:
    """The state of a playback or download."""

    notify_type: int | None

    @property
    def is_end(self) -> bool:
        return self.notify_type == END_OF_FILE


@dataclass(frozen=True, slots=True)
class Alarm:
    """An alarm; the numbers are those of the tables in A.2.5.3, None where the device sends none."""

    priority: int | None  # 1 is the most urgent
    method: int | None
    type: int | None
    alarmed_at: datetime | None
    description: str = ""


def parse_keepalive(message: Message) -> Keepalive:
    faulty = (element.text for element in message.root.every("DeviceID"))
    named = tuple(part for part in faulty if is_acceptable_id(part) and part != message.device_id)
    return Keepalive(message.root.value("Status").upper() != "ERROR", named[:FAULTY_LIMIT])


def parse_media_status(message: Message) -> MediaStatus:
    return MediaStatus(message.root.integer("NotifyType"))


def parse_alarm(message: Message) -> Alarm:
    root = message.root
    details = root.child("Info") or root
    return Alarm(
        priority=root.integer("AlarmPriority"),
        method=root.integer("AlarmMethod"),
        type=details.integer("AlarmType"),
        alarmed_at=parse_time(root.value("AlarmTime")),
        description=root.line("AlarmDescription"),
    )


def encode_alarm_answer(sn: int, device_id: str, *, edition: Edition) -> bytes:
    """The answer a device must get besides the 200 of its MESSAGE, or it sends the alarm again."""
    return manscdp.encode_response(ALARM_COMMAND, sn, device_id=device_id, fields=[("Result", "OK")], edition=edition)
