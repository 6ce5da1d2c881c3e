"""A media session as the console sees it: its port, its events and the pictures made of it."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from console.media.events import HealthChanged, StreamEvent
from console.media.frames import PictureRing
from console.media.pipe import Header
from console.model.media import MediaTransport, Purpose, StreamHealth
from console.state.signal import Signal


class Stream:
    """One media session: a bound port, what comes in there, and the pictures made of it.

    It has ended after `close` or the event Lost; then all methods are harmless and do nothing.
    """

    def __init__(
        self,
        number: int,
        port: int,
        *,
        transport: MediaTransport,
        purpose: Purpose,
        send: Callable[[Header], None],
        on_close: Callable[["Stream"], Awaitable[None]],
    ) -> None:
        self.number = number  # unique in its engine; the generation of its pictures
        self.port = port
        self.transport = transport
        self.purpose = purpose
        self.health = StreamHealth()
        self.events: Signal[StreamEvent] = Signal()
        self.is_open = True
        self._send = send
        self._on_close = on_close
        self._outputs: dict[int, PictureRing] = {}
        self._next_output = 1

    def answered(self, *, ssrc: int | None, host: str, port: int, signalling_host: str = "") -> None:
        """What the device answered to the INVITE; TCP active connects now.

        `host` and `port` are those of its SDP, `signalling_host` is where its SIP messages come from: media from
        either is believed at once, from elsewhere after a moment. Empty and 0 when unknown.
        """
        hosts = [known for known in dict.fromkeys((host, signalling_host)) if known]
        self._order("answered", ssrc=ssrc, hosts=hosts, port=port)

    def show(self, width: int, height: int) -> PictureRing:
        """A ring that gets pictures scaled to fit `width` x `height` pixels, from now until `hide` or the stream's end.

        Whoever asked for it closes it: its last picture outlives the stream. Raises OSError without enough memory.
        """
        ring = PictureRing.create(width, height)
        if self.is_open:
            output, self._next_output = self._next_output, self._next_output + 1
            self._outputs[output] = ring
            self._order("show", output=output, block=ring.name, width=width, height=height)
        return ring

    def hide(self, ring: PictureRing) -> None:
        """No more pictures there. While there is no ring for 10 s, only key frames are decoded."""
        for output in [number for number, known in self._outputs.items() if known is ring]:
            del self._outputs[output]
            self._order("hide", output=output)

    def record(self, path: Path) -> None:
        """Record to an MP4 file from the next key frame, without coding video again. One file at a time."""
        self._order("record", path=str(path.absolute()))

    def stop_record(self) -> None:
        """End the recording; RecordEnded tells when the file is closed."""
        self._order("stop_record")

    async def close(self) -> None:
        """End a recording and free the port. The last events come before this returns."""
        if self.is_open:
            await self._on_close(self)
        self.end()

    def receive(self, event: StreamEvent) -> None:
        """The engine's: pass on what the receiver told."""
        if isinstance(event, HealthChanged):
            self.health = event.health
        self.events.emit(event)

    def end(self) -> None:
        """The engine's: nothing can come any more."""
        self.is_open = False
        self._outputs.clear()

    def _order(self, order: str, **details: Any) -> None:
        if self.is_open:
            self._send({"order": order, "stream": self.number, **details})
