from datetime import datetime

import pytest

from console.model.clock import CHINA
from console.protocol.gb28181 import manscdp, notify
from console.protocol.gb28181.edition import Edition
from console.protocol.gb28181.manscdp import Kind, Message
from console.protocol.gb28181.notify import Alarm, Keepalive, MediaStatus
from tests.protocol.gb28181.captured import device_bodies


def message(command: str, fields: str) -> Message:
    text = f"<Notify><CmdType>{command}</CmdType><SN>1</SN><DeviceID>34</DeviceID>{fields}</Notify>"
    return manscdp.parse(text.encode("gb18030"))


class TestKeepalive:
    """GB/T 28181-2022 A.2.5.2."""

    @pytest.mark.parametrize(
        ("fields", "works"),
        [
            ("<Status>OK</Status>", True),
            ("<Status>ON</Status>", True),
            ("<Status/>", True),
            ("", True),
            ("<Result>OK</Result>", True),
            ("<Status>error</Status>", False),
        ],
    )
    def test_only_an_error_is_a_fault(self, fields, works):
        assert notify.parse_keepalive(message("Keepalive", fields)) == Keepalive(works)

    def test_faulty_parts_are_named(self):
        fields = "<Status>ERROR</Status><Info><DeviceID>35</DeviceID><DeviceID>36</DeviceID><DeviceID/></Info>"
        assert notify.parse_keepalive(message("Keepalive", fields)) == Keepalive(False, ("35", "36"))

    def test_real_keepalives_are_read(self, shared_data):
        bodies = [body for _, _, body in device_bodies(shared_data) if b"Keepalive" in body]
        assert len(bodies) == 11
        assert {notify.parse_keepalive(manscdp.parse(body)) for body in bodies} == {Keepalive(True)}


class TestMediaStatus:
    """GB/T 28181-2022 A.2.5.4."""

    def test_121_is_the_end(self):
        assert notify.parse_media_status(message("MediaStatus", "<NotifyType>121</NotifyType>")).is_end
        assert not notify.parse_media_status(message("MediaStatus", "<NotifyType>122</NotifyType>")).is_end
        assert notify.parse_media_status(message("MediaStatus", "")) == MediaStatus(None)


class TestAlarm:
    """GB/T 28181-2022 A.2.5.3."""

    def test_it_is_read(self):
        fields = (
            "<AlarmPriority>4</AlarmPriority><AlarmMethod>5</AlarmMethod><AlarmTime>2026-03-01T08:15:02</AlarmTime>"
            "<AlarmDescription>有人</AlarmDescription><Info><AlarmType>2</AlarmType></Info>"
        )
        expected = Alarm(4, 5, 2, datetime(2026, 3, 1, 8, 15, 2, tzinfo=CHINA), "有人")
        assert notify.parse_alarm(message("Alarm", fields)) == expected

    def test_other_platforms_write_info_small(self):
        assert notify.parse_alarm(message("Alarm", "<info><AlarmType>6</AlarmType></info>")).type == 6

    def test_what_is_not_said_is_not_known(self):
        assert notify.parse_alarm(message("Alarm", "")) == Alarm(None, None, None, None)

    def test_the_answer_repeats_the_number(self):
        answer = manscdp.parse(notify.encode_alarm_answer(88, "44010200491340000004", edition=Edition.V2016))
        assert (answer.kind, answer.command, answer.sn) == (Kind.RESPONSE, "Alarm", 88)
        assert answer.root.value("Result") == "OK"
