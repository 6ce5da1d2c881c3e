"""What a device writes in MANSCDP: literal texts in the shapes of GB/T 28181-2022 annex A and of captured cameras.

Nothing here knows our codec, so a mistake there cannot hide. Every element stands in a line of its own; `dress` gives
the text the layout and the character set of the device.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from html import escape

from console.model.clock import CHINA
from console.simulator.personality import Layout, Personality
from console.simulator.picture.camera import View
from console.simulator.recordings import Clip
from console.simulator.site import ChannelDescription, DeviceDescription, Folder

CONTENT_TYPE = "Application/MANSCDP+xml"


def dress(text: str, personality: Personality) -> bytes:
    """The bytes on the wire."""
    declared = personality.charset.declared
    declaration = f'<?xml version="1.0" encoding="{declared}"?>' if declared else '<?xml version="1.0"?>'
    lines = [declaration, *(line for line in text.splitlines() if line)]
    whole = "\r\n".join(lines) + "\r\n" if personality.layout is Layout.LINES else "".join(lines)
    if personality.layout is Layout.BROKEN:
        whole = re.sub(r"<(\w+) (\w+=)", r"<\1\n\2", whole)
    return whole.encode(personality.charset.encoding, errors="replace")


def keepalive(sn: int, device_id: str) -> str:
    return f"""
<Notify>
<CmdType>Keepalive</CmdType>
<SN>{sn}</SN>
<DeviceID>{device_id}</DeviceID>
<Status>OK</Status>
</Notify>"""


def media_status(sn: int, channel_id: str) -> str:
    """The recording was sent to its end."""
    return f"""
<Notify>
<CmdType>MediaStatus</CmdType>
<SN>{sn}</SN>
<DeviceID>{channel_id}</DeviceID>
<NotifyType>121</NotifyType>
</Notify>"""


def result(command: str, sn: str, device_id: str, *, is_ok: bool) -> str:
    """The answer of DeviceControl and DeviceConfig, and of a query that is not served."""
    return f"""
<Response>
<CmdType>{escape(command)}</CmdType>
<SN>{sn}</SN>
<DeviceID>{device_id}</DeviceID>
<Result>{"OK" if is_ok else "ERROR"}</Result>
</Response>"""


def catalog(sn: str, device_id: str, *, total: int, items: Sequence[str]) -> str:
    """One message of a catalog."""
    return f"""
<Response>
<CmdType>Catalog</CmdType>
<SN>{sn}</SN>
<DeviceID>{device_id}</DeviceID>
<SumNum>{total}</SumNum>
{_list("DeviceList", items) if items else ""}
</Response>"""


def folder_item(folder: Folder) -> str:
    """An area has two elements, a group names its system, an organisation its group (GB/T 28181-2022 annex J)."""
    lines = [f"<DeviceID>{folder.folder_id}</DeviceID>", f"<Name>{escape(folder.name)}</Name>"]
    for name, value in (
        ("CivilCode", folder.civil_code),
        ("ParentID", folder.parent_id),
        ("BusinessGroupID", folder.business_group_id),
    ):
        if value:
            lines.append(f"<{name}>{value}</{name}>")
    return "\n".join(["<Item>", *lines, "</Item>"])


def channel_item(channel: ChannelDescription, device: DeviceDescription) -> str:
    lines = [
        f"<DeviceID>{channel.channel_id}</DeviceID>",
        f"<Name>{escape(channel.name)}</Name>",
        f"<Manufacturer>{escape(device.manufacturer)}</Manufacturer>",
        f"<Model>{escape(device.model)}</Model>",
        "<Owner>Owner</Owner>",
        f"<CivilCode>{channel.civil_code}</CivilCode>",
        f"<Address>{escape(channel.address)}</Address>",
        "<Parental>0</Parental>",
    ]
    if channel.parent_ids:
        lines.append(f"<ParentID>{'/'.join(channel.parent_ids)}</ParentID>")
    lines += [
        "<SafetyWay>0</SafetyWay>",
        "<RegisterWay>1</RegisterWay>",
        "<Secrecy>0</Secrecy>",
        f"<Status>{'ON' if channel.is_online else 'OFF'}</Status>",
    ]
    if channel.longitude is not None and channel.latitude is not None:
        lines += [f"<Longitude>{channel.longitude}</Longitude>", f"<Latitude>{channel.latitude}</Latitude>"]
    lines += ["<Info>", f"<PTZType>{channel.ptz_type.value}</PTZType>", "</Info>"]
    return "\n".join(["<Item>", *lines, "</Item>"])


def device_info(sn: str, device: DeviceDescription) -> str:
    return f"""
<Response>
<CmdType>DeviceInfo</CmdType>
<SN>{sn}</SN>
<DeviceID>{device.device_id}</DeviceID>
<DeviceName>{escape(device.name)}</DeviceName>
<Result>OK</Result>
<Manufacturer>{escape(device.manufacturer)}</Manufacturer>
<Model>{escape(device.model)}</Model>
<Firmware>{escape(device.firmware)}</Firmware>
<Channel>{len(device.channels)}</Channel>
</Response>"""


def device_status(sn: str, device_id: str, *, now: float, is_recording: bool) -> str:
    return f"""
<Response>
<CmdType>DeviceStatus</CmdType>
<SN>{sn}</SN>
<DeviceID>{device_id}</DeviceID>
<Result>OK</Result>
<Online>ONLINE</Online>
<Status>OK</Status>
<Encode>ON</Encode>
<Record>{"ON" if is_recording else "OFF"}</Record>
<DeviceTime>{_time(now)}</DeviceTime>
<Alarmstatus Num="0">
</Alarmstatus>
</Response>"""


def record_list(sn: str, channel: ChannelDescription, *, total: int, items: Sequence[str]) -> str:
    """One message of a record search; an empty result has no list (GB/T 28181-2022 annex M)."""
    return f"""
<Response>
<CmdType>RecordInfo</CmdType>
<SN>{sn}</SN>
<DeviceID>{channel.channel_id}</DeviceID>
<Name>{escape(channel.name)}</Name>
<SumNum>{total}</SumNum>
{_list("RecordList", items) if items else ""}
</Response>"""


def record_item(channel: ChannelDescription, clip: Clip) -> str:
    return f"""<Item>
<DeviceID>{channel.channel_id}</DeviceID>
<Name>{escape(channel.name)}</Name>
<FilePath>/disk1/{channel.number}/{int(clip.start)}_{int(clip.end)}.ps</FilePath>
<Address>disk1</Address>
<StartTime>{_time(clip.start)}</StartTime>
<EndTime>{_time(clip.end)}</EndTime>
<Secrecy>0</Secrecy>
<Type>{clip.cause.value}</Type>
<FileSize>{clip.size}</FileSize>
</Item>"""


def preset_list(sn: str, channel_id: str, *, total: int, items: Sequence[str]) -> str:
    return f"""
<Response>
<CmdType>PresetQuery</CmdType>
<SN>{sn}</SN>
<DeviceID>{channel_id}</DeviceID>
<SumNum>{total}</SumNum>
{_list("PresetList", items)}
</Response>"""


def preset_items(presets: Mapping[int, tuple[str, View]]) -> list[str]:
    return [
        f"<Item>\n<PresetID>{number}</PresetID>\n<PresetName>{escape(name)}</PresetName>\n</Item>"
        for number, (name, _view) in sorted(presets.items())
    ]


def basic_param(sn: str, device: DeviceDescription) -> str:
    """The answer to ConfigDownload BasicParam."""
    personality = device.personality
    return f"""
<Response>
<CmdType>ConfigDownload</CmdType>
<SN>{sn}</SN>
<DeviceID>{device.device_id}</DeviceID>
<Result>OK</Result>
<BasicParam>
<Name>{escape(device.name)}</Name>
<Expiration>{personality.expires}</Expiration>
<HeartBeatInterval>{int(personality.keepalive_interval)}</HeartBeatInterval>
<HeartBeatCount>3</HeartBeatCount>
</BasicParam>
</Response>"""


def _list(name: str, items: Iterable[str]) -> str:
    items = list(items)
    return "\n".join([f'<{name} Num="{len(items)}">', *items, f"</{name}>"])


def _time(at: float) -> str:
    return f"{datetime.fromtimestamp(at, CHINA):%Y-%m-%dT%H:%M:%S}"
