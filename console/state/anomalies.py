"""Bad input: counted per kind and source, each logged once a minute at most, and few altogether."""

import logging
from collections import deque
from dataclasses import dataclass, replace
from enum import Enum

from console.state.signal import Signal

LOG_INTERVAL = 60.0  # seconds between two log lines of the same kind and source
LINES_LIMIT = 20  # log lines within that interval altogether: a flood may come from many forged addresses
SOURCES_LIMIT = 512  # a flood from forged addresses must not grow the table
DETAIL_LIMIT = 300  # characters of a peer's text that are kept

_log = logging.getLogger(__name__)


class AnomalyKind(Enum):
    """What was wrong; the window has the words."""

    MALFORMED_SIP = "malformed-sip"
    MALFORMED_XML = "malformed-xml"
    MALFORMED_SDP = "malformed-sdp"
    MALFORMED_RTP = "malformed-rtp"
    MALFORMED_STREAM = "malformed-stream"  # RTP was fine, the program stream or codec was not
    UNEXPECTED = "unexpected"  # well-formed, but nobody waits for it or the sender may not say it
    WRONG_PASSWORD = "wrong-password"  # of an admitted device
    FLOOD = "flood"  # dropped unread: too many messages from one source
    STALLED = "stalled"  # a TCP peer that stopped in the middle of a message
    DECODER_DIED = "decoder-died"
    RECEIVER_DIED = "receiver-died"


@dataclass(frozen=True, slots=True)
class Anomaly:
    """One kind of bad input from one source; times are monotonic seconds."""

    kind: AnomalyKind
    source: str  # an address, a device or a channel
    detail: str  # the last one
    first_at: float
    last_at: float
    count: int = 1


class Anomalies:
    """All that was wrong with the input so far, newest last."""

    def __init__(self) -> None:
        self.changed: Signal[Anomaly] = Signal()
        self._anomalies: dict[tuple[AnomalyKind, str], Anomaly] = {}
        self._logged_at: dict[tuple[AnomalyKind, str], float] = {}
        self._lines: deque[float] = deque()  # when the last lines were logged
        self._total = 0

    def note(self, kind: AnomalyKind, source: str, detail: str, now: float) -> None:
        """Count one; `detail` may hold a peer's text and is cut and escaped."""
        key = (kind, source)
        detail = printable(detail)
        known = self._anomalies.pop(key, None)
        if known is None:
            if len(self._anomalies) >= SOURCES_LIMIT:
                oldest = next(iter(self._anomalies))
                del self._anomalies[oldest]
                self._logged_at.pop(oldest, None)
            anomaly = Anomaly(kind, source, detail, now, now)
        else:
            anomaly = replace(known, detail=detail, last_at=now, count=known.count + 1)
        self._anomalies[key] = anomaly
        self._total += 1
        if now - self._logged_at.get(key, -LOG_INTERVAL) >= LOG_INTERVAL and self._takes_line(now):
            self._logged_at[key] = now
            _log.warning("%s from %s (%d so far): %s", kind.value, source, anomaly.count, detail)
        self.changed.emit(anomaly)

    def all(self) -> tuple[Anomaly, ...]:
        return tuple(self._anomalies.values())

    def total(self) -> int:
        """Also those of sources that were forgotten."""
        return self._total

    def _takes_line(self, now: float) -> bool:
        """Whether one more may be logged; the last one says that there will be no more."""
        while self._lines and now - self._lines[0] >= LOG_INTERVAL:
            self._lines.popleft()
        if len(self._lines) >= LINES_LIMIT:
            return False
        self._lines.append(now)
        if len(self._lines) == LINES_LIMIT:
            _log.warning("bad input from many sources: for %.0f s more is only counted", LOG_INTERVAL)
            return False
        return True


def printable(text: str) -> str:
    """A peer's text made harmless for a log line or a label: one line, no control or direction characters."""
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text[:DETAIL_LIMIT])
