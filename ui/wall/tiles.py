"""What the wall holds: channels in places, their views, and what becomes of them when the operator acts.

A tile keeps its channel until the operator closes it. Tiles of another page keep their stream for a moment, since
pages are turned back and forth; then it is closed, and opened again when their page returns. A recording is paused
when its page goes. So nothing that nobody sees costs a camera its stream for long, and nothing is forgotten.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from console.model.catalog import ChannelRef
from console.model.identity import is_acceptable_id
from console.model.media import MediaTransport
from console.model.records import RecordClip, TimeSpan
from console.services.live import LiveView
from console.services.playback import PlaybackView
from console.services.view import Phase
from ui import tasks
from ui.wall.board import PLACES_LIMIT, Board
from ui.wall.layout import Layout, layout_named
from ui.wall.tile import Tile, WallAccess

PARKED_AFTER = 10_000  # milliseconds a stream goes on that nobody sees


class Tiles(QObject):
    """The tiles by place. Signals follow a change of any kind; connecting to them is all that a view needs."""

    arranged = Signal()  # what is on screen, or where
    touched = Signal(int)  # the state of the view in this place
    selection_changed = Signal(object)  # ChannelRef, None: an empty tile
    view_selected = Signal(object)  # LiveView, PlaybackView or None
    contents_changed = Signal()  # what `contents` gives
    overflowed = Signal(int)  # so many channels found no place

    def __init__(self, access: WallAccess, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._access = access
        self._board: Board[Tile] = Board()
        self._told_ref: ChannelRef | None = None
        self._told_view: LiveView | PlaybackView | None = None
        self._parking = QTimer(self)
        self._parking.setSingleShot(True)
        self._parking.setInterval(PARKED_AFTER)
        self._parking.timeout.connect(self._park)

    @property
    def board(self) -> Board[Tile]:
        """To be read; changes go through the methods here."""
        return self._board

    @property
    def selected(self) -> ChannelRef | None:
        """The channel of the selected tile."""
        tile = self._board[self._board.selected]
        return tile.ref if tile else None

    @property
    def selected_view(self) -> LiveView | PlaybackView | None:
        tile = self._board[self._board.selected]
        return tile.view if tile else None

    def on_screen(self) -> Iterator[tuple[int, Tile]]:
        """The tiles that are really seen, by place."""
        for place in self._board.visible():
            tile = self._board[place]
            if tile is not None:
                yield place, tile

    def show_channel(self, ref: ChannelRef) -> None:
        """Bring the live picture of `ref` on screen: where it is already, or in the place that suits best."""
        present = next((place for place, tile in self._board.filled() if tile.ref == ref and not tile.recording), None)
        place = self._board.place_for_one() if present is None else present
        if present is None:
            self._fill(place, ref)
        self._board.select(place)
        self._arrange()

    def play(self, refs: Sequence[ChannelRef], start: int | None = None) -> None:
        """Open live views of all: the first at `start`, if given, the others in the next empty places."""
        places = self._board.places_for(len(refs), start)
        for ref, place in zip(refs, places, strict=False):
            self._fill(place, ref)
        if places:
            self._board.select(places[0])
        self._arrange()
        if len(places) < len(refs):
            self.overflowed.emit(len(refs) - len(places))

    def play_recording(self, ref: ChannelRef, span: TimeSpan, clips: Sequence[RecordClip] = ()) -> None:
        """Play `span`, in the tile of its channel if there is one. A recording that is open there is sought in."""
        place = self._place_of(ref)
        tile = self._board[place]
        if tile is None or tile.ref != ref:
            tile = self._put(place, Tile(ref, self._access))
        recording = tile.recording
        if recording is not None and span.start in recording.span and span.end == recording.span.end:
            tasks.start(recording.seek(span.start), owner=self)
        else:
            self._use(place, tile, self._access.playback.open(ref, span, clips))
        self._board.select(place)
        self._arrange()

    def seek(self, moment: datetime) -> None:
        """Go to another moment in the selected recording, also to one before the start of what is open."""
        tile = self._board[self._board.selected]
        recording = tile.recording if tile else None
        if tile is not None and recording is not None:
            moment = min(moment, recording.span.end)
            self.play_recording(tile.ref, TimeSpan(moment, recording.span.end), recording.clips)

    def go_live(self, place: int) -> None:
        """From the recording back to the camera."""
        tile = self._board[place]
        if tile is not None and tile.recording is not None:
            self._use(place, tile, self._access.live.open(tile.ref))
            self._arrange()

    def hold(self, place: int) -> None:
        """Pause a recording, or go on; one that has ended begins again."""
        tile = self._board[place]
        recording = tile.recording if tile else None
        if recording is None:
            return
        if recording.state.phase is Phase.ENDED:
            recording.retry()
        else:
            tasks.start(recording.resume() if recording.is_paused else recording.pause(), owner=self)

    def retry(self, place: int) -> None:
        """At once, without waiting for the countdown."""
        tile = self._board[place]
        if tile is not None and tile.view is not None:
            tile.view.retry()

    def transport_of(self, place: int) -> MediaTransport | None:
        """The operator's choice for the device of a tile."""
        tile = self._board[place]
        device = self._access.devices.get(tile.ref.device_id) if tile else None
        return device.options.transport if device else None

    def use_transport(self, place: int, transport: MediaTransport | None) -> None:
        """For the device of a tile; its live views are opened anew."""
        tile = self._board[place]
        if tile is not None:
            self._access.live.use_transport(tile.ref, transport)
            self.retry(place)

    def close(self, place: int) -> None:
        tile = self._board.take(place)
        if tile is not None:
            tile.use(None)
            if not self._board[self._board.selected]:
                self._board.is_enlarged = False
            self._arrange()

    def close_all(self) -> None:
        """Leave an empty wall."""
        for place, tile in list(self._board.filled()):
            self._board.take(place)
            tile.use(None)
        self._board.is_enlarged = False
        self._arrange()

    def release(self) -> None:
        """Close every view, without forgetting what the wall holds: the program ends."""
        self._parking.stop()
        for _, tile in self._board.filled():
            tile.use(None)

    def swap(self, one: int, other: int) -> None:
        if one != other:
            self._board.swap(one, other)
            self._arrange()

    def select(self, place: int) -> None:
        if place != self._board.selected:
            self._board.select(place)
            self._arrange()

    def step(self, *, right: int = 0, down: int = 0) -> None:
        """Move the selection to the neighbour, or to the next channel while one is enlarged."""
        if self._board.is_enlarged:
            self._step_enlarged(right or down)
        else:
            self._board.step(right=right, down=down)
        self._arrange()

    def turn(self, pages: int) -> None:
        """Show another page."""
        if self._board.pages > 1:
            self._board.turn(pages)
            self._arrange()

    def use_layout(self, layout: Layout) -> None:
        self._board.use_layout(layout)
        self._arrange()

    def enlarge(self, place: int) -> None:
        """Fill the wall with this tile, or reduce it again."""
        is_enlarged = self._board.is_enlarged and place == self._board.selected
        self._board.select(place)
        self._board.is_enlarged = not is_enlarged and self._board[place] is not None
        self._arrange()

    def contents(self) -> dict[str, Any]:
        """All of it as a value that JSON can hold; recordings come back as live views of their channel."""
        return {
            "layout": self._board.layout.name,
            "selected": self._board.selected,
            "tiles": {str(place): list(tile.ref) for place, tile in self._board.filled()},
        }

    def restore(self, value: Any) -> None:
        """Open what `contents` gave; what cannot be read is left out."""
        if not isinstance(value, dict):
            return
        if layout := layout_named(value.get("layout")):
            self._board.use_layout(layout)
        for place, ref in _stored_tiles(value.get("tiles")):
            self._fill(place, ref)
        selected = value.get("selected")
        if isinstance(selected, int) and not isinstance(selected, bool):
            self._board.select(selected)
        self._arrange()

    def _fill(self, place: int, ref: ChannelRef) -> None:
        """A live view, which is opened once the place is on screen."""
        self._put(place, Tile(ref, self._access))

    def _put(self, place: int, tile: Tile) -> Tile:
        former = self._board.put(place, tile)
        if former is not None:
            former.use(None)
        return tile

    def _use(self, place: int, tile: Tile, view: LiveView | PlaybackView) -> None:
        tile.use(view)
        view.changed.connect(lambda _: self._on_view_changed(tile, view))

    def _on_view_changed(self, tile: Tile, view: LiveView | PlaybackView) -> None:
        if tile.view is not view:
            return
        place = next((place for place, known in self._board.filled() if known is tile), None)
        if place is not None:
            self.touched.emit(place)
            self._tell_selected()

    def _arrange(self) -> None:
        """Open what has come on screen, see to what has left it, and tell."""
        for place in self._board.on_page():
            tile = self._board[place]
            if tile is not None and tile.view is None:
                self._use(place, tile, self._access.live.open(tile.ref))
        self._leave_hidden()
        self.arranged.emit()
        self._tell_selected()
        self.contents_changed.emit()

    def _leave_hidden(self) -> None:
        hidden = [tile for place in self._board.hidden() if (tile := self._board[place]) is not None]
        for tile in hidden:
            if tile.recording is not None:
                tasks.start(tile.recording.pause(), owner=self)
        if any(isinstance(tile.view, LiveView) for tile in hidden):
            if not self._parking.isActive():
                self._parking.start()
        else:
            self._parking.stop()

    def _park(self) -> None:
        for place in self._board.hidden():
            tile = self._board[place]
            if tile is not None and isinstance(tile.view, LiveView):
                tile.use(None)

    def _tell_selected(self) -> None:
        if self.selected_view is not self._told_view:
            self._told_view = self.selected_view
            self.view_selected.emit(self._told_view)
        if self.selected != self._told_ref:
            self._told_ref = self.selected
            self.selection_changed.emit(self._told_ref)

    def _place_of(self, ref: ChannelRef) -> int:
        """Where a recording of `ref` belongs."""
        places = [place for place, tile in self._board.filled() if tile.ref == ref]
        if self._board.selected in places:
            return self._board.selected
        return places[0] if places else self._board.place_for_one()

    def _step_enlarged(self, step: int) -> None:
        filled = [place for place, _ in self._board.filled()]
        if self._board.selected in filled:
            position = filled.index(self._board.selected) + step
            self._board.select(filled[position % len(filled)])


def _stored_tiles(value: object) -> Iterator[tuple[int, ChannelRef]]:
    """What can be read of the tiles of `Tiles.contents`."""
    for key, pair in value.items() if isinstance(value, dict) else ():
        place = int(key) if isinstance(key, str) and key.isascii() and key.isdigit() and len(key) < 4 else -1
        if not 0 <= place < PLACES_LIMIT or not isinstance(pair, list) or len(pair) != 2:
            continue
        device_id, channel_id = (part if isinstance(part, str) else "/" for part in pair)
        if is_acceptable_id(channel_id) and (not device_id or is_acceptable_id(device_id)):
            yield place, ChannelRef(device_id, channel_id)
