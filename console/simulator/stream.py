"""The media of one call: where the pictures come from, where they go, and what the platform may ask of them."""

from collections.abc import Callable, Sequence

from console.model.media import Purpose
from console.simulator.channel import SimulatedChannel
from console.simulator.media_sender import MediaSender
from console.simulator.recordings import Footage
from console.simulator.session_texts import Offer, PlayerOrder, player_answer
from console.simulator.sources import PlaybackSource, Source

FASTEST_DOWNLOAD = 16.0  # times the speed of the recording, the limit of this device
FASTEST_PLAYBACK = 16.0
_THREAD_END = 5.0  # seconds


class Stream:
    """Live or recorded pictures of one channel on their way to one platform."""

    def __init__(
        self,
        channel: SimulatedChannel,
        offer: Offer,
        sender: MediaSender,
        footage: Sequence[Footage],
        on_end: Callable[[], None],
    ) -> None:
        """`on_end` is called, by another thread, when a recording has been sent to its end."""
        self.channel = channel
        self.offer = offer
        self.sender = sender
        self.playback: PlaybackSource | None = None
        self._source: Source | None = None
        if offer.purpose is not Purpose.LIVE:
            is_download = offer.purpose is Purpose.DOWNLOAD
            self.playback = channel.playback(
                footage,
                sender,
                scale=min(max(offer.speed, 0.25), FASTEST_DOWNLOAD) if is_download else 1.0,
                sends_all=is_download,
                on_end=on_end,
            )

    def start(self) -> None:
        if self.playback is not None:
            self.playback.start()
            self._source = self.playback
        else:
            self._source = self.channel.watch(self.sender)

    def halt(self) -> None:
        """Send nothing more."""
        if self.playback is not None:
            self.playback.stop()
        else:
            self.channel.unwatch(self.sender)

    def close(self) -> None:
        """Halt, wait for the thread where it ends, give up the socket; may block for a picture's time."""
        self.halt()
        self.sender.interrupt()
        if self._source is not None and self._source.is_stopping:
            self._source.join(_THREAD_END)
        self.sender.close()

    def obey(self, order: PlayerOrder) -> bytes:
        """Do what a MANSRTSP request asks; the answer that goes into the 200 of the INFO."""
        playback = self.playback
        if playback is None:
            return player_answer(order, status="455 Method Not Valid in This State")
        if order.method == "PAUSE":
            playback.pause()
        elif order.method == "TEARDOWN":
            playback.stop()
        elif order.scale is not None and not 0 < order.scale <= FASTEST_PLAYBACK:
            return player_answer(order, status="451 Parameter Not Understood")
        else:
            self._play(playback, order)
        return player_answer(order)

    def _play(self, playback: PlaybackSource, order: PlayerOrder) -> None:
        if order.scale is not None:
            playback.set_scale(order.scale)
        if order.position is not None:
            playback.seek(self.offer.start + order.position)
        playback.resume()
