"""The decoder processes: started, watched, replaced. A decoder may die of what a camera sends; nothing else does.

All methods run on the receiver's one loop; the threads at the pipes only post to it.
"""

import os
import time
from collections import deque
from collections.abc import Callable
from typing import Protocol

from console.media.child import ChildProcess
from console.media.marks import THREADS_LIMIT, Marks
from console.media.pipe import Header

HANG = 2.0  # seconds on one access unit after which a decoder is killed (reliability F29)
DEATHS_LIMIT = 3  # by one stream within DEATHS_SPAN: it is decoded no more
DEATHS_SPAN = 60.0  # seconds
RESTART_PAUSE = 1.0  # seconds before another start when the one before did not even live that long
REPORTS_LIMIT = 2000  # of one decoder within a second; sixty streams need a tenth of that
BACKLOG_LIMIT = 4 << 20  # bytes a decoder may owe before pictures are left out

Post = Callable[[Callable[[], None]], None]


class Decoded(Protocol):
    """A stream as the pool knows it."""

    number: int

    def resume(self, *, deaths: int) -> None:
        """Another decoder took over: give it the orders and pictures again.

        `deaths` is 0 unless this stream is suspected of the last one's death; then how often within DEATHS_SPAN.
        """

    def park(self) -> None:
        """This stream killed decoders too often and has none any more."""

    def decoder_reports(self, report: Header) -> None:
        """What the decoder says of this stream. Raises KeyError, TypeError or ValueError on nonsense."""


class _Decoder:
    """One place for a decoder process, and the streams that are decoded there."""

    def __init__(self, index: int) -> None:
        self.index = index
        self.process: ChildProcess | None = None
        self.started_at = 0.0
        self.streams: dict[int, Decoded] = {}
        self.suspects: set[int] = set()  # numbers of those that the last process worked at when it died
        self.reports = 0  # within the second that began at reports_at
        self.reports_at = 0.0
        self.taken = 0  # bytes the process has taken so far
        self.taken_at = 0.0  # when it took some, or owed none


class DecoderPool:
    """At least two processes; together they have as many threads as the machine has cores."""

    def __init__(self, marks: Marks, *, post: Post, note: Callable[[str], None]) -> None:
        """`note` tells an engineer what went wrong."""
        self._marks = marks
        self._post = post
        self._note = note
        self._decoders = [_Decoder(index) for index in range(marks.decoders)]
        self._deaths: dict[int, deque[float]] = {}
        self._restarts: list[tuple[float, _Decoder]] = []
        self._is_closing = False

    def start(self) -> None:
        for decoder in self._decoders:
            self._launch(decoder)

    def add(self, stream: Decoded) -> None:
        """Decode `stream` where there is least to do."""
        self._place(stream, self._decoders)

    def remove(self, stream: Decoded) -> None:
        for decoder in self._decoders:
            if decoder.streams.pop(stream.number, None):
                self._send_to(decoder, {"order": "close", "stream": stream.number})
        self._deaths.pop(stream.number, None)

    def send(self, number: int, message: Header, payload: bytes = b"") -> None:
        """To the decoder of that stream, with the next `flush`; nowhere when it has none."""
        decoder = self._decoder_of(number)
        if decoder is not None:
            self._send_to(decoder, message, payload)

    def flush(self) -> None:
        """Let the decoders have what was sent to them."""
        for decoder in self._decoders:
            if decoder.process is not None and decoder.process.backlog:
                decoder.process.flush()

    def is_congested(self, number: int) -> bool:
        """Whether that stream's decoder is too far behind to be sent more."""
        decoder = self._decoder_of(number)
        return decoder is None or decoder.process is None or decoder.process.backlog > BACKLOG_LIMIT

    def handle_timer(self, now: float) -> None:
        """Kill decoders that hang, start those whose pause is over. To be called several times a second."""
        for decoder in self._decoders:
            if decoder.process is not None and self._is_hanging(decoder, decoder.process, now):
                decoder.process.kill()
        due = [decoder for at, decoder in self._restarts if now >= at]
        self._restarts = [(at, decoder) for at, decoder in self._restarts if now < at]
        for decoder in due:
            self._relaunch(decoder)

    def _is_hanging(self, decoder: _Decoder, process: ChildProcess, now: float) -> bool:
        """Whether it is too long at one access unit, or does not even read what it is sent."""
        if process.taken != decoder.taken or not process.backlog:
            decoder.taken, decoder.taken_at = process.taken, now
        work = self._marks.work(decoder.index)
        return now - decoder.taken_at > HANG or (bool(work) and now - work[0].since > HANG)

    def close(self, patience: float) -> None:
        """End all; `patience` in seconds for each."""
        self._is_closing = True
        processes = [decoder.process for decoder in self._decoders if decoder.process is not None]
        for process in processes:
            process.close()
        for process in processes:
            if not process.join(patience):
                process.kill()
                process.join(patience)
        self._marks.close()

    def _place(self, stream: Decoded, decoders: list[_Decoder]) -> None:
        decoder = min(decoders, key=lambda candidate: len(candidate.streams))
        decoder.streams[stream.number] = stream

    def _launch(self, decoder: _Decoder) -> None:
        threads = max(1, min(THREADS_LIMIT, (os.cpu_count() or 1) // len(self._decoders)))
        process = ChildProcess(
            "decoder",
            [str(decoder.index), str(threads), self._marks.name, str(self._marks.decoders)],
            on_message=lambda report, _: self._post(lambda: self._on_report(decoder, report)),
            on_end=lambda reason: self._post(lambda: self._on_end(decoder, process, reason)),
        )
        decoder.started_at = decoder.taken_at = time.monotonic()
        decoder.process = process
        try:
            process.start()
        except OSError as error:
            self._on_end(decoder, process, str(error))

    def _on_report(self, decoder: _Decoder, report: Header) -> None:
        try:
            self._count_report(decoder, time.monotonic())
            stream = decoder.streams.get(report["stream"])
            if stream is not None:
                stream.decoder_reports(report)
        except (KeyError, TypeError, ValueError) as error:  # what a camera sent has taken the decoder over
            self._note(f"decoder {decoder.index + 1} talks nonsense: {error!r}")
            if decoder.process is not None:
                decoder.process.kill()

    def _count_report(self, decoder: _Decoder, now: float) -> None:
        if now - decoder.reports_at > 1.0:
            decoder.reports, decoder.reports_at = 0, now
        decoder.reports += 1
        if decoder.reports > REPORTS_LIMIT:
            raise ValueError("too much")

    def _on_end(self, decoder: _Decoder, process: ChildProcess, reason: str) -> None:
        if self._is_closing or process is not decoder.process:
            return
        now = time.monotonic()
        work = self._marks.work(decoder.index)
        self._marks.clear(decoder.index)
        decoder.process = None
        suspects = [decoder.streams[item.stream] for item in work if item.stream in decoder.streams]
        self._note(f"decoder {decoder.index + 1} ended ({reason}) at {_names(suspects)}")
        for suspect in suspects:
            self._blame(suspect, decoder, now)
        # Two were being decoded: apart from now on, so that next time the guilty one is known.
        for suspect in suspects[1:]:
            if decoder.streams.pop(suspect.number, None):
                self._place(suspect, [other for other in self._decoders if other is not decoder])
                self._resume(suspect, is_suspect=True)
        decoder.suspects = {suspect.number for suspect in suspects}
        if now - decoder.started_at < RESTART_PAUSE:
            self._restarts.append((now + RESTART_PAUSE, decoder))
        else:
            self._relaunch(decoder)

    def _relaunch(self, decoder: _Decoder) -> None:
        self._launch(decoder)
        for stream in list(decoder.streams.values()):
            self._resume(stream, is_suspect=stream.number in decoder.suspects)

    def _blame(self, suspect: Decoded, decoder: _Decoder, now: float) -> None:
        deaths = self._deaths.setdefault(suspect.number, deque())
        deaths.append(now)
        while now - deaths[0] > DEATHS_SPAN:
            deaths.popleft()
        if len(deaths) >= DEATHS_LIMIT:
            del decoder.streams[suspect.number]
            suspect.park()

    def _resume(self, stream: Decoded, *, is_suspect: bool) -> None:
        stream.resume(deaths=len(self._deaths.get(stream.number, ())) if is_suspect else 0)

    def _decoder_of(self, number: int) -> _Decoder | None:
        return next((decoder for decoder in self._decoders if number in decoder.streams), None)

    def _send_to(self, decoder: _Decoder, message: Header, payload: bytes = b"") -> None:
        if decoder.process is not None:
            decoder.process.send(message, payload, flush=False)


def _names(streams: list[Decoded]) -> str:
    return ", ".join(f"stream {stream.number}" for stream in streams) or "no stream"
