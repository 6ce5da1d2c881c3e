"""All hands at one channel: what they hold moves it, and goes on only while it is held and renewed."""

from PySide6.QtCore import QObject, QTimer, Signal

from console.model.catalog import ChannelRef
from console.model.ptz import LENS_STOP, STOP
from console.services.ptz import Ptz
from ui.ptz.push import NOTHING, Pushes, lens_motion_of, motion_of, running_drives

RENEWAL = 500  # milliseconds; the service ends a motion that is not renewed for 1.5 s
SPEED_LOWEST, SPEED_HIGHEST = 1, 10
SPEED_USUAL = 5


class Helm(QObject):
    """Steers the channel it was given. Destroyed with something held, it stops that first."""

    pushed = Signal(object)  # Pushes: all that are held now

    def __init__(self, ptz: Ptz, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ptz = ptz
        self._channel: ChannelRef | None = None
        self._hands: dict[object, Pushes] = {}
        self._speed = SPEED_USUAL
        self._renewal = QTimer(self)
        self._renewal.setInterval(RENEWAL)
        self._renewal.timeout.connect(self._renew)
        self.destroyed.connect(lambda: self._stop_if_held())

    @property
    def held(self) -> Pushes:
        """What all hands hold together."""
        return NOTHING.union(*self._hands.values())

    @property
    def speed(self) -> int:
        """SPEED_LOWEST to SPEED_HIGHEST; a new one takes effect at once."""
        return self._speed

    @speed.setter
    def speed(self, speed: int) -> None:
        self._speed = min(max(speed, SPEED_LOWEST), SPEED_HIGHEST)
        if self._renewal.isActive():
            self._renew()

    def take(self, channel: ChannelRef | None) -> None:
        """Steer `channel` from now on, after everything that is held was let go of the one before."""
        if channel != self._channel:
            self.let_go()
            self._channel = channel

    def hold(self, hand: object, pushes: Pushes) -> None:
        """All that `hand` holds now, in place of what it held before."""
        if self._channel is None or pushes == self._hands.get(hand, NOTHING):
            return
        before = running_drives(self.held)
        self._hands[hand] = pushes
        now = running_drives(self.held)
        if before - now:
            # No command ends one drive alone. What is still held goes on with the next renewal, after the stop
            # was repeated.
            self._ptz.stop(self._channel)
        elif now:
            self._renew()
        if now:
            self._renewal.start()
        else:
            self._renewal.stop()
        self.pushed.emit(self.held)

    def let_go(self) -> None:
        """Stop what is held, whatever hand is still on it: it must be pressed anew to move again."""
        self._renewal.stop()
        if self.held:
            self._stop_if_held()
            self._hands.clear()
            self.pushed.emit(NOTHING)

    def stop(self) -> None:
        """Stop in any case: also what was stopped before, and what others have moved."""
        self.let_go()
        if self._channel is not None:
            self._ptz.halt(self._channel)

    def _renew(self) -> None:
        if self._channel is None:
            return
        speed = self._speed / SPEED_HIGHEST
        motion, lens = motion_of(self.held, speed), lens_motion_of(self.held, speed)
        if motion != STOP:
            self._ptz.move(self._channel, motion)
        if lens != LENS_STOP:
            self._ptz.adjust(self._channel, lens)

    def _stop_if_held(self) -> None:
        if self.held and self._channel is not None:
            self._ptz.stop(self._channel)
