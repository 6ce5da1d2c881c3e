import asyncio
import socket

import pytest

from console.model.peer import Peer, Transport
from console.state.anomalies import AnomalyKind
from tests.network.links import LOOPBACK, Pair, pair, until
from tests.protocol.sip.composed import request

STRANGER = "127.0.0.66"


@pytest.fixture
def only_one_is_loopback(monkeypatch):
    """All but 127.0.0.1 count as strangers."""
    monkeypatch.setattr("console.network.admission.is_loopback", lambda host: host == LOOPBACK)


def bound(host: str) -> socket.socket:
    stranger = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    stranger.bind((host, 0))
    stranger.settimeout(2)
    return stranger


async def flood(both: Pair, junk: socket.socket, messages: int) -> None:
    for number in range(messages):
        junk.sendto(request(call_id=f"j{number}"), (LOOPBACK, both.platform.port))
        if number % 20 == 0:
            await asyncio.sleep(0)


@pytest.mark.usefixtures("only_one_is_loopback")
class TestFlood:
    """Reliability study, T10: strangers cannot crowd out devices."""

    async def test_a_flood_is_dropped_unread_and_counted(self):
        async with pair() as both:
            both.platform.on("MESSAGE", lambda incoming: incoming.reply(200))
            with bound(STRANGER) as junk:
                await flood(both, junk, 500)
                await until(lambda: both.count(AnomalyKind.FLOOD) >= 400)
            read = [entry for entry in both.trace.entries() if entry.peer.host == STRANGER]
            assert 50 <= len(read) / 2 < 100  # each with its answer

    async def test_devices_are_heard_all_the_while(self):
        async with pair() as both:
            both.platform.on("MESSAGE", lambda incoming: incoming.reply(200))
            with bound(STRANGER) as junk:
                async with asyncio.TaskGroup() as group:
                    group.create_task(flood(both, junk, 2000))
                    for _ in range(50):
                        asked = both.device.request("MESSAGE", "34020000002000000001", both.to_platform)
                        assert (await both.device.send(asked, both.to_platform)).status == 200

    async def test_a_scanner_is_not_even_told_no(self):
        async with pair() as both:
            with bound(STRANGER) as scanner:
                scanner.sendto(request("OPTIONS"), (LOOPBACK, both.platform.port))
                await until(lambda: both.count(AnomalyKind.UNEXPECTED))
                scanner.sendto(request(), (LOOPBACK, both.platform.port))
                assert (await asyncio.to_thread(scanner.recv, 9999)).startswith(b"SIP/2.0 405")

    async def test_a_registered_device_may_ask_for_options(self):
        async with pair() as both, asyncio.timeout(5):
            with bound(STRANGER) as device:
                both.platform.trust(STRANGER)
                device.sendto(request("OPTIONS"), (LOOPBACK, both.platform.port))
                assert (await asyncio.to_thread(device.recv, 9999)).startswith(b"SIP/2.0 200")

    async def test_answers_to_our_own_requests_are_never_throttled(self):
        async with pair() as both:
            heard: list[bytes] = []
            both.platform.on("MESSAGE", lambda incoming: (heard.append(incoming.request.body), incoming.reply(200)))
            with bound(STRANGER) as device:
                peer = Peer(Transport.UDP, STRANGER, device.getsockname()[1])
                asked = both.platform.request("MESSAGE", "34020000001180000001", peer)
                sending = asyncio.get_running_loop().create_task(both.platform.send(asked, peer))
                await asyncio.to_thread(device.recv, 9999)
                await flood(both, device, 300)  # a catalog of one item per message
                await until(lambda: len(heard) == 300)
                sending.cancel()
                await asyncio.wait([sending])
