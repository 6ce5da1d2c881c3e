"""One tile's channel and its view, and what can be said about them now."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from console.model.catalog import ChannelRef
from console.services.clock import Clock
from console.services.live import Live, LiveView
from console.services.playback import Playback, PlaybackView
from console.services.ptz import Ptz
from console.services.view import Phase
from console.state.devices import Devices
from ui.wall.face import Circumstances, Face, Reel, face_of

DAMAGE_SHOWN_FOR = 1.0  # seconds after the last damaged picture, or its mark would flicker


@dataclass(frozen=True, slots=True)
class WallAccess:
    """What the wall asks for pictures, and what its tiles tell about them."""

    live: Live
    playback: Playback
    ptz: Ptz
    devices: Devices
    clock: Clock
    name_of: Callable[[ChannelRef], str]


class Tile:
    """Holds a channel until the operator closes it; `view` is None while it is not on screen for long."""

    def __init__(self, ref: ChannelRef, access: WallAccess) -> None:
        self.face = Face()
        self.view: LiveView | PlaybackView | None = None
        self._ref = ref
        self._access = access
        self._shows_figures = False
        self._sequence = 0
        self._phase: Phase | None = None
        self._phase_since = 0.0
        self._damaged_until = 0.0

    @property
    def ref(self) -> ChannelRef:
        """The channel; its device is known once it was found."""
        return self.view.ref if self.view else self._ref

    @property
    def recording(self) -> PlaybackView | None:
        return self.view if isinstance(self.view, PlaybackView) else None

    @property
    def is_waiting(self) -> bool:
        """Whether its face says that a picture is missing or old."""
        return self.face.step is not None or bool(self.face.age)

    def has_new_picture(self) -> bool:
        """Whether one came since this was asked last; asked about a hundred times a second."""
        if self.view is None:
            return False
        sequence = self.view.sequence
        if sequence == self._sequence:
            return False
        self._sequence = sequence
        return True

    def refresh(self, *, shows_figures: bool) -> bool:
        """Look at everything anew; whether the face has changed."""
        former, self.face = self.face, self._look(shows_figures=shows_figures)
        return self.face != former

    def use(self, view: LiveView | PlaybackView | None) -> None:
        """Show another view; the former is closed."""
        if self.view is not None:
            self._ref = self.view.ref
            self.view.close()
        self.view = view
        self._sequence, self._phase = 0, None

    def _look(self, *, shows_figures: bool) -> Face:
        ref = self.ref
        name = self._access.name_of(ref)
        if self.view is None:
            return Face(name=name)
        now = self._access.clock.monotonic()
        state = self.view.state
        if state.phase is not self._phase:
            self._phase, self._phase_since = state.phase, now
        picture = self.view.newest()
        if picture is not None and picture.is_damaged:
            self._damaged_until = now + DAMAGE_SHOWN_FOR
        device = self._access.devices.get(ref.device_id)
        heard_at = device.last_seen_at if device else None
        return face_of(
            Circumstances(
                name=name,
                channel_id=ref.channel_id,
                device=device.title if device else ref.device_id,
                state=state,
                in_phase=now - self._phase_since,
                retry_in=None if state.retry_at is None else state.retry_at - now,
                age=None if picture is None else now - picture.received_at,
                latency=0.0 if picture is None else picture.shown_at - picture.received_at,
                is_damaged=now < self._damaged_until,
                heard_at=heard_at,
                unheard=_seconds_since(heard_at, self._access.clock.now()),
                stop=self._access.ptz.stop_state(ref),
                reel=self._reel(),
                health=self.view.health if shows_figures else None,
            )
        )

    def _reel(self) -> Reel | None:
        recording = self.recording
        if recording is None:
            return None
        return Reel(recording.position, recording.is_position_confirmed, recording.speed, recording.is_paused)


def _seconds_since(moment: datetime | None, now: datetime) -> float | None:
    return None if moment is None else (now - moment).total_seconds()
