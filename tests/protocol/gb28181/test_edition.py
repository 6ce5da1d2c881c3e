import pytest

from console.protocol.gb28181.edition import Edition


class TestParse:
    """X-GB-Ver, GB/T 28181-2022 annex I."""

    @pytest.mark.parametrize(
        ("header", "edition"),
        [
            ("1.0", Edition.V2011),
            ("1.1", Edition.V2014),
            ("2.0", Edition.V2016),
            ("3.0", Edition.V2022),
            (" 3.0 ", Edition.V2022),
            ("2", Edition.V2016),
            ("1.9", Edition.V2014),
            ("4.0", Edition.V2022),
            ("0.9", Edition.V2011),
            ("", Edition.V2016),
            ("GB", Edition.V2016),
            ("-1", Edition.V2016),
        ],
    )
    def test_the_newest_that_is_not_newer(self, header, edition):
        assert Edition.parse(header) is edition
