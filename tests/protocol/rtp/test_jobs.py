from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.protocol.rtp.jobs import FrameGrouper, FrameJob
from console.protocol.rtp.packet import RtpPacket
from tests.protocol.rtp.packets import packet


class Announced:
    """A container for tests: a frame is `<`, a digit that counts the bytes to come, and these."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self._data = b""

    def feed(self, payload: bytes) -> None:
        self._data += payload

    @property
    def is_complete(self) -> bool:
        announced = self._data[1:2]
        return not self._data or len(self._data) - 2 >= (int(announced) if announced.isdigit() else 0)

    def begins_frame(self, payload: bytes) -> bool:
        return payload.startswith(b"<")

    begins_unit = begins_frame


def put_all(grouper: FrameGrouper, packets: Iterable[RtpPacket]) -> list[FrameJob]:
    return [job for number, each in enumerate(packets) for job in grouper.put(each, number * 0.001)]


def frames(jobs: list[FrameJob]) -> list[bytes]:
    return [b"".join(job.runs) for job in jobs]


def two_packet_frames(count: int, *, markers: str, step: int = 3600) -> list[RtpPacket]:
    """`markers`: "never", "end" or "always"."""
    return [
        packet(
            2 * number + half,
            timestamp=step * number,
            payload=(b"<2a", b"b")[half],
            marker=markers == "always" or (markers == "end" and half == 1),
        )
        for number in range(count)
        for half in (0, 1)
    ]


class TestBoundaries:
    """gb28181.md 10.2 rule 4."""

    @pytest.mark.parametrize("markers", ["never", "end", "always"])
    @pytest.mark.parametrize("step", [3600, 40, 0])
    def test_frames_are_whole_whatever_markers_and_timestamps_do(self, markers: str, step: int) -> None:
        grouper = FrameGrouper(Announced())
        jobs = put_all(grouper, two_packet_frames(5, markers=markers, step=step)) + grouper.flush()
        assert frames(jobs) == [b"<2ab"] * 5
        assert not any(job.damaged or job.follows_loss for job in jobs)

    def test_a_frame_waits_for_the_next_until_markers_have_proved_right(self) -> None:
        grouper = FrameGrouper(Announced())
        closed = [len(grouper.put(each, 0.0)) for each in two_packet_frames(4, markers="end")]
        assert closed == [0, 0, 1, 1, 0, 1, 0, 1]

    def test_markers_on_every_packet_are_not_believed(self) -> None:
        grouper = FrameGrouper(Announced())
        closed = [len(grouper.put(each, 0.0)) for each in two_packet_frames(4, markers="always")]
        assert closed == [0, 0, 1, 0, 1, 0, 1, 0]

    def test_a_marker_before_announced_data_does_not_end_a_frame(self) -> None:
        grouper = FrameGrouper(Announced())
        put_all(grouper, two_packet_frames(2, markers="end"))
        early = [
            packet(4, timestamp=7200, payload=b"<5ab", marker=True),
            packet(5, timestamp=7200, payload=b"cde", marker=True),
        ]
        assert frames(put_all(grouper, early)) == [b"<5abcde"] or frames(grouper.flush()) == [b"<5abcde"]

    def test_times_are_those_of_the_first_and_last_packet(self) -> None:
        grouper = FrameGrouper(Announced())
        grouper.put(packet(0, payload=b"<2a"), 1.0)
        grouper.put(packet(1, payload=b"b"), 1.5)
        (job,) = grouper.flush()
        assert (job.started_at, job.received_at) == (1.0, 1.5)

    def test_a_frame_that_never_ends_is_cut_and_called_damaged(self) -> None:
        grouper = FrameGrouper(Announced(), limit=100)
        jobs = put_all(grouper, [packet(n, payload=b"x" * 30) for n in range(5)])
        assert [(len(job.runs[0]), job.damaged) for job in jobs] == [(120, True)]

    def test_flush_without_packets_gives_nothing(self) -> None:
        assert FrameGrouper(Announced()).flush() == []


class TestLoss:
    """Reliability F15: holes are fed to the decoder, and every one is told."""

    def test_a_hole_inside_a_frame_splits_it_into_runs(self) -> None:
        grouper = FrameGrouper(Announced())
        grouper.put(packet(0, payload=b"<8aa"), 0.0)
        grouper.put(packet(1, payload=b"bb"), 0.0)
        grouper.lose()
        grouper.put(packet(3, payload=b"dd"), 0.0)
        (job,) = grouper.flush()
        assert (job.runs, job.damaged, job.follows_loss) == ((b"<8aabb", b"dd"), True, False)

    def test_a_lost_tail_damages_its_frame_only(self) -> None:
        grouper = FrameGrouper(Announced())
        grouper.put(packet(0, payload=b"<4aa"), 0.0)
        grouper.lose()
        jobs = grouper.put(packet(2, timestamp=1, payload=b"<0"), 0.0) + grouper.flush()
        assert [(job.runs, job.damaged, job.follows_loss) for job in jobs] == [
            ((b"<4aa",), True, False),
            ((b"<0",), False, True),
        ]

    def test_a_lost_head_damages_the_next_frame_only(self) -> None:
        grouper = FrameGrouper(Announced())
        grouper.put(packet(0, payload=b"<2aa"), 0.0)
        grouper.lose()
        jobs = grouper.put(packet(2, timestamp=1, payload=b"tail"), 0.0) + grouper.flush()
        assert [(job.damaged, job.follows_loss) for job in jobs] == [(False, False), (True, True)]

    def test_a_whole_lost_frame_damages_no_other_but_is_told(self) -> None:
        grouper = FrameGrouper(Announced())
        grouper.put(packet(0, payload=b"<2aa"), 0.0)
        grouper.lose()
        jobs = grouper.put(packet(2, timestamp=2, payload=b"<0"), 0.0) + grouper.flush()
        assert [(job.damaged, job.follows_loss) for job in jobs] == [(False, False), (False, True)]

    def test_a_damaged_frame_ends_where_the_next_begins_although_timestamps_stand_still(self) -> None:
        grouper = FrameGrouper(Announced())
        grouper.put(packet(0, payload=b"<9aa"), 0.0)
        grouper.lose()
        grouper.put(packet(2, payload=b"cc"), 0.0)
        jobs = grouper.put(packet(3, payload=b"<0"), 0.0) + grouper.flush()
        assert frames(jobs) == [b"<9aacc", b"<0"]

    def test_a_damaged_frame_ends_at_a_marker_that_is_believed(self) -> None:
        grouper = FrameGrouper(Announced())
        put_all(grouper, two_packet_frames(2, markers="end"))
        grouper.put(packet(4, timestamp=7200, payload=b"<9a"), 0.0)
        grouper.lose()
        (job,) = grouper.put(packet(6, timestamp=7200, payload=b"b", marker=True), 0.0)
        assert job.damaged

    @given(st.lists(st.tuples(st.integers(0, 3), st.binary(max_size=6), st.booleans(), st.booleans()), max_size=40))
    def test_every_byte_leaves_once_and_in_order(self, arrivals: list[tuple[int, bytes, bool, bool]]) -> None:
        grouper = FrameGrouper(Forgetful())
        jobs: list[FrameJob] = []
        for number, (timestamp, payload, marker, is_lost) in enumerate(arrivals):
            if is_lost:
                grouper.lose()
            jobs += grouper.put(packet(number, timestamp=timestamp, payload=payload, marker=marker), 0.0)
        jobs += grouper.flush()
        assert b"".join(frames(jobs)) == b"".join(payload for _, payload, _, _ in arrivals)


class Forgetful(Announced):
    """Reads no announcements."""

    @property
    def is_complete(self) -> bool:
        return len(self._data) % 2 == 0
