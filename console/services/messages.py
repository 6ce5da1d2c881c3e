"""MESSAGE in and out: who may speak, what it means, and queries with their answers (GB/T 28181 9.3 to 9.6)."""

import asyncio
import contextlib
import random
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from console.model.device import Device
from console.model.failure import DeviceOffline, DeviceUnknown, NoAnswer, Refused
from console.model.peer import Peer, Transport
from console.network.link import Call, Incoming, Link
from console.protocol.gb28181 import manscdp
from console.protocol.gb28181.edition import Edition
from console.protocol.gb28181.manscdp import Kind, ManscdpError, Message
from console.services.clock import Clock
from console.services.replies import Expectation, Replies
from console.services.tasks import Tasks
from console.state.anomalies import Anomalies, AnomalyKind
from console.state.devices import Devices
from console.state.signal import Signal

Encode = Callable[[int, Edition], bytes]  # a query's body from its SN and the edition to write it in

SN_LIMIT = 2**31  # devices keep it in a signed integer
MESSAGE_PATIENCE = 8.0  # seconds until a message without any answer is given up (protocol reference 2.4)
TURN_PATIENCE = 5.0  # seconds a query waits for the one before it: not every device answers what it is asked
ANSWER_PATIENCE = 10.0  # seconds between the 200 of a query and the Response
LARGE_BODY = 64 * 1024  # octets; more is parsed in a thread: 4 MiB take 0.2 s, and a hostile 0.6 s
UNREAD_LIMIT = 32 * 1024 * 1024  # octets of one device that wait to be parsed


@dataclass(frozen=True, slots=True)
class Contact:
    """A sign of life: any message of a device, from where it came."""

    device_id: str
    peer: Peer
    is_keepalive: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """What a device told unasked; `call` is the session it was told in."""

    device_id: str
    message: Message
    call: Call | None


class Messages:
    """The MANSCDP side of the link. `heard` and `noticed` tell what came; Responses go to who asked."""

    def __init__(
        self, link: Link, devices: Devices, anomalies: Anomalies, tasks: Tasks, clock: Clock, replies: Replies
    ) -> None:
        self.heard: Signal[Contact] = Signal()
        self.noticed: Signal[Notice] = Signal()
        self._link = link
        self._devices = devices
        self._anomalies = anomalies
        self._tasks = tasks
        self._clock = clock
        self._replies = replies
        self._sn = random.randrange(1, SN_LIMIT // 2)
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._readings: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._unread: Counter[str] = Counter()  # octets by device
        link.on("MESSAGE", self.on_message)

    def peer_of(self, device_id: str, *, even_offline: bool = False) -> Peer:
        """Where a device is reached, `even_offline` where it was last. Raises DeviceUnknown or DeviceOffline."""
        device = self._devices.get(device_id)
        if device is None:
            raise DeviceUnknown(device_id)
        if device.peer is None or not (device.online or even_offline):
            raise DeviceOffline(device_id)
        return device.peer

    def edition_of(self, device_id: str) -> Edition:
        """What to speak to a device."""
        device = self._devices.get(device_id)
        return Edition.parse(device.registration.edition if device and device.registration else "")

    async def send(
        self,
        device_id: str,
        target_id: str,
        body: bytes,
        *,
        within: float = MESSAGE_PATIENCE,
        even_offline: bool = False,
    ) -> None:
        """Send a MANSCDP body and wait for the SIP answer; cancelling ends its retransmission.

        Raises DeviceUnknown, DeviceOffline, Unreachable, NoAnswer or Refused.
        """
        peer = self.peer_of(device_id, even_offline=even_offline)
        request = self._link.request("MESSAGE", target_id, peer, body=body, content_type=manscdp.CONTENT_TYPE)
        response = await self._link.send(request, peer, within=within)
        if not response.is_success:
            raise Refused("MESSAGE", response.status, response.reason)

    def next_sn(self) -> int:
        """One sequence for the whole process, so that an answer can be told from an older one's."""
        self._sn = self._sn % (SN_LIMIT - 1) + 1
        return self._sn

    @asynccontextmanager
    async def query(
        self,
        device_id: str,
        target_id: str,
        commands: Sequence[str],
        encode: Encode,
        *,
        even_offline: bool = False,
    ) -> AsyncIterator[Expectation]:
        """Ask and yield what will hold the parts of the answer. Queries are put to a device one after another, since
        some drop the second of two. Raises what `send` does.
        """
        async with self._turn(device_id):
            sn = self.next_sn()
            with self._replies.expect(device_id, target_id, commands, sn) as expectation:
                await self._put(expectation, encode(sn, self.edition_of(device_id)), even_offline)
                yield expectation

    async def ask(
        self,
        device_id: str,
        target_id: str,
        command: str,
        encode: Encode,
        *,
        within: float = ANSWER_PATIENCE,
        even_offline: bool = False,
    ) -> Message:
        """A query whose answer is one message. Raises what `send` does, NoAnswer and Refused for a Result of ERROR."""
        async with self.query(device_id, target_id, (command,), encode, even_offline=even_offline) as expectation:
            answer = await expectation.next(within)
        if answer is None:
            raise NoAnswer(command, within, accepted=True)
        if answer.is_refused:
            raise Refused(command, 0, answer.root.value("Reason"))
        return answer

    def on_message(self, incoming: Incoming) -> None:
        """Answer first, read afterwards: a late 200 makes devices repeat themselves (protocol reference 2.5)."""
        device = self._sender(incoming)
        if device is None:
            incoming.reply(403)
            self._note(AnomalyKind.UNEXPECTED, incoming, "MESSAGE of a device that is not registered")
            return
        # Some devices leave the Content-Type out; what begins like XML is given the chance.
        if not manscdp.is_manscdp(incoming.request.content_type) and not incoming.request.body.lstrip().startswith(
            b"<"
        ):
            incoming.reply(415)
            self._note(AnomalyKind.UNEXPECTED, incoming, f"body of type {incoming.request.content_type!r}")
            return
        incoming.reply(200)
        self._read_in_turn(device, incoming)

    def _read_in_turn(self, device: Device, incoming: Incoming) -> None:
        """At once, unless it is large or the device said something large before."""
        unread, size = self._unread[device.device_id], len(incoming.request.body)
        if not unread and size < LARGE_BODY:
            self._read(device, _parsed(incoming), incoming)
        elif unread + size > UNREAD_LIMIT:
            self._note(AnomalyKind.FLOOD, incoming, f"more than {UNREAD_LIMIT} octets are not read yet")
        else:
            self._unread[device.device_id] += size
            self._tasks.start(self._read_later(device, incoming), f"message of {device.device_id}")

    async def _read_later(self, device: Device, incoming: Incoming) -> None:
        async with self._readings[device.device_id]:
            parsed = await asyncio.to_thread(_parsed, incoming)
            self._unread[device.device_id] -= len(incoming.request.body)
            self._read(device, parsed, incoming)

    def _read(self, device: Device, parsed: Message | ManscdpError, incoming: Incoming) -> None:
        if isinstance(parsed, ManscdpError):
            self._note(AnomalyKind.MALFORMED_XML, incoming, str(parsed))
            self.heard.emit(Contact(device.device_id, incoming.peer))
            return
        self.heard.emit(Contact(device.device_id, incoming.peer, is_keepalive=parsed.command == "Keepalive"))
        self._dispatch(device, parsed, incoming)

    def _dispatch(self, device: Device, message: Message, incoming: Incoming) -> None:
        if message.kind is Kind.NOTIFY:
            self.noticed.emit(Notice(device.device_id, message, incoming.call))
        elif message.kind is not Kind.RESPONSE or not self._replies.deliver(device.device_id, message):
            self._note(AnomalyKind.UNEXPECTED, incoming, f"{message.kind.value} {message.command} nobody waits for")

    @asynccontextmanager
    async def _turn(self, device_id: str) -> AsyncIterator[None]:
        """Held until the answer is complete; who waits too long for it goes ahead."""
        turn = self._turns[device_id]
        is_ours = False
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(TURN_PATIENCE):
                is_ours = await turn.acquire()
        try:
            yield
        finally:
            if is_ours:
                turn.release()

    async def _put(self, expectation: Expectation, body: bytes, even_offline: bool) -> None:
        """Return when the query was accepted or its answer begins, whichever is first."""
        sending = self._tasks.start(
            self.send(expectation.device_id, expectation.target_id, body, even_offline=even_offline),
            f"query {expectation.commands[0]}",
        )
        answering = self._tasks.start(expectation.begun.wait(), "first part")
        try:
            await asyncio.wait((sending, answering), return_when=asyncio.FIRST_COMPLETED)
            if not answering.done():
                await sending
        finally:
            sending.cancel()
            answering.cancel()

    def _sender(self, incoming: Incoming) -> Device | None:
        """The device that speaks: its registered address must be the source, and its registration unexpired.

        Recorders put a channel into From now and then (wvp issue 533): then the address alone tells.
        """
        device = self._devices.get(incoming.request.from_id)
        if device is not None:
            return device if self._may_speak(device, incoming.peer) else None
        speakers = [
            device
            for device in self._devices.at(incoming.peer.host)
            if device.peer == incoming.peer and device.online and self._may_speak(device, incoming.peer)
        ]
        return speakers[0] if len(speakers) == 1 else None

    def _may_speak(self, device: Device, peer: Peer) -> bool:
        registration = device.registration
        return (
            registration is not None
            and registration.peer.host == peer.host
            and registration.expires_at > self._clock.now()
            # A connection cannot be forged from elsewhere, a datagram can: a device on TCP does not speak by UDP.
            and (registration.peer.transport is peer.transport or registration.peer.transport is Transport.UDP)
        )

    def _note(self, kind: AnomalyKind, incoming: Incoming, detail: str) -> None:
        """A stranger may call himself as he likes, and speak from any port: his address alone is a source."""
        device_id, host = incoming.request.from_id, incoming.peer.host
        source = f"{device_id} {host}" if device_id in self._devices else host
        self._anomalies.note(kind, source, detail, self._clock.monotonic())


def _parsed(incoming: Incoming) -> Message | ManscdpError:
    """May be called in a thread."""
    try:
        return manscdp.parse(incoming.request.body)
    except ManscdpError as error:
        return error
