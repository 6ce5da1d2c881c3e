"""Receiver reports out and sender reports in (RFC 3550 sections 6.4 and 6.5).

GB/T 28181-2022 asks for RTCP only mildly, but a few senders stop without receiver reports.
"""

import struct
from typing import NamedTuple

from console.protocol.rtp.statistics import ReceptionReport

INTERVAL = 5.0  # seconds between two receiver reports (RFC 3550 section 6.2)

_SENDER_REPORT = 200
_RECEIVER_REPORT = 201
_SOURCE_DESCRIPTION = 202
_CNAME = 1
_SENDER_REPORT_SIZE = 28


class SenderReport(NamedTuple):
    """What a receiver report has to repeat of it."""

    ssrc: int
    ntp_middle: int  # the middle 32 bits of its NTP time


def is_rtcp(packet: bytes) -> bool:
    """Whether the second byte is one of RTCP's types: these also travel inside TCP media streams (RFC 5761)."""
    return len(packet) > 1 and 200 <= packet[1] <= 207


def parse_sender_report(datagram: bytes) -> SenderReport | None:
    """The sender report a compound packet starts with, None when it holds anything else."""
    if len(datagram) < _SENDER_REPORT_SIZE or datagram[0] >> 6 != 2 or datagram[1] != _SENDER_REPORT:
        return None
    ssrc, seconds, fraction = struct.unpack_from(">III", datagram, 4)
    return SenderReport(ssrc, (seconds & 0xFFFF) << 16 | fraction >> 16)


def encode_receiver_report(own_ssrc: int, report: ReceptionReport, cname: str) -> bytes:
    """A compound packet: the report, and the source description that must go with it (RFC 3550 section 6.1)."""
    lost = max(-0x800000, min(0x7FFFFF, report.lost)) & 0xFFFFFF
    block = struct.pack(
        ">IIIIII",
        report.ssrc,
        report.fraction_lost << 24 | lost,
        report.highest_sequence & 0xFFFFFFFF,
        report.jitter & 0xFFFFFFFF,
        report.last_sender_report,
        report.since_sender_report & 0xFFFFFFFF,
    )
    name = cname.encode()[:255]
    chunk = struct.pack(">IBB", own_ssrc, _CNAME, len(name)) + name + b"\0"
    chunk += b"\0" * (-len(chunk) % 4)
    return (
        _header(_RECEIVER_REPORT, 4 + len(block))
        + struct.pack(">I", own_ssrc)
        + block
        + (_header(_SOURCE_DESCRIPTION, len(chunk)) + chunk)
    )


def _header(kind: int, size: int) -> bytes:
    """For one report block or chunk; the length field counts 32-bit words behind the first."""
    return struct.pack(">BBH", 0x81, kind, size // 4)
