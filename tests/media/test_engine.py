"""Pictures from a socket to shared memory, through the real processes."""

import asyncio
import contextlib
import itertools
import os
import signal
import socket
import sys
import time
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from console.media.engine import (
    ConnectionClosed,
    ConnectionFailed,
    DecoderReplaced,
    FirstKeyFrame,
    FirstPacket,
    FirstPicture,
    HealthChanged,
    Lost,
    MediaEngine,
    Picture,
    PictureRing,
    RecordEnded,
    RecordProgress,
    Resumed,
    Silent,
    Stream,
    Unplayable,
)
from console.media.shared_block import remove_abandoned
from console.model.failure import NoFreePort
from console.model.media import MediaTransport, Purpose
from console.model.settings import PortRange
from console.protocol.rtp.framing import frame_packet
from console.protocol.rtp.packetizer import RtpPacketizer
from console.state.anomalies import Anomalies, AnomalyKind
from tests.media.camera import SOUND, SSRC, Camera, Faults, packets
from tests.media.clips import Coded, clip, decode, read_number
from tests.media.conftest import EngineFactory
from tests.media.event_log import EventLog
from tests.media.ports import free_ports
from tests.processes import children_of
from tests.waiting import until

UDP = MediaTransport.UDP
TCP_PASSIVE = MediaTransport.TCP_PASSIVE
TCP_ACTIVE = MediaTransport.TCP_ACTIVE


def pixels(picture: Picture) -> np.ndarray[Any, Any]:
    """A copy, as rows of B, G, R."""
    rows = np.frombuffer(picture.pixels, np.uint8).reshape(picture.height, picture.stride)
    return rows[:, : 4 * picture.width].reshape(picture.height, picture.width, 4)[:, :, :3].copy()


async def next_picture(ring: PictureRing, *, after: int = 0, within: float = 10.0) -> Picture:
    await until(lambda: ring.sequence > after, within=within)
    picture = ring.newest()
    assert picture is not None
    return picture


async def opened(engine: MediaEngine, transport: MediaTransport = UDP, **options: Any) -> Stream:
    stream = await engine.open_stream(options.pop("purpose", Purpose.LIVE), transport, **options)
    if transport is not TCP_ACTIVE:
        stream.answered(ssrc=SSRC, host="127.0.0.1", port=0)
    return stream


def address(stream: Stream) -> tuple[str, int]:
    return "127.0.0.1", stream.port


class TestPictures:
    @pytest.mark.parametrize("codec", ["h264", "hevc"])
    async def test_a_picture_is_the_one_that_was_coded(self, running_engine: EngineFactory, codec: str) -> None:
        pictures = clip(codec)
        references = decode(codec, [picture.payload for picture in pictures])
        async with running_engine() as engine:
            stream = await opened(engine)
            ring = stream.show(320, 240)
            async with Camera(pictures, codec, to=address(stream)):
                for _ in range(5):
                    picture = await next_picture(ring, after=ring.sequence)
                    shown = pixels(picture)
                    number = read_number(shown[:, :, 1])
                    expected = references[number].to_ndarray(format="bgr24")
                    assert np.abs(shown.astype(int) - expected).max() <= 3
                    assert (picture.width, picture.height, picture.is_damaged) == (320, 240, False)
                    assert picture.generation == stream.number
                    assert 0.0 <= picture.shown_at - picture.received_at < 1.0
            await stream.close()

    async def test_events_tell_how_far_it_is(self, running_engine: EngineFactory) -> None:
        async with running_engine() as engine:
            stream = await opened(engine)
            log = EventLog(stream)
            async with Camera(clip("h264"), to=address(stream)):
                await log.next(FirstPicture)
                health = (await log.next(HealthChanged)).health
            firsts = [type(event) for event in log.events if not isinstance(event, HealthChanged)]
            assert firsts == [FirstPacket, FirstKeyFrame, FirstPicture]
            assert log.of(FirstKeyFrame) == [FirstKeyFrame("h264")]
            assert log.of(FirstPicture) == [FirstPicture(320, 240)]
            assert stream.health is log.of(HealthChanged)[-1].health
            assert (health.codec, health.lost, health.malformed, health.foreign) == ("h264", 0, 0, 0)
            assert health.packets > 0
            assert health.source == log.of(FirstPacket)[0].source
            await stream.close()

    async def test_pictures_keep_their_shape_inside_any_box(self, running_engine: EngineFactory) -> None:
        async with running_engine() as engine:
            stream = await opened(engine)
            rings = [stream.show(*box) for box in ((400, 200), (160, 400), (641, 481))]
            async with Camera(clip("h264"), to=address(stream)):
                sizes = [(picture.width, picture.height) for picture in [await next_picture(ring) for ring in rings]]
            assert sizes == [(267, 200), (160, 120), (641, 481)]
            await stream.close()

    async def test_resizing_shows_the_last_picture_at_once_and_keeps_the_old_one(
        self, running_engine: EngineFactory
    ) -> None:
        async with running_engine() as engine:
            stream = await opened(engine)
            ring = stream.show(320, 240)
            async with Camera(clip("h264"), to=address(stream)):
                old = await next_picture(ring, after=5)
            before = pixels(old)
            larger = stream.show(640, 480)
            stream.hide(ring)
            new = await next_picture(larger, within=2.0)
            assert (new.width, new.height) == (640, 480)
            assert np.array_equal(pixels(old), before)
            await stream.close()

    async def test_loss_is_told_and_pictures_go_on(self, running_engine: EngineFactory) -> None:
        async with running_engine() as engine:
            stream = await opened(engine)
            ring = stream.show(320, 240)
            seen: set[bool] = set()
            async with Camera(clip("h264"), to=address(stream), faults=Faults(loss=0.05), speed=2):
                while seen != {True, False}:  # hit groups are marked, clean ones are not
                    seen.add((await next_picture(ring, after=ring.sequence)).is_damaged)
                await until(lambda: stream.health.lost > 0)
            await stream.close()

    async def test_a_download_is_decoded_only_when_shown(self, running_engine: EngineFactory) -> None:
        async with running_engine() as engine:
            stream = await opened(engine, purpose=Purpose.DOWNLOAD)
            log = EventLog(stream)
            async with Camera(clip("h264"), to=address(stream)) as camera:
                await log.next(FirstKeyFrame)
                await until(lambda: camera.sent > 15)
                assert not log.of(FirstPicture)
                stream.show(320, 240)
                await log.next(FirstPicture)
            await stream.close()


class TestTransports:
    """gb28181.md 6.6."""

    async def test_tcp_passive(self, running_engine: EngineFactory) -> None:
        async with running_engine() as engine:
            stream = await opened(engine, TCP_PASSIVE)
            ring = stream.show(320, 240)
            async with Camera(clip("h264"), to=address(stream), tcp=True):
                await next_picture(ring, after=5)
            await stream.close()

    async def test_tcp_passive_listens_before_the_answer(self, running_engine: EngineFactory) -> None:
        async with running_engine() as engine:
            stream = await engine.open_stream(Purpose.LIVE, TCP_PASSIVE)
            ring = stream.show(320, 240)
            async with Camera(clip("h264"), to=address(stream), tcp=True):
                stream.answered(ssrc=SSRC, host="10.9.9.9", port=1)
                await next_picture(ring)
            await stream.close()

    async def test_tcp_passive_takes_the_next_connection_when_one_is_closed(
        self, running_engine: EngineFactory
    ) -> None:
        async with running_engine() as engine:
            stream = await opened(engine, TCP_PASSIVE)
            log = EventLog(stream)
            ring = stream.show(320, 240)
            async with Camera(clip("h264"), to=address(stream), tcp=True):
                await next_picture(ring)
            await log.next(ConnectionClosed)
            async with Camera(clip("h264"), to=address(stream), tcp=True):
                await next_picture(ring, after=ring.sequence + 3)
            await stream.close()

    async def test_tcp_active_connects_from_the_offered_port_to_who_answers(
        self, running_engine: EngineFactory
    ) -> None:
        async with running_engine() as engine:
            stream = await opened(engine, TCP_ACTIVE)
            ring = stream.show(320, 240)
            came_from: list[int] = []

            async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
                came_from.append(writer.get_extra_info("peername")[1])
                for packet in (packet for frame in packets(clip("h264"), "h264") for packet in frame):
                    writer.write(frame_packet(packet))
                await writer.drain()
                await reader.read()
                writer.close()

            async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
                port = server.sockets[0].getsockname()[1]
                stream.answered(ssrc=SSRC, host="10.255.255.1", port=port, signalling_host="127.0.0.1")
                await next_picture(ring)
                assert came_from == [stream.port]
                await stream.close()

    async def test_tcp_active_gives_up_and_tells(self, running_engine: EngineFactory) -> None:
        async with running_engine() as engine:
            stream = await opened(engine, TCP_ACTIVE)
            log = EventLog(stream)
            with socket.socket() as closed:
                closed.bind(("127.0.0.1", 0))
                stream.answered(ssrc=SSRC, host="127.0.0.1", port=closed.getsockname()[1])
                failed = await log.next(ConnectionFailed, within=8.0)
            assert "refused" in failed.reason.lower()
            await stream.close()

    async def test_tcp_active_without_an_address_is_told_at_once(self, running_engine: EngineFactory) -> None:
        async with running_engine() as engine:
            stream = await opened(engine, TCP_ACTIVE)
            log = EventLog(stream)
            stream.answered(ssrc=None, host="", port=0)
            await log.next(ConnectionFailed, within=2.0)
            await stream.close()


class TestBadInput:
    """Reliability T15, T17: counted, told, and without effect on anything else."""

    async def test_garbage_on_a_port_disturbs_nothing(self, running_engine: EngineFactory) -> None:
        anomalies = Anomalies()
        async with running_engine(anomalies=anomalies) as engine:
            stream, other = await opened(engine, label="gate"), await opened(engine)
            ring = other.show(320, 240)
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as attacker:
                attacker.bind(("127.0.0.1", 0))
                async with Camera(clip("h264"), to=address(other)):
                    for number in range(2000):
                        attacker.sendto(os.urandom(20 + number % 1000), address(stream))
                        attacker.sendto(os.urandom(20 + number % 1000), address(other))
                    await next_picture(ring, after=5)
                    await until(lambda: stream.health.malformed > 0 and other.health.malformed > 0)
            assert other.health.lost == 0
            noted = {(anomaly.kind, anomaly.source) for anomaly in anomalies.all()}
            assert (AnomalyKind.MALFORMED_RTP, "gate") in noted
            await stream.close()
            await other.close()

    async def test_another_sender_is_not_heard(self, running_engine: EngineFactory) -> None:
        anomalies = Anomalies()
        async with running_engine(anomalies=anomalies) as engine:
            stream = await opened(engine)
            ring = stream.show(320, 240)
            black = tuple(clip("h264", 160, 120))
            async with Camera(clip("h264"), to=address(stream)):
                await next_picture(ring)
                async with Camera(black, to=address(stream), ssrc=SSRC + 1, speed=4):
                    await until(lambda: stream.health.foreign > 20)
                    picture = await next_picture(ring, after=ring.sequence + 3)
            assert (picture.width, picture.height) == (320, 240)
            assert stream.health.width == 320
            assert AnomalyKind.UNEXPECTED in {anomaly.kind for anomaly in anomalies.all()}
            await stream.close()

    async def test_a_peer_that_stalls_is_told_as_silent(self, running_engine: EngineFactory) -> None:
        anomalies = Anomalies()
        async with running_engine(anomalies=anomalies) as engine:
            stream = await opened(engine, TCP_PASSIVE)
            log = EventLog(stream)
            sent = b"".join(frame_packet(packet) for frame in packets(clip("h264"), "h264") for packet in frame)
            _, writer = await asyncio.open_connection(*address(stream))
            writer.write(sent[: len(sent) // 2])
            await log.next(Silent, within=5.0)
            await until(lambda: AnomalyKind.STALLED in {anomaly.kind for anomaly in anomalies.all()})
            writer.write(sent[len(sent) // 2 :])
            await log.next(Resumed)
            writer.close()
            await writer.wait_closed()
            await stream.close()

    async def test_a_stream_of_garbage_is_closed_in_the_end(self, running_engine: EngineFactory) -> None:
        async with running_engine() as engine:
            stream = await opened(engine, TCP_PASSIVE)
            log = EventLog(stream)
            _, writer = await asyncio.open_connection(*address(stream))
            writer.write(b"\xff" * (3 << 20))
            closed = await log.next(ConnectionClosed)
            assert "no packet found" in closed.reason
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()
            await stream.close()

    async def test_a_codec_that_is_not_supported_is_named(self, running_engine: EngineFactory) -> None:
        async with running_engine() as engine:
            stream = await opened(engine)
            log = EventLog(stream)
            secret = [Coded(b"\0\0\x01\x38 pictures in SVAC", is_keyframe=True)] * 10
            async with Camera(secret, "svac", to=address(stream)):
                unplayable = await log.next(Unplayable)
            assert "svac" in unplayable.reason
            await stream.close()

    async def test_a_transport_stream_is_named(self, running_engine: EngineFactory) -> None:
        async with running_engine() as engine:
            stream = await opened(engine)
            log = EventLog(stream)
            packetizer = RtpPacketizer(SSRC, payload_type=33, payload_limit=7 * 188)
            timestamps = itertools.count(0, 3600)
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:

                def send_until_told() -> bool:
                    for packet in packetizer.packetize((b"\x47" + bytes(187)) * 7, next(timestamps)):
                        sender.sendto(packet.encode(), address(stream))
                    return bool(log.of(Unplayable))

                await until(send_until_told)
            assert log.of(Unplayable) == [Unplayable("MPEG-TS is not supported yet")]
            await stream.close()


class TestProcesses:
    """Reliability F29 and T18: what dies comes back, and nothing else notices."""

    async def test_a_killed_decoder_is_replaced_and_others_never_notice(self, running_engine: EngineFactory) -> None:
        async with running_engine() as engine:
            streams = [await opened(engine) for _ in range(2)]
            rings = [stream.show(320, 240) for stream in streams]
            logs = [EventLog(stream) for stream in streams]
            async with Camera(clip("h264"), to=address(streams[0])), Camera(clip("h264"), to=address(streams[1])):
                for ring in rings:
                    await next_picture(ring, after=25)
                await until(lambda: len(children_of(engine.receiver_pid)) == 2)
                os.kill(children_of(engine.receiver_pid)[0], signal.SIGKILL)
                killed_at = time.monotonic()
                await until(lambda: any(log.of(DecoderReplaced) for log in logs), within=2.0)
                hit = 0 if logs[0].of(DecoderReplaced) else 1
                before = rings[hit].sequence
                other = rings[1 - hit]
                gap, seen, seen_at = 0.0, other.sequence, time.monotonic()
                while rings[hit].sequence < before + 10:
                    await asyncio.sleep(0.005)
                    now = time.monotonic()
                    assert now - killed_at < 2.0, "the picture is not back in 2 s"
                    if other.sequence != seen:
                        seen, seen_at = other.sequence, now
                    gap = max(gap, now - seen_at)
                assert gap < 0.2
                assert not logs[1 - hit].of(DecoderReplaced)
            for stream in streams:
                await stream.close()

    async def test_a_stream_that_kills_its_decoder_three_times_is_parked(self, running_engine: EngineFactory) -> None:
        anomalies = Anomalies()
        async with running_engine(anomalies=anomalies) as engine:
            guilty, innocent = await opened(engine), await opened(engine)
            log = EventLog(guilty)
            ring = innocent.show(320, 240)
            assert engine._marks
            async with Camera(clip("h264"), to=address(guilty)), Camera(clip("h264"), to=address(innocent)):
                await log.next(FirstPicture)
                for death in range(1, 4):
                    for decoder in range(2):  # whichever it is decoded by: it seems to be stuck in this stream
                        engine._marks.begin(decoder, 31, guilty.number, time.monotonic() - 10)
                    if death < 3:
                        await until(lambda death=death: len(log.of(DecoderReplaced)) >= death, within=5.0)
                unplayable = await log.next(Unplayable, within=8.0)
                assert "three times" in unplayable.reason
                await next_picture(ring, after=ring.sequence + 5)
            assert AnomalyKind.DECODER_DIED in {anomaly.kind for anomaly in anomalies.all()}
            await guilty.close()
            await innocent.close()

    async def test_a_stopped_decoder_is_replaced(self, running_engine: EngineFactory) -> None:
        async with running_engine() as engine:
            stream = await opened(engine)
            log = EventLog(stream)
            ring = stream.show(320, 240)
            big = clip("h264", 640, 480, 25, 5)
            async with Camera(big, to=address(stream), speed=8):
                await next_picture(ring, after=5)
                await until(lambda: len(children_of(engine.receiver_pid)) == 2)
                for child in children_of(engine.receiver_pid):
                    os.kill(child, signal.SIGSTOP)
                await log.next(DecoderReplaced, within=10.0)
                await next_picture(ring, after=ring.sequence + 5)
            await stream.close()

    async def test_a_killed_receiver_is_replaced_and_its_streams_are_lost(self, running_engine: EngineFactory) -> None:
        anomalies = Anomalies()
        async with running_engine(anomalies=anomalies) as engine:
            stream = await opened(engine)
            log = EventLog(stream)
            restarted: list[None] = []
            engine.restarted.connect(restarted.append)
            ring = stream.show(320, 240)
            async with Camera(clip("h264"), to=address(stream)):
                await next_picture(ring)
                orphans = children_of(engine.receiver_pid)
                await until(lambda: time.monotonic() - engine._started_at > 1.0)
                os.kill(engine.receiver_pid, signal.SIGKILL)
                await log.next(Lost, within=2.0)
            assert not stream.is_open
            again = await opened(engine)
            assert restarted == [None]
            new = again.show(320, 240)
            async with Camera(clip("h264"), to=address(again)):
                await next_picture(new)
            await until(lambda: not any(Path("/proc", str(pid)).exists() for pid in orphans))
            await stream.close()
            await again.close()
            assert [anomaly.kind for anomaly in anomalies.all()] == [AnomalyKind.RECEIVER_DIED]

    async def test_children_end_with_their_parent(self) -> None:
        """Whatever happens to the console: its pipes close."""
        program = (
            "import asyncio\nfrom console.media.engine import MediaEngine\n"
            "async def main():\n    engine = MediaEngine()\n    await engine.start()\n"
            "    print(engine.receiver_pid, flush=True)\n    await asyncio.sleep(60)\nasyncio.run(main())\n"
        )
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", program, stdout=asyncio.subprocess.PIPE, cwd=Path(__file__).parents[2]
        )
        assert process.stdout
        receiver = int(await process.stdout.readline())
        await until(lambda: len(children_of(receiver)) == 2)
        family = [receiver, *children_of(receiver)]
        process.kill()
        await process.wait()
        await until(lambda: not any(Path("/proc", str(pid)).exists() for pid in family))
        remove_abandoned()
        assert not list(Path("/dev/shm").glob(f"vigil-{process.pid}-*"))

    async def test_fifty_streams_leave_nothing_behind(self, running_engine: EngineFactory) -> None:
        async with running_engine() as engine:

            def handles() -> int:
                return len(list(Path("/proc", str(engine.receiver_pid), "fd").iterdir()))

            def own() -> int:
                return len(list(Path("/proc/self/fd").iterdir()))

            first = await opened(engine)
            await first.close()
            await until(lambda: len(children_of(engine.receiver_pid)) == 2)
            before, own_before = handles(), own()
            for number in range(50):
                stream = await opened(engine, (UDP, TCP_PASSIVE, TCP_ACTIVE)[number % 3])
                ring = stream.show(64, 48)
                async with Camera(clip("h264")[:2], to=address(stream)) if number % 3 == 0 else _nothing():
                    pass
                stream.hide(ring)
                ring.close()
                await stream.close()
            assert handles() == before
            assert own() == own_before

    async def test_stop_is_quick(self, running_engine: EngineFactory) -> None:
        async with running_engine() as engine:
            stream = await opened(engine)
            ring = stream.show(320, 240)
            async with Camera(clip("h264"), to=address(stream)):
                await next_picture(ring)
                started_at = time.monotonic()
                await engine.stop()
                assert time.monotonic() - started_at < 2.0


class TestPorts:
    async def test_a_range_that_is_used_up_is_refused_by_name(self, running_engine: EngineFactory) -> None:
        first = free_ports(4)
        async with running_engine(ports=PortRange(first, first + 3)) as engine:
            streams = [await opened(engine) for _ in range(2)]
            with pytest.raises(NoFreePort, match=f"{first}-{first + 3}"):
                await engine.open_stream(Purpose.LIVE, UDP)
            await streams[0].close()
            assert (await opened(engine)).port == streams[0].port

    async def test_a_port_that_another_program_holds_is_passed_over(self, running_engine: EngineFactory) -> None:
        first = free_ports(4)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as holder:
            holder.bind(("127.0.0.1", first))
            async with running_engine(ports=PortRange(first, first + 3)) as engine:
                assert (await opened(engine)).port == first + 2

    async def test_another_range_holds_for_streams_opened_later(self, running_engine: EngineFactory) -> None:
        first = free_ports(4)
        second = first + 2
        async with running_engine(ports=PortRange(first, first + 1)) as engine:
            old = await opened(engine)
            engine.use_ports(PortRange(second, second + 1))
            assert (old.port, (await opened(engine)).port) == (first, second)
            await old.close()
            with pytest.raises(NoFreePort, match=f"{second}-{second + 1}"):
                await engine.open_stream(Purpose.LIVE, UDP)


class TestRecording:
    """media.md section 8."""

    @pytest.mark.parametrize("codec", ["h264", "hevc"])
    async def test_a_recording_holds_what_was_sent(
        self, running_engine: EngineFactory, tmp_path: Path, codec: str
    ) -> None:
        path = tmp_path / "clip.mp4"
        pictures = clip(codec)
        async with running_engine() as engine:
            stream = await opened(engine, purpose=Purpose.DOWNLOAD)
            log = EventLog(stream)
            stream.record(path)
            async with Camera(pictures, codec, to=address(stream), sound=SOUND, speed=8) as camera:
                progress = await log.next(RecordProgress)
                await until(lambda: camera.sent > 80)
            stream.stop_record()
            ended = await log.next(RecordEnded)
            await stream.close()
        assert progress.path == str(path)
        assert ended.failure == ended.note == ""
        assert not path.with_name("clip.mp4.part").exists()
        assert ended.octets == path.stat().st_size
        with av.open(str(path)) as container:
            assert [stream.codec_context.name for stream in container.streams] == [codec, "aac"]
            numbers = [read_number(frame.to_ndarray(format="gray")) for frame in container.decode(video=0)]
        assert len(numbers) == ended.frames
        assert numbers == [number % len(pictures) for number in range(len(numbers))]
        with av.open(str(path)) as container:
            heard = sum(frame.samples for frame in container.decode(audio=0)) / 8000
        assert heard == pytest.approx(ended.seconds, abs=0.5)

    async def test_closing_the_stream_finishes_the_file(self, running_engine: EngineFactory, tmp_path: Path) -> None:
        path = tmp_path / "clip.mp4"
        async with running_engine() as engine:
            stream = await opened(engine)
            log = EventLog(stream)
            stream.record(path)
            async with Camera(clip("h264"), to=address(stream), sound=SOUND, speed=4):
                await log.next(RecordProgress)
            await stream.close()
            assert log.of(RecordEnded)[0].failure == ""
        with av.open(str(path)) as container:
            assert sum(1 for _ in container.decode(video=0)) == log.of(RecordEnded)[0].frames

    async def test_a_file_that_cannot_be_written_is_told(self, running_engine: EngineFactory, tmp_path: Path) -> None:
        async with running_engine() as engine:
            stream = await opened(engine)
            log = EventLog(stream)
            stream.record(tmp_path / "missing" / "clip.mp4")
            async with Camera(clip("h264"), to=address(stream), sound=SOUND):
                ended = await log.next(RecordEnded)
                assert "No such file" in ended.failure
                await log.next(FirstPicture)
            await stream.close()


class _nothing:  # noqa: N801 - stands where a camera could
    async def __aenter__(self) -> None: ...

    async def __aexit__(self, *_: object) -> None: ...
