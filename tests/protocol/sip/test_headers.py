import time
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.protocol.sip.headers import (
    Address,
    CSeq,
    SipError,
    SipUri,
    Via,
    parse_integer,
    parse_parameters,
    quote,
    readable,
    split,
    unquote,
    with_source,
)


class TestIntegers:
    """RFC 3261 section 25.1 (1*DIGIT), and RFC 4475 section 3.1.2.4 on too many of them."""

    def test_leading_zeros_and_blanks_do_not_matter(self):
        assert parse_integer(" 0068 ", 255) == 68

    @pytest.mark.parametrize("text", ["", "-1", "+1", "1.0", "0x1", "\uff11", "1_0", "9" * 6000, "256"])
    def test_anything_else_is_refused(self, text):
        with pytest.raises(SipError):
            parse_integer(text, 255)


class TestUri:
    """RFC 3261 section 19.1."""

    def test_domain_may_be_all_digits(self):
        assert SipUri.parse("sip:34020000001320000001@3402000000") == SipUri(
            "sip", "34020000001320000001", "3402000000"
        )

    def test_parts(self):
        uri = SipUri.parse("SIPS:alice;day=tuesday:secret@Example_1.com:5061;transport=TCP;lr?subject=x")
        assert (uri.scheme, uri.user, uri.host, uri.port) == ("sips", "alice;day=tuesday", "Example_1.com", 5061)
        assert uri.parameters == {"transport": "TCP", "lr": ""}

    def test_user_is_optional(self):
        assert SipUri.parse("sip:127.0.0.1:5060") == SipUri("sip", "", "127.0.0.1", 5060)

    def test_ipv6_host(self):
        assert SipUri.parse("sip:1@[2001:db8::9]:5060").host == "2001:db8::9"

    def test_of_another_scheme_only_the_scheme_is_known(self):
        assert SipUri.parse("tel:+86-10-1234").scheme == "tel"

    @pytest.mark.parametrize(
        "text", ["", "sip:", "sip:@", "<sip:a@b>", "a@b", "sip:a@b:99999", "sip:a@b c", "sip:a@[::1"]
    )
    def test_nonsense_is_refused(self, text):
        with pytest.raises(SipError):
            SipUri.parse(text)


class TestAddress:
    """RFC 3261 section 20.10."""

    def test_name_addr(self):
        address = Address.parse('"A. G. \\"B\\" <x>" <sip:a@b;x=1> ; tag = 7 ;y')
        assert address.display_name == 'A. G. "B" <x>'
        assert address.uri == "sip:a@b;x=1"
        assert address.parameters == {"tag": "7", "y": ""}

    def test_without_brackets_parameters_belong_to_the_header(self):
        address = Address.parse("sip:a@b;tag=7")
        assert (address.uri, address.tag, address.user) == ("sip:a@b", "7", "a")

    def test_unquoted_chinese_name(self):
        assert Address.parse("东门 <sip:a@b>").display_name == "东门"

    @pytest.mark.parametrize("text", ["", ";tag=1", '"a <sip:a@b>', "<sip:a@b", '"a'])
    def test_unfinished_ones_are_refused(self, text):
        with pytest.raises(SipError):
            Address.parse(text)


class TestVia:
    """RFC 3261 section 20.42."""

    def test_only_the_first_of_a_line_is_read(self):
        via = Via.parse(
            "SIP/2.0/TCP 192.168.3.99:5060;branch=z9hG4bK_1, SIP/2.0/TCP 192.168.3.99:5060;branch=z9hG4bK_2"
        )
        assert (via.transport, via.host, via.port, via.branch) == ("TCP", "192.168.3.99", 5060, "z9hG4bK_1")

    def test_blanks_and_case(self):
        via = Via.parse("sip / 2.0 /\tudp  EXAMPLE.com : 5070 ; BRANCH = Z9hg4bKx ;rport")
        assert (via.transport, via.host, via.port) == ("UDP", "example.com", 5070)
        assert via.is_rfc3261
        assert via.parameters["rport"] == ""

    def test_rport_with_an_empty_value(self):
        assert Via.parse("SIP/2.0/UDP 10.0.0.1;rport=;branch=z9hG4bK1").parameters["rport"] == ""

    @pytest.mark.parametrize("branch", ["", "1", "z9hG4bK"])
    def test_a_branch_without_the_cookie_names_no_transaction(self, branch):
        assert not Via.parse(f"SIP/2.0/UDP h;branch={branch}").is_rfc3261

    @pytest.mark.parametrize(
        "text", ["", "SIP/2.0", "SIP/2.0/UDP", "HTTP/2.0/UDP h", "SIP/2.0/UDP h:x", "SIP/2.0/UDP h i"]
    )
    def test_nonsense_is_refused(self, text):
        with pytest.raises(SipError):
            Via.parse(text)


class TestSourceOfARequest:
    """RFC 3581 section 4; RFC 3261 section 18.2.1."""

    def test_rport_is_filled_in(self):
        line = "SIP/2.0/UDP 10.1.2.7:5060;rport;branch=z9hG4bK1"
        assert with_source(line, "10.9.9.9", 1024) == (
            "SIP/2.0/UDP 10.1.2.7:5060;branch=z9hG4bK1;rport=1024;received=10.9.9.9"
        )

    def test_another_host_is_noted_though_nobody_asked(self):
        assert with_source("SIP/2.0/UDP nvr.local;branch=z9hG4bK1", "10.9.9.9", 1024) == (
            "SIP/2.0/UDP nvr.local;branch=z9hG4bK1;received=10.9.9.9"
        )

    def test_the_same_host_is_echoed_as_it_is(self):
        line = "SIP/2.0/UDP 10.1.2.7:5060;branch=z9hG4bK1"
        assert with_source(line, "10.1.2.7", 1024) == line

    def test_odd_blanks_do_not_matter(self):
        assert with_source("SIP / 2.0 / UDP \t 10.9.9.9 : 5060", "10.9.9.9", 1) == "SIP / 2.0 / UDP \t 10.9.9.9 : 5060"

    def test_what_the_sender_claims_is_replaced(self):
        line = "SIP/2.0/UDP h;received=1.1.1.1;rport=7;branch=z9hG4bK1"
        assert with_source(line, "10.9.9.9", 1024) == "SIP/2.0/UDP h;branch=z9hG4bK1;rport=1024;received=10.9.9.9"

    def test_other_elements_of_the_line_are_left_alone(self):
        line = "SIP/2.0/TCP a;rport;branch=z9hG4bK1, SIP/2.0/TCP b;rport;branch=z9hG4bK2"
        assert with_source(line, "9.9.9.9", 1).endswith(", SIP/2.0/TCP b;rport;branch=z9hG4bK2")


class TestCSeq:
    """RFC 3261 section 20.16."""

    def test_parts(self):
        assert CSeq.parse("  0009\t INVITE ") == CSeq(9, "INVITE")

    @pytest.mark.parametrize("text", ["", "1", "INVITE", "INVITE 1", "1 INVITE x", "4294967296 INVITE"])
    def test_nonsense_is_refused(self, text):
        with pytest.raises(SipError):
            CSeq.parse(text)


class TestLists:
    """RFC 3261 section 7.3.1."""

    def test_quotes_and_brackets_protect(self):
        assert split('"a,b" <sip:x,y@h>;q=1, c ,', ",") == ['"a,b" <sip:x,y@h>;q=1', "c", ""]

    def test_the_first_of_a_repeated_parameter_counts(self):
        assert parse_parameters(["Tag=1", "tag=2", "", "lr", ' x = "a\\"b" ']) == {"tag": "1", "lr": "", "x": 'a"b'}

    @given(st.text())
    def test_quoting_can_be_undone(self, content):
        assert unquote(quote(content)) == content


class TestReadableText:
    """Devices write GB2312 into headers."""

    def test_gb18030_and_utf8(self):
        assert readable("东门".encode("gb18030").decode("utf-8", "surrogateescape")) == "东门"
        assert readable("东门") == "东门"


PARSERS: list[Callable[[str], object]] = [
    Address.parse,
    SipUri.parse,
    Via.parse,
    CSeq.parse,
    unquote,
    readable,
    lambda text: split(text, ","),
    lambda text: parse_parameters(split(text, ";")),
    lambda text: with_source(text, "10.0.0.1", 5060),
]
PIECES = [
    '"',
    "<",
    ">",
    ";",
    ",",
    "=",
    "\\",
    " ",
    "\t",
    "@",
    ":",
    "a",
    "sip:",
    "SIP/2.0/UDP ",
    "1",
    "[",
    "%",
    "\udc81",
    "=",
]


class TestHostileText:
    """Whatever a peer sends: a value or SipError, in linear time."""

    @pytest.mark.parametrize("parse", PARSERS)
    @given(text=st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=40).map("".join))
    def test_it_is_read_or_refused(self, parse, text):
        with suppress(SipError):
            parse(text)

    @pytest.mark.parametrize("parse", PARSERS)
    def test_time_grows_with_the_length_and_not_faster(self, parse):
        for first in PIECES:
            for second in PIECES:
                unit = first + second
                seconds = min(_seconds(parse, unit * (64 * 1024 // len(unit))) for _ in range(2))
                # A quadratic scan of 64 KiB takes many seconds, a linear one a few milliseconds.
                assert seconds < 0.25, f"{seconds:.3f} s for {unit!r}"


def _seconds(parse: Callable[[str], object], text: str) -> float:
    started = time.perf_counter()
    with suppress(SipError):
        parse(text)
    return time.perf_counter() - started
