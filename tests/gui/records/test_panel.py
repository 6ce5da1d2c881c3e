"""The panel as a whole: from a channel to a search, a click, and what the wall is asked for."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest
from PySide6.QtCore import QCoreApplication, QMimeData, QPoint, QPointF, Qt, QTimer, QTranslator
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QTabBar
from pytestqt.qtbot import QtBot

from console.model.failure import NoAnswer, NotSupported, Refused
from console.model.records import RecordClip, RecordType, TimeSpan
from console.services.view import Phase, ViewState
from tests.gui.records.scenery import MIDNIGHT, TODAY, RecordsScenery, StagedSearch, at, clip
from tests.gui.wall.scenery import LIVE, FakeLive, StagedLiveView, StagedPlaybackView, ref
from ui import tasks
from ui.device_tree.channel_drag import encode_channels
from ui.records.clip_table import Column
from ui.records.panel import RecordsPanel
from ui.records.scale import DAY
from ui.records.searches import CHANNELS_LIMIT

DAY_CLIPS = [clip(at(6), 60), clip(at(6, 30), 10, type=RecordType.ALARM), clip(at(12), 60)]


def searched(
    panel: RecordsPanel, scenery: RecordsScenery, clips: list[RecordClip] | None = None, *, complete: bool = True
) -> StagedSearch:
    """One channel, searched to the end."""
    panel.show_channels([ref(1)])
    search = scenery.records.searches[-1]
    search.find(DAY_CLIPS if clips is None else clips, len(DAY_CLIPS) if clips is None else len(clips))
    search.end(complete=complete)
    panel.searches._follow()
    return search


def played(panel: RecordsPanel) -> StagedPlaybackView:
    """A recording of the searched channel, in the selected tile."""
    view = StagedPlaybackView(ref(1), TODAY, ())
    view.at(at(6, 10))
    view._set(LIVE)
    panel.follow(view)
    return view


class TestSearching:
    def test_a_channel_is_searched_today_at_once(self, panel: RecordsPanel, scenery: RecordsScenery) -> None:
        panel._search_bar._turn(-3)
        panel.show_channels([ref(1)])
        assert [(one.result.channel, one.result.span) for one in scenery.records.searches] == [(ref(1), TODAY)]
        assert panel._search_bar._chips.names == ["Gate North"]
        assert panel._search_bar.text == "Searching…"

    def test_many_parts_are_counted_while_they_come(
        self, panel: RecordsPanel, scenery: RecordsScenery, qtbot: QtBot
    ) -> None:
        panel.show_channels([ref(1)])
        clips = [clip(at(0, 0, 200 * number), 3) for number in range(299)]
        for received in range(1, 262, 4):
            scenery.records.searches[0].find(clips[:received], 299)
        qtbot.waitUntil(lambda: panel._search_bar.text == "261 of 299")
        assert panel._progress.isVisible()
        assert (panel._progress.value(), panel._progress.maximum()) == (261, 299)
        assert panel._clips.table.clips.rowCount() == 261
        assert panel._tabs.tabText(0) == "Recordings  261"

    def test_the_end_is_told(self, panel: RecordsPanel, scenery: RecordsScenery) -> None:
        searched(panel, scenery)
        assert panel._search_bar.text == "Recordings: 3"
        assert not panel._progress.isVisible()

    def test_an_incomplete_answer_is_never_shown_as_all(self, panel: RecordsPanel, scenery: RecordsScenery) -> None:
        panel.show_channels([ref(1)])
        search = scenery.records.searches[0]
        search.find(DAY_CLIPS, 299)
        search.end(complete=False)
        panel.searches._follow()
        assert panel._search_bar.text == "The device announced 299 recordings and sent 3."
        assert panel._search_bar._search.text() == "Search again"

    def test_nothing_is_told_for_a_day_and_for_a_span(self, panel: RecordsPanel, scenery: RecordsScenery) -> None:
        searched(panel, scenery, [])
        assert panel._search_bar.text == panel._clips.words == "No recordings on this day"
        panel._search_bar.show_span(TimeSpan(at(6), at(7)))
        panel._search_bar.search()
        scenery.records.searches[-1].end()
        panel.searches._follow()
        assert panel._search_bar.text == "No recordings in this span"

    def test_a_failure_is_told_with_what_to_try(self, panel: RecordsPanel, scenery: RecordsScenery) -> None:
        panel.show_channels([ref(1)])
        scenery.records.searches[0].end(complete=False, failure=NoAnswer("RecordInfo", 15.0))
        panel.searches._follow()
        assert panel._search_bar.text == "The device does not answer."
        assert "check the network" in panel._clips.words
        assert "RecordInfo: waited 15 s" in panel._clips.words
        panel._search_bar._search.click()
        assert len(scenery.records.searches) == 2

    def test_of_several_the_failed_one_is_named(self, panel: RecordsPanel, scenery: RecordsScenery) -> None:
        panel.show_channels([ref(1), ref(2)])
        scenery.records.searches[0].end()
        scenery.records.searches[1].end(complete=False, failure=Refused("RecordInfo", 403, "Forbidden"))
        panel.searches._follow()
        assert panel._search_bar.text == "Yard: The device does not allow this."
        lanes = panel.timeline._chart.lanes
        assert [lane.words for lane in lanes] == ["No recordings on this day", "The device does not allow this."]

    def test_cancelling_keeps_what_came(self, panel: RecordsPanel, scenery: RecordsScenery) -> None:
        panel.show_channels([ref(1)])
        scenery.records.searches[0].find(DAY_CLIPS, 299)
        panel._search_bar._search.click()
        panel.searches._follow()
        assert scenery.records.searches[0].is_cancelled
        assert panel._search_bar.text == "Cancelled; found so far: 3"
        assert panel._clips.table.clips.rowCount() == 3

    def test_more_than_eight_channels_are_refused_in_words(self, panel: RecordsPanel) -> None:
        panel.show_channels([ref(number) for number in range(CHANNELS_LIMIT + 2)])
        assert panel._notice.text == "At most 8 channels can be searched at once; left out: 2."
        assert len(panel.timeline._chart.lanes) == CHANNELS_LIMIT

    def test_ten_thousand_recordings_stall_nobody(
        self, panel: RecordsPanel, scenery: RecordsScenery, qtbot: QtBot
    ) -> None:
        panel.show_channels([ref(1)])
        clips = [clip(MIDNIGHT + timedelta(seconds=8 * number), 0.1) for number in range(10_000)]
        for received in range(500, 10_001, 500):
            scenery.records.searches[0].find(clips[:received], 10_000)
            panel.searches._follow()
        assert panel._clips.table.clips.rowCount() == 10_000
        assert panel.timeline._chart.lanes[0].track.clips[-1] == clips[-1]


class TestChannels:
    def drop(self, panel: RecordsPanel, payload: QMimeData) -> None:
        where, action = QPointF(500, 200), Qt.DropAction.CopyAction
        button, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        entering = QDragEnterEvent(where.toPoint(), action, payload, button, keys)
        entering.ignore()
        QApplication.sendEvent(panel, entering)
        if entering.isAccepted():
            QApplication.sendEvent(panel, QDropEvent(where, action, payload, button, keys))

    def test_dropped_channels_are_searched_too(self, panel: RecordsPanel, scenery: RecordsScenery) -> None:
        searched(panel, scenery)
        self.drop(panel, encode_channels([ref(2), ref(3)]))
        assert panel.searches.channels == (ref(1), ref(2), ref(3))
        assert [one.result.channel for one in scenery.records.searches] == [ref(1), ref(2), ref(3)]
        assert not panel._clips.table.isColumnHidden(Column.CHANNEL)

    def test_they_may_be_dropped_anywhere(self, panel: RecordsPanel) -> None:
        parts = [panel.timeline._view.viewport(), panel._clips.table.viewport(), panel.player, panel._progress]
        parts += [edit for edit in panel._search_bar.findChildren(QLineEdit) if edit.window() is panel]
        assert len(parts) == 7
        for number, part in enumerate(parts):
            panel.searches.use([])
            payload = encode_channels([ref(number)])
            where, keys = QPointF(5, 5), Qt.KeyboardModifier.NoModifier
            entering = QDragEnterEvent(
                where.toPoint(), Qt.DropAction.CopyAction, payload, Qt.MouseButton.LeftButton, keys
            )
            entering.ignore()
            QApplication.sendEvent(part, entering)
            assert entering.isAccepted(), part
            dropping = QDropEvent(where, Qt.DropAction.CopyAction, payload, Qt.MouseButton.LeftButton, keys)
            QApplication.sendEvent(part, dropping)
            assert panel.searches.channels == (ref(number),), part

    def test_the_first_drop_searches_today(self, panel: RecordsPanel, scenery: RecordsScenery) -> None:
        self.drop(panel, encode_channels([ref(2)]))
        assert [one.result.span for one in scenery.records.searches] == [TODAY]

    def test_anything_else_is_not_taken(self, panel: RecordsPanel) -> None:
        payload = QMimeData()
        payload.setText("34020000001320000001")
        self.drop(panel, payload)
        assert panel.searches.channels == ()

    def test_a_chip_takes_its_lane_along(self, panel: RecordsPanel, scenery: RecordsScenery) -> None:
        panel.show_channels([ref(1), ref(2)])
        panel._search_bar.channel_removed.emit(ref(1))
        assert [lane.ref for lane in panel.timeline._chart.lanes] == [ref(2)]
        assert panel._search_bar._chips.names == ["Yard"]


class TestList:
    def test_a_row_says_what_it_is(self, panel: RecordsPanel, scenery: RecordsScenery) -> None:
        searched(panel, scenery, [clip(at(6), 61, type=RecordType.MANUAL, size=3_600_000)])
        model = panel._clips.table.clips
        texts = [model.index(0, column).data() for column in Column]
        assert texts == ["Gate North", "06:00:00", "07:01:00", "1:01:00", "Manual", "3.6 MB"]

    def test_sizes_nobody_told_are_no_column(self, panel: RecordsPanel, scenery: RecordsScenery) -> None:
        searched(panel, scenery)
        assert panel._clips.table.isColumnHidden(Column.SIZE)
        assert panel._clips.table.isColumnHidden(Column.CHANNEL)

    def test_a_span_of_days_shows_dates(self, panel: RecordsPanel, scenery: RecordsScenery) -> None:
        panel.show_channels([ref(1)])
        panel._search_bar.show_span(TimeSpan(MIDNIGHT - timedelta(days=2), at(24)))
        panel._search_bar.search()
        scenery.records.searches[-1].find(DAY_CLIPS, 3)
        panel.searches._follow()
        assert panel._clips.table.clips.index(0, Column.START).data() == "03-01 06:00:00"

    def test_it_is_sorted_by_time_both_ways(self, panel: RecordsPanel, scenery: RecordsScenery) -> None:
        searched(panel, scenery)
        table = panel._clips.table
        table.sortByColumn(Column.START, Qt.SortOrder.DescendingOrder)
        assert [table.clips.index(row, Column.START).data() for row in range(3)] == ["12:00:00", "06:30:00", "06:00:00"]

    def test_the_selection_stays_while_more_comes(self, panel: RecordsPanel, scenery: RecordsScenery) -> None:
        panel.show_channels([ref(1)])
        search = scenery.records.searches[0]
        search.find(DAY_CLIPS[1:], 3)
        panel.searches._follow()
        panel._clips.table.selectRow(1)
        search.find(DAY_CLIPS, 3)
        panel.searches._follow()
        assert panel._clips.table.chosen() == [DAY_CLIPS[2]]

    def test_enter_plays_from_its_start_to_the_end_of_the_span(
        self, panel: RecordsPanel, scenery: RecordsScenery, qtbot: QtBot
    ) -> None:
        searched(panel, scenery)
        panel._clips.table.selectRow(1)
        with qtbot.waitSignal(panel.play_wanted) as wanted:
            QTest.keyClick(panel._clips.table, Qt.Key.Key_Return)
        assert wanted.args == [ref(1), TimeSpan(at(6, 30), TODAY.end), tuple(DAY_CLIPS)]

    def test_a_recording_across_midnight_is_played_to_its_end(
        self, panel: RecordsPanel, scenery: RecordsScenery, qtbot: QtBot
    ) -> None:
        searched(panel, scenery, [clip(at(23, 30), 60)])
        with qtbot.waitSignal(panel.play_wanted) as wanted:
            panel._clips.table.doubleClicked.emit(panel._clips.table.clips.index(0, 1))
        assert wanted.args[1] == TimeSpan(at(23, 30), at(24, 30))

    def test_rows_can_be_copied_and_downloaded(self, panel: RecordsPanel, scenery: RecordsScenery) -> None:
        searched(panel, scenery)
        panel._clips.table.selectAll()
        entries = {action.text(): action for action in panel._clips.table.build_menu().actions()}
        entries["Copy"].trigger()
        assert (
            QGuiApplication.clipboard()
            .text()
            .splitlines()[1]
            .startswith("2026-03-01 06:30:00\t2026-03-01 06:40:00\tAlarm")
        )
        entries["Download"].trigger()
        assert [one.span for one in scenery.downloads.started] == [one.span for one in DAY_CLIPS]

    def test_a_button_downloads_what_is_selected(self, panel: RecordsPanel, scenery: RecordsScenery) -> None:
        searched(panel, scenery)
        assert not panel._download.isEnabled()
        panel._clips.table.selectRow(1)
        panel._download.click()
        assert [one.span for one in scenery.downloads.started] == [DAY_CLIPS[1].span]
        assert not panel._download.isVisible()  # the downloads are shown now
        panel._tabs.setCurrentIndex(0)
        assert panel._download.isVisible()
        panel.searches.remove(ref(1))
        assert not panel._download.isEnabled()


class TestPlaying:
    def test_a_click_on_the_timeline_plays_to_the_end_of_the_span(
        self, panel: RecordsPanel, scenery: RecordsScenery, qtbot: QtBot
    ) -> None:
        searched(panel, scenery)
        with qtbot.waitSignal(panel.play_wanted) as wanted:
            panel.timeline._pick(at(9).timestamp(), QPointF(400, 10))
        assert wanted.args == [ref(1), TimeSpan(at(12), TODAY.end), (DAY_CLIPS[2],)]

    def test_the_followed_recording_is_looked_at_only_while_it_is_seen(self, panel: RecordsPanel) -> None:
        assert not panel._follower.is_running
        played(panel)
        assert panel._follower.is_running
        panel.hide()
        assert not panel._follower.is_running
        panel.show()
        assert panel._follower.is_running
        panel.follow(StagedLiveView(FakeLive(), ref(1)))
        assert not panel._follower.is_running

    def test_clock_and_cursor_follow(self, panel: RecordsPanel, scenery: RecordsScenery, qtbot: QtBot) -> None:
        searched(panel, scenery)
        view = played(panel)
        assert panel.player.clock_text == "06:10:00"
        view.at(at(6, 10, 7), is_confirmed=False)
        qtbot.waitUntil(lambda: panel.player.clock_text == "06:10:07")
        assert panel.timeline._cursor.value() == at(6, 10, 7).timestamp()
        assert panel.timeline._cursor.pen.style() is Qt.PenStyle.DashLine
        assert panel.timeline._chart.lanes[0].is_followed

    def test_a_view_that_is_left_is_no_longer_listened_to(self, panel: RecordsPanel) -> None:
        view = played(panel)
        panel.follow(None)
        view._set(ViewState(Phase.PAUSED))
        assert panel.player.clock_text == ""
        assert not panel.timeline._cursor.isVisible()

    def test_steps_skip_gaps(self, panel: RecordsPanel, scenery: RecordsScenery) -> None:
        searched(panel, scenery)
        view = played(panel)
        wanted: list[object] = []
        panel.seek_wanted.connect(wanted.append)
        panel.player._forward.click()
        view.at(at(12, 0, 3))
        QTest.keyClick(panel.timeline, Qt.Key.Key_Left)
        QTest.keyClick(panel.timeline, Qt.Key.Key_Home)
        QTest.keyClick(panel.timeline, Qt.Key.Key_End)
        assert wanted == [at(6, 10, 10), at(6, 59, 50), at(6), at(12, 59, 50)]

    def test_without_a_recording_the_edges_are_only_shown(
        self, panel: RecordsPanel, scenery: RecordsScenery, qtbot: QtBot
    ) -> None:
        searched(panel, scenery)
        panel.timeline.show_span(TimeSpan(at(6), at(7)))
        with qtbot.assertNotEmitted(panel.seek_wanted):
            QTest.keyClick(panel.timeline, Qt.Key.Key_End)
        assert panel.timeline.scale.end == pytest.approx(MIDNIGHT.timestamp() + DAY)

    def test_keys_hold_and_go_live(self, panel: RecordsPanel, scenery: RecordsScenery) -> None:
        searched(panel, scenery)
        wanted: list[str] = []
        panel.hold_wanted.connect(lambda: wanted.append("hold"))
        panel.live_wanted.connect(lambda: wanted.append("live"))
        for widget in (panel.timeline, panel._clips.table):
            QTest.keyClick(widget, Qt.Key.Key_Space)
        assert wanted == [], "nothing is played"
        played(panel)
        for widget in (panel.timeline, panel._clips.table):
            QTest.keyClick(widget, Qt.Key.Key_Space)
            QTest.keyClick(widget, Qt.Key.Key_L)
        assert wanted == ["hold", "live", "hold", "live"]


class TestPlayer:
    def test_without_a_recording_it_says_what_to_do(self, panel: RecordsPanel) -> None:
        assert panel.player.text == "Click on the timeline, or twice on a recording in the list, to play it."
        assert not any(part.isEnabled() for part in panel.player._commands)

    def test_states_are_told(self, panel: RecordsPanel, scenery: RecordsScenery) -> None:
        view = played(panel)
        assert panel.player.text == "Playing"
        view.is_paused = True
        view._set(ViewState(Phase.PAUSED))
        assert panel.player.text == "Paused"
        assert panel.player._hold.accessibleName() == "Go on  Space"
        view.is_paused = False
        view._set(ViewState(Phase.ENDED))
        assert panel.player.text == "End of the recording"
        assert panel.player._hold.accessibleName() == "Play again  Space"
        retry_at = scenery.clock.monotonic() + 7
        view._set(ViewState(Phase.RETRYING, failure=NoAnswer("INVITE", 8.0), retry_at=retry_at))
        assert panel.player.text == "The device does not answer.  ·  next try in 7 s"

    def test_the_buttons_ask_for_what_they_show(self, panel: RecordsPanel, qtbot: QtBot) -> None:
        played(panel)
        with qtbot.waitSignals([panel.hold_wanted, panel.live_wanted, panel.seek_wanted]):
            panel.player._hold.click()
            panel.player._live.click()
            panel.player._back.click()

    async def test_the_speed_is_set(self, panel: RecordsPanel) -> None:
        view = played(panel)
        choose(panel, 4.0)
        await asyncio.sleep(0)
        await tasks.cancel_all()
        assert view.commands == [4.0]
        assert panel.player._speed.currentText() == "4×"

    async def test_a_refused_speed_is_told_and_taken_back(self, panel: RecordsPanel) -> None:
        view = played(panel)
        view.refuses_speed = NotSupported("playback speed")
        choose(panel, 0.25)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert panel.player.text == "This device does not play at 0.25×."
        assert panel.player._speed.currentText() == "1×"
        view.refuses_speed = None
        choose(panel, 2.0)
        await asyncio.sleep(0)
        await tasks.cancel_all()
        assert panel.player.text == "Playing"


def choose(panel: RecordsPanel, speed: float) -> None:
    """As the operator does with the box."""
    box = panel.player._speed
    box.setCurrentIndex(box.findData(speed))
    box.activated.emit(box.currentIndex())


class TestRest:
    def test_an_idle_panel_has_no_timer(self, panel: RecordsPanel, scenery: RecordsScenery, qtbot: QtBot) -> None:
        searched(panel, scenery)
        qtbot.waitUntil(lambda: not any(timer.isActive() for timer in panel.findChildren(QTimer)))
        played(panel)
        assert [timer for timer in panel.findChildren(QTimer) if timer.isActive()] == [panel._follower._timer]
        panel.follow(None)
        assert not any(timer.isActive() for timer in panel.findChildren(QTimer))


class TestMemory:
    def test_the_list_keeps_its_width(self, panel: RecordsPanel, scenery: RecordsScenery, qtbot: QtBot) -> None:
        handle = panel._splitter.handle(1)
        qtbot.mousePress(handle, Qt.MouseButton.LeftButton)
        qtbot.mouseMove(handle, QPoint(-60, 10))
        qtbot.mouseRelease(handle, Qt.MouseButton.LeftButton)
        assert panel._splitter.sizes()[0] < 330
        state = panel.state()
        other = RecordsPanel(scenery.access)
        qtbot.addWidget(other)
        other.restore(state)
        other.resize(1000, 280)
        other.show()
        assert other._splitter.sizes() == panel._splitter.sizes()

    def test_a_list_that_nobody_moved_follows_the_room(self, panel: RecordsPanel) -> None:
        assert panel.state()["sizes"] == []
        panel.resize(700, 280)
        assert panel._splitter.sizes()[0] == 280
        panel.resize(1000, 280)
        assert panel._splitter.sizes()[0] == 370

    def test_a_hidden_list_stays_hidden(self, panel: RecordsPanel, scenery: RecordsScenery, qtbot: QtBot) -> None:
        panel.player._list.click()
        assert panel._side.isHidden()
        other = RecordsPanel(scenery.access)
        qtbot.addWidget(other)
        other.restore(panel.state())
        assert other._side.isHidden()

    @pytest.mark.parametrize(
        "value", [None, [], {"sizes": "x"}, {"sizes": [1, "2"]}, {"sizes": [True, -1]}, {"list": 3}]
    )
    def test_what_cannot_be_read_is_left_out(self, panel: RecordsPanel, value: object) -> None:
        panel.restore(value)
        assert not panel._side.isHidden()


class Bracketing(QTranslator):
    """A language in which every text stands in brackets."""

    def translate(self, context: str, text: str, _disambiguation: str | None = None, _n: int = -1) -> str:
        return f"[{text}]"

    def isEmpty(self) -> bool:  # noqa: N802
        return False


@pytest.fixture
def bracketed(panel: RecordsPanel, scenery: RecordsScenery) -> Iterator[RecordsPanel]:
    searched(panel, scenery)
    scenery.downloads.start(ref(1), TODAY, scenery.folder)
    played(panel)
    translator = Bracketing()
    QCoreApplication.installTranslator(translator)
    QCoreApplication.sendPostedEvents()
    yield panel
    QCoreApplication.removeTranslator(translator)


def test_another_language_reaches_every_text_at_once(bracketed: RecordsPanel) -> None:
    said: list[str] = []
    said += [getattr(label, "plain_text", label.text)() for label in bracketed.findChildren(QLabel)]
    for one in bracketed.findChildren(QAbstractButton):
        said += [one.text(), one.accessibleName()]
    for box in bracketed.findChildren(QComboBox):
        said += [box.itemText(number) for number in range(box.count())]
    for tabs in bracketed.findChildren(QTabBar):
        said += [tabs.tabText(number) for number in range(tabs.count())]
    words = {text for text in said if any(letter.isalpha() for letter in text)}
    names = {"Gate North", "UTC+8", "Scroll Left", "Scroll Right", "March", str(bracketed.downloads.choice.folder)}
    assert {text for text in words if "[" not in text} <= names
    assert "[Searching…]" not in words
    assert "[Playing]" in words
    model = bracketed._clips.table.clips
    assert model.headerData(Column.START, Qt.Orientation.Horizontal) == "[Start]"
