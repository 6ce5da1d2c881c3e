"""G.711 to samples (ITU-T G.711). Tables of our own: a decoder for 256 values is not worth a codec context."""

import numpy as np
from numpy.typing import NDArray

RATE = 8000  # Hz, mono

Samples = NDArray[np.int16]


def decode(payload: bytes, codec: str) -> Samples:
    """Samples of `codec` "pcm_alaw" or "pcm_mulaw"."""
    return _TABLES[codec][np.frombuffer(payload, np.uint8)]


def _alaw() -> Samples:
    """Table 1a/G.711: even bits inverted, three bits of segment, four of step."""
    code = np.arange(256, dtype=np.int32) ^ 0x55
    segment = code >> 4 & 7
    step = (code & 15) << 4
    magnitude = np.where(segment == 0, step + 8, step + 0x108 << np.maximum(segment - 1, 0))
    return np.where(code & 0x80, magnitude, -magnitude).astype(np.int16)


def _mulaw() -> Samples:
    """Table 2a/G.711: all bits inverted."""
    code = ~np.arange(256, dtype=np.int32) & 0xFF
    magnitude = (((code & 15) << 3) + 0x84 << (code >> 4 & 7)) - 0x84
    return np.where(code & 0x80, -magnitude, magnitude).astype(np.int16)


_TABLES = {"pcm_alaw": _alaw(), "pcm_mulaw": _mulaw()}
CODECS = frozenset(_TABLES)
