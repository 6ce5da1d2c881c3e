"""The packets of one video frame (gb28181.md 10.2 rule 4): they share an RTP timestamp, as far as senders obey.

Markers that never come or always come, timestamps in milliseconds and timestamps that stand still are all in the
field. A frame therefore ends where the timestamp changes, where a new unit starts after complete data, or at a
marker, once markers have proved to be right.
"""

from typing import NamedTuple, Protocol

from console.protocol.rtp.packet import RtpPacket

FRAME_LIMIT = 8 << 20  # bytes; the key frames of 4K cameras stay below 2 MB


class FrameProgress(Protocol):
    """Knows the container: whether what came so far is whole. One object follows one frame after the other."""

    def feed(self, payload: bytes) -> None:
        """The next bytes of the frame."""

    @property
    def is_complete(self) -> bool:
        """Whether nothing that was announced is still owed."""

    def begins_frame(self, payload: bytes) -> bool:
        """Whether these bytes are the start of a frame."""

    def begins_unit(self, payload: bytes) -> bool:
        """Whether these bytes are the start of anything, so that nothing is missing right before them."""

    def reset(self) -> None:
        """Forget: another frame begins, or bytes are missing."""


class FrameJob(NamedTuple):
    """One frame, to be demultiplexed in one go."""

    timestamp: int
    runs: tuple[bytes, ...]  # stretches without a hole; one unless packets were lost
    follows_loss: bool  # packets are missing before it; whose they were is unknown
    damaged: bool  # it lacks packets itself
    started_at: float  # monotonic seconds: the first packet came
    received_at: float  # the last packet came


class FrameGrouper:
    """Packets in order in, frames out."""

    def __init__(self, progress: FrameProgress, *, limit: int = FRAME_LIMIT) -> None:
        self._progress = progress
        self._limit = limit
        self._parts: list[bytes] = []
        self._runs: list[bytes] = []
        self._size = 0
        self._timestamp: int | None = None  # of the last packet, also when its frame is closed
        self._started_at = 0.0
        self._received_at = 0.0
        self._follows_loss = False
        self._damaged = False
        self._is_loss_due = False  # a loss whose place is known when the next packet comes
        self._ends_with_marker = False  # the last packet had one
        self._right_markers = 0  # markers that stood at the end of a frame
        self._wrong_markers = 0

    def lose(self) -> None:
        """Packets are missing before the next one."""
        self._is_loss_due = True

    def put(self, packet: RtpPacket, now: float) -> list[FrameJob]:
        """The frames that `packet` closes; `now` is monotonic seconds."""
        jobs: list[FrameJob] = []
        is_boundary = self._is_boundary(packet)
        self._judge_marker(is_boundary)
        if self._is_loss_due:
            self._place_loss(packet, is_boundary, jobs)
        elif is_boundary:
            self._close(jobs)
        self._append(packet, now)
        if self._is_finished(packet):
            self._close(jobs)
        return jobs

    def flush(self) -> list[FrameJob]:
        """The frame that is open: no packet has come for a while."""
        jobs: list[FrameJob] = []
        self._close(jobs)
        return jobs

    def _append(self, packet: RtpPacket, now: float) -> None:
        if not self._size:
            self._started_at = now
        self._parts.append(packet.payload)
        self._size += len(packet.payload)
        self._timestamp = packet.timestamp
        self._received_at = now
        self._ends_with_marker = packet.marker
        if not self._damaged:
            self._progress.feed(packet.payload)

    def _is_boundary(self, packet: RtpPacket) -> bool:
        if packet.timestamp != self._timestamp:
            return True
        is_whole = self._damaged or self._progress.is_complete
        return is_whole and self._progress.begins_frame(packet.payload)

    def _judge_marker(self, is_boundary: bool) -> None:
        if self._ends_with_marker and not self._is_loss_due:
            if is_boundary:
                self._right_markers += 1
            else:
                self._wrong_markers += 1

    def _is_finished(self, packet: RtpPacket) -> bool:
        if self._size > self._limit:
            self._damaged = True
            return True
        if not packet.marker or self._wrong_markers or not self._right_markers:
            return False
        return self._damaged or self._progress.is_complete

    def _place_loss(self, packet: RtpPacket, is_boundary: bool, jobs: list[FrameJob]) -> None:
        """Decide whose the missing packets were: the open frame's, the next one's or of frames between them."""
        self._is_loss_due = False
        if not is_boundary:
            self._end_run()
            self._damaged = True
            return
        self._damaged |= bool(self._size) and not self._progress.is_complete
        self._close(jobs)
        self._follows_loss = True
        self._damaged = not self._progress.begins_unit(packet.payload)

    def _end_run(self) -> None:
        if self._parts:
            self._runs.append(b"".join(self._parts))
            self._parts.clear()

    def _close(self, jobs: list[FrameJob]) -> None:
        self._end_run()
        if self._runs:
            jobs.append(
                FrameJob(
                    self._timestamp or 0,
                    tuple(self._runs),
                    self._follows_loss,
                    self._damaged,
                    self._started_at,
                    self._received_at,
                )
            )
            self._runs.clear()
        self._size = 0
        self._follows_loss = False
        self._damaged = False
        self._progress.reset()
