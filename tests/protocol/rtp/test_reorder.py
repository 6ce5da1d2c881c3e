from hypothesis import given
from hypothesis import strategies as st

from console.protocol.rtp.packet import RtpPacket
from console.protocol.rtp.reorder import MAX_LATE_RUN, PATIENCE, WINDOW, Loss, ReorderBuffer
from tests.protocol.rtp.packets import packet


def numbers(items: list[RtpPacket | Loss]) -> list[int | Loss]:
    return [item if isinstance(item, Loss) else item.sequence for item in items]


class TestReorderBuffer:
    """RFC 3550 appendix A.1; the window is that of gb28181.md 10.2."""

    def test_packets_in_order_pass_at_once(self) -> None:
        buffer = ReorderBuffer()
        assert [numbers(buffer.put(packet(n), 0.0)) for n in (65534, 65535, 0)] == [[65534], [65535], [0]]
        assert buffer.next_timer() is None

    def test_an_early_packet_waits_for_the_one_before(self) -> None:
        buffer = ReorderBuffer()
        buffer.put(packet(1), 0.0)
        assert buffer.put(packet(3), 0.0) == []
        assert numbers(buffer.put(packet(2), 0.01)) == [2, 3]
        assert buffer.reordered == 1
        assert buffer.next_timer() is None

    def test_duplicates_are_dropped_and_counted(self) -> None:
        buffer = ReorderBuffer()
        buffer.put(packet(1), 0.0)
        buffer.put(packet(3), 0.0)
        assert buffer.put(packet(1), 0.0) == buffer.put(packet(3), 0.0) == []
        assert buffer.dropped == 2

    def test_a_missing_packet_is_given_up_after_a_while_and_its_place_marked(self) -> None:
        buffer = ReorderBuffer()
        buffer.put(packet(1), 0.0)
        buffer.put(packet(4), 5.0)
        assert buffer.next_timer() == 5.0 + PATIENCE
        assert buffer.handle_timer(5.0 + PATIENCE / 2) == []
        assert numbers(buffer.handle_timer(5.0 + PATIENCE)) == [Loss(2), 4]

    def test_a_packet_later_than_its_loss_is_dropped(self) -> None:
        buffer = ReorderBuffer()
        buffer.put(packet(1), 0.0)
        buffer.put(packet(3), 0.0)
        buffer.handle_timer(1.0)
        assert buffer.put(packet(2), 1.0) == []
        assert buffer.dropped == 1

    def test_a_full_window_gives_up_without_waiting(self) -> None:
        buffer = ReorderBuffer()
        buffer.put(packet(0), 0.0)
        ready: list[RtpPacket | Loss] = []
        for number in range(2, WINDOW + 2):
            ready += buffer.put(packet(number), 0.0)
        assert numbers(ready) == [Loss(1), *range(2, WINDOW + 2)]

    def test_a_restarted_sender_is_followed_at_its_second_packet(self) -> None:
        buffer = ReorderBuffer()
        buffer.put(packet(100), 0.0)
        assert buffer.put(packet(40000), 0.0) == []
        assert numbers(buffer.put(packet(40001), 0.0)) == [Loss(0), 40000, 40001]

    def test_one_stray_packet_does_not_move_the_window(self) -> None:
        buffer = ReorderBuffer()
        buffer.put(packet(100), 0.0)
        buffer.put(packet(40000), 0.0)
        assert numbers(buffer.put(packet(101), 0.0)) == [101]

    def test_a_sender_that_goes_back_a_little_is_followed_after_a_run(self) -> None:
        buffer = ReorderBuffer()
        for number in range(500):
            buffer.put(packet(number), 0.0)
        ready = [numbers(buffer.put(packet(number), 0.0)) for number in range(MAX_LATE_RUN + 1)]
        assert ready == [[]] * (MAX_LATE_RUN - 1) + [[Loss(0), MAX_LATE_RUN - 1], [MAX_LATE_RUN]]

    def test_drain_hands_out_what_waits(self) -> None:
        buffer = ReorderBuffer()
        for number in (1, 3, 5):
            buffer.put(packet(number), 0.0)
        assert numbers(buffer.drain()) == [Loss(1), 3, Loss(1), 5]

    @given(st.data(), st.integers(0, 65535))
    def test_any_shuffle_within_the_window_is_put_right(self, data: st.DataObject, first: int) -> None:
        """Reliability F16: no frame lost for reordering by up to 32 packets."""
        packets = [packet(first + offset) for offset in range(60)]
        delays = data.draw(st.lists(st.integers(0, 32), min_size=60, max_size=60))
        delays[0] = 0  # the first is where the buffer begins
        order = sorted(range(60), key=lambda index: (index + delays[index], index))
        buffer = ReorderBuffer()
        ready: list[RtpPacket | Loss] = []
        for index in order:
            ready += buffer.put(packets[index], 0.0)
        assert ready == packets

    @given(st.lists(st.tuples(st.integers(0, 65535), st.floats(0, 0.3)), max_size=80))
    def test_any_arrivals_leave_in_order_with_every_loss_told(self, arrivals: list[tuple[int, float]]) -> None:
        buffer = ReorderBuffer()
        now = 0.0
        ready: list[RtpPacket | Loss] = []
        for number, pause in arrivals:
            now += pause
            ready += buffer.handle_timer(now)
            ready += buffer.put(packet(number), now)
        ready += buffer.drain()
        expected: int | None = None
        for item in numbers(ready):
            if isinstance(item, Loss):
                assert expected is not None
                expected = None if item.packets == 0 else (expected + item.packets) % 65536
            else:
                assert expected is None or item == expected
                expected = (item + 1) % 65536
        assert buffer.next_timer() is None
