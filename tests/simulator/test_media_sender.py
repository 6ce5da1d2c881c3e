"""console.simulator.media_sender: RTP on real sockets, FFmpeg's own demuxer as the judge of the program stream."""

import io
import select
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import av
import pytest

from console.protocol.rtp.packet import RtpPacket
from console.simulator.encoder import CodedPicture, Encoder, VideoCodec
from console.simulator.faults import Faults
from console.simulator.media_sender import MediaSender, TcpRoute, UdpRoute
from console.simulator.picture.colour import Planes
from console.simulator.tone import block_at

_START = 1_772_323_200.0
_SSRC = 102000001


def _pictures(count: int, codec: VideoCodec = VideoCodec.H264) -> list[CodedPicture]:
    encoder = Encoder(codec, 320, 240)
    encoder.planes.copy_from(Planes.blank(320, 240))
    pictures = []
    for index in range(count):
        encoder.planes.y[:] = 40 + index
        pictures.append(encoder.encode())
    return pictures


class _Kept:
    """A route that keeps everything."""

    def __init__(self) -> None:
        self.packets: list[RtpPacket] = []
        self.takes = True

    def send(self, packets: list[bytes]) -> bool:
        if self.takes:
            self.packets += [RtpPacket.parse(packet) for packet in packets]
        return self.takes

    def interrupt(self) -> None:
        pass

    def close(self) -> None:
        pass


def _sent(faults: Faults | None = None, *, count: int = 10, codec: VideoCodec = VideoCodec.H264) -> list[RtpPacket]:
    route = _Kept()
    sender = MediaSender(route, codec, _SSRC, started_at=_START, faults=faults or Faults())
    for index, picture in enumerate(_pictures(count, codec)):
        at = _START + index / 25
        sender.send(picture, block_at(1, at), at)
    return route.packets


def _stream(packets: list[RtpPacket]) -> bytes:
    return b"".join(packet.payload for packet in packets)


class TestProgramStream:
    """GB/T 28181-2022 annex C."""

    @pytest.mark.parametrize("codec", list(VideoCodec), ids=lambda codec: codec.value)
    def test_ffmpeg_finds_every_picture_with_its_time(self, codec):
        with av.open(io.BytesIO(_stream(_sent(count=20, codec=codec))), format="mpeg") as container:
            assert container.streams.video[0].codec_context.name == codec.value
            frames = list(container.decode(video=0))
        assert len(frames) == 20
        times = [float(frame.pts * frame.time_base) for frame in frames]
        assert times == pytest.approx([10 + index / 25 for index in range(20)], abs=1e-4)

    def test_the_sound_is_in_it(self):
        stream = _stream(_sent(count=3))
        for index in range(3):
            assert block_at(1, _START + index / 25) in stream


class TestRtp:
    """RFC 3550 section 5.1; GB/T 28181-2022 4.3.6."""

    def test_a_picture_has_one_timestamp_and_a_marker_at_its_end(self):
        packets = _sent(count=4)
        by_stamp: dict[int, list[RtpPacket]] = {}
        for packet in packets:
            by_stamp.setdefault(packet.timestamp, []).append(packet)
        assert len(by_stamp) == 4
        assert sorted(by_stamp) == [900_000 + index * 3600 for index in range(4)]
        for group in by_stamp.values():
            assert [packet.marker for packet in group] == [False] * (len(group) - 1) + [True]

    def test_numbers_follow_each_other(self):
        packets = _sent()
        assert [(p.sequence - packets[0].sequence) % 65536 for p in packets] == list(range(len(packets)))
        assert {(p.ssrc, p.payload_type) for p in packets} == {(_SSRC, 96)}


class TestFaults:
    def test_losses_are_those_of_the_seed(self):
        healthy = _sent(count=40)
        lossy, again, other = (_sent(Faults(loss=0.3, seed=seed), count=40) for seed in (1, 1, 2))
        assert len(lossy) == pytest.approx(0.7 * len(healthy), rel=0.25)
        assert lossy == again
        assert lossy != other

    def test_reordered_packets_all_arrive(self):
        healthy, mixed = _sent(Faults(seed=3)), _sent(Faults(reorder=0.3, seed=3))
        assert mixed != healthy
        assert sorted(mixed, key=lambda packet: (packet.sequence - healthy[0].sequence) % 65536)[:-1] == healthy[:-1]

    def test_duplicates_are_sent_twice(self):
        healthy, doubled = _sent(Faults(seed=3)), _sent(Faults(duplicate=1.0, seed=3))
        assert doubled == [packet for packet in healthy for _ in range(2)]

    def test_ssrc_and_marker(self):
        assert {packet.ssrc for packet in _sent(Faults(zero_ssrc=True))} == {0}
        (wrong,) = {packet.ssrc for packet in _sent(Faults(wrong_ssrc=True))}
        assert wrong not in (0, _SSRC)
        assert not any(packet.marker for packet in _sent(Faults(no_marker=True)))

    def test_without_a_stream_map_there_is_none(self):
        assert b"\0\0\1\xbc" in _stream(_sent())
        assert b"\0\0\1\xbc" not in _stream(_sent(Faults(no_stream_map=True)))


class TestDropping:
    def test_goes_on_with_the_next_key_frame(self):
        route = _Kept()
        sender = MediaSender(route, VideoCodec.H264, _SSRC, started_at=_START, faults=Faults())
        key, other, *_ = _pictures(3)
        assert sender.wants_keyframe
        sender.send(other, None, _START)
        assert not route.packets
        sender.send(key, None, _START)
        assert not sender.wants_keyframe
        route.takes = False
        sender.send(other, None, _START + 0.04)
        route.takes = True
        sender.send(other, None, _START + 0.08)
        assert sender.wants_keyframe
        sender.send(key, None, _START + 0.12)
        assert (sender.pictures, sender.dropped) == (2, 3)


class TestUdp:
    def test_datagrams_reach_the_address(self):
        with _udp() as (receiver, route):
            sender = MediaSender(route, VideoCodec.H264, _SSRC, started_at=_START, faults=Faults())
            for index, picture in enumerate(_pictures(5)):
                sender.send(picture, None, _START + index / 25)
            packets = []
            while select.select([receiver], [], [], 0.5)[0]:
                packets.append(RtpPacket.parse(receiver.recv(65536)))
                if sum(packet.marker for packet in packets) == 5:
                    break
        assert sum(packet.marker for packet in packets) == 5
        assert max(len(packet.payload) for packet in packets) <= 1400

    def test_a_closed_port_is_no_error(self):
        with _udp() as (receiver, route):
            receiver.close()
            for _ in range(5):
                assert route.send([b"x" * 100])


class TestTcp:
    """RFC 4571."""

    def test_packets_stand_behind_their_length(self):
        with _tcp(waits=False) as (receiver, route):
            route.send([b"one", b"three"])
            assert receiver.recv(100) == b"\0\3one\0\5three"

    def test_a_stalled_peer_costs_pictures_and_no_memory(self):
        picture = [bytes([number]) * 1400 for number in range(40)]
        with _tcp(waits=False) as (receiver, route):
            sent = 0
            while route.send(picture):
                sent += 1
                assert sent < 1000
            assert not any(route.send(picture) for _ in range(50))
            assert route.unsent < 41 * 1402
            # What was begun is completed, so that the framing stays right for what comes after.
            stream = _drained(receiver, route)
            assert route.send([b"later"])
            stream += receiver.recv(100)
        expected = b"".join(len(packet).to_bytes(2) + packet for packet in picture)
        assert stream == expected * sent + b"\0\5later"

    def test_a_patient_sender_waits_for_its_peer(self):
        packets = [b"x" * 60_000] * 100
        with _tcp(waits=True) as (receiver, route):
            thread = threading.Thread(target=route.send, args=(packets,))
            thread.start()
            received = 0
            while received < 100 * 60_002:
                received += len(receiver.recv(65536))
            thread.join(5)
        assert received == 100 * 60_002

    def test_an_interruption_frees_a_sender_that_waits(self):
        errors: list[OSError] = []

        def send() -> None:
            try:
                route.send([b"x" * 60_000] * 200)
            except OSError as error:
                errors.append(error)

        with _tcp(waits=True) as (_receiver, route):
            thread = threading.Thread(target=send)
            thread.start()
            while not route.unsent:
                thread.join(0.01)
            route.interrupt()
            thread.join(5)
            assert not thread.is_alive()
        assert errors

    def test_a_lost_connection_is_an_error(self):
        with _tcp(waits=False) as (receiver, route):
            receiver.close()
            with pytest.raises(OSError, match=r"pipe|reset"):
                _send_for_ever(route)


def _send_for_ever(route: TcpRoute) -> None:
    while route.send([b"x" * 1000]):
        pass


@contextmanager
def _udp() -> Iterator[tuple[socket.socket, UdpRoute]]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
        receiver.bind(("127.0.0.1", 0))
        route = UdpRoute(socket.socket(socket.AF_INET, socket.SOCK_DGRAM), *receiver.getsockname())
        yield receiver, route
        route.close()


@contextmanager
def _tcp(*, waits: bool) -> Iterator[tuple[socket.socket, TcpRoute]]:
    ours, theirs = socket.socketpair()
    with theirs:
        route = TcpRoute(ours, waits=waits)
        yield theirs, route
        route.close()


def _drained(receiver: socket.socket, route: TcpRoute) -> bytes:
    stream = b""
    while True:
        while select.select([receiver], [], [], 0)[0]:
            stream += receiver.recv(1 << 20)
        if not route.unsent:
            return stream
        route.flush()
