from pathlib import Path

import av
import numpy as np
import pytest

from console.media.receiver.g711 import decode


@pytest.mark.parametrize("codec", ["pcm_alaw", "pcm_mulaw"])
class TestG711:
    """ITU-T G.711 tables 1a and 2a; FFmpeg's decoders are the judge."""

    def test_every_code_has_the_sample_of_the_standard(self, codec: str) -> None:
        codes = bytes(range(256))
        context = av.CodecContext.create(codec, "r")
        context.sample_rate, context.layout = 8000, "mono"
        packet = av.Packet(len(codes))
        packet.update(codes)
        (frame,) = context.decode(packet)
        assert np.array_equal(decode(codes, codec), frame.to_ndarray()[0])

    def test_no_bytes_are_no_samples(self, codec: str) -> None:
        assert len(decode(b"", codec)) == 0


def test_sound_of_a_device_is_sound(shared_data: Path) -> None:
    samples = decode((shared_data / "real/g711a-8k-mono.raw").read_bytes(), "pcm_alaw")
    assert 100 < np.abs(samples).mean() < 8000
