from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.model.clock import CHINA
from console.protocol.gb28181.times import encode_time, parse_time

EIGHT = datetime(2026, 3, 1, 8, 0, 0, tzinfo=CHINA)


class TestParse:
    """dateTime of GB/T 28181-2022 A.2.1: local Beijing time without a zone."""

    @pytest.mark.parametrize(
        "text",
        [
            "2026-03-01T08:00:00",
            "2026-03-01 08:00:00",
            " 2026-03-01t08:00:00\r\n",
            "2026-3-1 8:00:00",
            "2026/03/01 08:00",
            "2026-03-01T08:00:00.000",
            "2026-03-01T00:00:00Z",
            "2026-03-01T08:00:00+08:00",
            "2026-02-28T19:00:00 -0500",
        ],
    )
    def test_every_spelling_of_eight(self, text):
        assert parse_time(text) == EIGHT

    def test_a_fraction_counts(self):
        assert parse_time("2026-03-01T08:00:00.1234567") == EIGHT + timedelta(microseconds=123456)
        assert parse_time("2026-03-01T08:00:00.5") == EIGHT + timedelta(milliseconds=500)

    def test_a_day_may_end_at_24(self):
        assert parse_time("2026-03-01T24:00:00") == datetime(2026, 3, 2, tzinfo=CHINA)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "x",
            "2026-03-01",
            "2026-02-30T00:00:00",
            "2026-13-01T00:00:00",
            "2026-03-01T25:00:00",
            "2026-03-01T00:60:00",
            "2026-03-01T00:00:99",
            "9999-12-31T24:00:00",
            "0000-01-01T00:00:00",
            "0001-01-01T00:00:00Z+",
            "2026-03-01T08:00:00+99:99",
            "20260301T080000",
            "2026-03-01T08:00:00" + " " * 100,
        ],
    )
    def test_what_is_no_time_is_none(self, text):
        assert parse_time(text) is None

    @given(st.text("0123456789-/:TZ+. ", max_size=40))
    def test_anything_is_a_time_or_none(self, text):
        found = parse_time(text)
        assert found is None or found.utcoffset() == timedelta(hours=8)

    @given(st.integers(0, 2**32))
    def test_what_is_written_is_read_back(self, seconds):
        moment = datetime.fromtimestamp(seconds, timezone(timedelta(hours=-7)))
        assert parse_time(encode_time(moment)) == moment


class TestEncode:
    def test_it_is_beijing_time_without_a_zone(self):
        assert encode_time(datetime(2026, 2, 28, 23, 59, 59, 900_000, tzinfo=UTC)) == "2026-03-01T07:59:59"
