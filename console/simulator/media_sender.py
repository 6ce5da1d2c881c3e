"""Sending pictures and sound as a camera does: program stream, RTP, and UDP or TCP (GB/T 28181-2022 annexes C, D)."""

import select
import socket
import threading
import time
from collections.abc import Callable, Iterator
from random import Random
from typing import Protocol

from console.protocol.mpeg.muxer import ProgramStreamMuxer
from console.protocol.rtp.framing import frame_packet
from console.protocol.rtp.packet import RtpPacket
from console.protocol.rtp.packetizer import RtpPacketizer
from console.simulator.encoder import CodedPicture, VideoCodec
from console.simulator.faults import Faults

RTP_CLOCK = 90_000  # Hz (GB/T 28181-2022 annex C)
BURST = 24  # packets sent at once; a key frame of a large picture is spread, so that no receive buffer overflows
_BURST_PAUSE = 0.001  # seconds
_FIRST_STAMP = 10.0  # seconds on the PTS clock at the start of a stream
_WAIT_STEP = 0.1  # seconds between looks whether a waiting sender was interrupted


class Route(Protocol):
    """Where packets go; used by one thread, which may be interrupted by another and must have ended before `close`."""

    def send(self, packets: list[bytes]) -> bool:
        """Send a picture's packets; False where it had to be dropped. Raises OSError when the connection is gone."""

    def interrupt(self) -> None:
        """Let a `send` that waits raise OSError."""

    def close(self) -> None: ...


class UdpRoute:
    """Datagrams to one address."""

    def __init__(self, sock: socket.socket, host: str, port: int) -> None:
        self._socket = sock
        self._address = (host, port)

    def send(self, packets: list[bytes]) -> bool:
        for number, packet in enumerate(packets, start=1):
            try:
                self._socket.sendto(packet, self._address)
            except (BlockingIOError, ConnectionError):
                # A full buffer or a closed port at the far end loses a packet, as in any network.
                continue
            if number % BURST == 0 and number < len(packets):
                time.sleep(_BURST_PAUSE)
        return True

    def interrupt(self) -> None:
        """A datagram never waits."""

    def close(self) -> None:
        self._socket.close()


class TcpRoute:
    """Packets behind their length (RFC 4571) on a connection.

    What a stalled peer has not taken of one picture is kept, further pictures are dropped; with `waits` the sender
    waits instead, as for a download, where nothing may be missing.
    """

    def __init__(self, sock: socket.socket, *, waits: bool) -> None:
        sock.setblocking(False)
        self._socket = sock
        self._waits = waits
        self._rest = b""
        self._interrupted = threading.Event()

    def send(self, packets: list[bytes]) -> bool:
        if not self.flush():
            return False
        self._rest = b"".join(frame_packet(packet) for packet in packets)
        self.flush()
        return True

    def flush(self) -> bool:
        """Send as much of the rest as goes; whether all of it went."""
        while self._rest:
            try:
                self._rest = self._rest[self._socket.send(self._rest) :]
            except BlockingIOError:
                if not self._waits:
                    return False
                self._wait_until_writable()
        return True

    @property
    def unsent(self) -> int:
        """Bytes kept for the peer; never more than one picture."""
        return len(self._rest)

    def interrupt(self) -> None:
        self._interrupted.set()

    def close(self) -> None:
        self._socket.close()

    def _wait_until_writable(self) -> None:
        while not select.select((), (self._socket,), (), _WAIT_STEP)[1]:
            if self._interrupted.is_set():
                raise ConnectionAbortedError("interrupted while waiting for the peer")


class MediaSender:
    """One stream to one platform; pictures after a dropped one are left out up to the next key frame."""

    def __init__(
        self,
        route: Route,
        codec: VideoCodec,
        ssrc: int,
        *,
        started_at: float,
        faults: Faults,
        on_lost: Callable[[], None] = lambda: None,
    ) -> None:
        """`started_at` is the POSIX time of the pictures (not of their sending) that becomes the start of the PTS.

        `on_lost` is called, by the thread that sends, when the connection is gone.
        """
        self.dropped = 0  # pictures a stalled peer did not get
        self.pictures = 0
        self._route = route
        self._muxer = ProgramStreamMuxer(codec.value, has_map=not faults.no_stream_map)
        chance = Random(f"{faults.seed}/{ssrc}")
        self._packetizer = RtpPacketizer(_sent_ssrc(ssrc, faults), first_sequence=chance.randrange(65536))
        self._spoiler = _Spoiler(faults, chance)
        self._started_at = started_at
        self._on_lost = on_lost
        self._lacks_keyframe = True

    @property
    def wants_keyframe(self) -> bool:
        return self._lacks_keyframe

    def send(self, picture: CodedPicture, sound: bytes | None, at: float) -> None:
        """Send one picture of POSIX time `at`, with the sound of its 40 ms; raises OSError when nobody listens."""
        if self._lacks_keyframe and not picture.is_keyframe:
            self.dropped += 1
            return
        pts = at - self._started_at + _FIRST_STAMP
        pack = self._muxer.video(picture.payload, pts, is_keyframe=picture.is_keyframe)
        if sound is not None:
            pack += self._muxer.audio(sound, pts)
        packets = self._packetizer.packetize(pack, round(pts * RTP_CLOCK))
        try:
            sent = self._route.send([packet.encode() for packet in self._spoiler.spoil(packets)])
        except OSError:
            self._on_lost()
            raise
        self._lacks_keyframe = not sent
        self.pictures += sent
        self.dropped += not sent

    def interrupt(self) -> None:
        """Let a sending that waits for its peer fail."""
        self._route.interrupt()

    def close(self) -> None:
        self._route.close()


class _Spoiler:
    """Does to packets what bad networks and bad firmware do."""

    def __init__(self, faults: Faults, chance: Random) -> None:
        self._faults = faults
        self._chance = chance
        self._late: RtpPacket | None = None

    def spoil(self, packets: list[RtpPacket]) -> Iterator[RtpPacket]:
        for packet in packets:
            if self._faults.no_marker:
                packet = packet._replace(marker=False)
            if self._happens(self._faults.loss):
                continue
            if self._late is None and self._happens(self._faults.reorder):
                self._late = packet
                continue
            yield packet
            if self._happens(self._faults.duplicate):
                yield packet
            if self._late is not None:
                yield self._late
                self._late = None

    def _happens(self, share: float) -> bool:
        return share > 0 and self._chance.random() < share


def _sent_ssrc(agreed: int, faults: Faults) -> int:
    if faults.zero_ssrc:
        return 0
    return agreed ^ 0x5A5A5A5A if faults.wrong_ssrc else agreed
