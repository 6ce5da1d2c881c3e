"""What can be pressed to move a camera, and the motion that several pushes make together."""

from collections.abc import Set
from enum import Enum, auto

from console.model.ptz import LensMotion, PtzMotion


class Axis(Enum):
    """Along what a camera moves; positive is right, up, tele, far and open."""

    PAN = auto()
    TILT = auto()
    ZOOM = auto()
    FOCUS = auto()
    IRIS = auto()


class Push(Enum):
    """An axis and the sign of the motion along it."""

    LEFT = (Axis.PAN, -1)
    RIGHT = (Axis.PAN, 1)
    DOWN = (Axis.TILT, -1)
    UP = (Axis.TILT, 1)
    WIDE = (Axis.ZOOM, -1)
    TELE = (Axis.ZOOM, 1)
    NEAR = (Axis.FOCUS, -1)
    FAR = (Axis.FOCUS, 1)
    CLOSE = (Axis.IRIS, -1)
    OPEN = (Axis.IRIS, 1)

    @property
    def axis(self) -> Axis:
        return self.value[0]

    @property
    def sign(self) -> int:
        return self.value[1]


Pushes = frozenset[Push]
NOTHING: Pushes = frozenset()

# What a camera moves by separate motors: a command that does not mention one may leave it running.
_DRIVES = ((Axis.PAN, Axis.TILT), (Axis.ZOOM,), (Axis.FOCUS,), (Axis.IRIS,))


def motion_of(pushes: Set[Push], speed: float) -> PtzMotion:
    """The turning and zooming of `pushes` at `speed` (0 to 1); opposite ones cancel each other."""
    return PtzMotion(
        pan=speed * _sign(pushes, Axis.PAN),
        tilt=speed * _sign(pushes, Axis.TILT),
        zoom=speed * _sign(pushes, Axis.ZOOM),
    )


def lens_motion_of(pushes: Set[Push], speed: float) -> LensMotion:
    """The focusing of `pushes` and their change of the iris."""
    return LensMotion(focus=speed * _sign(pushes, Axis.FOCUS), iris=speed * _sign(pushes, Axis.IRIS))


def running_drives(pushes: Set[Push]) -> frozenset[int]:
    """The drives that `pushes` set in motion, by number."""
    return frozenset(number for number, axes in enumerate(_DRIVES) if any(_sign(pushes, axis) for axis in axes))


def _sign(pushes: Set[Push], axis: Axis) -> int:
    return sum(push.sign for push in pushes if push.axis is axis)
