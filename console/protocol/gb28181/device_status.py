"""DeviceInfo and DeviceStatus queries and their answers (GB/T 28181-2022 A.2.6.4, A.2.6.5)."""

from console.model.device_answers import DeviceInformation, DeviceStatus
from console.model.identity import is_acceptable_id
from console.protocol.gb28181 import manscdp
from console.protocol.gb28181.edition import Edition
from console.protocol.gb28181.manscdp import Message
from console.protocol.gb28181.times import parse_time

INFORMATION_COMMAND = "DeviceInfo"
STATUS_COMMAND = "DeviceStatus"
ALARMS_LIMIT = 1000

_YES = ("ON", "ONLINE", "OK", "TRUE", "1")
_NO = ("OFF", "OFFLINE", "ERROR", "FALSE", "0")


def encode_information_query(device_id: str, sn: int, *, edition: Edition) -> bytes:
    return manscdp.encode_query(INFORMATION_COMMAND, sn, device_id=device_id, edition=edition)


def encode_status_query(device_id: str, sn: int, *, edition: Edition) -> bytes:
    return manscdp.encode_query(STATUS_COMMAND, sn, device_id=device_id, edition=edition)


def parse_information(message: Message) -> DeviceInformation:
    root = message.root
    channels = root.integer("Channel")
    return DeviceInformation(
        name=root.line("DeviceName"),
        manufacturer=root.line("Manufacturer"),
        model=root.line("Model"),
        firmware=root.line("Firmware"),
        channels=channels if channels is not None else root.integer("MaxCamera"),  # until 2016
    )


def parse_status(message: Message) -> DeviceStatus:
    root = message.root
    alarms = root.child("Alarmstatus")
    return DeviceStatus(
        online=_yes_or_no(root.value("Online")),
        works=_yes_or_no(root.value("Status")),
        reason=root.line("Reason"),
        encodes=_yes_or_no(root.value("Encode")),
        records=_yes_or_no(root.value("Record")),
        device_time=parse_time(root.value("DeviceTime")),
        alarms=tuple(
            (item.value("DeviceID"), item.line("DutyStatus").upper())
            for item in (alarms.children() if alarms else ())
            if is_acceptable_id(item.value("DeviceID"))
        )[:ALARMS_LIMIT],
    )


def _yes_or_no(text: str) -> bool | None:
    word = text.upper()
    if word in _YES:
        return True
    return False if word in _NO else None
