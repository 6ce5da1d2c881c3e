"""The camera on its pan-tilt head: where it looks at a time, after the motions and preset rides it was told.

A camera is told things in the order they happen and may be asked about any time after the last of them; it never reads
a clock. Positions are shares of what it can reach: pan and tilt from -1.0 (left, down) to 1.0 (right, up), zoom as a
magnification from 1.0 on.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from console.model.ptz import LENS_STOP, STOP, LensMotion, PtzMotion

MAX_ZOOM = 6.0
PAN_SPEED = 0.5  # of the reach per second at full speed: four seconds from end to end
TILT_SPEED = 0.6
ZOOM_SPEED = 2.0  # at full speed the magnification doubles every 1 / ZOOM_SPEED seconds
LENS_SPEED = 0.5
RIDE_SECONDS = 1.2  # to a preset, whatever the way


@dataclass(frozen=True, slots=True)
class View:
    """What the camera sees; focus is off by -1.0 (near) to 1.0 (far), iris 0.0 is right and 1.0 wide open."""

    pan: float = 0.0
    tilt: float = 0.0
    zoom: float = 1.0
    focus: float = 0.0
    iris: float = 0.0


HOME = View()


@dataclass(frozen=True, slots=True)
class _Course:
    """What the camera does since a time; replaced as a whole, as pictures are painted in another thread."""

    view: View
    since: float = 0.0
    motion: PtzMotion = STOP
    lens: LensMotion = LENS_STOP
    target: View | None = None  # of a preset ride

    def view_at(self, now: float) -> View:
        elapsed = max(0.0, now - self.since)
        view, motion, lens = self.view, self.motion, self.lens
        if self.target is not None:
            return _between(view, self.target, min(1.0, elapsed / RIDE_SECONDS))
        slowness = 1.0 / view.zoom  # magnified four times, the same speed moves the picture as fast as before
        return View(
            pan=_clamped(view.pan + motion.pan * PAN_SPEED * slowness * elapsed),
            tilt=_clamped(view.tilt + motion.tilt * TILT_SPEED * slowness * elapsed),
            zoom=min(MAX_ZOOM, max(1.0, view.zoom * 2 ** (motion.zoom * ZOOM_SPEED * min(elapsed, 60.0)))),
            focus=_clamped(view.focus + lens.focus * LENS_SPEED * elapsed),
            iris=_clamped(view.iris + lens.iris * LENS_SPEED * elapsed),
        )


class Camera:
    """One camera head with its presets, by number."""

    def __init__(self, home: View = HOME, presets: Mapping[int, tuple[str, View]] | None = None) -> None:
        self.presets: dict[int, tuple[str, View]] = dict(presets or {})
        self._course = _Course(home)

    @property
    def is_moving(self) -> bool:
        """Whether it was told to move and not yet to stop."""
        return self._course.motion != STOP or self._course.lens != LENS_STOP

    def view(self, now: float) -> View:
        """Where it looks at `now`, in seconds of the clock the commands were timed by."""
        return self._course.view_at(now)

    def move(self, motion: PtzMotion, now: float) -> None:
        """Pan, tilt and zoom at these speeds until told otherwise; any motion, and STOP, ends a preset ride."""
        self._course = _Course(self.view(now), now, motion, self._course.lens)

    def adjust(self, lens: LensMotion, now: float) -> None:
        """Turn focus and iris at these speeds until told otherwise."""
        self._course = _Course(self.view(now), now, self._course.motion, lens)

    def store_preset(self, number: int, name: str, now: float) -> None:
        self.presets[number] = (name, replace(self.view(now), focus=0.0, iris=0.0))

    def call_preset(self, number: int, now: float) -> bool:
        """Ride to a preset; False where there is none of that number."""
        if number not in self.presets:
            return False
        self._course = _Course(self.view(now), now, target=self.presets[number][1])
        return True

    def delete_preset(self, number: int) -> bool:
        return self.presets.pop(number, None) is not None


def _between(origin: View, target: View, share: float) -> View:
    """A smooth ride: it starts and ends at rest."""
    eased = share * share * (3 - 2 * share)

    def mixed(start: float, end: float) -> float:
        return start + (end - start) * eased

    return View(
        mixed(origin.pan, target.pan),
        mixed(origin.tilt, target.tilt),
        origin.zoom * (target.zoom / origin.zoom) ** eased,
        mixed(origin.focus, target.focus),
        mixed(origin.iris, target.iris),
    )


def _clamped(value: float) -> float:
    return min(1.0, max(-1.0, value))
