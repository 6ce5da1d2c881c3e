"""The front-end control command (GB/T 28181-2022 annex A.3): eight octets, written as 16 hexadecimal digits."""

from dataclasses import dataclass
from enum import IntFlag

from console.model.ptz import LensMotion, PtzMotion

FIRST_OCTET = 0xA5
VERSION = 0  # of the command format, 1.0
ADDRESS = 1  # customary; devices do not look at it

PRESET_SET = 0x81
PRESET_CALL = 0x82
PRESET_DELETE = 0x83


class _Move(IntFlag):
    RIGHT = 0x01
    LEFT = 0x02
    DOWN = 0x04
    UP = 0x08
    ZOOM_IN = 0x10
    ZOOM_OUT = 0x20


class _Lens(IntFlag):
    FOCUS_FAR = 0x01
    FOCUS_NEAR = 0x02
    IRIS_OPEN = 0x04
    IRIS_CLOSE = 0x08
    LENS = 0x40  # tells these codes from those of _Move


@dataclass(frozen=True, slots=True)
class PtzCommand:
    """Octets 4 to 7: what to do and its three parameters, the last of four bits."""

    code: int
    first: int = 0
    second: int = 0
    third: int = 0
    address: int = ADDRESS  # 12 bits

    def encode(self) -> str:
        """Raises ValueError for a parameter that does not fit."""
        if not (0 <= self.third <= 0x0F and 0 <= self.address <= 0xFFF):
            raise ValueError(f"{self} does not fit into the command")
        check = (FIRST_OCTET >> 4) + (FIRST_OCTET & 0x0F) + VERSION
        octets = bytes(
            [
                FIRST_OCTET,
                VERSION << 4 | check % 16,
                self.address & 0xFF,
                self.code,
                self.first,
                self.second,
                self.third << 4 | self.address >> 8,
            ]
        )
        return (octets + bytes([sum(octets) % 256])).hex().upper()

    @classmethod
    def parse(cls, text: str) -> "PtzCommand":
        """Raises ValueError unless `text` is a command with a right checksum."""
        octets = bytes.fromhex(text)
        if len(octets) != 8 or octets[0] != FIRST_OCTET:
            raise ValueError(f"{text[:40]!r} is no PTZ command")
        if sum(octets[:7]) % 256 != octets[7]:
            raise ValueError(f"checksum {octets[7]:02X}, expected {sum(octets[:7]) % 256:02X}")
        address = (octets[6] & 0x0F) << 8 | octets[2]
        return cls(octets[3], octets[4], octets[5], octets[6] >> 4, address)

    def describe(self) -> str:
        """In plain English, for a trace: "right 50, up 32", "call preset 3"."""
        if self.code < 0x40:
            return _describe_move(self)
        if self.code < 0x80:
            return _describe_lens(self)
        action = {PRESET_SET: "set", PRESET_CALL: "call", PRESET_DELETE: "delete"}.get(self.code)
        return f"{action} preset {self.second}" if action else f"command {self.code:02X}"


STOP = PtzCommand(0)  # pan, tilt and zoom; also ends a cruise or scan
LENS_STOP = PtzCommand(_Lens.LENS)  # focus and iris, which STOP does not end


def move(motion: PtzMotion) -> PtzCommand:
    """Turn and zoom as the displayed picture moves; a motion of nothing is the stop."""
    code = _choose(motion.pan, _Move.RIGHT, _Move.LEFT)
    code |= _choose(motion.tilt, _Move.UP, _Move.DOWN)
    code |= _choose(motion.zoom, _Move.ZOOM_IN, _Move.ZOOM_OUT)
    # Zoom has four bits: a larger number would spill into the address and turn another camera.
    return PtzCommand(code, _speed(motion.pan, 0xFF), _speed(motion.tilt, 0xFF), _speed(motion.zoom, 0x0F))


def adjust_lens(motion: LensMotion) -> PtzCommand:
    """Focus and iris; a motion of nothing is the stop of both."""
    code = _Lens.LENS | _choose(motion.focus, _Lens.FOCUS_FAR, _Lens.FOCUS_NEAR)
    code |= _choose(motion.iris, _Lens.IRIS_OPEN, _Lens.IRIS_CLOSE)
    return PtzCommand(code, _speed(motion.focus, 0xFF), _speed(motion.iris, 0xFF))


def set_preset(number: int) -> PtzCommand:
    """Store the present position; numbers run from 1 to 255, ValueError for others."""
    return _preset(PRESET_SET, number)


def call_preset(number: int) -> PtzCommand:
    """Go to a stored position; numbers run from 1 to 255, ValueError for others."""
    return _preset(PRESET_CALL, number)


def delete_preset(number: int) -> PtzCommand:
    """Forget a stored position; numbers run from 1 to 255, ValueError for others."""
    return _preset(PRESET_DELETE, number)


def _preset(code: int, number: int) -> PtzCommand:
    if not 1 <= number <= 255:
        raise ValueError(f"preset {number}, expected 1 to 255")
    return PtzCommand(code, second=number)


def _choose(speed: float, positive: int, negative: int) -> int:
    """One of two opposite bits, never both; none for a standstill or for what is no number."""
    if speed > 0:
        return positive
    return negative if speed < 0 else 0


def _speed(speed: float, limit: int) -> int:
    """-1.0 to 1.0 as 0 to `limit`, at least 1 while moving: some domes take 0 for their default speed."""
    if not (speed > 0 or speed < 0):
        return 0
    return max(1, round(min(abs(speed), 1.0) * limit))


def _describe_move(command: PtzCommand) -> str:
    speeds = {"RIGHT": command.first, "LEFT": command.first, "DOWN": command.second, "UP": command.second}
    return _list_bits(_Move(command.code), speeds, command.third) or "stop"


def _describe_lens(command: PtzCommand) -> str:
    focus, iris = command.first, command.second
    speeds = {"FOCUS_FAR": focus, "FOCUS_NEAR": focus, "IRIS_OPEN": iris, "IRIS_CLOSE": iris}
    return _list_bits(_Lens(command.code & ~_Lens.LENS), speeds, 0) or "lens stop"


def _list_bits(bits: IntFlag, speeds: dict[str, int], other: int) -> str:
    names = (bit.name or "" for bit in bits)
    return ", ".join(f"{name.lower().replace('_', ' ')} {speeds.get(name, other)}" for name in names)
