"""Clips coded on the spot by FFmpeg's encoders: pictures that move, with noise, and of which each can be told apart."""

from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from typing import Any, NamedTuple

import av
import numpy as np

ENCODERS = {"h264": "libx264", "hevc": "libx265"}
RATE = 25  # pictures per second
NOISE = 16  # levels of grey: enough for several packets a picture


class Coded(NamedTuple):
    """One coded picture."""

    payload: bytes
    is_keyframe: bool


def encoder(codec: str, width: int, height: int, **options: str) -> Any:
    """A context that codes with one thread and without delay."""
    context: Any = av.CodecContext.create(ENCODERS[codec], "w")
    context.width, context.height = width, height
    context.pix_fmt = options.pop("pix_fmt", "yuv420p")
    context.time_base = Fraction(1, RATE)
    context.thread_count = 1
    context.options = {
        "preset": "ultrafast",
        "tune": "zerolatency",
        "x265-params": "log-level=none:pools=1:frame-threads=1:keyint=10:min-keyint=10",
        **options,
    }
    return context


def pictures(width: int, height: int, count: int, noise: int = NOISE) -> Iterator[av.VideoFrame]:
    """A noisy ramp that moves, with the picture's number as blocks of black and white along the top."""
    across, down = np.meshgrid(np.arange(width), np.arange(height))
    for number in range(count):
        frame = av.VideoFrame(width, height, "yuv420p")
        grain = np.random.default_rng(number).integers(0, noise, (height, width))
        luma = ((across + down + 4 * number) % 200 + 20 + grain).astype(np.uint8)
        for bit in range(8):
            luma[: height // 8, bit * width // 8 : (bit + 1) * width // 8] = 235 if number >> bit & 1 else 16
        _fill(frame.planes[0], luma)
        for plane in frame.planes[1:]:
            _fill(plane, np.full((height // 2, width // 2), 128, np.uint8))
        frame.pts = number
        yield frame


def read_number(luma: np.ndarray[Any, Any]) -> int:
    """The number of a picture, from its grey values of any size."""
    height, width = luma.shape
    row = luma[height // 16]
    return sum(int(row[(2 * bit + 1) * width // 16] > 125) << bit for bit in range(8))


@cache
def clip(
    codec: str,
    width: int = 320,
    height: int = 240,
    count: int = 50,
    group: int = 10,
    *,
    noise: int = NOISE,
    preset: str = "ultrafast",
) -> tuple[Coded, ...]:
    """`count` coded pictures, every `group`th a key frame with its parameter sets."""
    options = {"x264-params": "repeat-headers=1:scenecut=0", "preset": preset, "g": str(group)}
    context = encoder(codec, width, height, **options)
    return tuple(
        Coded(bytes(packet), packet.is_keyframe)
        for frame in [*pictures(width, height, count, noise), None]
        for packet in context.encode(frame)
    )


def decode(codec: str, payloads: list[bytes]) -> list[av.VideoFrame]:
    """The judge: FFmpeg's decoder, fed directly."""
    context: Any = av.CodecContext.create(codec, "r")
    context.thread_count = 2
    context.thread_type = "AUTO"
    found = []
    for payload in payloads:
        packet: Any = av.Packet(len(payload))
        packet.update(payload)
        found += context.decode(packet)
    return found + list(context.decode(None))


def _fill(plane: Any, values: np.ndarray[Any, Any]) -> None:
    rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
    rows[: values.shape[0], : values.shape[1]] = values
