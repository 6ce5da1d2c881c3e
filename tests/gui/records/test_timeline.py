"""The timeline under mouse and keys."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pyqtgraph
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.model.catalog import ChannelRef
from console.model.records import RecordType, TimeSpan
from tests.gui.records.scenery import MIDNIGHT, TODAY, at, clip
from tests.gui.wall.scenery import ref
from ui import theme
from ui.records.scale import DAY
from ui.records.timeline import Timeline
from ui.records.timeline_parts import GUTTER_WIDTH, RULER_HEIGHT, Lane, lane_boxes
from ui.records.track import Track

CLIPS = [
    clip(at(6), 60, size=3_600_000),
    clip(at(6, 30), 10, type=RecordType.ALARM, size=600_000),
    clip(at(12), 60, size=3_600_000),
]


class Now:
    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def now() -> Now:
    return Now()


@pytest.fixture
def timeline(now: Now, qtbot: QtBot) -> Iterator[Timeline]:
    rate = pyqtgraph.getConfigOption("mouseRateLimit")
    pyqtgraph.setConfigOption("mouseRateLimit", 0)  # a test moves the mouse faster than anybody
    timeline = Timeline(now)
    qtbot.addWidget(timeline)
    timeline.resize(GUTTER_WIDTH + 962, 160)  # 90 seconds per pixel for a day
    timeline.show()
    timeline.set_lanes(
        [Lane(ref(1), "Gate North", Track(CLIPS)), Lane(ref(2), "Yard", Track(), "No recordings")], TODAY
    )
    QApplication.processEvents()
    yield timeline
    timeline.hide()
    pyqtgraph.setConfigOption("mouseRateLimit", rate)


def point(timeline: Timeline, moment: datetime, lane: int = 0) -> QPoint:
    """On the viewport."""
    top, height = lane_boxes(2, timeline._box.height())[lane]
    return QPoint(GUTTER_WIDTH + round(timeline.scale.x(moment.timestamp())), RULER_HEIGHT + int(top + height / 2))


def click(timeline: Timeline, moment: datetime, lane: int = 0) -> None:
    QTest.mouseClick(timeline._view.viewport(), Qt.MouseButton.LeftButton, pos=point(timeline, moment, lane))


def drag(timeline: Timeline, start: datetime, end: datetime, *, shift: bool = False) -> None:
    viewport = timeline._view.viewport()
    keys = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    first, last = point(timeline, start), point(timeline, end)
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    move, press, release = QEvent.Type.MouseMove, QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease
    steps = [(move, first, none, none), (press, first, left, left)]
    steps += [(move, first + (last - first) * part / 4, none, left) for part in range(1, 5)]
    steps += [(release, last, left, none)]
    for kind, where, button, buttons in steps:
        place = QPointF(where)
        QApplication.sendEvent(
            viewport, QMouseEvent(kind, place, QPointF(viewport.mapToGlobal(where)), button, buttons, keys)
        )


def hover(timeline: Timeline, moment: datetime, lane: int = 0) -> str:
    QTest.mouseMove(timeline._view.viewport(), point(timeline, moment, lane))
    return timeline.told


def wheel(timeline: Timeline, moment: datetime, notches: int) -> None:
    viewport, where = timeline._view.viewport(), point(timeline, moment)
    event = QWheelEvent(
        QPointF(where),
        QPointF(viewport.mapToGlobal(where)),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(viewport, event)


def near(one: datetime, other: datetime, seconds: float = 91) -> bool:
    return abs(one - other) <= timedelta(seconds=seconds)


class TestPlaying:
    @pytest.fixture
    def played(self, timeline: Timeline) -> list[tuple[ChannelRef, datetime]]:
        played: list[tuple[ChannelRef, datetime]] = []
        timeline.play_wanted.connect(lambda *wanted: played.append(wanted))
        return played

    def test_a_click_plays_what_was_recorded_then(
        self, timeline: Timeline, played: list[tuple[ChannelRef, datetime]]
    ) -> None:
        click(timeline, at(12, 30))
        ((channel, moment),) = played
        assert channel == ref(1)
        assert near(moment, at(12, 30))
        assert not timeline.told.startswith("Nothing")

    def test_a_click_into_a_gap_plays_the_next_recording_and_says_so(
        self, timeline: Timeline, played: list[tuple[ChannelRef, datetime]]
    ) -> None:
        click(timeline, at(9))
        assert played == [(ref(1), at(12))]
        assert timeline.told == "Nothing recorded here: playing from 12:00:00."

    def test_a_click_after_the_last_recording_is_told(
        self, timeline: Timeline, played: list[tuple[ChannelRef, datetime]]
    ) -> None:
        click(timeline, at(20))
        assert played == []
        assert timeline.told.startswith("Nothing was recorded after 20:0") or "19:5" in timeline.told

    def test_an_answer_is_not_wiped_away_by_the_pointer(self, timeline: Timeline) -> None:
        click(timeline, at(9))
        assert hover(timeline, at(12, 30)).startswith("Nothing recorded here")

    def test_a_click_in_a_lane_means_its_channel(
        self, timeline: Timeline, played: list[tuple[ChannelRef, datetime]]
    ) -> None:
        click(timeline, at(12, 30), lane=1)
        assert played == []
        assert "Nothing was recorded" in timeline.told


class TestHovering:
    def test_the_moment_and_its_recording_are_told(self, timeline: Timeline) -> None:
        text = hover(timeline, at(6, 35))
        assert text.startswith("2026-03-01 06:3")
        assert text.endswith("Alarm 06:30:00 – 06:40:00")

    def test_a_gap_is_told(self, timeline: Timeline) -> None:
        assert hover(timeline, at(9)).endswith("nothing recorded")

    def test_what_was_not_searched_is_not_called_a_gap(self, timeline: Timeline) -> None:
        timeline.show_span(TimeSpan(at(12), at(36)))
        assert hover(timeline, at(30)).endswith("not searched")


class TestView:
    def test_a_searched_span_is_in_view_as_a_whole(self, timeline: Timeline) -> None:
        assert (timeline.scale.start, timeline.scale.end) == (MIDNIGHT.timestamp(), MIDNIGHT.timestamp() + DAY)

    def test_the_wheel_zooms_round_the_pointer(self, timeline: Timeline) -> None:
        before = timeline.scale.x(at(6).timestamp())
        wheel(timeline, at(6), 4)
        assert timeline.scale.end - timeline.scale.start < DAY / 2
        assert timeline.scale.x(at(6).timestamp()) == pytest.approx(before, abs=1.5)

    def test_zooming_ends_at_ten_seconds_and_at_a_month(self, timeline: Timeline) -> None:
        for _ in range(40):
            wheel(timeline, at(6), 5)
        assert timeline.scale.end - timeline.scale.start == pytest.approx(10)
        for _ in range(40):
            wheel(timeline, moment_in_view(timeline), -8)
        assert timeline.scale.end - timeline.scale.start == pytest.approx(31 * DAY)

    def test_keys_zoom_and_zero_shows_all(self, timeline: Timeline) -> None:
        QTest.keyClick(timeline, Qt.Key.Key_Plus)
        assert timeline.scale.end - timeline.scale.start == pytest.approx(DAY / 1.6)
        QTest.keyClick(timeline, Qt.Key.Key_Minus)
        QTest.keyClick(timeline, Qt.Key.Key_Minus)
        assert timeline.scale.end - timeline.scale.start == pytest.approx(DAY * 1.6)
        QTest.keyClick(timeline, Qt.Key.Key_0)
        assert timeline.scale.end - timeline.scale.start == pytest.approx(DAY)

    def test_a_drag_pans(self, timeline: Timeline) -> None:
        drag(timeline, at(12), at(10))
        assert timeline.scale.start - MIDNIGHT.timestamp() == pytest.approx(2 * 3600, abs=600)
        assert timeline.selection is None

    def test_another_search_is_shown_as_a_whole_but_more_of_the_same_leaves_the_view(self, timeline: Timeline) -> None:
        timeline.show_span(TimeSpan(at(6), at(7)))
        timeline.set_lanes([Lane(ref(1), "Gate North", Track(CLIPS[:1]))], TODAY)
        assert timeline.scale.end - timeline.scale.start == pytest.approx(3600)
        timeline.set_lanes([], TimeSpan(at(6), at(18)))
        assert timeline.scale.end - timeline.scale.start == pytest.approx(12 * 3600)

    def test_steps_and_edges_are_asked_for_by_key(self, timeline: Timeline) -> None:
        wanted: list[object] = []
        timeline.step_wanted.connect(wanted.append)
        timeline.edge_wanted.connect(wanted.append)
        for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End):
            QTest.keyClick(timeline, key)
        assert wanted == [timedelta(seconds=-10), timedelta(seconds=10), False, True]


def moment_in_view(timeline: Timeline) -> datetime:
    scale = timeline.scale
    return datetime.fromtimestamp((scale.start + scale.end) / 2, MIDNIGHT.tzinfo)


class TestSelection:
    def test_a_drag_with_shift_selects_whole_seconds_of_a_lane(self, timeline: Timeline) -> None:
        drag(timeline, at(6), at(7), shift=True)
        assert timeline.selection is not None
        channel, span = timeline.selection
        assert channel == ref(1)
        assert near(span.start, at(6))
        assert near(span.end, at(7))
        assert span.start.microsecond == span.end.microsecond == 0
        assert timeline.scale.start == MIDNIGHT.timestamp(), "it must not pan"

    def test_its_length_and_size_are_told(self, timeline: Timeline) -> None:
        timeline._select(at(6).timestamp(), at(6, 30).timestamp(), QPointF(10, 5))
        assert timeline._bar.text == "06:00:00 – 06:30:00  ·  30:00  ·  ≈ 1.8 MB"
        assert timeline._bar.isVisible()

    def test_the_handles_change_it(self, timeline: Timeline) -> None:
        timeline._select(at(6).timestamp(), at(6, 30).timestamp(), QPointF(10, 5))
        timeline._region.lines[1].setValue(at(6, 20).timestamp())
        assert timeline.selection == (ref(1), TimeSpan(at(6), at(6, 20)))
        assert "20:00" in timeline._bar.text

    def test_it_is_downloaded(self, timeline: Timeline, qtbot: QtBot) -> None:
        timeline._select(at(6, 30).timestamp(), at(6).timestamp(), QPointF(10, 5))
        with qtbot.waitSignal(timeline.download_wanted) as wanted:
            timeline._bar._download.click()
        assert wanted.args == [ref(1), TimeSpan(at(6), at(6, 30))]
        assert timeline.selection is None

    def test_nothing_recorded_cannot_be_downloaded(self, timeline: Timeline) -> None:
        timeline._select(at(20).timestamp(), at(21).timestamp(), QPointF(10, 5))
        assert "nothing recorded" in timeline._bar.text
        assert not timeline._bar._download.isEnabled()

    def test_escape_clears_it(self, timeline: Timeline) -> None:
        timeline._select(at(6).timestamp(), at(7).timestamp(), QPointF(10, 5))
        QTest.keyClick(timeline, Qt.Key.Key_Escape)
        assert timeline.selection is None
        assert not timeline._bar.isVisible()

    def test_it_goes_with_its_lane(self, timeline: Timeline) -> None:
        timeline._select(at(6).timestamp(), at(7).timestamp(), QPointF(10, 5))
        timeline.set_lanes([Lane(ref(2), "Yard", Track())], TODAY)
        assert timeline.selection is None


class TestCursor:
    def test_it_is_dashed_until_it_was_seen(self, timeline: Timeline) -> None:
        timeline.set_cursor(at(6, 10), is_confirmed=False)
        assert timeline._cursor.pen.style() is Qt.PenStyle.DashLine
        timeline.set_cursor(at(6, 10))
        assert timeline._cursor.pen.style() is Qt.PenStyle.SolidLine
        assert timeline._cursor.value() == at(6, 10).timestamp()
        timeline.set_cursor(None)
        assert not timeline._cursor.isVisible()

    def test_it_is_painted_in_the_colour_of_playing(self, timeline: Timeline) -> None:
        timeline.set_cursor(at(18))
        QApplication.processEvents()
        picture = timeline.grab().toImage()
        where = point(timeline, at(18), lane=1)
        colors = {picture.pixelColor(where.x() + dx, where.y()).name() for dx in range(-1, 4)}
        assert any(is_like(QColor(color), theme.DARK.color("play")) for color in colors)

    def test_it_is_kept_in_view(self, timeline: Timeline) -> None:
        timeline.show_span(TimeSpan(at(6), at(7)))
        timeline.set_cursor(at(7, 0, 5))
        assert timeline.scale.start < at(7, 0, 5).timestamp() < timeline.scale.end
        assert timeline.scale.end - timeline.scale.start == pytest.approx(3600)

    def test_a_view_panned_by_hand_is_let_be_for_a_while(self, timeline: Timeline, now: Now) -> None:
        timeline.set_cursor(at(6, 5))
        drag(timeline, at(1), at(12))
        wheel(timeline, at(1), 12)
        assert timeline.scale.end < at(6).timestamp()
        now.seconds = 9
        timeline.set_cursor(at(6, 5))
        assert timeline.scale.end < at(6).timestamp()
        now.seconds = 11
        timeline.set_cursor(at(6, 5))
        assert timeline.scale.start < at(6, 5).timestamp() < timeline.scale.end


def is_like(one: QColor, other: QColor) -> bool:
    return all(abs(a - b) < 40 for a, b in zip(one.getRgb(), other.getRgb(), strict=True))


class TestLooks:
    def test_each_type_has_its_colour(self, timeline: Timeline) -> None:
        picture = timeline.grab().toImage()
        assert picture.pixelColor(point(timeline, at(12, 30)) + QPoint(1, 1)) == theme.DARK.color("timeline_continuous")
        assert picture.pixelColor(point(timeline, at(6, 35)) + QPoint(1, 1)) == theme.DARK.color("timeline_event")
        assert picture.pixelColor(point(timeline, at(9)) + QPoint(1, 1)) == theme.DARK.color("raised")

    def test_it_follows_the_theme_at_once(self, timeline: Timeline, qapp: QApplication) -> None:
        theme.apply(qapp, "light")
        try:
            picture = timeline.grab().toImage()
            below = QPoint(GUTTER_WIDTH + 400, timeline.height() - 20)
            assert picture.pixelColor(below) == theme.LIGHT.color("panel")
            assert picture.pixelColor(point(timeline, at(12, 30)) + QPoint(1, 1)) == theme.LIGHT.color(
                "timeline_continuous"
            )
        finally:
            theme.apply(qapp, "dark")

    def test_lanes_share_the_room(self) -> None:
        assert lane_boxes(0, 100) == []
        assert lane_boxes(1, 200) == [(3, 28)]
        boxes = lane_boxes(8, 150)
        assert all(height >= 14 for _, height in boxes)
        assert boxes[-1][0] + boxes[-1][1] <= 150
