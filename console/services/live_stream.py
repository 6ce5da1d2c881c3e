"""One live session that is opened again by itself, whatever ends it, until nobody wants it any more."""

import asyncio
import logging
from dataclasses import dataclass

from console.media.engine import DecoderReplaced, Stream, StreamEvent
from console.model.catalog import ChannelRef
from console.model.device import Device
from console.model.failure import DeviceOffline, DeviceUnknown, Failure, NoPicture
from console.model.media import MediaTransport, Purpose
from console.protocol.gb28181 import control
from console.services.clock import Clock
from console.services.messages import Messages
from console.services.retry import Backoff
from console.services.sessions import Session, Sessions, Wish
from console.services.tasks import Tasks
from console.services.transports import Transports
from console.services.view import Phase, Step, ViewState
from console.state.devices import Devices
from console.state.signal import Signal

KEYFRAME_REQUEST_AFTER = 2.0  # seconds of packets without a picture (10.3)
PICTURE_WITHIN = 20.0  # seconds; groups of pictures are up to 10 s long
SILENCE = 10.0  # seconds without a packet until the session is opened anew
DOUBTED_SILENCE = 2.0  # the same once the device has registered again or gone offline
STEADY = 10.0  # seconds of media after which a failure starts the back-off from its beginning

_log = logging.getLogger(__name__)


class _Reopen(Failure):
    """Not a failure: the operator wants another session."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a live stream needs of the console."""

    sessions: Sessions
    messages: Messages
    devices: Devices
    transports: Transports
    tasks: Tasks
    clock: Clock


class LiveStream:
    """`state` says where it stands, `stream` where its pictures come from; `changed` tells that either did."""

    def __init__(self, ref: ChannelRef, around: Surroundings) -> None:
        self.ref = ref
        self.changed: Signal[None] = Signal()
        self.state = ViewState(Phase.WAITING)
        self.stream: Stream | None = None
        self._around = around
        self._session: Session | None = None
        self._backoff = Backoff()
        self._awake = asyncio.Event()

    async def run(self) -> None:
        """Ends only by being cancelled; then the session is closed."""
        while True:
            await self._until_online()
            self._awake.clear()
            try:
                await self._play()
            except (DeviceOffline, DeviceUnknown, _Reopen):
                continue
            except Failure as failure:
                await self._pause(failure)

    def wake(self) -> None:
        """Something changed that makes another try worth while; ends the countdown."""
        self._awake.set()

    def reopen(self) -> None:
        """Begin a new session, as after a change of transport."""
        if self._session:
            self._session.end(_Reopen())
        self.wake()

    def doubt(self) -> None:
        """The device restarted or went away: its media may never end properly."""
        if self._session:
            self._session.patience = DOUBTED_SILENCE

    async def _until_online(self) -> None:
        while not self._is_online():
            known = self._around.devices.get(self.ref.device_id)
            self._set(ViewState(Phase.OFFLINE if _was_registered(known) else Phase.WAITING))
            self._awake.clear()
            await self._awake.wait()

    def _is_online(self) -> bool:
        device = self._around.devices.get(self.ref.device_id)
        return device is not None and device.online

    async def _play(self) -> None:
        """Returns by raising why it ended."""
        asked_at = self._around.clock.monotonic()
        session = await self._around.sessions.open(Wish(self.ref, Purpose.LIVE), self._connecting)
        disconnect = session.stream.events.connect(self._on_stream_event)
        self._session, self.stream = session, session.stream
        self.changed.emit(None)
        try:
            await self._until_picture(session)
            waited = self._around.clock.monotonic() - asked_at
            _log.info("%s shows a picture after %.2f s by %s", self.ref, waited, session.stream.transport.value)
            await self._watch(session)
        finally:
            disconnect()
            self._session = self.stream = None
            await session.close()

    async def _until_picture(self, session: Session) -> None:
        if await session.first_picture(KEYFRAME_REQUEST_AFTER):
            return
        self._request_keyframe()
        if not await session.first_picture(PICTURE_WITHIN - KEYFRAME_REQUEST_AFTER):
            raise NoPicture("no key frame", session.stream.health.codec)

    async def _watch(self, session: Session) -> None:
        session.patience = SILENCE
        started_at = self._around.clock.monotonic()
        self._set(ViewState(Phase.LIVE, transport=session.stream.transport))
        failure = await session.over()
        if self._around.clock.monotonic() - started_at >= STEADY:
            self._backoff.reset()
        raise failure

    async def _pause(self, failure: Failure) -> None:
        """Wait for the next try; a device that registers, or the operator, ends the wait."""
        delay = self._backoff.next()
        _log.info("%s does not play, next try in %.0f s: %r", self.ref, delay, failure)
        self._set(
            ViewState(
                Phase.RETRYING,
                failure=failure,
                retry_at=self._around.clock.monotonic() + delay,
                offer=self._around.transports.offer(self.ref.device_id, failure),
            )
        )
        try:
            async with asyncio.timeout(delay):
                await self._awake.wait()
        except TimeoutError:
            pass
        else:
            self._backoff.reset()

    def _on_stream_event(self, event: StreamEvent) -> None:
        if isinstance(event, DecoderReplaced):
            self._request_keyframe()

    def _request_keyframe(self) -> None:
        messages = self._around.messages
        device_id, channel_id = self.ref
        body = control.encode_keyframe_request(channel_id, messages.next_sn(), edition=messages.edition_of(device_id))
        self._around.tasks.start(messages.send(device_id, channel_id, body), f"key frame of {self.ref}")

    def _connecting(self, step: Step, transport: MediaTransport) -> None:
        self._set(ViewState(Phase.CONNECTING, step=step, transport=transport))

    def _set(self, state: ViewState) -> None:
        self.state = state
        self.changed.emit(None)


def _was_registered(device: Device | None) -> bool:
    return device is not None and device.last_seen_at is not None
