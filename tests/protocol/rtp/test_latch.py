from hypothesis import given
from hypothesis import strategies as st

from console.protocol.rtp.latch import (
    HOST_PATIENCE,
    PROBATION,
    SOURCE_SILENCE,
    SSRC_PATIENCE,
    SSRC_SILENCE,
    SourceLatch,
)
from tests.protocol.rtp.packets import packet

CAMERA = ("10.1.2.7", 40000)
STRANGER = ("10.1.9.9", 40000)
OURS = 102_000_001
THEIRS = 5


def latched(*, ssrc: int = OURS, announced: int | None = OURS) -> SourceLatch:
    latch = SourceLatch()
    latch.expect(ssrc=announced, hosts=(CAMERA[0],))
    send(latch, CAMERA, range(PROBATION), ssrc=ssrc, now=0.0)
    if latch.source is None:
        send(latch, CAMERA, range(PROBATION, PROBATION + 1), ssrc=ssrc, now=SSRC_PATIENCE)
    return latch


def send(latch: SourceLatch, source: tuple[str, int], numbers: range, *, ssrc: int = OURS, now: float) -> list[int]:
    """The sequence numbers that were admitted."""
    return [found.sequence for n in numbers for found in latch.admit(packet(n, ssrc=ssrc), source, now)]


class TestProbation:
    """RFC 3550 appendix A.1; gb28181.md 6.2."""

    def test_the_announced_sender_is_believed_after_a_few_packets_none_of_which_is_lost(self) -> None:
        latch = SourceLatch()
        latch.expect(ssrc=OURS, hosts=(CAMERA[0],))
        assert send(latch, CAMERA, range(PROBATION - 1), now=0.0) == []
        assert send(latch, CAMERA, range(PROBATION - 1, PROBATION), now=0.0) == list(range(PROBATION))
        assert (latch.source, latch.ssrc, latch.generation) == (CAMERA, OURS, 1)

    def test_packets_out_of_order_prove_nothing(self) -> None:
        latch = SourceLatch()
        latch.expect(ssrc=None)
        for number in (9, 500, 3, 40000, 7, 20000):
            assert latch.admit(packet(number), CAMERA, 0.0) == []

    def test_small_gaps_at_the_start_are_forgiven(self) -> None:
        latch = SourceLatch()
        latch.expect(ssrc=None)
        assert send(latch, CAMERA, range(0, 3 * PROBATION, 3), now=0.0) == list(range(0, 3 * PROBATION, 3))

    def test_duplicates_and_overtaken_packets_at_the_start_do_no_harm(self) -> None:
        latch = SourceLatch()
        latch.expect(ssrc=None)
        arrivals = [1, 1, 3, 2, 2, 4, 5]
        admitted = [found.sequence for n in arrivals for found in latch.admit(packet(n), CAMERA, 0.0)]
        assert admitted == [1, 1, 2, 2, 3, 4, 5]

    def test_another_ssrc_than_the_announced_one_waits_a_moment(self) -> None:
        latch = SourceLatch()
        latch.expect(ssrc=OURS, hosts=(CAMERA[0],))
        assert send(latch, CAMERA, range(20), ssrc=THEIRS, now=0.0) == []
        assert send(latch, CAMERA, range(20, 21), ssrc=THEIRS, now=SSRC_PATIENCE) == list(range(21))

    def test_another_host_than_the_announced_ones_waits_longer(self) -> None:
        latch = SourceLatch()
        latch.expect(ssrc=OURS, hosts=(CAMERA[0],))
        assert send(latch, STRANGER, range(20), now=SSRC_PATIENCE) == []
        assert send(latch, STRANGER, range(20, 21), now=2 * HOST_PATIENCE) == list(range(21))

    def test_media_before_the_answer_is_held_until_it_comes(self) -> None:
        latch = SourceLatch()
        assert send(latch, CAMERA, range(10), now=0.0) == []
        latch.expect(ssrc=OURS, hosts=(CAMERA[0],))
        assert send(latch, CAMERA, range(10, 11), now=0.1) == list(range(11))

    def test_the_announced_sender_wins_against_one_that_shouts(self) -> None:
        latch = SourceLatch()
        latch.expect(ssrc=OURS, hosts=(CAMERA[0],))
        for number in range(PROBATION):
            send(latch, STRANGER, range(10 * number, 10 * number + 10), now=0.0)
            send(latch, CAMERA, range(number, number + 1), now=0.0)
        assert latch.source == CAMERA

    def test_many_forged_senders_do_not_push_the_announced_one_out(self) -> None:
        latch = SourceLatch()
        latch.expect(ssrc=OURS, hosts=(CAMERA[0],))
        for number in range(PROBATION):
            send(latch, CAMERA, range(number, number + 1), now=0.0)
            for port in range(50):
                latch.admit(packet(0, ssrc=port), (STRANGER[0], 1000 + port), 0.0)
        assert latch.source == CAMERA


class TestLatched:
    """Reliability T15 and F18."""

    def test_foreign_packets_are_dropped_and_counted(self) -> None:
        latch = latched()
        assert send(latch, STRANGER, range(100, 200), now=0.1) == []
        assert send(latch, (CAMERA[0], 50000), range(100, 200), now=0.1) == []
        assert latch.foreign == 200
        assert send(latch, CAMERA, range(4, 6), now=0.1) == [4, 5]

    def test_an_old_session_still_sending_is_dropped(self) -> None:
        latch = latched()
        assert send(latch, CAMERA, range(100, 110), ssrc=THEIRS, now=0.1) == []
        assert latch.foreign == 10

    def test_a_new_ssrc_of_the_source_is_believed_once_the_old_one_is_silent(self) -> None:
        latch = latched()
        assert send(latch, CAMERA, range(100, 110), ssrc=THEIRS, now=SSRC_SILENCE - 0.01) == []
        admitted = send(latch, CAMERA, range(200, 210), ssrc=THEIRS, now=2 * SSRC_SILENCE)
        admitted += send(latch, CAMERA, range(210, 211), ssrc=THEIRS, now=2 * SSRC_SILENCE + 2 * SSRC_PATIENCE)
        assert admitted == list(range(200, 211))
        assert latch.generation == 2

    def test_the_announced_ssrc_replaces_a_wrong_one_at_once(self) -> None:
        latch = latched(ssrc=THEIRS)
        assert latch.ssrc == THEIRS
        send(latch, CAMERA, range(PROBATION), ssrc=OURS, now=SSRC_PATIENCE)
        assert latch.ssrc == OURS

    def test_an_announced_host_replaces_a_stranger(self) -> None:
        latch = SourceLatch()
        latch.expect(ssrc=None, hosts=(CAMERA[0],))
        send(latch, STRANGER, range(10), now=0.0)
        send(latch, STRANGER, range(10, 11), now=HOST_PATIENCE)
        assert latch.source == STRANGER
        send(latch, CAMERA, range(PROBATION), now=HOST_PATIENCE)
        assert latch.source == CAMERA

    def test_another_port_of_the_host_is_believed_after_silence(self) -> None:
        latch = latched()
        moved = (CAMERA[0], 50000)
        assert send(latch, moved, range(10), now=SOURCE_SILENCE / 2) == []
        assert send(latch, moved, range(10, 20), now=SOURCE_SILENCE + 0.1) == list(range(10, 20))

    def test_another_host_is_never_believed(self) -> None:
        latch = latched()
        assert send(latch, STRANGER, range(100), now=60.0) == []

    def test_after_a_release_anybody_may_come(self) -> None:
        latch = SourceLatch()
        latch.expect(ssrc=None)
        send(latch, CAMERA, range(PROBATION), now=0.0)
        latch.release()
        assert send(latch, STRANGER, range(PROBATION), now=0.0) == list(range(PROBATION))

    @given(
        st.lists(
            st.tuples(
                st.sampled_from([CAMERA, STRANGER, (CAMERA[0], 50000)]),
                st.sampled_from([OURS, THEIRS]),
                st.integers(0, 30),
                st.floats(0, 0.3),
            ),
            max_size=80,
        )
    )
    def test_what_is_admitted_is_of_the_believed_sender(
        self, arrivals: list[tuple[tuple[str, int], int, int, float]]
    ) -> None:
        latch = SourceLatch()
        latch.expect(ssrc=OURS, hosts=(CAMERA[0],))
        now = 0.0
        for source, ssrc, number, pause in arrivals:
            now += pause
            admitted = latch.admit(packet(number, ssrc=ssrc), source, now)
            assert all(each.ssrc == latch.ssrc for each in admitted)
            if admitted:
                assert latch.source == source
