"""The demo site as a description: one recorder with its cameras in groups, and one camera of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from console.model.catalog import PtzType
from console.model.peer import Transport
from console.simulator.encoder import VideoCodec
from console.simulator.personality import Charset, Layout, Personality
from console.simulator.picture import indoors, outdoors
from console.simulator.picture.camera import HOME, View
from console.simulator.picture.world import Place


@dataclass(frozen=True, slots=True)
class ChannelDescription:
    """One camera; `label` is burnt into its picture, `number` into its time code."""

    channel_id: str
    number: int
    name: str
    label: str
    place: Place
    codec: VideoCodec = VideoCodec.H264
    size: tuple[int, int] = (640, 360)  # pixels
    ptz_type: PtzType = PtzType.FIXED
    presets: Mapping[int, tuple[str, View]] = field(default_factory=dict)
    parent_ids: tuple[str, ...] = ()
    civil_code: str = ""
    address: str = ""
    longitude: float | None = None
    latitude: float | None = None
    is_online: bool = True

    @property
    def can_move(self) -> bool:
        return self.ptz_type is PtzType.DOME

    @property
    def reach(self) -> float:
        """The share of the world's width that is in the picture at zoom 1.0."""
        if not self.can_move:
            return 1.0
        return 0.6 if self.size[0] <= 640 else 0.8

    @property
    def world_size(self) -> tuple[int, int]:
        """In pixels: that of the picture, or for a head that turns and zooms, enough to stay sharp."""
        if not self.can_move:
            return self.size
        return (1280, 720) if self.size[0] <= 640 else (1600, 900)


@dataclass(frozen=True, slots=True)
class Folder:
    """A civil area (2 to 8 digits), business group or virtual organisation of the catalog."""

    folder_id: str
    name: str
    parent_id: str = ""
    business_group_id: str = ""
    civil_code: str = ""


@dataclass(frozen=True, slots=True)
class DeviceDescription:
    """One recorder, or one camera that is its own only channel."""

    device_id: str
    name: str
    model: str
    channels: tuple[ChannelDescription, ...]
    folders: tuple[Folder, ...] = ()
    manufacturer: str = "Vigil"
    firmware: str = "V1.0.0"
    transport: Transport = Transport.UDP  # of SIP
    personality: Personality = field(default_factory=Personality)

    def with_codec(self, codec: VideoCodec) -> "DeviceDescription":
        """The same with every channel coded so."""
        return replace(self, channels=tuple(replace(channel, codec=codec) for channel in self.channels))


_NVR = "34020000001180000001"
_GROUP = "34020000002150000001"
_ENTRANCES = "34020000002160000001"
_PRODUCTION = "34020000002160000002"
_OFFICES = "34020000002160000003"
_GROUND_FLOOR = "34020000002160000004"


def _channel_id(number: int) -> str:
    return f"3402000000132{number:07d}"


RECORDER = DeviceDescription(
    device_id=_NVR,
    name="一号园区录像机 Park NVR",
    model="NVR-8",
    folders=(
        Folder("340200", "芜湖市 Wuhu"),
        Folder("34020002", "高新区 High-tech zone"),
        Folder(_GROUP, "一号园区 Park One", parent_id=_NVR, civil_code="340200"),
        Folder(_ENTRANCES, "出入口 Entrances", business_group_id=_GROUP),
        Folder(_PRODUCTION, "生产区 Production", business_group_id=_GROUP),
        Folder(_OFFICES, "办公楼 Offices", business_group_id=_GROUP),
        Folder(_GROUND_FLOOR, "一层 Ground floor", parent_id=_OFFICES, business_group_id=_GROUP),
    ),
    channels=(
        ChannelDescription(
            _channel_id(1),
            1,
            "东门 East gate",
            "01 EAST GATE",
            outdoors.GATE,
            ptz_type=PtzType.DOME,
            presets={
                1: ("全景 Overview", HOME),
                2: ("道闸 Barrier", View(pan=0.0, tilt=-0.1, zoom=2.2)),
                3: ("门卫室 Guard house", View(pan=-0.8, tilt=0.1, zoom=1.8)),
            },
            parent_ids=(_NVR, _ENTRANCES),
            civil_code="340200",
            address="东门岗亭 Guard house, east gate",
            longitude=118.3621,
            latitude=31.2874,
        ),
        ChannelDescription(
            _channel_id(2),
            2,
            "停车场 Car park",
            "02 CAR PARK",
            outdoors.CAR_PARK,
            ptz_type=PtzType.DOME,
            presets={
                1: ("全景 Overview", HOME),
                2: ("车道 Lane", View(pan=-0.6, tilt=-0.3, zoom=2.0)),
                3: ("后排 Back row", View(pan=0.7, tilt=0.4, zoom=2.4)),
            },
            parent_ids=(_NVR, _ENTRANCES),
            civil_code="340200",
            address="停车场灯杆3 Car park, mast 3",
            longitude=118.3617,
            latitude=31.2869,
        ),
        ChannelDescription(
            _channel_id(3),
            3,
            "装卸平台 Loading dock",
            "03 LOADING DOCK",
            outdoors.DOCK,
            parent_ids=(_NVR, _PRODUCTION),
            civil_code="340200",
            address="仓库北侧 Warehouse, north side",
        ),
        ChannelDescription(
            _channel_id(4),
            4,
            "一层走廊 Corridor",
            "04 CORRIDOR",
            indoors.CORRIDOR,
            parent_ids=(_NVR, _GROUND_FLOOR),
            civil_code="340200",
            address="办公楼一层 Offices, ground floor",
        ),
        ChannelDescription(
            _channel_id(5),
            5,
            "大厅 Lobby",
            "05 LOBBY",
            indoors.LOBBY,
            codec=VideoCodec.H265,
            parent_ids=(_NVR, _GROUND_FLOOR, _ENTRANCES),
            civil_code="340200",
            address="办公楼大厅 Offices, lobby",
        ),
        ChannelDescription(
            _channel_id(6),
            6,
            "机房 Server room",
            "06 SERVER ROOM",
            indoors.SERVER_ROOM,
            parent_ids=(_NVR, _OFFICES),
            civil_code="340200",
            address="办公楼二层 Offices, first floor",
        ),
        ChannelDescription(
            _channel_id(7),
            7,
            "北围界 North perimeter",
            "07 PERIMETER",
            outdoors.PERIMETER,
            ptz_type=PtzType.DOME,
            presets={
                1: ("全景 Overview", HOME),
                2: ("小路尽头 End of path", View(pan=0.55, tilt=0.2, zoom=3.0)),
            },
            civil_code="34020002",
            address="北侧围网 North fence",
        ),
    ),
    personality=Personality(user_agent="VigilSim-NVR/1.0"),
)

_CAMERA = "34020000001320000101"

STREET_CAMERA = DeviceDescription(
    device_id=_CAMERA,
    name="路口 Street crossing",
    model="IPC-2",
    channels=(
        ChannelDescription(
            _CAMERA,
            101,
            "路口 Street crossing",
            "CROSSING",
            outdoors.CROSSING,
            size=(1280, 720),
            ptz_type=PtzType.DOME,
            presets={
                1: ("全景 Overview", HOME),
                2: ("信号灯 Traffic light", View(pan=-0.2, tilt=0.4, zoom=2.6)),
                3: ("人行横道 Zebra crossing", View(pan=0.0, tilt=-0.7, zoom=1.8)),
            },
            parent_ids=(_CAMERA,),
            civil_code="340200",
            address="中山路 Zhongshan Road",
        ),
    ),
    transport=Transport.TCP,
    personality=Personality(
        edition="3.0", user_agent="VigilSim-IPC/1.0", charset=Charset.GB18030, layout=Layout.COMPACT
    ),
)

DEMO_SITE = (RECORDER, STREET_CAMERA)

_PLACES = (
    outdoors.DOCK,
    indoors.CORRIDOR,
    outdoors.GATE,
    indoors.LOBBY,
    outdoors.CAR_PARK,
    indoors.SERVER_ROOM,
    outdoors.PERIMETER,
    outdoors.CROSSING,
)


def plain_camera(number: int, *, transport: Transport = Transport.UDP) -> DeviceDescription:
    """A fixed camera for tests and load; numbers from 1 on give different identifiers, labels and places."""
    device_id = f"3402000000132{1000 + number:07d}"
    channel = ChannelDescription(
        device_id,
        number & 0xFFF,
        f"Camera {number}",
        f"CAMERA {number}",
        _PLACES[number % len(_PLACES)],
        parent_ids=(device_id,),
        civil_code="340200",
    )
    return DeviceDescription(device_id, f"Camera {number}", "IPC-1", (channel,), transport=transport)
