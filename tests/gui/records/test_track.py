"""The recordings of a channel, for painting and pointing."""

import time
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.model.records import RecordType, TimeSpan
from tests.gui.records.scenery import MIDNIGHT, at, clip
from ui.records.scale import DAY, Scale
from ui.records.track import PAINTED, Track

START = MIDNIGHT.timestamp()
SCALE = Scale(START, START + DAY, 960)  # 90 seconds per pixel
STEP = timedelta(seconds=10)


def bars(track: Track, scale: Scale = SCALE, kind: RecordType = RecordType.TIME) -> list[tuple[float, float]]:
    return list(track.bars(kind, scale))


class TestBars:
    def test_each_recording_is_a_bar(self) -> None:
        track = Track([clip(at(6), 60), clip(at(12), 60)])
        assert bars(track) == [(240, 280), (480, 520)]

    def test_recordings_less_than_a_pixel_apart_are_one_bar(self) -> None:
        track = Track([clip(at(6), 59), clip(at(7), 60), clip(at(8, 2), 58)])
        assert bars(track) == [(240, 320), (pytest.approx(321.33, abs=0.01), 360)]

    def test_a_gap_is_seen_again_when_zoomed_in(self) -> None:
        track = Track([clip(at(6), 59), clip(at(7), 60)])
        near = Scale(at(6).timestamp(), at(8).timestamp(), 960)
        assert len(bars(track, near)) == 2

    def test_what_is_out_of_view_is_left_out(self) -> None:
        track = Track([clip(at(hour), 30) for hour in range(24)])
        near = Scale(at(5, 45).timestamp(), at(7, 15).timestamp(), 900)
        assert [(round(left), round(right)) for left, right in bars(track, near)] == [(150, 450), (750, 1050)]

    def test_a_long_recording_that_began_before_the_view_is_painted(self) -> None:
        track = Track([clip(at(0), 24 * 60), clip(at(1), 10)])
        near = Scale(at(12).timestamp(), at(13).timestamp(), 600)
        assert len(bars(track, near)) == 1

    def test_each_type_has_its_own_bars(self) -> None:
        track = Track([clip(at(6), 60), clip(at(6, 10), 5, type=RecordType.ALARM)])
        assert len(bars(track)) == 1
        assert len(bars(track, kind=RecordType.ALARM)) == 1
        assert bars(track, kind=RecordType.MANUAL) == []

    @given(st.lists(st.tuples(st.integers(0, 86_000), st.integers(1, 4000)), max_size=60), st.integers(50, 2000))
    def test_exactly_what_was_recorded_is_covered(self, stretches: list[tuple[int, int]], width: int) -> None:
        clips = sorted(
            (clip(MIDNIGHT + timedelta(seconds=start), length / 60) for start, length in stretches),
            key=lambda one: one.span,
        )
        scale = Scale(START, START + DAY, width)
        drawn = bars(Track(clips), scale)
        assert all(right[0] - left[1] > 1 for left, right in pairwise(drawn))
        for one in clips:
            left, right = scale.x(one.span.start.timestamp()), scale.x(one.span.end.timestamp())
            assert any(bar[0] <= left + 1e-6 and right <= bar[1] + 1e-6 for bar in drawn)

    def test_ten_thousand_recordings_are_few_bars_and_quickly_found(self) -> None:
        track = Track([clip(MIDNIGHT + timedelta(seconds=8 * number), 0.1) for number in range(10_000)])
        started = time.perf_counter()
        drawn = [bar for kind in PAINTED for bar in track.bars(kind, SCALE)]
        assert time.perf_counter() - started < 0.1
        assert len(drawn) <= 960


class TestPointing:
    track = Track([clip(at(6), 60), clip(at(6, 30), 5, type=RecordType.ALARM), clip(at(12), 60)])

    def test_a_recorded_moment_is_played_itself(self) -> None:
        assert self.track.snapped(at(6, 10)) == at(6, 10)

    def test_a_gap_leads_to_the_next_recording(self) -> None:
        assert self.track.snapped(at(7)) == at(12)
        assert self.track.snapped(at(0)) == at(6)

    def test_after_the_last_there_is_nothing(self) -> None:
        assert self.track.snapped(at(13)) is None
        assert Track().snapped(at(13)) is None

    def test_all_recordings_of_a_moment_are_known_the_latest_first(self) -> None:
        assert [one.type for one in self.track.at(at(6, 32))] == [RecordType.ALARM, RecordType.TIME]
        assert [one.type for one in self.track.at(at(6, 40))] == [RecordType.TIME]

    def test_the_whole_reaches_to_the_last_end(self) -> None:
        assert Track([clip(at(6), 120), clip(at(7), 10)]).whole == TimeSpan(at(6), at(8))
        assert Track().whole is None


class TestSteps:
    track = Track([clip(at(6), 60), clip(at(12), 60)])

    def test_a_step_within_a_recording_is_just_that(self) -> None:
        assert self.track.stepped(at(6, 30), STEP) == at(6, 30, 10)

    def test_a_step_forward_jumps_over_a_gap(self) -> None:
        assert self.track.stepped(at(6, 59, 55), STEP) == at(12)

    def test_a_step_back_jumps_over_a_gap_too(self) -> None:
        assert self.track.stepped(at(12, 0, 5), -STEP) == at(6, 59, 50)

    def test_before_the_first_there_is_only_the_first(self) -> None:
        assert self.track.stepped(at(6, 0, 5), -STEP) == at(6)

    def test_without_recordings_known_it_is_a_plain_step(self) -> None:
        assert Track().stepped(at(6), STEP) == at(6, 0, 10)


class TestSizes:
    def test_a_part_of_a_recording_counts_for_its_share(self) -> None:
        track = Track([clip(at(6), 60, size=600), clip(at(7), 60, size=1000)])
        assert track.octets_in(TimeSpan(at(6, 30), at(7, 6))) == 400

    def test_an_alarm_within_a_recording_is_not_counted_again(self) -> None:
        alarm = clip(at(6, 30), 5, type=RecordType.ALARM, size=50)
        assert Track([clip(at(6), 60, size=600), alarm]).octets_in(TimeSpan(at(6), at(7))) == 600
        assert Track([alarm, clip(at(6, 32), 30, size=300)]).octets_in(TimeSpan(at(6), at(6, 40))) == 50 + 50

    def test_one_recording_that_does_not_tell_makes_it_unknown(self) -> None:
        track = Track([clip(at(6), 60, size=600), clip(at(7), 60)])
        assert track.octets_in(TimeSpan(at(6, 30), at(7, 6))) is None

    def test_a_gap_holds_nothing(self) -> None:
        track = Track([clip(at(6), 60, size=600)])
        assert not track.has_any_in(TimeSpan(at(8), at(9)))
        assert track.has_any_in(TimeSpan(at(5), at(9)))
