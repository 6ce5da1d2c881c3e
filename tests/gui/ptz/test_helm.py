"""All hands at one channel: motions, their renewal, and stops that nothing holds up."""

import pytest
import shiboken6
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from console.model.ptz import LensMotion, PtzMotion
from tests.gui.ptz.scenery import DOME, HALTED, OTHER_DOME, STOPPED, FakePtz
from ui.ptz.helm import RENEWAL, Helm
from ui.ptz.push import NOTHING, Push, Pushes


def pushes(*held: Push) -> Pushes:
    return frozenset(held)


@pytest.fixture
def ptz() -> FakePtz:
    return FakePtz()


@pytest.fixture
def helm(ptz: FakePtz, qapp: QObject) -> Helm:
    made = Helm(ptz)  # type: ignore[arg-type]
    made.take(DOME)
    return made


@pytest.mark.parametrize(
    ("push", "motion"),
    [
        (Push.LEFT, PtzMotion(pan=-0.5)),
        (Push.RIGHT, PtzMotion(pan=0.5)),
        (Push.UP, PtzMotion(tilt=0.5)),
        (Push.DOWN, PtzMotion(tilt=-0.5)),
        (Push.TELE, PtzMotion(zoom=0.5)),
        (Push.WIDE, PtzMotion(zoom=-0.5)),
        (Push.FAR, LensMotion(focus=0.5)),
        (Push.NEAR, LensMotion(focus=-0.5)),
        (Push.OPEN, LensMotion(iris=0.5)),
        (Push.CLOSE, LensMotion(iris=-0.5)),
    ],
)
def test_each_push_has_its_motion(helm: Helm, ptz: FakePtz, push: Push, motion: object) -> None:
    helm.hold("hand", pushes(push))
    assert ptz.of(DOME) == [motion]
    helm.hold("hand", NOTHING)
    assert ptz.of(DOME) == [motion, STOPPED]


def test_two_hands_move_together_and_one_may_let_go(helm: Helm, ptz: FakePtz) -> None:
    helm.hold("left", pushes(Push.LEFT))
    helm.hold("right", pushes(Push.UP))
    helm.hold("left", NOTHING)
    assert ptz.of(DOME) == [PtzMotion(pan=-0.5), PtzMotion(pan=-0.5, tilt=0.5), PtzMotion(tilt=0.5)]


def test_opposite_pushes_stop(helm: Helm, ptz: FakePtz) -> None:
    helm.hold("left", pushes(Push.LEFT))
    helm.hold("right", pushes(Push.RIGHT))
    assert ptz.last == STOPPED
    assert not helm._renewal.isActive()


def test_a_drive_that_comes_to_rest_is_stopped_before_the_others_go_on(helm: Helm, ptz: FakePtz, qtbot: QtBot) -> None:
    helm.hold("hand", pushes(Push.LEFT, Push.FAR))
    helm.hold("hand", pushes(Push.LEFT))
    assert ptz.last == STOPPED
    qtbot.waitUntil(lambda: ptz.last == PtzMotion(pan=-0.5), timeout=1200)
    helm.let_go()


def test_what_is_held_is_renewed_and_what_is_not_is_left(helm: Helm, ptz: FakePtz, qtbot: QtBot) -> None:
    assert RENEWAL <= 750  # twice within the life of a motion
    helm.hold("hand", pushes(Push.RIGHT, Push.OPEN))
    ptz.told.clear()
    qtbot.waitUntil(lambda: len(ptz.told) == 2, timeout=1200)
    assert ptz.of(DOME) == [PtzMotion(pan=0.5), LensMotion(iris=0.5)]
    helm.let_go()
    assert ptz.last == STOPPED
    assert not helm._renewal.isActive()


@pytest.mark.parametrize(("speed", "factor"), [(1, 0.1), (10, 1.0), (0, 0.1), (99, 1.0)])
def test_the_speed_scales_to_what_the_service_takes(helm: Helm, ptz: FakePtz, speed: int, factor: float) -> None:
    helm.speed = speed
    helm.hold("hand", pushes(Push.LEFT, Push.UP))
    assert ptz.last == PtzMotion(pan=-factor, tilt=factor)
    helm.let_go()


def test_a_new_speed_takes_effect_while_moving(helm: Helm, ptz: FakePtz) -> None:
    helm.hold("hand", pushes(Push.RIGHT))
    helm.speed = 9
    assert ptz.last == PtzMotion(pan=0.9)
    helm.let_go()
    ptz.told.clear()
    helm.speed = 2
    assert ptz.told == []


def test_another_channel_is_taken_after_the_stop_of_the_first(helm: Helm, ptz: FakePtz) -> None:
    helm.hold("hand", pushes(Push.RIGHT))
    helm.take(OTHER_DOME)
    assert ptz.of(DOME)[-1] == STOPPED
    assert ptz.of(OTHER_DOME) == []
    assert helm.held == NOTHING


def test_without_a_channel_nothing_is_held(helm: Helm, ptz: FakePtz) -> None:
    helm.take(None)
    helm.hold("hand", pushes(Push.RIGHT))
    assert helm.held == NOTHING
    assert ptz.told == []


def test_letting_go_of_nothing_sends_nothing_but_stop_insists(helm: Helm, ptz: FakePtz) -> None:
    helm.let_go()
    assert ptz.told == []
    helm.stop()
    assert ptz.of(DOME) == [HALTED]


def test_destroyed_with_something_held_it_stops(helm: Helm, ptz: FakePtz) -> None:
    helm.hold("hand", pushes(Push.RIGHT))
    shiboken6.delete(helm)
    assert ptz.last == STOPPED
