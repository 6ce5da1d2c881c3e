"""Where the words of a tile go: one below the other in the middle, and the least important left out in a small tile."""

from dataclasses import dataclass
from enum import Enum
from functools import cache

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics

from console.services.view import Step
from ui import theme
from ui.theme import TypeSize
from ui.wall.deeds import Offer
from ui.wall.face import Face

BUTTON_HEIGHT = 26  # pixels, as the following
_BUTTON_GAP = 8
_BUTTON_PADDING = 12
_MARGIN = 10
_AGE_HEIGHT = 26  # beyond the margin: the age of the picture stands in the lower right corner, and no button on it
_AGE_WIDTH = 100
_SENTENCE_HEIGHT = 32
_WIDEST = 420
_ICON = 24
_RUNG = 18
_BAR = 4
_SEGMENT = 26
_BAR_WIDTH = len(Step) * _SEGMENT + (len(Step) - 1) * 4


class Part(Enum):
    """What a block is."""

    ICON = "icon"
    SENTENCE = "sentence"
    LADDER = "ladder"  # the steps as a list
    BAR = "bar"  # the same in a small tile
    ADVICE = "advice"
    DETAIL = "detail"
    NOTE = "note"
    BUTTON = "button"


@dataclass(frozen=True, slots=True)
class Block:
    """One thing to paint, in the pixels of the wall."""

    part: Part
    box: QRect
    text: str = ""
    offer: Offer | None = None


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of the stack before it has a place."""

    part: Part
    width: int
    height: int
    space: int  # above
    text: str = ""


# What is left out first when there is no room.
_EXPENDABLE = (Part.DETAIL, Part.ICON, Part.ADVICE, Part.BAR, Part.NOTE, Part.SENTENCE)


def blocks_of(face: Face, well: QRect) -> list[Block]:
    """The blocks of `face` from top to bottom, as many as fit into `well`."""
    room = QRect(well).adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
    width = min(room.width(), _WIDEST)
    buttons = _button_widths(face.offers, width)
    tail = BUTTON_HEIGHT + _BUTTON_GAP if buttons else 0
    aside = QRect(room)  # where the buttons may lie
    if buttons and face.age:
        if room.height() >= _SENTENCE_HEIGHT + tail + _AGE_HEIGHT:
            room.setBottom(room.bottom() - _AGE_HEIGHT)
        else:  # beside it: the reason matters more than its being centred
            aside.setRight(room.right() - _AGE_WIDTH)
    rows = _rows(face, width, room.height() - tail)
    height = sum(row.height + row.space for row in rows) + tail
    top = room.center().y() - height // 2
    blocks: list[Block] = []
    for row in rows:
        top += row.space
        left = room.center().x() - row.width // 2
        blocks.append(Block(row.part, QRect(left, top, row.width, row.height), row.text))
        top += row.height
    if buttons:
        blocks += _button_blocks(face.offers, buttons, room, aside, top + _BUTTON_GAP)
    return blocks


def rung_boxes(ladder: QRect) -> list[QRect]:
    """The line of each step."""
    return [QRect(ladder.left(), ladder.top() + number * _RUNG, ladder.width(), _RUNG) for number in range(len(Step))]


def segment_boxes(bar: QRect) -> list[QRect]:
    """The piece of each step."""
    pitch = _SEGMENT + 4
    return [QRect(bar.left() + number * pitch, bar.top(), _SEGMENT, bar.height()) for number in range(len(Step))]


@cache
def font_of(part: Part) -> QFont:
    if part is Part.SENTENCE:
        return theme.font(TypeSize.BODY, QFont.Weight.Medium)
    if part is Part.DETAIL:
        return theme.code_font(TypeSize.CAPTION)
    return theme.font(TypeSize.DENSE, tabular=True)


def _rows(face: Face, width: int, height: int) -> list[_Row]:
    """Those that fit into the height."""
    if width < 40:
        return []
    rows = [_Row(Part.LADDER, min(width, 250), len(Step) * _RUNG, 0)] if face.step else []
    if not rows or not _fits(rows, height):
        rows = _all_rows(face, width)
    for part in _EXPENDABLE:
        if _fits(rows, height):
            break
        rows = [row for row in rows if row.part is not part]
    if not rows:  # half a sentence says more than none
        rows = _text_rows(face.sentence, Part.SENTENCE, width, lines=1, space=0)
    return rows if _fits(rows, height) else []


def _fits(rows: list[_Row], height: int) -> bool:
    return sum(row.height + row.space for row in rows) <= height


def _all_rows(face: Face, width: int) -> list[_Row]:
    rows: list[_Row] = []
    if face.icon is not None:
        rows.append(_Row(Part.ICON, _ICON, _ICON, 0))
    if face.step is not None:
        rows.append(_Row(Part.BAR, min(width, _BAR_WIDTH), _BAR, 0))
    rows += _text_rows(face.sentence, Part.SENTENCE, width, lines=2, space=6)
    rows += _text_rows(face.advice, Part.ADVICE, width, lines=3, space=2)
    rows += _text_rows(face.detail, Part.DETAIL, width, lines=1, space=2)
    rows += _text_rows(face.note, Part.NOTE, width, lines=1, space=4)
    return rows


def _text_rows(text: str, part: Part, width: int, *, lines: int, space: int = 2) -> list[_Row]:
    """Wrapped; what goes beyond `lines` is cut off with an ellipsis."""
    if not text:
        return []
    face = font_of(part)
    metrics = QFontMetrics(face)
    height = round(metrics.height() * 1.2)
    wrapped = theme.wrapped(text, face, width)
    if len(wrapped) > lines:
        rest = text[text.find(wrapped[lines - 1]) :]
        wrapped = [*wrapped[: lines - 1], rest]
    return [
        _Row(part, width, height, space if number == 0 else 0, _elided(metrics, line, width))
        for number, line in enumerate(wrapped)
    ]


def _elided(metrics: QFontMetrics, text: str, width: int) -> str:
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)


def _button_widths(offers: tuple[Offer, ...], width: int) -> list[int]:
    """As many as fit beside each other."""
    metrics = QFontMetrics(font_of(Part.BUTTON))
    widths: list[int] = []
    for offer in offers:
        needed = metrics.horizontalAdvance(offer.text) + 2 * _BUTTON_PADDING
        if sum(widths) + len(widths) * _BUTTON_GAP + needed > width:
            break
        widths.append(needed)
    return widths


def _button_blocks(offers: tuple[Offer, ...], widths: list[int], room: QRect, aside: QRect, top: int) -> list[Block]:
    """In the middle of `room`, or as far to the left of it as `aside` wants."""
    whole = sum(widths) + (len(widths) - 1) * _BUTTON_GAP
    left = max(room.left(), min(room.center().x() - whole // 2, aside.right() - whole))
    blocks: list[Block] = []
    for offer, width in zip(offers, widths, strict=False):
        blocks.append(Block(Part.BUTTON, QRect(left, top, width, BUTTON_HEIGHT), offer.text, offer))
        left += width + _BUTTON_GAP
    return blocks
