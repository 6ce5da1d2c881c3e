"""A state is a shape, not only a colour."""

from itertools import combinations

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from ui.theme import DARK
from ui.widgets.state_mark import State, StateMark, paint_state, state_color

SIDE = 48


def shape_of(state: State) -> frozenset[tuple[int, int]]:
    """The pixels the mark covers, whatever their colour."""
    image = QImage(SIDE, SIDE, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    paint_state(painter, QRectF(0, 0, SIDE, SIDE), state, DARK)
    painter.end()
    return frozenset((x, y) for x in range(SIDE) for y in range(SIDE) if image.pixelColor(x, y).alpha() > 127)


@pytest.mark.parametrize(("one", "other"), list(combinations(State, 2)), ids=lambda state: state.name)
def test_no_two_states_have_the_same_shape(one: State, other: State) -> None:
    assert len(shape_of(one) ^ shape_of(other)) > SIDE * SIDE * 0.05


@pytest.mark.parametrize("state", list(State))
def test_a_mark_stays_in_its_square(state: State) -> None:
    assert shape_of(state)


def test_a_ring_is_open_and_a_disc_is_not() -> None:
    middle = (SIDE // 2, SIDE // 2)
    assert middle not in shape_of(State.OFFLINE)
    assert middle in shape_of(State.ONLINE)


def test_recording_is_not_red() -> None:
    assert state_color(State.RECORDING, DARK) == QColor(DARK.ok)
    assert state_color(State.ALARM, DARK) == QColor(DARK.crit)


def test_the_widget_shows_the_state_it_was_given(qtbot: QtBot) -> None:
    mark = StateMark(State.OFFLINE)
    qtbot.addWidget(mark)
    mark.resize(mark.sizeHint())
    before = mark.grab().toImage()
    mark.set_state(State.ONLINE)
    assert mark.grab().toImage() != before
