import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.protocol.mpeg.sniff import Container, sniff_container

TRANSPORT_PACKET = b"\x47" + bytes(187)


class TestSniffing:
    """gb28181.md 10.2 rule 3: before the payload type is believed."""

    @pytest.mark.parametrize(
        ("payload", "container"),
        [
            (b"\0\0\x01\xba\x44", Container.PROGRAM_STREAM),
            (b"\0\0\x01\xe0\x00\x20", Container.PROGRAM_STREAM),
            (TRANSPORT_PACKET * 7, Container.TRANSPORT_STREAM),
            (TRANSPORT_PACKET[:-1], None),
            (TRANSPORT_PACKET + b"\x48" + bytes(187), None),
            (b"\0\0\0\x01\x67", Container.ELEMENTARY_STREAM),
            (b"\0\0\x01\x65", Container.ELEMENTARY_STREAM),
            (b"\x7c\x85rest of a fragment", None),
            (b"", None),
        ],
    )
    def test_containers(self, payload: bytes, container: Container | None) -> None:
        assert sniff_container(payload) is container

    @given(st.binary(max_size=400))
    def test_anything_has_a_container_or_none(self, payload: bytes) -> None:
        assert sniff_container(payload) in (None, *Container)
