"""Joins the parts of the records panel and says what the operator wants."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSplitter, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from console.model.catalog import ChannelRef
from console.model.records import RecordType, TimeSpan
from console.services.live import LiveView
from console.services.playback import PlaybackView
from ui import wording
from ui.device_tree.channel_drag import parse_channels
from ui.icons import Icon
from ui.records import search_words
from ui.records.access import RecordsAccess
from ui.records.clip_list import ClipList
from ui.records.download_list import DownloadList
from ui.records.follower import Follower
from ui.records.player_bar import STEP, PlayerBar
from ui.records.search_bar import SearchBar
from ui.records.searches import CHANNELS_LIMIT, Searches, Stage
from ui.records.timeline import Timeline
from ui.records.timeline_parts import Lane
from ui.widgets.notice import LASTS, NoticeBar, Tone
from ui.widgets.surface import Surface, icon_button, name_button, set_surface
from ui.widgets.translated import Translated

_LIST_WIDTH = 370  # pixels, at first
_LIST_NARROWEST = 220


class RecordsPanel(Translated):
    """Search, list, timeline, player and downloads; wide and low, below the wall."""

    play_wanted = Signal(object, object, object)  # ChannelRef, TimeSpan, the clips known in it
    seek_wanted = Signal(object)  # datetime
    hold_wanted = Signal()
    live_wanted = Signal()

    def __init__(self, access: RecordsAccess, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._access = access
        self._searches = Searches(access.records, self)
        self._follower = Follower(self)
        self._search_bar = SearchBar(access.clock.now)
        self._progress = QProgressBar()
        self._notice = NoticeBar()
        self._tabs = QTabBar()
        self._download = icon_button(Icon.DOWNLOAD)
        self._clips = ClipList(access.name_of)
        self._downloads = DownloadList(access)
        self._timeline = Timeline(access.clock.monotonic)
        self._player = PlayerBar()
        self._stack = QStackedWidget()
        self._side = QWidget()
        self._splitter = QSplitter()
        self._is_split = False  # whether the list has the width that the operator gave it
        set_surface(self, Surface.PANEL)
        self.setAcceptDrops(True)
        self._lay_out()
        self._connect()
        today = self._search_bar.span()
        if today is not None:
            self._timeline.show_span(today)
        self._follow_choice()
        self.retranslate()

    @property
    def searches(self) -> Searches:
        """To be read; changes go through the methods here."""
        return self._searches

    @property
    def timeline(self) -> Timeline:
        return self._timeline

    @property
    def player(self) -> PlayerBar:
        return self._player

    @property
    def downloads(self) -> DownloadList:
        return self._downloads

    def show_channels(self, refs: Iterable[ChannelRef]) -> None:
        """Search these channels today."""
        self._tell_left_out(self._searches.use(refs))
        self._search_bar.show_today()
        self._tabs.setCurrentIndex(0)
        self._search_bar.search()

    def add_channels(self, refs: Iterable[ChannelRef]) -> None:
        """Search these channels too, for what the others are searched for."""
        self._tell_left_out(self._searches.add(refs))
        if self._searches.span is None:
            self._search_bar.search()
        else:
            self._searches.start_missing()

    def follow(self, view: PlaybackView | LiveView | None) -> None:
        """The selected tile shows this now."""
        self._follower.follow(view)
        self._show_lanes()

    def state(self) -> dict[str, Any]:
        """What the next start shall find, as a value that JSON can hold."""
        return {"sizes": self._splitter.sizes() if self._is_split else [], "list": not self._side.isHidden()}

    def restore(self, state: Any) -> None:
        """Take up what `state` gave; what cannot be read is left out."""
        if not isinstance(state, dict):
            return
        sizes = state.get("sizes")
        if isinstance(sizes, list) and len(sizes) == 2 and all(type(size) is int and size >= 0 for size in sizes):
            self._splitter.setSizes(sizes)
            self._is_split = True
        if state.get("list") is False:
            self._player.set_list_shown(False)

    def retranslate(self) -> None:
        self._tabs.setAccessibleName(self.tr("Recordings or downloads"))
        name_button(self._download, self.tr("Download the selected recordings"))
        self._clips.table.clips.refresh()
        self._show_results()
        self._name_downloads(len(self._downloads.rows))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._follower.set_seen(True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._is_split:
            width = min(_LIST_WIDTH, self.width() * 2 // 5)
            self._splitter.setSizes([width, self.width() - width])

    def hideEvent(self, event: QHideEvent) -> None:
        self._follower.set_seen(False)
        super().hideEvent(event)

    def _keep_split(self) -> None:
        self._is_split = True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_playing = self._follower.recording is not None
        if event.key() == Qt.Key.Key_Space and is_playing:
            self.hold_wanted.emit()
        elif event.key() == Qt.Key.Key_L and is_playing:
            self.live_wanted.emit()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if parse_channels(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        refs = parse_channels(event.mimeData())
        if refs:
            event.acceptProposedAction()
            self.add_channels(refs)

    def _lay_out(self) -> None:
        self._progress.setTextVisible(False)
        policy = self._progress.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # or the timeline would jump with every search
        self._progress.setSizePolicy(policy)
        for _ in range(2):
            self._tabs.addTab("")
        self._tabs.setDrawBase(False)
        self._tabs.setExpanding(False)
        self._stack.addWidget(self._clips)
        self._stack.addWidget(self._downloads)
        self._side.setMinimumWidth(_LIST_NARROWEST)
        side = _column(self._side)
        side.setContentsMargins(8, 0, 0, 0)
        top = QHBoxLayout()
        top.setContentsMargins(0, 0, 4, 0)
        top.addWidget(self._tabs, 1)
        top.addWidget(self._download)
        side.addLayout(top)
        side.addWidget(self._stack, 1)
        main = QWidget()
        right = _column(main)
        right.addWidget(self._timeline, 1)
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self._side)
        self._splitter.addWidget(main)
        self._splitter.setStretchFactor(1, 1)
        layout = _column(self)
        layout.addWidget(self._search_bar)
        layout.addWidget(self._progress)
        layout.addWidget(self._notice)
        layout.addWidget(self._splitter, 1)
        layout.addWidget(self._player)

    def _connect(self) -> None:
        bar, timeline, player, searches = self._search_bar, self._timeline, self._player, self._searches
        bar.search_wanted.connect(self._search)
        self._splitter.splitterMoved.connect(self._keep_split)
        bar.cancel_wanted.connect(searches.cancel)
        bar.channel_removed.connect(searches.remove)
        searches.channels_changed.connect(self._show_channels)
        searches.changed.connect(self._show_results)
        self._tabs.currentChanged.connect(self._stack.setCurrentIndex)
        self._tabs.currentChanged.connect(self._follow_choice)
        self._clips.table.selectionModel().selectionChanged.connect(self._follow_choice)
        self._clips.table.clips.modelReset.connect(self._follow_choice)
        self._download.clicked.connect(lambda: self._clips.download_wanted.emit(self._clips.table.chosen()))
        self._clips.play_wanted.connect(lambda clip: self._play(clip.channel, clip.span.start))
        self._clips.download_wanted.connect(
            lambda clips: self._downloads.fetch((clip.channel, clip.span) for clip in clips)
        )
        timeline.play_wanted.connect(self._play)
        timeline.step_wanted.connect(self._step)
        timeline.edge_wanted.connect(self._go_to_edge)
        timeline.download_wanted.connect(lambda ref, span: self._downloads.fetch([(ref, span)]))
        player.step_wanted.connect(self._step)
        player.hold_wanted.connect(self.hold_wanted)
        player.live_wanted.connect(self.live_wanted)
        player.list_toggled.connect(self._side.setVisible)
        self._downloads.counted.connect(self._name_downloads)
        self._downloads.news.connect(self._show_downloads)
        self._follower.moved.connect(self._show_position)

    def _search(self, span: TimeSpan, kind: RecordType) -> None:
        self._notice.hide()
        self._searches.start(span, kind)

    def _show_channels(self) -> None:
        channels = self._searches.channels
        self._search_bar.set_channels([(ref, self._access.name_of(ref)) for ref in channels])
        self._show_results()

    def _show_results(self) -> None:
        searches = self._searches
        progress, span, several = searches.progress, searches.span, len(searches.channels) > 1
        text = search_words.summary(progress, span, self._access.name_of if several else None)
        advice = search_words.advice(progress)
        clips = searches.clips()
        self._search_bar.tell(
            f"{text} {advice}" if clips and advice else text, search_words.TONES.get(progress.stage, "text_mid")
        )
        self._search_bar.set_running(
            progress.stage is Stage.RUNNING, repeated=progress.stage in (Stage.FAILED, Stage.INCOMPLETE)
        )
        self._progress.setVisible(progress.stage is Stage.RUNNING)
        self._progress.setMaximum(max(1, progress.total or 0))
        self._progress.setValue(progress.found)
        self._clips.show_clips(
            clips,
            has_channels=several,
            has_dates=span is not None and span.length > timedelta(days=1),
            words=f"{text}\n{advice}".strip() or self.tr("What a search finds is listed here."),
        )
        self._tabs.setTabText(0, _counted(self.tr("Recordings"), len(clips)))
        self._show_lanes()

    def _show_lanes(self) -> None:
        searches, recording = self._searches, self._follower.recording
        lanes: Sequence[Lane] = [
            Lane(
                ref,
                self._access.name_of(ref),
                searches.track(ref),
                search_words.of_lane(searches.progress_of(ref), searches.span),
                is_followed=recording is not None and recording.ref == ref,
            )
            for ref in searches.channels
        ]
        self._timeline.set_lanes(lanes, searches.span)

    def _show_position(self) -> None:
        recording = self._follower.recording
        self._player.show_recording(recording, self._access.clock.monotonic())
        if recording is None:
            self._timeline.set_cursor(None)
        else:
            self._timeline.set_cursor(recording.position, is_confirmed=recording.is_position_confirmed)

    def _play(self, ref: ChannelRef, start: datetime) -> None:
        """From there to the end of what was searched, so that going on needs no other search."""
        track, span = self._searches.track(ref), self._searches.span
        if span is None or track.whole is None:
            return
        end = max(span.end, track.whole.end)
        clips = tuple(clip for clip in track.clips if clip.span.end > start)
        self.play_wanted.emit(ref, TimeSpan(start, end), clips)

    def _step(self, step: timedelta) -> None:
        recording = self._follower.recording
        if recording is not None:
            self.seek_wanted.emit(self._searches.track(recording.ref).stepped(recording.position, step))

    def _go_to_edge(self, is_end: bool) -> None:
        """To the first or the last recording: of what is played, or only in view."""
        recording = self._follower.recording
        if recording is not None:
            whole = self._searches.track(recording.ref).whole or recording.span
            self.seek_wanted.emit(max(whole.start, whole.end - STEP) if is_end else whole.start)
        else:
            self._timeline.show_edge(is_end=is_end)

    def _tell_left_out(self, count: int) -> None:
        if count:
            text = self.tr("At most %1 channels can be searched at once; left out: %2.")
            self._notice.tell(Tone.WARN, wording.fill(text, CHANNELS_LIMIT, count), lasts=LASTS)

    def _follow_choice(self) -> None:
        self._download.setVisible(self._tabs.currentIndex() == 0)
        self._download.setEnabled(bool(self._clips.table.chosen()))

    def _show_downloads(self) -> None:
        self._player.set_list_shown(True)
        self._tabs.setCurrentIndex(1)

    def _name_downloads(self, count: int) -> None:
        self._tabs.setTabText(1, _counted(self.tr("Downloads"), count))


def _column(widget: QWidget) -> QVBoxLayout:
    """A layout without margins."""
    layout = QVBoxLayout(widget)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    return layout


def _counted(text: str, count: int) -> str:
    return f"{text}  {count}" if count else text
