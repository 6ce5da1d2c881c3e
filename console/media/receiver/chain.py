"""From raw packets of one port to access units with their time (gb28181.md section 10)."""

from console.media.receiver.timeline import TimedUnit, Timeline
from console.protocol.mpeg.access_unit import AccessUnit, StreamKind
from console.protocol.mpeg.demuxer import ProgramStreamDemuxer
from console.protocol.mpeg.sniff import Container, sniff_container
from console.protocol.mpeg.start_codes import PackProgress
from console.protocol.rtp.jobs import FrameGrouper, FrameJob
from console.protocol.rtp.latch import Source, SourceLatch
from console.protocol.rtp.packet import RtpError, RtpPacket
from console.protocol.rtp.reorder import Loss, ReorderBuffer
from console.protocol.rtp.statistics import ReceptionStatistics

IDLE = 0.3  # seconds without a packet after which an open frame is taken as it is
ENDED = 2.0  # seconds without a packet after which nothing is held back any more


class PacketChain:
    """Latch, reorder, group, demultiplex, place in time. `now` is monotonic seconds."""

    def __init__(self) -> None:
        self.latch = SourceLatch()
        self.packets = 0  # of the believed source
        self.octets = 0
        self.malformed = 0
        self.malformed_reason = ""
        self.heard_at: float | None = None  # the last packet of the believed source
        self.payload_type = 0
        self.container: Container | None = None  # what the first frame that tells holds
        self.statistics = ReceptionStatistics(0)
        self._generation = 0
        self._reorder = ReorderBuffer()
        self._lost_before = 0  # by sources that are no longer heard
        self._reordered_before = 0
        self._timeline = Timeline()
        self._begin()

    @property
    def lost(self) -> int:
        return self._lost_before + max(0, self.statistics.lost)

    @property
    def reordered(self) -> int:
        return self._reordered_before + self._reorder.reordered

    @property
    def source(self) -> str:
        """host:port, empty before one is believed."""
        return "{}:{}".format(*self.latch.source) if self.latch.source else ""

    def receive(self, packet: bytes, source: Source, now: float) -> list[TimedUnit]:
        """The access units that a raw packet completes."""
        try:
            parsed = RtpPacket.parse(packet)
        except RtpError as error:
            self.malformed += 1
            self.malformed_reason = str(error)
            return []
        admitted = self.latch.admit(parsed, source, now)
        if self.latch.generation != self._generation:
            self._change_source(parsed.ssrc)
        units: list[TimedUnit] = []
        for each in admitted:
            self.packets += 1
            self.octets += len(each.payload)
            self.statistics.update(each, now)
            self._order(self._reorder.put(each, now), now, units)
        if admitted:
            self.heard_at = now
            self.payload_type = parsed.payload_type
        return units

    def handle_timer(self, now: float) -> list[TimedUnit]:
        """What waited long enough: packets behind a gap, and the last frame when packets cease."""
        units: list[TimedUnit] = []
        self._order(self._reorder.handle_timer(now), now, units)
        if self.heard_at is None:
            return units
        silent = now - self.heard_at
        if silent > IDLE:
            self._demux(self._grouper.flush(), units)
        if silent > ENDED:
            self._place(self._demuxer.flush(), self._last_timestamp, self.heard_at, units)
        return units

    def release(self) -> None:
        """The connection ended; the next one may be anybody's."""
        self.latch.release()

    def _begin(self) -> None:
        self._grouper = FrameGrouper(PackProgress())
        self._demuxer = ProgramStreamDemuxer()
        self._is_tainted = False
        self._last_timestamp = 0

    def _change_source(self, ssrc: int) -> None:
        self._lost_before = self.lost
        self._reordered_before = self.reordered
        self.statistics = ReceptionStatistics(ssrc)
        self._reorder = ReorderBuffer()
        if self._generation:
            self._timeline.break_off()
        self._generation = self.latch.generation
        self._begin()

    def _order(self, items: "list[RtpPacket | Loss]", now: float, units: list[TimedUnit]) -> None:
        for item in items:
            if isinstance(item, Loss):
                self._grouper.lose()
            else:
                self._demux(self._grouper.put(item, now), units)

    def _demux(self, jobs: list[FrameJob], units: list[TimedUnit]) -> None:
        for job in jobs:
            if self.container is None:
                self.container = sniff_container(job.runs[0])
            self._is_tainted |= job.follows_loss or job.damaged
            follows_loss = job.follows_loss
            for position, run in enumerate(job.runs, 1):
                found = self._demuxer.feed(run, follows_loss=follows_loss, frame_ends=position == len(job.runs))
                self._place(found, job.timestamp, job.received_at, units)
                follows_loss = True
            self._last_timestamp = job.timestamp

    def _place(self, found: list[AccessUnit], timestamp: int, received_at: float, units: list[TimedUnit]) -> None:
        for unit in found:
            if unit.kind is StreamKind.VIDEO:
                # A key frame that came whole ends what a loss did to the pictures before.
                self._is_tainted = unit.is_damaged or (self._is_tainted and not unit.is_keyframe)
            pts = self._timeline.place(unit, timestamp, received_at)
            units.append(TimedUnit(unit, pts, self._timeline.epoch, self._is_tainted, received_at))
