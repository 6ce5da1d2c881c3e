"""The pad under the pointer: eight directions, a stop in the middle, and every way to let go of it."""

import math

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from tests.gui.ptz.pointer import drag, place_of, press, release
from ui import theme
from ui.ptz.pad import SIDE_LOWEST, WEDGES, PtzPad
from ui.ptz.push import NOTHING, Push, Pushes

RIGHT, UP, LEFT = (frozenset({push}) for push in (Push.RIGHT, Push.UP, Push.LEFT))


class Pad(PtzPad):
    """Lights what it pushes, as a helm would have it."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[Pushes] = []
        self.stops = 0
        self.pushed.connect(self.told.append)
        self.pushed.connect(self.show_pushes)
        self.stop_pressed.connect(self._count)

    def _count(self) -> None:
        self.stops += 1


@pytest.fixture
def pad(qtbot: QtBot) -> Pad:
    made = Pad()
    qtbot.addWidget(made)
    made.resize(168, 168)
    made.show()
    return made


@pytest.mark.parametrize("wedge", WEDGES, ids=lambda wedge: "-".join(sorted(push.name for push in wedge)))
def test_each_wedge_is_pressed_and_let_go(pad: Pad, wedge: Pushes) -> None:
    press(pad, wedge)
    assert pad.told == [wedge]
    release(pad)
    assert pad.told == [wedge, NOTHING]


@pytest.mark.parametrize(
    ("x", "y", "wedge"),
    [
        (150, 84, {Push.RIGHT}),
        (84, 18, {Push.UP}),
        (18, 84, {Push.LEFT}),
        (84, 150, {Push.DOWN}),
        (130, 38, {Push.RIGHT, Push.UP}),
        (38, 38, {Push.LEFT, Push.UP}),
        (38, 130, {Push.LEFT, Push.DOWN}),
        (130, 130, {Push.RIGHT, Push.DOWN}),
    ],
)
def test_wedges_lie_where_the_eye_looks_for_them(pad: Pad, x: int, y: int, wedge: set[Push]) -> None:
    assert pad.wedge_at(QPointF(x, y)) == wedge


def test_beside_the_disc_nothing_is_pressed(pad: Pad) -> None:
    assert pad.wedge_at(QPointF(3, 3)) is None
    assert pad.wedge_at(QPointF(84, 84)) == NOTHING


def test_a_wedge_is_wide_enough_for_a_finger(pad: Pad) -> None:
    pad.resize(SIDE_LOWEST, SIDE_LOWEST)
    arm = pad.point_in(RIGHT) - QPointF(pad.width() / 2, pad.height() / 2)
    assert arm.x() * math.radians(360 / 8) >= 36


def test_dragging_changes_the_direction_at_once(pad: Pad) -> None:
    press(pad, RIGHT)
    drag(pad, UP)
    assert pad.told == [RIGHT, UP]


def test_dragging_beyond_the_disc_keeps_the_direction_within_its_box(pad: Pad) -> None:
    press(pad, WEDGES[1])
    drag(pad, QPointF(pad.width() - 2, 2))
    assert pad.told == [WEDGES[1]]


def test_dragging_over_the_hub_rests_and_out_of_it_goes_on(pad: Pad) -> None:
    press(pad, RIGHT)
    drag(pad, NOTHING)
    drag(pad, LEFT)
    assert pad.told == [RIGHT, NOTHING, LEFT]


def test_out_of_the_box_lets_go_for_good(pad: Pad) -> None:
    press(pad, RIGHT)
    drag(pad, QPointF(pad.width() + 20, 84))
    drag(pad, UP)
    assert pad.told == [RIGHT, NOTHING]


def test_a_release_that_nobody_saw_is_noticed(pad: Pad) -> None:
    press(pad, RIGHT)
    drag(pad, RIGHT, buttons=Qt.MouseButton.NoButton)
    assert pad.told == [RIGHT, NOTHING]


def test_the_hub_stops_and_slipping_off_it_moves_nothing(pad: Pad) -> None:
    press(pad, NOTHING)
    drag(pad, RIGHT)
    assert pad.stops == 1
    assert pad.told == []


def test_other_buttons_do_nothing(pad: Pad) -> None:
    press(pad, RIGHT, Qt.MouseButton.RightButton)
    assert pad.told == []


def test_what_was_stopped_elsewhere_must_be_pressed_anew(pad: Pad) -> None:
    press(pad, RIGHT)
    pad.show_pushes(NOTHING)
    drag(pad, UP)
    assert pad.told == [RIGHT]


def test_the_held_wedge_is_lit(pad: Pad) -> None:
    def color() -> str:
        picture: QImage = pad.grab().toImage()
        point = place_of(pad, RIGHT).toPoint()
        return picture.pixelColor(point).name().upper()

    assert color() == theme.DARK.raised
    pad.show_pushes(RIGHT | {Push.TELE})
    assert color() == theme.DARK.fill
    pad.show_pushes(NOTHING)
    assert color() == theme.DARK.raised
