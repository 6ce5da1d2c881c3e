"""A lively estate for tests and pictures: Chinese and English names, things that are offline, missing or failed."""

from datetime import datetime, timedelta

from console.model.catalog import CatalogItem, ChannelStatus, PtzType
from console.model.clock import CHINA
from console.model.device import Device, DeviceOptions, PasswordVerdict, PendingDevice, Registration
from console.model.device_answers import DeviceInformation, DeviceStatus
from console.model.failure import NoAnswer
from console.model.peer import Peer, Transport
from console.model.settings import Settings
from console.state.anomalies import Anomalies, AnomalyKind
from console.state.catalogs import CatalogPhase, CatalogProgress, Catalogs
from console.state.devices import Devices, PendingDevices
from ui.device_tree.forest import Forest
from ui.devices.access import DevicesAccess
from ui.settings.local_addresses import LocalAddress

NOW = datetime(2025, 6, 12, 14, 5, 32, tzinfo=CHINA)
MONOTONIC = 5000.0  # seconds

EAST = "34020000001180000001"
GATE = "34020000001320000099"
CITY = "34020000002000000002"
SILENT = "34020000001180000007"
LOADING = "34020000001180000003"


class Site:
    """All state that the pages show."""

    def __init__(self) -> None:
        self.devices = Devices()
        self.pending = PendingDevices()
        self.catalogs = Catalogs()
        self.anomalies = Anomalies()


def access_to(site: Site) -> DevicesAccess:
    """What the Devices page needs, with a device that answers at once."""
    forest = Forest(site.devices, site.catalogs, lambda: None)
    forest.work(float("inf"), lambda: 0.0)

    async def information(_device_id: str) -> DeviceInformation:
        return DeviceInformation("NVR", "Hikvision", "DS-7932N-R4", "V4.62.200", 32)

    async def status(_device_id: str) -> DeviceStatus:
        return DeviceStatus(True, True, "", True, False, NOW - timedelta(seconds=42))

    return DevicesAccess(
        devices=site.devices,
        pending=site.pending,
        catalogs=site.catalogs,
        anomalies=site.anomalies,
        settings=Settings,
        site_password=lambda: "gate4camera",
        password_of=lambda device_id: "own7secret" if device_id == GATE else "",
        generate_password=lambda: "k7m2w9qhx4pz",
        local_addresses=lambda: [LocalAddress("192.168.1.10", "eth0"), LocalAddress("10.20.0.4", "eth1")],
        count_channels=lambda device_id: forest.count(device_id, device_id),
        now=lambda: NOW,
        monotonic=lambda: MONOTONIC,
        ask_information=information,
        ask_status=status,
    )


def sample_site() -> Site:
    site = Site()
    _add_devices(site)
    _fill_east(site)
    _fill_city(site)
    _add_pending(site)
    _add_anomalies(site)
    return site


def device(
    device_id: str,
    name: str,
    host: str,
    *,
    online: bool = True,
    seen: float = 12,
    transport: Transport = Transport.UDP,
    edition: str = "2.0",
    maker: tuple[str, str, str] = ("", "", ""),
    options: DeviceOptions | None = None,
) -> Device:
    """A registered device that was heard of `seen` seconds before NOW."""
    return Device(
        device_id,
        name=name,
        manufacturer=maker[0],
        model=maker[1],
        firmware=maker[2],
        registration=Registration(
            Peer(transport, host, 5060, 1 if transport is Transport.TCP else 0),
            NOW - timedelta(hours=5),
            NOW + timedelta(minutes=40),
            edition=edition,
            user_agent=f"{maker[0] or 'IP Camera'} SIP UAS",
        ),
        online=online,
        last_seen_at=NOW - timedelta(seconds=seen),
        options=options or DeviceOptions(),
    )


def channel(
    device_id: str,
    number: int,
    name: str,
    *parents: str,
    status: ChannelStatus = ChannelStatus.ON,
    ptz: PtzType | None = PtzType.FIXED,
    missing: bool = False,
) -> CatalogItem:
    return CatalogItem(
        device_id,
        f"{device_id[:10]}132{number:07d}",
        name=name,
        parent_ids=parents,
        status=status,
        manufacturer="Hikvision",
        model="DS-2CD3T47",
        address="厂区东侧",
        ptz_type=ptz,
        missing=missing,
    )


def _add_devices(site: Site) -> None:
    hikvision = ("Hikvision", "DS-7932N-R4", "V4.62.200 build 230412")
    dahua = ("Dahua", "DH-NVR5432", "4.003.0000001.5")
    for one in (
        device(EAST, "东厂区硬盘录像机", "192.168.1.64", maker=hikvision),
        device(
            GATE, "Main gate", "192.168.1.21", transport=Transport.TCP, maker=("Uniview", "IPC-B3A2", "DIPC-B1213.6.28")
        ),
        device(CITY, "市局联网平台", "10.20.0.5", edition="3.0", seen=3, maker=("EasyGBS", "", "")),
        device(SILENT, "北区仓库 NVR", "192.168.3.10", online=False, seen=4200, maker=dahua),
        device(LOADING, "NVR-07 Logistics", "192.168.2.77", seen=1, maker=dahua),
        device("34020000001320000104", "", "192.168.1.104", edition="", options=DeviceOptions(alias="Lobby camera")),
        device("34020000001180000012", "NVR-12 Laboratory", "192.168.5.12", online=False, seen=260000),
    ):
        site.devices.put(one)
    site.catalogs.set_progress(
        SILENT, CatalogProgress(CatalogPhase.FAILED, failure=NoAnswer("Catalog", 15.0, accepted=True))
    )
    site.catalogs.set_progress(LOADING, CatalogProgress(CatalogPhase.ASKING, 131, 140))


def _fill_east(site: Site) -> None:
    gate, yard, hall = (f"3402000000216000000{number}" for number in (1, 2, 3))
    items = [
        CatalogItem(EAST, gate, name="大门"),
        CatalogItem(EAST, yard, name="堆场 Yard", parent_ids=(EAST,)),
        CatalogItem(EAST, hall, name="生产车间"),
        channel(EAST, 1, "北门入口", gate, ptz=PtzType.DOME),
        channel(EAST, 2, "北门出口", gate),
        channel(EAST, 3, "Gate South – long name that must be shortened somewhere", gate),
        channel(EAST, 4, "堆场 1 号球机", yard, ptz=PtzType.DOME),
        channel(EAST, 5, "堆场 2 号球机", yard, ptz=PtzType.DOME, status=ChannelStatus.VIDEO_LOST),
        channel(EAST, 6, "堆场 10 号枪机", yard, status=ChannelStatus.OFF),
        channel(EAST, 7, "堆场全景", yard, ptz=PtzType.PANORAMIC, missing=True),
        CatalogItem(EAST, "34020000001340000001", name="周界报警 1", parent_ids=(yard,)),
        *(channel(EAST, 20 + number, f"车间 {number} 号工位", hall) for number in range(1, 19)),
    ]
    site.catalogs.put(items)
    site.catalogs.set_progress(EAST, CatalogProgress(CatalogPhase.COMPLETE, len(items), len(items), NOW))


def _fill_city(site: Site) -> None:
    areas = [
        CatalogItem(CITY, "3402", name="芜湖市"),
        CatalogItem(CITY, "340202", name="镜湖区"),
        CatalogItem(CITY, "340203", name="弋江区"),
    ]
    cameras = [
        CatalogItem(
            CITY,
            f"3402{2 + number % 2:02d}00001320{number:06d}",
            name=f"{'镜湖' if number % 2 == 0 else '弋江'}路口 {number} 号",
            civil_code=f"34020{2 + number % 2}",
            status=ChannelStatus.OFF if number % 17 == 0 else ChannelStatus.ON,
            ptz_type=PtzType.DOME if number % 3 == 0 else PtzType.FIXED,
        )
        for number in range(1, 301)
    ]
    site.catalogs.put([*areas, *cameras])
    site.catalogs.put([channel(LOADING, number, f"Dock {number}", LOADING) for number in range(1, 132)])
    site.catalogs.put([channel(GATE, 99, "Main gate", GATE, ptz=PtzType.DOME)])
    site.catalogs.put([channel(SILENT, 700 + number, f"仓库 {number} 排") for number in range(1, 9)])
    for device_id, total in ((CITY, 303), (GATE, 1)):
        site.catalogs.set_progress(device_id, CatalogProgress(CatalogPhase.COMPLETE, total, total, NOW))


def _add_pending(site: Site) -> None:
    for number, verdict, agent in (
        (31, PasswordVerdict.RIGHT, "IP Camera"),
        (32, PasswordVerdict.WRONG, "NVR GB28181 V2.0 (Dahua)"),
        (33, PasswordVerdict.NOT_SHOWN, ""),
    ):
        site.pending.put(
            PendingDevice(
                f"340200000013200000{number}",
                Peer(Transport.UDP, f"192.168.1.{number + 100}", 5060),
                verdict,
                NOW - timedelta(minutes=9),
                NOW - timedelta(seconds=number),
                tries=number - 25,
                user_agent=agent,
            )
        )


def _add_anomalies(site: Site) -> None:
    for kind, source, detail, at, times in (
        (AnomalyKind.MALFORMED_SIP, "203.0.113.9:51711", "no SIP version in 'GET / HTTP/1.1'", 4400.0, 3),
        (AnomalyKind.MALFORMED_XML, EAST, "line 14: <Address> is not closed; 1 of 8 items lost", 4980.0, 1),
        (AnomalyKind.FLOOD, "203.0.113.77", "over 2000 messages/s, dropped unread", 4996.0, 18204),
        (AnomalyKind.DECODER_DIED, f"{EAST}/34020000001320000005", "signal 11 while decoding hevc", 4200.0, 1),
    ):
        for _ in range(times if times < 100 else 100):
            site.anomalies.note(kind, source, detail, at)
