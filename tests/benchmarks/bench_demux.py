"""Processor time per megabyte of our program stream demuxer, against FFmpeg's in the same run.

Both hand out the same pictures. Ours is fed frame by frame, as the receiver does; FFmpeg's reads from memory.
"""

import io
import statistics
import time
from collections.abc import Callable

import av

from console.protocol.mpeg.access_unit import StreamKind
from console.protocol.mpeg.demuxer import ProgramStreamDemuxer
from tests.media.camera import SOUND, frames
from tests.media.clips import clip

ROUNDS = 5
LAPS = 20  # of the clip, per round
CLIPS = {
    "h264 1920x1080": ("h264", 1920, 1080),
    "h264 704x576": ("h264", 704, 576),
    "hevc 1280x720": ("hevc", 1280, 720),
}


def main() -> None:
    for name, (codec, width, height) in CLIPS.items():
        pictures = clip(codec, width, height, 50, 25, noise=12, preset="fast")
        packs = list(frames(pictures, codec, sound=SOUND)) * LAPS
        megabytes = sum(map(len, packs)) / 1e6
        ours, theirs = [], []
        for _ in range(ROUNDS):  # in turns, so that a busy machine hurts both
            ours.append(_cost(lambda packs=packs: _demux_ours(packs)))
            theirs.append(_cost(lambda packs=packs: _demux_theirs(packs)))
        own, other = (1000 * statistics.median(costs) / megabytes for costs in (ours, theirs))
        per_frame = 1e6 * statistics.median(ours) / len(packs)
        print(
            f"{name:14} {megabytes:6.1f} MB: ours {own:5.2f} ms/MB ({per_frame:.1f} us a frame), "
            f"FFmpeg's {other:5.2f} ms/MB, ratio {own / other:.2f}"
        )


def _demux_ours(packs: list[bytes]) -> int:
    demuxer = ProgramStreamDemuxer()
    found = 0
    for pack in packs:
        found += sum(unit.kind is StreamKind.VIDEO for unit in demuxer.feed(pack, frame_ends=True))
    return found


def _demux_theirs(packs: list[bytes]) -> int:
    with av.open(io.BytesIO(b"".join(packs)), format="mpeg") as container:
        return sum(1 for packet in container.demux(video=0) if packet.size)


def _cost(work: Callable[[], int]) -> float:
    """Seconds of processor time."""
    before = time.process_time()
    assert work()
    return time.process_time() - before


if __name__ == "__main__":
    main()
