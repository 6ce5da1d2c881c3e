"""Seconds, pixels and the marks of the ruler."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tests.gui.records.scenery import MIDNIGHT
from ui.records.scale import DAY, HOUR, MINUTE, STEPS, Scale, moment, ruler

START = MIDNIGHT.timestamp()


def texts(scale: Scale, label_width: float = 60) -> list[str]:
    return [tick.text for tick in ruler(scale, label_width).ticks]


def test_a_pixel_and_its_second_name_each_other() -> None:
    scale = Scale(START, START + DAY, 960)
    assert scale.x(START + 6 * HOUR) == 240
    assert scale.second(240) == START + 6 * HOUR
    assert scale.seconds_per_pixel == 90


def test_a_day_is_marked_in_hours_and_its_midnights_by_the_date() -> None:
    assert texts(Scale(START, START + DAY, 960)) == [
        "03-01",
        *(f"{hour:02d}:00" for hour in range(2, 24, 2)),
        "03-02",
    ]


def test_ten_seconds_are_marked_in_seconds() -> None:
    assert texts(Scale(START + 1, START + 11, 300))[:2] == ["00:00:02", "00:00:04"]


def test_a_month_is_marked_in_days() -> None:
    assert texts(Scale(START, START + 31 * DAY, 400)) == ["03-03", "03-08", "03-13", "03-18", "03-23", "03-28"]


def test_days_begin_at_midnight_of_china() -> None:
    ticks = ruler(Scale(START - HOUR, START + HOUR, 200), 60).ticks
    assert [tick.text for tick in ticks if tick.is_midnight] == ["03-01"]


def test_minor_marks_are_never_where_a_label_is() -> None:
    marks = ruler(Scale(START, START + DAY, 960), 60)
    assert marks.minor
    assert not set(marks.minor) & {tick.second for tick in marks.ticks}


def test_where_no_label_fits_there_is_none() -> None:
    assert ruler(Scale(START, START + 31 * DAY, 20), 60).ticks == ()


@given(
    start=st.floats(0, 4e9),
    length=st.floats(10, 31 * DAY),
    width=st.floats(200, 4000),
    label_width=st.floats(20, 90),
)
def test_labels_never_overlap_and_stand_at_round_times(
    start: float, length: float, width: float, label_width: float
) -> None:
    scale = Scale(start, start + length, width)
    marks = ruler(scale, label_width)
    assert marks.step in STEPS
    places = [scale.x(tick.second) for tick in marks.ticks]
    assert all(right - left >= label_width - 1e-3 for left, right in pairwise(places))
    assert all(-1e-3 <= place <= width + 1e-3 for place in places)
    for tick in marks.ticks:
        at = moment(tick.second)
        since_midnight = at.hour * HOUR + at.minute * MINUTE + at.second
        assert since_midnight % min(marks.step, DAY) == 0
    finer = [step for step in STEPS if step < marks.step]
    assert not marks.ticks or all(step / scale.seconds_per_pixel < label_width for step in finer)
    assert len(marks.minor) <= width / 5 + 2
