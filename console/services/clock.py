"""The two clocks a service may read; a test hands in its own and moves them by hand."""

import time
from datetime import datetime

from console.model.clock import CHINA


class Clock:
    """Wall time for what is stored and shown, monotonic time for everything that is waited for."""

    def now(self) -> datetime:
        return datetime.now(CHINA)

    def monotonic(self) -> float:
        return time.monotonic()
