"""console.simulator.session_texts: SDP (GB/T 28181-2022 annex G) and MANSRTSP (annex B) as a device has them."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.model.media import Purpose
from console.simulator.session_texts import (
    OfferError,
    PlayerOrder,
    Role,
    answer,
    player_answer,
    read_offer,
    read_player_order,
)

_LIVE = b"""v=0\r
o=34020000002000000001 0 0 IN IP4 10.1.1.2\r
s=Play\r
c=IN IP4 10.1.1.2\r
t=0 0\r
m=video 30002 RTP/AVP 96 98 97\r
a=recvonly\r
a=rtpmap:96 PS/90000\r
y=0200000140\r
"""


class TestOffer:
    """Annex G."""

    def test_live_over_udp(self):
        offer = read_offer(_LIVE)
        assert (offer.purpose, offer.host, offer.port, offer.role) == (Purpose.LIVE, "10.1.1.2", 30002, Role.UDP)
        assert offer.ssrc == "0200000140"

    @pytest.mark.parametrize(("setup", "role"), [("passive", Role.CONNECT), ("active", Role.LISTEN)])
    def test_over_tcp_we_take_the_other_part(self, setup, role):
        text = _LIVE.replace(b"RTP/AVP", b"TCP/RTP/AVP") + f"a=setup:{setup}\r\n".encode()
        assert read_offer(text).role is role

    def test_download_has_a_range_and_a_speed(self):
        text = _LIVE.replace(b"s=Play", b"s=Download").replace(b"t=0 0", b"t=1772323200 1772326800")
        offer = read_offer(text + b"a=downloadspeed:4\r\n")
        assert (offer.purpose, offer.start, offer.end, offer.speed) == (Purpose.DOWNLOAD, 1772323200, 1772326800, 4)

    def test_a_range_in_seconds_since_1900_is_understood(self):
        text = _LIVE.replace(b"t=0 0", b"t=3981312000 3981315600")
        assert read_offer(text).start == 1772323200

    @pytest.mark.parametrize(
        "change",
        [(b"c=IN", b"x=IN"), (b"m=video", b"m=audio"), (b"30002", b"0"), (b"s=Play", b"s=Talk"), (b"RTP/AVP", b"SCTP")],
    )
    def test_what_cannot_be_served_is_refused(self, change):
        with pytest.raises(OfferError):
            read_offer(_LIVE.replace(*change))

    @given(st.binary(max_size=200))
    def test_any_bytes_are_read_or_refused(self, body):
        with suppress(OfferError):
            read_offer(body)


class TestAnswer:
    """As captured cameras answer."""

    def test_over_udp(self):
        text = answer(
            read_offer(_LIVE), channel_id="34020000001320000103", host="10.1.2.7", port=4000, ssrc="0200000140"
        )
        assert text == (
            b"v=0\r\no=34020000001320000103 0 0 IN IP4 10.1.2.7\r\ns=Play\r\nc=IN IP4 10.1.2.7\r\nt=0 0\r\n"
            b"m=video 4000 RTP/AVP 96\r\na=sendonly\r\na=rtpmap:96 PS/90000\r\ny=0200000140\r\nf=v/////a///\r\n"
        )

    def test_over_tcp_names_our_part(self):
        offer = read_offer(_LIVE.replace(b"RTP/AVP", b"TCP/RTP/AVP") + b"a=setup:passive\r\n")
        text = answer(offer, channel_id="1", host="10.1.2.7", port=4000, ssrc="0200000140")
        assert b"m=video 4000 TCP/RTP/AVP 96\r\n" in text
        assert b"a=setup:active\r\na=connection:new\r\n" in text


class TestPlayerOrders:
    """Annex B: the bodies of gb28181.md section 8."""

    @pytest.mark.parametrize(
        ("body", "order"),
        [
            ("PAUSE RTSP/1.0\r\nCSeq: 1\r\nPauseTime: now\r\n\r\n", PlayerOrder("PAUSE", "1", None, None)),
            ("PLAY RTSP/1.0\r\nCSeq: 2\r\nRange: npt=now-\r\n\r\n", PlayerOrder("PLAY", "2", None, None)),
            ("PLAY RTSP/1.0\r\nCSeq: 3\r\nRange: npt=100-\r\n\r\n", PlayerOrder("PLAY", "3", None, 100.0)),
            ("PLAY RTSP/1.0\r\nCSeq: 4\r\nScale: 2.000000\r\n\r\n", PlayerOrder("PLAY", "4", 2.0, None)),
            ("PLAY MANSRTSP/1.0\r\nCSeq:5\r\nScale:-1.0\r\n\r\n", PlayerOrder("PLAY", "5", -1.0, None)),
            ("PLAY rtsp://x/y RTSP/1.0\r\nCSeq: 6\r\n\r\n", PlayerOrder("PLAY", "6", None, None)),
            ("TEARDOWN RTSP/1.0\r\nCSeq: 7\r\n\r\n", PlayerOrder("TEARDOWN", "7", None, None)),
        ],
    )
    def test_are_read(self, body, order):
        assert read_player_order(body.encode()) == order

    def test_anything_else_is_none(self):
        assert read_player_order(b"<Control/>") is None

    def test_are_answered_with_their_own_number(self):
        assert player_answer(PlayerOrder("PLAY", "4", 2.0, None)) == b"RTSP/1.0 200 OK\r\nCSeq: 4\r\n\r\n"
