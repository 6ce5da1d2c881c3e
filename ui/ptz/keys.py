"""The keyboard as a hand at the helm: in key mode on the wall, and always while the pad has the focus."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from ui.ptz.push import NOTHING, Push, Pushes


class PtzKeys(QObject):
    """Filters the keys of the widgets it was given. The mode can be on only while a camera can be steered."""

    toggled = Signal(bool)  # whether the mode is on
    pushed = Signal(object)  # Pushes: all that keys hold
    preset_called = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_on = False
        self._is_available = False
        self._held: Pushes = NOTHING
        self._always: set[QObject] = set()
        self._watched: list[QWidget] = []

    @property
    def is_on(self) -> bool:
        return self._is_on

    @property
    def has_focus(self) -> bool:
        """Whether keys reach it now."""
        return any(widget.hasFocus() for widget in self._watched)

    def filter_for(self, widget: QWidget, *, always: bool = False) -> None:
        """Take the keys of `widget` while the mode is on, or `always`; P switches the mode there."""
        widget.installEventFilter(self)
        self._watched.append(widget)
        if always:
            self._always.add(widget)

        def forget() -> None:
            self._watched.remove(widget)
            self._always.discard(widget)

        widget.destroyed.connect(lambda: forget())

    def set_available(self, available: bool) -> None:
        """Whether there is a camera to steer."""
        self._is_available = available
        if not available:
            self.set_on(False)
            self.release()

    def set_on(self, on: bool) -> None:
        if on == self._is_on or (on and not self._is_available):
            return
        self._is_on = on
        if not on:
            self.release()
        self.toggled.emit(on)

    def release(self) -> None:
        """Forget every key that is held: its release may never be seen."""
        if self._held:
            self._held = NOTHING
            self.pushed.emit(NOTHING)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _LOSSES:
            self.release()
        elif isinstance(event, QKeyEvent) and self._is_available and self._is_ours(watched, event):
            if kind == QEvent.Type.ShortcutOverride:
                event.accept()  # it comes as a key then, and is no shortcut of the window
            elif not event.isAutoRepeat():
                self._take(event)
            return True
        return False

    def _is_ours(self, watched: QObject, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if event.type() == QEvent.Type.KeyRelease:  # with other modifiers than its press, perhaps
            return key in _PUSHES and _PUSHES[key] in self._held
        if event.modifiers() & ~_HARMLESS:
            return False
        if key == _MODE_KEY:
            return True
        if key == Qt.Key.Key_Escape:
            return self._is_on
        return (self._is_on or watched in self._always) and (key in _PUSHES or key in _PRESETS)

    def _take(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _PUSHES:
            push = frozenset({_PUSHES[key]})
            self._held = self._held | push if event.type() == QEvent.Type.KeyPress else self._held - push
            self.pushed.emit(self._held)
        elif key in _PRESETS:
            self.preset_called.emit(_PRESETS[key])
        else:
            self.set_on(key == _MODE_KEY and not self._is_on)


# After each of these a release would be seen by nobody.
_LOSSES = (
    QEvent.Type.FocusOut,
    QEvent.Type.WindowDeactivate,
    QEvent.Type.Hide,
    QEvent.Type.EnabledChange,
)
_HARMLESS = Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier
_MODE_KEY = Qt.Key.Key_P
_PUSHES = {
    Qt.Key.Key_Left: Push.LEFT,
    Qt.Key.Key_Right: Push.RIGHT,
    Qt.Key.Key_Up: Push.UP,
    Qt.Key.Key_Down: Push.DOWN,
    # With and without Shift: the same key may go down as one and come up as the other.
    Qt.Key.Key_Plus: Push.TELE,
    Qt.Key.Key_Equal: Push.TELE,
    Qt.Key.Key_Minus: Push.WIDE,
    Qt.Key.Key_Underscore: Push.WIDE,
    Qt.Key.Key_PageUp: Push.FAR,
    Qt.Key.Key_PageDown: Push.NEAR,
    Qt.Key.Key_Home: Push.OPEN,
    Qt.Key.Key_End: Push.CLOSE,
}
_PRESETS = {Qt.Key(Qt.Key.Key_0 + number): number for number in range(1, 10)}
