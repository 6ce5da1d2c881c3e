"""Corrupted media through the real code (reliability 4.1): the receiver's chain, and FFmpeg in a decoder process."""

import random
import threading
from collections.abc import Callable

import pytest

from console.media.child import ChildProcess
from console.media.frames import PictureRing
from console.media.marks import Marks
from console.media.pipe import Header
from console.media.receiver.chain import PacketChain
from console.protocol.mpeg.access_unit import StreamKind
from tests.media.camera import SOUND, packets
from tests.media.clips import clip

SOURCE = ("127.0.0.1", 40000)
SEEDS = range(12)
LAST = 999.0  # stamp of the picture that ends a run, seconds

Mutation = Callable[[random.Random, list[bytes]], list[bytes]]


def flip_bits(chance: random.Random, chunks: list[bytes]) -> list[bytes]:
    """From one bit in ten thousand to one in a hundred."""
    rate = 10 ** chance.uniform(-4, -2)
    return [_flipped(chance, chunk, rate) for chunk in chunks]


def truncate(chance: random.Random, chunks: list[bytes]) -> list[bytes]:
    return [chunk[: chance.randrange(len(chunk) + 1)] if chance.random() < 0.2 else chunk for chunk in chunks]


def drop(chance: random.Random, chunks: list[bytes]) -> list[bytes]:
    return [chunk for chunk in chunks if chance.random() > 0.1]


def shuffle(chance: random.Random, chunks: list[bytes]) -> list[bytes]:
    return sorted(chunks, key=lambda _: chance.random())


def insert_start_codes(chance: random.Random, chunks: list[bytes]) -> list[bytes]:
    found = []
    for chunk in chunks:
        at = chance.randrange(len(chunk) + 1)
        code = b"\0\0\x01" + bytes([chance.randrange(256)])
        found.append(chunk[:at] + code + chunk[at:] if chance.random() < 0.2 else chunk)
    return found


def replace_with_noise(chance: random.Random, chunks: list[bytes]) -> list[bytes]:
    return [chance.randbytes(len(chunk)) if chance.random() < 0.05 else chunk for chunk in chunks]


MUTATIONS: list[Mutation] = [flip_bits, truncate, drop, shuffle, insert_start_codes, replace_with_noise]


@pytest.mark.parametrize("mutate", MUTATIONS)
@pytest.mark.parametrize("codec", ["h264", "hevc"])
def test_the_chain_survives_and_recovers(codec: str, mutate: Mutation) -> None:
    pictures = clip(codec, count=30)
    frames = packets(pictures, codec, sound=SOUND)
    count = sum(map(len, frames))
    healthy = [packet for frame in packets(pictures * 3, codec, first_sequence=count) for packet in frame]
    for seed in SEEDS:
        chance = random.Random(seed)
        sent = mutate(chance, [packet for frame in frames for packet in frame])
        chain = PacketChain()
        chain.latch.expect(ssrc=None)
        now = 0.0
        for packet in sent:
            now += 0.001
            chain.receive(packet, SOURCE, now)
            chain.handle_timer(now)
        now += 3.0  # silence: whoever was believed may be replaced
        units = []
        for packet in healthy:
            now += 0.001
            units += chain.receive(packet, SOURCE, now)
            units += chain.handle_timer(now)
        units += chain.handle_timer(now + 3.0)
        shown = [timed.unit.payload for timed in units if timed.unit.kind is StreamKind.VIDEO]
        assert shown[-10:] == [picture.payload for picture in pictures[-10:]], f"seed {seed}"


@pytest.mark.parametrize("codec", ["h264", "hevc"])
def test_a_decoder_survives_and_recovers(codec: str) -> None:
    """Thousands of corrupted pictures; a healthy stream in the same process is shown to the end, and so are both."""
    pictures = clip(codec, count=30)
    payloads = [picture.payload for picture in pictures]
    ended: list[str] = []
    marks = Marks.create(1)
    child = ChildProcess("decoder", ["0", "2", marks.name, "1"], on_message=lambda *_: None, on_end=ended.append)
    child.start()
    rings = [PictureRing.create(64, 48) for _ in range(2)]
    for stream, ring in enumerate(rings):
        child.send({"order": "open", "stream": stream})
        child.send({"order": "show", "stream": stream, "output": 1, "block": ring.name, "width": 64, "height": 48})
    for seed in range(40):
        chance = random.Random(seed)
        for payload in MUTATIONS[seed % len(MUTATIONS)](chance, payloads):
            child.send(_unit(0, codec, is_keyframe=chance.random() < 0.3), payload)
        for picture in pictures[:10]:
            child.send(_unit(1, codec, is_keyframe=picture.is_keyframe), picture.payload)
    for stream in range(2):
        child.send(_unit(stream, codec, is_keyframe=True, pts=LAST), payloads[0])
    patience = 8000
    while any((picture := ring.newest()) is None or picture.pts != LAST for ring in rings):
        patience -= 1
        assert patience, "the last picture never came"
        assert not ended
        threading.Event().wait(0.005)
    child.close()
    assert child.join(10)
    assert ended == ["exit status 0"]
    for ring in rings:
        ring.close()
    marks.close()


def _unit(stream: int, codec: str, *, is_keyframe: bool, pts: float = 0.0) -> Header:
    """Never late, however slow the machine is."""
    return {
        "unit": stream,
        "codec": codec,
        "pts": pts,
        "epoch": 0,
        "key": is_keyframe,
        "tainted": True,
        "received_at": 0.0,
        "sent_at": 1e12,
    }


def _flipped(chance: random.Random, chunk: bytes, rate: float) -> bytes:
    changed = bytearray(chunk)
    for _ in range(round(8 * len(chunk) * rate) or chance.random() < 8 * len(chunk) * rate):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)
