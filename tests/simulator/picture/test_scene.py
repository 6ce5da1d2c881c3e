"""console.simulator.picture.scene: whole pictures."""

from datetime import datetime

import numpy as np
import pytest

from console.model.clock import CHINA
from console.simulator.picture import indoors, outdoors
from console.simulator.picture.camera import HOME, View
from console.simulator.picture.colour import Planes
from console.simulator.picture.scene import Scene
from console.simulator.picture.time_code import TimeCode, read
from console.simulator.picture.world import Place, World

_NOON = datetime(2026, 3, 1, 12, 0, 4, 120000, tzinfo=CHINA).timestamp()
_PLACES = (
    outdoors.GATE,
    outdoors.CAR_PARK,
    outdoors.DOCK,
    outdoors.PERIMETER,
    outdoors.CROSSING,
    indoors.CORRIDOR,
    indoors.LOBBY,
    indoors.SERVER_ROOM,
)


def _scene(place: Place, *, reach: float = 1.0, channel: int = 5) -> Scene:
    world = World(place, 640, 360, seed=channel)
    return Scene(world, size=(640, 360), channel=channel, label="TEST", reach=reach)


def _picture(scene: Scene, at: float = _NOON, view: View = HOME) -> Planes:
    planes = Planes.blank(640, 360)
    scene.paint(at, view, planes)
    return planes


def _difference(one: Planes, other: Planes) -> float:
    """Mean difference of luma between the burnt-in lines."""
    return float(np.abs(one.y[40:310].astype(int) - other.y[40:310].astype(int)).mean())


@pytest.fixture(scope="module")
def gate() -> World:
    return World(outdoors.GATE, 1280, 720, seed=1)


def _dome(world: World) -> Scene:
    return Scene(world, size=(640, 360), channel=1, label="GATE", reach=0.6)


class TestDeterminism:
    """A recording shows what was live: a picture depends on its time and view alone."""

    @pytest.mark.parametrize("place", _PLACES, ids=lambda place: place.name)
    def test_the_same_time_gives_the_same_picture_whatever_came_before(self, place):
        fresh, used = _scene(place), _scene(place)
        for earlier in (_NOON - 40_000, _NOON - 7, _NOON + 3):
            _picture(used, earlier)
        one, other = _picture(fresh), _picture(used)
        assert np.array_equal(one.y, other.y)
        assert np.array_equal(one.u, other.u)
        assert np.array_equal(one.v, other.v)

    @pytest.mark.parametrize("place", _PLACES, ids=lambda place: place.name)
    def test_something_moves_within_two_seconds(self, place):
        scene = _scene(place)
        moments = [_picture(scene, _NOON + step * 0.25) for step in range(8)]
        assert max(_difference(moments[0], later) for later in moments[1:]) > 0.05

    def test_the_time_code_says_channel_and_millisecond(self):
        assert read(_picture(_scene(outdoors.DOCK)).y) == TimeCode(5, round(_NOON * 1000))

    def test_the_clock_changes_with_the_millisecond(self):
        scene = _scene(indoors.SERVER_ROOM)
        assert not np.array_equal(_picture(scene).y[:40], _picture(scene, _NOON + 0.04).y[:40])


class TestChannelsAreDistinguishable:
    def test_no_two_places_look_alike(self):
        pictures = [_picture(_scene(place)) for place in _PLACES]
        for index, one in enumerate(pictures):
            for other in pictures[index + 1 :]:
                assert _difference(one, other) > 20


class TestDayAndNight:
    def test_outdoors_is_darker_at_night_and_indoors_is_not(self):
        night = _NOON + 10 * 3600
        for place, changes in ((outdoors.CAR_PARK, True), (indoors.CORRIDOR, False)):
            scene = _scene(place)
            day_luma, night_luma = (_picture(scene, at).y[40:310].mean() for at in (_NOON, night))
            assert bool(night_luma < 0.6 * day_luma) is changes

    def test_lamps_light_the_ground_at_night(self, gate):
        lit = gate.lit(0.0).y
        assert lit[420:600].max() > 120  # the gate lamps
        assert np.median(lit) < 80


class TestView:
    def test_panning_right_moves_the_picture_to_the_left(self, gate):
        scene = _dome(gate)
        # One unit of pan moves the window by a fifth of the world: 128 pixels of this picture for 0.6.
        straight, right = _picture(scene), _picture(scene, view=View(pan=0.6))
        strip = slice(100, 170)  # above the ground, where nothing of the movers reaches
        moved = np.abs(right.y[strip, :500].astype(int) - straight.y[strip, 128:628].astype(int)).mean()
        kept = np.abs(right.y[strip, :500].astype(int) - straight.y[strip, :500].astype(int)).mean()
        assert moved < 0.4 * kept

    def test_tilting_up_shows_more_sky(self, gate):
        scene = _dome(gate)
        up, down = _picture(scene, view=View(tilt=1.0)), _picture(scene, view=View(tilt=-1.0))
        assert up.y[45:120].mean() > down.y[45:120].mean() + 10

    def test_zoom_shows_the_middle_larger(self, gate):
        scene = _dome(gate)
        wide, near = _picture(scene), _picture(scene, view=View(zoom=2.0))
        middle = wide.y[90:270, 160:480].repeat(2, axis=0).repeat(2, axis=1)
        inside = (slice(60, 300), slice(60, 580))
        assert np.abs(near.y[inside].astype(int) - middle[inside].astype(int)).mean() < 12

    def test_a_picture_out_of_focus_has_softer_edges(self, gate):
        def sharpness(planes: Planes) -> float:
            return float(np.abs(np.diff(planes.y[60:300].astype(int), axis=1)).mean())

        scene = _dome(gate)
        sharp, soft = _picture(scene), _picture(scene, view=View(focus=-1.0))
        assert sharpness(soft) < 0.75 * sharpness(sharp)

    def test_an_open_iris_brightens_and_a_closed_one_darkens(self, gate):
        scene = _dome(gate)
        dark, right, bright = (_picture(scene, view=View(iris=iris)).y.mean() for iris in (-0.5, 0.0, 0.5))
        assert dark < right - 15
        assert bright > right + 15

    @pytest.mark.parametrize("zoom", [1.0, 1.37, 2.9, 6.0])
    @pytest.mark.parametrize(("pan", "tilt"), [(-1.0, -1.0), (1.0, 1.0), (0.123, -0.77)])
    def test_every_view_fills_the_picture(self, gate, zoom, pan, tilt):
        planes = _picture(_dome(gate), view=View(pan, tilt, zoom))
        assert planes.y[50:300].std() > 1  # not the grey of a blank one


def test_letters_stay_sharp_when_the_picture_is_not():
    scene = _scene(indoors.LOBBY)
    blurred = _picture(scene, view=View(focus=1.0))
    assert np.array_equal(blurred.y[-8:], _picture(scene).y[-8:])
    assert read(blurred.y) is not None
