"""Decoder processes that are watched and replaced; what each of them decodes is written down, not decoded."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from console.media.marks import Marks
from console.media.pipe import Header
from console.media.receiver import decoders as decoders_module
from console.media.receiver.decoders import DEATHS_LIMIT, DecoderPool


class Viewed:
    """A stream of the pool."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.resumed: list[int] = []
        self.is_parked = False
        self.reports: list[Header] = []

    def resume(self, *, deaths: int) -> None:
        self.resumed.append(deaths)

    def park(self) -> None:
        self.is_parked = True

    def decoder_reports(self, report: Header) -> None:
        self.reports.append({"width": int(report["width"])})


class Bench:
    """A pool with a loop of its own, run by hand."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(decoders_module, "RESTART_PAUSE", 0.0)
        self.notes: list[str] = []
        self.marks = Marks.create(2)
        self._posted: list[Callable[[], None]] = []
        self._came = threading.Condition()
        self.pool = DecoderPool(Marks.attach(self.marks.name, 2), post=self._post, note=self.notes.append)
        self.pool.start()

    def _post(self, function: Callable[[], None]) -> None:
        with self._came:
            self._posted.append(function)
            self._came.notify()

    def run_until(self, condition: Callable[[], object]) -> None:
        deadline = time.monotonic() + 10
        while not condition():
            assert time.monotonic() < deadline, "it did not happen in time"
            with self._came:
                self._came.wait(0.02)
                posted, self._posted = self._posted, []
            for function in posted:
                function()
            self.pool.handle_timer(time.monotonic())

    def index_of(self, stream: Viewed) -> int:
        return next(d.index for d in self.pool._decoders if stream.number in d.streams)

    def kill(self, stream: Viewed, *, at: list[Viewed]) -> None:
        """Kill the decoder of `stream` while it works `at` these."""
        decoder = self.pool._decoders[self.index_of(stream)]
        for thread, suspect in enumerate(at):
            self.marks.begin(decoder.index, thread, suspect.number, time.monotonic() + thread)
        assert decoder.process
        os.kill(decoder.process.pid, signal.SIGKILL)


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    made = Bench(monkeypatch)
    yield made
    made.pool.close(10)
    made.marks.close()


class TestDeaths:
    """Reliability F29 and T18."""

    def test_streams_are_spread_over_the_processes(self, bench: Bench) -> None:
        streams = [Viewed(number) for number in range(4)]
        for stream in streams:
            bench.pool.add(stream)
        assert [bench.index_of(stream) for stream in streams] == [0, 1, 0, 1]

    def test_all_streams_of_a_dead_decoder_are_resumed_and_no_others(self, bench: Bench) -> None:
        streams = [Viewed(number) for number in range(4)]
        for stream in streams:
            bench.pool.add(stream)
        bench.kill(streams[0], at=[streams[2]])
        bench.run_until(lambda: streams[0].resumed)
        assert [stream.resumed for stream in streams] == [[0], [], [1], []]
        assert "signal 9" in bench.notes[0]
        assert "stream 2" in bench.notes[0]

    def test_two_suspects_are_decoded_apart_from_then_on(self, bench: Bench) -> None:
        streams = [Viewed(number) for number in range(3)]
        for stream in streams:
            bench.pool.add(stream)
        assert bench.index_of(streams[0]) == bench.index_of(streams[2])
        bench.kill(streams[0], at=[streams[0], streams[2]])
        bench.run_until(lambda: streams[0].resumed and streams[2].resumed)
        assert bench.index_of(streams[0]) != bench.index_of(streams[2])

    def test_the_third_death_parks_the_stream_and_the_others_go_on(self, bench: Bench) -> None:
        guilty, innocent = Viewed(1), Viewed(2)
        bench.pool.add(guilty)
        bench.pool.add(innocent)
        for death in range(1, DEATHS_LIMIT):
            bench.kill(guilty, at=[guilty])
            bench.run_until(lambda death=death: len(guilty.resumed) == death)
        bench.kill(guilty, at=[guilty])
        bench.run_until(lambda: guilty.is_parked)
        assert guilty.resumed == [1, 2]
        assert innocent.resumed == []
        assert bench.pool.is_congested(guilty.number)

    def test_a_hang_is_ended(self, bench: Bench) -> None:
        stream = Viewed(1)
        bench.pool.add(stream)
        bench.marks.begin(bench.index_of(stream), 0, stream.number, time.monotonic() - 5)
        bench.run_until(lambda: stream.resumed)
        assert stream.resumed == [1]

    @pytest.mark.parametrize(
        "report",
        [{"report": "picture", "stream": 1}, {"report": "picture", "stream": 1, "width": "wide"}, {"stream": []}],
    )
    def test_a_decoder_that_talks_nonsense_is_killed(self, bench: Bench, report: Header) -> None:
        stream = Viewed(1)
        bench.pool.add(stream)
        bench.pool._on_report(bench.pool._decoders[bench.index_of(stream)], report)
        bench.run_until(lambda: stream.resumed)
        assert "talks nonsense" in bench.notes[0]

    def test_a_decoder_that_never_stops_talking_is_killed(self, bench: Bench) -> None:
        stream = Viewed(1)
        bench.pool.add(stream)
        decoder = bench.pool._decoders[bench.index_of(stream)]
        for _ in range(decoders_module.REPORTS_LIMIT + 1):
            bench.pool._on_report(decoder, {"report": "picture", "stream": 1, "width": 4})
        bench.run_until(lambda: stream.resumed)
        assert "too much" in bench.notes[0]

    def test_a_removed_stream_is_nobodys(self, bench: Bench) -> None:
        stream = Viewed(1)
        bench.pool.add(stream)
        bench.pool.remove(stream)
        bench.pool.remove(stream)
        bench.pool.send(1, {"order": "open", "stream": 1})
        assert bench.pool.is_congested(1)
