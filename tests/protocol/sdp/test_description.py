import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.protocol.sdp.description import (
    LINES_LIMIT,
    OCTETS_LIMIT,
    Attribute,
    MediaSection,
    Origin,
    SdpError,
    SessionDescription,
)

ANSWER = (
    "v=0\r\no=34020000001320000101 0 0 IN IP4 10.1.2.7\r\ns=Play\r\nc=IN IP4 10.1.2.7\r\nt=0 0\r\n"
    "m=video 17495 RTP/AVP 96\r\na=sendonly\r\na=rtpmap:96 PS/90000\r\ny=0200003077\r\nf=v/2/6/25/1/4096a///\r\n"
)


def parse(text: str) -> SessionDescription:
    return SessionDescription.parse(text.encode())


class TestParse:
    """RFC 8866 section 5; GB/T 28181-2022 annex G for y= and f=."""

    def test_a_plain_answer_is_read(self):
        description = parse(ANSWER)
        assert description.origin == Origin("34020000001320000101", "10.1.2.7")
        assert description.name == "Play"
        assert description.host == "10.1.2.7"
        assert (description.start, description.stop) == (0, 0)
        assert description.ssrc == "0200003077"
        assert description.parameters == "v/2/6/25/1/4096a///"
        (section,) = description.media
        assert (section.kind, section.port, section.protocol, section.formats) == ("video", 17495, "RTP/AVP", ("96",))
        assert section.attribute("sendonly") == ""
        assert section.attribute("setup") is None
        assert section.encodings() == {96: "PS"}

    @pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r\r\n", "\r", "\n\n", "\r\n\0"])
    def test_every_line_end_is_the_same(self, line_end):
        assert parse(ANSWER.replace("\r\n", line_end)) == parse(ANSWER)

    def test_blanks_before_and_around_do_not_count(self):
        spaced = "".join(f"  {line.replace('=', ' = ', 1)} \r\n" for line in ANSWER.splitlines())
        assert parse("\r\n \r\n" + spaced) == parse(ANSWER)

    def test_letters_may_be_upper_case(self):
        shouted = parse(ANSWER.replace("m=video", "M=VIDEO").replace("a=", "A=").replace("y=", "Y="))
        assert shouted == parse(ANSWER)

    @pytest.mark.parametrize("missing", ["v=", "o=", "s=", "c=", "t=", "y=", "f=", "a=rtpmap"])
    def test_a_missing_line_leaves_the_rest(self, missing):
        kept = [line for line in ANSWER.splitlines() if not line.startswith(missing)]
        assert parse("\r\n".join(kept)).media[0].port == 17495

    def test_the_lines_of_gb28181_may_stand_anywhere(self):
        lines = ANSWER.splitlines()
        moved = [lines[-1], lines[-2], *lines[:-2]]
        assert parse("\r\n".join(moved)) == parse(ANSWER)

    def test_lines_nobody_needs_are_forgotten(self):
        more = ANSWER.replace(
            "t=0 0\r\n", "i=a camera\r\nb=AS:4096\r\nnonsense\r\nlonger=1\r\n=\r\nt=0 0\r\nk=clear:x\r\n"
        )
        assert parse(more) == parse(ANSWER)

    def test_each_medium_keeps_its_own_lines(self):
        description = parse(
            "v=0\nc=IN IP4 10.0.0.1\na=tool:x\nm=audio 9000 RTP/AVP 8\na=rtpmap:8 PCMA/8000\n"
            "m=video 9002/2 TCP/RTP/AVP 96 98\nc=IN IP4 239.1.1.1/127\na=setup: Passive\na=rtpmap: 96 ps/90000\ny=1\n"
        )
        audio, video = description.media
        assert description.attribute("tool") == "x"
        assert description.host_of(audio) == "10.0.0.1"
        assert description.host_of(video) == "239.1.1.1"
        assert audio.encodings() == {8: "PCMA"}
        assert video.encodings() == {96: "PS"}
        assert video.attribute("setup") == "Passive"
        assert (video.port, video.formats) == (9002, ("96", "98"))

    def test_the_first_of_repeated_lines_counts(self):
        twice = parse(ANSWER + "y=0000000009\r\ns=Other\r\nc=IN IP4 9.9.9.9\r\nt=5 6\r\n")
        assert (twice.ssrc, twice.name, twice.host) == ("0200003077", "Play", "10.1.2.7")

    @pytest.mark.parametrize(
        ("value", "host"), [("IN IP4", ""), ("", ""), ("IN IP6 fd00::1", "fd00::1"), ("10.0.0.9", "10.0.0.9")]
    )
    def test_a_connection_line_without_address_says_nothing(self, value, host):
        assert parse(f"v=0\nc={value}\nm=video 1 RTP/AVP 96").host == host

    def test_a_chinese_name_of_either_character_set_is_read(self):
        text = ANSWER.replace("s=Play", "s=东门")
        for charset in ("utf-8", "gb18030"):
            assert SessionDescription.parse(text.encode(charset)).name == "东门"

    @pytest.mark.parametrize(
        "bad",
        ["", "\r\n\r\n", "hello", "m=video", "m=video x RTP/AVP", "m=video -1 RTP/AVP 96", "m=video 65536 RTP/AVP"],
    )
    def test_what_cannot_be_used_is_refused(self, bad):
        with pytest.raises(SdpError):
            parse(bad)

    def test_size_is_limited(self):
        with pytest.raises(SdpError, match="octets"):
            SessionDescription.parse(b"a" * (OCTETS_LIMIT + 1))
        with pytest.raises(SdpError, match="lines"):
            parse("a=x\n" * (LINES_LIMIT + 1))
        assert parse("a=x\n" * LINES_LIMIT)


class TestEncode:
    def test_lines_stand_in_the_order_of_annex_g(self):
        description = SessionDescription(
            origin=Origin("34020000002000000001", "10.1.1.2"),
            name="Playback",
            uri="34020000001320000101:0",
            host="10.1.1.2",
            start=1772323200,
            stop=1772326800,
            attributes=(Attribute("tool", "x"),),
            media=(MediaSection("video", 30004, "TCP/RTP/AVP", ("96",), "", (Attribute("recvonly"),)),),
            ssrc="1102000002",
            parameters="v/////a///",
        )
        assert description.encode() == (
            b"v=0\r\no=34020000002000000001 0 0 IN IP4 10.1.1.2\r\ns=Playback\r\nu=34020000001320000101:0\r\n"
            b"c=IN IP4 10.1.1.2\r\nt=1772323200 1772326800\r\na=tool:x\r\nm=video 30004 TCP/RTP/AVP 96\r\n"
            b"a=recvonly\r\ny=1102000002\r\nf=v/////a///\r\n"
        )

    def test_an_ipv6_address_is_named_as_one(self):
        assert b"c=IN IP6 fd00::1\r\n" in SessionDescription(host="fd00::1").encode()

    def test_a_line_end_in_a_value_is_our_mistake(self):
        with pytest.raises(ValueError, match="line end"):
            SessionDescription(uri="34020000001320000101\r\na=evil:0").encode()


WORD = st.text("abcxyz0189", min_size=1, max_size=8)
SECTION = st.builds(
    MediaSection,
    kind=st.sampled_from(["video", "audio"]),
    port=st.integers(0, 65535),
    protocol=st.sampled_from(["RTP/AVP", "TCP/RTP/AVP"]),
    formats=st.lists(st.sampled_from(["96", "98", "8"]), min_size=1).map(tuple),
    host=st.sampled_from(["", "10.0.0.1", "fd00::1"]),
    attributes=st.lists(st.builds(Attribute, WORD, st.one_of(st.just(""), WORD)), max_size=4).map(tuple),
)
DESCRIPTION = st.builds(
    SessionDescription,
    origin=st.one_of(st.none(), st.builds(Origin, WORD, st.just("10.0.0.1"))),
    name=WORD,
    uri=st.one_of(st.just(""), WORD),
    host=st.sampled_from(["", "10.0.0.1", "fd00::1"]),
    start=st.integers(1, 2**40),
    stop=st.integers(0, 2**40),
    attributes=st.lists(st.builds(Attribute, WORD, WORD), max_size=3).map(tuple),
    media=st.lists(SECTION, max_size=3).map(tuple),
    ssrc=st.one_of(st.just(""), st.text("0123456789", min_size=10, max_size=10)),
    parameters=st.one_of(st.just(""), WORD),
)


class TestProperties:
    @given(DESCRIPTION)
    def test_what_is_written_is_read_back(self, description):
        assert SessionDescription.parse(description.encode()) == description

    @given(st.one_of(st.binary(max_size=400), st.text("vosuctmayf= \r\n0196:/IN4", max_size=400).map(str.encode)))
    def test_anything_is_read_or_refused(self, body):
        try:
            description = SessionDescription.parse(body)
        except SdpError:
            return
        for section in description.media:
            assert 0 <= section.port <= 65535
            section.encodings()
