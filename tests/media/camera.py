"""A camera for tests: clips as RTP packets, with what networks and firmwares do to them."""

import random
import socket
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from console.protocol.mpeg.muxer import ProgramStreamMuxer
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


def udp_socket(host: str = "127.0.0.1") -> socket.socket:
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind((host, 0))
    return sock
