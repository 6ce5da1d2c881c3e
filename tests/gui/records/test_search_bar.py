"""What can be asked for, and what is refused."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, QRect, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from console.model.clock import CHINA
from console.model.records import RecordType, TimeSpan
from tests.gui.records.scenery import MIDNIGHT, TODAY, at
from tests.gui.wall.scenery import START, ref
from ui.records.search_bar import SearchBar
from ui.records.spans import LONGEST, SHORTEST, SpanReason, day_span, is_whole_day, refusal
from ui.translation import Translation


@pytest.fixture
def bar(qtbot: QtBot) -> SearchBar:
    bar = SearchBar(lambda: START)
    qtbot.addWidget(bar)
    bar.resize(1100, 40)
    bar.set_channels([(ref(1), "Gate North")])
    bar.show()
    return bar


class TestSpans:
    def test_a_day_is_that_of_china(self) -> None:
        assert day_span(START.date()).start.astimezone(UTC).hour == 16
        assert is_whole_day(TODAY)
        assert not is_whole_day(TimeSpan(at(0), at(23)))

    @pytest.mark.parametrize(
        ("length", "reason"),
        [
            (timedelta(0), SpanReason.ENDS_FIRST),
            (timedelta(hours=-1), SpanReason.ENDS_FIRST),
            (SHORTEST - timedelta(seconds=1), SpanReason.TOO_SHORT),
            (SHORTEST, None),
            (LONGEST, None),
            (LONGEST + timedelta(seconds=1), SpanReason.TOO_LONG),
        ],
    )
    def test_limits(self, length: timedelta, reason: SpanReason | None) -> None:
        assert refusal(at(6), at(6) + length) is reason


class TestDay:
    def test_today_is_that_of_china(self, qtbot: QtBot) -> None:
        bar = SearchBar(lambda: datetime(2026, 2, 28, 17, tzinfo=UTC))
        qtbot.addWidget(bar)
        assert bar.span() == TODAY

    def test_the_day_before_is_searched_at_once_and_tomorrow_is_not_offered(self, bar: SearchBar, qtbot: QtBot) -> None:
        assert not bar._next.isEnabled()
        with qtbot.waitSignal(bar.search_wanted) as wanted:
            bar._previous.click()
        assert wanted.args == [TimeSpan(MIDNIGHT - timedelta(days=1), MIDNIGHT), RecordType.ALL]
        assert bar._next.isEnabled()
        with qtbot.waitSignal(bar.search_wanted) as wanted:
            bar._today.click()
        assert wanted.args[0] == TODAY

    def test_the_type_is_asked_for(self, bar: SearchBar, qtbot: QtBot) -> None:
        bar._kind.setCurrentIndex(bar._kind.findData(RecordType.ALARM.value))
        with qtbot.waitSignal(bar.search_wanted) as wanted:
            bar._search.click()
        assert wanted.args == [TODAY, RecordType.ALARM]

    def test_enter_searches(self, bar: SearchBar, qtbot: QtBot) -> None:
        with qtbot.waitSignal(bar.search_wanted):
            QTest.keyClick(bar._day, Qt.Key.Key_Return)

    def test_without_a_channel_nothing_is_searched(self, bar: SearchBar, qtbot: QtBot) -> None:
        bar.set_channels([])
        with qtbot.assertNotEmitted(bar.search_wanted):
            bar.search()
        assert not bar._search.isEnabled()


class TestSpan:
    def test_a_span_is_read_as_china_standard_time(self, bar: SearchBar, monkeypatch: pytest.MonkeyPatch) -> None:
        bar.show_span(TimeSpan(at(6), at(7, 30)))
        assert bar._from.text() == "2026-03-01 06:00:00"
        assert bar.span() == TimeSpan(at(6), at(7, 30))

    @pytest.mark.parametrize(
        ("end", "words"),
        [
            (at(5), "The end must come after the start."),
            (at(6, 0, 5), "At least 10 s can be searched."),
            (at(6) + timedelta(days=40), "At most 31 days can be searched at once."),
        ],
    )
    def test_a_wrong_span_is_refused_where_it_stands(
        self, bar: SearchBar, qtbot: QtBot, end: datetime, words: str
    ) -> None:
        bar.tell("Recordings: 5")
        bar.show_span(TimeSpan(at(6), end))
        assert bar.span() is None
        assert bar.text == words
        assert bar._to.property("wrong") is True
        with qtbot.assertNotEmitted(bar.search_wanted):
            bar.search()
        bar.show_span(TimeSpan(at(6), at(7)))
        assert bar._to.property("wrong") is False
        assert bar.text == "Recordings: 5"


class TestZone:
    @pytest.fixture
    def zone(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
        if not hasattr(time, "tzset"):
            pytest.skip("the zone of this computer cannot be changed for a test")
        yield monkeypatch
        monkeypatch.undo()
        time.tzset()

    @pytest.mark.parametrize(("name", "told"), [("CST-8", False), ("UTC0", True)])
    def test_the_zone_is_told_where_it_is_not_that_of_the_computer(
        self, zone: pytest.MonkeyPatch, qtbot: QtBot, name: str, told: bool
    ) -> None:
        zone.setenv("TZ", name)
        time.tzset()
        bar = SearchBar(lambda: START)
        qtbot.addWidget(bar)
        assert bar._zone.isHidden() is not told
        assert bar.span() == TODAY
        assert CHINA.utcoffset(None) == timedelta(hours=8)


class TestLooks:
    def test_it_folds_where_it_is_narrow(self, bar: SearchBar, qtbot: QtBot) -> None:
        wide = bar.sizeHint().height()
        bar.resize(700, 80)
        qtbot.waitUntil(lambda: bar.sizeHint().height() > wide)
        assert bar.minimumSizeHint().width() <= 700

    def test_eight_long_names_share_the_row(self, bar: SearchBar) -> None:
        bar.set_channels([(ref(number), f"Camera with a long name {number}") for number in range(8)])
        bar.resize(700, 80)
        assert bar.minimumSizeHint().width() <= 700
        assert len(bar._chips.names) == 8

    def test_the_calendar_speaks_the_language(self, bar: SearchBar, translation: Translation) -> None:
        translation.use("zh")
        QCoreApplication.sendPostedEvents()
        assert bar._day.calendarWidget().locale().monthName(3) == "三月"
        translation.use("en")
        QCoreApplication.sendPostedEvents()
        assert bar._day.calendarWidget().locale().monthName(3) == "March"

    def test_a_chip_removes_its_channel(self, bar: SearchBar, qtbot: QtBot) -> None:
        with qtbot.waitSignal(bar.channel_removed) as removed:
            bar._chips._chips[0]._remove.click()
        assert removed.args == [ref(1)]

    def test_the_button_cancels_while_it_searches(self, bar: SearchBar, qtbot: QtBot) -> None:
        bar.set_running(True, repeated=False)
        assert bar._search.text() == "Cancel"
        with qtbot.waitSignal(bar.cancel_wanted), qtbot.assertNotEmitted(bar.search_wanted):
            bar._search.click()
        bar.set_running(False, repeated=True)
        assert bar._search.text() == "Search again"


class TestRoom:
    @pytest.mark.parametrize("width", [560, 700, 1100, 1600])
    def test_a_span_keeps_inside_every_window(self, bar: SearchBar, width: int) -> None:
        bar.show_span(TimeSpan(at(6), at(7)))
        assert bar.minimumSizeHint().width() <= 560  # what the smallest window leaves between its panels
        bar.resize(width, 100)
        QCoreApplication.sendPostedEvents()
        parts = (bar._mode, bar._from, bar._to, bar._kind, bar._search)
        boxes = [QRect(part.mapTo(bar, QPoint(0, 0)), part.size()) for part in parts]
        assert all(bar.rect().contains(box) for box in boxes)
        assert not any(one.intersects(other) for one, other in combinations(boxes, 2))

    def test_the_controls_are_in_one_row_where_there_is_room(self, bar: SearchBar) -> None:
        def is_one_row(width: int) -> bool:
            bar.resize(width, 100)
            QCoreApplication.sendPostedEvents()
            return bar._mode.mapTo(bar, QPoint(0, 0)).y() == bar._search.mapTo(bar, QPoint(0, 0)).y()

        assert is_one_row(1100)
        assert is_one_row(700)  # below the chips
        assert not is_one_row(480)


class TestSearching:
    def test_a_wrong_span_cannot_be_searched_but_a_search_can_be_cancelled(self, bar: SearchBar) -> None:
        bar.show_span(TimeSpan(at(6), at(7)))
        assert bar._search.isEnabled()
        bar._to.setDateTime(bar._from.dateTime())
        assert not bar._search.isEnabled()
        bar.set_running(True, repeated=False)
        assert bar._search.isEnabled()
        bar.set_running(False, repeated=False)
        assert not bar._search.isEnabled()
