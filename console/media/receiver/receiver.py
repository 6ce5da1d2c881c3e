"""The receiver's one loop: orders from the console, every media socket, the decoders and their watchdog."""

import contextlib
import selectors
import socket
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

from console.media.events import StreamEvent, encode_event
from console.media.marks import Marks
from console.media.pipe import Header
from console.media.receiver.carriers import SMALL_BUFFER, Carrier, TcpActiveCarrier, TcpPassiveCarrier, UdpCarrier
from console.media.receiver.decoders import DecoderPool
from console.media.receiver.feed import PictureFeed
from console.media.receiver.ports import NoPortError, PortAllocator
from console.media.receiver.recording import Recording
from console.media.receiver.session import Session
from console.model.media import MediaTransport, Purpose
from console.state.anomalies import AnomalyKind

COALESCE = 0.004  # seconds between two rounds while media flows: fewer, larger ones cost half the CPU
TICK = 0.05  # seconds between two looks at the timers while streams are open
REST = 1.0  # the same while none is
POSTED_LIMIT = 500  # orders and reports taken in one round, so that nobody's chatter stops the media
CLOSE_PATIENCE = 0.5  # seconds for decoders to end and for recordings to be closed

_CARRIERS: dict[MediaTransport, Callable[..., Carrier]] = {
    MediaTransport.UDP: UdpCarrier,
    MediaTransport.TCP_PASSIVE: TcpPassiveCarrier,
    MediaTransport.TCP_ACTIVE: TcpActiveCarrier,
}


class _Open:
    """A stream that is open."""

    def __init__(self, session: Session, carrier: Carrier, port: int) -> None:
        self.session = session
        self.carrier = carrier
        self.port = port


class Receiver:
    """Runs in the main thread of its process. `order`, `stop` and `post` may be called from any thread."""

    def __init__(self, report: Callable[[Header], None]) -> None:
        """`report` sends to the console; it never blocks and may be called from any thread."""
        self._report = report
        self._selector = selectors.DefaultSelector()
        self._posted: deque[Callable[[], None]] = deque()
        self._is_woken = threading.Event()
        self._wake_reader, self._wake_writer = socket.socketpair()
        self._is_stopping = False
        self._address = ""
        self._ports = PortAllocator(0, 0)
        self._pool: DecoderPool | None = None
        self._streams: dict[int, _Open] = {}
        self._finishing: dict[int, list[Recording]] = {}  # recordings of closed streams that are still being written
        self._tick_at = 0.0
        self._has_told_buffer = False
        self._orders: dict[str, Callable[[Header], None]] = {
            "configure": self._configure,
            "use_ports": self._use_ports,
            "open": self._open,
            "answered": self._answered,
            "show": self._show,
            "hide": self._hide,
            "record": self._record,
            "stop_record": self._stop_record,
            "close": self._close_stream,
        }

    def order(self, order: Header, _payload: bytes = b"") -> None:
        """What the console wants."""
        self.post(lambda: self._orders[order["order"]](order))

    def stop(self, _reason: str = "") -> None:
        """The console closed the pipe, or died."""
        self._is_stopping = True
        self.post(lambda: None)

    def post(self, function: Callable[[], None]) -> None:
        """Call `function` on the loop."""
        self._posted.append(function)
        if not self._is_woken.is_set():
            self._is_woken.set()
            self._wake_writer.send(b"\0")

    def run(self) -> None:
        """Until `stop`."""
        self._wake_reader.setblocking(False)
        self._selector.register(self._wake_reader, selectors.EVENT_READ, self._wake)
        try:
            while not self._is_stopping:
                self._round()
        finally:
            self._close()

    def _round(self) -> None:
        is_active = bool(self._streams or self._finishing)
        ready = self._selector.select(TICK if is_active else REST if self._pool else None)
        if any(key.fileobj is not self._wake_reader for key, _ in ready):
            time.sleep(COALESCE)  # the packets of a frame come in a burst: take it in one go
            ready = self._selector.select(0)
        now = time.monotonic()
        for key, _ in ready:
            if self._selector.get_map().get(key.fd) is key:  # else closed by one before it
                key.data(now)
        for _ in range(min(len(self._posted), POSTED_LIMIT)):
            self._posted.popleft()()
        if now >= self._tick_at:
            self._tick_at = now + TICK
            self._handle_timers(now)
        if self._pool is not None:
            self._pool.flush()

    def _wake(self, now: float) -> None:
        self._is_woken.clear()
        with contextlib.suppress(BlockingIOError):
            self._wake_reader.recv(4096)
        if len(self._posted) > POSTED_LIMIT:
            self._wake_writer.send(b"\0")

    def _handle_timers(self, now: float) -> None:
        for stream in self._streams.values():
            stream.carrier.handle_timer(now)
            report = stream.session.handle_timer(now)
            if report is not None and stream.session.source is not None:
                stream.carrier.send_report(report, stream.session.source)
        if self._pool is not None:
            self._pool.handle_timer(now)
        for number, recordings in list(self._finishing.items()):
            if all(recording.is_over for recording in recordings):
                del self._finishing[number]
                self._report({"report": "closed", "stream": number})

    def _configure(self, order: Header) -> None:
        self._address = order["address"]
        self._use_ports(order)
        marks = Marks.attach(order["marks"], order["decoders"])
        self._pool = DecoderPool(
            marks, post=self.post, note=lambda detail: self._note(AnomalyKind.DECODER_DIED, "decoder", detail)
        )
        self._pool.start()
        self._report({"report": "ready"})

    def _use_ports(self, order: Header) -> None:
        self._ports = PortAllocator(*order["ports"])

    def _open(self, order: Header) -> None:
        assert self._pool
        now = time.monotonic()
        number, label = order["stream"], order["label"]
        transport = MediaTransport(order["transport"])
        feed = PictureFeed(number, Purpose(order["purpose"]), self._pool, now)
        session = Session(
            feed,
            is_tcp=transport is not MediaTransport.UDP,
            tell=lambda event: self._tell(number, event),
            note=lambda kind, detail: self._note(kind, label, detail),
            now=now,
        )
        make = _CARRIERS[transport]
        try:
            port, carrier = self._ports.take(lambda port: make(self._address, port, self._selector, session), now)
        except NoPortError:
            self._report({"report": "refused", "stream": number})
            return
        self._streams[number] = _Open(session, carrier, port)
        self._pool.add(session)
        feed.open()
        self._report({"report": "opened", "stream": number, "port": port})
        self._check_buffer(carrier, label)

    def _check_buffer(self, carrier: Carrier, label: str) -> None:
        if 0 < carrier.receive_buffer < SMALL_BUFFER and not self._has_told_buffer:
            self._has_told_buffer = True
            detail = (
                f"the system grants a receive buffer of {carrier.receive_buffer} bytes only; key frames may be lost"
            )
            self._note(AnomalyKind.UNEXPECTED, "receiver", detail)

    def _answered(self, order: Header) -> None:
        stream = self._streams.get(order["stream"])
        if stream is not None:
            stream.session.expect(order["ssrc"], order["hosts"])
            stream.carrier.expect(order["hosts"], order["port"], time.monotonic())

    def _show(self, order: Header) -> None:
        stream = self._streams.get(order["stream"])
        if stream is not None:
            stream.session.show(
                order["output"],
                order["block"],
                width=order["width"],
                height=order["height"],
                now=time.monotonic(),
            )

    def _hide(self, order: Header) -> None:
        stream = self._streams.get(order["stream"])
        if stream is not None:
            stream.session.hide(order["output"], time.monotonic())

    def _record(self, order: Header) -> None:
        stream = self._streams.get(order["stream"])
        if stream is not None:
            stream.session.record(Path(order["path"]))

    def _stop_record(self, order: Header) -> None:
        stream = self._streams.get(order["stream"])
        if stream is not None:
            stream.session.stop_record()

    def _close_stream(self, order: Header) -> None:
        number = order["stream"]
        stream = self._streams.pop(number, None)
        # Told by the timer, after the last event of the recordings.
        self._finishing[number] = self._end(stream) if stream is not None else []
        self._tick_at = 0.0

    def _end(self, stream: _Open) -> list[Recording]:
        """Free the port; the recordings that are still being written."""
        stream.carrier.close()
        self._ports.release(stream.port, time.monotonic())
        if self._pool is not None:
            self._pool.remove(stream.session)
        return stream.session.close()

    def _close(self) -> None:
        unfinished = [recording for recordings in self._finishing.values() for recording in recordings]
        for stream in self._streams.values():
            unfinished += self._end(stream)
        self._streams.clear()
        if self._pool is not None:
            self._pool.close(CLOSE_PATIENCE)
        for recording in unfinished:
            recording.join(CLOSE_PATIENCE)
        self._selector.close()
        self._wake_reader.close()
        self._wake_writer.close()

    def _tell(self, number: int, event: StreamEvent) -> None:
        self._report({"report": "event", "stream": number, "body": encode_event(event)})

    def _note(self, kind: AnomalyKind, source: str, detail: str) -> None:
        self._report({"report": "anomaly", "kind": kind.value, "source": source, "detail": detail})
