"""Loss and jitter of one sender (RFC 3550 sections 6.4.1, appendices A.1, A.3 and A.8)."""

from dataclasses import dataclass

from console.protocol.rtp.packet import RtpPacket
from console.protocol.rtp.sequence import MODULUS, distance

CLOCK_RATE = 90_000  # RTP units per second of every payload GB/T 28181 carries video in

_TIMESTAMPS = 1 << 32
_PLAUSIBLE = 5 * CLOCK_RATE  # a transit that differs by more is a jump of the sender's clock, not of the network


@dataclass(frozen=True, slots=True)
class ReceptionReport:
    """One report block of a receiver report (RFC 3550 section 6.4.1)."""

    ssrc: int
    fraction_lost: int  # of 256, since the report before
    lost: int
    highest_sequence: int  # with the count of wraps above its 16 bits
    jitter: int  # RTP units
    last_sender_report: int = 0  # the middle 32 bits of its NTP time
    since_sender_report: int = 0  # 1/65536 seconds


class ReceptionStatistics:
    """Counts what came of one SSRC; `now` is monotonic seconds."""

    def __init__(self, ssrc: int) -> None:
        self.ssrc = ssrc
        self.received = 0
        self._base = 0  # the first sequence number
        self._highest = 0  # without wraps
        self._jitter = 0.0  # RTP units
        self._transit: int | None = None
        self._expected_before = 0
        self._received_before = 0
        self._sender_report: tuple[int, float] | None = None

    def update(self, packet: RtpPacket, now: float) -> None:
        if not self.received:
            self._base = self._highest = packet.sequence
        else:
            self._highest = max(self._highest, self._highest + distance(self._highest % MODULUS, packet.sequence))
        self.received += 1
        transit = (int(now * CLOCK_RATE) - packet.timestamp) % _TIMESTAMPS
        if self._transit is not None:
            difference = abs((transit - self._transit + _TIMESTAMPS // 2) % _TIMESTAMPS - _TIMESTAMPS // 2)
            if difference < _PLAUSIBLE:
                self._jitter += (difference - self._jitter) / 16
        self._transit = transit

    def note_sender_report(self, ntp_middle: int, now: float) -> None:
        """Remember a sender report, so that the sender can measure the round trip."""
        self._sender_report = (ntp_middle, now)

    @property
    def lost(self) -> int:
        """Packets that never came; duplicates count against it, so it may be negative (RFC 3550 section 6.4.1)."""
        return self._expected() - self.received

    @property
    def jitter(self) -> float:
        """Seconds."""
        return self._jitter / CLOCK_RATE

    def report(self, now: float) -> ReceptionReport:
        """The state since the report before."""
        expected = self._expected()
        in_interval = expected - self._expected_before
        lost_in_interval = in_interval - (self.received - self._received_before)
        self._expected_before, self._received_before = expected, self.received
        fraction = min(255, 256 * lost_in_interval // in_interval) if in_interval and lost_in_interval > 0 else 0
        middle, since = 0, 0
        if self._sender_report is not None:
            middle, heard_at = self._sender_report
            since = int((now - heard_at) * 65536)
        return ReceptionReport(self.ssrc, fraction, self.lost, self._highest, int(self._jitter), middle, since)

    def _expected(self) -> int:
        return self._highest - self._base + 1 if self.received else 0
