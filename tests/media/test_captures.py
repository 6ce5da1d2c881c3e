"""Foreign traffic must pass: captures of real cameras and of implementations that are not ours."""

import io
import itertools
import random
from pathlib import Path

import av
import pytest

from console.media.receiver.chain import PacketChain
from console.media.receiver.timeline import TimedUnit
from console.protocol.mpeg.access_unit import AccessUnit, StreamKind
from console.protocol.mpeg.demuxer import ProgramStreamDemuxer
from console.protocol.rtp.framing import StreamDeframer
from console.protocol.rtp.packet import RtpPacket
from console.protocol.rtp.rtcp import is_rtcp
from tests.media.clips import decode

STREAMS = ["hikvision-704x576-h264.ps", "camera-1080p15-h264-midstream.ps"]
CAPTURES = {  # with the number of access units that are damaged: some captures end in the middle of a frame
    "real/hikvision-704x576-h264.rfc4571.rtp": 0,
    "peers/exosip2-camera/play_udp.rtp": 1,
    "peers/exosip2-camera/play_tcp_passive.rtp": 1,
    "peers/exosip2-camera/playback_udp.rtp": 1,
    "peers/exosip2-camera/download_udp.rtp": 1,
    "peers/rv1126-firmware/play_udp.rtp": 1,
    "peers/rv1126-firmware/play_tcp_passive.rtp": 1,
    "peers/rv1126-firmware/play_tcp_active.rtp": 1,
    "peers/rv1126-firmware/playback_udp.rtp": 1,
    "peers/go-device-sip-tcp/play_tcp_passive.rtp": 0,
}
SOURCE = ("127.0.0.1", 40000)


def framed(path: Path) -> list[bytes]:
    data = path.read_bytes()
    packets, position = [], 0
    while position < len(data):
        size = int.from_bytes(data[position : position + 2])
        packets.append(data[position + 2 : position + 2 + size])
        position += 2 + size
    return packets


def run(packets: list[bytes]) -> list[TimedUnit]:
    """Packets through the chain of a stream, a millisecond apart."""
    chain = PacketChain()
    chain.latch.expect(ssrc=None)
    units = [unit for n, packet in enumerate(packets) for unit in chain.receive(packet, SOURCE, n / 1000)]
    units += chain.handle_timer(len(packets) / 1000 + 10)
    assert chain.malformed == chain.lost == chain.latch.foreign == 0
    return units


def pictures(units: list[TimedUnit]) -> list[AccessUnit]:
    return [timed.unit for timed in units if timed.unit.kind is StreamKind.VIDEO]


@pytest.mark.parametrize("name", STREAMS)
def test_every_frame_that_ffmpegs_demuxer_finds_is_found(shared_data: Path, name: str) -> None:
    path = shared_data / "real" / name
    with av.open(str(path)) as container:
        theirs = [(p.size, p.is_keyframe) for p in container.demux(video=0) if p.size]
    demuxer = ProgramStreamDemuxer()
    data = path.read_bytes()
    units = [unit for at in range(0, len(data), 65536) for unit in demuxer.feed(data[at : at + 65536])]
    units += demuxer.flush()
    ours = [(len(unit.payload), unit.is_keyframe) for unit in units if unit.kind is StreamKind.VIDEO]
    begin = theirs.index(next(frame for frame in theirs if frame[1]))
    assert ours[-len(theirs[begin:]) :] == theirs[begin:]
    assert len(decode("h264", [unit.payload for unit in units])) == len(theirs[begin:])


@pytest.mark.parametrize("name", CAPTURES)
def test_a_capture_plays_as_datagrams(shared_data: Path, name: str) -> None:
    packets = [packet for packet in framed(shared_data / name) if not is_rtcp(packet)]
    units = pictures(run(packets))
    assert sum(unit.is_damaged for unit in units) == CAPTURES[name]
    stream = b"".join(RtpPacket.parse(packet).payload for packet in packets)
    with av.open(io.BytesIO(stream), format="mpeg") as container:
        theirs = sum(1 for _ in container.decode(video=0))
    assert len(decode(units[0].codec, [unit.payload for unit in units])) >= theirs


@pytest.mark.parametrize("name", CAPTURES)
def test_a_capture_plays_as_a_stream_cut_anywhere(shared_data: Path, name: str) -> None:
    data = (shared_data / name).read_bytes()
    chance = random.Random(1)
    cuts = sorted({0, len(data), *(chance.randrange(len(data)) for _ in range(2000))})
    deframer = StreamDeframer()
    packets = [packet for start, end in itertools.pairwise(cuts) for packet in deframer.feed(data[start:end])]
    assert packets == [packet for packet in framed(shared_data / name) if not is_rtcp(packet)]
    assert deframer.searches == 0
    assert [unit.payload for unit in pictures(run(packets))]


def test_rtcp_inside_a_stream_is_left_out(shared_data: Path) -> None:
    deframer = StreamDeframer()
    deframer.feed((shared_data / "peers/rv1126-firmware/play_tcp_passive.rtp").read_bytes())
    assert deframer.rtcp == 1


def test_sound_of_the_go_device_is_aac_beside_its_pictures(shared_data: Path) -> None:
    units = run(framed(shared_data / "peers/go-device-sip-tcp/play_tcp_passive.rtp"))
    sounds = [timed for timed in units if timed.unit.kind is StreamKind.AUDIO]
    assert {timed.unit.codec for timed in sounds} == {"aac"}
    assert all(timed.epoch == 0 for timed in units)
    moving = [timed for timed in units if timed.pts > 1.0]
    last_picture = 1.0
    for timed in moving:
        if timed.unit.kind is StreamKind.VIDEO:
            last_picture = timed.pts
        else:
            assert abs(timed.pts - last_picture) < 0.5


def test_timestamps_in_milliseconds_leave_the_media_time_right(shared_data: Path) -> None:
    units = run(framed(shared_data / "peers/exosip2-camera/play_udp.rtp"))
    steps = {round(later.pts - earlier.pts, 3) for earlier, later in itertools.pairwise(units)}
    assert steps == {0.04}
