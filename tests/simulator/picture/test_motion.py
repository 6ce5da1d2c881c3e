"""console.simulator.picture.motion: where moving things are."""

import pytest

from console.simulator.picture.colour import Colour
from console.simulator.picture.motion import Ground, Mover
from console.simulator.picture.sprites import Figure

_CAR = Mover(Figure.CAR_SIDE, Colour(200, 0, 0), ((0.0, 500.0), (100.0, 500.0), (100.0, 600.0)), 20.0, 10.0, delay=3.0)


def test_a_mover_follows_its_path_at_an_even_speed():
    feet = [_CAR.at(3.0 + seconds, lamps_on=False).foot for seconds in (0.0, 2.5, 5.0, 7.5, 10.0)]
    assert feet == [(0, 500), (50, 500), (100, 500), (100, 550), (100, 600)]


def test_it_is_away_between_its_journeys_and_comes_again():
    assert _CAR.at(15.0, lamps_on=False) is None
    assert _CAR.at(3.0 + 20.0 * 1000 + 2.5, lamps_on=False).foot == pytest.approx((50, 500))


def test_it_looks_where_it_goes():
    back = Mover(Figure.PERSON, Colour(0, 0, 0), ((100.0, 500.0), (0.0, 500.0)), 20.0, 10.0)
    assert back.at(1.0, lamps_on=False).look.facing_left
    assert not _CAR.at(4.0, lamps_on=False).look.facing_left


def test_vehicles_have_lamps_and_people_do_not():
    walker = Mover(Figure.PERSON, Colour(0, 0, 0), ((0.0, 500.0), (9.0, 500.0)), 20.0, 10.0)
    assert _CAR.at(4.0, lamps_on=True).look.lamps_on
    assert not walker.at(4.0, lamps_on=True).look.lamps_on


def test_things_shrink_towards_the_horizon():
    ground = Ground(horizon=300, near=120)
    assert ground.metre(900) == 120
    assert ground.metre(600) == 60
    assert ground.metre(200) == 0
