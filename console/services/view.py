"""What a tile holds: where its picture stands, the picture itself, and the size it is wanted in."""

from dataclasses import dataclass
from enum import Enum

from console.media.engine import Stream
from console.media.frames import Picture, PictureRing
from console.model.catalog import ChannelRef
from console.model.failure import Failure
from console.model.media import MediaTransport, StreamHealth
from console.state.signal import Signal


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
        self._ring: PictureRing | None = None
        self._former_ring: PictureRing | None = None

    @property
    def state(self) -> ViewState:
        return self._state

    @property
    def health(self) -> StreamHealth:
        return self._stream.health if self._stream else StreamHealth()

    def newest(self) -> Picture | None:
        """The picture to draw, None when there never was one. Its memory is shared: draw it, do not keep it."""
        if self._ring and (picture := self._ring.newest()):
            if self._former_ring:
                self._former_ring.close()
                self._former_ring = None
            return picture
        return self._former_ring.newest() if self._former_ring else None

    def resize(self, width: int, height: int) -> None:
        """Pictures are wanted to fit this box of device pixels; 0 x 0 hides the view and saves the scaling."""
        if (width, height) == self._size or self.closed:
            return
        self._size = (width, height)
        self._show()

    def close(self) -> None:
        """The operator closed the tile. Nothing is shown afterwards."""
        self.closed = True
        self._attach(None)
        for ring in (self._ring, self._former_ring):
            if ring:
                ring.close()
        self._ring = self._former_ring = None

    def _set(self, state: ViewState) -> None:
        if state != self._state:
            self._state = state
            self.changed.emit(None)

    def _attach(self, stream: Stream | None) -> None:
        """Take pictures from another stream, or from none."""
        self._stream = stream
        if stream is not None:
            self._show()

    def _show(self) -> None:
        """Let the stream fill a new ring; the old one serves until the first picture is in it."""
        if self._stream is None or not all(self._size):
            return
        if self._former_ring is None:
            self._former_ring = self._ring
        elif self._ring:
            self._ring.close()
        self._ring = self._stream.show(*self._size)
