"""Carriers on real sockets, driven by hand; what happens through the whole receiver is in test_engine.py."""

import selectors
import socket
import time
from collections.abc import Callable, Iterator

import pytest

from console.media.receiver.carriers import (
    FIRST_BYTE_WITHIN,
    SILENCE,
    SMALL_BUFFER,
    TcpActiveCarrier,
    TcpPassiveCarrier,
    UdpCarrier,
)
from console.protocol.rtp.framing import frame_packet
from console.protocol.rtp.latch import Source
from tests.media.ports import HOST, free_ports

PACKET = b"\x80\x60" + bytes(10) + b"payload"


class Owner:
    """Writes down what it is told."""

    def __init__(self) -> None:
        self.packets: list[bytes] = []
        self.reports: list[bytes] = []
        self.connections: list[Source] = []
        self.stalls: list[tuple[float, bool]] = []
        self.intruders = 0
        self.ends: list[tuple[str, bool]] = []

    def receive(self, packet: bytes, source: Source, now: float) -> None:
        self.packets.append(packet)

    def receive_report(self, datagram: bytes, source: Source, now: float) -> None:
        self.reports.append(datagram)

    def connected(self, source: Source) -> None:
        self.connections.append(source)

    def stalled(self, seconds: float, *, has_begun: bool) -> None:
        self.stalls.append((seconds, has_begun))

    def intruded(self) -> None:
        self.intruders += 1

    def disconnected(self, reason: str, *, is_final: bool) -> None:
        self.ends.append((reason, is_final))


class Bench:
    def __init__(self) -> None:
        self.selector = selectors.DefaultSelector()
        self.owner = Owner()
        self.port = free_ports()

    def run_until(self, condition: Callable[[], object], *, now: float = 0.0) -> None:
        deadline = time.monotonic() + 5
        while not condition():
            assert time.monotonic() < deadline, "it did not happen in time"
            for key, _ in self.selector.select(0.02):
                key.data(now)


@pytest.fixture
def bench() -> Iterator[Bench]:
    made = Bench()
    yield made
    assert not made.selector.get_map()
    made.selector.close()


def connected(port: int) -> socket.socket:
    return socket.create_connection((HOST, port), 5)


class TestUdp:
    """RFC 3550 section 11: RTP at the even port, RTCP above it."""

    def test_both_ports_are_read(self, bench: Bench) -> None:
        carrier = UdpCarrier(HOST, bench.port, bench.selector, bench.owner)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            for _ in range(3):
                sender.sendto(PACKET, (HOST, bench.port))
            sender.sendto(b"report", (HOST, bench.port + 1))
            bench.run_until(lambda: len(bench.owner.packets) == 3 and bench.owner.reports == [b"report"])
        carrier.close()

    def test_reports_go_to_the_port_above_the_senders(self, bench: Bench) -> None:
        carrier = UdpCarrier(HOST, bench.port, bench.selector, bench.owner)
        device = free_ports()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener:
            listener.bind((HOST, device + 1))
            listener.settimeout(5)
            carrier.send_report(b"report", (HOST, device))
            assert listener.recvfrom(100) == (b"report", (HOST, bench.port + 1))
        carrier.send_report(b"report", (HOST, 65535))
        carrier.close()

    def test_a_burst_as_large_as_a_key_frame_of_4k_fits(self, bench: Bench) -> None:
        carrier = UdpCarrier(HOST, bench.port, bench.selector, bench.owner)
        if carrier.receive_buffer < SMALL_BUFFER:
            pytest.skip("this system grants small buffers only")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            for _ in range(360):
                sender.sendto(PACKET.ljust(1412), (HOST, bench.port))
            bench.run_until(lambda: len(bench.owner.packets) == 360)
        carrier.close()

    @pytest.mark.parametrize("offset", [0, 1])
    def test_a_pair_of_which_one_is_taken_is_refused(self, bench: Bench, offset: int) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as holder:
            holder.bind((HOST, bench.port + offset))
            with pytest.raises(OSError, match=r".+"):
                UdpCarrier(HOST, bench.port, bench.selector, bench.owner)


class TestTcpPassive:
    """gb28181.md 6.6."""

    def test_a_second_connection_is_refused_while_the_first_is_alive(self, bench: Bench) -> None:
        carrier = TcpPassiveCarrier(HOST, bench.port, bench.selector, bench.owner)
        with connected(bench.port) as first:
            bench.run_until(lambda: bench.owner.connections)
            with connected(bench.port) as second:
                bench.run_until(lambda: _is_closed(second), now=SILENCE / 2)
            assert bench.owner.intruders == 1
            first.sendall(frame_packet(PACKET))
            bench.run_until(lambda: bench.owner.packets == [PACKET])
        carrier.close()

    def test_a_second_connection_replaces_a_silent_one(self, bench: Bench) -> None:
        carrier = TcpPassiveCarrier(HOST, bench.port, bench.selector, bench.owner)
        with connected(bench.port) as first:
            bench.run_until(lambda: bench.owner.connections)
            with connected(bench.port) as second:
                bench.run_until(lambda: len(bench.owner.connections) == 2, now=SILENCE)
                second.sendall(frame_packet(PACKET))
                bench.run_until(lambda: bench.owner.packets == [PACKET])
                assert _is_closed(first)
        carrier.close()

    def test_the_announced_host_replaces_a_stranger(self, bench: Bench) -> None:
        carrier = TcpPassiveCarrier("0.0.0.0", bench.port, bench.selector, bench.owner)
        stranger = socket.create_connection((HOST, bench.port), 5, source_address=("127.0.0.9", 0))
        with stranger:
            bench.run_until(lambda: bench.owner.connections)
            carrier.expect([HOST], 0, 0.0)
            with connected(bench.port):
                bench.run_until(lambda: len(bench.owner.connections) == 2)
        carrier.close()

    def test_a_stop_in_the_middle_of_a_packet_is_told_once(self, bench: Bench) -> None:
        carrier = TcpPassiveCarrier(HOST, bench.port, bench.selector, bench.owner)
        with connected(bench.port) as device:
            device.sendall(frame_packet(PACKET) + frame_packet(PACKET)[:-3])
            bench.run_until(lambda: bench.owner.packets)
            for now in (SILENCE / 2, SILENCE, SILENCE + 1):
                carrier.handle_timer(now)
        assert bench.owner.stalls == [(SILENCE, True)]
        carrier.close()

    def test_a_connection_that_says_nothing_is_noticed(self, bench: Bench) -> None:
        carrier = TcpPassiveCarrier(HOST, bench.port, bench.selector, bench.owner)
        with connected(bench.port):
            bench.run_until(lambda: bench.owner.connections)
            for now in (SILENCE, FIRST_BYTE_WITHIN, FIRST_BYTE_WITHIN + 1):
                carrier.handle_timer(now)
        assert bench.owner.stalls == [(FIRST_BYTE_WITHIN, False)]
        carrier.close()

    def test_silence_between_packets_is_no_stall(self, bench: Bench) -> None:
        carrier = TcpPassiveCarrier(HOST, bench.port, bench.selector, bench.owner)
        with connected(bench.port) as device:
            device.sendall(frame_packet(PACKET))
            bench.run_until(lambda: bench.owner.packets)
            carrier.handle_timer(100.0)
        assert bench.owner.stalls == []
        carrier.close()


class TestTcpActive:
    def test_hosts_are_tried_in_turn(self, bench: Bench) -> None:
        carrier = TcpActiveCarrier(HOST, bench.port, bench.selector, bench.owner)
        with socket.socket() as listener:
            listener.bind(("127.0.0.9", 0))
            listener.listen()
            carrier.expect(["not an address", HOST, "127.0.0.9"], listener.getsockname()[1], 0.0)
            now = 0.0
            while not bench.owner.connections:
                now += 0.5
                assert now < 60
                carrier.handle_timer(now)
                for key, _ in bench.selector.select(0.02):
                    key.data(now)
            device, (_, port) = listener.accept()
            assert port == bench.port  # the one our offer named
            device.sendall(frame_packet(PACKET))
            bench.run_until(lambda: bench.owner.packets)
            device.close()
            bench.run_until(lambda: bench.owner.ends)
        assert bench.owner.ends == [("closed by the device", False)]
        carrier.close()

    def test_a_device_that_never_answers_is_given_up(self, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
        carrier = TcpActiveCarrier(HOST, bench.port, bench.selector, bench.owner)
        with socket.socket() as full:
            full.bind((HOST, 0))
            full.listen(0)
            address = full.getsockname()
            crowd = [socket.socket() for _ in range(4)]
            for sock in crowd:  # fill the queue of connections that nobody accepts
                sock.setblocking(False)
                sock.connect_ex(address)
            carrier.expect([HOST], address[1], 0.0)
            now = 0.0
            while not bench.owner.ends:
                now += 0.5
                assert now < 60
                carrier.handle_timer(now)
                for key, _ in bench.selector.select(0):
                    key.data(now)
            for sock in crowd:
                sock.close()
        assert bench.owner.ends == [("no answer", True)]
        carrier.close()


def _is_closed(sock: socket.socket) -> bool:
    sock.setblocking(False)
    try:
        return sock.recv(1) == b""
    except BlockingIOError:
        return False
    except ConnectionError:
        return True
