"""What the timeline is painted of, each part in pixels of its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QGraphicsWidget, QSizePolicy, QStyleOptionGraphicsItem, QWidget

from console.model.catalog import ChannelRef
from console.model.records import RecordType, TimeSpan
from ui import measures, theme
from ui.records.scale import Scale, moment, ruler
from ui.records.track import PAINTED, Track
from ui.theme import Tokens, TypeSize

RULER_HEIGHT = 24
GUTTER_WIDTH = 104
COLORS = {
    RecordType.TIME: "timeline_continuous",
    RecordType.MANUAL: "timeline_local",
    RecordType.ALARM: "timeline_event",
}

_LANE_HEIGHT = 28  # where there is room
_LANE_LOWEST = 14
_GAP = 3
_NARROWEST_BAR = 1.5  # pixels; shorter recordings must be seen too
_LABEL_GAP = 14
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)


@dataclass(frozen=True, slots=True)
class Lane:
    """One channel; `words` stand where it has no recordings."""

    ref: ChannelRef
    name: str
    track: Track
    words: str = ""
    is_followed: bool = False


@dataclass(slots=True)
class Chart:
    """What all parts paint."""

    scale: Callable[[], Scale]
    lanes: Sequence[Lane] = ()
    searched: TimeSpan | None = None
    hint: str = ""  # where there are no lanes
    cursor: float | None = None  # seconds since 1970


def lane_boxes(count: int, height: float) -> list[tuple[float, float]]:
    """Top and height of each lane, as high as there is room for."""
    if not count:
        return []
    each = min(_LANE_HEIGHT, max(_LANE_LOWEST, (height - _GAP) // count - _GAP))
    return [(_GAP + number * (each + _GAP), each) for number in range(count)]


class _Part(QGraphicsWidget):
    def __init__(self, chart: Chart, parent: QGraphicsItem | None = None) -> None:
        super().__init__(parent)
        self._chart = chart
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        tokens = theme.tokens(widget.palette() if widget else self.palette())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setClipRect(self.rect())
        self._paint(painter, tokens)

    def _paint(self, painter: QPainter, tokens: Tokens) -> None:
        raise NotImplementedError


class RulerPart(_Part):
    """Labelled marks, and where playing has come to."""

    def __init__(self, chart: Chart) -> None:
        super().__init__(chart)
        self._face = theme.font(TypeSize.CAPTION, tabular=True)
        self._midnight = theme.font(TypeSize.CAPTION, QFont.Weight.DemiBold, tabular=True)
        _fix_height(self)

    @property
    def label_width(self) -> float:
        return QFontMetrics(self._midnight).horizontalAdvance("00:00:00") + _LABEL_GAP

    def _paint(self, painter: QPainter, tokens: Tokens) -> None:
        scale, bottom = self._chart.scale(), round(self.rect().height()) - 1
        marks = ruler(scale, self.label_width)
        for second in marks.minor:
            painter.fillRect(QRectF(round(scale.x(second)), bottom - 3, 1, 3), tokens.color("edge"))
        for tick in marks.ticks:
            x = round(scale.x(tick.second))
            painter.fillRect(QRectF(x, bottom - 6, 1, 6), tokens.color("text_low"))
            face = self._midnight if tick.is_midnight else self._face
            half = QFontMetrics(face).horizontalAdvance(tick.text) / 2
            if half <= x <= self.rect().width() - half:  # a label that is cut could be read as another
                painter.setFont(face)
                painter.setPen(tokens.color("text" if tick.is_midnight else "text_mid"))
                painter.drawText(QRectF(x - 50, 0, 100, bottom - 5), _CENTRE, tick.text)
        painter.fillRect(QRectF(0, bottom, self.rect().width(), 1), tokens.color("line"))
        if self._chart.cursor is not None:
            self._paint_cursor(painter, tokens, scale.x(self._chart.cursor), bottom)

    def _paint_cursor(self, painter: QPainter, tokens: Tokens, x: float, bottom: int) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.color("play"))
        painter.drawPolygon(QPolygonF([QPointF(x - 5, bottom - 7), QPointF(x + 5, bottom - 7), QPointF(x, bottom)]))


class LanesPart(_Part):
    """One bar per recording, or for many where they are less than a pixel apart."""

    def __init__(self, chart: Chart, parent: QGraphicsItem) -> None:
        super().__init__(chart, parent)
        self._face = theme.font(TypeSize.DENSE)

    def _paint(self, painter: QPainter, tokens: Tokens) -> None:
        chart, scale, width = self._chart, self._chart.scale(), self.rect().width()
        painter.setFont(self._face)
        if not chart.lanes:
            painter.setPen(tokens.color("text_low"))
            painter.drawText(self.rect(), _CENTRE, chart.hint)
        searched = chart.searched
        for lane, (top, height) in zip(chart.lanes, lane_boxes(len(chart.lanes), self.rect().height()), strict=True):
            painter.fillRect(QRectF(0, top, width, height), tokens.color("window"))
            if searched is not None:
                left = max(0.0, scale.x(searched.start.timestamp()))
                right = min(width, scale.x(searched.end.timestamp()))
                painter.fillRect(QRectF(left, top, max(0.0, right - left), height), tokens.color("raised"))
            self._paint_bars(painter, tokens, scale, lane.track, QRectF(0, top, width, height))
            if lane.words and not lane.track.clips:
                painter.setPen(tokens.color("text_mid"))
                painter.drawText(QRectF(8, top, width - 16, height), _LEFT, lane.words)

    def _paint_bars(self, painter: QPainter, tokens: Tokens, scale: Scale, track: Track, lane: QRectF) -> None:
        low = max(2.0, lane.height() // 5)
        for kind in PAINTED:
            inset = 1.0 if kind is RecordType.ALARM else low  # an alarm is also higher, not only of another colour
            color = tokens.color(COLORS[kind])
            for left, right in track.bars(kind, scale):
                left, right = max(left, -1.0), min(right, lane.width() + 1)
                bar = QRectF(left, lane.top() + inset, max(_NARROWEST_BAR, right - left), lane.height() - 2 * inset)
                painter.fillRect(bar, color)


class GutterPart(_Part):
    """The names of the lanes."""

    def __init__(self, chart: Chart) -> None:
        super().__init__(chart)
        _fix_width(self)

    def _paint(self, painter: QPainter, tokens: Tokens) -> None:
        for lane, (top, height) in zip(
            self._chart.lanes, lane_boxes(len(self._chart.lanes), self.rect().height()), strict=True
        ):
            face = theme.font(TypeSize.DENSE, QFont.Weight.Medium if lane.is_followed else QFont.Weight.Normal)
            painter.setFont(face)
            painter.setPen(tokens.color("play" if lane.is_followed else "text"))
            box = QRectF(8, top, self.rect().width() - 14, height)
            name = QFontMetrics(face).elidedText(lane.name, Qt.TextElideMode.ElideRight, int(box.width()))
            painter.drawText(box, _LEFT, name)


class DatePart(_Part):
    """The day at the left edge."""

    def __init__(self, chart: Chart) -> None:
        super().__init__(chart)
        _fix_width(self)
        _fix_height(self)

    def _paint(self, painter: QPainter, tokens: Tokens) -> None:
        painter.setFont(theme.font(TypeSize.CAPTION, QFont.Weight.DemiBold, tabular=True))
        painter.setPen(tokens.color("text_mid"))
        text = measures.day(moment(self._chart.scale().start))
        painter.drawText(self.rect().adjusted(8, 0, 0, -5), _LEFT, text)
        painter.fillRect(QRectF(0, self.rect().height() - 1, self.rect().width(), 1), tokens.color("line"))


def _fix_width(part: _Part) -> None:
    part.setMinimumWidth(GUTTER_WIDTH)
    part.setMaximumWidth(GUTTER_WIDTH)


def _fix_height(part: _Part) -> None:
    part.setMinimumHeight(RULER_HEIGHT)
    part.setMaximumHeight(RULER_HEIGHT)
