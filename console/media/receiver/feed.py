"""Which coded pictures go to the decoder, and which again when another decoder takes over or a hidden tile returns."""

from collections import deque
from typing import Any

from console.media.pipe import Header
from console.media.receiver.decoders import DecoderPool
from console.media.receiver.timeline import TimedUnit
from console.model.media import Purpose

GROUP_LIMIT = 8 << 20  # bytes kept of the current group of pictures
HIDDEN_REST = 10.0  # seconds hidden after which only key frames are decoded


class PictureFeed:
    """One stream's way to its decoder. `now` is monotonic seconds."""

    def __init__(self, number: int, purpose: Purpose, pool: DecoderPool, now: float) -> None:
        self.number = number
        self.late = 0  # pictures left out because the decoder fell behind
        self.is_parked = False
        self._is_download = purpose is Purpose.DOWNLOAD
        self._pool = pool
        self._outputs: dict[int, Header] = {}
        self._hidden_since = now
        self._group: deque[TimedUnit] = deque()  # since the last key frame
        self._group_size = 0
        self._is_group_whole = False
        self._is_behind = True  # the decoder lacks pictures: the next it can use is a key frame
        self._is_congested = False  # and it lacks them because it is slow

    def open(self) -> None:
        """Tell the decoder of the stream."""
        self._pool.send(self.number, {"order": "open", "stream": self.number})

    def show(self, output: int, block: str, *, width: int, height: int, now: float) -> None:
        """Put pictures into that block of shared memory too."""
        order = {
            "order": "show",
            "stream": self.number,
            "output": output,
            "block": block,
            "width": width,
            "height": height,
        }
        self._outputs[output] = order
        self._pool.send(self.number, order)
        if self._is_behind:
            self._catch_up(now)

    def hide(self, output: int, now: float) -> None:
        if self._outputs.pop(output, None):
            self._pool.send(self.number, {"order": "hide", "stream": self.number, "output": output})
        if not self._outputs:
            self._hidden_since = now

    def put(self, timed: TimedUnit, now: float) -> None:
        """The next coded picture."""
        self._keep(timed)
        if self.is_parked or not self._is_wanted(timed, now):
            self._is_behind = True
            return
        if self._is_behind and not timed.unit.is_keyframe:
            self.late += self._is_congested
            return
        self._is_congested = self._is_behind = self._pool.is_congested(self.number)
        if self._is_congested:
            self.late += 1
        else:
            self._send(timed, now)

    def break_off(self) -> None:
        """Another source follows: what is kept leads nowhere."""
        self._forget_group()
        self._is_behind = True

    def resume(self, *, deaths: int, now: float) -> None:
        """Another decoder took over. After a second death by this stream the kept pictures are left alone."""
        self.open()
        for order in self._outputs.values():
            self._pool.send(self.number, order)
        self._is_behind = True
        if deaths < 2:
            self._catch_up(now)

    def _is_wanted(self, timed: TimedUnit, now: float) -> bool:
        if self._outputs:
            return True
        if self._is_download:  # comes at several times the speed
            return False
        return timed.unit.is_keyframe or now - self._hidden_since < HIDDEN_REST

    def _catch_up(self, now: float) -> None:
        """Bring the decoder from the last key frame to the present; only the newest is worth drawing."""
        if self.is_parked or not self._is_group_whole or (self._is_download and not self._outputs):
            return
        for position, timed in enumerate(self._group, 1):
            self._send(timed, now, is_replay=position < len(self._group))
        self._is_behind = False

    def _keep(self, timed: TimedUnit) -> None:
        if timed.unit.is_keyframe:
            self._forget_group()
            self._is_group_whole = True
        if not self._is_group_whole:
            return
        self._group_size += len(timed.unit.payload)
        self._group.append(timed)
        if self._group_size > GROUP_LIMIT:
            self._forget_group()

    def _forget_group(self) -> None:
        self._group.clear()
        self._group_size = 0
        self._is_group_whole = False

    def _send(self, timed: TimedUnit, now: float, *, is_replay: bool = False) -> None:
        unit = timed.unit
        message: dict[str, Any] = {
            "unit": self.number,
            "codec": unit.codec,
            "pts": timed.pts,
            "epoch": timed.epoch,
            "key": unit.is_keyframe,
            "tainted": timed.is_tainted,
            "received_at": timed.received_at,
            "sent_at": now,
        }
        if is_replay:
            message["replay"] = True
        self._pool.send(self.number, message, unit.payload)
