"""What a tile holds: where its picture stands, the picture itself, and the size it is wanted in."""

import logging
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from console.media.engine import Stream
from console.media.frames import Picture, PictureRing
from console.model.catalog import ChannelRef
from console.model.failure import Failure
from console.model.media import MediaTransport, StreamHealth
from console.state.signal import Signal

_log = logging.getLogger(__name__)


class Phase(Enum):
    """The states a tile is drawn in."""

    WAITING = "waiting"  # for a device that never registered, or for its catalog
    OFFLINE = "offline"
    CONNECTING = "connecting"
    LIVE = "live"  # media flows; whether the picture is fresh, its own age tells
    PAUSED = "paused"
    RETRYING = "retrying"  # failed, with a reason and a countdown
    ENDED = "ended"  # a recording was played to its end


class Step(Enum):
    """How far a connection has come, in this order."""

    PORT = "port"
    INVITE = "invite"
    ACCEPTED = "accepted"  # the device answered that it works on it
    MEDIA = "media"  # agreed; waiting for the first packet
    PICTURE = "picture"  # packets come; waiting for a key frame


@dataclass(frozen=True, slots=True)
class ViewState:
    """What the tile says; times are monotonic seconds."""

    phase: Phase
    step: Step | None = None
    failure: Failure | None = None
    retry_at: float | None = None
    transport: MediaTransport | None = None
    offer: MediaTransport | None = None  # worth a try, but the operator decides


class _Canvas(NamedTuple):
    """A ring, and the stream that fills it."""

    stream: Stream
    ring: PictureRing

    def remove(self) -> None:
        """No more pictures there, and the last is forgotten."""
        self.stream.hide(self.ring)
        self.ring.close()
        self.ring.close()


class View:
    """One tile's end of a stream. `changed` tells that `state` did.

    While a new session connects, the last picture of the old one stays, so that a tile dims instead of going black.
    """

    def __init__(self, ref: ChannelRef, state: ViewState) -> None:
        self.ref = ref
        self.changed: Signal[None] = Signal()
        self.closed = False
        self._state = state
        self._size = (0, 0)
        self._stream: Stream | None = None
        self._canvas: _Canvas | None = None
        self._former: _Canvas | None = None  # serves until the first picture is in `_canvas`
        self._canvases = 0

    @property
    def state(self) -> ViewState:
        return self._state

    @property
    def health(self) -> StreamHealth:
        return self._stream.health if self._stream else StreamHealth()

    @property
    def sequence(self) -> int:
        """Another number whenever `newest` may give another picture; cheap, to be polled."""
        return self._canvases << 48 | (self._canvas.ring.sequence if self._canvas else 0)

    def newest(self) -> Picture | None:
        """The picture to draw, None when there never was one. Its memory is shared: draw it, do not keep it."""
        if self._canvas and (picture := self._canvas.ring.newest()):
            self._remove_former()
            return picture
        return self._former.ring.newest() if self._former else None

    def resize(self, width: int, height: int) -> None:
        """Pictures are wanted to fit this box of device pixels; 0 x 0 hides the view and saves the scaling."""
        if (width, height) == self._size or self.closed:
            return
        self._size = (width, height)
        if all(self._size):
            self._show()
        else:
            self._hide()

    def close(self) -> None:
        """The operator closed the tile. Nothing is shown afterwards."""
        self.closed = True
        self._stream = None
        self._remove_former()
        if self._canvas:
            self._canvas.remove()
            self._canvas = None

    def _set(self, state: ViewState) -> None:
        if state != self._state:
            self._state = state
            self.changed.emit(None)

    def _attach(self, stream: Stream | None) -> None:
        """Take pictures from another stream, or from none."""
        self._stream = stream
        self._show()

    def _show(self) -> None:
        """Let the stream fill a new ring."""
        if self._stream is None or not all(self._size):
            return
        try:
            ring = self._stream.show(*self._size)
        except OSError as error:
            _log.error("no memory for pictures of %d x %d: %s", *self._size, error)
            return
        if self._canvas and (self._former is None or self._canvas.ring.sequence):
            self._remove_former()
            self._former = self._canvas
        elif self._canvas:
            self._canvas.remove()
        self._canvas = _Canvas(self._stream, ring)
        self._canvases += 1

    def _hide(self) -> None:
        """The last picture of a stream that has ended is kept: nothing would bring it back."""
        if self._canvas and self._canvas.stream.is_open:
            self._remove_former()
            self._canvas.remove()
            self._canvas = None

    def _remove_former(self) -> None:
        if self._former:
            self._former.remove()
            self._former = None
