"""What happens to a stream, as values; they also travel from the receiver to the console."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from console.model.media import StreamHealth


@dataclass(frozen=True, slots=True)
class FirstPacket:
    """The first packet of a source that is believed."""

    source: str  # host:port


@dataclass(frozen=True, slots=True)
class FirstKeyFrame:
    """Decoding can begin."""

    codec: str


@dataclass(frozen=True, slots=True)
class FirstPicture:
    """A picture was decoded. For a download this comes only when it is shown."""

    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Silent:
    """No packet for a while; told once each time media stops. A paused playback does this too."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Resumed:
    """Packets come again after Silent."""


@dataclass(frozen=True, slots=True)
class ConnectionClosed:
    """TCP: the device closed the connection, or it had to be closed. A passive port goes on listening."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class ConnectionFailed:
    """TCP active: the device could not be reached, after several tries."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unplayable:
    """Packets come, but no picture can be made of them; see NoPicture. Told once for each reason."""

    reason: str
    codec: str = ""


@dataclass(frozen=True, slots=True)
class DecoderReplaced:
    """The stream's decoder died and another took over. A key frame asked for now brings the picture back sooner."""

    is_suspect: bool  # it was this stream that was being decoded


@dataclass(frozen=True, slots=True)
class Lost:
    """The receiver died: the stream has ended and needs a new INVITE to a new port."""


@dataclass(frozen=True, slots=True)
class RecordProgress:
    """About once a second while recording."""

    path: str
    octets: int
    seconds: float  # of media
    frames: int


@dataclass(frozen=True, slots=True)
class RecordEnded:
    """The file is closed: under its own name when `failure` is empty, else what there is of it as `path`.part."""

    path: str
    octets: int
    seconds: float  # of media
    frames: int
    dropped: int = 0  # frames left out because the disk was too slow
    failure: str = ""
    note: str = ""  # what the file lacks


@dataclass(frozen=True, slots=True)
class HealthChanged:
    """Once a second while something changes."""

    health: StreamHealth


StreamEvent = (
    FirstPacket
    | FirstKeyFrame
    | FirstPicture
    | Silent
    | Resumed
    | ConnectionClosed
    | ConnectionFailed
    | Unplayable
    | DecoderReplaced
    | Lost
    | RecordProgress
    | RecordEnded
    | HealthChanged
)

_KINDS: dict[str, Callable[..., StreamEvent]] = {
    kind.__name__: kind
    for kind in (
        FirstPacket,
        FirstKeyFrame,
        FirstPicture,
        Silent,
        Resumed,
        ConnectionClosed,
        ConnectionFailed,
        Unplayable,
        DecoderReplaced,
        Lost,
        RecordProgress,
        RecordEnded,
    )
}


def encode_event(event: StreamEvent) -> dict[str, Any]:
    """A form that JSON can hold."""
    return {"event": type(event).__name__, **asdict(event)}


def decode_event(form: dict[str, Any]) -> StreamEvent:
    """Raises ValueError for anything that is no event."""
    values = dict(form)
    name = values.pop("event", "")
    try:
        if name == HealthChanged.__name__:
            return HealthChanged(StreamHealth(**values["health"]))
        return _KINDS[name](**values)
    except (KeyError, TypeError) as error:
        raise ValueError(f"no event {name!r}: {error}") from None
