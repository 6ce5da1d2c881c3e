import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.protocol.mpeg.access_unit import AccessUnit, StreamKind
from console.protocol.mpeg.demuxer import ProgramStreamDemuxer
from console.protocol.mpeg.muxer import ProgramStreamMuxer, encode_pack_header
from console.protocol.mpeg.pes import encode_header
from console.protocol.mpeg.stream_map import encode_stream_map
from tests.protocol.mpeg.streams import (
    H264_IDR,
    H264_KEY,
    H264_PPS,
    H264_SPS,
    HEVC_IDR,
    HEVC_KEY,
    HEVC_PPS,
    HEVC_SPS,
    HEVC_VPS,
    adts_frame,
    h264_picture,
    hevc_picture,
)

SOUND = b"\xd5" * 160
PICTURES = [H264_KEY, *(h264_picture(number, size=20 + 7 * number) for number in range(6))]


def frames(muxer: ProgramStreamMuxer, pictures: list[bytes] = PICTURES, *, sound: bytes = b"") -> list[bytes]:
    """A pack for each picture, with sound behind it; the first is a key frame."""
    return [
        muxer.video(picture, 10.0 + 0.04 * number, is_keyframe=number == 0)
        + (muxer.audio(sound, 10.0 + 0.04 * number) if sound else b"")
        for number, picture in enumerate(pictures)
    ]


def by_frame(packs: list[bytes]) -> list[AccessUnit]:
    demuxer = ProgramStreamDemuxer()
    found = [unit for pack in packs for unit in demuxer.feed(pack, frame_ends=True)]
    return found + demuxer.flush()


def by_pieces(stream: bytes, cuts: list[int]) -> list[AccessUnit]:
    edges = sorted({0, len(stream), *(cut % (len(stream) + 1) for cut in cuts)})
    demuxer = ProgramStreamDemuxer()
    found = [unit for start, end in itertools.pairwise(edges) for unit in demuxer.feed(stream[start:end])]
    return found + demuxer.flush()


def video(units: list[AccessUnit]) -> list[bytes]:
    return [unit.payload for unit in units if unit.kind is StreamKind.VIDEO]


def pes(payload: bytes, pts: int | None = None, *, stream_id: int = 0xE0) -> bytes:
    return encode_header(stream_id, len(payload), pts) + payload


class TestFrames:
    """ISO/IEC 13818-1 section 2.5; GB/T 28181-2022 annex C.1."""

    def test_a_picture_is_handed_on_with_its_frame(self) -> None:
        demuxer = ProgramStreamDemuxer()
        for number, pack in enumerate(frames(ProgramStreamMuxer())):
            (unit,) = demuxer.feed(pack, frame_ends=True)
            assert unit == AccessUnit(
                StreamKind.VIDEO, "h264", PICTURES[number], pytest.approx(10.0 + 0.04 * number), number == 0
            )

    def test_sound_comes_with_its_own_stamp(self) -> None:
        units = by_frame(frames(ProgramStreamMuxer(), sound=SOUND))
        sounds = [unit for unit in units if unit.kind is StreamKind.AUDIO]
        assert [(unit.codec, unit.payload) for unit in sounds] == [("pcm_alaw", SOUND)] * len(PICTURES)
        assert sounds[1].pts == pytest.approx(10.04)

    def test_a_picture_of_several_packets_is_joined(self) -> None:
        key = H264_KEY + bytes(range(1, 256)) * 800
        assert video(by_frame(frames(ProgramStreamMuxer(), [key, h264_picture()]))) == [key, h264_picture()]

    def test_a_packet_for_each_unit_makes_one_picture(self) -> None:
        """As the gosip device sends it: every NAL unit in a PES packet of its own, all with the same stamp."""
        key = b"".join(pes(unit, 3600) for unit in (H264_SPS, H264_PPS, H264_IDR))
        packs = [encode_pack_header(0) + key, encode_pack_header(0) + pes(h264_picture(), 7200)]
        assert video(by_frame(packs)) == [H264_KEY, h264_picture()]

    def test_stamps_on_the_first_packet_only_make_one_picture(self) -> None:
        """As Hikvision sends it."""
        pack = encode_pack_header(0) + pes(H264_SPS, 3600) + pes(H264_PPS) + pes(H264_IDR)
        (unit,) = by_frame([pack])
        assert (unit.payload, unit.pts) == (H264_KEY, 0.04)

    def test_pictures_without_stamps_are_told_apart_by_their_first_slice(self) -> None:
        packs = [pes(H264_KEY) + pes(h264_picture(1)) + pes(h264_picture(2, is_first_slice=False))]
        assert video(by_frame(packs)) == [H264_KEY, h264_picture(1) + h264_picture(2, is_first_slice=False)]

    def test_parameter_sets_in_a_frame_of_their_own_wait_for_their_picture(self) -> None:
        packs = [pes(H264_SPS + H264_PPS, 3600), pes(H264_IDR, 7200)]
        assert [(unit.payload, unit.pts) for unit in by_frame(packs)] == [(H264_KEY, 0.08)]

    def test_a_packet_may_go_on_in_the_next_frame(self) -> None:
        (first, second, *_) = frames(ProgramStreamMuxer())
        demuxer = ProgramStreamDemuxer()
        assert demuxer.feed(first[:-9], frame_ends=True) == []
        assert video(demuxer.feed(first[-9:] + second, frame_ends=True)) == PICTURES[:2]

    def test_frame_ends_that_tear_a_picture_are_not_believed_any_more(self) -> None:
        torn = (
            pes(H264_KEY, 3600),
            pes(b"rest of it"),
            pes(h264_picture(1), 7200),
            pes(b"and more"),
            pes(H264_KEY, 9000),
        )
        units = video(by_frame(list(torn)))
        assert units[0] == H264_KEY
        assert units[-2:] == [h264_picture(1) + b"and more", H264_KEY]

    @pytest.mark.parametrize("sound", [b"", SOUND])
    @pytest.mark.parametrize("open_length", [False, True])
    @given(cuts=st.lists(st.integers(0, 10_000)))
    def test_any_split_gives_the_same(self, open_length: bool, sound: bytes, cuts: list[int]) -> None:
        packs = frames(ProgramStreamMuxer(open_length=open_length), sound=sound)
        units = by_pieces(b"".join(packs), cuts)
        assert video(units) == PICTURES
        assert sorted(units, key=repr) == sorted(by_frame(packs), key=repr)


class TestTolerance:
    """gb28181.md 10.3, rule by rule."""

    def test_pes_length_0_lasts_to_the_next_unit_or_the_end_of_the_frame(self) -> None:
        assert video(by_frame(frames(ProgramStreamMuxer(open_length=True), sound=SOUND))) == PICTURES

    @pytest.mark.parametrize(
        ("pictures", "codec"), [(PICTURES, "h264"), ([HEVC_KEY, hevc_picture(1), hevc_picture(2)], "hevc")]
    )
    def test_without_a_map_the_codec_shows_itself(self, pictures: list[bytes], codec: str) -> None:
        units = by_frame(frames(ProgramStreamMuxer(has_map=False), pictures, sound=SOUND))
        assert {(unit.kind, unit.codec) for unit in units} == {
            (StreamKind.VIDEO, codec),
            (StreamKind.AUDIO, "pcm_alaw"),
        }
        assert video(units) == pictures

    def test_h265_announced_as_h264_is_h265(self) -> None:
        muxer = ProgramStreamMuxer("hevc", announced_video="h264")
        units = by_frame(frames(muxer, [HEVC_KEY, hevc_picture(1), hevc_picture(2)]))
        assert [(unit.codec, unit.is_keyframe) for unit in units] == [("hevc", True), ("hevc", False), ("hevc", False)]

    def test_h265_announced_as_h264_in_a_packet_for_each_unit_is_one_picture(self) -> None:
        units = [HEVC_VPS, HEVC_SPS, HEVC_PPS, HEVC_IDR]
        pack = encode_pack_header(0) + encode_stream_map({0xE0: 0x1B}) + b"".join(pes(unit, 3600) for unit in units)
        assert [(unit.codec, unit.payload) for unit in by_frame([pack])] == [("hevc", HEVC_KEY)]

    def test_the_map_may_change_the_codec_later(self) -> None:
        packs = frames(ProgramStreamMuxer("h264"), PICTURES[:2])
        packs += frames(ProgramStreamMuxer("hevc"), [HEVC_KEY, hevc_picture(1)])
        assert [unit.codec for unit in by_frame(packs)] == ["h264", "h264", "hevc", "hevc"]

    def test_a_first_map_with_sound_only_hides_no_picture(self) -> None:
        packs = [encode_pack_header(0) + encode_stream_map({0xC0: 0x90}) + pes(SOUND, 0, stream_id=0xC0)]
        packs.append(encode_pack_header(0) + pes(H264_KEY, 3600))
        assert [unit.codec for unit in by_frame(packs)] == ["pcm_alaw", "h264"]

    @pytest.mark.parametrize("stream_id", [0xBD, 0xBE, 0xBF, 0xF0, 0xFF])
    def test_private_and_padding_packets_are_skipped(self, stream_id: int) -> None:
        vendor = pes(b"\0\0\x01\x67 looks like video", 3600, stream_id=stream_id)
        packs = [pack[:14] + vendor + pack[14:] + vendor for pack in frames(ProgramStreamMuxer())]
        assert video(by_frame(packs)) == PICTURES

    def test_a_private_stream_that_the_map_names_is_heard(self) -> None:
        pack = encode_stream_map({0xBD: 0x91}) + pes(SOUND, 0, stream_id=0xBD)
        assert [(unit.kind, unit.codec) for unit in by_frame([pack])] == [(StreamKind.AUDIO, "pcm_mulaw")]

    def test_a_pack_without_body_is_passed_over(self) -> None:
        packs = [encode_pack_header(0) + pack for pack in frames(ProgramStreamMuxer())]
        assert video(by_frame(packs)) == PICTURES

    def test_the_pack_header_of_mpeg_1(self) -> None:
        mpeg_1 = bytes.fromhex("000001ba 2100010001 800101")
        assert video(by_frame([mpeg_1 + pack[14:] for pack in frames(ProgramStreamMuxer())])) == PICTURES

    def test_stuffing_behind_the_pack_header(self) -> None:
        packs = [pack[:13] + b"\xfe" + b"\xff" * 6 + pack[14:] for pack in frames(ProgramStreamMuxer())]
        assert video(by_frame(packs)) == PICTURES

    def test_a_stream_may_begin_with_a_packet(self) -> None:
        assert video(by_frame([pes(H264_KEY, 3600)])) == [H264_KEY]

    def test_a_stream_may_begin_in_the_middle(self) -> None:
        demuxer = ProgramStreamDemuxer()
        units = demuxer.feed(b"end of something" + frames(ProgramStreamMuxer())[0], frame_ends=True)
        assert video(units) == [H264_KEY]
        assert demuxer.skipped == 16

    @pytest.mark.parametrize("shortfall", [1, 13, 20])
    def test_packets_longer_than_they_say_are_whole(self, shortfall: int) -> None:
        """As the rv1126 firmware sends it: the length counts the payload only."""
        packs = []
        for pack in frames(ProgramStreamMuxer()):
            start = pack.index(b"\0\0\x01\xe0")
            length = int.from_bytes(pack[start + 4 : start + 6]) - shortfall
            packs.append(pack[: start + 4] + length.to_bytes(2) + pack[start + 6 :])
        units = by_frame(packs)
        assert video(units) == PICTURES
        assert not any(unit.is_damaged for unit in units)

    def test_a_packet_shorter_than_it_says_ends_at_the_next_pack(self) -> None:
        packs = frames(ProgramStreamMuxer())
        start = packs[1].index(b"\0\0\x01\xe0") + 4
        length = int.from_bytes(packs[1][start : start + 2]) + 25
        packs[1] = packs[1][:start] + length.to_bytes(2) + packs[1][start + 2 :]
        assert video(by_frame(packs)) == PICTURES

    def test_aac_announced_as_g711_is_aac(self) -> None:
        """Dahua: gb28181.md 10.3."""
        units = by_frame(frames(ProgramStreamMuxer(), sound=adts_frame(120)))
        assert {unit.codec for unit in units if unit.kind is StreamKind.AUDIO} == {"aac"}

    def test_svac_is_named(self) -> None:
        units = by_frame([encode_stream_map({0xE0: 0x80}) + pes(b"\0\0\x01\x38 svac", 0)])
        assert [unit.codec for unit in units] == ["svac"]

    def test_only_the_first_video_stream_is_followed(self) -> None:
        packs = [pack + pes(b"\0\0\x01\x65 other", 0, stream_id=0xE1) for pack in frames(ProgramStreamMuxer())]
        assert video(by_frame(packs)) == PICTURES

    @pytest.mark.parametrize("wrap", [1 << 33, 1 << 32])
    def test_stamps_go_on_over_a_wrap(self, wrap: int) -> None:
        packs = [pes(h264_picture(n), (wrap - 7200 + 3600 * n) % wrap) for n in range(5)]
        stamps = [unit.pts for unit in by_frame([pes(H264_KEY, wrap - 10800), *packs])]
        steps = [later - earlier for earlier, later in itertools.pairwise(stamps) if earlier and later]
        assert steps == pytest.approx([0.04] * 5)


class TestDamage:
    """Reliability F15, T18: holes are fed on and told; the next frame is found whatever was lost."""

    def test_a_hole_is_fed_on_and_told(self) -> None:
        packs = frames(ProgramStreamMuxer())
        demuxer = ProgramStreamDemuxer()
        demuxer.feed(packs[0], frame_ends=True)
        demuxer.feed(packs[5][:40])
        units = demuxer.feed(packs[5][50:], follows_loss=True, frame_ends=True)
        assert [(unit.payload, unit.is_damaged) for unit in units] == [
            (PICTURES[5][: 40 - 28] + PICTURES[5][50 - 28 :], True)
        ]
        (unit,) = demuxer.feed(packs[6], frame_ends=True)
        assert not unit.is_damaged

    def test_a_lost_tail_swallows_nothing_of_the_next_frame(self) -> None:
        packs = frames(ProgramStreamMuxer(), sound=SOUND)
        demuxer = ProgramStreamDemuxer()
        demuxer.feed(packs[0], frame_ends=True)
        assert demuxer.feed(packs[3][:50], frame_ends=True) == []
        units = demuxer.feed(packs[4], follows_loss=True, frame_ends=True)
        assert [(unit.kind, unit.is_damaged) for unit in units] == [
            (StreamKind.VIDEO, True),
            (StreamKind.AUDIO, False),
            (StreamKind.VIDEO, False),
        ]
        assert units[2].payload == PICTURES[4]

    def test_a_lost_head_leaves_the_units_that_came_whole(self) -> None:
        packs = frames(ProgramStreamMuxer(), [H264_KEY, h264_picture(1) + h264_picture(2, is_first_slice=False)])
        demuxer = ProgramStreamDemuxer()
        demuxer.feed(packs[0], frame_ends=True)
        (unit,) = demuxer.feed(packs[1][40:], follows_loss=True, frame_ends=True)
        assert (unit.payload, unit.is_damaged) == (h264_picture(2, is_first_slice=False)[1:], True)

    def test_a_loss_between_frames_damages_none(self) -> None:
        packs = frames(ProgramStreamMuxer())
        demuxer = ProgramStreamDemuxer()
        demuxer.feed(packs[0], frame_ends=True)
        (unit,) = demuxer.feed(packs[2], follows_loss=True, frame_ends=True)
        assert (unit.payload, unit.is_damaged) == (PICTURES[2], False)

    @given(st.binary(min_size=1, max_size=300))
    def test_garbage_between_frames_costs_at_most_the_pictures_beside_it(self, garbage: bytes) -> None:
        packs = frames(ProgramStreamMuxer(), [*PICTURES, *PICTURES])
        packs.insert(7, garbage)
        found = video(by_frame(packs))
        assert found[:6] == PICTURES[:6]
        assert found[-1] == PICTURES[-1]

    @given(st.lists(st.binary(max_size=60), max_size=20), st.integers(0, 1 << 32))
    def test_anything_is_survived(self, junk: list[bytes], seed: int) -> None:
        chance = random.Random(seed)
        demuxer = ProgramStreamDemuxer()
        for part in junk:
            demuxer.feed(b"\0\0\x01" + part, follows_loss=chance.random() < 0.2, frame_ends=chance.random() < 0.5)
        demuxer.flush()

    def test_a_damaged_stream_id_is_forgotten_at_the_next_map(self) -> None:
        packs = frames(ProgramStreamMuxer(), [H264_KEY] * 2)
        damaged = packs[0].replace(b"\0\0\x01\xe0", b"\0\0\x01\xe1")
        demuxer = ProgramStreamDemuxer()
        demuxer.feed(damaged, frame_ends=True)
        found = [
            unit
            for pack in frames(ProgramStreamMuxer(), [H264_KEY] * 2)
            for unit in demuxer.feed(pack, frame_ends=True)
        ]
        assert video(found) == [H264_KEY] * 2

    @given(st.data())
    def test_a_mutated_stream_is_survived_and_left_behind(self, data: st.DataObject) -> None:
        stream = bytearray(b"".join(frames(ProgramStreamMuxer(), sound=SOUND)))
        for _ in range(data.draw(st.integers(1, 8))):
            stream[data.draw(st.integers(0, len(stream) - 1))] = data.draw(st.integers(0, 255))
        demuxer = ProgramStreamDemuxer()
        demuxer.feed(bytes(stream), frame_ends=True)
        healthy = frames(ProgramStreamMuxer(), [H264_KEY] * 3)
        found = video([unit for pack in healthy for unit in demuxer.feed(pack, follows_loss=True, frame_ends=True)])
        assert found[-2:] == [H264_KEY] * 2
