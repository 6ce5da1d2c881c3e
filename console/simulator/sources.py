"""The threads that make pictures: one for each channel that is watched live, one for each playback and download."""

import logging
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from math import floor
from time import monotonic
from typing import Protocol

from console.simulator.clock import Clock
from console.simulator.encoder import GROUP, CodedPicture, Encoder
from console.simulator.picture.camera import Camera, View
from console.simulator.picture.scene import FRAME_RATE, Scene
from console.simulator.recordings import Footage
from console.simulator.site import ChannelDescription
from console.simulator.tone import block_at

FASTEST_WITH_ALL_PICTURES = 4.0  # above it only key frames are sent, as recorders do
_LATE_LIMIT = 0.5  # seconds behind after which live pictures are left out instead of hurried

_log = logging.getLogger(__name__)


class Viewer(Protocol):
    """Who gets the pictures; raises OSError from `send` when it is gone."""

    @property
    def wants_keyframe(self) -> bool: ...

    def send(self, picture: CodedPicture, sound: bytes | None, at: float) -> None: ...


class Source(ABC):
    """A thread with a name, an end and one last stop for errors."""

    def __init__(self, name: str) -> None:
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._stopping = threading.Event()

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Tell it to end; `join` waits for that."""
        self._stopping.set()

    @property
    def is_stopping(self) -> bool:
        return self._stopping.is_set()

    def join(self, timeout: float) -> None:
        if self._thread.ident is not None:
            self._thread.join(timeout)

    def _run(self) -> None:
        try:
            self._produce()
        except Exception:  # noqa: BLE001 - report, never die silently
            _log.exception("%s ended", self._thread.name)

    @abstractmethod
    def _produce(self) -> None:
        """Make pictures until stopped or finished."""


class LiveSource(Source):
    """What one camera sees now, painted and coded once for all who watch; it ends when nobody does."""

    def __init__(self, channel: ChannelDescription, scene: Callable[[], Scene], camera: Camera, clock: Clock) -> None:
        super().__init__(f"live {channel.number}")
        self._channel = channel
        self._scene = scene
        self._camera = camera
        self._clock = clock
        self._lock = threading.Lock()
        self._viewers: list[Viewer] = []
        self._over = False

    def attach(self, viewer: Viewer) -> bool:
        """Send to one more; False where this source has ended and another must be made."""
        with self._lock:
            if self._over:
                return False
            self._viewers.append(viewer)
            return True

    def detach(self, viewer: Viewer) -> None:
        """Nothing is sent to it from now on."""
        with self._lock:
            if viewer in self._viewers:
                self._viewers.remove(viewer)
            self._over = self._over or not self._viewers
            if self._over:
                self.stop()

    def _produce(self) -> None:
        channel = self._channel
        scene, encoder = self._scene(), Encoder(channel.codec, *channel.size)
        # Each channel has a phase of its own, so that several do not burst at the same instants.
        phase = (channel.number * 0.377 % 1) / FRAME_RATE
        began_at, began = self._clock(), monotonic()
        index = floor((began_at - phase) * FRAME_RATE)
        while not self._stopping.is_set():
            at = index / FRAME_RATE + phase
            scene.paint(at, self._camera.view(at), encoder.planes)
            picture = encoder.encode(keyframe=self._keyframe_is_wanted())
            self._deliver(picture, at)
            elapsed = monotonic() - began
            index += 1
            ahead = index / FRAME_RATE + phase - (began_at + elapsed)
            if ahead < -_LATE_LIMIT:
                index += floor(-ahead * FRAME_RATE)
            elif ahead > 0:
                self._stopping.wait(ahead)

    def _keyframe_is_wanted(self) -> bool:
        with self._lock:
            return any(viewer.wants_keyframe for viewer in self._viewers)

    def _deliver(self, picture: CodedPicture, at: float) -> None:
        sound = block_at(self._channel.number, at)
        with self._lock:
            for viewer in tuple(self._viewers):
                try:
                    viewer.send(picture, sound, at)
                except OSError as error:
                    _log.info("channel %s: a viewer is gone: %s", self._channel.number, error)
                    self._viewers.remove(viewer)
            if not self._viewers:
                self._over = True
                self.stop()


class PlaybackSource(Source):
    """Recorded pictures of a channel, from one end of what was kept to the other, at a speed that may change."""

    def __init__(
        self,
        channel: ChannelDescription,
        scene: Callable[[], Scene],
        footage: Sequence[Footage],
        viewer: Viewer,
        *,
        view: View,
        scale: float,
        sends_all: bool,
        on_end: Callable[[], None],
    ) -> None:
        """`sends_all`: every picture whatever the speed, for downloads. `on_end` is called by this thread."""
        super().__init__(f"playback {channel.number}")
        self._channel = channel
        self._scene = scene
        self._footage = footage
        self._viewer = viewer
        self._view = view
        self._sends_all = sends_all
        self._on_end = on_end
        self._changed = threading.Condition()
        self._scale = scale
        self._paused = False
        self._course_changed = True  # the start is one, too
        self._sought: float | None = None
        self._position = footage[0].start

    @property
    def position(self) -> float:
        """POSIX time of the pictures being sent."""
        return self._position

    @property
    def scale(self) -> float:
        return self._scale

    @property
    def is_paused(self) -> bool:
        return self._paused

    def pause(self) -> None:
        with self._changed:
            self._paused = True
            self._changed.notify()

    def resume(self) -> None:
        with self._changed:
            self._paused = False
            self._change_course()

    def set_scale(self, scale: float) -> None:
        """Play so many times as fast; it is above zero."""
        with self._changed:
            self._scale = scale
            self._change_course()

    def seek(self, at: float) -> None:
        """Go on at POSIX time `at`, or at the next that was recorded."""
        with self._changed:
            self._sought = at
            self._change_course()

    def stop(self) -> None:
        super().stop()
        with self._changed:
            self._changed.notify()

    def _produce(self) -> None:
        channel = self._channel
        scene, encoder = self._scene(), Encoder(channel.codec, *channel.size)
        due, steps_to_keyframe = monotonic(), 0
        while self._waited_while_paused():
            scale, is_new_course = self._take_orders()
            position = _next_recorded(self._footage, self._position)
            if position is None:
                self._on_end()
                return
            skips = scale > FASTEST_WITH_ALL_PICTURES and not self._sends_all
            is_key = skips or is_new_course or steps_to_keyframe == 0 or position != self._position
            scene.paint(position, self._view, encoder.planes)
            picture = encoder.encode(keyframe=is_key or self._viewer.wants_keyframe)
            if not is_new_course and not self._waited_until(due):
                continue
            sound = block_at(channel.number, position) if scale == 1.0 or self._sends_all else None
            try:
                self._viewer.send(picture, sound, position)
            except OSError as error:
                _log.info("channel %s: the viewer is gone: %s", channel.number, error)
                return
            step = GROUP if skips else 1
            steps_to_keyframe = (GROUP if is_key else steps_to_keyframe) - step
            self._advance(position, step)
            sent = monotonic()
            due = (sent if is_new_course else max(due, sent - _LATE_LIMIT)) + step / FRAME_RATE / scale

    def _waited_while_paused(self) -> bool:
        """Wait for the end of a pause, or to show the picture that was sought in it; False once stopped."""
        with self._changed:
            while self._paused and not self._course_changed and not self._stopping.is_set():
                self._changed.wait()
        return not self._stopping.is_set()

    def _take_orders(self) -> tuple[float, bool]:
        """The speed, and whether the pictures start, or go on elsewhere, after a pause or at another speed."""
        with self._changed:
            if self._sought is not None:
                self._position, self._sought = self._sought, None
            changed, self._course_changed = self._course_changed, False
            return self._scale, changed

    def _waited_until(self, due: float) -> bool:
        """Wait; False where an order came first."""
        with self._changed:
            return not self._changed.wait_for(
                lambda: self._course_changed or self._paused or self._stopping.is_set(), max(0.0, due - monotonic())
            )

    def _advance(self, position: float, steps: int) -> None:
        """So many pictures further, free of rounding that would add up over hours."""
        self._position = (round(position * FRAME_RATE) + steps) / FRAME_RATE

    def _change_course(self) -> None:
        self._course_changed = True
        self._changed.notify()


def _next_recorded(footage: Sequence[Footage], position: float) -> float | None:
    """The first recorded time from `position` on; None at the end."""
    for span in footage:
        if position < span.end:
            return max(position, span.start)
    return None
