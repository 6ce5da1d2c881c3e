"""The payloads of PES packets become access units: several may make one picture (gb28181.md 10.3)."""

from console.protocol.mpeg.access_unit import AccessUnit, StreamKind
from console.protocol.mpeg.adts import is_adts
from console.protocol.mpeg.nal import (
    H264,
    HEVC,
    begins_unit,
    begins_with_hevc_head,
    inspect,
    might_hold_parameter_sets,
    sniff_video,
)
from console.protocol.mpeg.pes import CLOCK_RATE, StampUnwrapper
from console.protocol.mpeg.start_codes import PREFIX

PICTURE_LIMIT = 10 << 20  # bytes

_HEADS_LIMIT = 64 << 10  # bytes of parameter sets and the like that wait for a picture
_AAC = "aac"
_GUESSED_AUDIO = "pcm_alaw"  # what nearly every camera sends


class VideoAssembler:
    """Joins payloads until the next picture starts, or until told that a frame ends."""

    def __init__(self) -> None:
        self._announced: str | None = None
        self._codec: str | None = None
        self._stamps = StampUnwrapper()
        self._parts: list[bytes] = []
        self._size = 0
        self._pts: int | None = None
        self._lead = 0
        self._has_picture = False
        self._is_damaged = False
        self._has_emitted = False
        self._emitted_pts: int | None = None
        self._must_wait = False  # frame ends came too early before: a picture went on behind one

    def announce(self, codec: str | None) -> None:
        """What the stream map says. What the stream itself shows overrules it until the map says something else."""
        if codec is not None and codec != self._announced:
            self._announced = self._codec = codec

    def put(self, payload: bytes, pts: int | None, lead: int = 0) -> list[AccessUnit]:
        """The next payload, `pts` and `lead` in 90 kHz units; the picture before it, when this starts another."""
        is_start = begins_unit(payload)
        ready: list[AccessUnit] = []
        if not self._parts and not is_start and self._goes_on_behind_end(payload, pts):
            return ready
        if self._parts and self._starts_next(payload, pts, is_start):
            ready = self._emit()
        if not self._parts and is_start:
            self._is_damaged = False  # what was lost came before it
        if pts is not None and not self._has_picture:
            self._pts, self._lead = pts, lead
        self._append(payload, is_start)
        return ready

    def go_on(self, data: bytes) -> None:
        """More of the picture under way, or of one whose start is lost."""
        if not self._parts:
            start = data.find(PREFIX)
            data = data[start:] if start >= 0 else b""
            self._is_damaged = True
        if data:
            self._append(data, begins_unit(data))

    def damage(self) -> None:
        """Something is missing behind what came so far."""
        self._is_damaged = True

    def end_frame(self) -> list[AccessUnit]:
        """The picture under way, as the sender says it is whole."""
        return [] if self._must_wait else self._emit()

    def flush(self) -> list[AccessUnit]:
        """The picture under way: nothing more comes."""
        return self._emit()

    def _goes_on_behind_end(self, payload: bytes, pts: int | None) -> bool:
        """Whether this is the rest of a picture that was handed on too early, or of one whose start is lost."""
        if self._is_damaged:
            self.go_on(payload)
            return True
        if self._has_emitted and pts in (None, self._emitted_pts):
            self._must_wait = True
            return True
        return False

    def _starts_next(self, payload: bytes, pts: int | None, is_start: bool) -> bool:
        if pts is not None and self._pts is not None and pts != self._pts:
            return True
        return is_start and self._has_picture and inspect(payload, self._probable_codec(payload)).starts_picture

    def _append(self, payload: bytes, is_start: bool) -> None:
        if is_start and not self._has_picture:
            self._has_picture = inspect(payload, self._probable_codec(payload)).has_picture
        self._parts.append(payload)
        self._size += len(payload)
        if self._size > PICTURE_LIMIT:
            self._clear()

    def _probable_codec(self, payload: bytes) -> str:
        """What to read `payload` as while the codec is unknown or wrong: H.265's heads cannot be mistaken."""
        return HEVC if begins_with_hevc_head(payload) else self._codec or H264

    def _emit(self) -> list[AccessUnit]:
        """The picture under way; parameter sets alone stay until their picture comes."""
        if not self._parts:
            return []
        payload = self._parts[0] if len(self._parts) == 1 else b"".join(self._parts)
        if (self._codec is None or might_hold_parameter_sets(payload)) and (codec := sniff_video(payload)):
            self._codec = codec
        content = inspect(payload, self._probable_codec(payload))
        if not content.has_picture:
            if self._size > _HEADS_LIMIT:
                self._clear()
            return []
        pts = None if self._pts is None else self._stamps.seconds(self._pts)
        self._has_emitted = True
        self._emitted_pts = self._pts
        lead, is_damaged = self._lead / CLOCK_RATE, self._is_damaged
        self._clear()
        if self._codec is None:
            return []
        return [AccessUnit(StreamKind.VIDEO, self._codec, payload, pts, content.is_keyframe, is_damaged, lead)]

    def _clear(self) -> None:
        self._parts.clear()
        self._size = 0
        self._pts = None
        self._lead = 0
        self._has_picture = False
        self._is_damaged = False


class AudioAssembler:
    """Names the codec of sound and puts its stamps on one line; each payload is an access unit."""

    def __init__(self) -> None:
        self._stamps = StampUnwrapper()

    def put(self, payload: bytes, pts: int | None, announced: str | None) -> AccessUnit:
        codec = _AAC if is_adts(payload) else announced or _GUESSED_AUDIO
        seconds = None if pts is None else self._stamps.seconds(pts)
        return AccessUnit(StreamKind.AUDIO, codec, payload, seconds)
