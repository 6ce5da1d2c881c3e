import os
import threading
from pathlib import Path

import av
import numpy as np
import pytest

from console.media.events import RecordEnded, StreamEvent
from console.media.receiver import recording as recording_module
from console.media.receiver.recording import Recording
from console.media.receiver.timeline import TimedUnit
from console.protocol.mpeg.access_unit import AccessUnit, StreamKind
from tests.media.clips import clip, encoder, pictures, read_number
from tests.protocol.mpeg.streams import adts_frame


def picture(number: int, *, codec: str = "h264", epoch: int = 0, at: float | None = None) -> TimedUnit:
    coded = clip(codec)[number % 50]
    pts = 100.0 + number / 25 if at is None else at
    return TimedUnit(AccessUnit(StreamKind.VIDEO, codec, coded.payload, pts, coded.is_keyframe), pts, epoch, False, 0.0)


def sound(payload: bytes, number: int, codec: str) -> TimedUnit:
    pts = 100.0 + number / 25
    return TimedUnit(AccessUnit(StreamKind.AUDIO, codec, payload, pts), pts, 0, False, 0.0)


def tone(number: int) -> bytes:
    """40 ms of a coarse square wave in A-law."""
    return b"".join((b"\x2a" if (number * 320 + at) // 8 % 2 else b"\xaa") for at in range(320))


class Bench:
    def __init__(self, path: Path) -> None:
        self.told: list[StreamEvent] = []
        self.recording = Recording(path, tell=self.told.append)
        self.recording.start()

    def finish(self) -> RecordEnded:
        self.recording.stop()
        self.recording.join(20)
        assert self.recording.is_over
        ended = self.told[-1]
        assert isinstance(ended, RecordEnded)
        return ended


def numbers(path: Path) -> list[int]:
    with av.open(str(path)) as container:
        return [read_number(frame.to_ndarray(format="gray")) for frame in container.decode(video=0)]


class TestFile:
    """media.md section 8."""

    def test_it_begins_with_a_key_frame_and_its_time_at_zero(self, tmp_path: Path) -> None:
        bench = Bench(tmp_path / "clip.mp4")
        for number in range(7, 40):
            bench.recording.put(picture(number))
        ended = bench.finish()
        assert (ended.failure, ended.frames, ended.dropped) == ("", 30, 0)
        assert ended.seconds == pytest.approx(29 / 25)
        assert numbers(tmp_path / "clip.mp4") == list(range(10, 40))
        with av.open(str(tmp_path / "clip.mp4")) as container:
            packets = [packet for packet in container.demux(video=0) if packet.size]
            assert packets[0].pts == 0
            assert float(packets[-1].pts * packets[-1].time_base) == pytest.approx(29 / 25)
            assert sum(packet.is_keyframe for packet in packets) == 3

    def test_it_is_readable_up_to_the_last_group_while_it_is_written(self, tmp_path: Path) -> None:
        """Reliability F23: a crash costs one group of pictures at most."""
        bench = Bench(tmp_path / "clip.mp4")
        for number in range(45):
            bench.recording.put(picture(number))
        copy = tmp_path / "copy.mp4"
        part = tmp_path / "clip.mp4.part"
        for _ in range(2000):
            if part.exists() and part.stat().st_size > sum(len(p.payload) for p in clip("h264")[:30]):
                break
            threading.Event().wait(0.005)
        copy.write_bytes(part.read_bytes())
        bench.finish()
        assert numbers(copy)[:30] == list(range(30))

    @pytest.mark.parametrize("codec", ["pcm_alaw", "pcm_mulaw"])
    def test_g711_becomes_aac_of_the_same_length_and_loudness(self, tmp_path: Path, codec: str) -> None:
        bench = Bench(tmp_path / "clip.mp4")
        for number in range(50):
            bench.recording.put(picture(number))
            bench.recording.put(sound(tone(number), number, codec))
        assert bench.finish().note == ""
        with av.open(str(tmp_path / "clip.mp4")) as container:
            samples = np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)])
        assert len(samples) / 8000 == pytest.approx(2.0, abs=0.3)
        assert np.abs(samples).mean() > 0.02

    def test_aac_is_copied(self, tmp_path: Path) -> None:
        bench = Bench(tmp_path / "clip.mp4")
        for number in range(30):
            bench.recording.put(picture(number))
            bench.recording.put(sound(adts_frame(60) * 2, number, "aac"))
        assert bench.finish().failure == ""
        with av.open(str(tmp_path / "clip.mp4")) as container:
            assert container.streams.audio[0].codec_context.name == "aac"
            assert sum(1 for packet in container.demux(audio=0) if packet.size) == 60

    def test_other_sound_is_left_out_and_said(self, tmp_path: Path) -> None:
        bench = Bench(tmp_path / "clip.mp4")
        for number in range(30):
            bench.recording.put(picture(number))
            bench.recording.put(sound(b"\0" * 20, number, "g729"))
        ended = bench.finish()
        assert (ended.failure, ended.note) == ("", "audio g729 left out")
        assert len(numbers(tmp_path / "clip.mp4")) == 30

    def test_sound_that_begins_late_is_left_out_and_said(self, tmp_path: Path) -> None:
        bench = Bench(tmp_path / "clip.mp4")
        for number in range(50):
            bench.recording.put(picture(number))
            if number > 40:
                bench.recording.put(sound(tone(number), number, "pcm_alaw"))
        assert bench.finish().note == "audio pcm_alaw left out"

    def test_where_the_streams_time_jumps_the_files_goes_on(self, tmp_path: Path) -> None:
        bench = Bench(tmp_path / "clip.mp4")
        for number in range(10):
            bench.recording.put(picture(number))
        for number in range(10, 20):
            bench.recording.put(picture(number, epoch=1, at=5.0 + number / 25))
        ended = bench.finish()
        assert ended.seconds == pytest.approx(19 / 25, abs=0.01)
        assert numbers(tmp_path / "clip.mp4") == list(range(20))

    def test_pictures_decoded_out_of_order_are_shown_in_order(self, tmp_path: Path) -> None:
        context = encoder("h264", 320, 240, tune="psnr", preset="fast", **{"x264-params": "bframes=2:b-adapt=0"})
        packets = [p for frame in [*pictures(320, 240, 30), None] for p in context.encode(frame)]
        first = packets[0].dts
        leads = [packet.pts - packet.dts for packet in packets]
        assert max(leads) > min(leads)
        bench = Bench(tmp_path / "clip.mp4")
        for packet in packets:
            pts = 100.0 + (packet.pts - first) / 25
            unit = AccessUnit(
                StreamKind.VIDEO, "h264", bytes(packet), pts, packet.is_keyframe, lead=(packet.pts - packet.dts) / 25
            )
            bench.recording.put(TimedUnit(unit, pts, 0, False, 0.0))
        assert bench.finish().failure == ""
        with av.open(str(tmp_path / "clip.mp4")) as container:
            frames = list(container.decode(video=0))
        times = [frame.time - frames[0].time for frame in frames]
        assert [read_number(frame.to_ndarray(format="gray")) for frame in frames] == list(range(30))
        assert times == pytest.approx([number / 25 for number in range(30)], abs=0.001)

    def test_times_that_do_not_rise_do_not_break_the_file(self, tmp_path: Path) -> None:
        bench = Bench(tmp_path / "clip.mp4")
        for number in range(20):
            bench.recording.put(picture(number, at=100.0 - number / 1000))
        assert bench.finish().failure == ""
        assert numbers(tmp_path / "clip.mp4") == list(range(20))


class TestFailures:
    """Reliability F22 and F33."""

    def test_without_a_key_frame_there_is_no_file(self, tmp_path: Path) -> None:
        bench = Bench(tmp_path / "clip.mp4")
        bench.recording.put(picture(7))
        assert bench.finish().failure == "no key frame came"
        assert list(tmp_path.iterdir()) == []

    def test_a_full_disk_ends_the_recording_and_keeps_what_there_is(self, tmp_path: Path) -> None:
        full = Path("/dev/full")
        if not full.exists():
            pytest.skip("this system has no /dev/full")
        (tmp_path / "clip.mp4.part").symlink_to(full)
        bench = Bench(tmp_path / "clip.mp4")
        for number in range(50):
            bench.recording.put(picture(number))
        ended = bench.finish()
        assert "No space left" in ended.failure
        assert not (tmp_path / "clip.mp4").exists()

    def test_a_folder_that_is_missing_is_told(self, tmp_path: Path) -> None:
        bench = Bench(tmp_path / "missing" / "clip.mp4")
        for number in range(50):
            bench.recording.put(picture(number))
        ended = bench.finish()
        assert (ended.failure, ended.frames, ended.octets) == ("No such file or directory", 0, 0)

    def test_another_codec_ends_the_recording_with_a_readable_part(self, tmp_path: Path) -> None:
        bench = Bench(tmp_path / "clip.mp4")
        for number in range(40):
            bench.recording.put(picture(number))
        for number in range(40, 50):
            bench.recording.put(picture(number, codec="hevc"))
        assert bench.finish().failure == "the codec changed from h264 to hevc"
        assert numbers(tmp_path / "clip.mp4.part") == list(range(40))

    def test_a_codec_without_a_size_is_refused(self, tmp_path: Path) -> None:
        bench = Bench(tmp_path / "clip.mp4")
        unit = AccessUnit(StreamKind.VIDEO, "svac", b"secret", 1.0, is_keyframe=True)
        bench.recording.put(TimedUnit(unit, 1.0, 0, False, 0.0))
        assert bench.finish().failure == "svac without a picture size"

    def test_a_slow_disk_costs_whole_groups_and_blocks_nobody(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(recording_module, "QUEUE_LIMIT", 20_000)
        pipe = tmp_path / "clip.mp4.part"
        os.mkfifo(pipe)  # nobody reads it: opening it to write waits
        bench = Bench(tmp_path / "clip.mp4")
        for number in range(50):
            bench.recording.put(picture(number))
            bench.recording.put(sound(tone(number), number, "pcm_alaw"))
        bench.recording.stop()
        reader = os.open(pipe, os.O_RDONLY)
        drain = threading.Thread(target=lambda: [None for _ in iter(lambda: os.read(reader, 1 << 16), b"")])
        drain.start()
        ended = bench.finish()
        drain.join(10)
        os.close(reader)
        assert ended.dropped > 0
        assert ended.frames + ended.dropped == 50
