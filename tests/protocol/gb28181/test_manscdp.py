import pytest

from console.protocol.gb28181 import manscdp
from console.protocol.gb28181.edition import Edition
from console.protocol.gb28181.manscdp import Kind, ManscdpError
from console.protocol.gb28181.markup import Limits
from console.protocol.gb28181.text import Charset
from tests.protocol.gb28181.captured import device_bodies

KEEPALIVE = b"<Notify><CmdType>Keepalive</CmdType><SN>43</SN><DeviceID>34020000001320000101</DeviceID></Notify>"


class TestParse:
    """GB/T 28181-2022 annex A.2: CmdType, SN and DeviceID below one of four roots."""

    def test_the_three_common_elements_are_read(self):
        message = manscdp.parse(KEEPALIVE)
        assert (message.kind, message.command, message.sn) == (Kind.NOTIFY, "Keepalive", 43)
        assert (message.device_id, message.charset) == ("34020000001320000101", Charset.ASCII)

    @pytest.mark.parametrize("kind", Kind)
    def test_every_root_is_known(self, kind):
        for name in (kind.value, kind.value.lower(), kind.value.upper()):
            assert manscdp.parse(f"<{name}><CmdType>x</CmdType></{name}>".encode()).kind is kind

    @pytest.mark.parametrize(("sn", "expected"), [("0", 0), ("00017", 17), (" 5\r\n", 5), ("", None), ("a1", None)])
    def test_an_sn_may_be_padded_or_useless(self, sn, expected):
        body = f"<Response><CmdType>Catalog</CmdType><SN>{sn}</SN></Response>".encode()
        assert manscdp.parse(body).sn == expected

    def test_attributes_stand_in_for_elements(self):
        message = manscdp.parse(b'<Notify CmdType="Keepalive" SN="09"><DeviceID>12</DeviceID></Notify>')
        assert (message.command, message.sn, message.device_id) == ("Keepalive", 9, "12")

    def test_an_identifier_that_is_none_is_empty(self):
        assert manscdp.parse(b"<Notify><CmdType>x</CmdType><DeviceID>../etc</DeviceID></Notify>").device_id == ""

    def test_a_result_of_error_is_a_refusal(self):
        for result, refused in (("ERROR", True), ("error", True), ("OK", False), ("", False)):
            body = f"<Response><CmdType>x</CmdType><Result>{result}</Result></Response>".encode()
            assert manscdp.parse(body).is_refused is refused

    @pytest.mark.parametrize(
        ("body", "reason"),
        [
            (b"<Message><CmdType>x</CmdType></Message>", "root element 'message'"),
            (b"<Notify><SN>1</SN></Notify>", "no CmdType"),
            (b"", "not XML"),
            (b"\xff\xfe<\0a\0", "UTF-16"),
            (b"x" * (4 * 1024 * 1024 + 1), "octets"),
        ],
    )
    def test_refusals_say_why(self, body, reason):
        with pytest.raises(ManscdpError, match=reason):
            manscdp.parse(body)

    def test_limits_are_adjustable(self):
        with pytest.raises(ManscdpError, match="at most 10"):
            manscdp.parse(KEEPALIVE, limits=Limits(octets=10))

    def test_everything_real_devices_said_is_understood(self, shared_data):
        bodies = [body for _, kind, body in device_bodies(shared_data) if manscdp.is_manscdp(kind) or b"<?xml" in body]
        messages = [manscdp.parse(body) for body in bodies]
        assert len(messages) == 17
        assert {message.command for message in messages} >= {"Keepalive", "Catalog", "DeviceInfo", "RecordInfo"}
        assert all(message.sn is not None and len(message.device_id) == 20 for message in messages)


class TestContentType:
    @pytest.mark.parametrize(
        ("header", "is_one"),
        [
            ("Application/MANSCDP+xml", True),
            ("application/manscdp+xml; charset=gb2312", True),
            (" APPLICATION/MANSCDP+XML ", True),
            ("application/sdp", False),
            ("", False),
        ],
    )
    def test_case_and_parameters_do_not_count(self, header, is_one):
        assert manscdp.is_manscdp(header) is is_one


class TestEncode:
    def test_a_query_is_compact_and_small(self):
        body = manscdp.encode_query("Catalog", 5001, device_id="44010200491180000007", edition=Edition.V2016)
        assert body == (
            b'<?xml version="1.0" encoding="GB2312"?>\r\n<Query>\r\n<CmdType>Catalog</CmdType>\r\n<SN>5001</SN>\r\n'
            b"<DeviceID>44010200491180000007</DeviceID>\r\n</Query>\r\n"
        )

    def test_fields_nest_and_are_escaped(self):
        body = manscdp.encode_control(
            "DeviceControl",
            1,
            device_id="1",
            fields=[("Info", [("Name", "R&D <门>")])],
            edition=Edition.V2022,
        )
        assert "<Info>\r\n<Name>R&amp;D &lt;门&gt;</Name>\r\n</Info>".encode("gb18030") in body
        info = manscdp.parse(body).root.child("Info")
        assert info is not None
        assert info.value("Name") == "R&D <门>"

    @pytest.mark.parametrize("edition", Edition)
    def test_what_is_written_is_read_back(self, edition):
        body = manscdp.encode_query("Catalog", 88, device_id="44010200491340000004", edition=edition)
        message = manscdp.parse(body)
        assert (message.kind, message.command, message.sn) == (Kind.QUERY, "Catalog", 88)
        assert message.device_id == "44010200491340000004"
