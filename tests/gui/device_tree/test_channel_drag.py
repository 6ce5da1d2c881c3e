"""Channels as the payload of a drag."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData

from console.model.catalog import ChannelRef
from ui.device_tree.channel_drag import MIME_TYPE, encode_channels, parse_channels

REFS = st.lists(st.builds(ChannelRef, st.text(max_size=20), st.text(max_size=20)), max_size=5)


@given(REFS)
def test_what_goes_in_comes_out(refs: list[ChannelRef]) -> None:
    assert parse_channels(encode_channels(refs)) == refs


def test_identifiers_can_be_dropped_as_text() -> None:
    assert encode_channels([ChannelRef("d", "1"), ChannelRef("d", "2")]).text() == "1\n2"


def test_another_payload_holds_no_channels() -> None:
    payload = QMimeData()
    payload.setText("34020000001320000001")
    assert parse_channels(payload) == []


@pytest.mark.parametrize(
    "broken", [b"", b"\xff", b"{}", b"5", b"null", b'["ab"]', b'[["a"]]', b"[1]", b'[["a","b","c"]]']
)
def test_a_broken_payload_is_refused(broken: bytes) -> None:
    payload = QMimeData()
    payload.setData(MIME_TYPE, broken)
    assert parse_channels(payload) in ([], [ChannelRef("a", "b")])


@given(st.binary(max_size=40))
def test_any_payload_is_parsed_or_refused(content: bytes) -> None:
    payload = QMimeData()
    payload.setData(MIME_TYPE, content)
    assert all(isinstance(ref, ChannelRef) for ref in parse_channels(payload))
