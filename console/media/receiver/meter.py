"""What a session counts, as StreamHealth once a second."""

from console.media.receiver.chain import PacketChain
from console.model.media import StreamHealth
from console.protocol.mpeg.access_unit import AccessUnit, StreamKind


class Meter:
    """Counts since the start of the stream, rates since the last report. `now` is monotonic seconds."""

    def __init__(self, chain: PacketChain, now: float) -> None:
        self.codec = ""
        self.width = 0  # of the decoded picture, pixels
        self.height = 0
        self._audio_codec = ""
        self._damaged = 0
        self._pictures = 0
        self._decoded = 0
        self._late = 0  # coded pictures that the decoder left out
        self._decoder_counts = (0, 0)  # decoded, late: of this decoder
        self._chain = chain
        self._at = now
        self._before = (0, 0, 0)  # octets, pictures, decoded pictures

    def count(self, unit: AccessUnit) -> None:
        self._damaged += unit.is_damaged
        if unit.kind is StreamKind.AUDIO:
            self._audio_codec = unit.codec
        else:
            self.codec = unit.codec
            self._pictures += 1

    def count_decoded(self, decoded: int, *, late: int) -> None:
        """What the decoder has counted so far; a successor begins anew."""
        before_decoded, before_late = self._decoder_counts if decoded >= self._decoder_counts[0] else (0, 0)
        self._decoded += decoded - before_decoded
        self._late += late - before_late
        self._decoder_counts = (decoded, late)

    def health(self, now: float, *, late: int) -> StreamHealth:
        """`late`: coded pictures that were not even sent to the decoder."""
        chain = self._chain
        span = max(now - self._at, 1e-3)
        octets, pictures, decoded = self._before
        self._at = now
        self._before = (chain.octets, self._pictures, self._decoded)
        return StreamHealth(
            packets=chain.packets,
            lost=chain.lost,
            reordered=chain.reordered,
            malformed=chain.malformed,
            octets=chain.octets,
            bit_rate=round(8 * (chain.octets - octets) / span),
            frame_rate=round((self._pictures - pictures) / span, 1),
            jitter=round(chain.statistics.jitter, 4),
            damaged=self._damaged,
            codec=self.codec,
            audio_codec=self._audio_codec,
            source=chain.source,
            foreign=chain.latch.foreign,
            late=self._late + late,
            picture_rate=round((self._decoded - decoded) / span, 1),
            width=self.width,
            height=self.height,
        )
