"""Processor time per picture of our receiver and decoders together, against a bare decode of the same clip.

A child process sends several streams at 25 pictures per second over loopback; what it uses is not counted. The bare
decode is FFmpeg's library with one thread in this process: once as fast as it can, once at the cameras' pace, when
the caches have grown cold between two pictures as they have in the pipeline; and `ffmpeg` itself where there is one.
"""

import asyncio
import multiprocessing
import os
import shutil
import statistics
import subprocess
import tempfile
import time
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any, NamedTuple

import av

from console.media.engine import MediaEngine, PictureRing
from console.model.media import MediaTransport, Purpose
from console.model.settings import PortRange
from tests.media.camera import SSRC, frames, packets
from tests.media.clips import RATE, Coded, clip

WARM_UP = 2.0  # seconds
SPAN = 6.0  # seconds measured
ROUNDS = 2
TILE = (480, 270)
PORTS = PortRange(28_000, 28_099)
LOADS = [("h264", 1920, 1080, 4), ("h264", 704, 576, 12), ("hevc", 1280, 720, 4)]


class Figures(NamedTuple):
    """Seconds of processor time per picture sent or decoded, and what else was seen."""

    receiver: float
    decoders: float
    shown: float  # share of the sent pictures
    lost: int
    delay: tuple[float, float]  # seconds from the last packet to shared memory: median, 95 of 100


def main() -> None:
    if not Path("/proc/self/stat").exists():
        print("processor time of other processes can only be read on Linux")
        return
    for codec, width, height, count in LOADS:
        pictures = clip(codec, width, height, 50, 25, noise=12, preset="fast")
        bare, paced, command, ours = [], [], [], []
        for _ in range(ROUNDS):  # in turns, so that a busy machine hurts all
            bare.append(_decode_bare(codec, pictures))
            paced.append(_decode_paced(codec, pictures, count))
            command.append(_decode_by_command(codec, pictures))
            ours.append(asyncio.run(_run_pipeline(codec, pictures, count)))
        floor, paced_floor = statistics.median(bare), statistics.median(paced)
        figures = ours[-1]
        total = statistics.median(each.receiver + each.decoders for each in ours)
        print(
            f"{count:2} x {codec} {width}x{height}: {1000 * total:5.2f} ms a picture "
            f"(receiver {1000 * figures.receiver:.2f}); bare decode {1000 * floor:.2f}, ratio {total / floor:.2f}; "
            f"at the same pace {1000 * paced_floor:.2f}, ratio {total / paced_floor:.2f}"
            + (f"; ffmpeg {1000 * statistics.median(command):.2f}" if all(command) else "")
        )
        print(
            f"   shown {100 * figures.shown:.1f} %, lost {figures.lost} packets, "
            f"delay {1000 * figures.delay[0]:.1f} ms, p95 {1000 * figures.delay[1]:.1f} ms"
        )


def _decode_bare(codec: str, pictures: tuple[Coded, ...]) -> float:
    context: Any = av.CodecContext.create(codec, "r")
    context.thread_count = 1
    before = time.process_time()
    laps = 4
    for picture in pictures * laps:
        packet: Any = av.Packet(len(picture.payload))
        packet.update(picture.payload)
        context.decode(packet)
    return (time.process_time() - before) / (laps * len(pictures))


def _decode_paced(codec: str, pictures: tuple[Coded, ...], count: int) -> float:
    """As many streams as the pipeline has, each at 25 pictures per second."""
    contexts: list[Any] = [av.CodecContext.create(codec, "r") for _ in range(count)]
    for context in contexts:
        context.thread_count = 1
    before = time.process_time()
    at = time.monotonic()
    for picture in pictures:
        for context in contexts:
            packet: Any = av.Packet(len(picture.payload))
            packet.update(picture.payload)
            context.decode(packet)
            at += 1 / RATE / count
            time.sleep(max(0.0, at - time.monotonic()))
    return (time.process_time() - before) / (count * len(pictures))


def _decode_by_command(codec: str, pictures: tuple[Coded, ...]) -> float | None:
    """None where there is no ffmpeg."""
    ffmpeg = shutil.which("ffmpeg")
    if ffmpeg is None:
        return None
    laps = 4
    with tempfile.NamedTemporaryFile(suffix=".ps") as stream:
        stream.write(b"".join(frames(pictures * laps, codec)))
        stream.flush()
        before = os.times()
        arguments = ["-v", "quiet", "-threads", "1", "-i", stream.name, "-map", "0:v", "-f", "null", "-"]
        subprocess.run([ffmpeg, *arguments], check=True)
        after = os.times()
    used = after.children_user - before.children_user + after.children_system - before.children_system
    return used / (laps * len(pictures))


async def _run_pipeline(codec: str, pictures: tuple[Coded, ...], count: int) -> Figures:
    engine = MediaEngine(ports=PORTS, address="127.0.0.1")
    await engine.start()
    streams = [await engine.open_stream(Purpose.LIVE, MediaTransport.UDP) for _ in range(count)]
    rings = []
    for stream in streams:
        stream.answered(ssrc=SSRC, host="127.0.0.1", port=0)
        rings.append(stream.show(*TILE))
    spawning = multiprocessing.get_context("spawn")
    stopping = spawning.Event()
    sender = spawning.Process(target=_send, args=(codec, pictures, [stream.port for stream in streams], stopping))
    sender.start()
    try:
        await asyncio.sleep(WARM_UP)
        receiver, *decoders = _family(engine.receiver_pid)
        before = [_used(receiver), sum(map(_used, decoders))]
        shown_before, late_before = sum(ring.sequence for ring in rings), sum(stream.health.late for stream in streams)
        delays = await _watch(rings, SPAN)
        shown = sum(ring.sequence for ring in rings) - shown_before
        after = [_used(receiver), sum(map(_used, decoders))]
        lost = sum(stream.health.lost for stream in streams)
        sent = count * RATE * SPAN
        decoded = sent - (sum(stream.health.late for stream in streams) - late_before)
    finally:
        stopping.set()
        await asyncio.to_thread(sender.join)
        for stream in streams:
            await stream.close()
        for ring in rings:
            ring.close()
        await engine.stop()
    delays.sort()
    return Figures(
        (after[0] - before[0]) / sent,
        (after[1] - before[1]) / decoded,
        min(1.0, shown / sent),
        lost,
        (delays[len(delays) // 2], delays[len(delays) * 95 // 100]),
    )


async def _watch(rings: list[PictureRing], span: float) -> list[float]:
    """Look as the wall does, every 8 ms; the delays of what was seen."""
    delays: list[float] = []
    seen = [0] * len(rings)
    until = time.monotonic() + span
    while time.monotonic() < until:
        for index, ring in enumerate(rings):
            if ring.sequence != seen[index] and (picture := ring.newest()):
                seen[index] = picture.sequence
                delays.append(picture.shown_at - picture.received_at)
        await asyncio.sleep(0.008)
    return delays


def _send(codec: str, pictures: tuple[Coded, ...], ports: list[int], stopping: Event) -> None:
    """The cameras: their pictures lie evenly between those of the others."""
    import socket

    laps = packets(pictures * 20, codec)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        at = time.monotonic()
        for frame in laps:
            for port in ports:
                if stopping.is_set():
                    return
                for packet in frame:
                    sock.sendto(packet, ("127.0.0.1", port))
                at += 1 / RATE / len(ports)
                time.sleep(max(0.0, at - time.monotonic()))


def _family(pid: int) -> list[int]:
    listings = Path("/proc", str(pid), "task").glob("*/children")
    return [pid, *sorted({int(child) for listing in listings for child in listing.read_text().split()})]


def _used(pid: int) -> float:
    """Seconds of processor time of a process so far."""
    fields = Path("/proc", str(pid), "stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
