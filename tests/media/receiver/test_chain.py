import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.media.receiver.chain import ENDED, PacketChain
from console.media.receiver.timeline import TimedUnit
from console.protocol.mpeg.access_unit import StreamKind
from console.protocol.mpeg.sniff import Container
from console.protocol.rtp.reorder import PATIENCE
from tests.media.camera import SOUND, Faults, impaired, packets
from tests.media.clips import Coded, clip, decode

SOURCE = ("127.0.0.1", 40000)
OTHER = ("127.0.0.9", 40000)


def opened() -> PacketChain:
    chain = PacketChain()
    chain.latch.expect(ssrc=None, hosts=(SOURCE[0],))
    return chain


def run(chain: PacketChain, sent: list[bytes], *, start: float = 0.0) -> list[TimedUnit]:
    """Packets a millisecond apart, and the timer as often as the receiver has it."""
    units: list[TimedUnit] = []
    for number, packet in enumerate(sent):
        now = start + number / 1000
        units += chain.receive(packet, SOURCE, now)
        if number % 50 == 0:
            units += chain.handle_timer(now)
    return units + chain.handle_timer(start + len(sent) / 1000 + ENDED + 1)


def flat(frames: list[list[bytes]]) -> list[bytes]:
    return [packet for frame in frames for packet in frame]


def payloads(units: list[TimedUnit]) -> list[bytes]:
    return [timed.unit.payload for timed in units if timed.unit.kind is StreamKind.VIDEO]


CLIP = clip("h264", count=50)


class TestChain:
    """gb28181.md section 10, from packets to access units."""

    @pytest.mark.parametrize("codec", ["h264", "hevc"])
    def test_every_picture_arrives_as_it_was_coded(self, codec: str) -> None:
        pictures = clip(codec, count=50)
        units = run(opened(), flat(packets(pictures, codec, sound=SOUND)))
        assert payloads(units) == [picture.payload for picture in pictures]
        times = [timed.pts for timed in units if timed.unit.kind is StreamKind.VIDEO]
        assert [later - earlier for earlier, later in itertools.pairwise(times)] == pytest.approx([0.04] * 49)
        assert not any(timed.is_tainted for timed in units)

    def test_a_picture_leaves_with_its_last_packet_once_markers_are_known(self) -> None:
        chain = opened()
        frames = packets(CLIP, "h264")
        for frame in frames[:3]:
            for packet in frame:
                chain.receive(packet, SOURCE, 0.0)
        for frame, picture in zip(frames[3:10], CLIP[3:10], strict=True):
            units = [unit for packet in frame for unit in chain.receive(packet, SOURCE, 0.0)]
            assert payloads(units) == [picture.payload]

    def test_reordering_by_up_to_32_packets_loses_nothing(self) -> None:
        """Reliability F16."""
        sent = flat(packets(CLIP, "h264"))
        arrived = sent[:8] + impaired(sent[8:], Faults(reorder=32))
        chain = opened()
        assert payloads(run(chain, arrived)) == [picture.payload for picture in CLIP]
        assert chain.lost == 0
        assert chain.reordered > 0

    def test_every_packet_twice_is_every_packet_once(self) -> None:
        sent = [packet for packet in flat(packets(CLIP, "h264")) for _ in range(2)]
        assert payloads(run(opened(), sent)) == [picture.payload for picture in CLIP]

    def test_a_gap_holds_the_stream_up_no_longer_than_the_patience(self) -> None:
        chain = opened()
        sent = flat(packets(CLIP, "h264"))
        for packet in sent[:30]:
            chain.receive(packet, SOURCE, 10.0)
        for packet in sent[31:45]:
            assert chain.receive(packet, SOURCE, 10.0) == []
        assert chain.handle_timer(10.0 + PATIENCE / 2) == []
        assert chain.handle_timer(10.0 + PATIENCE)

    def test_the_last_picture_comes_although_nothing_follows_it(self) -> None:
        chain = opened()
        sent = flat(packets(CLIP[:2], "h264"))
        units = [unit for packet in sent for unit in chain.receive(packet, SOURCE, 0.0)]
        assert payloads(units + chain.handle_timer(1.0)) == [picture.payload for picture in CLIP[:2]]

    def test_the_container_is_named(self) -> None:
        chain = opened()
        run(chain, flat(packets(CLIP[:2], "h264")))
        assert chain.container is Container.PROGRAM_STREAM

    def test_malformed_packets_are_counted_with_the_reason(self) -> None:
        chain = opened()
        assert run(chain, [b"garbage that is long enough"] * 3) == []
        assert chain.malformed == 3
        assert "version" in chain.malformed_reason


class TestLoss:
    """Reliability F15: every picture of a group that was hit is told, the next clean key frame ends it."""

    def test_taint_lasts_to_the_next_clean_key_frame(self) -> None:
        frames = packets(CLIP, "h264")
        assert len(frames[13]) > 1
        del frames[13][-1]
        units = run(opened(), flat(frames))
        tainted = [number for number, timed in enumerate(units) if timed.is_tainted]
        assert tainted == list(range(13, 20))

    def test_a_lost_picture_taints_those_that_build_on_it(self) -> None:
        frames = packets(CLIP, "h264")
        del frames[13]
        units = run(opened(), flat(frames))
        assert [timed.is_tainted for timed in units].count(True) == 20 - 14
        assert not any(timed.unit.is_damaged for timed in units)

    def test_a_hit_key_frame_does_not_end_the_taint(self) -> None:
        frames = packets(CLIP, "h264")
        del frames[5][-1], frames[10][2]
        units = run(opened(), flat(frames))
        assert [number for number, timed in enumerate(units) if timed.is_tainted] == list(range(5, 20))

    @pytest.mark.parametrize(("loss", "expected"), [(0.01, 0.95), (0.05, 0.85), (0.10, 0.75)])
    def test_pictures_are_decoded_in_spite_of_loss(self, loss: float, expected: float) -> None:
        """Reliability F15: at least that share, whatever they look like."""
        pictures = clip("h264", 320, 240, 200, 25)
        sent = flat(packets(pictures, "h264", sound=SOUND))
        chain = opened()
        units = run(chain, sent[:30] + impaired(sent[30:], Faults(loss=loss)))
        assert chain.lost > 0
        decoded = len(decode("h264", payloads(units)))
        assert decoded >= expected * len(pictures)

    @given(st.sets(st.integers(10, 120), max_size=30))
    def test_untainted_pictures_are_bit_exact(self, lost: set[int]) -> None:
        sent = flat(packets(CLIP, "h264", sound=SOUND))
        units = run(opened(), [packet for number, packet in enumerate(sent) if number not in lost])
        originals = {picture.payload for picture in CLIP}
        clean = [timed.unit.payload for timed in units if timed.unit.kind is StreamKind.VIDEO and not timed.is_tainted]
        assert set(clean) <= originals


class TestSources:
    """Reliability T15 and F18."""

    def test_packets_of_others_change_nothing(self) -> None:
        chain = opened()
        units: list[TimedUnit] = []
        forged = flat(packets(CLIP, "h264", first_sequence=5000))
        for number, packet in enumerate(flat(packets(CLIP, "h264"))):
            units += chain.receive(packet, SOURCE, number / 1000)
            for _ in range(10):
                assert chain.receive(forged[number], OTHER, number / 1000) == []
        units += chain.handle_timer(10.0)
        assert payloads(units) == [picture.payload for picture in CLIP]
        assert chain.latch.foreign > 0

    def test_a_restarted_sender_begins_another_epoch(self) -> None:
        chain = opened()
        first = run(chain, flat(packets(CLIP, "h264", ssrc=1)))
        again = run(chain, flat(packets(CLIP, "h264", ssrc=2, first_sequence=9000)), start=100.0)
        assert payloads(again) == payloads(first)
        assert {timed.epoch for timed in first} == {0}
        assert {timed.epoch for timed in again} == {1}

    def test_a_jump_of_a_playback_begins_another_epoch(self) -> None:
        chain = opened()
        run(chain, flat(packets(CLIP, "h264", start=100.0)))
        count = len(flat(packets(CLIP, "h264")))
        later = run(chain, flat(packets(CLIP, "h264", start=900.0, first_sequence=count)), start=1.0)
        assert {timed.epoch for timed in later} == {1}
        assert later[0].pts == pytest.approx(900.0)


@given(st.lists(st.binary(max_size=80), max_size=40))
def test_anything_is_survived(datagrams: list[bytes]) -> None:
    chain = opened()
    for number, datagram in enumerate(datagrams):
        chain.receive(b"\x80\x60" + number.to_bytes(2) + datagram, SOURCE, 0.01 * number)
        chain.handle_timer(0.01 * number)
    chain.handle_timer(100.0)


def test_clips_are_what_the_tests_think() -> None:
    assert [number for number, picture in enumerate(CLIP) if picture.is_keyframe] == [0, 10, 20, 30, 40]
    assert all(isinstance(picture, Coded) for picture in CLIP)
