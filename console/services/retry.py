"""When to try again after a failure."""

import random

FIRST_DELAY = 2.0  # seconds
LONGEST_DELAY = 30.0  # seconds
JITTER = 0.2  # share, so that a whole wall does not try in the same moment


class Backoff:
    """Delays that double up to the longest."""

    def __init__(self) -> None:
        self._delay = FIRST_DELAY

    def next(self) -> float:
        """Seconds to wait now."""
        delay = self._delay
        self._delay = min(2 * delay, LONGEST_DELAY)
        return min(LONGEST_DELAY, delay * random.uniform(1 - JITTER, 1 + JITTER))

    def reset(self) -> None:
        """It worked for a while: the next failure is a new one."""
        self._delay = FIRST_DELAY
