"""Bad input is counted without end and remembered within limits (reliability study, T20)."""

import logging

import pytest

from console.state.anomalies import (
    DETAIL_LIMIT,
    LINES_LIMIT,
    LOG_INTERVAL,
    SOURCES_LIMIT,
    Anomalies,
    AnomalyKind,
    printable,
)

KIND = AnomalyKind.MALFORMED_SIP


def test_each_is_counted_and_the_last_one_is_kept() -> None:
    anomalies = Anomalies()
    for number in range(5):
        anomalies.note(KIND, "10.1.2.3", f"junk {number}", now=float(number))
    (anomaly,) = anomalies.all()
    assert (anomaly.count, anomaly.detail, anomaly.first_at, anomaly.last_at) == (5, "junk 4", 0.0, 4.0)


def test_a_flood_is_logged_once_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    anomalies = Anomalies()
    with caplog.at_level(logging.WARNING):
        for number in range(10_000):
            anomalies.note(KIND, "10.1.2.3", "junk", now=number * 2 * LOG_INTERVAL / 10_000)
    assert len(caplog.records) == 2


def test_forged_sources_cannot_fill_the_memory() -> None:
    anomalies = Anomalies()
    for number in range(SOURCES_LIMIT + 100):
        anomalies.note(KIND, f"source {number}", "junk", now=0.0)
    assert len(anomalies.all()) == SOURCES_LIMIT
    assert anomalies.total() == SOURCES_LIMIT + 100


def test_forged_sources_cannot_fill_the_log(caplog: pytest.LogCaptureFixture) -> None:
    anomalies = Anomalies()
    with caplog.at_level(logging.WARNING):
        for number in range(1000):
            anomalies.note(KIND, f"source {number}", "junk", now=number / 1000)
        assert len(caplog.records) == LINES_LIMIT
        assert "only counted" in caplog.records[-1].message
        anomalies.note(KIND, "source 1001", "junk", now=1.0 + LOG_INTERVAL)
        assert "source 1001" in caplog.records[-1].message


@pytest.mark.parametrize("text", ["a\r\nINFO forged", "\x1b[31m", "\u202e3gpj", "\x00" * 1000, "名" * 1000])
def test_a_peers_text_is_one_harmless_line(text: str) -> None:
    line = printable(text)
    assert line.isprintable()
    assert len(line) <= 4 * DETAIL_LIMIT
