"""Who may be read at all: token buckets per source, asked before a message is parsed (reliability: SIP flood)."""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from ipaddress import ip_address

SOURCES_LIMIT = 4096  # buckets kept; forged addresses must not grow the table


@dataclass(frozen=True, slots=True)
class Rate:
    """So many messages a second, and so many at once after a pause."""

    per_second: float
    burst: float


STRANGER = Rate(20, 50)  # per host: a device that registers needs four messages a minute
STRANGERS = Rate(4000, 4000)  # of all hosts together, against forged sources; a mass return needs 1,500
REGISTERED = Rate(2000, 2000)  # per host and port: one platform may stand for thousands of channels


@dataclass(slots=True)
class _Bucket:
    tokens: float
    filled_at: float

    def take(self, rate: Rate, now: float) -> bool:
        self.tokens = min(rate.burst, self.tokens + (now - self.filled_at) * rate.per_second)
        self.filled_at = now
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True


class Admission:
    """Admits messages of registered hosts at a high rate, of strangers at a low one. Loopback counts as registered."""

    def __init__(
        self, *, stranger: Rate = STRANGER, strangers: Rate = STRANGERS, registered: Rate = REGISTERED
    ) -> None:
        self._stranger = stranger
        self._strangers = strangers
        self._registered = registered
        self._trusted: set[str] = set()
        self._expected: dict[str, float] = {}  # hosts we asked something, until when
        self._buckets: OrderedDict[Hashable, _Bucket] = OrderedDict()
        self._all_strangers = _Bucket(strangers.burst, 0.0)

    def trust(self, host: str) -> None:
        """Devices have registered from there."""
        self._trusted.add(host)

    def distrust(self, host: str) -> None:
        self._trusted.discard(host)

    def is_trusted(self, host: str) -> bool:
        return host in self._trusted or is_loopback(host)

    def expect(self, host: str, until: float) -> None:
        """We sent a request there: its answers are not a stranger's talk."""
        if until > self._expected.get(host, 0.0):
            self._expected[host] = until

    def admits(self, host: str, port: int, now: float) -> bool:
        """Whether to read a message that came now, in monotonic seconds."""
        if self.is_trusted(host) or self._is_expected(host, now):
            return self._bucket((host, port), self._registered, now).take(self._registered, now)
        # The host's own bucket first: one flooding host must not use up what all strangers share.
        return self._bucket(host, self._stranger, now).take(self._stranger, now) and self._all_strangers.take(
            self._strangers, now
        )

    def _is_expected(self, host: str, now: float) -> bool:
        until = self._expected.get(host)
        if until is None:
            return False
        if until < now:
            del self._expected[host]
            return False
        return True

    def _bucket(self, key: Hashable, rate: Rate, now: float) -> _Bucket:
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = _Bucket(rate.burst, now)
            if len(self._buckets) > SOURCES_LIMIT:
                self._buckets.popitem(last=False)
        else:
            self._buckets.move_to_end(key)
        return bucket


def is_loopback(host: str) -> bool:
    """Whether an address is this computer's own loopback."""
    if host.startswith("127."):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
