import pytest

from console.model.ptz import Preset
from console.protocol.gb28181 import manscdp, presets
from console.protocol.gb28181.edition import Edition
from console.protocol.gb28181.presets import PresetPart


def parse(content: str) -> PresetPart:
    text = f"<Response><CmdType>PresetQuery</CmdType><SN>1</SN>{content}</Response>"
    return presets.parse(manscdp.parse(text.encode()))


def item(number: str, name: str) -> str:
    return f"<Item><PresetID>{number}</PresetID><PresetName>{name}</PresetName></Item>"


class TestPresets:
    """GB/T 28181-2022 A.2.6.11."""

    def test_a_list_is_read(self):
        part = parse(f"<SumNum>2</SumNum><PresetList Num='2'>{item('1', 'Gate')}{item('255', '门')}</PresetList>")
        assert part == PresetPart(2, (Preset(1, "Gate"), Preset(255, "门")), 0)

    def test_without_sumnum_the_list_says_how_many(self):
        assert parse(f"<PresetList Num='1'>{item('1', 'x')}</PresetList>").total == 1
        assert parse("<PresetList Num='0'/>").total == 0
        assert parse("").total is None

    @pytest.mark.parametrize("number", ["", "0", "256", "x", "-1"])
    def test_numbers_out_of_range_are_counted(self, number):
        part = parse(f"<PresetList>{item(number, 'x')}{item('007', 'y')}</PresetList>")
        assert part == PresetPart(None, (Preset(7, "y"),), 1)

    def test_the_query_asks_the_channel(self):
        asked = manscdp.parse(presets.encode_query("44010200491320000101", 9, edition=Edition.V2016))
        assert (asked.command, asked.sn, asked.device_id) == ("PresetQuery", 9, "44010200491320000101")
        assert asked.command in presets.COMMANDS
