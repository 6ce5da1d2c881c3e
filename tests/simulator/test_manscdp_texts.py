"""console.simulator.manscdp_texts: well-formed, and in the shapes of captured cameras (GB/T 28181-2022 annex A)."""

import re
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest

from console.model.clock import CHINA
from console.simulator import manscdp_texts as texts
from console.simulator.personality import Charset, Layout, Personality
from console.simulator.recordings import Cause, Clip
from console.simulator.site import RECORDER, STREET_CAMERA

_AT = datetime(2026, 3, 1, 8, 0, tzinfo=CHINA).timestamp()
_CHANNEL = RECORDER.channels[0]
_CLIP = Clip(_AT, _AT + 3600, Cause.ALARM)

_ALL = {
    "Keepalive": texts.keepalive(7, RECORDER.device_id),
    "MediaStatus": texts.media_status(8, _CHANNEL.channel_id),
    "Catalog": texts.catalog("07", RECORDER.device_id, total=9, items=[texts.channel_item(_CHANNEL, RECORDER)]),
    "DeviceInfo": texts.device_info("1", RECORDER),
    "DeviceStatus": texts.device_status("1", RECORDER.device_id, now=_AT, is_recording=True),
    "RecordInfo": texts.record_list("2", _CHANNEL, total=1, items=[texts.record_item(_CHANNEL, _CLIP)]),
    "PresetQuery": texts.preset_list("3", "1", total=3, items=texts.preset_items(_CHANNEL.presets)),
    "ConfigDownload": texts.basic_param("4", RECORDER),
    "DeviceControl": texts.result("DeviceControl", "5", "6", is_ok=False),
}


def _tree(text: str, personality: Personality | None = None) -> ElementTree.Element:
    """The root, read by an XML parser that was told the real encoding."""
    personality = personality or Personality()
    body = texts.dress(text, personality).decode(personality.charset.encoding)
    return ElementTree.fromstring(re.sub(r"<\?xml.*?\?>", "", body))


@pytest.mark.parametrize("command", _ALL)
class TestEveryText:
    @pytest.mark.parametrize("layout", list(Layout), ids=lambda layout: layout.value)
    @pytest.mark.parametrize("charset", list(Charset), ids=lambda charset: charset.name)
    def test_is_well_formed_and_begins_as_the_standard_says(self, command, layout, charset):
        root = _tree(_ALL[command], Personality(layout=layout, charset=charset))
        assert root.tag in ("Notify", "Response")
        assert [child.tag for child in root][:3] == ["CmdType", "SN", "DeviceID"]
        assert root.findtext("CmdType") == command

    def test_says_the_same_in_every_layout(self, command):
        trees = [_tree(_ALL[command], Personality(layout=layout)) for layout in Layout]
        contents = [[(one.tag, (one.text or "").strip(), one.attrib) for one in tree.iter()] for tree in trees]
        assert contents[0] == contents[1] == contents[2]


class TestShapesOfCapturedCameras:
    """data/peers: the same elements, in the same order among themselves."""

    @pytest.mark.parametrize(
        ("peer", "command"),
        [
            ("rv1126-firmware", "Catalog"),
            ("rv1126-firmware", "DeviceInfo"),
            ("rv1126-firmware", "RecordInfo"),
            ("exosip2-camera", "DeviceStatus"),
            ("go-device-sip-tcp", "Keepalive"),
        ],
    )
    def test_have_the_elements_of_ours(self, shared_data: Path, peer: str, command: str):
        captured = (shared_data / "peers" / peer / "sip.txt").read_bytes().decode("gb18030", errors="replace")
        bodies = re.findall(r"<(?:Response|Notify)>.*?</(?:Response|Notify)>", captured, re.DOTALL)
        theirs = next(ElementTree.fromstring(body) for body in bodies if f"<CmdType>{command}</CmdType>" in body)
        paths, own = _paths(theirs), _paths(_tree(_ALL[command]))
        optional = {"RecorderID", "DeviceName", "Alarmstatus", "Encode", "Record", "DeviceTime"}
        lacking = {path for path in paths if path not in own and path.rpartition("/")[2] not in optional}
        assert not lacking


class TestCatalog:
    """Annexes J and M."""

    def test_counts_its_items_and_tells_the_total(self):
        root = _tree(_ALL["Catalog"])
        assert root.findtext("SumNum") == "9"
        assert root.find("DeviceList").get("Num") == "1"

    def test_an_empty_one_has_no_list(self):
        assert _tree(texts.catalog("1", "2", total=0, items=[])).find("DeviceList") is None

    def test_a_channel_names_several_parents(self):
        item = _tree(texts.channel_item(RECORDER.channels[4], RECORDER))
        assert item.findtext("ParentID").split("/") == list(RECORDER.channels[4].parent_ids)
        assert item.findtext("Info/PTZType") == "3"

    def test_areas_groups_and_organisations_have_their_own_fields(self):
        area, _, group, organization, *_, inner = (_tree(texts.folder_item(folder)) for folder in RECORDER.folders)
        assert [child.tag for child in area] == ["DeviceID", "Name"]
        assert group.findtext("ParentID") == RECORDER.device_id
        assert organization.find("ParentID") is None
        assert organization.findtext("BusinessGroupID") == group.findtext("DeviceID")
        assert inner.findtext("ParentID")

    def test_special_letters_are_escaped(self):
        item = texts.folder_item(RECORDER.folders[0].__class__("1", "R&D <north>"))
        assert _tree(item).findtext("Name") == "R&D <north>"


class TestCharsets:
    """gb28181.md section 4."""

    def test_are_declared_and_used(self):
        for charset, declared, encoding in (
            (Charset.GB2312, "GB2312", "gb18030"),
            (Charset.UTF8, "UTF-8", "utf-8"),
            (Charset.UTF8_AS_GB2312, "GB2312", "utf-8"),
        ):
            body = texts.dress(_ALL["DeviceInfo"], Personality(charset=charset))
            assert f'encoding="{declared}"'.encode() in body
            assert "一号园区".encode(encoding) in body

    def test_undeclared_means_no_word_of_it(self):
        body = texts.dress(_ALL["DeviceInfo"], Personality(charset=Charset.UNDECLARED_GBK))
        assert b"encoding" not in body
        assert "一号园区".encode("gbk") in body


def test_times_are_those_of_utc_plus_8_without_a_zone():
    item = _tree(_ALL["RecordInfo"]).find("RecordList/Item")
    assert item.findtext("StartTime") == "2026-03-01T08:00:00"
    assert item.findtext("EndTime") == "2026-03-01T09:00:00"
    assert item.findtext("Type") == "alarm"


def test_the_two_devices_of_the_site_speak_differently():
    assert RECORDER.personality.layout is not STREET_CAMERA.personality.layout


def _paths(root: ElementTree.Element, prefix: str = "") -> set[str]:
    found = {prefix + root.tag}
    for child in root:
        found |= _paths(child, f"{prefix}{root.tag}/")
    return found
