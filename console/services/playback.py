"""Views into the past: a recording of a device, played, paused, sought and sped up (GB/T 28181-2022 9.8, annex B).

Many recorders answer no INFO. What can be done without one is done so: a seek opens a new session at the target, and a
pause hangs up and remembers the place.
"""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from console.media.frames import Picture
from console.model.catalog import ChannelRef
from console.model.failure import (
    DeviceOffline,
    DeviceUnknown,
    EndedByDevice,
    Failure,
    MediaStopped,
    NoAnswer,
    NoPicture,
    NotSupported,
)
from console.model.media import MediaTransport, Purpose
from console.model.records import RecordClip, TimeSpan
from console.protocol.gb28181 import mansrtsp
from console.protocol.gb28181.edition import Edition
from console.services.live_stream import PICTURE_WITHIN, SILENCE, Surroundings
from console.services.registrar import Registered, Registrar
from console.services.retry import Backoff
from console.services.sessions import Finished, Session, Wish
from console.services.view import Phase, Step, View, ViewState

INFO_PATIENCE = 3.0  # seconds; recorders that answer INFO do so at once
SEEK_CONFIRMATION = 1.5  # seconds until a seek without a visible jump is believed
NEAR = timedelta(seconds=3)  # how close to its target a seek may land to be recognised
END_TOLERANCE = timedelta(seconds=5)  # a session that ends this close to the end of its span has played it
SPEEDS = mansrtsp.SPEEDS


class _Restart(Failure):
    """Not a failure: go on with a new session at another moment."""


@dataclass(slots=True)
class _Anchor:
    """One picture whose moment is known; others of its epoch follow from their timestamps."""

    epoch: int
    pts: float  # seconds
    moment: datetime


@dataclass(slots=True)
class _Seek:
    target: datetime
    believed_at: float  # monotonic seconds


class PlaybackView(View):
    """A tile's end of a recording. `position` is the moment of the picture on screen."""

    def __init__(
        self,
        ref: ChannelRef,
        span: TimeSpan,
        clips: Sequence[RecordClip],
        around: Surroundings,
        leave: Callable[["PlaybackView"], None],
    ) -> None:
        super().__init__(ref, ViewState(Phase.CONNECTING))
        self.span = span
        self.clips = tuple(clips)
        self.speed = 1.0
        self.is_paused = False
        self._around = around
        self._leave = leave
        self._at = span.start  # where the next session starts
        self._session: Session | None = None
        self._session_start = span.start
        self._anchor: _Anchor | None = None
        self._seek: _Seek | None = None
        self._position = span.start
        self._cseq = 0
        self._answers_info = True  # until it was seen not to
        self._awake = asyncio.Event()

    @property
    def position(self) -> datetime:
        """The moment on screen; the target while a seek is under way."""
        return self._seek.target if self._seek else self._position

    @property
    def is_position_confirmed(self) -> bool:
        """Whether `position` was seen in the stream and not only asked for."""
        return self._seek is None and self._anchor is not None

    def newest(self) -> Picture | None:
        picture = super().newest()
        session = self._session
        if picture and picture.pts is not None and session and picture.generation == session.stream.number:
            self._track(picture.epoch, picture.pts)
        return picture

    async def pause(self) -> None:
        """Hold the picture. A recorder that cannot pause is hung up, and asked anew by `resume`."""
        if self.is_paused or self._session is None:
            return
        self.is_paused = True
        self._session.patience = None
        if not await self._control(mansrtsp.encode_pause) and self._session is not None:
            self._restart(self.position)
        self._set(ViewState(Phase.PAUSED))

    async def resume(self) -> None:
        """Go on where it was held."""
        if not self.is_paused:
            return
        self.is_paused = False
        session = self._session
        if session is None:
            self._awake.set()
            return
        if not await self._control(mansrtsp.encode_resume):
            self._restart(self.position)
            return
        session.patience = SILENCE
        self._set(ViewState(Phase.LIVE, transport=session.stream.transport))

    async def seek(self, moment: datetime) -> None:
        """Go to another moment of the span; an earlier one than the span's start is that start."""
        moment = min(max(moment, self.span.start), self.span.end)
        self._position = moment
        offset = (moment - self._session_start).total_seconds()
        if self._session is None or offset < 0 or self.is_paused:
            self._restart(moment)
            return
        self._seek = _Seek(moment, self._around.clock.monotonic() + INFO_PATIENCE + SEEK_CONFIRMATION)
        if not await self._control(lambda cseq, edition: mansrtsp.encode_seek(cseq, edition, seconds=offset)):
            self._restart(moment)
        elif self._seek is not None:
            self._seek.believed_at = self._around.clock.monotonic() + SEEK_CONFIRMATION

    async def set_speed(self, speed: float) -> None:
        """Play so many times as fast. Raises NotSupported when the recorder does not take it."""
        if self._session is not None and not await self._control(
            lambda cseq, edition: mansrtsp.encode_speed(cseq, edition, scale=speed)
        ):
            raise NotSupported("playback speed")
        self.speed = speed
        self.changed.emit(None)

    def retry(self) -> None:
        """Do not wait for the countdown; from the start, if the recording was played to its end."""
        if self._state.phase is Phase.ENDED:
            self._at = self._position = self.span.start
        self._awake.set()

    def close(self) -> None:
        if not self.closed:
            super().close()
            self._leave(self)

    async def run(self) -> None:
        """Ends only by being cancelled; then the session is closed."""
        backoff = Backoff()
        while True:
            try:
                await self._play()
            except _Restart:
                pass
            except Finished:
                await self._rest(ViewState(Phase.ENDED))
            except (DeviceOffline, DeviceUnknown):
                await self._rest(ViewState(Phase.OFFLINE))
            except Failure as failure:
                self._at = self.position
                if not self.is_paused:
                    await self._countdown(failure, backoff)
            if self.is_paused:
                await self._rest(ViewState(Phase.PAUSED))
                self.is_paused = False

    def on_device_online(self) -> None:
        if self._state.phase is Phase.OFFLINE:
            self._awake.set()

    async def _play(self) -> None:
        """One session from `_at`; returns by raising why it ended."""
        start = min(self._at, self.span.end - timedelta(seconds=1))
        wish = Wish(self.ref, Purpose.PLAYBACK, TimeSpan(start, self.span.end))
        session = await self._around.sessions.open(wish, self._connecting)
        self._session, self._session_start = session, start
        self._position, self._anchor, self._seek, self._cseq = start, None, None, 0
        try:
            self._attach(session.stream)
            if not await session.first_picture(PICTURE_WITHIN):
                raise NoPicture("no key frame", session.stream.health.codec)
            if self.speed != 1.0:
                await self._restore_speed()
            session.patience = SILENCE
            self._set(ViewState(Phase.LIVE, transport=session.stream.transport))
            raise self._reason(await session.over())
        finally:
            self._session = None
            self._attach(None)
            await session.close()

    def _reason(self, failure: Failure) -> Failure:
        """MediaStatus is lost now and then (wvp issue 1541): what ends at its end has ended well."""
        ended_well = isinstance(failure, MediaStopped | EndedByDevice)
        return Finished() if ended_well and self.position >= self.span.end - END_TOLERANCE else failure

    async def _restore_speed(self) -> None:
        try:
            await self.set_speed(self.speed)
        except NotSupported:
            self.speed = 1.0

    def _restart(self, moment: datetime) -> None:
        """Go on with a new session from `moment`, now or when the present wait ends."""
        self._at = self._position = moment
        self._seek = None
        if self._session is not None:
            self._session.end(_Restart())
        self._awake.set()

    async def _control(self, encode: Callable[[int, Edition], bytes]) -> bool:
        """Whether the recorder took a command of annex B; one that let the first unanswered is not asked again."""
        session = self._session
        if session is None or not self._answers_info:
            return False
        self._cseq += 1
        edition = self._around.messages.edition_of(self.ref.device_id)
        try:
            response = await session.call.request(
                "INFO", body=encode(self._cseq, edition), content_type=mansrtsp.CONTENT_TYPE, within=INFO_PATIENCE
            )
        except NoAnswer:
            self._answers_info = False
            return False
        except Failure:
            return False
        return response.is_success and not _refuses(response.body)

    def _track(self, epoch: int, pts: float) -> None:
        """Follow the stream's own time, and know where a jump in it leads."""
        anchor = self._anchor
        if anchor is None or anchor.epoch != epoch:
            target = self._seek.target if self._seek else self._after_jump(self._position)
            self._anchor, self._seek = _Anchor(epoch, pts, target), None
            self._position = target
            return
        moment = anchor.moment + timedelta(seconds=pts - anchor.pts)
        if self._seek is not None:
            if abs(moment - self._seek.target) > NEAR and self._around.clock.monotonic() < self._seek.believed_at:
                return  # pictures from before the seek
            if abs(moment - self._seek.target) > NEAR:  # a recorder that writes its timestamps anew
                moment = self._seek.target
                self._anchor = _Anchor(epoch, pts, moment)
            self._seek = None
        self._position = moment

    def _after_jump(self, position: datetime) -> datetime:
        """A recorder skips what was not recorded: at the end of a clip the next picture is the next clip's first."""
        for clip in self.clips:
            if clip.span.start <= position + NEAR and position < clip.span.end - NEAR:
                return position
            if clip.span.start > position:
                return clip.span.start
        return position

    async def _countdown(self, failure: Failure, backoff: Backoff) -> None:
        delay = backoff.next()
        retry_at = self._around.clock.monotonic() + delay
        offer = self._around.transports.offer(self.ref.device_id, failure)
        self._set(ViewState(Phase.RETRYING, failure=failure, retry_at=retry_at, offer=offer))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(delay):
                await self._until_awake()

    async def _rest(self, state: ViewState) -> None:
        """Until the operator, or the device's return, wants more."""
        self._set(state)
        await self._until_awake()

    async def _until_awake(self) -> None:
        self._awake.clear()
        await self._awake.wait()

    def _connecting(self, step: Step, transport: MediaTransport) -> None:
        self._set(ViewState(Phase.CONNECTING, step=step, transport=transport))


def _refuses(body: bytes) -> bool:
    """Whether the MANSRTSP answer inside a 200 says no."""
    try:
        return bool(body.strip()) and mansrtsp.parse(body).status >= 300
    except mansrtsp.MansrtspError:
        return False


class Playback:
    """Opens views into the past."""

    def __init__(self, around: Surroundings, registrar: Registrar) -> None:
        self._around = around
        self._runs: dict[PlaybackView, asyncio.Task[None]] = {}
        registrar.registered.connect(self._on_registered)

    def open(self, ref: ChannelRef, span: TimeSpan, clips: Sequence[RecordClip] = ()) -> PlaybackView:
        """Play `span` from its start; `clips` are the recordings in it, as far as known. The view tells of failures."""
        view = PlaybackView(ref, span, clips, self._around, self._left)
        self._runs[view] = self._around.tasks.start(view.run(), f"playback {ref}")
        return view

    def _left(self, view: PlaybackView) -> None:
        self._runs.pop(view).cancel()

    def _on_registered(self, registered: Registered) -> None:
        for view in self._runs:
            if view.ref.device_id == registered.device_id:
                view.on_device_online()
