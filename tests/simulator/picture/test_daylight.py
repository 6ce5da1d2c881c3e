"""console.simulator.picture.daylight."""

from datetime import datetime

import pytest

from console.model.clock import CHINA
from console.simulator.picture.daylight import FULL_DAY, STEPS, ambient, daylight, second_of_day


def _at(hour: int, minute: int = 0) -> float:
    return datetime(2026, 3, 1, hour, minute, tzinfo=CHINA).timestamp()


def test_seconds_are_counted_from_midnight_of_utc_plus_8():
    assert second_of_day(_at(0)) == 0
    assert second_of_day(_at(13, 30)) == 13.5 * 3600


@pytest.mark.parametrize(("hour", "level"), [(0, 0.0), (4, 0.0), (8, 1.0), (12, 1.0), (17, 1.0), (21, 0.0)])
def test_nights_are_dark_and_days_are_bright(hour, level):
    assert daylight(_at(hour)) == level


def test_dawn_rises_and_dusk_falls_in_few_steps():
    dawn = [daylight(_at(5, 30) + minute * 60) for minute in range(90)]
    dusk = [daylight(_at(18) + minute * 60) for minute in range(90)]
    assert dawn == sorted(dawn)
    assert dusk == sorted(dusk, reverse=True)
    assert len(set(dawn)) == STEPS + 1


def test_light_is_white_at_noon_and_blue_at_night():
    assert ambient(1.0) == FULL_DAY
    night = ambient(0.0)
    assert night.red < night.blue < 0.5
