"""Answering INVITE: live, playback and download as a device does (GB/T 28181-2022 9.2, 9.7, 9.8, annexes B, D, K)."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count

from console.model.failure import Failure
from console.model.media import Purpose
from console.network.link import Call, Incoming, IncomingCall, Link
from console.simulator import manscdp_texts as texts
from console.simulator.channel import SimulatedChannel
from console.simulator.clock import Clock
from console.simulator.faults import Faults
from console.simulator.media_port import MediaPort
from console.simulator.media_sender import MediaSender
from console.simulator.messenger import Messenger
from console.simulator.recordings import Footage
from console.simulator.session_texts import Offer, OfferError, Role, answer, read_offer, read_player_order
from console.simulator.site import DeviceDescription
from console.simulator.stream import Stream

_SDP = "Application/SDP"
_MANSRTSP = "Application/MANSRTSP"
_STATUS_LIMIT = 4.0  # seconds for the answer to MediaStatus
_BYE_LIMIT = 2.0  # seconds

_log = logging.getLogger(__name__)


class CallRefusedError(Exception):
    """A call that is not taken, and the status of the answer."""

    def __init__(self, status: int) -> None:
        super().__init__(f"refused with {status}")
        self.status = status


@dataclass(frozen=True, slots=True)
class Invitation:
    """An INVITE that can be served."""

    channel: SimulatedChannel
    offer: Offer
    footage: tuple[Footage, ...]
    key: str  # sender ID and number in the Subject (annex K); empty where it has none
    ssrc: str  # ten digits

    @property
    def starts_at(self) -> float | None:
        """POSIX time of the first picture; None when that is now."""
        return self.footage[0].start if self.footage else None


@dataclass(eq=False, slots=True)
class OpenCall:
    """A call that stands."""

    invitation: Invitation
    call: Call
    stream: Stream
    over: asyncio.Event  # hung up, or to be
    played: asyncio.Event  # the recording was sent to its end

    @property
    def channel_id(self) -> str:
        return self.invitation.channel.description.channel_id

    @property
    def purpose(self) -> Purpose:
        return self.invitation.offer.purpose


class Calls:
    """All calls of a device. `open` are those that stand, for whoever inspects the device."""

    def __init__(
        self,
        link: Link,
        messenger: Messenger,
        device: DeviceDescription,
        *,
        channels: Mapping[str, SimulatedChannel],
        faults: Faults,
        local: str,
        clock: Clock,
        on_event: Callable[[str, str], None],
    ) -> None:
        self.open: list[OpenCall] = []
        self._link = link
        self._messenger = messenger
        self._device = device
        self._channels = channels
        self._faults = faults
        self._local = local
        self._clock = clock
        self._on_event = on_event
        self._serials = count(1)

    async def serve(self, incoming: IncomingCall) -> None:
        """Take one call, or not, and stay with it to its end."""
        faults = self._faults
        if faults.never_answer_invite:
            return
        if faults.answer_after:
            await asyncio.sleep(faults.answer_after)
        try:
            invitation = self._examine(incoming)
            port = MediaPort(invitation.offer.role, self._local)
        except CallRefusedError as refusal:
            incoming.reject(refusal.status)
            return
        except OSError as error:
            _log.warning("%s: no port for media: %s", self._device.device_id, error)
            incoming.reject(500)
            return
        try:
            await self._accept(incoming, invitation, port)
        except Failure as failure:
            _log.info("%s: the call came to nothing: %s", self._device.device_id, failure)
        finally:
            port.close()

    async def hang_up_all(self) -> None:
        """End every call from our side."""
        for call in self.open:
            call.over.set()
        async with asyncio.TaskGroup() as group:
            for call in self.open:
                group.create_task(call.call.bye(_BYE_LIMIT))

    def _examine(self, incoming: IncomingCall) -> Invitation:
        """What is asked for; raises CallRefusedError with the status of gb28181.md section 2.6."""
        try:
            offer = read_offer(incoming.request.body)
        except OfferError as error:
            _log.info("%s: %s", self._device.device_id, error)
            raise CallRefusedError(488) from error
        channel = self._channels.get(incoming.request.to_id)
        if channel is None:
            raise CallRefusedError(404)
        if not channel.description.is_online:
            raise CallRefusedError(480)
        if self._faults.busy or len(self.open) >= self._device.personality.simultaneous_streams:
            raise CallRefusedError(486)
        if self._faults.refuse_udp and offer.role is Role.UDP:
            raise CallRefusedError(488)
        footage: tuple[Footage, ...] = ()
        if offer.purpose is not Purpose.LIVE:
            footage = tuple(channel.footage(offer.start, offer.end))
            if not footage:
                raise CallRefusedError(404)
        key = incoming.request.headers.get("subject").partition(",")[0].strip()
        return Invitation(channel, offer, footage, key, offer.ssrc or self._own_ssrc(offer))

    def _own_ssrc(self, offer: Offer) -> str:
        """Of our own domain, where the platform names none (GB/T 28181-2022 annex G, y=)."""
        kind = 0 if offer.purpose is Purpose.LIVE else 1
        return f"{kind}{self._device.device_id[3:8]}{next(self._serials) % 10_000:04d}"

    async def _accept(self, incoming: IncomingCall, invitation: Invitation, port: MediaPort) -> None:
        await self._release(invitation.key)
        offer, channel = invitation.offer, invitation.channel
        text = answer(
            offer,
            channel_id=channel.description.channel_id,
            host=self._link.local_host(incoming.peer),
            port=port.port,
            ssrc=invitation.ssrc,
        )
        call = await incoming.accept(text, _SDP)
        try:
            route = await port.route(offer.host, offer.port, waits=offer.purpose is not Purpose.LIVE)
        except OSError as error:
            self._on_event("no-media", f"{channel.description.channel_id}: {error}")
            await call.bye(_BYE_LIMIT)
            return
        over, played = asyncio.Event(), asyncio.Event()
        sender = MediaSender(
            route,
            channel.description.codec,
            int(invitation.ssrc) & 0xFFFFFFFF,  # ten digits may say more than 32 bits hold
            started_at=self._clock() if invitation.starts_at is None else invitation.starts_at,
            faults=self._faults,
            on_lost=_setter(over),
        )
        stream = Stream(channel, offer, sender, invitation.footage, on_end=_setter(played))
        await self._run(OpenCall(invitation, call, stream, over, played))

    async def _release(self, key: str) -> None:
        """End the stream that already goes to the same receiver under the same number (annex K)."""
        for call in [call for call in self.open if key and call.invitation.key == key]:
            call.over.set()
            await call.call.bye(_BYE_LIMIT)

    async def _run(self, open_call: OpenCall) -> None:
        """Send until the call is over."""
        call, faults = open_call.call, self._faults
        disconnect = [
            call.ended.connect(lambda _: open_call.over.set()),
            call.received.connect(lambda incoming: self._on_info(open_call, incoming)),
        ]
        if call.end is not None:  # hung up before we could listen
            open_call.over.set()
        self.open.append(open_call)
        self._on_event("call-opened", f"{open_call.channel_id} {open_call.purpose.value}")
        loop = asyncio.get_running_loop()
        timers = []
        if not (faults.no_udp_media and open_call.invitation.offer.role is Role.UDP):
            open_call.stream.start()
        if faults.media_stops_after is not None:
            timers.append(loop.call_later(faults.media_stops_after, open_call.stream.halt))
        if faults.bye_after is not None:
            timers.append(loop.call_later(faults.bye_after, open_call.over.set))
        try:
            await self._wait_for_end(open_call)
        finally:
            for timer in timers:
                timer.cancel()
            for disconnected in disconnect:
                disconnected()
            self.open.remove(open_call)
            self._on_event("call-closed", f"{open_call.channel_id} {open_call.stream.sender.pictures} pictures")
            await asyncio.to_thread(open_call.stream.close)
            await call.bye(_BYE_LIMIT)

    async def _wait_for_end(self, open_call: OpenCall) -> None:
        over = asyncio.get_running_loop().create_task(open_call.over.wait())
        played = asyncio.get_running_loop().create_task(open_call.played.wait())
        try:
            await asyncio.wait((over, played), return_when=asyncio.FIRST_COMPLETED)
            if not over.done():
                await self._tell_end(open_call)
                await asyncio.wait((over,), timeout=self._device.personality.end_patience)
        finally:
            over.cancel()
            played.cancel()

    async def _tell_end(self, open_call: OpenCall) -> None:
        """MediaStatus 121, inside the call (GB/T 28181-2022 9.7.2)."""
        if self._faults.no_media_status:
            return
        text = texts.media_status(self._messenger.next_sn(), open_call.channel_id)
        try:
            await open_call.call.request(
                "MESSAGE", body=self._messenger.dress(text), content_type=texts.CONTENT_TYPE, within=_STATUS_LIMIT
            )
        except Failure as failure:
            _log.info("%s: MediaStatus: %s", open_call.channel_id, failure)

    def _on_info(self, open_call: OpenCall, incoming: Incoming) -> None:
        order = read_player_order(incoming.request.body) if incoming.request.method == "INFO" else None
        if order is None:
            incoming.reply(415 if incoming.request.method == "INFO" else 200)
        elif self._faults.ignore_info:
            incoming.reply(200)
        else:
            incoming.reply(200, body=open_call.stream.obey(order), content_type=_MANSRTSP)


def _setter(event: asyncio.Event) -> Callable[[], None]:
    """Sets the event from any thread."""
    loop = asyncio.get_running_loop()

    def set_event() -> None:
        loop.call_soon_threadsafe(event.set)

    return set_event
