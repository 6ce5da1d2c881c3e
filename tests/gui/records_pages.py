"""The records panel for the gallery: searches in every state, a recording on the wall, downloads."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from random import Random

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QWidget

from console.model.catalog import ChannelRef
from console.model.failure import DeviceOffline, FileFailed, NoAnswer
from console.model.records import RecordClip, RecordType, TimeSpan
from console.services.download import DownloadState
from console.services.view import Phase, ViewState
from tests.gui.records.scenery import MIDNIGHT, TODAY, RecordsScenery, at, clip
from tests.gui.wall.scenery import LIVE, StagedPlaybackView, ref
from ui.records.panel import RecordsPanel

SIZE = (1000, 260)
NAMES = ("东门 球机", "Gate North", "停车场 2 号", "Loading dock 3 west side", "Yard", "Hall", "走廊 4 层", "Roof")


def day_of(channel: ChannelRef, seed: int, *, until: float = 14.1) -> list[RecordClip]:
    """Half-hour files with gaps, alarms on top, some recorded by hand."""
    random = Random(seed)
    clips: list[RecordClip] = []
    hour = 0.0
    while hour < until:
        if random.random() < 0.85:
            size = random.randrange(180_000_000, 420_000_000)
            length = min(30.0, (until - hour) * 60)
            clips.append(clip(at(hour), length, channel=channel, size=size))
        if random.random() < 0.25:
            kind = random.choice([RecordType.ALARM, RecordType.ALARM, RecordType.MANUAL])
            clips.append(clip(at(hour + 0.2), random.choice([1, 3, 9]), type=kind, channel=channel, size=22_000_000))
        hour += 0.5
    return sorted(clips, key=lambda one: one.span)


class Stage:
    """A panel and what it is fed with."""

    def __init__(self, count: int, size: tuple[int, int] = SIZE) -> None:
        self.scenery = RecordsScenery(Path("/srv/videos"))
        self.refs = [ref(number) for number in range(count)]
        self.scenery.names = dict(zip(self.refs, NAMES, strict=False))
        self.panel = RecordsPanel(self.scenery.access)
        self.panel.resize(*size)
        self.panel.show()
        if count:
            self.panel.show_channels(self.refs)

    def find(self, *, complete: bool = True) -> None:
        for number, search in enumerate(self.scenery.records.searches):
            clips = day_of(search.result.channel, number)
            search.find(clips, len(clips) if complete else len(clips) + 38)
            search.end(complete=complete)
        self.panel.searches._follow()

    def play(self, **values: object) -> StagedPlaybackView:
        view = StagedPlaybackView(self.refs[0], TODAY, ())
        view.at(at(10, 42, 17))
        view._set(LIVE)
        for name, value in values.items():
            setattr(view, name, value)
        self.panel.follow(view)
        return view


def records() -> QWidget:
    """One camera, its day, played."""
    stage = Stage(1)
    stage.find()
    stage.play()
    return stage.panel


def records_several() -> QWidget:
    """Eight cameras and a selection, on a narrow wall."""
    stage = Stage(8, (760, 300))
    stage.find()
    stage.play(is_paused=True)._set(ViewState(Phase.PAUSED))
    timeline = stage.panel.timeline
    timeline._select(at(8, 5).timestamp(), at(9, 40).timestamp(), QPointF(100, 40))
    return stage.panel


def records_searching() -> QWidget:
    """Parts come; one camera does not answer, one is offline, one has nothing."""
    stage = Stage(4)
    first, second, third, fourth = stage.scenery.records.searches
    clips = day_of(first.result.channel, 3)
    first.find(clips, 299)
    second.end(complete=False, failure=NoAnswer("RecordInfo", 15.0, accepted=True))
    third.end(complete=False, failure=DeviceOffline("34020000001180000001"))
    fourth.end()
    stage.panel.searches._follow()
    return stage.panel


def records_incomplete() -> QWidget:
    """A week, of which the device kept a part to itself; refused speed; zoomed in."""
    stage = Stage(1)
    span = TimeSpan(MIDNIGHT - timedelta(days=6), MIDNIGHT + timedelta(days=1))
    stage.panel._search_bar.show_span(span)
    stage.panel._search_bar.search_wanted.emit(span, RecordType.ALL)
    search = stage.scenery.records.searches[-1]
    clips = [
        RecordClip(
            one.channel, TimeSpan(one.span.start - timedelta(days=days), one.span.end - timedelta(days=days)), one.type
        )
        for days in range(6, -1, -1)
        for one in day_of(stage.refs[0], days)
    ]
    search.find(clips, len(clips) + 38)
    search.end(complete=False)
    stage.panel.searches._follow()
    stage.play(speed=4.0)
    stage.panel.timeline.show_span(TimeSpan(at(10, 38), at(10, 46)))
    return stage.panel


def records_failed() -> QWidget:
    stage = Stage(1)
    stage.scenery.records.searches[0].end(complete=False, failure=NoAnswer("RecordInfo", 15.0))
    stage.panel.searches._follow()
    return stage.panel


def records_empty() -> QWidget:
    return Stage(0).panel


def records_downloads() -> QWidget:
    stage = Stage(1, (1000, 420))
    stage.find()
    for hour in (8, 9, 11, 12, 13):
        stage.scenery.downloads.start(stage.refs[0], TimeSpan(at(hour), at(hour, 30)), Path("/srv/videos"))
    stage.scenery.clock.advance(40)
    one, two, three, four, _ = stage.scenery.downloads.started
    one.say(DownloadState.DONE, octets=312_000_000, note="audio g722 left out")
    two.say(DownloadState.FAILED, failure=FileFailed("/srv/Videos/a.mp4", "No space left on device"))
    three.say(DownloadState.INCOMPLETE, octets=120_000_000, seconds=721.0, failure=NoAnswer("BYE", 10.0))
    four.say(DownloadState.RUNNING, octets=87_400_000, seconds=512.0)
    stage.panel._show_downloads()
    for row in stage.panel.downloads.rows:
        row.refresh()
    return stage.panel


PAGES: dict[str, Callable[[], QWidget]] = {
    "records": records,
    "records-several": records_several,
    "records-searching": records_searching,
    "records-incomplete": records_incomplete,
    "records-failed": records_failed,
    "records-empty": records_empty,
    "records-downloads": records_downloads,
}
