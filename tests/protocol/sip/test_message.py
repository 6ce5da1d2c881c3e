import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.protocol.sip.headers import SipError
from console.protocol.sip.message import (
    BODY_LIMIT,
    HEAD_LIMIT,
    HEADER_LIMIT,
    LINE_LIMIT,
    Headers,
    MessageError,
    Request,
    Response,
    is_whole_xml,
    parse,
)
from tests.protocol.sip.composed import DEVICE, parsed, parsed_response, request, text

XML = b'<?xml version="1.0"?><Notify><CmdType>Keepalive</CmdType></Notify>'


def with_length(length: str, body: bytes, content_type: str = "Application/MANSCDP+xml") -> bytes:
    lines = f"Content-Type: {content_type}\n" + (f"Content-Length: {length}\n" if length else "")
    return text(f"MESSAGE sip:a@b SIP/2.0\nCall-ID: 1\n{lines}\n") + body


class TestStartLine:
    """RFC 3261 sections 7.1 and 7.2; RFC 4475 sections 3.1.2.8 to 3.1.2.10."""

    def test_request(self):
        message = parsed(b"MESSAGE sip:340@3402000000 SIP/2.0\r\n\r\n")
        assert (message.method, message.uri) == ("MESSAGE", "sip:340@3402000000")

    def test_response(self):
        message = parsed_response(b"SIP/2.0 101 Dialog Establishment\r\n\r\n")
        assert (message.status, message.reason, message.is_final) == (101, "Dialog Establishment", False)

    @pytest.mark.parametrize("line", [b"SIP/2.0 200", b"SIP/2.0 200 ", b"sip/2.0  200 OK"])
    def test_reason_and_case_are_optional(self, line):
        message = parsed_response(line + b"\r\n\r\n")
        assert message.status == 200
        assert message.is_success

    def test_blanks_round_the_parts_are_forgiven(self):
        assert parsed(b"INVITE  sip:a@b   sip / 2.0  \r\n\r\n").uri == "sip:a@b"

    @pytest.mark.parametrize(
        "blob", [b"", b"\r\n\r\n", b"jaK\0", b"\0\0\0\0", b" ", b"GET / HTTP/1.1\r\n\r\n", b"SIP/2.0 99\r\n\r\n"]
    )
    def test_anything_else_is_refused(self, blob):
        with pytest.raises(SipError):
            parse(blob)

    def test_what_precedes_it_is_skipped(self):
        assert parsed(b"\r\n\0 \r\nMESSAGE sip:a@b SIP/2.0\r\n\r\n").method == "MESSAGE"

    def test_another_version_can_be_answered(self):
        with pytest.raises(MessageError) as refused:
            parse(b"OPTIONS sip:a@b SIP/7.0\r\nVia: x\r\n\r\n")
        assert refused.value.status == 505
        assert isinstance(refused.value.message, Request)


class TestHeaders:
    """RFC 3261 section 7.3; GB/T 28181 reference, section 2.1."""

    def test_compact_forms_case_and_blanks(self):
        message = parsed(b"MESSAGE sip:a@b SIP/2.0\r\nI : 7\r\nvIa\t: V\r\nf: <sip:a@b>;tag=1\r\nT:<sip:c@d>\r\n\r\n")
        assert message.call_id == "7"
        assert message.headers.all("Via") == ["V"]
        assert message.from_id == "a"
        assert message.to_id == "c"

    def test_bare_line_feeds_and_folds(self):
        message = parsed(b"MESSAGE sip:a@b SIP/2.0\nSubject: one\n  two\n\tthree\nCall-ID: 7\n\nbody")
        assert message.headers["Subject"] == "one two three"
        assert message.call_id == "7"
        assert message.body == b"body"

    def test_bytes_that_are_no_utf8_survive(self):
        name = "东门".encode("gb18030")
        message = parsed(b'MESSAGE sip:a@b SIP/2.0\r\nFrom: "' + name + b'" <sip:a@b>;tag=1\r\n\r\n')
        assert name in message.encode()

    def test_stray_carriage_returns_neither_join_bytes_nor_hide_headers(self):
        message = parsed(b"MESSAGE sip:a@b SIP/2.0\r\r\nX: \xc2\r\x80\r\n\rCall-ID: 7\r\n\r\n")
        assert message.headers["X"] == "\udcc2 \udc80"
        assert message.call_id == "7"

    def test_a_line_without_a_colon_is_noise(self):
        assert parsed(b"MESSAGE sip:a@b SIP/2.0\r\nnoise\r\nCall-ID: 7\r\n\r\n").call_id == "7"

    def test_a_missing_empty_line_is_forgiven(self):
        assert parsed(b"MESSAGE sip:a@b SIP/2.0\r\nCall-ID: 7").call_id == "7"

    def test_repeating_one_value_is_forgiven(self):
        assert parsed(b"MESSAGE sip:a@b SIP/2.0\r\nCall-ID: 7\r\nCall-ID: 7\r\n\r\n").call_id == "7"

    @pytest.mark.parametrize("name", ["From", "To", "Call-ID", "CSeq", "Content-Length", "Max-Forwards"])
    def test_contradicting_oneself_is_not(self, name):
        with pytest.raises(MessageError):
            parse(text(f"MESSAGE sip:a@b SIP/2.0\n{name}: 1\n{name}: 2\n\n"))

    def test_missing_ones_are_named(self):
        with pytest.raises(SipError, match="call-id"):
            _ = parsed(b"MESSAGE sip:a@b SIP/2.0\r\n\r\n").call_id

    def test_spelling_when_written(self):
        headers = Headers([("call-id", "1"), ("cseq", "2"), ("www-authenticate", "3"), ("x-gb-ver", "3.0"), ("m", "4")])
        assert [name for name, _ in headers] == ["Call-ID", "CSeq", "WWW-Authenticate", "X-GB-Ver", "Contact"]


class TestLimits:
    """Reliability study, T11."""

    @pytest.mark.parametrize(
        "data",
        [
            b"MESSAGE sip:a@b SIP/2.0\r\nX: " + b"x" * LINE_LIMIT + b"\r\n\r\n",
            b"MESSAGE sip:a@b SIP/2.0\r\n" + b"X: 1\r\n" * (HEADER_LIMIT + 1) + b"\r\n",
            b"MESSAGE sip:a@b SIP/2.0\r\n" + b"X: 1\r\n " * (HEAD_LIMIT // 6),
            b"MESSAGE sip:" + b"a" * LINE_LIMIT + b"@b SIP/2.0\r\n\r\n",
            b"M" * 65 + b" sip:a@b SIP/2.0\r\n\r\n",
        ],
        ids=["line", "lines", "head", "start line", "method"],
    )
    def test_what_exceeds_them_is_refused(self, data):
        with pytest.raises(SipError):
            parse(data)

    def test_a_big_body_is_read(self):
        body = b"<a>" + b"x" * (BODY_LIMIT - 7) + b"</a>"
        assert len(parse(with_length(str(len(body)), body)).body) == BODY_LIMIT

    def test_a_bigger_one_is_not(self):
        with pytest.raises(MessageError) as refused:
            parse(with_length("", b"x" * (BODY_LIMIT + 1)))
        assert refused.value.status == 413


class TestBodyOfADatagram:
    """RFC 3261 section 18.3, and what devices make of Content-Length (SIP study, GB leniency rules)."""

    @pytest.mark.parametrize("length", ["", "0", str(len(XML) - 9), str(len(XML)), str(len(XML) + 9), "99999"])
    def test_whole_xml_is_taken_whole_whatever_was_counted(self, length):
        assert parse(with_length(length, XML)).body == XML

    def test_blanks_and_nul_round_it_do_not_matter(self):
        assert parse(with_length("3", b"\r\n" + XML + b"\r\n\0")).body.strip(b"\r\n\0") == XML

    def test_truncated_xml_is_refused(self):
        with pytest.raises(MessageError):
            parse(with_length(str(len(XML)), XML[:-9]))

    def test_noise_behind_the_message_is_cut_off(self):
        message = parse(text("REGISTER sip:a SIP/2.0\nContent-Length: 0\n\n\nINVITE sip:b SIP/2.0\n\n"))
        assert message.body == b""

    def test_a_session_description_counted_too_short_is_taken_whole(self):
        assert parse(with_length("5", b"v=0\r\ns=Play\r\n", "APPLICATION/SDP")).body == b"v=0\r\ns=Play\r\n"

    def test_one_counted_too_long_is_taken_from_an_answer_only(self):
        sdp = b"v=0\r\ns=Play\r\n"
        assert parse(text("SIP/2.0 200 OK\nContent-Length: 99\n\n") + sdp).body == sdp
        with pytest.raises(MessageError):
            parse(with_length("99", sdp, "application/sdp"))

    @pytest.mark.parametrize("length", ["-1", "x", "9" * 30])
    def test_nonsense_is_refused(self, length):
        with pytest.raises(MessageError):
            parse(with_length(length, b""))

    def test_whole_xml(self):
        assert is_whole_xml(b"\xef\xbb\xbf<a/>\0\0")
        assert not is_whole_xml(b"<a><b/>")
        assert not is_whole_xml(b"v=0")
        assert not is_whole_xml(b"")


class TestReply:
    """RFC 3261 section 8.2.6."""

    def test_it_echoes_what_was_written(self):
        data = request(
            via="SIP/2.0/UDP  10.1.2.7:5060;rport;branch=z9hG4bK1", sender='"东"<sip:1@2>;tag=x', extra="Via: second\n"
        )
        reply = parsed(data).reply(200, source=DEVICE, tag="t1")
        assert reply.headers.all("via") == [
            "SIP/2.0/UDP  10.1.2.7:5060;branch=z9hG4bK1;rport=5060;received=10.1.2.7",
            "second",
        ]
        assert reply.headers["from"] == '"东"<sip:1@2>;tag=x'
        assert reply.headers["to"].endswith(">;tag=t1")
        assert reply.headers["cseq"] == "20 MESSAGE"

    def test_a_tag_that_is_there_stays(self):
        reply = parsed(request(to="<sip:1@2>;tag=theirs")).reply(200, source=DEVICE, tag="ours")
        assert reply.headers["to"] == "<sip:1@2>;tag=theirs"

    def test_record_routes_are_copied_into_answers_that_make_a_dialog(self):
        invite = parsed(request("INVITE", extra="Record-Route: <sip:p1;lr>\nRecord-Route: <sip:p2;lr>\n"))
        assert invite.reply(200, source=DEVICE).headers.all("record-route") == ["<sip:p1;lr>", "<sip:p2;lr>"]
        assert "record-route" not in invite.reply(404, source=DEVICE).headers

    def test_a_request_that_lacks_everything_can_still_be_told(self):
        reply = parsed(b"INVITE sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP h\r\n\r\n").reply(400, source=DEVICE, tag="t")
        assert reply.start_line == "SIP/2.0 400 Bad Request"

    def test_an_unreadable_to_is_echoed_without_a_tag(self):
        reply = parsed(request(to='"open <sip:a@b>')).reply(400, source=DEVICE, tag="t")
        assert reply.headers["to"] == '"open <sip:a@b>'

    def test_body_and_type_go_together(self):
        reply = parsed(request()).reply(200, source=DEVICE, body=b"x", content_type="a/b")
        assert reply.encode().endswith(b"Content-Type: a/b\r\nContent-Length: 1\r\n\r\nx")


class TestEncoding:
    """RFC 3261 section 7."""

    def test_content_length_is_always_right(self):
        message = Response(Headers([("Content-Length", "77")]), "门".encode(), status=200, reason="OK")
        assert message.encode() == b"SIP/2.0 200 OK\r\nContent-Length: 3\r\n\r\n" + "门".encode()

    def test_a_line_end_in_a_value_does_not_begin_a_header(self):
        message = Response(Headers([("X", "a\r\nEvil: 1")]), status=400, reason="b\nEvil: 2")
        assert message.encode() == b"SIP/2.0 400 b Evil: 2\r\nX: a  Evil: 1\r\nContent-Length: 0\r\n\r\n"

    def test_unknown_status_without_a_reason(self):
        assert Response(Headers(), status=299).encode().startswith(b"SIP/2.0 299\r\n")

    names = st.text("abcdefghijklmnopqrstuvwxyz-", min_size=3, max_size=12)
    values = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=30)

    @given(st.dictionaries(names, values, max_size=8), st.binary(max_size=50))
    def test_what_is_written_is_read_back(self, pairs, body):
        pairs = {name: value for name, value in pairs.items() if name not in ("content-length", "max-forwards")}
        message = Request(Headers(pairs.items()), body, method="MESSAGE", uri="sip:a@b")
        again = parsed(message.encode())
        again.headers._values.pop("content-length")
        assert (again.headers, again.body, again.uri) == (message.headers, body, "sip:a@b")

    @given(st.binary(max_size=300))
    def test_any_bytes_are_read_or_refused(self, data):
        for prefix in (b"", b"MESSAGE sip:a@b SIP/2.0\r\n", b"SIP/2.0 200 OK\r\nVia: "):
            try:
                message = parse(prefix + data)
            except SipError:
                continue
            assert parse(message.encode()).headers.all("via") == message.headers.all("via")
