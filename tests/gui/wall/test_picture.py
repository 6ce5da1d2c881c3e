"""Pictures on the wall: on whole pixels, 1:1 where the size fits, and the memory let go of at once."""

import gc
import math
import weakref

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter

from console.media.frames import Picture
from ui.wall.picture import device_size, draw_picture, picture_box


def picture(width: int, height: int, *, pixels: np.ndarray | None = None) -> Picture:
    rows = np.zeros((height, width, 4), np.uint8) if pixels is None else pixels
    return Picture(memoryview(rows).cast("B"), width, height, width * 4, 1, None, 0, 1, False, 0.0, 0.0)


@given(
    st.integers(0, 200),
    st.integers(0, 200),
    st.integers(20, 2000),
    st.integers(20, 1200),
    st.integers(16, 4000),
    st.integers(16, 2200),
    st.sampled_from([1.0, 1.25, 1.5, 2.0]),
)
def test_a_picture_stays_in_its_box_and_keeps_its_shape(
    left: int, top: int, width: int, height: int, picture_width: int, picture_height: int, ratio: float
) -> None:
    box = QRect(left, top, width, height)
    place = picture_box(box, picture(picture_width, picture_height), ratio)
    within_width, within_height = device_size(box, ratio)
    assert round(place.width() * ratio) <= within_width
    assert round(place.height() * ratio) <= within_height
    assert place.left() * ratio == pytest.approx(round(place.left() * ratio))
    assert place.top() * ratio == pytest.approx(round(place.top() * ratio))
    touches = round(place.width() * ratio) == within_width or round(place.height() * ratio) == within_height
    assert touches


def test_a_picture_made_for_its_box_is_not_scaled() -> None:
    noise = np.random.default_rng(4).integers(0, 255, (45, 80, 4), np.uint8)
    noise[:, :, 3] = 255
    canvas = QImage(120, 80, QImage.Format.Format_RGB32)
    canvas.fill(0)
    painter = QPainter(canvas)
    draw_picture(painter, QRect(20, 10, 80, 60), picture(80, 45, pixels=noise))
    painter.end()
    rows = np.frombuffer(canvas.constBits(), np.uint8).reshape(80, 120, 4)
    assert np.array_equal(rows[17:62, 20:100, :3], noise[:, :, :3])
    assert not rows[:17, :, :3].any()


def test_a_picture_of_another_size_is_scaled_to_fit() -> None:
    white = np.full((20, 40, 4), 255, np.uint8)
    canvas = QImage(100, 100, QImage.Format.Format_RGB32)
    canvas.fill(0)
    painter = QPainter(canvas)
    draw_picture(painter, QRect(0, 0, 100, 100), picture(40, 20, pixels=white))
    painter.end()
    assert canvas.pixelColor(50, 50).value() == 255
    assert canvas.pixelColor(50, 20).value() == 0


@given(
    st.integers(0, 9),
    st.integers(20, 300),
    st.integers(20, 200),
    st.integers(8, 400),
    st.integers(8, 400),
    st.sampled_from([1.0, 1.25, 1.5, 2.0]),
)
def test_no_pixel_of_the_box_is_left_unpainted(
    left: int, width: int, height: int, picture_width: int, picture_height: int, ratio: float
) -> None:
    canvas = QImage(round(320 * ratio), round(220 * ratio), QImage.Format.Format_RGB32)
    canvas.setDevicePixelRatio(ratio)
    canvas.fill(QColor("#FF00FF"))
    painter = QPainter(canvas)
    draw_picture(painter, QRect(left, 5, width, height), picture(picture_width, picture_height))
    painter.end()
    rows = np.frombuffer(canvas.constBits(), np.uint8).reshape(canvas.height(), canvas.bytesPerLine())
    inside = rows[math.ceil(5 * ratio) : math.floor((5 + height) * ratio)].reshape(-1, canvas.width(), 4)
    assert not inside[:, math.ceil(left * ratio) : math.floor((left + width) * ratio), :3].any()


def test_grey_takes_the_colour_and_opacity_the_light() -> None:
    red = np.zeros((10, 10, 4), np.uint8)
    red[:, :, 2] = 255
    canvas = QImage(20, 10, QImage.Format.Format_RGB32)
    canvas.fill(0)
    painter = QPainter(canvas)
    draw_picture(painter, QRect(0, 0, 10, 10), picture(10, 10, pixels=red), opacity=0.5)
    draw_picture(painter, QRect(10, 0, 10, 10), picture(10, 10, pixels=red), grey=True)
    painter.end()
    dimmed, grey = canvas.pixelColor(5, 5), canvas.pixelColor(15, 5)
    assert (dimmed.red(), dimmed.green()) == (pytest.approx(127, abs=1), 0)
    assert grey.red() == grey.green() == grey.blue() > 0


def test_the_memory_is_let_go_of_after_painting() -> None:
    class Rows(np.ndarray):
        """An array that can be referred to weakly."""

    rows = np.zeros((10, 10, 4), np.uint8).view(Rows)
    alive = weakref.ref(rows)
    shown = picture(10, 10, pixels=rows)
    canvas = QImage(10, 10, QImage.Format.Format_RGB32)
    painter = QPainter(canvas)
    draw_picture(painter, QRect(0, 0, 10, 10), shown)
    painter.end()
    del rows, shown
    gc.collect()
    assert alive() is None
