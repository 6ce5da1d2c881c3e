from datetime import datetime

import pytest

from console.model.clock import CHINA
from console.model.device_answers import DeviceInformation, DeviceStatus
from console.protocol.gb28181 import device_status, manscdp
from console.protocol.gb28181.edition import Edition
from console.protocol.gb28181.manscdp import Message
from tests.protocol.gb28181.captured import device_bodies


def message(command: str, fields: str) -> Message:
    return manscdp.parse(f"<Response><CmdType>{command}</CmdType><SN>1</SN>{fields}</Response>".encode())


def captured(shared_data, command: str) -> list[Message]:
    marker = f"<CmdType>{command}</CmdType>".encode()
    return [manscdp.parse(body) for _, _, body in device_bodies(shared_data) if marker in body]


class TestInformation:
    """GB/T 28181-2022 A.2.6.4."""

    def test_it_is_read(self):
        fields = (
            "<DeviceName>Gate</DeviceName><Result>OK</Result><Manufacturer>Acme</Manufacturer><Model>X1</Model>"
            "<Firmware>V1</Firmware><Channel>4</Channel>"
        )
        expected = DeviceInformation("Gate", "Acme", "X1", "V1", 4)
        assert device_status.parse_information(message("DeviceInfo", fields)) == expected

    def test_older_editions_count_cameras(self):
        found = device_status.parse_information(message("DeviceInfo", "<MaxCamera>8</MaxCamera>"))
        assert found == DeviceInformation(channels=8)

    def test_real_answers_are_read(self, shared_data):
        found = {device_status.parse_information(answer) for answer in captured(shared_data, "DeviceInfo")}
        assert DeviceInformation("camera", "cdjp", "rv1126", "V1.0.0", 1) in found
        assert DeviceInformation("", "liwen", "28181", "fireware", 1) in found


class TestStatus:
    """GB/T 28181-2022 A.2.6.5."""

    def test_it_is_read(self):
        fields = (
            "<Result>OK</Result><Online>ONLINE</Online><Status>ERROR</Status><Reason>disk</Reason><Encode>ON</Encode>"
            "<Record>OFF</Record><DeviceTime>2026-03-01T08:00:00</DeviceTime><Alarmstatus Num='2'><Item>"
            "<DeviceID>44010200491340000001</DeviceID><DutyStatus>ONDUTY</DutyStatus></Item><Item/></Alarmstatus>"
        )
        assert device_status.parse_status(message("DeviceStatus", fields)) == DeviceStatus(
            online=True,
            works=False,
            reason="disk",
            encodes=True,
            records=False,
            device_time=datetime(2026, 3, 1, 8, tzinfo=CHINA),
            alarms=(("44010200491340000001", "ONDUTY"),),
        )

    @pytest.mark.parametrize(("said", "meant"), [("online", True), ("OFFLINE", False), ("", None), ("maybe", None)])
    def test_what_is_not_said_is_not_known(self, said, meant):
        assert device_status.parse_status(message("DeviceStatus", f"<Online>{said}</Online>")).online is meant

    def test_a_real_answer_is_read(self, shared_data):
        (answer,) = captured(shared_data, "DeviceStatus")
        found = device_status.parse_status(answer)
        assert (found.online, found.works, found.encodes, found.records) == (True, True, True, False)
        assert found.device_time == datetime(2026, 11, 20, 18, 11, 10, tzinfo=CHINA)


class TestQuery:
    def test_each_asks_its_own(self):
        for encode, command in (
            (device_status.encode_information_query, "DeviceInfo"),
            (device_status.encode_status_query, "DeviceStatus"),
        ):
            asked = manscdp.parse(encode("44010200491180000007", 3, edition=Edition.V2016))
            assert (asked.command, asked.sn, asked.device_id) == (command, 3, "44010200491180000007")
