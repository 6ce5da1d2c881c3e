import pytest

from console.model.catalog import CatalogItem, ChannelStatus, PtzType
from console.protocol.gb28181 import catalog, manscdp
from console.protocol.gb28181.catalog import PART_SIZE, CatalogPart
from console.protocol.gb28181.edition import Edition
from console.protocol.gb28181.manscdp import Kind
from console.protocol.gb28181.markup import LINE_LIMIT
from tests.protocol.gb28181.captured import device_bodies

DEVICE = "44010200491180000007"


def parse(items: str, *, total: str = "<SumNum>1</SumNum>", charset: str = "gb18030") -> CatalogPart:
    text = (
        f"<Response><CmdType>Catalog</CmdType><SN>5001</SN><DeviceID>{DEVICE}</DeviceID>{total}"
        f'<DeviceList Num="1">{items}</DeviceList></Response>'
    )
    (part,) = catalog.parse(manscdp.parse(text.encode(charset)), DEVICE)
    return part


def item(fields: str) -> CatalogItem:
    (found,) = parse(f"<Item><DeviceID>44010200491320000101</DeviceID>{fields}</Item>").items
    return found


class TestItem:
    """Items of GB/T 28181-2022 A.2.1.9 and of the editions before."""

    def test_an_item_of_2022_is_read(self):
        found = item(
            "<Name>东门 A</Name><Manufacturer>Acme</Manufacturer><Model>X1</Model><CivilCode>440102</CivilCode>"
            "<Address>North gate</Address><Parental>0</Parental>"
            "<ParentID>44010200491180000007/44010200492160000003</ParentID><RegisterWay>1</RegisterWay>"
            "<Secrecy>0</Secrecy><Status>ON</Status><Longitude>113.27</Longitude><Latitude>23.13</Latitude>"
            "<BusinessGroupID>44010200492150000001</BusinessGroupID><Info><PTZType>1</PTZType></Info>"
        )
        assert found == CatalogItem(
            device_id=DEVICE,
            item_id="44010200491320000101",
            name="东门 A",
            parent_ids=("44010200491180000007", "44010200492160000003"),
            business_group_id="44010200492150000001",
            civil_code="440102",
            status=ChannelStatus.ON,
            manufacturer="Acme",
            model="X1",
            address="North gate",
            ptz_type=PtzType.DOME,
            longitude=113.27,
            latitude=23.13,
        )

    def test_an_item_needs_nothing_but_an_identifier(self):
        assert item("") == CatalogItem(DEVICE, "44010200491320000101")

    def test_before_2022_the_group_stands_in_info(self):
        assert item("<Info><BusinessGroupID>44010200492150000001</BusinessGroupID></Info>").business_group_id == (
            "44010200492150000001"
        )

    @pytest.mark.parametrize(
        ("said", "meant"),
        [
            ("ON", ChannelStatus.ON),
            ("On", ChannelStatus.ON),
            ("ONLINE", ChannelStatus.ON),
            ("OK", ChannelStatus.ON),
            ("1", ChannelStatus.ON),
            ("", ChannelStatus.ON),
            ("whatever", ChannelStatus.ON),
            ("OFF", ChannelStatus.OFF),
            ("Offline", ChannelStatus.OFF),
            ("0", ChannelStatus.OFF),
            ("VLOST", ChannelStatus.VIDEO_LOST),
            ("DEFECT", ChannelStatus.DEFECT),
        ],
    )
    def test_every_spelling_of_a_status_is_understood(self, said, meant):
        assert item(f"<Status>{said}</Status>").status is meant

    @pytest.mark.parametrize(
        ("said", "meant"),
        [
            ("", ()),
            ("1234", ("1234",)),
            (" a / b /a//../ ", ("a", "b")),
            ("/".join(str(number) for number in range(100)), tuple(str(number) for number in range(64))),
        ],
    )
    def test_parents_are_joined_by_slashes(self, said, meant):
        assert item(f"<ParentID>{said}</ParentID>").parent_ids == meant

    @pytest.mark.parametrize(("x", "y"), [("0", "0"), ("", ""), ("200", "20"), ("113", "95"), ("x", "1"), ("nan", "1")])
    def test_a_position_that_is_none_is_none(self, x, y):
        found = item(f"<Longitude>{x}</Longitude><Latitude>{y}</Latitude>")
        assert (found.longitude, found.latitude) == (None, None)

    @pytest.mark.parametrize(("said", "meant"), [("3", PtzType.FIXED), ("0", None), ("99", None), ("", None)])
    def test_an_unknown_ptz_type_is_none(self, said, meant):
        assert item(f"<Info><PTZType>{said}</PTZType></Info>").ptz_type is meant

    def test_a_name_is_one_line_of_limited_length(self):
        assert item("<Name> a\n\tb  c </Name>").name == "a b c"
        assert len(item(f"<Name>{'门' * 4000}</Name>").name) == LINE_LIMIT

    @pytest.mark.parametrize("field", ["Address", "Name"])
    def test_unescaped_markup_in_a_name_costs_nothing(self, field):
        assert item(f"<{field}>R&D < gate</{field}>") == item(f"<{field}>R&amp;D &lt; gate</{field}>")


class TestPart:
    def test_an_item_without_usable_identifier_is_counted(self):
        part = parse(
            "<Item><Name>x</Name></Item><Item><DeviceID>a b</DeviceID></Item><Item><DeviceID>1</DeviceID></Item>"
        )
        assert [found.item_id for found in part.items] == ["1"]
        assert part.unreadable == 2

    def test_a_broken_item_is_counted_and_the_others_stay(self):
        part = parse("<Item><DeviceID>1</DeviceID></Item><Item><Name>x</Item><Item><DeviceID>2</DeviceID></Item>")
        assert ([found.item_id for found in part.items], part.unreadable) == (["1", "2"], 1)

    @pytest.mark.parametrize(
        ("said", "meant"),
        [("<SumNum>3</SumNum>", 3), ("", None), ("<SumNum>-1</SumNum>", None), ("<sumnum> 07 </sumnum>", 7)],
    )
    def test_the_announced_total_may_be_anything(self, said, meant):
        assert parse("", total=said).total == meant

    def test_an_empty_catalog_has_no_items(self):
        body = b"<Response><CmdType>Catalog</CmdType><SN>1</SN><SumNum>0</SumNum></Response>"
        assert list(catalog.parse(manscdp.parse(body), DEVICE)) == [CatalogPart(0, (), 0)]

    def test_a_long_answer_is_parsed_part_by_part(self):
        items = "".join(f"<Item><DeviceID>{number}</DeviceID></Item>" for number in range(2 * PART_SIZE + 1))
        body = f"<Response><CmdType>Catalog</CmdType><SN>1</SN><SumNum>9000</SumNum>{items}<Item/></Response>"
        parts = list(catalog.parse(manscdp.parse(body.encode()), DEVICE))
        assert [len(part.items) for part in parts] == [PART_SIZE, PART_SIZE, 1]
        assert [item.item_id for part in parts for item in part.items] == [str(n) for n in range(2 * PART_SIZE + 1)]
        assert [(part.total, part.unreadable) for part in parts] == [(9000, 0), (9000, 0), (9000, 1)]

    @pytest.mark.parametrize("charset", ["gb18030", "utf-8"])
    def test_names_are_read_in_every_character_set(self, charset):
        part = parse("<Item><DeviceID>1</DeviceID><Name>东门喆</Name></Item>", charset=charset)
        assert part.items[0].name == "东门喆"

    def test_the_catalogs_of_real_devices_are_read(self, shared_data):
        names = {
            found.name
            for peer, _, body in device_bodies(shared_data)
            if b"<DeviceList" in body
            for part in catalog.parse(manscdp.parse(body), peer)
            for found in part.items
        }
        assert names == {"liwen cam", "camera"}


class TestQuery:
    def test_it_asks_the_device(self):
        message = manscdp.parse(catalog.encode_query(DEVICE, 5001, edition=Edition.V2022))
        assert (message.kind, message.command, message.sn) == (Kind.QUERY, "Catalog", 5001)
        assert message.device_id == DEVICE
