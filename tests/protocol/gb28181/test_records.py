from datetime import UTC, datetime

import pytest

from console.model.catalog import ChannelRef
from console.model.clock import CHINA
from console.model.records import RecordClip, RecordType, TimeSpan
from console.protocol.gb28181 import manscdp, records
from console.protocol.gb28181.edition import Edition
from console.protocol.gb28181.records import RecordPart
from tests.protocol.gb28181.captured import device_bodies

CHANNEL = ChannelRef("44010200491180000007", "44010200491320000101")
EIGHT, NINE = datetime(2026, 3, 1, 8, tzinfo=CHINA), datetime(2026, 3, 1, 9, tzinfo=CHINA)
TIMES = "<StartTime>2026-03-01T08:00:00</StartTime><EndTime>2026-03-01T09:00:00</EndTime>"


def parse(items: str) -> RecordPart:
    text = (
        f"<Response><CmdType>RecordInfo</CmdType><SN>5002</SN><DeviceID>{CHANNEL.channel_id}</DeviceID>"
        f'<Name>Gate A</Name><SumNum>1</SumNum><RecordList Num="1">{items}</RecordList></Response>'
    )
    return records.parse(manscdp.parse(text.encode("gb18030")), CHANNEL)


class TestParse:
    """GB/T 28181-2022 A.2.6.8."""

    def test_an_item_is_read(self):
        part = parse(
            f"<Item><DeviceID>44010200491320000101</DeviceID><Name>东门</Name><FilePath>1772323200_1772326800</FilePath>"
            f"<Address>disk1</Address>{TIMES}<Secrecy>0</Secrecy><Type>alarm</Type><FileSize>731906048</FileSize>"
            f"<StreamNumber>1</StreamNumber></Item>"
        )
        clip = RecordClip(
            CHANNEL,
            TimeSpan(EIGHT, NINE),
            RecordType.ALARM,
            name="东门",
            file_path="1772323200_1772326800",
            size=731906048,
            stream_number=1,
        )
        assert part == RecordPart(1, (clip,), 0)

    @pytest.mark.parametrize("said", ["", "Time", "0", "all day"])
    def test_an_unknown_type_is_a_plain_recording(self, said):
        assert parse(f"<Item>{TIMES}<Type>{said}</Type></Item>").clips[0].type is RecordType.TIME

    @pytest.mark.parametrize(
        "times",
        [
            "",
            "<StartTime>2026-03-01T08:00:00</StartTime>",
            "<StartTime>x</StartTime><EndTime>2026-03-01T09:00:00</EndTime>",
            "<StartTime>2026-03-01T09:00:00</StartTime><EndTime>2026-03-01T08:00:00</EndTime>",
            "<StartTime>2026-03-01T09:00:00</StartTime><EndTime>2026-03-01T09:00:00</EndTime>",
        ],
    )
    def test_an_item_without_a_span_is_counted(self, times):
        part = parse(f"<Item>{times}</Item><Item>{TIMES}</Item>")
        assert (len(part.clips), part.unreadable) == (1, 1)

    def test_what_a_real_device_answered_is_read(self, shared_data):
        (body,) = [body for _, _, body in device_bodies(shared_data) if b"<RecordList" in body]
        part = records.parse(manscdp.parse(body), CHANNEL)
        assert (part.total, part.unreadable) == (2, 0)
        first, second = part.clips
        assert first.span.start == datetime(2024, 12, 29, 22, 19, 7, tzinfo=UTC)
        assert first.span.end == second.span.start


class TestQuery:
    def test_times_are_beijing_time_whatever_the_zone(self):
        span = TimeSpan(datetime(2026, 2, 28, 16, 0, 0, 999, tzinfo=UTC), datetime(2026, 3, 1, 15, 59, 59, tzinfo=UTC))
        message = manscdp.parse(records.encode_query(CHANNEL.channel_id, 7, span=span, edition=Edition.V2016))
        assert message.root.value("StartTime") == "2026-03-01T00:00:00"
        assert message.root.value("EndTime") == "2026-03-01T23:59:59"
        assert message.device_id == CHANNEL.channel_id

    @pytest.mark.parametrize("kind", RecordType)
    def test_the_type_is_always_said(self, kind):
        body = records.encode_query("1", 7, span=TimeSpan(EIGHT, NINE), kind=kind, edition=Edition.V2011)
        assert manscdp.parse(body).root.value("Type") == kind.value
