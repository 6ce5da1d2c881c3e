import pytest

from console.model.media import Purpose
from console.protocol.gb28181.ssrc import compose_ssrc, parse_ssrc

PLATFORM = "44010200492000000001"


class TestSsrc:
    """GB/T 28181-2022 annex G.1.3."""

    def test_the_example_of_the_reference(self):
        assert compose_ssrc(Purpose.LIVE, PLATFORM, 1) == "0102000001"
        assert parse_ssrc("0102000001") == 102000001 == 0x06146581
        assert compose_ssrc(Purpose.PLAYBACK, PLATFORM, 2) == "1102000002"
        assert compose_ssrc(Purpose.DOWNLOAD, PLATFORM, 9999) == "1102009999"

    @pytest.mark.parametrize(("platform", "number"), [(PLATFORM, -1), (PLATFORM, 10_000), ("", 1), ("abcdefghij", 1)])
    def test_what_does_not_fit_is_refused(self, platform, number):
        with pytest.raises(ValueError, match=r"number|digits"):
            compose_ssrc(Purpose.LIVE, platform, number)

    @pytest.mark.parametrize(
        ("text", "number"),
        [("0000000000", 0), ("77", 77), ("4294967295", 4294967295), ("4294967296", None), ("", None), ("0x1F", None)],
    )
    def test_texts(self, text, number):
        assert parse_ssrc(text) == number
