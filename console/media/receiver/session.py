"""One stream in the receiver: what its carrier brings, what the console orders, and what is told of it."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from console.media.codecs import DECODABLE
from console.media.events import (
    ConnectionClosed,
    ConnectionFailed,
    DecoderReplaced,
    FirstKeyFrame,
    FirstPacket,
    FirstPicture,
    HealthChanged,
    Resumed,
    Silent,
    StreamEvent,
    Unplayable,
)
from console.media.pipe import Header
from console.media.receiver.chain import PacketChain
from console.media.receiver.feed import PictureFeed
from console.media.receiver.meter import Meter
from console.media.receiver.recording import Recording
from console.media.receiver.timeline import TimedUnit
from console.model.media import StreamHealth
from console.protocol.mpeg.access_unit import StreamKind
from console.protocol.mpeg.sniff import Container
from console.protocol.rtp.latch import Source
from console.protocol.rtp.rtcp import INTERVAL as REPORT_INTERVAL
from console.protocol.rtp.rtcp import encode_receiver_report, parse_sender_report
from console.state.anomalies import AnomalyKind

SILENCE = 2.0  # seconds without a packet until Silent is told
PATIENCE = 5.0  # seconds of packets without a picture until its reason is told
HEALTH_INTERVAL = 1.0  # seconds
REASONS_LIMIT = 16  # told of one stream, whatever it makes up
REASON_LIMIT = 200  # characters of what a decoder says

_CNAME = "vigil"


class Session:
    """Owned by the receiver's loop. `now` is monotonic seconds everywhere."""

    def __init__(
        self,
        feed: PictureFeed,
        *,
        is_tcp: bool,
        tell: Callable[[StreamEvent], None],
        note: Callable[[AnomalyKind, str], None],
        now: float,
    ) -> None:
        """What happens is told to `tell`, bad input to `note`."""
        self.number = feed.number
        self._feed = feed
        self._is_tcp = is_tcp
        self._tell = tell
        self._note = note
        self._chain = PacketChain()
        self._meter = Meter(self._chain, now)
        self._now = now
        self._first_at: float | None = None
        self._generation = 0
        self._has_keyframe = False
        self._has_picture = False
        self._is_silent = False
        self._told_unplayable: set[str] = set()
        self._intruders = 0
        self._noted = {AnomalyKind.MALFORMED_RTP: 0, AnomalyKind.UNEXPECTED: 0}
        self._health = StreamHealth()
        self._health_at = now + HEALTH_INTERVAL
        self._report_at = now
        self._report_ssrc = int.from_bytes(os.urandom(4))
        self._recording: Recording | None = None
        self._unfinished: list[Recording] = []  # stopped, but still being written

    def receive(self, packet: bytes, source: Source, now: float) -> None:
        """One raw RTP packet."""
        self._now = now
        units = self._chain.receive(packet, source, now)
        if self._first_at is None and self._chain.heard_at is not None:
            self._first_at = now
            self._tell(FirstPacket(self._chain.source))
        if self._chain.latch.generation != self._generation:
            self._generation = self._chain.latch.generation
            self._feed.break_off()
        self._take(units)

    def receive_report(self, datagram: bytes, source: Source, now: float) -> None:
        """One RTCP datagram."""
        report = parse_sender_report(datagram)
        if report is not None and report.ssrc == self._chain.latch.ssrc:
            self._chain.statistics.note_sender_report(report.ntp_middle, now)

    def connected(self, source: Source) -> None:
        """A TCP connection stands; it replaces the one before."""
        self._chain.release()

    def stalled(self, seconds: float, *, has_begun: bool) -> None:
        """TCP: the device stopped in the middle of a packet, or connected and said nothing."""
        where = "in the middle of a packet" if has_begun else "since the connection was made"
        self._note(AnomalyKind.STALLED, f"no byte for {seconds:.0f} s {where}")

    def intruded(self) -> None:
        """TCP: a second connection was turned away."""
        self._intruders += 1

    def disconnected(self, reason: str, *, is_final: bool) -> None:
        """The TCP connection ended; `is_final`: none could be made at all."""
        self._chain.release()
        self._tell(ConnectionFailed(reason) if is_final else ConnectionClosed(reason))

    def expect(self, ssrc: int | None, hosts: Sequence[str]) -> None:
        """The session was answered."""
        self._chain.latch.expect(ssrc=ssrc, hosts=() if self._is_tcp else hosts)

    def show(self, output: int, block: str, *, width: int, height: int, now: float) -> None:
        self._feed.show(output, block, width=width, height=height, now=now)

    def hide(self, output: int, now: float) -> None:
        self._feed.hide(output, now)

    def record(self, path: Path) -> None:
        """Begin a recording; the one before ends."""
        self.stop_record()
        self._recording = Recording(path, tell=self._tell)
        self._recording.start()

    def stop_record(self) -> None:
        if self._recording is not None:
            self._recording.stop()
            self._unfinished.append(self._recording)
            self._recording = None

    def close(self) -> list[Recording]:
        """End the stream; the recordings that are still being written."""
        self.stop_record()
        return self._unfinished

    def resume(self, *, deaths: int) -> None:
        """Another decoder took over."""
        self._tell(DecoderReplaced(is_suspect=deaths > 0))
        self._feed.resume(deaths=deaths, now=self._now)

    def park(self) -> None:
        """This stream killed its decoder too often."""
        self._feed.is_parked = True
        self._tell_unplayable("it made the decoder fail three times within a minute")

    def decoder_reports(self, report: Header) -> None:
        """Raises KeyError, TypeError or ValueError when the decoder has run wild."""
        match report.get("report"):
            case "picture":
                self._meter.width, self._meter.height = int(report["width"]), int(report["height"])
                if not self._has_picture:
                    self._has_picture = True
                    self._tell(FirstPicture(self._meter.width, self._meter.height))
            case "counts":
                self._meter.count_decoded(int(report["decoded"]), late=int(report["late"]))
            case "unplayable":
                self._tell_unplayable(str(report["reason"])[:REASON_LIMIT])

    def handle_timer(self, now: float) -> bytes | None:
        """Several times a second; a receiver report to send, when one is due."""
        self._now = now
        self._take(self._chain.handle_timer(now))
        self._watch_silence(now)
        self._watch_playable(now)
        self._unfinished = [recording for recording in self._unfinished if not recording.is_over]
        if now >= self._health_at:
            self._health_at = now + HEALTH_INTERVAL
            self._tell_health(now)
        return self._receiver_report(now)

    @property
    def source(self) -> Source | None:
        """Where media comes from."""
        return self._chain.latch.source

    @property
    def is_flowing(self) -> bool:
        """Whether packets came of late."""
        return self._chain.heard_at is not None and not self._is_silent

    def _take(self, units: list[TimedUnit]) -> None:
        for timed in units:
            unit = timed.unit
            self._meter.count(unit)
            if self._recording is not None:
                self._recording.put(timed)
            if unit.kind is StreamKind.AUDIO:
                continue
            if unit.codec not in DECODABLE:
                self._tell_unplayable(f"the codec {unit.codec} is not supported")
                continue
            if unit.is_keyframe and not self._has_keyframe:
                self._has_keyframe = True
                self._tell(FirstKeyFrame(unit.codec))
            self._feed.put(timed, self._now)

    def _watch_silence(self, now: float) -> None:
        heard_at = self._chain.heard_at
        if heard_at is None:
            return
        silent = now - heard_at
        if silent >= SILENCE and not self._is_silent:
            self._is_silent = True
            self._tell(Silent(round(silent, 3)))
        elif silent < SILENCE and self._is_silent:
            self._is_silent = False
            self._tell(Resumed())

    def _watch_playable(self, now: float) -> None:
        """Name the reason when packets come and pictures do not."""
        if self._first_at is None or self._meter.codec:
            return
        container = self._chain.container
        if container in (Container.TRANSPORT_STREAM, Container.ELEMENTARY_STREAM):
            self._tell_unplayable(f"{container.value} is not supported yet")
        elif now - self._first_at > PATIENCE and self.is_flowing:
            what = "no video in the program stream" if container else "no program stream"
            self._tell_unplayable(f"{what} (payload type {self._chain.payload_type})")

    def _tell_unplayable(self, reason: str) -> None:
        if reason not in self._told_unplayable and len(self._told_unplayable) < REASONS_LIMIT:
            self._told_unplayable.add(reason)
            self._tell(Unplayable(reason, self._meter.codec))
            self._note(AnomalyKind.MALFORMED_STREAM, reason)

    def _tell_health(self, now: float) -> None:
        health = self._meter.health(now, late=self._feed.late)
        if health != self._health:
            self._health = health
            self._tell(HealthChanged(health))
        self._note_new(AnomalyKind.MALFORMED_RTP, health.malformed, f"no RTP: {self._chain.malformed_reason}")
        foreign = health.foreign + self._intruders
        self._note_new(AnomalyKind.UNEXPECTED, foreign, "packets or connections of another sender")

    def _note_new(self, kind: AnomalyKind, count: int, detail: str) -> None:
        if count > self._noted[kind]:
            self._note(kind, f"{detail} ({count - self._noted[kind]} within a second)")
            self._noted[kind] = count

    def _receiver_report(self, now: float) -> bytes | None:
        if self._is_tcp or now < self._report_at or not self.is_flowing:
            return None
        self._report_at = now + REPORT_INTERVAL
        return encode_receiver_report(self._report_ssrc, self._chain.statistics.report(now), _CNAME)
