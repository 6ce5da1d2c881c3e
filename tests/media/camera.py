"""A camera for tests: clips as RTP packets, with what networks and firmwares do to them."""

import asyncio
import contextlib
import random
import socket
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from console.protocol.mpeg.muxer import ProgramStreamMuxer
from console.protocol.rtp.framing import frame_packet
from console.protocol.rtp.packetizer import RtpPacketizer
from tests.media.clips import RATE, Coded

SSRC = 102_000_001
SOUND = b"\xd5" * 320  # 40 ms of silence in A-law


@dataclass(frozen=True)
class Faults:
    """What goes wrong on the way; `seed` makes it the same every time."""

    loss: float = 0.0  # share of packets
    reorder: int = 0  # places a packet may fall behind
    seed: int = 7


def frames(pictures: Iterable[Coded], codec: str, *, sound: bytes = b"", start: float = 100.0) -> Iterator[bytes]:
    """A pack for each picture, with sound behind it."""
    muxer = ProgramStreamMuxer(codec)
    for number, picture in enumerate(pictures):
        pts = start + number / RATE
        pack = muxer.video(picture.payload, pts, is_keyframe=picture.is_keyframe)
        yield pack + (muxer.audio(sound, pts) if sound else b"")


def packets(
    pictures: Iterable[Coded],
    codec: str,
    *,
    ssrc: int = SSRC,
    sound: bytes = b"",
    start: float = 100.0,
    first_sequence: int = 0,
) -> list[list[bytes]]:
    """The packets of each frame."""
    packetizer = RtpPacketizer(ssrc, first_sequence=first_sequence)
    return [
        [packet.encode() for packet in packetizer.packetize(frame, round((start + number / RATE) * 90_000))]
        for number, frame in enumerate(frames(pictures, codec, sound=sound, start=start))
    ]


def impaired(sent: list[bytes], faults: Faults) -> list[bytes]:
    """What arrives of `sent`, in the order it arrives."""
    chance = random.Random(faults.seed)
    places = [(number + chance.randint(0, faults.reorder), number, packet) for number, packet in enumerate(sent)]
    return [packet for _, _, packet in sorted(places) if chance.random() >= faults.loss]


class Camera:
    """Sends a clip again and again at its own pace, by UDP or by TCP, until its `async with` ends."""

    def __init__(
        self,
        pictures: Sequence[Coded],
        codec: str = "h264",
        *,
        to: tuple[str, int],
        tcp: bool = False,
        sound: bytes = b"",
        faults: Faults | None = None,
        ssrc: int = SSRC,
        speed: float = 1.0,
    ) -> None:
        self.sent = 0  # frames
        self._pictures = pictures
        self._codec = codec
        self._to = to
        self._tcp = tcp
        self._sound = sound
        self._faults = faults
        self._ssrc = ssrc
        self._pause = 1 / RATE / speed
        self._socket: socket.socket | None = None
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> "Camera":
        loop = asyncio.get_running_loop()
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM if self._tcp else socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        await loop.sock_connect(self._socket, self._to)
        self._task = loop.create_task(self._run())
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._task
        assert self._socket
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError, OSError):
            await self._task
        self._socket.close()

    async def _run(self) -> None:
        assert self._socket
        loop = asyncio.get_running_loop()
        packetizer = RtpPacketizer(self._ssrc)
        at = loop.time()
        while True:
            lap = self._pictures
            start = self.sent / RATE
            for number, frame in enumerate(frames(lap, self._codec, sound=self._sound, start=100.0 + start)):
                timestamp = round((start + number / RATE) * 90_000)
                packets = [packet.encode() for packet in packetizer.packetize(frame, timestamp)]
                if self._faults:
                    packets = impaired(packets, replace(self._faults, seed=self._faults.seed + self.sent))
                for packet in packets:
                    await loop.sock_sendall(self._socket, frame_packet(packet) if self._tcp else packet)
                self.sent += 1
                at += self._pause
                await asyncio.sleep(max(0.0, at - loop.time()))
