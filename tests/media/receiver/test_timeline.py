import pytest

from console.media.receiver.timeline import DRIFT, Timeline
from console.protocol.mpeg.access_unit import AccessUnit, StreamKind


def picture(pts: float | None) -> AccessUnit:
    return AccessUnit(StreamKind.VIDEO, "h264", b"", pts)


def sound(pts: float | None) -> AccessUnit:
    return AccessUnit(StreamKind.AUDIO, "pcm_alaw", b"", pts)


def place(timeline: Timeline, stamps: list[float | None], *, timestamp_step: int = 3600) -> list[float]:
    """Pictures every 40 ms."""
    return [timeline.place(picture(stamp), n * timestamp_step, 0.04 * n) for n, stamp in enumerate(stamps)]


class TestPictures:
    """gb28181.md 10.3: steps of the stamps, else of the RTP timestamps, else of arrival."""

    def test_stamps_are_the_time(self) -> None:
        timeline = Timeline()
        assert place(timeline, [5.0, 5.04, 5.08]) == pytest.approx([5.0, 5.04, 5.08])
        assert timeline.epoch == 0

    @pytest.mark.parametrize("stamps", [[None] * 4, [0.0] * 4, [7.0, None, None, None]])
    @pytest.mark.parametrize("step", [3600, 40, 0])
    def test_missing_and_constant_stamps_are_replaced(self, stamps: list[float | None], step: int) -> None:
        """RTP timestamps in 90 kHz, in milliseconds, or standing still as well."""
        placed = place(Timeline(), stamps, timestamp_step=step)
        assert [time - placed[0] for time in placed] == pytest.approx([0.0, 0.04, 0.08, 0.12])

    def test_rtp_timestamps_wrap(self) -> None:
        timeline = Timeline()
        timeline.place(picture(None), (1 << 32) - 1800, 0.0)
        assert timeline.place(picture(None), 1800, 0.03) == pytest.approx(0.04)

    def test_reordered_pictures_are_no_jump(self) -> None:
        timeline = Timeline()
        assert place(timeline, [1.0, 1.12, 1.04, 1.08]) == pytest.approx([1.0, 1.12, 1.04, 1.08])
        assert timeline.epoch == 0

    @pytest.mark.parametrize("target", [100.0, 2.0])
    def test_a_jump_begins_another_epoch(self, target: float) -> None:
        timeline = Timeline()
        assert place(timeline, [50.0, 50.04, target, target + 0.04])[2:] == pytest.approx([target, target + 0.04])
        assert timeline.epoch == 1

    def test_a_gap_is_no_jump(self) -> None:
        timeline = Timeline()
        assert place(timeline, [50.0, 54.0]) == [50.0, 54.0]
        assert timeline.epoch == 0

    def test_another_source_begins_another_epoch(self) -> None:
        timeline = Timeline()
        place(timeline, [50.0])
        timeline.break_off()
        assert place(timeline, [51.0]) == [51.0]
        assert timeline.epoch == 1


class TestSound:
    """gb28181.md 10.3: resynchronised to the pictures when off by more than half a second."""

    def test_sound_stands_beside_its_picture(self) -> None:
        timeline = Timeline()
        place(timeline, [50.0, 50.04])
        assert timeline.place(sound(50.06), 0, 0.0) == pytest.approx(50.06)

    @pytest.mark.parametrize("stamp", [50.0 + 2 * DRIFT, 3.0, None, 1e6])
    def test_sound_with_a_clock_of_its_own_is_put_beside_the_picture(self, stamp: float | None) -> None:
        """Stamps in units of 8 kHz are in the field."""
        timeline = Timeline()
        place(timeline, [50.0])
        assert timeline.place(sound(stamp), 0, 0.0) == 50.0

    def test_sound_moves_neither_time_nor_epoch(self) -> None:
        timeline = Timeline()
        place(timeline, [50.0])
        timeline.place(sound(5000.0), 0, 0.0)
        assert timeline.place(picture(50.04), 3600, 0.04) == pytest.approx(50.04)
        assert timeline.epoch == 0

    def test_sound_alone_has_its_own_stamps(self) -> None:
        assert Timeline().place(sound(7.0), 0, 0.0) == 7.0
