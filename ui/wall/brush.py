"""Paints tiles. On video the colours are those of the dark theme: the well behind it is black in every theme."""

from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from console.media.frames import Picture
from console.services.view import Step
from ui import icons, theme, wording
from ui.icons import Icon
from ui.theme import DARK, Tokens, TypeSize
from ui.wall.deeds import Offer
from ui.wall.face import Face, Veil
from ui.wall.message import Block, Part, blocks_of, font_of, rung_boxes, segment_boxes
from ui.wall.picture import DIMMED, draw_picture
from ui.widgets.state_mark import State, paint_state

STRIP = 20  # pixels, as the following
FRAME = 2
_MARK = 9
_PAD = 6
_LARGE = 560  # width of a tile from which its clock is large
_GREY_OPACITY = 0.5
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


@dataclass(frozen=True, slots=True)
class Standing:
    """What the wall knows of a place."""

    number: int  # as the operator counts
    is_selected: bool = False
    is_target: bool = False  # something is being dragged over it
    hovered: Offer | None = None
    pressed: Offer | None = None


def strip_of(box: QRect) -> QRect:
    """The title strip of a tile."""
    return QRect(box.left(), box.top(), box.width(), min(STRIP, box.height()))


def well_of(box: QRect) -> QRect:
    """Where the picture lies."""
    return box.adjusted(0, STRIP, 0, 0)


def paint_tile(
    painter: QPainter, box: QRect, face: Face, standing: Standing, *, picture: Picture | None, tokens: Tokens | None
) -> None:
    """A tile that holds a channel; without `tokens` all but its strip, which seldom changes."""
    well = well_of(box)
    _paint_picture(painter, well, face, picture)
    _paint_message(painter, well, face, standing, over_picture=picture is not None)
    _paint_reel(painter, well, face)
    _paint_tags(painter, well, face)
    _paint_figures(painter, well, face)
    if face.is_recorded:
        inset = FRAME if standing.is_selected else 0
        _paint_frame(painter, well.adjusted(inset, 0, -inset, -inset), DARK.color("play"))
    if tokens is not None:
        _paint_strip(painter, strip_of(box), face, standing, tokens)
    _paint_standing(painter, box, standing)


def paint_empty(painter: QPainter, box: QRect, standing: Standing, tokens: Tokens, hint: str) -> None:
    """A place without a channel."""
    painter.fillRect(box, tokens.color("panel"))
    ghost = tokens.color("text_low")
    number_font = theme.font(TypeSize.WALL_CLOCK, QFont.Weight.Medium, tabular=True)
    line = QFontMetrics(_font(TypeSize.DENSE)).height() + 4
    painter.setFont(number_font)
    ghost.setAlphaF(0.45)
    painter.setPen(ghost)
    has_hint = box.width() >= QFontMetrics(_font(TypeSize.DENSE)).horizontalAdvance(hint) + 16 and box.height() > 90
    centre = box.translated(0, -line // 2) if has_hint else box
    painter.drawText(centre, Qt.AlignmentFlag.AlignCenter, str(standing.number))
    if has_hint:
        painter.setFont(_font(TypeSize.DENSE))
        painter.setPen(tokens.color("text_low"))
        below = QRect(box.left(), centre.center().y() + 18, box.width(), line)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, hint)
    _paint_standing(painter, box, standing)


def offer_at(face: Face, box: QRect, point: QPoint) -> Offer | None:
    """The button at `point`."""
    for block in blocks_of(face, well_of(box)):
        if block.offer is not None and block.box.contains(point):
            return block.offer
    return None


def _paint_picture(painter: QPainter, well: QRect, face: Face, picture: Picture | None) -> None:
    if picture is None:
        painter.fillRect(well, DARK.color("well"))
        return
    if face.veil is Veil.GREY:
        draw_picture(painter, well, picture, opacity=_GREY_OPACITY, grey=True)
    else:
        draw_picture(painter, well, picture, opacity=DIMMED if face.veil is Veil.DIM else 1.0)


def _paint_strip(painter: QPainter, strip: QRect, face: Face, standing: Standing, tokens: Tokens) -> None:
    painter.fillRect(strip, tokens.color("selection" if standing.is_selected else "panel"))
    if face.is_recorded:
        tint = tokens.color("play")
        tint.setAlphaF(0.28)
        painter.fillRect(strip, tint)
    caption = _font(TypeSize.DENSE, QFont.Weight.Medium)
    painter.setFont(caption)
    metrics = QFontMetrics(caption)
    number = str(standing.number)
    left = strip.left() + _PAD
    painter.setPen(tokens.color("text_mid"))
    painter.drawText(strip.adjusted(_PAD, 0, 0, 0), _LEFT, number)
    left += metrics.horizontalAdvance(number) + 8
    right = strip.right() - _PAD
    if face.mark is not None:
        top = strip.top() + (STRIP - _MARK) / 2
        paint_state(painter, QRectF(right - _MARK, top, _MARK, _MARK), face.mark, tokens)
        right -= _MARK + 8
    name = metrics.elidedText(face.name, Qt.TextElideMode.ElideRight, max(0, right - left))
    painter.setPen(tokens.color("text"))
    painter.drawText(QRect(left, strip.top(), right - left, strip.height()), _LEFT, name)


def _paint_message(painter: QPainter, well: QRect, face: Face, standing: Standing, *, over_picture: bool) -> None:
    blocks = blocks_of(face, well) if face.sentence or face.step or face.offers else []
    if not blocks:
        return
    if over_picture:
        around = QRect(blocks[0].box)
        for block in blocks:
            around = around.united(block.box)
        _plate(painter, around.adjusted(-12, -10, 12, 10).intersected(well))
    for block in blocks:
        _PAINTERS[block.part](painter, block, face, standing)


def _paint_text(painter: QPainter, block: Block, _face: Face, _standing: Standing) -> None:
    painter.setFont(font_of(block.part))
    painter.setPen(DARK.color(_TEXT_TONES[block.part]))
    painter.drawText(block.box, Qt.AlignmentFlag.AlignCenter, block.text)


def _paint_icon(painter: QPainter, block: Block, face: Face, _standing: Standing) -> None:
    if face.icon is not None:
        color = DARK.color("warn" if face.icon is Icon.TRIANGLE_ALERT else "text_low")
        _icon(painter, block.box, face.icon, color)


def _paint_ladder(painter: QPainter, block: Block, face: Face, _standing: Standing) -> None:
    """The steps as a list: those done, the one under way with its seconds, those to come."""
    painter.setFont(font_of(Part.LADDER))
    reached = list(Step).index(face.step) if face.step else 0
    for number, (step, rung) in enumerate(zip(Step, rung_boxes(block.box), strict=True)):
        mark = QRect(rung.left(), rung.top() + (rung.height() - 12) // 2, 12, 12)
        if number < reached:
            _icon(painter, mark, Icon.CHECK, DARK.color("ok"))
        else:
            state = State.DEGRADED if number == reached else State.OFFLINE
            paint_state(painter, QRectF(mark).adjusted(1.5, 1.5, -1.5, -1.5), state, DARK)
        painter.setPen(DARK.color("text" if number == reached else "text_low"))
        text = wording.step(step)
        painter.drawText(rung.adjusted(20, 0, 0, 0), _LEFT, text)
        if number == reached:
            painter.setPen(DARK.color("text_low"))
            behind = 28 + painter.fontMetrics().horizontalAdvance(text)
            painter.drawText(rung.adjusted(behind, 0, 80, 0), _LEFT, f"{face.detail}  {face.note}".strip())


def _paint_bar(painter: QPainter, block: Block, face: Face, _standing: Standing) -> None:
    reached = list(Step).index(face.step) if face.step else 0
    for number, segment in enumerate(segment_boxes(block.box)):
        tone = "ok" if number < reached else "warn" if number == reached else "edge"
        painter.fillRect(segment, DARK.color(tone))


def _paint_button(painter: QPainter, block: Block, _face: Face, standing: Standing) -> None:
    is_hovered = block.offer == standing.hovered
    is_pressed = is_hovered and block.offer == standing.pressed
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(DARK.color("edge"))
    painter.setBrush(DARK.color("line" if is_pressed else "hover" if is_hovered else "raised"))
    painter.drawRoundedRect(QRectF(block.box).adjusted(0.5, 0.5, -0.5, -0.5), theme.RADIUS, theme.RADIUS)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    _paint_text(painter, block, _face, standing)


def _paint_reel(painter: QPainter, well: QRect, face: Face) -> None:
    """Where a playback stands: a big clock with a sign that no live picture has."""
    if not face.reel:
        return
    clock = _font(TypeSize.CLOCK if well.width() >= _LARGE else TypeSize.BODY, QFont.Weight.DemiBold)
    small = _font(TypeSize.DENSE, QFont.Weight.Medium)
    metrics = QFontMetrics(clock)
    side, room = metrics.ascent(), well.width() - 16
    note_width = QFontMetrics(small).horizontalAdvance(face.reel_note) + 10 if face.reel_note else 0
    is_whole = side + metrics.horizontalAdvance(face.reel) + note_width + 28 <= room
    text = face.reel if is_whole else face.reel.split()[-1]  # the time without the day
    text_width = metrics.horizontalAdvance(text)
    height = metrics.height() + 8
    plate = QRect(well.left() + 8, well.bottom() - height - 6, side + text_width + note_width + 28, height)
    _plate(painter, plate)
    mark = QRectF(plate.left() + 10, plate.center().y() - side / 2 + 1, side, side)
    paint_state(painter, mark, State.REPLAY, DARK)
    words = plate.adjusted(side + 18, 0, 0, 0)
    painter.setFont(clock)
    painter.setPen(DARK.color("text" if face.is_reel_confirmed else "text_low"))
    painter.drawText(words, _LEFT, text)
    painter.setFont(small)
    painter.setPen(DARK.color("play"))
    painter.drawText(words.adjusted(text_width + 10, 0, 0, 0), _LEFT, face.reel_note)


def _paint_tags(painter: QPainter, well: QRect, face: Face) -> None:
    """Age and warnings, from the lower right corner upwards."""
    bottom = well.bottom() - 6
    if face.reel and well.width() < _LARGE:
        bottom -= 28  # above the clock
    for text, size in _tags(face, well):
        letters = _font(size, QFont.Weight.Medium)
        metrics = QFontMetrics(letters)
        mark = 10
        width = min(metrics.horizontalAdvance(text) + mark + 22, well.width() - 12)
        plate = QRect(well.right() - 6 - width, bottom - metrics.height() - 6, width, metrics.height() + 6)
        _plate(painter, plate)
        corner = QRectF(plate.left() + 8, plate.center().y() - mark / 2 + 0.5, mark, mark)
        paint_state(painter, corner, State.DEGRADED, DARK)
        painter.setFont(letters)
        painter.setPen(DARK.color("warn"))
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width - mark - 20)
        painter.drawText(plate.adjusted(mark + 14, 0, 0, 0), _LEFT, shown)
        bottom = plate.top() - 4


def _tags(face: Face, well: QRect) -> list[tuple[str, TypeSize]]:
    size = TypeSize.TITLE if well.width() >= 240 else TypeSize.DENSE
    tags = [(face.age, size)] if face.age else []
    return tags + [(warning, TypeSize.DENSE) for warning in face.warnings]


def _paint_figures(painter: QPainter, well: QRect, face: Face) -> None:
    if not face.figures:
        return
    letters = theme.code_font(TypeSize.CAPTION)
    metrics = QFontMetrics(letters)
    line = metrics.height() + 2
    room = well.width() - 12
    figures = [part for text in face.figures for part in _flowed(text, metrics, room - 16)]
    width = min(max(metrics.horizontalAdvance(text) for text in figures) + 16, room)
    plate = QRect(well.left() + 6, well.top() + 6, width, len(figures) * line + 8)
    _plate(painter, plate, opacity=0.75)  # they often lie on what the camera writes there
    painter.setFont(letters)
    painter.setPen(DARK.color("text"))
    for number, text in enumerate(figures):
        row = QRect(plate.left() + 8, plate.top() + 4 + number * line, width - 12, line)
        painter.drawText(row, _LEFT, metrics.elidedText(text, Qt.TextElideMode.ElideRight, row.width()))


def _flowed(text: str, metrics: QFontMetrics, width: int) -> list[str]:
    """Figures on as many lines as they need; two spaces stand between any two."""
    lines: list[str] = []
    for figure in text.split("  "):
        longer = f"{lines[-1]}  {figure}" if lines else figure
        if lines and metrics.horizontalAdvance(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(figure)
    return lines


def _paint_standing(painter: QPainter, box: QRect, standing: Standing) -> None:
    if standing.is_selected:
        _paint_frame(painter, box, DARK.color("accent"))
    if standing.is_target:
        painter.setPen(QPen(DARK.color("accent"), FRAME, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box.adjusted(4, 4, -5, -5))


def _paint_frame(painter: QPainter, box: QRect, color: QColor) -> None:
    left, top, width, height = box.left(), box.top(), box.width(), box.height()
    painter.fillRect(left, top, width, FRAME, color)
    painter.fillRect(left, top + height - FRAME, width, FRAME, color)
    painter.fillRect(left, top, FRAME, height, color)
    painter.fillRect(left + width - FRAME, top, FRAME, height, color)


def _plate(painter: QPainter, box: QRect, opacity: float = 0.6) -> None:
    """Makes text on video readable whatever the picture."""
    color = DARK.color("well")
    color.setAlphaF(opacity)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawRoundedRect(box, theme.RADIUS, theme.RADIUS)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _icon(painter: QPainter, box: QRect, which: Icon, color: QColor) -> None:
    ratio = painter.device().devicePixelRatioF()
    painter.drawPixmap(box.topLeft(), icons.pixmap(which, box.width(), color, ratio))


@cache
def _font(size: TypeSize, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    return theme.font(size, weight, tabular=True)


_TEXT_TONES = {
    Part.SENTENCE: "text",
    Part.ADVICE: "text_mid",
    Part.DETAIL: "text_low",
    Part.NOTE: "text_mid",
    Part.BUTTON: "text",
}
_PAINTERS = {
    Part.ICON: _paint_icon,
    Part.SENTENCE: _paint_text,
    Part.LADDER: _paint_ladder,
    Part.BAR: _paint_bar,
    Part.ADVICE: _paint_text,
    Part.DETAIL: _paint_text,
    Part.NOTE: _paint_text,
    Part.BUTTON: _paint_button,
}
