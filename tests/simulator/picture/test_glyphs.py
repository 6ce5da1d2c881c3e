"""console.simulator.picture.glyphs: the letters burnt into the picture."""

import numpy as np
import pytest

from console.simulator.picture.glyphs import Lettering


def _written(text: str, size: int = 2) -> np.ndarray:
    luma = np.full((40, 400), 128, np.uint8)
    Lettering(size).write(luma, text, 4, 4)
    return luma


def test_every_letter_looks_different():
    letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ:-./#+()"
    assert len({_written(letter).tobytes() for letter in letters}) == len(letters)


def test_small_letters_are_written_as_capitals():
    assert np.array_equal(_written("gate"), _written("GATE"))


def test_an_unknown_letter_is_a_box_not_nothing():
    assert not np.array_equal(_written("门"), _written(" "))


def test_white_ink_has_a_dark_rim_on_any_background():
    ink = _written("8")
    assert ink.max() > 200
    assert ink.min() < 60


@pytest.mark.parametrize("size", [1, 2, 4])
def test_width_is_what_is_written(size):
    lettering = Lettering(size)
    luma = np.full((80, 400), 128, np.uint8)
    lettering.write(luma, "HHH", 0, 0)
    touched = np.flatnonzero((luma != 128).any(axis=0))
    assert touched.max() < lettering.width("HHH")


def test_text_is_cut_at_the_edge():
    luma = np.full((12, 20), 128, np.uint8)
    Lettering(2).write(luma, "WIDE TEXT", 4, 4)
    assert luma.shape == (12, 20)
    assert (luma != 128).any()
