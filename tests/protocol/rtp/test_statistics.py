import pytest

from console.protocol.rtp.statistics import ReceptionStatistics
from tests.protocol.rtp.packets import packet


class TestLoss:
    """RFC 3550 section 6.4.1 and appendix A.3."""

    def test_what_is_missing_between_first_and_highest_is_lost(self) -> None:
        statistics = ReceptionStatistics(1)
        for number in (65534, 65535, 1, 2):
            statistics.update(packet(number), 0.0)
        assert statistics.lost == 1

    def test_a_late_packet_is_not_lost(self) -> None:
        statistics = ReceptionStatistics(1)
        for number in (10, 12, 11):
            statistics.update(packet(number), 0.0)
        assert statistics.lost == 0

    def test_a_duplicate_counts_against_loss(self) -> None:
        statistics = ReceptionStatistics(1)
        for number in (1, 1):
            statistics.update(packet(number), 0.0)
        assert statistics.lost == -1

    def test_the_fraction_is_that_since_the_report_before(self) -> None:
        statistics = ReceptionStatistics(1)
        for number in (0, 1, 2, 4):
            statistics.update(packet(number), 0.0)
        assert statistics.report(0.0).fraction_lost == 256 // 5
        for number in (5, 6):
            statistics.update(packet(number), 0.0)
        report = statistics.report(0.0)
        assert (report.fraction_lost, report.lost, report.highest_sequence) == (0, 1, 6)

    def test_wraps_are_counted_above_the_16_bits(self) -> None:
        statistics = ReceptionStatistics(1)
        for number in (65535, 0):
            statistics.update(packet(number), 0.0)
        assert statistics.report(0.0).highest_sequence == 0x10000

    def test_a_report_before_any_packet_is_empty(self) -> None:
        report = ReceptionStatistics(7).report(0.0)
        assert (report.ssrc, report.fraction_lost, report.lost) == (7, 0, 0)


class TestJitter:
    """RFC 3550 section 6.4.1 and appendix A.8."""

    def test_packets_that_come_as_they_were_sent_have_none(self) -> None:
        statistics = ReceptionStatistics(1)
        for number in range(20):
            statistics.update(packet(number, timestamp=3600 * number), 0.04 * number)
        assert statistics.jitter < 1e-4

    def test_it_is_a_sixteenth_of_each_difference(self) -> None:
        statistics = ReceptionStatistics(1)
        statistics.update(packet(0, timestamp=0), 0.0)
        statistics.update(packet(1, timestamp=0), 0.016)
        assert statistics.jitter == pytest.approx(0.001)

    def test_a_jump_of_the_senders_clock_is_not_jitter(self) -> None:
        statistics = ReceptionStatistics(1)
        statistics.update(packet(0, timestamp=0), 0.0)
        statistics.update(packet(1, timestamp=90_000 * 3600), 0.04)
        assert statistics.jitter == 0.0

    def test_timestamps_wrap_without_jitter(self) -> None:
        statistics = ReceptionStatistics(1)
        statistics.update(packet(0, timestamp=0xFFFFFFFF - 3599), 0.0)
        statistics.update(packet(1, timestamp=0), 0.04)
        assert statistics.jitter < 1e-4


def test_a_sender_report_is_echoed_with_its_age() -> None:
    statistics = ReceptionStatistics(1)
    statistics.note_sender_report(0x12345678, 10.0)
    report = statistics.report(10.5)
    assert (report.last_sender_report, report.since_sender_report) == (0x12345678, 32768)
