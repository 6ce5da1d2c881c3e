from typing import Any

import pytest

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
from console.media.receiver.feed import PictureFeed
from console.media.receiver.session import HEALTH_INTERVAL, PATIENCE, SILENCE, Session
from console.model.media import Purpose
from console.protocol.rtp.packetizer import RtpPacketizer
from console.protocol.rtp.rtcp import INTERVAL, is_rtcp
from console.state.anomalies import AnomalyKind
from tests.media.camera import SSRC, packets
from tests.media.clips import clip
from tests.media.receiver.test_feed import Pool

SOURCE = ("127.0.0.1", 40000)


class Bench:
    """A session without sockets and processes."""

    def __init__(self, *, is_tcp: bool = False) -> None:
        self.told: list[StreamEvent] = []
        self.noted: list[tuple[AnomalyKind, str]] = []
        self.pool: Any = Pool()
        self.session = Session(
            PictureFeed(1, Purpose.LIVE, self.pool, 0.0),
            is_tcp=is_tcp,
            tell=self.told.append,
            note=lambda kind, detail: self.noted.append((kind, detail)),
            now=0.0,
        )
        self.session.expect(SSRC, [SOURCE[0]])

    def send(self, frames: list[list[bytes]], *, now: float = 0.0) -> None:
        for frame in frames:
            for packet in frame:
                self.session.receive(packet, SOURCE, now)

    def of(self, kind: type[StreamEvent]) -> list[StreamEvent]:
        return [event for event in self.told if isinstance(event, kind)]


FRAMES = packets(clip("h264"), "h264")


class TestEvents:
    def test_the_first_of_everything_is_told_once(self) -> None:
        bench = Bench()
        bench.send(FRAMES)
        bench.session.decoder_reports({"report": "picture", "width": 320, "height": 240})
        bench.session.decoder_reports({"report": "picture", "width": 640, "height": 480})
        assert bench.told == [FirstPacket("127.0.0.1:40000"), FirstKeyFrame("h264"), FirstPicture(320, 240)]

    def test_silence_and_its_end_are_told_once(self) -> None:
        bench = Bench()
        bench.send(FRAMES[:5], now=10.0)
        for now in (10.5, 10.0 + SILENCE, 20.0):
            bench.session.handle_timer(now)
        bench.send(FRAMES[5:8], now=21.0)
        bench.session.handle_timer(21.1)
        assert [event for event in bench.told if isinstance(event, Silent | Resumed)] == [Silent(2.0), Resumed()]

    def test_health_is_told_once_a_second_while_something_changes(self) -> None:
        bench = Bench()
        for second in range(4):
            bench.send(FRAMES[10 * second : 10 * second + 10], now=float(second))
            bench.session.handle_timer(second + HEALTH_INTERVAL)
        healths = [event.health for event in bench.told if isinstance(event, HealthChanged)]
        assert len(healths) == 4
        assert (healths[-1].packets, healths[-1].lost) == (sum(map(len, FRAMES[:40])), 0)
        assert healths[1].frame_rate == pytest.approx(10, abs=1.5)
        for second in range(5, 9):
            bench.session.handle_timer(float(second))
        assert len(bench.of(HealthChanged)) == 5  # once more: the rates fell to zero

    def test_connections_that_end_are_told(self) -> None:
        bench = Bench(is_tcp=True)
        bench.session.disconnected("reset", is_final=False)
        bench.session.disconnected("refused", is_final=True)
        assert bench.told == [ConnectionClosed("reset"), ConnectionFailed("refused")]

    def test_a_new_connection_may_come_from_anywhere(self) -> None:
        bench = Bench(is_tcp=True)
        bench.send(FRAMES[:10])
        bench.session.connected(("10.1.2.3", 999))
        for packet in (packet for frame in FRAMES[10:] for packet in frame):
            bench.session.receive(packet, ("10.1.2.3", 999), 0.1)
        bench.session.handle_timer(2.0)
        assert bench.of(HealthChanged)
        assert bench.session.source == ("10.1.2.3", 999)

    def test_a_replaced_decoder_is_told_with_its_suspect(self) -> None:
        bench = Bench()
        bench.session.resume(deaths=0)
        bench.session.resume(deaths=1)
        assert bench.told == [DecoderReplaced(is_suspect=False), DecoderReplaced(is_suspect=True)]


class TestUnplayable:
    """gb28181.md 10.2 rule 3: raw H.264 and MPEG-TS are named, not guessed at."""

    def test_packets_without_a_program_stream(self) -> None:
        bench = Bench()
        packetizer = RtpPacketizer(SSRC, payload_type=98)
        for number in range(100):
            bench.send(
                [[p.encode() for p in packetizer.packetize(b"\x7c\x85 fragment", 3600 * number)]], now=0.1 * number
            )
        bench.session.handle_timer(PATIENCE + 5)
        assert bench.of(Unplayable) == [Unplayable("no program stream (payload type 98)")]

    def test_a_bare_elementary_stream(self) -> None:
        bench = Bench()
        packetizer = RtpPacketizer(SSRC)
        for number, picture in enumerate(clip("h264")[:8]):
            bench.send([[p.encode() for p in packetizer.packetize(picture.payload, 3600 * number)]])
        bench.session.handle_timer(0.1)
        assert bench.of(Unplayable) == [Unplayable("elementary stream is not supported yet")]

    def test_a_reason_is_told_once_and_noted(self) -> None:
        bench = Bench()
        for _ in range(3):
            bench.session.park()
        assert len(bench.of(Unplayable)) == 1
        assert [kind for kind, _ in bench.noted] == [AnomalyKind.MALFORMED_STREAM]


class TestAnomalies:
    def test_a_flood_of_garbage_is_noted_once_a_second(self) -> None:
        bench = Bench()
        for _ in range(500):
            bench.session.receive(b"garbage, no packet", SOURCE, 0.1)
        for now in (1.0, 1.5, 2.0, 3.0):
            bench.session.handle_timer(now)
        assert len(bench.noted) == 1
        assert "500 within a second" in bench.noted[0][1]

    def test_foreign_packets_are_noted(self) -> None:
        bench = Bench()
        bench.send(FRAMES[:5])
        for packet in FRAMES[6]:
            bench.session.receive(packet, ("127.0.0.66", 1), 0.1)
        bench.session.handle_timer(1.0)
        assert [kind for kind, _ in bench.noted] == [AnomalyKind.UNEXPECTED]


class TestReports:
    """RFC 3550 section 6.4; gb28181.md 6.6: for UDP only."""

    def test_a_receiver_report_is_due_every_five_seconds_while_media_flows(self) -> None:
        bench = Bench()
        assert bench.session.handle_timer(0.0) is None
        due = []
        for tenth in range(120):
            bench.send(FRAMES[tenth % 50 : tenth % 50 + 1] if tenth < 50 else [], now=tenth / 10)
            if report := bench.session.handle_timer(tenth / 10):
                due.append(tenth / 10)
                assert is_rtcp(report)
        assert due[:2] == pytest.approx([due[0], due[0] + INTERVAL], abs=0.11)

    def test_tcp_gets_none(self) -> None:
        bench = Bench(is_tcp=True)
        bench.send(FRAMES[:5])
        assert bench.session.handle_timer(0.1) is None

    def test_sender_reports_of_the_sender_are_echoed(self) -> None:
        bench = Bench()
        bench.send(FRAMES[:5])
        sender_report = bytes.fromhex("80c80006") + SSRC.to_bytes(4) + bytes.fromhex("e123456789abcdef") + bytes(12)
        bench.session.receive_report(sender_report, SOURCE, 0.1)
        report = bench.session.handle_timer(0.2)
        assert report is not None
        assert report[24:28] == bytes.fromhex("456789ab")


def test_another_source_starts_with_its_own_key_frame() -> None:
    bench = Bench()
    bench.send(FRAMES[:13])
    bench.pool.sent.clear()
    for number, frame in enumerate(packets(clip("h264")[5:25], "h264", ssrc=9, first_sequence=30_000)):
        bench.send([frame], now=5.0 + number / 25)
    units = [message for message, _ in bench.pool.sent if "unit" in message]
    assert [unit["key"] for unit in units[:11]] == [True] + [False] * 9 + [True]
