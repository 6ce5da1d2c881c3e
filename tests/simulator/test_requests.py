"""console.simulator.requests: reading what a platform sends, as small firmware does."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.model.clock import CHINA
from console.simulator.requests import read, read_time

_QUERY = """<?xml version="1.0" encoding="GB2312"?>
<Query>
<CmdType>Catalog</CmdType>
<SN>07875</SN>
<DeviceID>34020000001320000103</DeviceID>
</Query>
"""


def test_a_captured_query_is_read():
    order = read(_QUERY.encode())
    assert order is not None
    assert (order.root, order.command, order.sn, order.device_id) == (
        "query",
        "Catalog",
        "07875",
        "34020000001320000103",
    )


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_chinese_text_is_read_in_either_charset(encoding):
    text = _QUERY.replace("</Query>", "<PresetName>大门 &amp; 岗亭</PresetName></Query>")
    order = read(text.encode(encoding))
    assert order is not None
    assert order.value("PresetName") == "大门 & 岗亭"


def test_case_of_tags_does_not_matter():
    order = read(b"<control><cmdtype>DeviceControl</cmdtype><sn>1</sn><ptzcmd>A50F</ptzcmd></control>")
    assert order is not None
    assert order.value("PTZCmd") == "A50F"


@pytest.mark.parametrize("gone", ["CmdType", "SN", "Query"])
def test_an_order_without_its_essentials_is_none(gone):
    assert read(_QUERY.replace(gone, "Gone").encode()) is None


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(body):
    read(body)


class TestTimes:
    def test_have_no_zone_and_mean_that_of_the_device(self):
        expected = datetime(2026, 3, 1, 8, 0, tzinfo=CHINA).timestamp()
        assert read_time("2026-03-01T08:00:00", CHINA) == expected
        assert read_time("2026-03-01 08:00:00", CHINA) == expected
        assert read_time("2026-03-01T00:00:00Z", CHINA) == expected

    def test_that_cannot_be_read_are_none(self):
        assert read_time(None, CHINA) is None
        assert read_time("yesterday", CHINA) is None
