"""What a device says of itself when asked: DeviceInfo and DeviceStatus (GB/T 28181-2022 A.2.6.4 and A.2.6.5)."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class DeviceInformation:
    """Empty and None where the device does not say."""

    name: str = ""
    manufacturer: str = ""
    model: str = ""
    firmware: str = ""
    channels: int | None = None  # video inputs


@dataclass(frozen=True, slots=True)
class DeviceStatus:
    """Empty and None where the device does not say."""

    online: bool | None = None
    works: bool | None = None  # false: the device reports a fault
    reason: str = ""  # of the fault
    encodes: bool | None = None
    records: bool | None = None
    device_time: datetime | None = None  # its own clock, to be compared with ours
    alarms: tuple[tuple[str, str], ...] = ()  # alarm input and its duty: ONDUTY, OFFDUTY, ALARM
