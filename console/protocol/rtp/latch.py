"""Which sender and SSRC a media port listens to (gb28181.md 6.2, RFC 3550 appendix A.1). No clock: `now` comes in.

One port serves one session, so whoever sends there is probably right: the SSRC alone proves nothing, devices choose
their own. But old sessions go on sending, and anybody may inject. So a source is believed after a few packets in
order, the announced ones before others, and then no other is heard.
"""

from collections.abc import Collection
from dataclasses import dataclass, field

from console.protocol.rtp.packet import RtpPacket
from console.protocol.rtp.sequence import distance

Source = tuple[str, int]  # host, port

PROBATION = 4  # packets in order
SSRC_PATIENCE = 0.2  # seconds that another SSRC than the announced one waits for that to come
HOST_PATIENCE = 0.5  # seconds that another host than the announced ones waits for those to come
SSRC_SILENCE = 0.5  # seconds without the old SSRC before another of the same source is heard
SOURCE_SILENCE = 2.0  # seconds of silence before another port of the same host is heard

_HELD_LIMIT = 512  # packets of one candidate
_CANDIDATES_LIMIT = 8
_STEP_LIMIT = 16  # a packet this far ahead is still in order, this far behind only overtaken


@dataclass(slots=True)
class _Candidate:
    """A source that has sent something but is not believed yet."""

    source: Source
    ssrc: int
    first_at: float
    run: int = 0  # packets in order
    highest: int = 0  # sequence of the last of them
    packets: list[RtpPacket] = field(default_factory=list)

    def add(self, packet: RtpPacket) -> None:
        step = distance(self.highest, packet.sequence)
        if not self.packets or abs(step) > _STEP_LIMIT:
            self.run = 0
            self.packets.clear()
            step = 1
        if step > 0:
            self.run += 1
            self.highest = packet.sequence
        self.packets.append(packet)
        if len(self.packets) > _HELD_LIMIT:
            del self.packets[0]

    def in_order(self) -> list[RtpPacket]:
        return sorted(self.packets, key=lambda packet: distance(self.highest, packet.sequence))


class SourceLatch:
    """Packets in with their source, packets of the believed source out."""

    def __init__(self) -> None:
        self.source: Source | None = None
        self.ssrc: int | None = None
        self.generation = 0  # rises each time another source or SSRC is believed
        self.foreign = 0  # packets dropped because they came from somebody else
        self._heard_at = 0.0
        self._announced_ssrc: int | None = None
        self._hosts: frozenset[str] | None = None  # None: nothing was announced yet
        self._candidates: dict[tuple[Source, int], _Candidate] = {}

    def expect(self, *, ssrc: int | None, hosts: Collection[str] = ()) -> None:
        """What the session agreed on; without `hosts` every host is as good as another."""
        self._announced_ssrc = ssrc
        self._hosts = frozenset(hosts)

    def release(self) -> None:
        """Believe nobody any more: the connection ended."""
        self.source = self.ssrc = None
        self._candidates.clear()

    def admit(self, packet: RtpPacket, source: Source, now: float) -> list[RtpPacket]:
        """The packets to use: this one, none, or those held back until their source was believed."""
        if source == self.source and packet.ssrc == self.ssrc:
            self._heard_at = now
            return [packet]
        if not self._may_replace(source, packet.ssrc, now):
            self.foreign += 1
            return []
        candidate = self._candidate(packet, source, now)
        candidate.add(packet)
        if candidate.run < PROBATION or not self._is_trusted(candidate, now):
            return []
        self.source, self.ssrc = source, packet.ssrc
        self.generation += 1
        self._heard_at = now
        self._candidates.clear()
        return candidate.in_order()

    def _may_replace(self, source: Source, ssrc: int, now: float) -> bool:
        """Whether another source or SSRC than the believed one may be considered at all."""
        if self.source is None:
            return True
        silent = now - self._heard_at
        is_announced = ssrc == self._announced_ssrc != self.ssrc
        if source[0] != self.source[0]:
            return self._is_announced_host(source[0]) and not self._is_announced_host(self.source[0])
        if source != self.source:
            return is_announced or silent > SOURCE_SILENCE
        return is_announced or silent > SSRC_SILENCE

    def _is_trusted(self, candidate: _Candidate, now: float) -> bool:
        waited = now - candidate.first_at
        if not self._is_announced_host(candidate.source[0]):
            return waited >= HOST_PATIENCE
        return self._announced_ssrc in (None, candidate.ssrc) or waited >= SSRC_PATIENCE

    def _is_announced_host(self, host: str) -> bool:
        return self._hosts is not None and (not self._hosts or host in self._hosts)

    def _candidate(self, packet: RtpPacket, source: Source, now: float) -> _Candidate:
        key = (source, packet.ssrc)
        candidate = self._candidates.get(key)
        if candidate is None:
            if len(self._candidates) >= _CANDIDATES_LIMIT:
                del self._candidates[self._least_likely()]
            candidate = self._candidates[key] = _Candidate(source, packet.ssrc, now)
        return candidate

    def _least_likely(self) -> tuple[Source, int]:
        """The oldest candidate from a host nobody announced, or else the oldest."""
        strangers = (key for key in self._candidates if not self._is_announced_host(key[0][0]))
        return next(strangers, next(iter(self._candidates)))
