"""Reading the 8-byte front-end command as a camera does (GB/T 28181-2022 annex A.3).

Written from the standard's tables and on purpose without our encoder, so that a mistake there cannot hide.
"""

from dataclasses import dataclass
from enum import Enum

from console.model.ptz import LENS_STOP, STOP, LensMotion, PtzMotion

_SIZE = 8
_START = 0xA5
_SECOND = 0x0F  # version 1.0 in the upper half, the check of the first byte and the version in the lower


class PtzCommandError(ValueError):
    """These digits are no front-end command."""


class Action(Enum):
    """What is done to something numbered."""

    SET = "set"
    CALL = "call"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class PresetOrder:
    action: Action
    number: int


@dataclass(frozen=True, slots=True)
class CruiseOrder:
    """Codes 84 to 88; `value` is the preset, the speed or the seconds, as the code says."""

    code: int
    group: int
    value: int


@dataclass(frozen=True, slots=True)
class ScanOrder:
    """Codes 89 and 8A; `value` is 0 start, 1 left edge, 2 right edge, or the speed."""

    code: int
    group: int
    value: int


@dataclass(frozen=True, slots=True)
class SwitchOrder:
    """An auxiliary switch; 1 is the wiper."""

    number: int
    is_on: bool


Order = PtzMotion | LensMotion | PresetOrder | CruiseOrder | ScanOrder | SwitchOrder

_PRESET_ACTIONS = {0x81: Action.SET, 0x82: Action.CALL, 0x83: Action.DELETE}


def decode(digits: str) -> Order:
    """What 16 hexadecimal digits order; raises PtzCommandError with the reason for refusing them."""
    try:
        command = bytes.fromhex(digits.strip())
    except ValueError as error:
        raise PtzCommandError(f"{digits!r} is not hexadecimal") from error
    if len(command) != _SIZE:
        raise PtzCommandError(f"{len(command)} bytes, expected {_SIZE}")
    if command[0] != _START or command[1] != _SECOND:
        raise PtzCommandError(f"starts with {command[:2].hex()}, expected a50f")
    if sum(command[:7]) % 256 != command[7]:
        raise PtzCommandError(f"checksum {command[7]:02x}, computed {sum(command[:7]) % 256:02x}")
    code = command[3]
    if code < 0x40:
        return _motion(command)
    if code < 0x50:
        return _lens(command)
    return _numbered(command)


def _motion(command: bytes) -> PtzMotion:
    code, pan, tilt, zoom = command[3], command[4] / 255, command[5] / 255, (command[6] >> 4) / 15
    if code == 0:
        return STOP
    return PtzMotion(
        pan=_direction(code, 0x01, 0x02, "right and left") * pan,
        tilt=_direction(code, 0x08, 0x04, "up and down") * tilt,
        zoom=_direction(code, 0x10, 0x20, "zoom in and out") * zoom,
    )


def _lens(command: bytes) -> LensMotion:
    code = command[3]
    if code == 0x40:
        return LENS_STOP
    return LensMotion(
        focus=_direction(code, 0x01, 0x02, "focus far and near") * command[4] / 255,
        iris=_direction(code, 0x04, 0x08, "iris open and close") * command[5] / 255,
    )


def _numbered(command: bytes) -> Order:
    code, first, second, high = command[3], command[4], command[5], command[6] >> 4
    if code in _PRESET_ACTIONS:
        if second == 0:
            raise PtzCommandError("preset 0 is reserved")
        return PresetOrder(_PRESET_ACTIONS[code], second)
    if 0x84 <= code <= 0x88:
        # speed and dwell time have 12 bits, their upper 4 in the seventh byte
        return CruiseOrder(code, first, second | high << 8 if code in (0x86, 0x87) else second)
    if code in (0x89, 0x8A):
        return ScanOrder(code, first, second | high << 8 if code == 0x8A else second)
    if code in (0x8C, 0x8D):
        return SwitchOrder(first, code == 0x8C)
    raise PtzCommandError(f"unknown code {code:02x}")


def _direction(code: int, positive: int, negative: int, what: str) -> int:
    if code & positive and code & negative:
        raise PtzCommandError(f"{what} at once")
    return 1 if code & positive else -1 if code & negative else 0
