"""console.simulator.recordings: what a recorder has kept."""

from datetime import datetime
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from console.model.clock import CHINA
from console.simulator.recordings import HOUR, RETENTION, Cause, clips, footage

_NOW = datetime(2026, 3, 1, 15, 20, 33, tzinfo=CHINA).timestamp()
_DAY = 24 * HOUR


def test_the_last_day_has_many_files_gaps_and_every_cause():
    for channel in range(1, 8):
        day = clips(channel, _NOW - _DAY, _NOW, now=_NOW)
        assert len(day) > 24
        assert {clip.cause for clip in day} == set(Cause)
        assert any(later.start > earlier.end for earlier, later in pairwise(day))


def test_files_are_in_order_and_never_overlap():
    day = clips(3, _NOW - 2 * _DAY, _NOW, now=_NOW)
    assert all(earlier.end <= later.start for earlier, later in pairwise(day))


def test_asking_again_later_gives_the_same_and_a_longer_last_file():
    before, after = (clips(2, _NOW - _DAY, _NOW, now=now) for now in (_NOW, _NOW + 60))
    assert before[1:-1] == after[1 : len(before) - 1]


def test_nothing_is_kept_of_the_future_or_beyond_the_retention():
    assert clips(1, _NOW + 10, _NOW + 900, now=_NOW) == []
    assert clips(1, _NOW - RETENTION - 3 * HOUR, _NOW - RETENTION - HOUR, now=_NOW) == []
    assert all(clip.end <= _NOW for clip in clips(1, _NOW - _DAY, _NOW + _DAY, now=_NOW))


def test_channels_and_seeds_differ():
    one, other, seeded = (
        clips(channel, _NOW - _DAY, _NOW, now=_NOW, seed=seed) for channel, seed in ((1, 0), (2, 0), (1, 9))
    )
    assert one != other
    assert one != seeded


@given(st.integers(1, 9), st.floats(0, 48 * HOUR), st.floats(1, 6 * HOUR))
def test_footage_lies_in_the_span_and_joins_what_touches(channel, ago, length):
    start = _NOW - ago
    end = start + length
    spans = footage(channel, start, end, now=_NOW)
    assert all(start <= span.start < span.end <= end for span in spans)
    assert all(earlier.end < later.start for earlier, later in pairwise(spans))
    recorded = sum(
        max(0.0, min(clip.end, end) - max(clip.start, start)) for clip in clips(channel, start, end, now=_NOW)
    )
    assert abs(sum(span.end - span.start for span in spans) - recorded) < 1e-3
