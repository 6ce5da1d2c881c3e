"""How light it is outdoors at an hour of the day in UTC+8, where the simulated site lies."""

from typing import NamedTuple

DAY = 86400.0  # seconds
UTC_OFFSET = 8 * 3600.0
STEPS = 16  # a scene is lit anew at each of these steps between night and day

_DAWN = (5.5 * 3600, 7.0 * 3600)  # from the first to the full light, seconds after midnight
_DUSK = (18.0 * 3600, 19.5 * 3600)


class Tint(NamedTuple):
    """What light makes of red, green and blue: 1.0 leaves them as they are."""

    red: float
    green: float
    blue: float

    def with_lamp(self, strength: float) -> "Tint":
        """The same place beside a lamp."""
        return Tint(*(min(1.0, part + strength * lamp) for part, lamp in zip(self, LAMP, strict=True)))


LAMP = Tint(1.0, 0.86, 0.62)
FULL_DAY = Tint(1.0, 1.0, 1.0)
_NIGHT = Tint(0.2, 0.25, 0.38)
_LOW_SUN = Tint(1.0, 0.72, 0.5)  # what dawn and dusk take from the middle of their course


def second_of_day(at: float) -> float:
    """Seconds since midnight in UTC+8 of a POSIX time."""
    return (at + UTC_OFFSET) % DAY


def daylight(at: float) -> float:
    """From 0.0 at night to 1.0 by day, in `STEPS` steps."""
    second = second_of_day(at)
    rise = min(1.0, max(0.0, (second - _DAWN[0]) / (_DAWN[1] - _DAWN[0])))
    fall = min(1.0, max(0.0, (second - _DUSK[0]) / (_DUSK[1] - _DUSK[0])))
    return round((rise - fall) * STEPS) / STEPS


def ambient(level: float) -> Tint:
    """The light under the open sky at a daylight level."""
    low_sun = 4 * level * (1 - level)
    return Tint(
        *(
            (night + (1.0 - night) * level) * (1 - low_sun * (1 - sun) * 0.6)
            for night, sun in zip(_NIGHT, _LOW_SUN, strict=True)
        )
    )
