import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.protocol.mpeg.pes import CLOCK_RATE, StampUnwrapper, encode_header, encode_stamp, parse_header


class TestHeader:
    """ISO/IEC 13818-1 section 2.4.3.6; ISO/IEC 11172-1 section 2.4.3.3."""

    def test_the_stamp_of_the_reference(self) -> None:
        assert encode_stamp(2, 360_000) == bytes.fromhex("210015fc81")

    @given(st.integers(0, (1 << 33) - 1), st.binary(max_size=50))
    def test_what_is_encoded_is_parsed_again(self, pts: int, payload: bytes) -> None:
        packet = encode_header(0xE0, len(payload), pts) + payload
        assert parse_header(packet) == (len(packet) - len(payload), pts, 0)
        assert int.from_bytes(packet[4:6]) == len(packet) - 6

    def test_the_payload_begins_where_the_header_says_although_its_flags_name_less(self) -> None:
        header = parse_header(bytes.fromhex("000001e0 0010 8c 80 08 2b19c3344d fffffc 6162"))
        assert header is not None
        assert header.start == 17

    def test_stamps_of_decoding_stand_behind_those_of_presentation(self) -> None:
        packet = (
            bytes.fromhex("000001e0 0010 80 c0 0a") + encode_stamp(3, 360_000) + encode_stamp(1, 352_800) + b"video"
        )
        assert parse_header(packet) == (19, 360_000, 7200)

    @pytest.mark.parametrize("dts", [360_001, 0, 8_000_000_000])
    def test_stamps_of_decoding_that_make_no_sense_are_ignored(self, dts: int) -> None:
        packet = bytes.fromhex("000001e0 0010 80 c0 0a") + encode_stamp(3, 360_000) + encode_stamp(1, dts) + b"video"
        assert parse_header(packet) == (19, 360_000, 0)

    @pytest.mark.parametrize(
        ("packet", "start", "pts"),
        [
            ("000001e0 0008 0f 6162", 7, None),
            ("000001e0 0008 ffff 0f 6162", 9, None),
            ("000001e0 0010 210015fc81 6162", 11, 360_000),
            ("000001e0 0010 ff 60ff 310015fc81 1100010001 6162", 19, 360_000),
        ],
    )
    def test_mpeg_1(self, packet: str, start: int, pts: int | None) -> None:
        assert parse_header(bytes.fromhex(packet)) == (start, pts, 0)

    @pytest.mark.parametrize("packet", [b"", b"\0\0\x01\xe0\0\0", bytes.fromhex("000001e0 0001 00")])
    def test_what_is_no_header_gives_none(self, packet: bytes) -> None:
        assert parse_header(packet) is None

    @given(st.binary(max_size=40))
    def test_anything_gives_a_header_or_none(self, tail: bytes) -> None:
        header = parse_header(b"\0\0\x01\xe0\0\x30" + tail)
        assert header is None or header.pts is None or 0 <= header.pts < 1 << 33


class TestUnwrapping:
    """gb28181.md 10.3: 33 bits wrap, and senders that count in 32 wrap sooner."""

    @pytest.mark.parametrize("bits", [33, 32])
    def test_time_goes_on_over_a_wrap(self, bits: int) -> None:
        unwrapper = StampUnwrapper()
        first = (1 << bits) - 2 * CLOCK_RATE
        seconds = [unwrapper.seconds((first + 3600 * n) % (1 << bits)) for n in range(200)]
        assert seconds == pytest.approx([first / CLOCK_RATE + 0.04 * n for n in range(200)])

    def test_two_wraps_add_up(self) -> None:
        unwrapper = StampUnwrapper()
        step = 20 * CLOCK_RATE
        stamps = [n * step for n in range(2 * (1 << 33) // step + 3)]
        assert [unwrapper.seconds(stamp % (1 << 33)) for stamp in stamps] == [stamp / CLOCK_RATE for stamp in stamps]

    def test_a_late_stamp_from_before_the_wrap_stays_before_it(self) -> None:
        unwrapper = StampUnwrapper()
        last = (1 << 33) - 3600
        assert unwrapper.seconds(last) == pytest.approx(last / CLOCK_RATE)
        assert unwrapper.seconds(3600) == pytest.approx((last + 7200) / CLOCK_RATE)
        assert unwrapper.seconds(last + 1800) == pytest.approx((last + 1800) / CLOCK_RATE)
        assert unwrapper.seconds(7200) == pytest.approx((last + 10800) / CLOCK_RATE)

    def test_a_jump_stays_a_jump(self) -> None:
        unwrapper = StampUnwrapper()
        assert [unwrapper.seconds(s * CLOCK_RATE) for s in (1000, 100, 5000)] == [1000.0, 100.0, 5000.0]
