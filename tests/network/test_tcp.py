import asyncio
import socket
from contextlib import suppress

from console.model.failure import Unreachable
from console.model.peer import Transport
from console.network.tcp import TcpLimits
from console.state.anomalies import AnomalyKind
from tests.network.links import DEVICE_ID, LOOPBACK, PLATFORM_ID, Pair, pair, until
from tests.protocol.sip.composed import request

QUICK = TcpLimits(message=0.05, idle=0.05)
ANSWER = b"SIP/2.0 200 OK\r\n"


class RawConnection:
    """A TCP peer that sends whatever bytes it likes."""

    def __init__(self, both: Pair) -> None:
        self.port = both.platform.port

    async def __aenter__(self) -> "RawConnection":
        self.reader, self.writer = await asyncio.open_connection(LOOPBACK, self.port)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.writer.close()
        with suppress(OSError):
            await self.writer.wait_closed()

    async def is_closed(self) -> bool:
        """Wait for the other end to close it."""
        try:
            async with asyncio.timeout(5):
                while await self.reader.read(65536):
                    pass
        except ConnectionResetError:
            pass
        return True


def answering(both: Pair) -> None:
    both.platform.on("MESSAGE", lambda incoming: incoming.reply(200))


class TestConnections:
    """RFC 3261 section 18."""

    async def test_messages_however_they_are_cut(self):
        async with pair() as both:
            answering(both)
            async with RawConnection(both) as raw:
                data = request(body=b"<a></a>") + b"\r\n\r\n" + request(call_id="c2", body=b"<b></b>")
                for start in range(0, len(data), 40):
                    raw.writer.write(data[start : start + 40])
                    await raw.writer.drain()
                    await asyncio.sleep(0)
                for _ in range(2):
                    assert (await raw.reader.readuntil(b"\r\n\r\n")).startswith(ANSWER)

    async def test_noise_between_messages_is_survived(self):
        async with pair() as both:
            answering(both)
            async with RawConnection(both) as raw:
                raw.writer.write(b"GET / HTTP/1.1\r\n\r\njaK\0" + request())
                assert (await raw.reader.readuntil(b"\r\n\r\n")).startswith(ANSWER)

    async def test_but_not_without_end(self):
        async with pair(tcp_limits=TcpLimits(noise=10_000)) as both, RawConnection(both) as raw:
            raw.writer.write(b"noise\r\n" * 2000)
            assert await raw.is_closed()
            assert both.count(AnomalyKind.MALFORMED_SIP) == 1

    async def test_nor_headers_without_end(self):
        async with pair() as both, RawConnection(both) as raw:
            raw.writer.write(b"MESSAGE sip:a@b SIP/2.0\r\n" + b"X: y\r\n" * 20_000)
            assert await raw.is_closed()
            assert both.count(AnomalyKind.MALFORMED_SIP) == 1

    async def test_a_request_that_is_wrong_is_answered_on_its_connection(self):
        async with pair() as both, RawConnection(both) as raw:
            raw.writer.write(request(cseq="1 NOTIFY"))
            assert (await raw.reader.readuntil(b"\r\n\r\n")).startswith(b"SIP/2.0 400 Bad Request\r\n")

    async def test_requests_of_ours_use_the_connection_of_the_device(self):
        async with pair(Transport.TCP) as both:
            both.device.on("MESSAGE", lambda incoming: incoming.reply(200))
            asked = both.platform.request("MESSAGE", DEVICE_ID, both.to_device)
            assert asked.via.transport == "TCP"
            assert (await both.platform.send(asked, both.to_device)).status == 200


class TestPatience:
    """Reliability study, T17."""

    async def test_a_message_that_is_not_finished_is_not_waited_for(self):
        async with pair(tcp_limits=QUICK) as both, RawConnection(both) as stalled:
            both.platform.trust(LOOPBACK)
            stalled.writer.write(request(body=b"x" * 100)[:-1])
            assert await stalled.is_closed()
            assert both.count(AnomalyKind.STALLED) == 1

    async def test_one_whose_announced_bytes_are_here_is_read(self):
        """A request whose XML never came: what it says of itself is all there will be."""
        async with pair(tcp_limits=QUICK) as both, RawConnection(both) as raw:
            answering(both)
            raw.writer.write(request(extra="Content-Type: Application/MANSCDP+xml\n"))
            assert (await raw.reader.readuntil(b"\r\n\r\n")).startswith(ANSWER)
            assert both.count(AnomalyKind.STALLED) == 0

    async def test_an_idle_stranger_is_let_go(self, monkeypatch):
        monkeypatch.setattr("console.network.admission.is_loopback", lambda host: False)
        async with pair(tcp_limits=QUICK) as both, RawConnection(both) as idle:
            assert await idle.is_closed()
            assert both.count(AnomalyKind.STALLED) == 0

    async def test_a_registered_host_may_be_idle(self, monkeypatch):
        monkeypatch.setattr("console.network.admission.is_loopback", lambda host: False)
        async with pair(tcp_limits=QUICK) as both:
            both.platform.trust(LOOPBACK)
            async with RawConnection(both) as idle, RawConnection(both) as stalled:
                answering(both)
                stalled.writer.write(b"MESSAGE sip:a@b SIP/2.0\r\n")  # its end shows that the limits were looked at
                assert await stalled.is_closed()
                idle.writer.write(request())
                assert (await idle.reader.readuntil(b"\r\n\r\n")).startswith(ANSWER)

    async def test_a_peer_that_does_not_read_is_closed(self):
        async with pair(tcp_limits=TcpLimits(unread=100_000)) as both:
            with socket.socket() as deaf:
                deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                deaf.connect((LOOPBACK, both.platform.port))
                deaf.sendall(request("OPTIONS"))
                both.platform.on("MESSAGE", lambda incoming: incoming.reply(200))
                await until(lambda: len(both.trace.entries()) > 5)
                peer = both.trace.entries()[-1].peer
                asked = both.platform.request("MESSAGE", DEVICE_ID, peer, body=b"<a>" + b"x" * 3_000_000 + b"</a>")
                sent = [both.platform.send(asked, peer, within=5) for _ in range(10)]
                failures = await asyncio.gather(*sent, return_exceptions=True)
            assert {type(failure) for failure in failures} == {Unreachable}
            assert both.count(AnomalyKind.STALLED) == 1


class TestNumbers:
    """Reliability study, T17."""

    async def test_a_stranger_may_open_only_so_many_connections(self, monkeypatch):
        monkeypatch.setattr("console.network.admission.is_loopback", lambda host: False)
        async with pair(tcp_limits=TcpLimits(connections_per_stranger=3)) as both:
            opened = [await asyncio.open_connection(LOOPBACK, both.platform.port) for _ in range(5)]
            await until(lambda: both.count(AnomalyKind.FLOOD) == 2)
            for _, writer in opened:
                writer.close()

    async def test_all_strangers_together_too(self, monkeypatch):
        monkeypatch.setattr("console.network.admission.is_loopback", lambda host: False)
        limits = TcpLimits(connections_per_stranger=3, connections_of_strangers=2)
        async with pair(tcp_limits=limits) as both:
            opened = [await asyncio.open_connection(LOOPBACK, both.platform.port) for _ in range(3)]
            await until(lambda: both.count(AnomalyKind.FLOOD) == 1)
            for _, writer in opened:
                writer.close()

    async def test_a_registered_host_may_open_many(self, monkeypatch):
        monkeypatch.setattr("console.network.admission.is_loopback", lambda host: False)
        async with pair(tcp_limits=TcpLimits(connections_per_stranger=1)) as both:
            both.platform.trust(LOOPBACK)
            connected = [await both.device.connect(LOOPBACK, both.platform.port) for _ in range(20)]
            answering(both)
            for peer in connected:
                answer = await both.device.send(both.device.request("MESSAGE", PLATFORM_ID, peer), peer)
                assert answer.status == 200

    async def test_connections_are_numbered(self):
        async with pair(Transport.TCP) as both:
            assert both.to_device.connection == 1
            assert (await both.device.connect(LOOPBACK, both.platform.port)).connection == 2
