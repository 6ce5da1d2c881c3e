"""Putting packets back in order (gb28181.md 10.2, RFC 3550 appendix A.1). No clock: the caller passes `now`."""

from typing import NamedTuple

from console.protocol.rtp.packet import RtpPacket
from console.protocol.rtp.sequence import after, distance

WINDOW = 128  # packets held back at most; a 4 Mbit/s key frame has about as many
PATIENCE = 0.15  # seconds to wait for a missing packet
MAX_DROPOUT = 3000  # packets missing at once before it looks like a restarted sender (RFC 3550 appendix A.1)
MAX_LATENESS = 1000  # packets a late one may lie behind before it looks like a restarted sender
MAX_LATE_RUN = 32  # late packets in a row, themselves in order: the sender went back a little (after a seek)


class Loss(NamedTuple):
    """Stands between two packets where some are missing for good; 0: nobody knows how many."""

    packets: int


class ReorderBuffer:
    """Packets in, packets in order out, with a Loss where some never came. Duplicates and late ones are dropped."""

    def __init__(self, *, window: int = WINDOW, patience: float = PATIENCE) -> None:
        self.reordered = 0  # packets that came before an earlier one and were put right
        self.dropped = 0  # duplicates, and packets that came after their loss had been declared
        self._window = window
        self._patience = patience
        self._expected: int | None = None
        self._early: dict[int, tuple[RtpPacket, float]] = {}  # by sequence, with the time of arrival
        self._stray: RtpPacket | None = None  # far off: a restarted sender if its successor follows
        self._late_run = 0
        self._last_late = 0

    def put(self, packet: RtpPacket, now: float) -> "list[RtpPacket | Loss]":
        """What can be handed on now that `packet` came; `now` is monotonic seconds."""
        if packet.sequence == self._expected and not self._early:
            self._expected = after(packet.sequence)
            self._stray = None
            self._late_run = 0
            return [packet]
        if self._expected is None:
            self._expected = after(packet.sequence)
            return [packet]
        steps = distance(self._expected, packet.sequence)
        if not -MAX_LATENESS <= steps <= MAX_DROPOUT:
            return self._put_stray(packet)
        if steps < 0 or packet.sequence in self._early:
            return self._put_late(packet)
        self._early[packet.sequence] = (packet, now)
        if steps:
            self.reordered += self._is_overtaking(packet)
        ready = self._in_order()
        while len(self._early) >= self._window:
            ready += self._give_up()
        return ready

    def next_timer(self) -> float | None:
        """When handle_timer wants to be called, None while nothing is missing."""
        if not self._early:
            return None
        return min(arrived for _, arrived in self._early.values()) + self._patience

    def handle_timer(self, now: float) -> "list[RtpPacket | Loss]":
        """What can be handed on because waiting longer for a missing packet would cost too much."""
        ready: list[RtpPacket | Loss] = []
        while (due := self.next_timer()) is not None and now >= due:
            ready += self._give_up()
        return ready

    def drain(self) -> "list[RtpPacket | Loss]":
        """Everything that is held back: the stream ended."""
        ready: list[RtpPacket | Loss] = []
        while self._early:
            ready += self._give_up()
        return ready

    def _put_stray(self, packet: RtpPacket) -> "list[RtpPacket | Loss]":
        """A jump that no network makes: two in a row and the sender has restarted its numbers."""
        stray, self._stray = self._stray, packet
        if stray is None or packet.sequence != after(stray.sequence):
            return []
        return [*self._restart_behind(packet), stray, packet]

    def _put_late(self, packet: RtpPacket) -> "list[RtpPacket | Loss]":
        self.dropped += 1
        follows = packet.sequence == after(self._last_late)
        self._late_run = self._late_run + 1 if follows else 1
        self._last_late = packet.sequence
        if self._late_run < MAX_LATE_RUN:
            return []
        return [*self._restart_behind(packet), packet]

    def _restart_behind(self, packet: RtpPacket) -> "list[RtpPacket | Loss]":
        ready = self.drain()
        self._stray = None
        self._late_run = 0
        self._expected = after(packet.sequence)
        return [*ready, Loss(0)]

    def _is_overtaking(self, packet: RtpPacket) -> bool:
        """Whether it starts a new gap; the ones right behind it are in order among themselves."""
        return after(packet.sequence, -1) not in self._early

    def _in_order(self) -> "list[RtpPacket | Loss]":
        ready: list[RtpPacket | Loss] = []
        expected = self._expected
        assert expected is not None
        while (found := self._early.pop(expected, None)) is not None:
            ready.append(found[0])
            expected = after(expected)
        self._expected = expected
        return ready

    def _give_up(self) -> "list[RtpPacket | Loss]":
        expected = self._expected
        assert expected is not None
        first = min(self._early, key=lambda sequence: distance(expected, sequence))
        self._expected = first
        return [Loss(distance(expected, first)), *self._in_order()]
