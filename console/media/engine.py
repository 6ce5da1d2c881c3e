"""The console's side of media: starts and supervises the receiver, gives it orders, hands out streams.

Everything here runs on the event loop's thread; the threads at the pipes post to it. asyncio and qasync serve alike.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from typing import Any

from console.media.child import ChildProcess
from console.media.events import (
    ConnectionClosed,
    ConnectionFailed,
    DecoderReplaced,
    FirstKeyFrame,
    FirstPacket,
    FirstPicture,
    HealthChanged,
    Lost,
    RecordEnded,
    RecordProgress,
    Resumed,
    Silent,
    StreamEvent,
    Unplayable,
    decode_event,
)
from console.media.frames import Picture, PictureRing
from console.media.marks import Marks
from console.media.pipe import Header
from console.media.shared_block import remove_abandoned
from console.media.stream import Stream
from console.model.failure import MediaEngineLost, NoFreePort
from console.model.media import MediaTransport, Purpose
from console.model.settings import PortRange
from console.state.anomalies import Anomalies, AnomalyKind
from console.state.signal import Signal

__all__ = [
    "ConnectionClosed",
    "ConnectionFailed",
    "DecoderReplaced",
    "FirstKeyFrame",
    "FirstPacket",
    "FirstPicture",
    "HealthChanged",
    "Lost",
    "MediaEngine",
    "Picture",
    "PictureRing",
    "RecordEnded",
    "RecordProgress",
    "Resumed",
    "Silent",
    "Stream",
    "StreamEvent",
    "Unplayable",
]

START_PATIENCE = 10.0  # seconds until the receiver must say that it is ready
ANSWER_PATIENCE = 3.0  # seconds until it must answer an order
STOP_PATIENCE = 1.5  # seconds it may take to end before it is killed
RESTART_PAUSE = 1.0  # seconds before another start when the one before did not even live that long

_log = logging.getLogger(__name__)


class MediaEngine:
    """Opens streams. `restarted` is emitted when a new receiver has taken the place of one that died."""

    def __init__(
        self,
        *,
        ports: PortRange | None = None,
        address: str = "",
        decoders: int = 2,
        anomalies: Anomalies | None = None,
    ) -> None:
        """`address` is the local one to bind, empty for all; `decoders` is how many processes decode, at least 2."""
        self.restarted: Signal[None] = Signal()
        self._ports = ports or PortRange()
        self._address = address
        self._decoders = max(2, decoders)
        self._anomalies = anomalies or Anomalies()
        self._marks: Marks | None = None
        self._receiver: ChildProcess | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ready = asyncio.Event()
        self._is_replacement = False
        self._started_at = 0.0
        self._relaunch: asyncio.TimerHandle | None = None
        self._streams: dict[int, Stream] = {}
        self._opening: dict[int, asyncio.Future[int]] = {}
        self._closing: dict[int, asyncio.Future[None]] = {}
        self._next_number = 1

    @property
    def receiver_pid(self) -> int:
        """0 while there is none."""
        return self._receiver.pid if self._receiver else 0

    async def start(self) -> None:
        """Returns when streams can be opened. Raises MediaEngineLost when the receiver does not start."""
        remove_abandoned()
        self._loop = asyncio.get_running_loop()
        self._marks = Marks.create(self._decoders)
        self._is_replacement = False
        self._launch()
        try:
            await self._until_ready(START_PATIENCE)
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """End all streams and processes, within 2 s."""
        self._end_streams()
        self._ready.clear()
        if self._relaunch is not None:
            self._relaunch.cancel()
        receiver, self._receiver = self._receiver, None
        if receiver is not None and self._loop is not None:
            receiver.close()
            if not await self._loop.run_in_executor(None, receiver.join, STOP_PATIENCE):
                receiver.kill()
                await self._loop.run_in_executor(None, receiver.join, STOP_PATIENCE)
        if self._marks is not None:
            self._marks.close()
            self._marks = None

    def use_ports(self, ports: PortRange) -> None:
        """Streams that are opened from now on get their ports from there; those that are open keep theirs."""
        self._ports = ports
        self._send({"order": "use_ports", "ports": [ports.first, ports.last]})

    async def open_stream(self, purpose: Purpose, transport: MediaTransport, *, label: str = "") -> Stream:
        """A stream whose port is bound. `label` names it in anomalies. Raises NoFreePort or MediaEngineLost."""
        await self._until_ready(ANSWER_PATIENCE)
        number, self._next_number = self._next_number, self._next_number + 1
        answer: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._opening[number] = answer
        self._order("open", number, purpose=purpose.value, transport=transport.value, label=label or f"stream {number}")
        try:
            async with asyncio.timeout(ANSWER_PATIENCE):
                port = await answer
        except TimeoutError:
            self._order("close", number)
            raise MediaEngineLost from None
        except asyncio.CancelledError:
            self._order("close", number)
            raise
        finally:
            del self._opening[number]
        stream = Stream(
            number, port, transport=transport, purpose=purpose, send=self._send, on_close=self._close_stream
        )
        self._streams[number] = stream
        return stream

    async def _close_stream(self, stream: Stream) -> None:
        closed = self._closing.setdefault(stream.number, asyncio.get_running_loop().create_future())
        self._order("close", stream.number)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(ANSWER_PATIENCE):
                await asyncio.shield(closed)
        self._closing.pop(stream.number, None)
        self._streams.pop(stream.number, None)

    async def _until_ready(self, patience: float) -> None:
        try:
            async with asyncio.timeout(patience):
                await self._ready.wait()
        except TimeoutError:
            raise MediaEngineLost from None

    def _order(self, order: str, stream: int, **details: Any) -> None:
        self._send({"order": order, "stream": stream, **details})

    def _send(self, order: Header) -> None:
        if self._receiver is not None:
            self._receiver.send(order)

    def _launch(self) -> None:
        """Start a receiver; one that cannot be started counts as one that died."""
        assert self._loop
        assert self._marks
        loop = self._loop
        receiver = ChildProcess(
            "receiver",
            on_message=lambda report, _: _post(loop, self._on_report, receiver, report),
            on_end=lambda reason: _post(loop, self._on_end, receiver, reason),
        )
        self._relaunch = None
        self._receiver = receiver
        self._started_at = time.monotonic()
        try:
            receiver.start()
        except OSError as error:
            self._on_end(receiver, str(error))
            return
        receiver.send(
            {
                "order": "configure",
                "ports": [self._ports.first, self._ports.last],
                "address": self._address,
                "decoders": self._decoders,
                "marks": self._marks.name,
            }
        )

    def _on_report(self, receiver: ChildProcess, report: Header) -> None:
        if receiver is not self._receiver:
            return
        number = report.get("stream", 0)
        match report.get("report"):
            case "event":
                if (stream := self._streams.get(number)) is not None:
                    stream.receive(decode_event(report["body"]))
            case "ready":
                self._on_ready()
            case "opened":
                _resolve(self._opening.get(number), report["port"])
            case "refused":
                _fail(self._opening.get(number), NoFreePort(str(self._ports)))
            case "closed":
                _resolve(self._closing.get(number), None)
            case "anomaly":
                self._note(AnomalyKind(report["kind"]), report["source"], report["detail"])

    def _on_ready(self) -> None:
        self._ready.set()
        if self._is_replacement:
            self.restarted.emit(None)

    def _on_end(self, receiver: ChildProcess, reason: str) -> None:
        """The receiver died. Its decoders end by themselves, as their input is closed."""
        if receiver is not self._receiver:
            return
        _log.error("the media receiver ended: %s", reason)
        self._note(AnomalyKind.RECEIVER_DIED, "receiver", reason)
        self._ready.clear()
        self._is_replacement = True
        lived = time.monotonic() - self._started_at
        assert self._loop
        self._relaunch = self._loop.call_later(0.0 if lived > RESTART_PAUSE else RESTART_PAUSE, self._launch)
        for stream in self._end_streams():
            stream.receive(Lost())

    def _end_streams(self) -> list[Stream]:
        for opening in self._opening.values():
            _fail(opening, MediaEngineLost())
        for closing in self._closing.values():
            _resolve(closing, None)
        ended = list(self._streams.values())
        self._streams.clear()
        for stream in ended:
            stream.end()
        return ended

    def _note(self, kind: AnomalyKind, source: str, detail: str) -> None:
        self._anomalies.note(kind, source, detail, time.monotonic())


def _post(loop: asyncio.AbstractEventLoop, function: Callable[..., None], *arguments: object) -> None:
    """Call `function` on the loop's thread; the loop may be closed already."""
    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(function, *arguments)


def _resolve(future: "asyncio.Future[Any] | None", value: object) -> None:
    if future is not None and not future.done():
        future.set_result(value)


def _fail(future: "asyncio.Future[Any] | None", failure: Exception) -> None:
    if future is not None and not future.done():
        future.set_exception(failure)
