"""The recordings of all channels over time, and where playing has come to."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import pyqtgraph
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.model.catalog import ChannelRef
from console.model.records import TimeSpan
from ui import measures, theme, wording
from ui.records.bubble import Bubble
from ui.records.scale import Scale, moment
from ui.records.selection_bar import SelectionBar
from ui.records.time_box import TimeBox
from ui.records.timeline_parts import (
    RULER_HEIGHT,
    Chart,
    DatePart,
    GutterPart,
    Lane,
    LanesPart,
    RulerPart,
    lane_boxes,
)
from ui.records.track import Track
from ui.widgets.translated import Translated

STEP = timedelta(seconds=10)  # of the arrow keys
LET_BE = 10.0  # seconds after a pan or zoom by hand in which the cursor may leave the view
_ZOOM = 1.6  # per key press
_RETURN_TO = 0.1  # of the width, where a cursor that left the view is shown again
_ANSWER_LASTS = 4.0  # seconds
_EDGE = 6  # pixels between the selection bar and the border


class Timeline(Translated):
    """A click plays, a drag pans, the wheel zooms, a drag with Shift selects."""

    play_wanted = Signal(object, object)  # ChannelRef, datetime: always one that was recorded
    step_wanted = Signal(object)  # timedelta
    edge_wanted = Signal(bool)  # True: the end, False: the start
    download_wanted = Signal(object, object)  # ChannelRef, TimeSpan

    def __init__(self, monotonic: Callable[[], float], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._monotonic = monotonic
        self._moved_at = float("-inf")
        self._selected: ChannelRef | None = None
        self._view = pyqtgraph.GraphicsLayoutWidget()
        self._box = TimeBox()
        self._chart = Chart(lambda: self._box.scale_of_time)
        self._ruler = RulerPart(self._chart)
        self._gutter = GutterPart(self._chart)
        self._date = DatePart(self._chart)
        self._lanes = LanesPart(self._chart, self._box)
        self._cursor = pyqtgraph.InfiniteLine(angle=90)
        self._region = pyqtgraph.LinearRegionItem()
        self._bubble = Bubble(self)
        self._bar = SelectionBar(self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(260, RULER_HEIGHT + 40)
        self._lay_out()
        self._connect()
        self._dress()
        self.retranslate()

    @property
    def scale(self) -> Scale:
        """What is in view."""
        return self._box.scale_of_time

    @property
    def selection(self) -> tuple[ChannelRef, TimeSpan] | None:
        """What is selected, in whole seconds, and in which lane."""
        if self._selected is None:
            return None
        start, end = (round(second) for second in self._region.getRegion())
        return self._selected, TimeSpan(moment(start), moment(max(end, start + 1)))

    @property
    def told(self) -> str:
        """What the bubble says."""
        return self._bubble.text

    def set_lanes(self, lanes: Sequence[Lane], searched: TimeSpan | None) -> None:
        """Show these; another searched span is brought into view as a whole."""
        is_other = searched != self._chart.searched
        self._chart.lanes, self._chart.searched = lanes, searched
        if self._selected is not None and self._selected not in {lane.ref for lane in lanes}:
            self.clear_selection()
        if is_other:
            self.show_all()
        self._show_selection()
        self._repaint()

    def show_all(self) -> None:
        """Bring all that was searched into view."""
        if self._chart.searched is not None:
            self.show_span(self._chart.searched)

    def show_span(self, span: TimeSpan) -> None:
        self._box.show_range(span.start.timestamp(), span.end.timestamp())

    def show_edge(self, *, is_end: bool) -> None:
        """Pan to the end or the start of what was searched."""
        searched, scale = self._chart.searched, self.scale
        if searched is not None:
            length = scale.end - scale.start
            start = searched.end.timestamp() - length if is_end else searched.start.timestamp()
            self._note_hand()
            self._box.show_range(start, start + length)

    def set_cursor(self, at: datetime | None, *, is_confirmed: bool = True) -> None:
        """Where playing has come to; dashed while that was not seen in the stream."""
        self._cursor.setVisible(at is not None)
        self._chart.cursor = at.timestamp() if at else None
        self._ruler.update()
        if at is None:
            return
        second = at.timestamp()
        self._cursor.setPen(self._cursor_pen(is_confirmed=is_confirmed))
        self._cursor.setValue(second)
        scale = self.scale
        if not scale.start <= second <= scale.end and self._monotonic() - self._moved_at > LET_BE:
            start = second - _RETURN_TO * (scale.end - scale.start)
            self._box.show_range(start, start + scale.end - scale.start)

    def zoom(self, factor: float) -> None:
        """Show `factor` times as much time, round the cursor where it is in view, else round the middle."""
        scale, around = self.scale, self._chart.cursor
        if around is None or not scale.start <= around <= scale.end:
            around = (scale.start + scale.end) / 2
        self._note_hand()
        self._box.zoom(factor, around)

    def clear_selection(self) -> None:
        self._selected = None
        self._show_selection()

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Timeline"))
        self._chart.hint = self.tr("Recordings appear here on a timeline")
        self._show_selection()
        self._repaint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Left:
                self.step_wanted.emit(-STEP)
            case Qt.Key.Key_Right:
                self.step_wanted.emit(STEP)
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.zoom(1 / _ZOOM)
            case Qt.Key.Key_Minus:
                self.zoom(_ZOOM)
            case Qt.Key.Key_0:
                self.show_all()
            case Qt.Key.Key_Home | Qt.Key.Key_End:
                self.edge_wanted.emit(event.key() == Qt.Key.Key_End)
            case Qt.Key.Key_Escape if self._selected is not None:
                self.clear_selection()
            case _:
                super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_bar()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = theme.tokens(self.palette())
        painter = QPainter(self)
        painter.setPen(tokens.color("accent" if self.hasFocus() else "panel"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _lay_out(self) -> None:
        self._view.setAcceptDrops(False)
        self._view.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keys are ours
        grid = self._view.ci
        grid.layout.setContentsMargins(0, 0, 0, 0)
        grid.layout.setSpacing(0)
        grid.setBorder(None)
        grid.addItem(self._date, 0, 0)
        grid.addItem(self._ruler, 0, 1)
        grid.addItem(self._gutter, 1, 0)
        grid.addItem(self._box, 1, 1)
        self._lanes.setZValue(-1)  # behind selection and cursor
        self._region.hide()
        self._cursor.hide()
        self._box.addItem(self._region, ignoreBounds=True)
        self._box.addItem(self._cursor, ignoreBounds=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.addWidget(self._view)

    def _connect(self) -> None:
        box = self._box
        box.picked.connect(self._pick)
        box.hovered.connect(self._hover)
        box.left.connect(lambda: self._bubble.say("", QPoint()))
        box.selecting.connect(self._select)
        box.moved_by_hand.connect(self._note_hand)
        box.scale_changed.connect(self._fit)
        self._region.sigRegionChanged.connect(lambda *_: self._show_selection())
        self._bar.closed.connect(self.clear_selection)
        self._bar.download_wanted.connect(self._download)

    def _dress(self) -> None:
        tokens = theme.tokens(self.palette())
        self._view.setBackground(tokens.color("panel"))
        plate = QColor(tokens.color("accent"))
        plate.setAlphaF(0.22)
        self._region.setBrush(plate)
        self._region.setHoverBrush(plate)
        for line in self._region.lines:
            line.setPen(_pen(tokens.color("accent"), 2))
            line.setHoverPen(_pen(tokens.color("text"), 3))
        self._cursor.setPen(self._cursor_pen(is_confirmed=True))

    def _cursor_pen(self, *, is_confirmed: bool) -> QPen:
        pen = _pen(theme.tokens(self.palette()).color("play"), 2)
        pen.setStyle(Qt.PenStyle.SolidLine if is_confirmed else Qt.PenStyle.DashLine)
        return pen

    def _note_hand(self) -> None:
        self._moved_at = self._monotonic()

    def _fit(self) -> None:
        self._lanes.setGeometry(self._box.rect())
        self._show_selection()
        self._repaint()

    def _repaint(self) -> None:
        for part in (self._lanes, self._ruler, self._gutter, self._date):
            part.update()

    def _lane_at(self, point: QPointF) -> Lane | None:
        """The lane at or above `point`, since a click just below a lane means it."""
        lanes = self._chart.lanes
        boxes = lane_boxes(len(lanes), self._box.height())
        above = [lane for lane, (top, _) in zip(lanes, boxes, strict=True) if top <= point.y()]
        return above[-1] if above else next(iter(lanes), None)

    def _on_us(self, point: QPointF) -> QPoint:
        """A point of the box, on this widget."""
        on_view: QPoint = self._view.mapFromScene(self._box.mapToScene(point))
        on_us: QPoint = self._view.viewport().mapTo(self, on_view)
        return on_us

    def _pick(self, second: float, point: QPointF) -> None:
        lane = self._lane_at(point)
        if lane is None:
            return
        wanted = moment(int(second))
        played = lane.track.snapped(wanted)
        if played is None:
            text = wording.fill(self.tr("Nothing was recorded after %1."), measures.time_of_day(wanted))
            self._bubble.answer(text, self._on_us(point), lasts=_ANSWER_LASTS)
            return
        if played != wanted:
            text = self.tr("Nothing recorded here: playing from %1.")
            start = (
                measures.time_of_day(played) if played - wanted < timedelta(days=1) else measures.day_and_time(played)
            )
            self._bubble.answer(wording.fill(text, start), self._on_us(point), lasts=_ANSWER_LASTS)
        self.play_wanted.emit(lane.ref, played)

    def _hover(self, second: float, point: QPointF) -> None:
        lane = self._lane_at(point)
        at = moment(second)
        self._bubble.say(
            f"{measures.day_and_time(at)}  {self._below(lane.track, at)}" if lane else "", self._on_us(point)
        )

    def _below(self, track: Track, at: datetime) -> str:
        """What is recorded there."""
        searched = self._chart.searched
        if clips := track.at(at):
            clip = clips[0]
            start, end = measures.time_of_day(clip.span.start), measures.time_of_day(clip.span.end)
            return f"{wording.record_type(clip.type)} {start} – {end}"
        if searched is None or at not in searched:
            return self.tr("not searched")
        return self.tr("nothing recorded")

    def _select(self, start: float, end: float, point: QPointF) -> None:
        lane = self._lane_at(point)
        if lane is None:
            return
        self._selected = lane.ref
        self._region.setRegion(sorted((start, end)))
        self._show_selection()

    def _show_selection(self) -> None:
        selection = self.selection
        self._region.setVisible(selection is not None)
        if selection is None:
            self._bar.hide()
            return
        ref, span = selection
        number, lane = next(item for item in enumerate(self._chart.lanes) if item[1].ref == ref)
        top, height = lane_boxes(len(self._chart.lanes), self._box.height())[number]
        whole = max(1.0, self._box.height())
        # The vertical axis points up.
        self._region.setSpan(1 - (top + height + 2) / whole, 1 - (top - 2) / whole)
        track = lane.track
        self._bar.show_span(span, octets=track.octets_in(span), has_recordings=track.has_any_in(span))
        self._place_bar()

    def _place_bar(self) -> None:
        size = self._bar.sizeHint().boundedTo(self.size())
        refs = [lane.ref for lane in self._chart.lanes]
        is_low = self._selected in refs[len(refs) // 2 + 1 :]  # what is selected must not be covered
        top = _EDGE if is_low else self.height() - size.height() - _EDGE
        self._bar.setGeometry(self.width() - size.width() - _EDGE, top, size.width(), size.height())

    def _download(self) -> None:
        if self.selection is not None:
            self.download_wanted.emit(*self.selection)
            self.clear_selection()


def _pen(color: QColor, width: int) -> QPen:
    """As wide on screen at every scale."""
    pen = QPen(color, width)
    pen.setCosmetic(True)
    return pen
