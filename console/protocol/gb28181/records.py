"""RecordInfo queries and their answers (GB/T 28181-2022 A.2.4.5, A.2.6.8)."""

from dataclasses import dataclass

from console.model.catalog import ChannelRef
from console.model.records import RecordClip, RecordType, TimeSpan
from console.protocol.gb28181 import manscdp
from console.protocol.gb28181.edition import Edition
from console.protocol.gb28181.manscdp import Message
from console.protocol.gb28181.markup import Element
from console.protocol.gb28181.times import encode_time, parse_time

COMMAND = "RecordInfo"
PATH_LIMIT = 1024  # characters

_TYPES = {kind.value: kind for kind in RecordType}


@dataclass(frozen=True, slots=True)
class RecordPart:
    """One message of an answer; `total` is what the device announces for all of them."""

    total: int | None
    clips: tuple[RecordClip, ...]
    unreadable: int  # items without a usable start and end


def encode_query(
    channel_id: str, sn: int, *, span: TimeSpan, kind: RecordType = RecordType.ALL, edition: Edition
) -> bytes:
    """Every recording of a channel that touches `span`. Dahua recorders find nothing when Type is left out."""
    return manscdp.encode_query(
        COMMAND,
        sn,
        device_id=channel_id,
        fields=[
            ("StartTime", encode_time(span.start)),
            ("EndTime", encode_time(span.end)),
            ("Secrecy", "0"),
            ("Type", kind.value),
        ],
        edition=edition,
    )


def parse(message: Message, channel: ChannelRef) -> RecordPart:
    """The clips of one answer about `channel`; an item's own DeviceID may be the recorder's and is not looked at."""
    items = [_parse_item(element, channel) for element in message.root.every("Item")]
    clips = tuple(clip for clip in items if clip is not None)
    return RecordPart(message.root.integer("SumNum"), clips, len(items) - len(clips) + message.unreadable)


def _parse_item(element: Element, channel: ChannelRef) -> RecordClip | None:
    start, end = parse_time(element.value("StartTime")), parse_time(element.value("EndTime"))
    if start is None or end is None or not start < end:
        return None
    return RecordClip(
        channel=channel,
        span=TimeSpan(start, end),
        type=_TYPES.get(element.value("Type").lower(), RecordType.TIME),
        name=element.line("Name"),
        file_path=element.value("FilePath")[:PATH_LIMIT],
        size=element.integer("FileSize"),
        stream_number=element.integer("StreamNumber"),
    )
