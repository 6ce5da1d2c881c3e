import asyncio
import logging
import socket
import threading

import pytest

from console.network.sockets import bind_both
from console.network.udp import BATCH, Datagram, UdpEndpoint
from tests.network.links import LOOPBACK, until


class Ends:
    """An endpoint under test and a plain socket that talks to it."""

    def __init__(self, *, threaded: bool) -> None:
        datagrams, stream = bind_both(LOOPBACK, 0)
        stream.close()
        self.batches: list[list[Datagram]] = []
        self.endpoint = UdpEndpoint(datagrams, self.batches.append, threaded=threaded)
        self.address = datagrams.getsockname()
        self.other = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.other.bind((LOOPBACK, 0))
        self.other.settimeout(2)

    def __enter__(self) -> "Ends":
        self.endpoint.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.endpoint.stop()
        self.other.close()

    @property
    def payloads(self) -> list[bytes]:
        return [data for batch in self.batches for data, _ in batch]


@pytest.mark.parametrize("threaded", [False, True])
class TestUdpEndpoint:
    async def test_datagrams_come_in_order_and_in_batches(self, threaded):
        with Ends(threaded=threaded) as ends:
            sent = [str(number).encode() for number in range(3 * BATCH)]
            for data in sent:
                ends.other.sendto(data, ends.address)
            await until(lambda: len(ends.payloads) == len(sent))
            assert ends.payloads == sent
            assert all(len(batch) <= BATCH for batch in ends.batches)
            assert {source for batch in ends.batches for _, source in batch} == {ends.other.getsockname()}

    async def test_it_sends(self, threaded):
        with Ends(threaded=threaded) as ends:
            assert ends.endpoint.send(b"hello", *ends.other.getsockname()) is None
            assert ends.other.recv(100) == b"hello"

    async def test_what_the_system_refuses_is_told_and_not_raised(self, threaded):
        with Ends(threaded=threaded) as ends:
            assert isinstance(ends.endpoint.send(b"x" * 70_000, *ends.other.getsockname()), OSError)

    async def test_a_peer_that_is_gone_does_not_end_it(self, threaded):
        with Ends(threaded=threaded) as ends:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as gone:
                gone.bind((LOOPBACK, 0))
                address = gone.getsockname()
            ends.endpoint.send(b"anybody?", *address)
            ends.other.sendto(b"still there", ends.address)
            await until(lambda: ends.payloads == [b"still there"])

    async def test_it_stops_without_a_trace(self, threaded, caplog):
        caplog.set_level(logging.DEBUG)
        with Ends(threaded=threaded) as ends:
            assert ("sip-udp-reader" in {thread.name for thread in threading.enumerate()}) is threaded
        assert "sip-udp-reader" not in {thread.name for thread in threading.enumerate()}
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as successor:
            successor.bind(ends.address)
        assert [record.message for record in caplog.records if record.name.startswith("console")] == []


class TestSlowLoop:
    async def test_the_thread_waits_for_the_loop_and_loses_nothing(self, monkeypatch):
        monkeypatch.setattr("console.network.udp._PENDING_LIMIT", 2 * BATCH)
        with Ends(threaded=True) as ends:
            sent = [str(number).encode() for number in range(10 * BATCH)]
            for data in sent:
                ends.other.sendto(data, ends.address)
            reader = ends.endpoint._reader
            assert reader is not None
            assert await asyncio.to_thread(reader._pending.qsize) <= 2 * BATCH
            await until(lambda: len(ends.payloads) == len(sent))
            assert ends.payloads == sent
