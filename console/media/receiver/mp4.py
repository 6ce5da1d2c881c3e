"""Access units to an MP4 file, video as it came (media.md section 8).

The file is written in fragments, one per group of pictures, so that a crash costs the last one only; closing it
makes a common MP4 of it. G.711, which MP4 does not know, becomes AAC.
"""

import contextlib
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.audio.codeccontext import AudioCodecContext

from console.media.receiver import g711
from console.media.receiver.timeline import TimedUnit
from console.protocol.mpeg import adts
from console.protocol.mpeg.access_unit import AccessUnit
from console.protocol.mpeg.parameter_sets import picture_size

AAC = "aac"

_OPTIONS = {"movflags": "hybrid_fragmented+frag_keyframe+default_base_moof", "flush_packets": "1"}
_RATE = 90_000  # time units per second
_TIME_BASE = Fraction(1, _RATE)
_STEP = 3600  # time units between pictures where time jumped: 40 ms
_AAC_BITS = 24_000  # bit/s for speech at 8 kHz


class Mp4Error(ValueError):
    """This stream cannot be put into an MP4 file."""


class Mp4File:
    """Begins with a key frame. Times are rebased to it; where the stream's time jumps, the file's goes on."""

    def __init__(self, path: Path, first: TimedUnit, audio: AccessUnit | None) -> None:
        """`audio` is any of the sound to come, None for a silent file. Raises Mp4Error or OSError."""
        size = picture_size(first.unit.payload, first.unit.codec)
        if size is None:
            raise Mp4Error(f"{first.unit.codec} without a picture size")
        self.codec = first.unit.codec
        self.frames = 0
        self.seconds = 0.0  # of video
        self._base = first.pts - first.unit.lead
        self._epoch = first.epoch
        self._last = -_STEP  # when the last picture in the file is decoded, time units
        self._container = av.open(str(path), "w", format="mp4", options=_OPTIONS)
        try:
            self._video: Any = self._container.add_mux_stream(
                self.codec, width=size.width, height=size.height, time_base=_TIME_BASE
            )
            self._audio = self._open_audio(audio)
        except BaseException:
            self.close()
            raise

    @property
    def has_audio(self) -> bool:
        return self._audio is not None

    def video(self, timed: TimedUnit) -> None:
        """The next picture. Raises Mp4Error when the codec changed, OSError when the disk refuses."""
        unit = timed.unit
        if unit.codec != self.codec:
            raise Mp4Error(f"the codec changed from {self.codec} to {unit.codec}")
        if timed.epoch != self._epoch:
            self._epoch = timed.epoch
            self._base = timed.pts - unit.lead - (self._last + _STEP) / _RATE
        shown = round((timed.pts - self._base) * _RATE)
        # The order in the file is that of decoding, whose times must rise.
        decoded = max(shown - round(unit.lead * _RATE), self._last + 1)
        self._mux(unit.payload, self._video, max(shown, decoded), decoded=decoded, is_keyframe=unit.is_keyframe)
        self._last = decoded
        self.frames += 1
        self.seconds = decoded / _RATE

    def audio(self, timed: TimedUnit) -> None:
        """The next sound, if the file has any. Raises OSError when the disk refuses."""
        if self._audio is None or timed.epoch != self._epoch:
            return
        seconds = timed.pts - self._base
        if seconds >= 0.0:
            for payload, time in self._audio.convert(timed.unit, seconds):
                self._mux(payload, self._audio.stream, time, decoded=time, is_keyframe=True)

    def close(self) -> None:
        """Raises OSError when the disk refuses; the file is closed all the same, and readable to that point."""
        self._container.close()

    def _open_audio(self, audio: AccessUnit | None) -> "_AacCopy | _G711ToAac | None":
        if audio is not None and audio.codec in g711.CODECS:
            return _G711ToAac(self._container)
        frame = next(adts.frames(audio.payload), None) if audio is not None and audio.codec == AAC else None
        return _AacCopy(self._container, frame.sample_rate) if frame else None

    def _mux(self, payload: bytes, stream: Any, time: int, *, decoded: int, is_keyframe: bool) -> None:
        packet: av.Packet[Any] = av.Packet(len(payload))  # never of bytes: FFmpeg reads beyond their end
        packet.update(payload)
        packet.stream = stream
        packet.time_base = _TIME_BASE
        packet.pts, packet.dts = time, decoded
        packet.is_keyframe = is_keyframe
        self._container.mux(packet)


class _Clock:
    """Counts samples, so that sound has no seams; follows the stream where that went elsewhere."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._time: int | None = None  # of the next sample, time units

    def advance(self, seconds: float, samples: int) -> int:
        """The time of `samples` that the stream places at `seconds`."""
        wanted = round(seconds * _RATE)
        if self._time is None or wanted - self._time > _RATE // 2:
            self._time = wanted
        time = self._time
        self._time += round(samples * _RATE / self._rate)
        return time


class _AacCopy:
    """AAC as it came."""

    def __init__(self, container: Any, rate: int) -> None:
        self.stream = container.add_mux_stream(AAC, rate=rate, time_base=_TIME_BASE)
        self._clock = _Clock(rate)

    def convert(self, unit: AccessUnit, seconds: float) -> list[tuple[bytes, int]]:
        """Frames with their headers, which the muxer turns into its own, and their times."""
        if unit.codec != AAC:
            return []
        return [(frame.whole, self._clock.advance(seconds, adts.SAMPLES)) for frame in adts.frames(unit.payload)]


class _G711ToAac:
    """A-law or mu-law coded as AAC."""

    def __init__(self, container: Any) -> None:
        self.stream = container.add_stream(AAC, rate=g711.RATE, layout="mono", bit_rate=_AAC_BITS)
        self._encoder: AudioCodecContext = self.stream.codec_context
        self._clock = _Clock(g711.RATE)
        self._waiting = np.empty(0, np.int16)

    def convert(self, unit: AccessUnit, seconds: float) -> list[tuple[bytes, int]]:
        if unit.codec not in g711.CODECS:
            return []
        self._waiting = np.concatenate((self._waiting, g711.decode(unit.payload, unit.codec)))
        coded: list[tuple[bytes, int]] = []
        while len(self._waiting) >= adts.SAMPLES:
            samples, self._waiting = np.split(self._waiting, [adts.SAMPLES])
            frame = av.AudioFrame.from_ndarray(samples.astype(np.float32)[None] / 32768, "fltp", "mono")
            frame.sample_rate = g711.RATE
            time = self._clock.advance(seconds, adts.SAMPLES)
            with contextlib.suppress(av.FFmpegError):
                coded += [(bytes(packet), time) for packet in self._encoder.encode(frame)]
        return coded
