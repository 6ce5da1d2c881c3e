"""One media session from the bound port to the BYE: what live views, playback and downloads share.

The steps follow GB/T 28181-2022 9.2 and 9.8: a port is bound first, since devices send as soon as they answer.
"""

import asyncio
import ipaddress
import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from console.media.engine import (
    ConnectionClosed,
    ConnectionFailed,
    FirstPacket,
    FirstPicture,
    HealthChanged,
    Lost,
    MediaEngine,
    Stream,
    StreamEvent,
    Unplayable,
)
from console.model.catalog import ChannelRef
from console.model.failure import (
    BadAnswer,
    EndedByDevice,
    Failure,
    MediaEngineLost,
    MediaStopped,
    NoMedia,
    NoPicture,
    Refused,
    Unreachable,
)
from console.model.identity import NodeKind, node_kind
from console.model.media import MediaTransport, Purpose
from console.model.peer import Peer
from console.model.records import TimeSpan
from console.model.settings import AUTO, Settings
from console.network.link import Call, Link
from console.protocol.gb28181 import notify
from console.protocol.gb28181.media_description import CONTENT_TYPE, MediaAnswer, MediaOffer
from console.protocol.gb28181.ssrc import NUMBERS, compose_ssrc, parse_ssrc
from console.protocol.sdp.description import SdpError
from console.services.clock import Clock
from console.services.messages import Messages, Notice
from console.services.transports import Transports
from console.services.view import Step
from console.state.anomalies import Anomalies, AnomalyKind
from console.state.devices import Devices
from console.state.signal import Signal

NOT_ACCEPTABLE = 488  # the device does not take this transport
FIRST_PACKET_WITHIN = 10.0  # seconds after the answer (protocol reference 6.8)
TRIAL = 5.0  # the same where another transport can be tried next
INVITE_PATIENCE = 10.0  # seconds to a final answer
PLATFORM_PATIENCE = 30.0  # the same of a lower platform, which fetches the stream first (protocol reference 11)
SSRC_QUARANTINE = (
    60.0  # seconds an SSRC is not used again; media servers drop a stream that does (ZLMediaKit issue 267)
)
RECONNECT_PATIENCE = 5.0  # seconds a device gets to connect its media again (GB/T 28181-2022 annex D)
CHECK_INTERVAL = 0.5  # seconds between two looks at the health


@dataclass(frozen=True, slots=True)
class Wish:
    """What to ask a device for."""

    channel: ChannelRef
    purpose: Purpose
    span: TimeSpan | None = None  # of a playback or download
    download_speed: int = 1


OnStep: TypeAlias = Callable[[Step, MediaTransport], None]
OnStream: TypeAlias = Callable[[Stream], None]


class Finished(Failure):
    """Not a failure: the device sent all it was asked for."""


class Session:
    """A stream that a device agreed to. Whoever opened it must `close` it.

    `patience` is how many seconds without a packet end it; None, as at first and while a playback pauses, is for ever.
    """

    def __init__(self, wish: Wish, stream: Stream, call: Call, answer: MediaAnswer, clock: Clock) -> None:
        self.wish = wish
        self.stream = stream
        self.call = call
        self.answer = answer
        self.patience: float | None = None
        self.media_heard: Signal[None] = Signal()
        self.closed: Signal[None] = Signal()
        self._clock = clock
        self._packets = 0
        self._heard_at = clock.monotonic()
        self._first_packet = asyncio.Event()
        self._first_picture = asyncio.Event()
        self._ended: asyncio.Future[Failure] = asyncio.get_running_loop().create_future()
        self._disconnect = (
            stream.events.connect(self._on_stream_event),
            call.ended.connect(lambda ended: self.end(EndedByDevice(ended.reason))),
        )

    @property
    def silent_for(self) -> float:
        """Seconds without a packet."""
        now = self._clock.monotonic()
        packets = self.stream.health.packets
        if packets != self._packets:
            self._packets = packets
            self._heard_at = now
        return now - self._heard_at

    async def first_packet(self, within: float) -> None:
        """Raises NoMedia, or why the session ended before."""
        if not await self._wait(self._first_packet, within):
            raise NoMedia(self.stream.transport, self.stream.port, within)

    async def first_picture(self, within: float) -> bool:
        """Whether there is one in time; raises why the session ended before."""
        return await self._wait(self._first_picture, within)

    async def over(self) -> Failure:
        """Why it ended."""
        while True:
            try:
                async with asyncio.timeout(CHECK_INTERVAL):
                    return await asyncio.shield(self._ended)
            except TimeoutError:
                if self.patience is not None and self.silent_for >= self.patience:
                    return MediaStopped(self.silent_for)

    def end(self, failure: Failure) -> None:
        """Let `over` return; the first reason counts."""
        if not self._ended.done():
            self._ended.set_result(failure)

    async def close(self) -> None:
        """Hang up and free the port. Devices go on sending for minutes when nobody says BYE."""
        for disconnect in self._disconnect:
            disconnect()
        self.closed.emit(None)
        await asyncio.gather(self.call.bye(), self.stream.close())

    async def _wait(self, event: asyncio.Event, within: float) -> bool:
        waiting = asyncio.ensure_future(event.wait())  # noqa: TID251 - ended right here, whatever happens
        try:
            await asyncio.wait((waiting, self._ended), timeout=within, return_when=asyncio.FIRST_COMPLETED)
        finally:
            waiting.cancel()
        if self._ended.done() and not event.is_set():
            raise self._ended.result()
        return event.is_set()

    def _on_stream_event(self, event: StreamEvent) -> None:
        match event:
            case FirstPacket():
                self._heard_at = self._clock.monotonic()
                self._first_packet.set()
            case FirstPicture():
                self._first_picture.set()
            case HealthChanged() if self.silent_for == 0.0:
                self.media_heard.emit(None)
            case Unplayable(reason=reason, codec=codec):
                self.end(NoPicture(reason, codec))
            case ConnectionClosed():
                self.patience = min(self.patience or RECONNECT_PATIENCE, RECONNECT_PATIENCE)
            case ConnectionFailed(reason=reason):
                self.end(Unreachable(reason))
            case Lost():
                self.end(MediaEngineLost())


class Sessions:
    """Opens sessions. `media_heard` names devices whose packets come: whatever their keepalives do, they live."""

    def __init__(
        self,
        link: Link,
        engine: MediaEngine,
        messages: Messages,
        devices: Devices,
        transports: Transports,
        anomalies: Anomalies,
        clock: Clock,
        *,
        settings: Callable[[], Settings],
    ) -> None:
        self.media_heard: Signal[str] = Signal()
        self._link = link
        self._engine = engine
        self._messages = messages
        self._devices = devices
        self._transports = transports
        self._anomalies = anomalies
        self._clock = clock
        self._settings = settings
        self._open: list[Session] = []
        self._next_number = random.randrange(NUMBERS)
        self._resting: deque[tuple[float, int]] = deque()  # stream numbers in quarantine, with the end of it
        self._busy: set[int] = set()
        messages.noticed.connect(self._on_notice)

    def all(self) -> tuple[Session, ...]:
        """Those that are open now, oldest first."""
        return tuple(self._open)

    async def open(self, wish: Wish, on_step: OnStep, on_stream: OnStream = lambda _: None) -> Session:
        """A session whose media flows, by the first transport that serves; which it was is remembered.

        `on_stream` is given every stream that is tried, before the device is asked: what must not miss the first packet
        begins there.

        Cancelling cancels the INVITE or hangs up. Raises DeviceUnknown, DeviceOffline, NoFreePort, MediaEngineLost,
        Refused, NoAnswer, Unreachable, BadAnswer, NoMedia or EndedByDevice.
        """
        device_id = wish.channel.device_id
        candidates = self._transports.candidates(device_id)
        for transport in candidates[:-1]:
            try:
                return await self._open_by(transport, wish, TRIAL, on_step, on_stream)
            except NoMedia:
                continue
            except Refused as refused:
                if refused.status != NOT_ACCEPTABLE:
                    raise
        return await self._open_by(candidates[-1], wish, FIRST_PACKET_WITHIN, on_step, on_stream)

    async def _open_by(
        self, transport: MediaTransport, wish: Wish, within: float, on_step: OnStep, on_stream: OnStream
    ) -> Session:
        def at(step: Step) -> None:
            on_step(step, transport)

        session = await self._agree(transport, wish, at, on_stream)
        try:
            at(Step.MEDIA)
            await session.first_packet(within)
        except BaseException:
            await session.close()
            raise
        self._transports.learn(wish.channel.device_id, transport)
        at(Step.PICTURE)
        return session

    async def _agree(
        self, transport: MediaTransport, wish: Wish, at: Callable[[Step], None], on_stream: OnStream
    ) -> Session:
        """From the port to the answered INVITE."""
        peer = self._messages.peer_of(wish.channel.device_id)
        at(Step.PORT)
        stream = await self._engine.open_stream(wish.purpose, transport, label=str(wish.channel))
        number = self._take_number()
        try:
            on_stream(stream)
            offer = MediaOffer(
                purpose=wish.purpose,
                platform_id=self._settings().sip.id,
                channel_id=wish.channel.channel_id,
                host=self._host_for(wish.channel.device_id, peer),
                port=stream.port,
                transport=transport,
                ssrc=compose_ssrc(wish.purpose, self._settings().sip.id, number),
                span=wish.span,
                download_speed=wish.download_speed,
            )
            call = await self._invite(wish, offer, peer, at)
            return await self._join(wish, offer, stream, call, peer)
        except BaseException:
            await stream.close()
            raise
        finally:
            self._resting.append((self._clock.monotonic() + SSRC_QUARANTINE, number))

    async def _invite(self, wish: Wish, offer: MediaOffer, peer: Peer, at: Callable[[Step], None]) -> Call:
        at(Step.INVITE)
        request = self._link.request(
            "INVITE",
            wish.channel.channel_id,
            peer,
            body=offer.encode(),
            content_type=CONTENT_TYPE,
            headers=[("Subject", offer.subject())],
        )
        is_platform = node_kind(wish.channel.device_id) is NodeKind.SYSTEM
        return await self._link.invite(
            request,
            peer,
            within=PLATFORM_PATIENCE if is_platform else INVITE_PATIENCE,
            on_progress=lambda _: at(Step.ACCEPTED),
        )

    async def _join(self, wish: Wish, offer: MediaOffer, stream: Stream, call: Call, peer: Peer) -> Session:
        """Tell the receiver what the answer says."""
        try:
            answer = MediaAnswer.parse(call.answer.body)
        except SdpError as error:
            self._anomalies.note(AnomalyKind.MALFORMED_SDP, str(wish.channel), str(error), self._clock.monotonic())
            await call.bye()
            raise BadAnswer(str(error)) from error
        session = Session(wish, stream, call, answer, self._clock)
        session.media_heard.connect(lambda _: self.media_heard.emit(wish.channel.device_id))
        session.closed.connect(lambda _: self._open.remove(session))
        self._open.append(session)
        stream.answered(
            ssrc=answer.ssrc if answer.ssrc is not None else parse_ssrc(offer.ssrc),
            host=_believable(answer.host, peer),
            port=answer.port or 0,
            signalling_host=peer.host,
        )
        return session

    def _on_notice(self, notice: Notice) -> None:
        """MediaStatus 121. Some recorders send it outside the dialog: then it means their newest session."""
        if notice.message.command != notify.MEDIA_STATUS_COMMAND:
            return
        if not notify.parse_media_status(notice.message).is_end:
            return
        meant = [session for session in self._open if session.call is notice.call] or [
            session
            for session in self._open
            if session.wish.channel.device_id == notice.device_id and session.wish.purpose is not Purpose.LIVE
        ]
        if meant:
            meant[-1].end(Finished())

    def _host_for(self, device_id: str, peer: Peer) -> str:
        """The address a device shall send to: its own option, the settings, or the interface that leads to it."""
        device = self._devices.get(device_id)
        chosen = (device.options.media_address if device else "") or self._settings().media.address
        return chosen if chosen and chosen != AUTO else self._link.local_host(peer)

    def _take_number(self) -> int:
        now = self._clock.monotonic()
        while self._resting and self._resting[0][0] <= now:
            self._busy.discard(self._resting.popleft()[1])
        for _ in range(NUMBERS):
            self._next_number = (self._next_number + 1) % NUMBERS
            if self._next_number not in self._busy:
                break
        self._busy.add(self._next_number)
        return self._next_number


def _believable(host: str, peer: Peer) -> str:
    """Where we may connect or send reports: not what cannot be the device's address (reliability study, T14)."""
    if not host:
        return ""
    address = ipaddress.ip_address(host)
    is_ours = address.is_loopback and not ipaddress.ip_address(peer.host).is_loopback
    return "" if address.is_multicast or is_ours else host
