import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.model.ptz import LENS_STOP, STOP, LensMotion, PtzMotion
from console.protocol.gb28181 import ptz
from console.protocol.gb28181.ptz import PtzCommand

MOTIONS = {
    "A50F0101320000E8": PtzMotion(pan=0x32 / 255),
    "A50F0102320000E9": PtzMotion(pan=-0x32 / 255),
    "A50F0104003200EB": PtzMotion(tilt=-0x32 / 255),
    "A50F0108003200EF": PtzMotion(tilt=0x32 / 255),
    "A50F01094020001E": PtzMotion(pan=0x40 / 255, tilt=0x20 / 255),
    "A50F01067D7D00B5": PtzMotion(pan=-0x7D / 255, tilt=-0x7D / 255),
    "A50F010A32320023": PtzMotion(pan=-0x32 / 255, tilt=0x32 / 255),
    "A50F01053232001E": PtzMotion(pan=0x32 / 255, tilt=-0x32 / 255),
    "A50F0110000010D5": PtzMotion(zoom=1 / 15),
    "A50F011000008045": PtzMotion(zoom=8 / 15),
    "A50F012000008055": PtzMotion(zoom=-8 / 15),
    "A50F01291F1FF00C": PtzMotion(pan=0x1F / 255, tilt=0x1F / 255, zoom=-1.0),
    "A50F0100000000B5": STOP,
}
LENS_MOTIONS = {
    "A50F0140000000F5": LENS_STOP,
    "A50F014132000028": LensMotion(focus=0x32 / 255),
    "A50F014232000029": LensMotion(focus=-0x32 / 255),
    "A50F01440032002B": LensMotion(iris=0x32 / 255),
    "A50F01480032002F": LensMotion(iris=-0x32 / 255),
    "A50F01492020003E": LensMotion(focus=0x20 / 255, iris=-0x20 / 255),
}
COMMANDS = {
    "A50F018100010037": ptz.set_preset(1),
    "A50F018200010038": ptz.call_preset(1),
    "A50F018300010039": ptz.delete_preset(1),
    "A50F018200FF0036": ptz.call_preset(255),
    "A50F0001320000E7": PtzCommand(0x01, 0x32, address=0),
    "A50F23013200010B": PtzCommand(0x01, 0x32, address=0x123),
    "A50F01840103003D": PtzCommand(0x84, 1, 3),
    "A50F01850103003E": PtzCommand(0x85, 1, 3),
    "A50F01850100003B": PtzCommand(0x85, 1, 0),
    "A50F0186016400A0": PtzCommand(0x86, 1, 100),
    "A50F0187010A0047": PtzCommand(0x87, 1, 10),
    "A50F0187012C1079": PtzCommand(0x87, 1, 300 & 0xFF, 300 >> 8),
    "A50F01880100003E": PtzCommand(0x88, 1),
    "A50F01890100003F": PtzCommand(0x89, 1, 0),
    "A50F018901010040": PtzCommand(0x89, 1, 1),
    "A50F018901020041": PtzCommand(0x89, 1, 2),
    "A50F018A01FF104F": PtzCommand(0x8A, 1, 0xFF, 1),
    "A50F018C01000042": PtzCommand(0x8C, 1),
    "A50F018D01000043": PtzCommand(0x8D, 1),
}
SPEED = st.one_of(st.floats(-2, 2), st.sampled_from([0.0, float("nan"), float("inf"), -float("inf"), 1e-9]))


class TestVectors:
    """GB/T 28181-2022 annex A.3; the vectors of the protocol reference, section 5.4."""

    @pytest.mark.parametrize("text", MOTIONS)
    def test_motions(self, text):
        assert ptz.move(MOTIONS[text]).encode() == text

    @pytest.mark.parametrize("text", LENS_MOTIONS)
    def test_lens_motions(self, text):
        assert ptz.adjust_lens(LENS_MOTIONS[text]).encode() == text

    @pytest.mark.parametrize("text", COMMANDS)
    def test_commands(self, text):
        assert COMMANDS[text].encode() == text

    @pytest.mark.parametrize("text", [*MOTIONS, *LENS_MOTIONS, *COMMANDS])
    def test_all_of_them_are_read_back(self, text):
        assert PtzCommand.parse(text).encode() == text
        assert PtzCommand.parse(text.lower()).encode() == text


class TestMotion:
    @given(SPEED, SPEED, SPEED)
    def test_opposite_bits_are_never_set_together_and_nothing_spills_over(self, pan, tilt, zoom):
        command = ptz.move(PtzMotion(pan, tilt, zoom))
        assert command.code & 0x03 != 0x03
        assert command.code & 0x0C != 0x0C
        assert command.code & 0x30 != 0x30
        assert command.code < 0x40
        assert PtzCommand.parse(command.encode()) == command

    @given(SPEED, SPEED)
    def test_the_lens_never_goes_both_ways(self, focus, iris):
        command = ptz.adjust_lens(LensMotion(focus, iris))
        assert command.code & 0x03 != 0x03
        assert command.code & 0x0C != 0x0C
        assert command.code & 0xF0 == 0x40
        assert PtzCommand.parse(command.encode()) == command

    def test_the_slowest_motion_still_moves(self):
        command = ptz.move(PtzMotion(0.0001, -0.0001, 0.0001))
        assert (command.first, command.second, command.third) == (1, 1, 1)

    def test_too_fast_is_full_speed(self):
        command = ptz.move(PtzMotion(9, -9, 9))
        assert (command.first, command.second, command.third) == (0xFF, 0xFF, 0x0F)

    def test_no_number_is_no_motion(self):
        assert ptz.move(PtzMotion(float("nan"), 0, 0)) == ptz.STOP


class TestLimits:
    @pytest.mark.parametrize("number", [0, 256, -1])
    def test_presets_run_from_1_to_255(self, number):
        for order in (ptz.set_preset, ptz.call_preset, ptz.delete_preset):
            with pytest.raises(ValueError, match="expected 1 to 255"):
                order(number)

    @pytest.mark.parametrize("command", [PtzCommand(256), PtzCommand(0, 256), PtzCommand(0, third=16)])
    def test_what_does_not_fit_is_refused(self, command):
        with pytest.raises(ValueError):  # noqa: PT011 - from bytes() or our own, either will do
            command.encode()

    @pytest.mark.parametrize("text", ["", "A5", "zz", "A50F0100000000B6", "A60F0100000000B6", "A50F0100000000B500"])
    def test_what_is_no_command_is_refused(self, text):
        with pytest.raises(ValueError):  # noqa: PT011 - from fromhex() or our own, either will do
            PtzCommand.parse(text)

    @given(st.text(max_size=24))
    def test_anything_is_read_or_refused(self, text):
        try:
            PtzCommand.parse(text)
        except ValueError:
            return


class TestDescribe:
    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("A50F0100000000B5", "stop"),
            ("A50F01094020001E", "right 64, up 32"),
            ("A50F01291F1FF00C", "right 31, up 31, zoom out 15"),
            ("A50F0140000000F5", "lens stop"),
            ("A50F01492020003E", "focus far 32, iris close 32"),
            ("A50F018200FF0036", "call preset 255"),
            ("A50F018C01000042", "command 8C"),
        ],
    )
    def test_a_trace_reads_as_words(self, text, words):
        assert PtzCommand.parse(text).describe() == words
