"""Bad input on every wire while a live view plays: refused, counted, logged once, and nothing else suffers."""

import asyncio
import random
import re
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from console.model.failure import BadAnswer, Failure, NoAnswer, NoMedia, Unreachable
from console.model.peer import Transport
from console.network.tcp import TcpLimits
from console.protocol.gb28181.markup import LIMITS
from console.services.live import LiveView
from console.services.messages import LARGE_BODY
from console.services.view import Phase
from console.simulator.device import SimulatedDevice
from console.simulator.faults import Faults
from console.simulator.manscdp_texts import CONTENT_TYPE
from console.simulator.session_texts import answer as ordinary_answer
from console.simulator.site import DeviceDescription, plain_camera
from console.state.anomalies import Anomalies, AnomalyKind
from console.state.catalogs import CatalogPhase
from tests.e2e.site import SLOW, Site, device_for, site_of
from tests.waiting import until

HOST = "127.0.0.1"
WATCHED, NEWCOMER = plain_camera(1), plain_camera(2)
ROGUE = replace(plain_camera(3, transport=Transport.TCP), name="Rogue")
ROGUE_BY_UDP = plain_camera(4)

REGISTER = (
    b"REGISTER sip:34020000002000000001@3402000000 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bK-%d\r\n"
    b"From: <sip:34020000001320000009@3402000000>;tag=1\r\nTo: <sip:34020000001320000009@3402000000>\r\n"
    b"Call-ID: bad\r\nCSeq: 1 REGISTER\r\nContact: <sip:34020000001320000009@127.0.0.1:9>\r\n"
)
NOISE = random.Random(1)
MALFORMED = {
    "random bytes": NOISE.randbytes(600),
    "64 KiB of random bytes": NOISE.randbytes(65_000),
    "a cut request line": REGISTER[:20],
    "cut headers": REGISTER[:120] + b"\r\n\r\n",
    "a NUL in a header's name": REGISTER.replace(b"Call-ID", b"Call\0ID") + b"\r\n",
    "a huge Content-Length": REGISTER + b"Content-Length: 1000000000000\r\n\r\n",
    "a Content-Length below zero": REGISTER + b"Content-Length: -5\r\n\r\n",
    "a body that is shorter than announced": REGISTER + b"Content-Length: 500\r\n\r\n",
    "a header of 60 KiB": REGISTER + b"X-A: " + b"x" * 60_000 + b"\r\n\r\n",
    "10,000 headers": REGISTER + b"X: y\r\n" * 10_000 + b"\r\n",
    "another method in CSeq": REGISTER.replace(b"1 REGISTER", b"1 INVITE") + b"\r\n",
    "a web browser": b"GET / HTTP/1.1\r\nHost: console\r\n\r\n",
    "an answer to nothing": b"SIP/2.0 200 OK\r\n\r\n",
}


def wrapped(content: str) -> bytes:
    """A catalog notice with whatever in it."""
    text = f"<Notify><CmdType>Catalog</CmdType><SN>1</SN><DeviceID>{ROGUE.device_id}</DeviceID>{content}</Notify>"
    return text.encode("gb18030")


BILLION_LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY l0 "lol">'
    + "".join(f'<!ENTITY l{number} "{f"&l{number - 1};" * 10}">' for number in range(1, 10))
    + "]><Notify><CmdType>&l9;</CmdType></Notify>"
).encode()
EXTERNAL_ENTITY = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><Notify><CmdType>&e;</CmdType></Notify>'
BOMBS = {
    "a billion laughs": BILLION_LAUGHS,
    "an external entity": EXTERNAL_ENTITY,
    "10,000 levels": wrapped("<a>" * 10_000 + "</a>" * 10_000),
    "600,000 elements": wrapped("<a/>" * 600_000),
    "4 MiB that are not closed": wrapped("x" * (LIMITS.octets - 1000))[:-20],
    "random bytes": NOISE.randbytes(5000),
    "a truncated notice": wrapped("<DeviceList><Item><DeviceID>1")[:-12],
}


@dataclass
class Watched(Site):
    """A site whose first camera is being watched."""

    view: LiveView

    @property
    def camera(self) -> SimulatedDevice:
        return self.devices[0]

    def count(self, kind: AnomalyKind) -> int:
        return sum(anomaly.count for anomaly in self.console.anomalies.all() if anomaly.kind is kind)

    def raw_socket(self) -> socket.socket:
        """Unregistered, at another address than the devices."""
        raw = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        raw.bind(("127.0.0.9", 0))
        return raw

    async def connection(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection(HOST, self.console.listener.port)


@asynccontextmanager
async def watched(directory: Path, **wishes: object) -> AsyncIterator[Watched]:
    """A live view that must not notice what happens within; nor may its camera, nor one that comes after."""
    async with site_of(directory, [WATCHED], **wishes) as site:  # type: ignore[arg-type]
        view = site.console.live.open(site.ref(site.devices[0]))
        first = await site.picture(view)
        calls = site.devices[0].calls
        world = Watched(site.console, site.devices, view)
        yield world
        now = view.newest()
        assert now is not None
        later = await site.picture(view, after=now.sequence)
        assert later.generation == first.generation
        assert site.devices[0].calls == calls
        await everybody_is_served(world)
        view.close()


async def everybody_is_served(world: Watched) -> None:
    keepalives = world.camera.registration.keepalives
    async with asyncio.timeout(SLOW):
        assert await world.camera.registration._keep_alive()
    assert world.camera.registration.keepalives == keepalives + 1
    assert world.camera.registered.is_set()
    known = world.console.devices.get(WATCHED.device_id)
    assert known is not None
    assert known.online
    async with device_for(world.console, NEWCOMER) as newcomer:
        await greeted(world, newcomer)


@asynccontextmanager
async def rogue_at(
    world: Watched, description: DeviceDescription = ROGUE, faults: Faults | None = None
) -> AsyncIterator[SimulatedDevice]:
    """A registered device, on TCP, that says anything."""
    async with device_for(world.console, description, faults) as rogue:
        await greeted(world, rogue)
        yield rogue


async def greeted(world: Watched, device: SimulatedDevice) -> None:
    """It is registered, and has answered all that is asked of a newcomer."""
    device_id = device.description.device_id
    await until(device.registered.is_set, SLOW)
    await until(lambda: world.console.catalogs.progress(device_id).phase is CatalogPhase.COMPLETE, SLOW)
    await until(lambda: (known := world.console.devices.get(device_id)) and known.is_described, SLOW)


async def say(rogue: SimulatedDevice, body: bytes) -> int:
    """The status that a MESSAGE with this body got."""
    messenger = rogue._messenger
    assert messenger.peer is not None
    request = rogue._link.request(
        "MESSAGE", messenger._platform.id, messenger.peer, body=body, content_type=CONTENT_TYPE
    )
    return (await rogue._link.send(request, messenger.peer)).status


def lines_in(caplog: pytest.LogCaptureFixture) -> int:
    """Log lines about bad input."""
    return sum(record.name == Anomalies.__module__ for record in caplog.records)


class TestDatagrams:
    async def test_malformed_ones_are_refused_one_by_one(
        self, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        async with watched(tmp_path) as world:
            with world.raw_socket() as raw:
                for number, (name, data) in enumerate(MALFORMED.items(), 1):
                    raw.sendto(data.replace(b"%d", b"%d" % number), (HOST, world.console.listener.port))
                    await until(lambda number=number: world.count(AnomalyKind.MALFORMED_SIP) == number)  # type: ignore[misc]
                    assert world.console.anomalies.all()[-1].source == "127.0.0.9", name
        assert lines_in(caplog) == 1

    async def test_a_burst_is_a_line_in_the_log(self, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
        async with watched(tmp_path) as world:
            with world.raw_socket() as raw:
                for total in range(50, 1050, 50):
                    for _ in range(50):
                        raw.sendto(b"no SIP at all " * 10, (HOST, world.console.listener.port))
                    await until(lambda total=total: world.count(AnomalyKind.MALFORMED_SIP) == total)  # type: ignore[misc]
            async with rogue_at(world, ROGUE_BY_UDP) as rogue:
                for _ in range(100):
                    assert await say(rogue, b"<Notify><CmdType>") == 200
            assert world.count(AnomalyKind.MALFORMED_XML) == 100
        assert lines_in(caplog) == 2


class TestConnections:
    async def test_a_peer_that_stalls_is_closed_after_its_time(self, tmp_path: Path) -> None:
        async with watched(tmp_path, tcp_limits=TcpLimits(message=0.3)) as world:
            reader, writer = await world.connection()
            writer.write(REGISTER + b"Content-Length: 10\r\n\r\nhalf")
            async with asyncio.timeout(SLOW):
                with suppress(ConnectionResetError):
                    assert await reader.read() == b""
            writer.close()
            assert world.count(AnomalyKind.STALLED) == 1

    @pytest.mark.parametrize(
        "data",
        [
            REGISTER + b"Content-Length: 1000000000\r\n\r\n",
            REGISTER + b"X: y\r\n" * 20_000,
            NOISE.randbytes(600_000),
        ],
        ids=["body", "headers", "noise"],
    )
    async def test_a_message_without_end_is_not_waited_for(self, tmp_path: Path, data: bytes) -> None:
        async with watched(tmp_path) as world:
            reader, writer = await world.connection()
            writer.write(data)
            async with asyncio.timeout(SLOW):
                with suppress(ConnectionResetError):
                    await reader.read()
            writer.close()
            assert world.count(AnomalyKind.MALFORMED_SIP) == 1

    async def test_one_peer_may_not_open_them_all(self, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
        limits = TcpLimits(connections_per_trusted=16)
        async with watched(tmp_path, tcp_limits=limits) as world, AsyncExitStack() as stack:
            for _ in range(50):
                _, writer = await world.connection()
                stack.callback(writer.close)
            await until(lambda: world.count(AnomalyKind.FLOOD) == 50 - 16)
            await everybody_is_served(world)
        assert lines_in(caplog) == 1


class TestXml:
    async def test_bombs_are_answered_and_thrown_away(self, tmp_path: Path) -> None:
        """What was sent is received properly (200), even where it cannot be used.

        A body on TCP that is not closed at its announced end may go on, and is waited for.
        """
        async with watched(tmp_path, tcp_limits=TcpLimits(message=1.0)) as world, rogue_at(world) as rogue:
            for number, (name, body) in enumerate(BOMBS.items(), 1):
                async with asyncio.timeout(SLOW):
                    assert await say(rogue, body) == 200, name
                await until(lambda number=number: world.count(AnomalyKind.MALFORMED_XML) == number)  # type: ignore[misc]
            (anomaly,) = [one for one in world.console.anomalies.all() if one.kind is AnomalyKind.MALFORMED_XML]
            assert anomaly.source == f"{ROGUE.device_id} {HOST}"
            assert "root:" not in anomaly.detail
            assert rogue.registered.is_set()

    async def test_the_window_does_not_wait_for_a_large_one(self, tmp_path: Path) -> None:
        async with watched(tmp_path) as world, rogue_at(world) as rogue:
            read: list[object] = []
            world.console.messages.noticed.connect(read.append)
            assert await say(rogue, wrapped("<Item>x</Item>" * (LARGE_BODY // 10))) == 200
            assert read == []  # answered first
            await until(lambda: read)

    async def test_a_truncated_catalog_takes_nothing_away(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("console.services.catalog.FIRST_PART_WITHIN", 0.5)
        monkeypatch.setattr("console.services.catalog.IDLE_WITHIN", 0.5)
        async with watched(tmp_path) as world, rogue_at(world, ROGUE_BY_UDP) as rogue:
            dress = rogue._messenger.dress
            monkeypatch.setattr(rogue._messenger, "dress", lambda text: dress(text)[:-5])
            world.console.catalog.refresh(ROGUE_BY_UDP.device_id)
            await until(lambda: not world.console.catalog.is_asking(ROGUE_BY_UDP.device_id), SLOW)
            progress = world.console.catalogs.progress(ROGUE_BY_UDP.device_id)
            assert progress.phase is CatalogPhase.FAILED
            assert isinstance(progress.failure, NoAnswer)
            (channel,) = world.console.catalogs.channels(ROGUE_BY_UDP.device_id)
            assert (channel.item_id, channel.missing) == (ROGUE_BY_UDP.device_id, False)
            assert world.count(AnomalyKind.MALFORMED_XML) == 1


class TestDescriptions:
    """SDP in the answer to an INVITE."""

    @pytest.mark.parametrize(
        ("pattern", "replacement"),
        [
            (rb"(?s)m=.*", b""),
            (rb"m=video", b"m=audio"),
            (rb"m=video \d+", b"m=video x"),
            (rb"(?s).*", b"\xff\0{}" * 99),
        ],
        ids=["no medium", "no video", "no port", "no SDP"],
    )
    async def test_what_cannot_be_used_is_said_in_the_view(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pattern: bytes, replacement: bytes
    ) -> None:
        async with watched(tmp_path, transport="udp") as world, rogue_at(world) as rogue:
            answer_with(monkeypatch, pattern, replacement)
            view = world.console.live.open(world.ref(rogue))
            await until(lambda: view.state.phase is Phase.RETRYING, SLOW)
            assert isinstance(view.state.failure, BadAnswer)
            (anomaly,) = [one for one in world.console.anomalies.all() if one.kind is AnomalyKind.MALFORMED_SDP]
            assert (anomaly.source, anomaly.count) == (str(view.ref), 1)
            await until(lambda: not rogue.calls, SLOW)
            view.close()

    @pytest.mark.parametrize(
        ("pattern", "replacement"),
        [(rb"c=.*\r\n", b""), (rb"m=video \d+", b"m=video 0"), (rb"c=.*\r\n", b"c=IN IP4 224.0.0.1\r\n")],
        ids=["no address", "port 0", "multicast"],
    )
    async def test_what_is_not_needed_may_be_wrong(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pattern: bytes, replacement: bytes
    ) -> None:
        """Devices that send to us need no port of their own, and some name none."""
        async with watched(tmp_path, transport="udp") as world, rogue_at(world) as rogue:
            answer_with(monkeypatch, pattern, replacement)
            view = world.console.live.open(world.ref(rogue))
            await world.picture(view)
            view.close()

    @pytest.mark.parametrize(("transport", "failure"), [("udp", NoMedia), ("tcp-active", Unreachable)])
    async def test_port_0_and_no_media_is_a_failure_with_a_name(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, transport: str, failure: type[Failure]
    ) -> None:
        silent = Faults(no_udp_media=True)
        async with watched(tmp_path, transport=transport) as world, rogue_at(world, faults=silent) as rogue:
            monkeypatch.setattr("console.services.sessions.FIRST_PACKET_WITHIN", 1.0)
            answer_with(monkeypatch, rb"m=video \d+", b"m=video 0")
            view = world.console.live.open(world.ref(rogue))
            await until(lambda: view.state.phase is Phase.RETRYING, SLOW)
            assert isinstance(view.state.failure, failure)
            view.close()


def answer_with(monkeypatch: pytest.MonkeyPatch, pattern: bytes, replacement: bytes) -> None:
    """Let devices write this into the SDP of their answers from now on."""

    def changed(*arguments: Any, **more: Any) -> bytes:
        return re.sub(pattern, lambda _: replacement, ordinary_answer(*arguments, **more), count=1)

    monkeypatch.setattr("console.simulator.calls.answer", changed)


class TestMedia:
    async def test_garbage_of_another_source_is_ignored_and_counted(self, tmp_path: Path) -> None:
        async with watched(tmp_path, transport="udp") as world:
            target = (HOST, world.console.sessions.all()[0].stream.port)
            with world.raw_socket() as raw:
                for number in range(300):
                    raw.sendto(NOISE.randbytes(1400), target)
                    raw.sendto(b"\x80\x60" + number.to_bytes(2) + bytes(4) + b"\x12\x34\x56\x78" + bytes(900), target)
                raw.sendto(b"", target)
            await until(lambda: world.count(AnomalyKind.MALFORMED_RTP) and world.count(AnomalyKind.UNEXPECTED), SLOW)
            health = world.view.health
            assert health.foreign >= 300
            assert health.malformed > 100
            assert health.lost == 0

    async def test_a_second_connection_is_turned_away(self, tmp_path: Path) -> None:
        async with watched(tmp_path, transport="tcp-passive") as world:
            port = world.console.sessions.all()[0].stream.port
            for _ in range(20):
                reader, writer = await asyncio.open_connection(HOST, port)
                async with asyncio.timeout(SLOW):
                    with suppress(ConnectionResetError):
                        assert await reader.read() == b""
                writer.close()
            await until(lambda: world.count(AnomalyKind.UNEXPECTED), SLOW)

    async def test_a_stranger_that_connects_first_and_stalls_does_not_keep_the_camera_out(self, tmp_path: Path) -> None:
        async with watched(tmp_path, transport="tcp-passive") as world, rogue_at(world) as slow:
            slow._calls._faults = replace(slow._calls._faults, answer_after=3.0)
            view = world.console.live.open(world.ref(slow))
            await until(lambda: len(offers(world)) == 2, SLOW)
            reader, writer = await asyncio.open_connection(HOST, offers(world)[-1], local_addr=("127.0.0.9", 0))
            writer.write(b"\x05\x00\x80\x60half")
            await until(lambda: world.count(AnomalyKind.STALLED) == 1, SLOW)
            await world.picture(view)
            async with asyncio.timeout(SLOW):
                with suppress(ConnectionResetError):
                    assert await reader.read() == b""
            writer.close()
            view.close()


def offers(world: Watched) -> list[int]:
    """The media ports of all INVITEs so far."""
    return [
        int(found[1])
        for entry in world.console.trace.entries()
        if entry.data.startswith(b"INVITE") and (found := re.search(rb"m=video (\d+)", entry.data))
    ]
