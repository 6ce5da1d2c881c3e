"""console.simulator.ptz_command: the vectors of gb28181.md 5.4, read by the device's own decoder (annex A.3)."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.model.ptz import LENS_STOP, STOP, LensMotion, PtzMotion
from console.simulator.ptz_command import (
    Action,
    CruiseOrder,
    PresetOrder,
    PtzCommandError,
    ScanOrder,
    SwitchOrder,
    decode,
)

_V32, _V20, _V40, _V7D = 0x32 / 255, 0x20 / 255, 0x40 / 255, 0x7D / 255

_VECTORS = {
    "A50F0100000000B5": STOP,
    "A50F0101320000E8": PtzMotion(pan=_V32),
    "A50F0102320000E9": PtzMotion(pan=-_V32),
    "A50F0104003200EB": PtzMotion(tilt=-_V32),
    "A50F0108003200EF": PtzMotion(tilt=_V32),
    "A50F01094020001E": PtzMotion(pan=_V40, tilt=_V20),
    "A50F01067D7D00B5": PtzMotion(pan=-_V7D, tilt=-_V7D),
    "A50F010A32320023": PtzMotion(pan=-_V32, tilt=_V32),
    "A50F01053232001E": PtzMotion(pan=_V32, tilt=-_V32),
    "A50F0110000010D5": PtzMotion(zoom=1 / 15),
    "A50F011000008045": PtzMotion(zoom=8 / 15),
    "A50F012000008055": PtzMotion(zoom=-8 / 15),
    "A50F01291F1FF00C": PtzMotion(pan=0x1F / 255, tilt=0x1F / 255, zoom=-1.0),
    "A50F0001320000E7": PtzMotion(pan=_V32),
    "A50F23013200010B": PtzMotion(pan=_V32),
    "A50F0140000000F5": LENS_STOP,
    "A50F014132000028": LensMotion(focus=_V32),
    "A50F014232000029": LensMotion(focus=-_V32),
    "A50F01440032002B": LensMotion(iris=_V32),
    "A50F01480032002F": LensMotion(iris=-_V32),
    "A50F01492020003E": LensMotion(focus=_V20, iris=-_V20),
    "A50F018100010037": PresetOrder(Action.SET, 1),
    "A50F018200010038": PresetOrder(Action.CALL, 1),
    "A50F018300010039": PresetOrder(Action.DELETE, 1),
    "A50F018200FF0036": PresetOrder(Action.CALL, 255),
    "A50F01840103003D": CruiseOrder(0x84, 1, 3),
    "A50F01850103003E": CruiseOrder(0x85, 1, 3),
    "A50F01850100003B": CruiseOrder(0x85, 1, 0),
    "A50F0186016400A0": CruiseOrder(0x86, 1, 100),
    "A50F0187010A0047": CruiseOrder(0x87, 1, 10),
    "A50F0187012C1079": CruiseOrder(0x87, 1, 300),
    "A50F01880100003E": CruiseOrder(0x88, 1, 0),
    "A50F01890100003F": ScanOrder(0x89, 1, 0),
    "A50F018901010040": ScanOrder(0x89, 1, 1),
    "A50F018901020041": ScanOrder(0x89, 1, 2),
    "A50F018A01FF104F": ScanOrder(0x8A, 1, 0x1FF),
    "A50F018C01000042": SwitchOrder(1, True),
    "A50F018D01000043": SwitchOrder(1, False),
}


@pytest.mark.parametrize(("digits", "order"), _VECTORS.items(), ids=_VECTORS)
def test_vector(digits, order):
    assert decode(digits) == order
    assert decode(digits.lower()) == order


@pytest.mark.parametrize(
    ("digits", "reason"),
    [
        ("A50F0101320000E9", "checksum"),
        ("A50F01013200", "bytes"),
        ("not hexadecimal!", "hexadecimal"),
        ("A40F0101320000E7", "starts with"),
        ("A500010132000" + "0D9", "starts with"),
        ("A50F0103323200" + "1C", "right and left"),
        ("A50F010C323200" + "25", "up and down"),
        ("A50F0130000080" + "65", "zoom"),
        ("A50F0182000000" + "37", "reserved"),
        ("A50F0160000000" + "15", "unknown code"),
    ],
)
def test_refused_with_the_reason(digits, reason):
    with pytest.raises(PtzCommandError, match=reason):
        decode(digits)


@given(st.text(max_size=20) | st.binary(min_size=8, max_size=8).map(bytes.hex))
def test_anything_is_decoded_or_refused(digits):
    with suppress(PtzCommandError):
        decode(digits)
