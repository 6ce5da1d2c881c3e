"""Links on loopback, ended with the test, and conditions to wait for."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from console.model.peer import Peer, Transport
from console.network.link import Identity, Incoming, IncomingCall, Link
from console.network.tcp import TcpLimits
from console.protocol.sip.digest import Authenticator, Verdict, authorize
from console.protocol.sip.message import Response
from console.state.anomalies import Anomalies, AnomalyKind
from console.state.trace import Trace

PLATFORM_ID = "34020000002000000001"
DEVICE_ID = "34020000001320000001"
DOMAIN = "3402000000"
PASSWORD = "Sesame-42"
SDP = b"v=0\r\ns=Play\r\n"
LOOPBACK = "127.0.0.1"


async def until(condition: Callable[[], object], within: float = 5.0) -> None:
    """Let the loop run until `condition` holds."""
    async with asyncio.timeout(within):
        while not condition():  # noqa: ASYNC110 - what is waited for has no event of its own
            await asyncio.sleep(0.005)


@dataclass
class Pair:
    """A platform and a device that knows its address; `to_device` is how the platform saw it register."""

    platform: Link
    device: Link
    to_platform: Peer
    to_device: Peer
    trace: Trace
    anomalies: Anomalies

    def count(self, kind: AnomalyKind) -> int:
        return sum(anomaly.count for anomaly in self.anomalies.all() if anomaly.kind is kind)

    def raw_peer(self) -> Peer:
        """The platform's UDP address, for a hand-written peer."""
        return Peer(Transport.UDP, LOOPBACK, self.platform.port)


@asynccontextmanager
async def pair(
    transport: Transport = Transport.UDP, *, tcp_limits: TcpLimits | None = None, threaded: bool = False
) -> AsyncIterator[Pair]:
    """A platform on loopback and a device that has registered with it by digest."""
    trace, anomalies = Trace(), Anomalies()
    platform = Link(Identity(PLATFORM_ID, DOMAIN, "Vigil"), trace=trace, anomalies=anomalies, tcp_limits=tcp_limits)
    device = Link(Identity(DEVICE_ID, DOMAIN, "Camera"))
    seen: list[Peer] = []
    answer_registrations(platform, seen)
    async with AsyncExitStack() as stack:
        for link in (platform, device):
            await link.start(LOOPBACK, 0, threaded=threaded)
            stack.push_async_callback(link.stop)
        if transport is Transport.TCP:
            to_platform = await device.connect(LOOPBACK, platform.port)
        else:
            to_platform = Peer(Transport.UDP, LOOPBACK, platform.port)
        assert (await register(device, to_platform)).status == 200
        yield Pair(platform, device, to_platform, seen[-1], trace, anomalies)


def answer_registrations(platform: Link, seen: list[Peer]) -> None:
    """Challenge and verify, as the registrar does."""
    authenticator = Authenticator(DOMAIN, platform.driver.agent.composer.token)

    def on_register(incoming: Incoming) -> None:
        device_id, host, now = incoming.request.from_id, incoming.peer.host, platform.driver.now
        if authenticator.verify(incoming.request, device_id, host, [PASSWORD], now).verdict is Verdict.RIGHT:
            seen.append(incoming.peer)
            incoming.reply(200, headers=[("Expires", "3600")])
        else:
            incoming.reply(401, headers=[("WWW-Authenticate", authenticator.challenge(device_id, host, now))])

    platform.on("REGISTER", on_register)


async def register(device: Link, platform: Peer, password: str = PASSWORD) -> Response:
    """REGISTER twice, the second time with credentials; the final answer."""
    first = device.request("REGISTER", PLATFORM_ID, platform)
    challenged = await device.send(first, platform)
    assert challenged.status == 401
    credentials = authorize(
        challenged.headers.all("www-authenticate"),
        method="REGISTER",
        uri=first.uri,
        username=DEVICE_ID,
        password=password,
        cnonce="c",
    )
    headers = [("Call-ID", first.call_id), ("CSeq", "2 REGISTER"), ("Authorization", credentials)]
    return await device.send(device.request("REGISTER", PLATFORM_ID, platform, headers=headers), platform)


class Callee:
    """A device that takes every call, and keeps what it was told in them."""

    def __init__(self, device: Link) -> None:
        self.calls: list[object] = []
        self.heard: list[bytes] = []
        self.ends: list[object] = []
        self.tasks: list[asyncio.Task[None]] = []
        device.on_call(self._on_call)

    def _on_call(self, incoming: IncomingCall) -> None:
        self.tasks.append(asyncio.get_running_loop().create_task(self._take(incoming)))

    async def _take(self, incoming: IncomingCall) -> None:
        incoming.progress(180)
        call = await incoming.accept(SDP, "application/sdp")
        call.received.connect(self._on_request)
        call.ended.connect(self.ends.append)
        self.calls.append(call)

    def _on_request(self, incoming: Incoming) -> None:
        self.heard.append(incoming.request.body)
        incoming.reply(200, body=b"RTSP/1.0 200 OK\r\n\r\n", content_type="Application/MANSRTSP")
