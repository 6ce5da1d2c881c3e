import pytest

from console.media.receiver.ports import REST, NoPortError, PortAllocator


def bind(port: int) -> int:
    return port


class TestPortAllocator:
    """gb28181.md 6.6: even ports; 6.8: a port rests after use."""

    def test_ports_are_even_and_inside_the_range(self) -> None:
        allocator = PortAllocator(30001, 30007)
        assert sorted(allocator.take(bind, 0.0)[0] for _ in range(3)) == [30002, 30004, 30006]

    def test_a_range_that_is_used_up_is_refused(self) -> None:
        allocator = PortAllocator(30000, 30001)
        allocator.take(bind, 0.0)
        with pytest.raises(NoPortError):
            allocator.take(bind, 0.0)

    @pytest.mark.parametrize("ends", [(30001, 30001), (30010, 30000)])
    def test_a_range_without_an_even_port_is_refused(self, ends: tuple[int, int]) -> None:
        with pytest.raises(NoPortError):
            PortAllocator(*ends).take(bind, 0.0)

    def test_a_port_that_cannot_be_bound_is_passed_over(self) -> None:
        def refuse_first(port: int) -> int:
            if port == 30000:
                raise OSError("taken by another program")
            return port

        allocator = PortAllocator(30000, 30003)
        assert allocator.take(refuse_first, 0.0) == (30002, 30002)

    def test_a_released_port_rests_while_others_are_free(self) -> None:
        allocator = PortAllocator(30000, 30007)
        first, _ = allocator.take(bind, 0.0)
        allocator.release(first, 1.0)
        assert first not in [allocator.take(bind, 2.0)[0] for _ in range(3)]

    def test_when_none_has_rested_the_one_that_has_rested_longest_is_taken(self) -> None:
        allocator = PortAllocator(30000, 30003)
        taken = [allocator.take(bind, 0.0)[0] for _ in range(2)]
        allocator.release(taken[1], 1.0)
        allocator.release(taken[0], 2.0)
        assert allocator.take(bind, 3.0)[0] == taken[1]

    def test_rested_ports_are_taken_in_turn(self) -> None:
        allocator = PortAllocator(30000, 30005)
        taken = []
        for round_number in range(6):
            now = 2 * REST * round_number
            port, _ = allocator.take(bind, now)
            allocator.release(port, now)
            taken.append(port)
        assert taken[:3] == taken[3:]
        assert len(set(taken)) == 3
