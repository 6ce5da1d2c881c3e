from typing import Any

import av
import numpy as np
import pytest

from console.media.decoder.stream_decoder import ERRORS_LIMIT, LATE, LATE_IN_REPLAY, CodedPicture, StreamDecoder
from console.media.frames import PictureRing
from console.media.pipe import Header
from tests.media.clips import clip, encoder, read_number

CLIP = clip("h264")


class Bench:
    """A stream decoder, a ring it draws into, and what it reports."""

    def __init__(self) -> None:
        self.reports: list[Header] = []
        self.stream = StreamDecoder(1, self.reports.append)
        self.ring = PictureRing.create(320, 240)
        self.stream.put(self._show)

    def _show(self) -> None:
        self.stream.show(1, self.ring.name, width=320, height=240)

    def put(self, numbers: range, *, sent_at: float = 0.0, **changes: Any) -> None:
        for number in numbers:
            picture = CLIP[number]
            values: dict[str, Any] = {
                "codec": "h264",
                "payload": picture.payload,
                "pts": number / 25,
                "epoch": 0,
                "is_keyframe": picture.is_keyframe,
                "is_tainted": False,
                "is_replay": False,
                "received_at": sent_at,
                "sent_at": sent_at,
            }
            self.stream.put(CodedPicture(**{**values, **changes}))

    def work(self, now: float = 0.0) -> list[int]:
        """Do everything; the numbers of the pictures that were shown meanwhile."""
        shown = []
        seen = self.ring.sequence
        while self.stream.work(now):
            if self.ring.sequence != seen:
                seen = self.ring.sequence
                shown.append(self.number())
        if self.ring.sequence != seen:
            shown.append(self.number())
        return shown

    def number(self) -> int:
        picture = self.ring.newest()
        assert picture is not None
        rows = np.frombuffer(picture.pixels, np.uint8).reshape(picture.height, -1, 4)
        return read_number(rows[:, :, 1])

    def of(self, kind: str) -> list[Header]:
        return [report for report in self.reports if report["report"] == kind]

    def close(self) -> None:
        self.stream.close()
        self.ring.close()


@pytest.fixture
def bench() -> Any:
    made = Bench()
    yield made
    made.close()


class TestDecoding:
    def test_a_picture_has_its_number_and_stamp(self, bench: Bench) -> None:
        bench.put(range(1))
        assert bench.work() == [0]
        bench.put(range(1, 2), is_tainted=True)
        assert bench.work() == [1]
        picture = bench.ring.newest()
        assert picture is not None
        assert (picture.pts, picture.is_damaged, picture.generation) == (1 / 25, True, 1)
        assert bench.of("picture") == [{"report": "picture", "stream": 1, "width": 320, "height": 240}]

    def test_nothing_is_decoded_before_a_key_frame(self, bench: Bench) -> None:
        bench.put(range(7, 12))
        assert bench.work()[-1] == 11
        assert bench.of("counts")[0]["late"] == 3

    def test_of_a_backlog_only_the_newest_is_drawn(self, bench: Bench) -> None:
        bench.put(range(10))
        shown = bench.work()
        assert shown[-1] == 9
        assert len(shown) < 10

    def test_a_replay_draws_its_last_picture_only(self, bench: Bench) -> None:
        bench.put(range(9), is_replay=True)
        bench.put(range(9, 10))
        assert bench.work() == [9]

    def test_an_output_attached_later_gets_the_last_picture_at_once(self, bench: Bench) -> None:
        bench.put(range(3))
        bench.work()
        second = PictureRing.create(160, 120)
        bench.stream.put(lambda: bench.stream.show(2, second.name, width=160, height=120))
        bench.work()
        picture = second.newest()
        assert picture is not None
        assert (picture.width, picture.height, picture.pts) == (160, 120, 2 / 25)
        second.close()

    def test_a_hidden_output_is_drawn_no_more(self, bench: Bench) -> None:
        bench.put(range(1))
        bench.work()
        bench.stream.put(lambda: bench.stream.hide(1))
        bench.put(range(1, 3))
        assert bench.work() == []

    def test_an_output_that_is_gone_is_passed_over(self, bench: Bench) -> None:
        bench.stream.put(lambda: bench.stream.show(2, "vigil-0-gone", width=4, height=3))
        bench.put(range(1))
        assert bench.work() == [0]

    def test_the_codec_may_change_at_a_key_frame(self, bench: Bench) -> None:
        bench.put(range(2))
        bench.work()
        for picture in clip("hevc")[:2]:
            bench.put(range(1), codec="hevc", payload=picture.payload, is_keyframe=picture.is_keyframe)
        bench.work()
        assert bench.number() == 1

    def test_a_codec_that_is_not_on_the_list_is_never_opened(self, bench: Bench) -> None:
        bench.put(range(2), codec="vp9")
        assert bench.work() == []


class TestLateness:
    """media.md 7: latency never grows; pictures are left out and counted."""

    def test_what_waited_too_long_is_left_out_up_to_the_newest_key_frame(self, bench: Bench) -> None:
        for number in range(33):
            bench.put(range(number, number + 1), sent_at=number / 25)
        assert bench.work(now=33 / 25)[-1] == 32
        assert bench.of("counts")[-1]["late"] == 30

    def test_without_a_key_frame_the_next_is_waited_for(self, bench: Bench) -> None:
        bench.put(range(1))
        bench.work()
        bench.put(range(1, 8))
        assert bench.work(now=LATE + 0.1) == []
        bench.put(range(8, 11), sent_at=5.0)
        assert bench.work(now=5.0) == [10]

    def test_what_waits_less_is_decoded(self, bench: Bench) -> None:
        bench.put(range(15))
        bench.work(now=LATE - 0.1)
        bench.put(range(15, 16), sent_at=9.0)
        bench.work(now=9.0)
        assert bench.number() == 15

    def test_a_group_that_is_sent_again_may_take_longer(self, bench: Bench) -> None:
        bench.put(range(9), is_replay=True)
        bench.put(range(9, 10))
        assert bench.work(now=LATE_IN_REPLAY - 0.1)[-1] == 9
        bench.put(range(10, 12))
        assert bench.work(now=LATE + 0.1)[-1:] != [11]  # caught up: late is late again


class TestGarbage:
    """Reliability T18 and T19."""

    def test_errors_in_a_row_end_with_the_next_key_frame(self, bench: Bench) -> None:
        bench.put(range(2))
        bench.work()
        bench.put(range(1, 1 + ERRORS_LIMIT), payload=b"\0\0\0\x01\x65garbage", is_keyframe=True)
        bench.work()
        bench.put(range(8, 12))
        assert bench.work()[-1] == 11

    def test_a_picture_that_is_too_large_is_not_decoded_but_told(self, bench: Bench) -> None:
        context = encoder("h264", 8192, 4096)
        context.options = {**context.options, "qp": "51"}
        (packet, *_) = context.encode(av.VideoFrame(8192, 4096, "yuv420p"))
        bench.put(range(1), payload=bytes(packet))
        assert bench.work() == []
        assert bench.of("unplayable")[0]["reason"] == "a picture of 8192 x 4096 is too large"
        assert bench.of("picture") == []
        bench.put(range(1))
        assert bench.work() == [0]

    def test_empty_and_tiny_payloads_are_survived(self, bench: Bench) -> None:
        for payload in (b"", b"\0", b"\0\0\x01", b"\0\0\0\x01\x65"):
            bench.put(range(1), payload=payload)
        bench.put(range(2))
        assert bench.work()[-1] == 1
