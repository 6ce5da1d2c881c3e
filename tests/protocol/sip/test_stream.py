import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.protocol.sip.headers import SipError
from console.protocol.sip.message import BODY_LIMIT, HEAD_LIMIT, LINE_LIMIT, parse
from console.protocol.sip.stream import MessageStream
from tests.protocol.sip.captured import of_device
from tests.protocol.sip.composed import request, text

XML = "<Notify><CmdType>Keepalive</CmdType><Name>东门</Name></Notify>".encode()


def with_xml(length: int | None, body: bytes = XML, start: str = "MESSAGE sip:a@b SIP/2.0") -> bytes:
    line = "" if length is None else f"Content-Length: {length}\n"
    return text(f"{start}\nCall-ID: 1\nContent-Type: Application/MANSCDP+xml\n{line}\n") + body


NEXT = request("REGISTER")


class TestFraming:
    """RFC 3261 section 18.3."""

    def test_several_messages_in_one_segment(self):
        stream = MessageStream()
        first, second = request(body=b"<a></a>"), request("BYE")
        assert stream.feed(first + second) == [first, second]
        assert not stream.is_inside_message

    def test_a_message_in_many_segments(self):
        stream = MessageStream()
        message = request(body=b"<a></a>")
        pieces = [stream.feed(message[i : i + 1]) for i in range(len(message))]
        assert pieces == [[]] * (len(message) - 1) + [[message]]

    def test_keepalives_between_messages_are_dropped_silently(self):
        stream = MessageStream()
        assert stream.feed(b"\r\n\r\n" + NEXT + b"\0\0\0\0" + b" " + NEXT + b"\r\n") == [NEXT, NEXT]
        assert stream.skipped == 0

    def test_noise_is_skipped_and_counted(self):
        stream = MessageStream()
        assert stream.feed(b"GET / HTTP/1.1\r\nHost: x\r\n\r\njaK\0" + NEXT) == [NEXT]
        assert stream.skipped == len(b"GET / HTTP/1.1\r\n" + b"Host: x\r\n" + b"jaK\0")

    def test_noise_alone_begins_no_message(self):
        stream = MessageStream()
        stream.feed(b"jaK\0")
        assert not stream.is_inside_message
        assert stream.feed(NEXT) == [NEXT]

    def test_an_endless_line_of_noise_is_not_kept(self):
        stream = MessageStream()
        stream.feed(b"x" * (10 * LINE_LIMIT))
        assert len(stream._buffer) <= LINE_LIMIT

    def test_compact_length_and_bare_line_feeds(self):
        message = b"MESSAGE sip:a@b SIP/2.0\nl : 3\n\nabc"
        assert MessageStream().feed(message + NEXT) == [message, NEXT]

    @pytest.mark.parametrize(
        "data", [b"MESSAGE sip:a@b SIP/2.0\r\n" + b"X: 1\r\n" * HEAD_LIMIT, with_xml(BODY_LIMIT + 1)]
    )
    def test_what_exceeds_a_limit_makes_the_stream_useless(self, data):
        with pytest.raises(SipError):
            MessageStream().feed(data)


class TestWrongLength:
    """Content-Length as devices count it (SIP study, GB leniency rules)."""

    @pytest.mark.parametrize("length", [None, 0, 1, len(XML) - 4, len(XML)])
    def test_xml_is_followed_to_its_end(self, length):
        message = with_xml(length)
        assert MessageStream().feed(message + NEXT) == [message, NEXT]

    def test_a_truncated_body_ends_where_it_was_announced(self):
        cut = XML[:-12]
        message = with_xml(len(cut), cut)
        assert MessageStream().feed(message + NEXT + with_xml(len(XML)))[:2] == [message, NEXT]

    def test_a_request_without_the_body_it_announces_by_its_type_waits_for_what_comes(self):
        stream = MessageStream()
        assert stream.feed(with_xml(0, b"")) == []
        assert stream.feed(NEXT) == [with_xml(0, b""), NEXT]

    def test_it_is_handed_out_when_nothing_comes(self):
        stream = MessageStream()
        stream.feed(with_xml(0, b""))
        assert stream.is_inside_message
        assert stream.expire() == with_xml(0, b"")
        assert not stream.is_inside_message

    def test_a_message_that_is_short_of_its_length_does_not_expire(self):
        stream = MessageStream()
        stream.feed(with_xml(len(XML), XML[:9]))
        assert stream.expire() is None

    def test_an_answer_may_be_empty(self):
        answer = with_xml(0, b"", "SIP/2.0 200 OK")
        assert MessageStream().feed(answer) == [answer]

    def test_text_that_is_no_xml_is_left_alone(self):
        message = with_xml(5, b"hello")
        assert MessageStream().feed(message + NEXT) == [message, NEXT]


MESSAGES = [
    NEXT,
    request(body=b"plain"),
    with_xml(len(XML)),
    with_xml(0),
    with_xml(None),
    with_xml(len(XML) - 3),
    with_xml(len(XML) - 12, XML[:-12]),
    with_xml(0, b"", "SIP/2.0 200 OK"),
    b"\r\n\r\n",
    b"jaK\0",
    b"noise SIP/2 \r\n",
    b"SIP/2.0 ",
    b"</Notify>",
    b"<a><b>",
    with_xml(0, b"X: 1\r\n<Notify></Notify>"),
    with_xml(len(XML), XML.replace(b"</Notify>", b"</NotifyX")),
    with_xml(0, b"<?xml" + b" " * 3000 + XML),
    with_xml(0, b" " * 3000 + XML),
    b"A b SIP/2.0 200 OK\r\n",
    b"x" * 9000 + NEXT,
    b"\n" + b"\r" * 30 + b"\n",
]


class TestSplitting:
    """The same bytes give the same messages, whatever way they were split."""

    @settings(max_examples=400)
    @given(st.lists(st.sampled_from(MESSAGES), max_size=6), st.lists(st.integers(1, 200), max_size=40))
    def test_it_does_not_matter(self, messages, sizes):
        data = b"".join(messages)
        whole = MessageStream()
        expected = whole.feed(data)
        stream, found = MessageStream(), []
        for size in [*sizes, len(data)]:
            found += stream.feed(data[:size])
            data = data[size:]
        assert found == expected
        assert stream.skipped == whole.skipped

    @given(st.binary(max_size=400), st.integers(1, 50))
    def test_nor_does_it_for_any_bytes(self, data, size):
        data = b"MESSAGE sip:a@b SIP/2.0\r\n" + data + b"\r\n\r\n" + NEXT
        try:
            expected = MessageStream().feed(data)
        except SipError:
            return
        stream, found = MessageStream(), []
        for start in range(0, len(data), size):
            found += stream.feed(data[start : start + size])
        assert found == expected

    @pytest.mark.parametrize("peer", ["exosip2-camera", "go-device-sip-tcp", "rv1126-firmware"])
    @pytest.mark.parametrize("size", [1, 7, 64, 1000, 100_000])
    def test_captured_messages(self, shared_data, peer, size):
        messages = [entry.data for entry in of_device(shared_data, peer) if len(entry.data) > 4]
        data = b"".join(messages)
        stream, found = MessageStream(), []
        for start in range(0, len(data), size):
            found += stream.feed(data[start : start + size])
        # What follows the announced length is a line end at most.
        assert [message.strip() for message in found] == [message.strip() for message in messages]
        for message in found:
            parse(message)


class TestTime:
    """No stream takes more than linear time."""

    @pytest.mark.parametrize(
        "unit",
        [b"\n", b"x\n", b" \n\r", b"SIP/2 ", b"a a SIP/", b"SIP/2.0 ", b"<", b"</", b"\r", b"A b ", b"A:SIP/2.0 2\n"],
    )
    @pytest.mark.parametrize("start", [b"", with_xml(0, b"<?xml"), with_xml(0, b"<a>")])
    def test_of_noise(self, unit, start):
        stream = MessageStream()
        started = time.perf_counter()
        stream.feed(start)
        for _ in range(8):
            stream.feed(unit * (64 * 1024 // len(unit)))
        # Half a mebibyte; a quadratic scan would take minutes.
        assert time.perf_counter() - started < 2
