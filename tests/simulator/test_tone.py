"""console.simulator.tone: G.711 A-law by our own table, FFmpeg as the judge."""

import av
import numpy as np

from console.simulator.tone import BLOCK, SAMPLE_RATE, block_at, encode_a_law


def _decoded(coded: bytes) -> np.ndarray:
    context = av.CodecContext.create("pcm_alaw", "r")
    context.sample_rate, context.layout = SAMPLE_RATE, "mono"
    packet = av.Packet(len(coded))
    packet.update(coded)
    return np.concatenate([frame.to_ndarray().ravel() for frame in context.decode(packet)])


def test_every_sample_comes_back_within_its_quantizing_step():
    samples = np.arange(-32768, 32768).astype(np.int16)
    error = np.abs(_decoded(encode_a_law(samples)).astype(int) - samples)
    step = np.maximum(16, np.abs(samples.astype(int)) / 16)  # 16 in the two lowest segments, doubled in each further
    assert (error <= step).all()


def test_silence_is_the_code_of_the_recommendation():
    assert encode_a_law(np.zeros(3, np.int16)) == b"\xd5\xd5\xd5"


class TestTune:
    def test_a_block_is_40_ms_and_never_silent_for_long(self):
        blocks = [block_at(1, 1000.0 + index * 0.04) for index in range(25)]
        assert {len(block) for block in blocks} == {BLOCK}
        assert max(np.abs(_decoded(block).astype(int)).max() for block in blocks) > 1000

    def test_blocks_follow_each_other_without_a_click(self):
        samples = _decoded(b"".join(block_at(2, 5000.0 + index * 0.04) for index in range(100))).astype(int)
        assert np.abs(np.diff(samples)).max() < 900

    def test_the_same_time_sounds_the_same_and_channels_differ(self):
        assert block_at(1, 77.0) == block_at(1, 77.0)
        assert block_at(1, 77.2) != block_at(2, 77.2)
