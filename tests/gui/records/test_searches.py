"""Searches of several channels, told as one."""

import pytest
import shiboken6
from pytestqt.qtbot import QtBot

from console.model.failure import DeviceOffline, NoAnswer
from console.model.records import RecordType
from tests.gui.records.scenery import TODAY, FakeRecords, at, clip
from tests.gui.wall.scenery import ref
from ui.records.searches import CHANNELS_LIMIT, Searches, Stage


@pytest.fixture
def records() -> FakeRecords:
    return FakeRecords()


@pytest.fixture
def searches(records: FakeRecords) -> Searches:
    return Searches(records)


def test_all_channels_are_asked_the_same(searches: Searches, records: FakeRecords) -> None:
    searches.use([ref(1), ref(2)])
    searches.start(TODAY, RecordType.ALARM)
    assert [(one.result.channel, one.result.span, one.kind) for one in records.searches] == [
        (ref(1), TODAY, RecordType.ALARM),
        (ref(2), TODAY, RecordType.ALARM),
    ]


def test_what_comes_is_told_once_however_many_parts(searches: Searches, records: FakeRecords, qtbot: QtBot) -> None:
    searches.use([ref(1)])
    searches.start(TODAY, RecordType.ALL)
    told: list[int] = []
    searches.changed.connect(lambda: told.append(len(searches.clips())))
    for number in range(1, 100):
        records.searches[0].find([clip(at(0, minute)) for minute in range(number)], 120)
    assert told == []
    qtbot.waitUntil(lambda: told == [99])
    assert searches.progress.stage is Stage.RUNNING
    assert (searches.progress.found, searches.progress.total) == (99, 120)


def test_recordings_of_all_channels_are_in_the_order_of_time(
    searches: Searches, records: FakeRecords, qtbot: QtBot
) -> None:
    searches.use([ref(1), ref(2)])
    searches.start(TODAY, RecordType.ALL)
    records.searches[0].find([clip(at(3)), clip(at(5))])
    records.searches[1].find([clip(at(4), channel=ref(2))])
    qtbot.waitSignal(searches.changed).wait()
    assert [one.span.start for one in searches.clips()] == [at(3), at(4), at(5)]


def test_the_worst_state_stands_for_all(searches: Searches, records: FakeRecords) -> None:
    searches.use([ref(1), ref(2), ref(3)])
    searches.start(TODAY, RecordType.ALL)
    first, second, third = records.searches
    first.end()
    assert searches.progress.stage is Stage.RUNNING
    second.end(complete=False)
    third.end(complete=False, failure=DeviceOffline("1"))
    assert (searches.progress.stage, searches.progress.ref) == (Stage.FAILED, ref(3))
    assert [searches.progress_of(one).stage for one in searches.channels] == [
        Stage.COMPLETE,
        Stage.INCOMPLETE,
        Stage.FAILED,
    ]


def test_cancelling_keeps_what_was_found(searches: Searches, records: FakeRecords) -> None:
    searches.use([ref(1)])
    searches.start(TODAY, RecordType.ALL)
    records.searches[0].find([clip(at(3))], 5)
    searches.cancel()
    assert records.searches[0].is_cancelled
    assert (searches.progress.stage, searches.progress.found) == (Stage.CANCELLED, 1)


def test_a_new_search_ends_the_one_before(searches: Searches, records: FakeRecords) -> None:
    searches.use([ref(1)])
    searches.start(TODAY, RecordType.ALL)
    records.searches[0].find([clip(at(3))], 5)
    searches.start(TODAY, RecordType.ALL)
    assert records.searches[0].is_cancelled
    assert searches.clips() == []
    assert searches.progress.stage is Stage.RUNNING


def test_an_added_channel_is_searched_for_the_same(searches: Searches, records: FakeRecords) -> None:
    searches.use([ref(1)])
    searches.start(TODAY, RecordType.MANUAL)
    searches.add([ref(1), ref(2)])
    searches.start_missing()
    assert [one.result.channel for one in records.searches] == [ref(1), ref(2)]
    assert records.searches[1].kind is RecordType.MANUAL


def test_more_channels_than_lanes_are_refused(searches: Searches) -> None:
    assert searches.use([ref(number) for number in range(CHANNELS_LIMIT + 3)]) == 3
    assert len(searches.channels) == CHANNELS_LIMIT
    assert searches.add([ref(0)]) == 0, "it is there already"


def test_a_removed_channel_is_no_longer_searched(searches: Searches, records: FakeRecords) -> None:
    searches.use([ref(1), ref(2)])
    searches.start(TODAY, RecordType.ALL)
    searches.remove(ref(1))
    assert searches.channels == (ref(2),)
    assert records.searches[0].is_cancelled
    assert not records.searches[1].is_cancelled


def test_a_search_may_outlive_who_watched_it(records: FakeRecords) -> None:
    searches = Searches(records)
    searches.use([ref(1)])
    searches.start(TODAY, RecordType.ALL)
    shiboken6.delete(searches)
    records.searches[0].find([clip(at(3))])
    records.searches[0].end(failure=NoAnswer("RecordInfo", 15.0))
