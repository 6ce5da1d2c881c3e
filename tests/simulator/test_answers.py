"""console.simulator.answers: what a device answers and does."""

from dataclasses import replace
from datetime import datetime
from xml.etree import ElementTree

import pytest

from console.model.clock import CHINA
from console.simulator.answers import Answers
from console.simulator.channel import SimulatedChannel
from console.simulator.faults import Faults
from console.simulator.personality import Personality
from console.simulator.picture.camera import RIDE_SECONDS
from console.simulator.ptz_command import Action, PresetOrder
from console.simulator.requests import Order, read
from console.simulator.site import RECORDER, DeviceDescription

_NOW = datetime(2026, 3, 1, 15, 0, tzinfo=CHINA).timestamp()
_DOME, _FIXED = RECORDER.channels[0], RECORDER.channels[2]


class _Clock:
    def __init__(self) -> None:
        self.now = _NOW

    def __call__(self) -> float:
        return self.now


class _Device:
    """The answers of a recorder without sockets, and its clock."""

    def __init__(self, faults: Faults | None = None, description: DeviceDescription = RECORDER) -> None:
        self.clock = _Clock()
        self.channels = {
            one.channel_id: SimulatedChannel(one, clock=self.clock, seed=0) for one in description.channels
        }
        self.answers = Answers(description, self.channels, faults or Faults(), self.clock)

    def ask(self, text: str) -> list[ElementTree.Element]:
        return [ElementTree.fromstring(answer) for answer in self.answers.to(_order(text))]

    def steer(self, digits: str, channel_id: str = _DOME.channel_id, extra: str = "") -> object:
        return self.answers.obey(
            _order(
                f"<Control><CmdType>DeviceControl</CmdType><SN>1</SN><DeviceID>{channel_id}</DeviceID>"
                f"<PTZCmd>{digits}</PTZCmd>{extra}</Control>"
            )
        )


def _order(text: str) -> Order:
    order = read(text.encode())
    assert order is not None
    return order


def _query(command: str, device_id: str = RECORDER.device_id, extra: str = "") -> str:
    return f"<Query><CmdType>{command}</CmdType><SN>0042</SN><DeviceID>{device_id}</DeviceID>{extra}</Query>"


def _items(parts: list[ElementTree.Element]) -> list[str]:
    return [item.findtext("DeviceID") for part in parts for item in part.iter("Item")]


class TestCatalog:
    """GB/T 28181-2022 annexes J and M."""

    def test_comes_in_parts_that_add_up_and_repeat_the_sn(self):
        parts = _Device().ask(_query("Catalog"))
        assert len(parts) > 5
        assert {part.findtext("SN") for part in parts} == {"0042"}
        assert {int(part.findtext("SumNum")) for part in parts} == {len(_items(parts))}
        assert all(int(part.find("DeviceList").get("Num")) == len(list(part.iter("Item"))) for part in parts)
        assert len(_items(parts)) == len(RECORDER.channels) + len(RECORDER.folders)

    @pytest.mark.parametrize("size", [1, 3, 100])
    def test_part_size_is_a_habit_of_the_device(self, size):
        description = replace(RECORDER, personality=Personality(items_per_message=size))
        parts = _Device(description=description).ask(_query("Catalog"))
        assert max(len(list(part.iter("Item"))) for part in parts) == min(size, 14)

    def test_of_an_organisation_has_it_and_what_is_in_it(self):
        entrances = RECORDER.folders[3].folder_id
        assert set(_items(_Device().ask(_query("Catalog", entrances)))) == {
            entrances,
            *(one.channel_id for one in RECORDER.channels if entrances in one.parent_ids),
        }

    def test_of_something_unknown_is_empty(self):
        (part,) = _Device().ask(_query("Catalog", "1" * 20))
        assert part.findtext("SumNum") == "0"
        assert part.find("DeviceList") is None

    def test_faults(self):
        healthy = _Device().ask(_query("Catalog"))
        assert _Device(Faults(wrong_total=5)).ask(_query("Catalog"))[0].findtext("SumNum") == str(
            len(_items(healthy)) + 5
        )
        assert len(_items(_Device(Faults(catalog_duplicates=3)).ask(_query("Catalog")))) == len(_items(healthy)) + 3
        assert len(_Device(Faults(catalog_missing=2)).ask(_query("Catalog"))) == len(healthy) - 2
        shuffled = _items(_Device(Faults(catalog_shuffled=True, seed=4)).ask(_query("Catalog")))
        assert shuffled != _items(healthy)
        assert sorted(shuffled) == sorted(_items(healthy))


class TestQueries:
    def test_device_info_and_status(self):
        (info,) = _Device().ask(_query("DeviceInfo"))
        (status,) = _Device().ask(_query("DeviceStatus"))
        assert info.findtext("Channel") == str(len(RECORDER.channels))
        assert status.findtext("DeviceTime") == "2026-03-01T15:00:00"

    def test_records_come_in_parts_of_the_wanted_type(self):
        span = "<StartTime>2026-02-28T15:00:00</StartTime><EndTime>2026-03-01T15:00:00</EndTime>"
        device = _Device()
        everything = device.ask(_query("RecordInfo", _DOME.channel_id, span + "<Type>all</Type>"))
        alarms = device.ask(_query("RecordInfo", _DOME.channel_id, span + "<Type>alarm</Type>"))
        assert len(everything) > 5
        assert 0 < len(_items(alarms)) < len(_items(everything))
        assert {item.findtext("Type") for part in alarms for item in part.iter("Item")} == {"alarm"}

    def test_records_of_long_ago_are_an_empty_answer(self):
        span = "<StartTime>2020-02-28T15:00:00</StartTime><EndTime>2020-03-01T15:00:00</EndTime>"
        (part,) = _Device().ask(_query("RecordInfo", _DOME.channel_id, span))
        assert part.findtext("SumNum") == "0"

    def test_presets(self):
        parts = _Device().ask(_query("PresetQuery", _DOME.channel_id))
        presets = {
            item.findtext("PresetID"): item.findtext("PresetName") for part in parts for item in part.iter("Item")
        }
        assert presets == {str(number): name for number, (name, _) in _DOME.presets.items()}

    def test_basic_parameters(self):
        (answer,) = _Device().ask(_query("ConfigDownload", extra="<ConfigType>BasicParam/VideoParamOpt</ConfigType>"))
        assert answer.findtext("BasicParam/HeartBeatInterval") == "60"

    @pytest.mark.parametrize("command", ["CruiseTrackListQuery", "SDCardStatus", "Nonsense"])
    def test_what_is_not_served_is_an_error(self, command):
        (answer,) = _Device().ask(_query(command))
        assert (answer.findtext("CmdType"), answer.findtext("Result")) == (command, "ERROR")


class TestControls:
    """GB/T 28181-2022 table 1: which are answered at all."""

    @pytest.mark.parametrize(
        ("element", "answered"),
        [
            ("<PTZCmd>A50F0100000000B5</PTZCmd>", False),
            ("<IFameCmd>Send</IFameCmd>", False),
            ("<TeleBoot>Boot</TeleBoot>", False),
            ("<GuardCmd>SetGuard</GuardCmd>", True),
            ("<RecordCmd>Record</RecordCmd>", True),
        ],
    )
    def test_answers(self, element, answered):
        answers = _Device().ask(
            f"<Control><CmdType>DeviceControl</CmdType><SN>1</SN><DeviceID>2</DeviceID>{element}</Control>"
        )
        assert [answer.findtext("Result") for answer in answers] == ["ERROR"] * answered


class TestSteering:
    def test_the_camera_moves_until_stop(self):
        device = _Device()
        camera = device.channels[_DOME.channel_id].camera
        device.steer("A50F0101FF0000B5")  # right at full speed
        device.clock.now += 1.0
        device.steer("A50F0100000000B5")
        assert camera.view(_NOW + 1).pan == pytest.approx(0.5)
        assert camera.view(_NOW + 99) == camera.view(_NOW + 1)

    def test_a_fixed_camera_stays(self):
        device = _Device()
        device.steer("A50F0101FF0000B5", _FIXED.channel_id)
        assert not device.channels[_FIXED.channel_id].camera.is_moving

    def test_presets_are_stored_called_and_deleted(self):
        device = _Device()
        camera = device.channels[_DOME.channel_id].camera
        device.steer("A50F01810009" + _checksum("A50F01810009"), extra="<PresetName>Gate post</PresetName>")
        assert camera.presets[9][0] == "Gate post"
        assert device.steer("A50F018200020039") == PresetOrder(Action.CALL, 2)
        assert camera.view(_NOW + RIDE_SECONDS) == _DOME.presets[2][1]
        device.steer("A50F01830001" + _checksum("A50F01830001"))
        assert 1 not in camera.presets

    def test_a_wrong_command_moves_nothing(self):
        device = _Device()
        assert device.steer("A50F0101FF000000") is None
        assert not device.channels[_DOME.channel_id].camera.is_moving


def _checksum(digits: str) -> str:
    """Byte 7 as zero and byte 8 behind six bytes."""
    return f"00{sum(bytes.fromhex(digits)) % 256:02X}"
