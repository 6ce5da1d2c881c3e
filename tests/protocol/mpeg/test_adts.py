import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.protocol.mpeg.adts import frames, is_adts
from tests.protocol.mpeg.streams import adts_frame


class TestAdts:
    """ISO/IEC 13818-7 section 6.2."""

    def test_frames_are_cut_by_their_lengths(self) -> None:
        payload = adts_frame(20) + adts_frame(33)
        assert [(f.sample_rate, f.channels, len(f.whole)) for f in frames(payload)] == [(44100, 2, 20), (44100, 2, 33)]

    def test_a_frame_that_is_cut_off_is_left(self) -> None:
        assert [len(frame.whole) for frame in frames(adts_frame(20) + adts_frame(33)[:-1])] == [20]

    def test_aac_is_recognized_by_a_whole_frame(self) -> None:
        assert is_adts(adts_frame(20))
        assert is_adts(adts_frame(20) + adts_frame(30)[:10])

    @pytest.mark.parametrize("payload", [b"", b"\xd5" * 320, b"\xff\xf1" * 160, adts_frame(20)[:-1]])
    def test_other_sound_is_not(self, payload: bytes) -> None:
        assert not is_adts(payload)

    @given(st.binary(max_size=100))
    def test_anything_is_cut_or_left(self, payload: bytes) -> None:
        assert sum(len(frame.whole) for frame in frames(payload)) <= len(payload)
