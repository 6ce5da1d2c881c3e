"""Letters burnt into the picture: a bitmap font of our own, and lines of it kept ready to be laid on luma."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

_WHITE = 235
_OUTLINE = 24

_ROWS = {
    "0": ".###. #...# #..## #.#.# ##..# #...# .###.",
    "1": "..#.. .##.. ..#.. ..#.. ..#.. ..#.. .###.",
    "2": ".###. #...# ....# ..##. .#... #.... #####",
    "3": ".###. #...# ....# ..##. ....# #...# .###.",
    "4": "...#. ..##. .#.#. #..#. ##### ...#. ...#.",
    "5": "##### #.... ####. ....# ....# #...# .###.",
    "6": "..##. .#... #.... ####. #...# #...# .###.",
    "7": "##### ....# ...#. ...#. ..#.. ..#.. ..#..",
    "8": ".###. #...# #...# .###. #...# #...# .###.",
    "9": ".###. #...# #...# .#### ....# ...#. .##..",
    "A": ".###. #...# #...# ##### #...# #...# #...#",
    "B": "####. #...# #...# ####. #...# #...# ####.",
    "C": ".###. #...# #.... #.... #.... #...# .###.",
    "D": "####. #...# #...# #...# #...# #...# ####.",
    "E": "##### #.... #.... ####. #.... #.... #####",
    "F": "##### #.... #.... ####. #.... #.... #....",
    "G": ".###. #...# #.... #.### #...# #...# .###.",
    "H": "#...# #...# #...# ##### #...# #...# #...#",
    "I": ".###. ..#.. ..#.. ..#.. ..#.. ..#.. .###.",
    "J": "..### ...#. ...#. ...#. ...#. #..#. .##..",
    "K": "#...# #..#. #.#.. ##... #.#.. #..#. #...#",
    "L": "#.... #.... #.... #.... #.... #.... #####",
    "M": "#...# ##.## #.#.# #.#.# #...# #...# #...#",
    "N": "#...# ##..# ##..# #.#.# #..## #..## #...#",
    "O": ".###. #...# #...# #...# #...# #...# .###.",
    "P": "####. #...# #...# ####. #.... #.... #....",
    "Q": ".###. #...# #...# #...# #.#.# #..#. .##.#",
    "R": "####. #...# #...# ####. #.#.. #..#. #...#",
    "S": ".#### #.... #.... .###. ....# ....# ####.",
    "T": "##### ..#.. ..#.. ..#.. ..#.. ..#.. ..#..",
    "U": "#...# #...# #...# #...# #...# #...# .###.",
    "V": "#...# #...# #...# #...# #...# .#.#. ..#..",
    "W": "#...# #...# #...# #.#.# #.#.# ##.## #...#",
    "X": "#...# #...# .#.#. ..#.. .#.#. #...# #...#",
    "Y": "#...# #...# .#.#. ..#.. ..#.. ..#.. ..#..",
    "Z": "##### ....# ...#. ..#.. .#... #.... #####",
    ":": "..... ..#.. ..#.. ..... ..#.. ..#.. .....",
    "-": "..... ..... ..... .###. ..... ..... .....",
    ".": "..... ..... ..... ..... ..... .##.. .##..",
    "/": "....# ....# ...#. ..#.. .#... #.... #....",
    "#": ".#.#. .#.#. ##### .#.#. ##### .#.#. .#.#.",
    "+": "..... ..#.. ..#.. ##### ..#.. ..#.. .....",
    "(": "...#. ..#.. .#... .#... .#... ..#.. ...#.",
    ")": ".#... ..#.. ...#. ...#. ...#. ..#.. .#...",
    " ": "..... ..... ..... ..... ..... ..... .....",
}
_UNKNOWN = "##### #...# #...# #...# #...# #...# #####"

Bits = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Glyph:
    """Ink and the dark rim round it, which keeps white letters readable on a white wall."""

    ink: npt.NDArray[np.uint8]  # the luma to set
    kept: npt.NDArray[np.uint8]  # 0 where the letter or its rim is, 255 where the picture stays


class Lettering:
    """One size of the font; a letter is `advance` pixels wide and `height` high, rim included."""

    def __init__(self, size: int) -> None:
        """`size` is 1, 2, 4 or 8: pixels per dot of a font of 5 by 7 dots."""
        self._size = size
        self.advance = 6 * size
        self.height = 9 * size
        self._glyphs: dict[str, _Glyph] = {}

    def write(self, luma: npt.NDArray[np.uint8], text: str, left: int, top: int) -> None:
        """Lay a line of text on luma; letters outside the picture are cut, unknown ones are a box."""
        line = [self._glyph(letter) for letter in text.upper()]
        if not line:
            return
        kept = np.concatenate([glyph.kept for glyph in line], axis=1)
        ink = np.concatenate([glyph.ink for glyph in line], axis=1)
        there = luma[top : top + self.height, left : left + ink.shape[1]]
        there &= kept[: there.shape[0], : there.shape[1]]
        there |= ink[: there.shape[0], : there.shape[1]]

    def width(self, text: str) -> int:
        return len(text) * self.advance

    def _glyph(self, letter: str) -> _Glyph:
        if letter not in self._glyphs:
            self._glyphs[letter] = _drawn(letter, self._size)
        return self._glyphs[letter]


def _drawn(letter: str, size: int) -> _Glyph:
    rows = _ROWS.get(letter, _UNKNOWN).split()
    dots: Bits = np.array([[dot == "#" for dot in row] for row in rows])
    dots = np.pad(dots, ((1, 1), (0, 1)))
    for _ in range(size.bit_length() - 1):
        dots = _doubled(dots)
    rim = _grown(dots)
    ink = np.where(dots, _WHITE, np.where(rim, _OUTLINE, 0)).astype(np.uint8)
    return _Glyph(ink, np.where(rim, 0, 255).astype(np.uint8))


def _doubled(dots: Bits) -> Bits:
    """Twice as large with the steps of slanting strokes filled: a dot's corner follows its two neighbours there."""
    around = np.pad(dots, 1)
    up, down, left, right = around[:-2, 1:-1], around[2:, 1:-1], around[1:-1, :-2], around[1:-1, 2:]
    larger = np.repeat(np.repeat(dots, 2, axis=0), 2, axis=1)
    for row, column, one, other, third, fourth in (
        (0, 0, up, left, down, right),
        (0, 1, up, right, down, left),
        (1, 0, down, left, up, right),
        (1, 1, down, right, up, left),
    ):
        larger[row::2, column::2] = np.where((one == other) & (one != third) & (other != fourth), one, dots)
    return larger


def _grown(dots: Bits) -> Bits:
    """The dots and every dot next to one."""
    around = np.pad(dots, 1)
    height, width = dots.shape
    grown = np.zeros_like(dots)
    for row in range(3):
        for column in range(3):
            grown |= around[row : row + height, column : column + width]
    return grown
