from datetime import UTC, datetime

import pytest

from console.model.clock import CHINA
from console.model.media import MediaTransport, Purpose
from console.model.records import TimeSpan
from console.protocol.gb28181.media_description import MediaAnswer, MediaOffer
from console.protocol.sdp.description import SdpError
from tests.protocol.gb28181.captured import device_bodies

CHANNEL, PLATFORM = "44010200491320000101", "44010200492000000001"
SPAN = TimeSpan(datetime(2026, 3, 1, 8, tzinfo=CHINA), datetime(2026, 3, 1, 1, tzinfo=UTC))
UDP, PASSIVE, ACTIVE = MediaTransport.UDP, MediaTransport.TCP_PASSIVE, MediaTransport.TCP_ACTIVE


def offer(purpose: Purpose = Purpose.LIVE, transport: MediaTransport = UDP, **changes) -> MediaOffer:
    values = {"host": "10.1.1.2", "port": 30002, "ssrc": "0102000001", "span": None, **changes}
    return MediaOffer(purpose=purpose, platform_id=PLATFORM, channel_id=CHANNEL, transport=transport, **values)


def answer(media: str = "m=video 17495 RTP/AVP 96", more: str = "") -> MediaAnswer:
    return MediaAnswer.parse(f"v=0\r\no=1 0 0 IN IP4 1.2.3.4\r\ns=Play\r\n{media}\r\n{more}".encode())


class TestOffer:
    """GB/T 28181-2022 annex G and clause 9."""

    def test_live_by_udp(self):
        assert offer().encode().decode() == (
            "v=0\r\no=44010200492000000001 0 0 IN IP4 10.1.1.2\r\ns=Play\r\nc=IN IP4 10.1.1.2\r\nt=0 0\r\n"
            "m=video 30002 RTP/AVP 96 98 99 97\r\na=recvonly\r\na=rtpmap:96 PS/90000\r\na=rtpmap:98 H264/90000\r\n"
            "a=rtpmap:99 H265/90000\r\na=rtpmap:97 MPEG4/90000\r\ny=0102000001\r\n"
        )

    def test_playback_by_tcp_where_we_listen(self):
        text = offer(Purpose.PLAYBACK, PASSIVE, span=SPAN, ssrc="1102000002").encode().decode()
        assert text == (
            "v=0\r\no=44010200492000000001 0 0 IN IP4 10.1.1.2\r\ns=Playback\r\nu=44010200491320000101:0\r\n"
            "c=IN IP4 10.1.1.2\r\nt=1772323200 1772326800\r\nm=video 30002 TCP/RTP/AVP 96 98 99 97\r\na=recvonly\r\n"
            "a=setup:passive\r\na=connection:new\r\na=rtpmap:96 PS/90000\r\na=rtpmap:98 H264/90000\r\n"
            "a=rtpmap:99 H265/90000\r\na=rtpmap:97 MPEG4/90000\r\ny=1102000002\r\n"
        )

    def test_where_we_connect_we_say_active(self):
        assert b"TCP/RTP/AVP" in offer(transport=ACTIVE).encode()
        assert b"a=setup:active\r\n" in offer(transport=ACTIVE).encode()

    def test_a_download_says_how_fast(self):
        text = offer(Purpose.DOWNLOAD, span=SPAN, download_speed=4).encode()
        assert b"s=Download\r\n" in text
        assert b"a=downloadspeed:4\r\n" in text
        assert b"downloadspeed" not in offer(Purpose.PLAYBACK, span=SPAN).encode()

    def test_parameters_are_sent_when_asked_for(self):
        assert offer(parameters="v/2/4///a///").encode().endswith(b"y=0102000001\r\nf=v/2/4///a///\r\n")

    def test_an_ipv6_address_is_named_as_one(self):
        assert b"c=IN IP6 fd00::2\r\n" in offer(host="fd00::2").encode()

    @pytest.mark.parametrize("purpose", [Purpose.PLAYBACK, Purpose.DOWNLOAD])
    def test_history_needs_a_span(self, purpose):
        with pytest.raises(ValueError, match="without a span"):
            offer(purpose).encode()

    def test_a_name_is_no_address(self):
        with pytest.raises(ValueError, match="camera"):
            offer(host="camera.local").encode()

    def test_the_subject_names_the_channel(self):
        assert offer().subject() == "44010200491320000101:0102000001,44010200492000000001:0"


class TestAnswer:
    def test_a_plain_answer(self):
        found = answer(more="c=IN IP4 10.1.2.7\r\na=sendonly\r\na=rtpmap:96 PS/90000\r\ny=0102000001\r\n")
        assert found == MediaAnswer("10.1.2.7", 17495, False, "", 102000001, None, {96: "PS"})

    @pytest.mark.parametrize("body", [b"", b"\r\n", b"\0"])
    def test_no_description_leaves_everything_open(self, body):
        assert MediaAnswer.parse(body) == MediaAnswer()

    @pytest.mark.parametrize(
        ("body", "reason"),
        [(b"v=0\r\ns=Play\r\n", "no m= line"), (b"m=audio 9 RTP/AVP 8", "only audio"), (b"hello", "no line of SDP")],
    )
    def test_an_answer_without_video_is_refused_with_the_reason(self, body, reason):
        with pytest.raises(SdpError, match=reason):
            MediaAnswer.parse(body)

    def test_the_video_with_a_port_is_chosen(self):
        found = answer("m=audio 8 RTP/AVP 8\r\nm=video 0 RTP/AVP 96\r\nm=video 9000 TCP/RTP/AVP 96")
        assert (found.port, found.is_tcp) == (9000, True)

    @pytest.mark.parametrize("host", ["0.0.0.0", "::", "camera", "999.1.1.1", ""])
    def test_an_address_nobody_can_use_is_none(self, host):
        assert answer(more=f"c=IN IP4 {host}\r\n").host == ""

    def test_port_0_is_no_port(self):
        assert answer("m=video 0 TCP/RTP/AVP 96", "a=setup:active\r\n").port is None

    @pytest.mark.parametrize(
        ("line", "ssrc"), [("y=0", 0), ("y=", None), ("y=abc", None), ("Y= 0102000001", 102000001)]
    )
    def test_the_ssrc(self, line, ssrc):
        assert answer(more=f"{line}\r\n").ssrc == ssrc

    @pytest.mark.parametrize(("value", "size"), [("731906048", 731906048), ("", None), ("-1", None), ("9" * 16, None)])
    def test_the_size_of_a_download(self, value, size):
        assert answer(more=f"a=filesize:{value}\r\n").file_size == size

    @pytest.mark.parametrize(
        ("protocol", "setup", "is_tcp"),
        [("RTP/AVP", "", False), ("TCP/RTP/AVP", "active", True), ("TCP/RTP/AVP", "PASSIVE", True)],
    )
    def test_the_transport(self, protocol, setup, is_tcp):
        found = answer(f"m=video 9000 {protocol} 96", f"a=setup:{setup}\r\n" if setup else "")
        assert (found.is_tcp, found.setup) == (is_tcp, setup.lower())

    def test_the_answers_of_real_devices_are_read(self, shared_data):
        answers = [MediaAnswer.parse(body) for _, kind, body in device_bodies(shared_data) if "sdp" in kind.lower()]
        assert len(answers) > 5
        assert all(found.port and found.host and found.ssrc and found.encodings == {96: "PS"} for found in answers)
        assert {found.is_tcp for found in answers} == {True, False}
