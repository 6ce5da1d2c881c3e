"""The clocks of the simulated devices, read here and passed on."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], float]  # POSIX time in seconds


def wall_clock() -> float:
    """The host's time; what a real device sets by the Date header is the host's already."""
    return datetime.now(UTC).timestamp()
