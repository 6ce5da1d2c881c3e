"""Where the words of a tile go: everything fits at every size, and what matters most is left out last."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect
from PySide6.QtGui import QFontMetrics

from console.model.media import MediaTransport
from console.services.view import Step
from ui.icons import Icon
from ui.wall.deeds import Deed, Offer
from ui.wall.face import Face
from ui.wall.message import Part, blocks_of, font_of, rung_boxes, segment_boxes

FAILED = Face(
    icon=Icon.TRIANGLE_ALERT,
    sentence="The device agreed, but no video arrives.",
    advice="A firewall or a wrong media address is the usual cause. Try TCP passive for this device. " * 2,
    detail="UDP, port 30012: nothing for 10 s",
    note="next try in 8 s",
    offers=(Offer(Deed.RETRY), Offer(Deed.USE_TRANSPORT, MediaTransport.TCP_PASSIVE)),
)
STALE = replace(FAILED, age="1:07 old")
CONNECTING = Face(sentence="Asking the device", step=Step.INVITE, detail="UDP", note="3 s")


def parts(face: Face, width: int, height: int) -> list[Part]:
    return list(dict.fromkeys(block.part for block in blocks_of(face, QRect(0, 0, width, height))))


@given(
    st.integers(0, 900),
    st.integers(0, 600),
    st.sampled_from([FAILED, STALE, CONNECTING, Face()]),
)
def test_nothing_leaves_the_tile_and_nothing_overlaps(width: int, height: int, face: Face) -> None:
    well = QRect(40, 30, width, height)
    blocks = blocks_of(face, well)
    stack = [block for block in blocks if block.part is not Part.BUTTON]
    assert all(upper.box.bottom() < lower.box.top() for upper, lower in pairwise(stack))
    if height >= 60:
        assert all(well.contains(block.box) for block in blocks)
    for block in blocks:
        if block.text:
            assert QFontMetrics(font_of(block.part)).horizontalAdvance(block.text) <= block.box.width()


def test_a_large_tile_has_room_for_everything() -> None:
    assert parts(FAILED, 800, 500) == [Part.ICON, Part.SENTENCE, Part.ADVICE, Part.DETAIL, Part.NOTE, Part.BUTTON]


def test_a_small_tile_keeps_the_sentence_the_countdown_and_the_buttons() -> None:
    assert parts(FAILED, 300, 110) == [Part.SENTENCE, Part.NOTE, Part.BUTTON]


@given(st.integers(340, 900), st.integers(60, 600))
def test_no_button_lies_where_the_age_of_the_picture_stands(width: int, height: int) -> None:
    well = QRect(40, 30, width, height)
    buttons = [block for block in blocks_of(STALE, well) if block.part is Part.BUTTON]
    assert buttons
    corner = QRect(well.right() - 96, well.bottom() - 33, 96, 33)
    assert not any(block.box.intersects(corner) for block in buttons)


def test_a_low_tile_says_the_reason_beside_an_old_picture_s_age() -> None:
    assert parts(STALE, 260, 84) == [Part.SENTENCE, Part.BUTTON]


def test_the_steps_are_a_list_where_there_is_room_and_a_bar_where_not() -> None:
    assert parts(CONNECTING, 400, 200) == [Part.LADDER]
    assert Part.BAR in parts(CONNECTING, 200, 90)


def test_buttons_that_do_not_fit_beside_each_other_are_left_to_the_menu() -> None:
    wide = [block for block in blocks_of(FAILED, QRect(0, 0, 400, 300)) if block.part is Part.BUTTON]
    narrow = [block for block in blocks_of(FAILED, QRect(0, 0, 130, 300)) if block.part is Part.BUTTON]
    assert [block.offer.deed for block in wide] == [Deed.RETRY, Deed.USE_TRANSPORT]
    assert [block.offer.deed for block in narrow] == [Deed.RETRY]


@pytest.mark.parametrize("boxes_of", [rung_boxes, segment_boxes])
def test_every_step_has_its_place(boxes_of: object) -> None:
    boxes = boxes_of(QRect(10, 10, 200, 90))
    assert len(boxes) == len(Step)
    assert not any(one.intersects(other) for one, other in pairwise(boxes))
