import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.protocol.mpeg.bits import BitReader, without_emulation


def coded(values: list[int]) -> bytes:
    """`values` as Exp-Golomb numbers, padded with ones."""
    text = "".join("0" * ((value + 1).bit_length() - 1) + f"{value + 1:b}" for value in values)
    text += "1" * (-len(text) % 8)
    return bytes(int(text[at : at + 8], 2) for at in range(0, len(text), 8))


class TestBitReader:
    """ITU-T H.264 sections 7.2 and 9.1."""

    def test_bits_come_from_the_front(self) -> None:
        bits = BitReader(b"\xa5\x0f")
        assert [bits.read(1), bits.read(3), bits.read(8), bits.read(4)] == [1, 2, 0x50, 15]

    @given(st.lists(st.integers(0, 1 << 20)))
    def test_exponential_numbers(self, values: list[int]) -> None:
        bits = BitReader(coded(values))
        assert [bits.exponential() for _ in values] == values
        assert not bits.is_exhausted

    @pytest.mark.parametrize(("code", "value"), [(0, 0), (1, 1), (2, -1), (3, 2), (4, -2)])
    def test_signed_numbers_alternate(self, code: int, value: int) -> None:
        assert BitReader(coded([code])).signed() == value

    def test_past_the_end_are_zeros_and_a_flag(self) -> None:
        bits = BitReader(b"\xff")
        assert bits.read(9) == 0
        assert bits.is_exhausted

    @given(st.binary(max_size=8))
    def test_numbers_end_on_anything(self, data: bytes) -> None:
        bits = BitReader(data)
        while not bits.is_exhausted:
            bits.exponential()


def test_emulation_prevention_is_undone() -> None:
    """ITU-T H.264 section 7.4.1."""
    assert without_emulation(bytes.fromhex("67 000003 01 000003 00")) == bytes.fromhex("67 0000 01 0000 00")
