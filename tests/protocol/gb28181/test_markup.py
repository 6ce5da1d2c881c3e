import time

import pytest

from console.protocol.gb28181.markup import Limits, parse_document
from console.protocol.gb28181.text import ManscdpError, decode_text

SLOW = 1.0  # seconds of CPU; the goal is 0.05 for what is no larger than usual, and none of these is

BILLION = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
HOSTILE = {
    "billion laughs": f'<!DOCTYPE a [<!ENTITY l0 "ha">{BILLION}]><a>&l9;</a>',
    "quadratic blow-up": f'<!DOCTYPE a [<!ENTITY x "{"y" * 50_000}">]><a>{"&x;" * 5_000}</a>',
    "file entity": '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>',
    "network entity": '<!DOCTYPE a [<!ENTITY x SYSTEM "http://127.0.0.1:9/x">]><a>&x;</a>',
    "external document type": '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd"><a/>',
    "public document type": '<!DOCTYPE a PUBLIC "-//x//y" "http://127.0.0.1:9/x.dtd"><a/>',
    "parameter entity": '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x"> %x;]><a/>',
    "default attribute": '<!DOCTYPE a [<!ATTLIST a CmdType CDATA "Keepalive">]><a/>',
    "empty document type": "<!DOCTYPE a><a/>",
    "document type in lower case": "<!doctype a><a/>",
    "document type behind a comment": '<!-- x --><!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
    "document type cut by a control character": '<\x01!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
    "document type cut by a broken item": '<<Item></b></Item>!DOCTYPE a SYSTEM "x"><a><Item></a>',
    "document type inside the root": '<a><!DOCTYPE a [<!ENTITY x "y">]>&x;</a>',
    "conditional section": "<a><![INCLUDE[<b/>]]></a>",
    "notation": "<!DOCTYPE a [<!NOTATION n SYSTEM 'x'>]><a/>",
    "deep nesting": "<a>" * 33 + "</a>" * 33,
    "very deep nesting": "<a>" * 200_000 + "</a>" * 200_000,
    "too many elements": "<a>" + "<b/>" * 700_000 + "</a>",
    "too many items": "<a><l>" + "<Item/>" * 10_001 + "</l></a>",
    "broken items without end": "<a>" + "<Item>" * 30_000,
    "a tag without end": "<" + "x" * 4_000_000,
    "an attribute without end": '<a b="' + "x" * 4_000_000,
    "an unclosed comment": "<a><!--" + "-" * 1_000_000,
    "an unclosed CDATA section": "<a><![CDATA[" + "x" * 1_000_000,
    "many ampersands": "<a>" + "&" * 1_000_000,
    "no element": "hello",
    "nothing": "",
    "wrong end": "<a><b></a></b>",
}
INERT = {
    "inclusion": (
        '<a xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="/etc/hostname" parse="text"/></a>',
        "",
    ),
    "style sheet": ('<?xml-stylesheet href="file:///etc/hostname"?><a>x</a>', "x"),
    "long text": ("<a>" + "x" * 3_000_000 + "</a>", "x" * 3_000_000),
    "many references": ("<a>" + "&amp;" * 100_000 + "</a>", "&" * 100_000),
    "character data": ("<a><![CDATA[<b>&c;]]></a>", "<b>&c;"),
}


class TestHostile:
    """Nothing is expanded, nothing is read from disk or network, and every refusal is quick."""

    @pytest.mark.parametrize("name", HOSTILE)
    def test_hostile_text_is_refused(self, name):
        started_at = time.process_time()
        with pytest.raises(ManscdpError):
            parse_document(HOSTILE[name])
        assert time.process_time() - started_at < SLOW

    @pytest.mark.parametrize("name", INERT)
    def test_harmless_text_stays_text(self, name):
        text, expected = INERT[name]
        started_at = time.process_time()
        assert parse_document(text).root.text == expected
        assert time.process_time() - started_at < SLOW

    def test_a_document_type_in_a_label_nobody_follows_is_refused(self):
        body = b"<?xml version='1.0' encoding='UTF-7'?><!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>"
        with pytest.raises(ManscdpError):
            parse_document(decode_text(body).text)

    def test_limits_are_adjustable(self):
        small = Limits(elements=10, items=3, depth=2)
        with pytest.raises(ManscdpError, match="items"):
            parse_document("<a><b/><b/><b/><b/></a>", small)
        with pytest.raises(ManscdpError, match="deep"):
            parse_document("<a><b><c/></b></a>", small)
        with pytest.raises(ManscdpError, match="elements"):
            parse_document("<a>" + "<b/>" * 21 + "</a>", small)
        assert parse_document("<a><b/><b/><b/></a>", small).unreadable == 0

    def test_ten_thousand_items_in_one_message_are_taken(self):
        text = "<a><l>" + "<Item><DeviceID>1</DeviceID></Item>" * 10_000 + "</l></a>"
        assert sum(1 for _ in parse_document(text).root.every("item")) == 10_000


class TestRepair:
    """What cameras break; each case from the field reports in the protocol reference, section 4 and 12."""

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("<a><n>R&D gate</n></a>", "R&D gate"),
            ("<a><n>A &amp; B & C</n></a>", "A & B & C"),
            ("<a><n>&nbsp;x</n></a>", "&nbsp;x"),
            ("<a><n>x&#0;y</n></a>", "x&#0;y"),
            ("<a><n>x & &#20013;&#x4e2d;</n></a>", "x & 中中"),
            ("<a><n>x&#55296;y</n></a>", "x&#55296;y"),
            ("<a><n>5 < 6</n></a>", "5 < 6"),
            ("<a><n>a<b</n></a>", "a<b"),
            ("<a><n>x\x01\x0b\x1fy</n></a>", "xy"),
            ("<a><n>x\x00y</n></a>", "xy"),
            ("<a><n>x\ufffe</n></a>", "x"),
            ("<a><n>x</n></a>\x00\x00junk", "x"),
            ("<a><n>x</n></a>us>OK</Status></a>", "x"),
            ("<a><aType>1</aType><n>x</n></a>>", "x"),
            ("junk<a><n>x</n></a>", "x"),
            ("<a><n>x</n></a", "x"),
        ],
    )
    def test_repaired(self, text, expected):
        assert parse_document(text).root.value("n") == expected

    def test_good_text_is_not_touched(self):
        text = "<a><n>x &amp; &lt;y&gt; &#38; <![CDATA[&&<]]></n></a>"
        assert parse_document(text).root.value("n") == "x & <y> & &&<"

    @pytest.mark.parametrize(
        "broken",
        [
            "<Item><DeviceID>2</DeviceID><Name>x<b>y</Name></Item>",
            "<Item><DeviceID>2</DeviceID><Name>x</Item>",
            "<Item><DeviceID>2</DeviceID>",
            '<Item Num="1" Num="2"><DeviceID>2</DeviceID></Item>',
        ],
    )
    def test_a_broken_item_loses_only_itself(self, broken):
        text = f"<R><L Num='3'><Item><DeviceID>1</DeviceID></Item>{broken}<item><DeviceID>3</DeviceID></item></L></R>"
        document = parse_document(text)
        assert [item.value("DeviceID") for item in document.root.every("Item")] == ["1", "3"]
        assert document.unreadable == 1

    def test_a_message_cut_in_the_middle_is_refused(self):
        whole = "<R><SN>1</SN><L><Item><DeviceID>1</DeviceID></Item><Item><DeviceID>2</DeviceID></Item></L></R>"
        for end in range(1, len(whole) - len("</R>")):
            with pytest.raises(ManscdpError):
                parse_document(whole[:end])


class TestElement:
    def test_names_match_in_any_case(self):
        root = parse_document("<response><cmdtype>x</cmdtype><SUMNUM>3</SUMNUM></response>").root
        assert (root.name, root.value("CmdType"), root.integer("SumNum")) == ("response", "x", 3)

    def test_namespaces_do_not_count(self):
        root = parse_document('<g:R xmlns:g="urn:x"><g:Name g:Num="4">y</g:Name></g:R>').root
        name = root.child("Name")
        assert name is not None
        assert (root.name, name.text, name.value("num")) == ("r", "y", "4")

    def test_an_attribute_stands_in_for_a_child(self):
        root = parse_document('<R CmdType="a" SN="7"><CmdType>b</CmdType></R>').root
        assert (root.value("cmdtype"), root.integer("sn")) == ("b", 7)

    def test_the_first_of_repeated_children_counts(self):
        root = parse_document("<R><A>1</A><a>2</a></R>").root
        assert root.value("A") == "1"
        assert [child.text for child in root.children()] == ["1", "2"]

    @pytest.mark.parametrize(
        ("text", "expected"),
        [("7", 7), (" 007 ", 7), ("-1", None), ("", None), ("x", None), ("9" * 19, None), ("٣", None), ("1.0", None)],
    )
    def test_integers(self, text, expected):
        assert parse_document(f"<R><N>{text}</N></R>").root.integer("n") == expected

    @pytest.mark.parametrize(
        ("text", "expected"), [("1.5", 1.5), (" -2 ", -2.0), ("", None), ("nan", None), ("1e999", None), ("x", None)]
    )
    def test_numbers(self, text, expected):
        assert parse_document(f"<R><N>{text}</N></R>").root.number("n") == expected

    def test_what_is_absent_is_empty(self):
        root = parse_document("<R/>").root
        assert (root.value("x"), root.child("x"), root.integer("x"), list(root.every("x"))) == ("", None, None, [])
