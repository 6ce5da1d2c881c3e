from hypothesis import given
from hypothesis import strategies as st

from console.protocol.rtp.sequence import after, distance


class TestSequence:
    """RFC 3550 section 5.1: sequence numbers have 16 bits and wrap."""

    def test_the_successor_of_the_last_number_is_zero(self) -> None:
        assert after(65535) == 0
        assert after(65530, 10) == 4

    def test_distance_goes_the_shorter_way_round(self) -> None:
        assert distance(65535, 0) == 1
        assert distance(0, 65535) == -1
        assert distance(10, 10) == 0

    @given(st.integers(0, 65535), st.integers(-32768, 32767))
    def test_distance_undoes_after(self, start: int, steps: int) -> None:
        assert distance(start, after(start, steps)) == steps
