"""The sound of a simulated camera: soft notes that differ by channel, coded as G.711 A-law (ITU-T G.711) by a table."""

from functools import lru_cache

import numpy as np
import numpy.typing as npt

SAMPLE_RATE = 8000  # Hz
BLOCK = 320  # samples of one audio packet, 40 ms
_NOTES = (262.0, 330.0, 392.0, 523.0)  # Hz; a channel starts with its own and goes round
_NOTE_SECONDS = 1.0
_LOUDNESS = 1500.0  # of 32767


def block_at(channel: int, at: float) -> bytes:
    """40 ms of A-law, starting with the block in which POSIX time `at` lies; the same time always sounds the same."""
    tune = _tune(channel % len(_NOTES))
    start = int(at * SAMPLE_RATE / BLOCK + 0.5) * BLOCK % len(tune)
    return tune[start : start + BLOCK]


def encode_a_law(samples: npt.NDArray[np.int16]) -> bytes:
    """Code 16-bit samples."""
    return _table()[samples.astype(np.int32) + 32768].tobytes()


@lru_cache(maxsize=8)
def _tune(first: int) -> bytes:
    count = int(SAMPLE_RATE * _NOTE_SECONDS)
    time = np.arange(count) / SAMPLE_RATE
    swell = np.minimum(1.0, np.minimum(time / 0.05, (_NOTE_SECONDS - time) / 0.4))  # no clicks between notes
    notes = [np.sin(2 * np.pi * _NOTES[(first + step) % len(_NOTES)] * time) * swell for step in range(len(_NOTES))]
    return encode_a_law((np.concatenate(notes) * _LOUDNESS).astype(np.int16))


@lru_cache(maxsize=1)
def _table() -> npt.NDArray[np.uint8]:
    """The code of every sample from -32768 on (G.711 table 1: 13 bits, sign and magnitude, even bits inverted)."""
    samples = np.arange(-32768, 32768)
    magnitude = np.where(samples >= 0, samples, -samples - 1) >> 3  # 12 bits; one's complement below zero
    segment = np.maximum(0, np.floor(np.log2(np.maximum(magnitude, 1))).astype(np.int64) - 4)
    step = np.where(segment == 0, magnitude >> 1, magnitude >> segment) & 0x0F
    code = np.where(samples >= 0, 0x80, 0) | segment << 4 | step
    return np.asarray(code ^ 0x55, np.uint8)
