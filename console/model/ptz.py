"""Motions of a camera and its presets."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PtzMotion:
    """Speeds from -1.0 to 1.0; right, up and tele are positive."""

    pan: float = 0.0
    tilt: float = 0.0
    zoom: float = 0.0


@dataclass(frozen=True, slots=True)
class LensMotion:
    """Speeds from -1.0 to 1.0; far focus and an opening iris are positive."""

    focus: float = 0.0
    iris: float = 0.0


@dataclass(frozen=True, slots=True)
class Preset:
    """A stored position; numbers run from 1 to 255."""

    number: int
    name: str = ""


STOP = PtzMotion()
LENS_STOP = LensMotion()
