"""console.simulator.sources: pictures at the right time, live and recorded."""

import threading
from collections.abc import Callable, Iterator
from itertools import pairwise
from time import monotonic

import av
import pytest

from console.simulator.channel import SimulatedChannel
from console.simulator.clock import wall_clock
from console.simulator.encoder import GROUP, CodedPicture
from console.simulator.picture.colour import frame_planes
from console.simulator.picture.time_code import read
from console.simulator.recordings import Footage
from console.simulator.site import plain_camera
from console.simulator.sources import PlaybackSource

_START = 1_772_323_200.0
_WITHIN = 20.0  # seconds; a loaded machine paints slowly


class _Viewer:
    """Keeps what it gets, and lets a test wait for it."""

    def __init__(self) -> None:
        self.pictures: list[tuple[CodedPicture, bytes | None, float]] = []
        self.arrivals: list[float] = []
        self.wants_keyframe = True
        self.is_gone = False
        self._changed = threading.Condition()

    def send(self, picture: CodedPicture, sound: bytes | None, at: float) -> None:
        if self.is_gone:
            raise ConnectionResetError
        with self._changed:
            self.pictures.append((picture, sound, at))
            self.arrivals.append(monotonic())
            self.wants_keyframe = False
            self._changed.notify_all()

    @property
    def times(self) -> list[float]:
        return [at for _, _, at in self.pictures]

    def wait_for(self, count: int) -> None:
        self.wait_until(lambda: len(self.pictures) >= count)

    def wait_until(self, condition: Callable[[], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(condition, _WITHIN)

    def codes(self) -> list[float]:
        """The times burnt into the pictures, in seconds."""
        context = av.CodecContext.create("h264", "r")
        codes = []
        for picture, _, _ in self.pictures:
            packet = av.Packet(len(picture.payload))
            packet.update(picture.payload)
            for frame in context.decode(packet):
                code = read(frame_planes(frame).y)
                assert code is not None
                codes.append(code.milliseconds / 1000)
        return codes


@pytest.fixture
def channel() -> SimulatedChannel:
    return SimulatedChannel(plain_camera(8).channels[0], clock=wall_clock, seed=0)


class TestLive:
    def test_a_picture_every_40_ms_that_shows_the_present(self, channel):
        viewer = _Viewer()
        source = channel.watch(viewer)
        viewer.wait_for(13)
        channel.unwatch(viewer)
        source.join(_WITHIN)
        steps = [(later - earlier) * 25 for earlier, later in pairwise(viewer.times)]
        assert steps == pytest.approx([round(step) for step in steps], abs=1e-3)
        assert min(steps) > 0.9  # more than one where the machine was too busy
        assert viewer.codes() == pytest.approx(viewer.times, abs=0.002)
        assert abs(viewer.times[-1] - wall_clock()) < 5

    def test_two_viewers_share_one_stream_and_the_second_gets_a_key_frame(self, channel):
        first, second = _Viewer(), _Viewer()
        source = channel.watch(first)
        first.wait_for(4)
        assert channel.watch(second) is source
        second.wait_for(4)
        channel.unwatch(first)
        channel.unwatch(second)
        source.join(_WITHIN)
        assert second.pictures[0][0].is_keyframe
        assert second.pictures[0][0] in [picture for picture, _, _ in first.pictures]

    def test_the_thread_ends_with_the_last_viewer_and_a_new_one_starts_another(self, channel):
        viewer = _Viewer()
        source = channel.watch(viewer)
        viewer.wait_for(1)
        channel.unwatch(viewer)
        source.join(_WITHIN)
        count = len(viewer.pictures)
        other = channel.watch(viewer)
        viewer.wait_for(count + 1)
        channel.unwatch(viewer)
        other.join(_WITHIN)
        assert other is not source

    def test_a_viewer_that_is_gone_ends_it_too(self, channel):
        viewer = _Viewer()
        source = channel.watch(viewer)
        viewer.wait_for(1)
        viewer.is_gone = True
        source.join(_WITHIN)
        assert source.is_stopping


class _Playback:
    """A playback of some footage and its end."""

    def __init__(self, channel: SimulatedChannel, *spans: tuple[float, float], scale: float, sends_all: bool) -> None:
        self.viewer = _Viewer()
        self.ended = threading.Event()
        self.source: PlaybackSource = channel.playback(
            [Footage(_START + start, _START + end) for start, end in spans],
            self.viewer,
            scale=scale,
            sends_all=sends_all,
            on_end=self.ended.set,
        )
        self.source.start()

    @property
    def times(self) -> list[float]:
        """Seconds from the start of the footage."""
        return [round(at - _START, 3) for at in self.viewer.times]


_Play = Callable[..., _Playback]


@pytest.fixture
def play(channel: SimulatedChannel) -> Iterator[_Play]:
    playbacks: list[_Playback] = []

    def start(*spans: tuple[float, float], scale: float = 1.0, sends_all: bool = False) -> _Playback:
        playbacks.append(_Playback(channel, *spans, scale=scale, sends_all=sends_all))
        return playbacks[-1]

    yield start
    for playback in playbacks:
        playback.source.stop()
        playback.source.join(_WITHIN)


class TestPlayback:
    """GB/T 28181-2022 annex B."""

    def test_shows_the_recorded_time_to_its_end(self, play):
        playback = play((0, 0.6))
        assert playback.ended.wait(_WITHIN)
        assert playback.times == pytest.approx([index * 0.04 for index in range(15)])
        assert playback.viewer.codes() == pytest.approx([_START + at for at in playback.times], abs=0.002)
        assert playback.viewer.arrivals[-1] - playback.viewer.arrivals[0] > 0.5

    def test_jumps_over_what_was_not_recorded_to_a_key_frame(self, play):
        playback = play((0, 0.12), (100, 100.12))
        assert playback.ended.wait(_WITHIN)
        assert playback.times == pytest.approx([0, 0.04, 0.08, 100, 100.04, 100.08])
        assert playback.viewer.pictures[3][0].is_keyframe

    def test_pauses_and_goes_on_where_it_was(self, play):
        playback = play((0, 60))
        playback.viewer.wait_for(3)
        playback.source.pause()
        playback.viewer.wait_for(len(playback.times))
        position = playback.source.position
        assert not playback.ended.wait(0.3)
        assert playback.source.position <= position + 0.08
        playback.source.resume()
        playback.viewer.wait_until(lambda: playback.times[-1] > position - _START + 0.1)
        assert {round((later - earlier) * 25) for earlier, later in pairwise(playback.times)} == {1}

    def test_seeks_forward_and_back_to_key_frames(self, play):
        playback = play((0, 3600))
        playback.viewer.wait_for(2)
        for target in (1800.0, 12.0):
            playback.source.seek(_START + target)
            playback.viewer.wait_until(lambda target=target: target in playback.times)
            assert playback.viewer.pictures[playback.times.index(target)][0].is_keyframe

    def test_shows_the_picture_that_is_sought_during_a_pause(self, play):
        playback = play((0, 3600))
        playback.source.pause()
        playback.source.seek(_START + 900)
        playback.viewer.wait_until(lambda: 900.0 in playback.times)
        assert not playback.ended.wait(0.2)
        assert playback.times[-1] == 900.0
        assert playback.source.is_paused

    @pytest.mark.parametrize(("scale", "count", "least", "most"), [(4.0, 80, 0.7, 3.0), (0.5, 8, 0.5, 60.0)])
    def test_speed_sends_the_same_pictures_sooner_or_later(self, play, scale, count, least, most):
        playback = play((0, 3600), scale=scale)
        playback.viewer.wait_for(count)
        assert playback.times[:count] == pytest.approx([index / 25 for index in range(count)])
        assert least < playback.viewer.arrivals[count - 1] - playback.viewer.arrivals[0] < most
        assert playback.viewer.pictures[0][1] is None  # no sound

    def test_above_four_times_only_key_frames_are_sent(self, play):
        playback = play((0, 3600), scale=8.0)
        playback.viewer.wait_for(4)
        assert playback.times[:4] == [0, 1, 2, 3]
        assert all(picture.is_keyframe for picture, _, _ in playback.viewer.pictures[:4])

    def test_a_download_has_every_picture_at_any_speed(self, play):
        playback = play((0, 4), scale=16.0, sends_all=True)
        assert playback.ended.wait(_WITHIN)
        assert len(playback.times) == 100
        keys = [index for index, (picture, _, _) in enumerate(playback.viewer.pictures) if picture.is_keyframe]
        assert keys == [0, GROUP, 2 * GROUP, 3 * GROUP]

    def test_the_same_recording_is_the_same_pictures(self, play):
        first, second = play((0, 0.2)), play((0, 0.2))
        for playback in (first, second):
            assert playback.ended.wait(_WITHIN)
        assert [p.payload for p, _, _ in first.viewer.pictures] == [p.payload for p, _, _ in second.viewer.pictures]

    def test_a_viewer_that_is_gone_ends_it_without_an_end_of_file(self, play):
        playback = play((0, 60))
        playback.viewer.wait_for(1)
        playback.viewer.is_gone = True
        playback.source.join(_WITHIN)
        assert not playback.ended.is_set()
