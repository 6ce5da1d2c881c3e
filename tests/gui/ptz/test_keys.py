"""The keyboard as a hand: in key mode on the wall, and on the pad."""

from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.ptz.keys import PtzKeys
from ui.ptz.push import NOTHING, Push, Pushes

Key = Qt.Key
NO_MODIFIER = Qt.KeyboardModifier.NoModifier


class Wall(QWidget):
    """Notes the keys that reach it."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.keys: list[int] = []

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - as Qt calls it
        self.keys.append(event.key())


@dataclass
class Keyboard:
    """A wall under keys, and what came of them."""

    wall: Wall
    keys: PtzKeys
    pushes: list[Pushes] = field(default_factory=list)
    presets: list[int] = field(default_factory=list)
    modes: list[bool] = field(default_factory=list)

    def down(self, key: Key, *, repeat: bool = False, modifiers: Qt.KeyboardModifier = NO_MODIFIER) -> None:
        self._send(QEvent.Type.KeyPress, key, repeat, modifiers)

    def up(self, key: Key, *, repeat: bool = False) -> None:
        self._send(QEvent.Type.KeyRelease, key, repeat, NO_MODIFIER)

    def claims(self, key: Key) -> bool:
        """Whether the key is kept from the shortcuts of the window."""
        event = QKeyEvent(QEvent.Type.ShortcutOverride, key, NO_MODIFIER)
        event.ignore()
        QCoreApplication.sendEvent(self.wall, event)
        return event.isAccepted()

    def _send(self, kind: QEvent.Type, key: Key, repeat: bool, modifiers: Qt.KeyboardModifier) -> None:
        QCoreApplication.sendEvent(self.wall, QKeyEvent(kind, key, modifiers, "", repeat))


def keyboard_on(qtbot: QtBot, *, always: bool) -> Keyboard:
    wall = Wall()
    qtbot.addWidget(wall)
    made = Keyboard(wall, PtzKeys(wall))
    made.keys.filter_for(wall, always=always)
    made.keys.set_available(True)
    made.keys.pushed.connect(made.pushes.append)
    made.keys.preset_called.connect(made.presets.append)
    made.keys.toggled.connect(made.modes.append)
    wall.show()
    return made


@pytest.fixture
def keyboard(qtbot: QtBot) -> Keyboard:
    """In key mode."""
    made = keyboard_on(qtbot, always=False)
    made.keys.set_on(True)
    return made


@pytest.mark.parametrize(
    ("key", "push"),
    [
        (Key.Key_Left, Push.LEFT),
        (Key.Key_Right, Push.RIGHT),
        (Key.Key_Up, Push.UP),
        (Key.Key_Down, Push.DOWN),
        (Key.Key_Plus, Push.TELE),
        (Key.Key_Minus, Push.WIDE),
        (Key.Key_PageUp, Push.FAR),
        (Key.Key_PageDown, Push.NEAR),
        (Key.Key_Home, Push.OPEN),
        (Key.Key_End, Push.CLOSE),
    ],
)
def test_each_key_pushes_while_it_is_down(keyboard: Keyboard, key: Key, push: Push) -> None:
    keyboard.down(key)
    keyboard.up(key)
    assert keyboard.pushes == [frozenset({push}), NOTHING]
    assert keyboard.wall.keys == []


def test_two_arrows_are_a_diagonal_and_one_may_come_up(keyboard: Keyboard) -> None:
    keyboard.down(Key.Key_Left)
    keyboard.down(Key.Key_Up)
    keyboard.up(Key.Key_Left)
    assert keyboard.pushes[1:] == [frozenset({Push.LEFT, Push.UP}), frozenset({Push.UP})]


def test_auto_repeat_is_nothing_new(keyboard: Keyboard) -> None:
    keyboard.down(Key.Key_Left)
    for _ in range(3):
        keyboard.up(Key.Key_Left, repeat=True)
        keyboard.down(Key.Key_Left, repeat=True)
    assert keyboard.pushes == [frozenset({Push.LEFT})]
    assert keyboard.wall.keys == []


def test_a_key_that_was_held_before_does_not_start_by_repeating(keyboard: Keyboard) -> None:
    keyboard.down(Key.Key_Left, repeat=True)
    assert keyboard.pushes == []


def test_plus_comes_up_also_when_shift_came_up_first(keyboard: Keyboard) -> None:
    keyboard.down(Key.Key_Plus, modifiers=Qt.KeyboardModifier.ShiftModifier)
    keyboard.up(Key.Key_Equal)
    assert keyboard.pushes[-1] == NOTHING


@pytest.mark.parametrize(
    "loss", [QEvent.Type.FocusOut, QEvent.Type.WindowDeactivate, QEvent.Type.Hide, QEvent.Type.EnabledChange]
)
def test_after_a_loss_no_key_is_held(keyboard: Keyboard, loss: QEvent.Type) -> None:
    keyboard.down(Key.Key_Left)
    match loss:
        case QEvent.Type.Hide:
            keyboard.wall.hide()
        case QEvent.Type.EnabledChange:
            keyboard.wall.setEnabled(False)
        case _:
            QCoreApplication.sendEvent(keyboard.wall, QEvent(loss))
    assert keyboard.pushes[-1] == NOTHING
    assert keyboard.keys.is_on


def test_digits_call_presets(keyboard: Keyboard) -> None:
    keyboard.down(Key.Key_1)
    keyboard.down(Key.Key_1, repeat=True)
    keyboard.down(Key.Key_9, modifiers=Qt.KeyboardModifier.KeypadModifier)
    keyboard.down(Key.Key_0)
    assert keyboard.presets == [1, 9]
    assert keyboard.wall.keys == [Key.Key_0]


def test_escape_leaves_the_mode_and_lets_go(keyboard: Keyboard) -> None:
    keyboard.down(Key.Key_Left)
    keyboard.down(Key.Key_Escape)
    assert not keyboard.keys.is_on
    assert keyboard.pushes[-1] == NOTHING
    keyboard.down(Key.Key_Escape)
    assert keyboard.wall.keys == [Key.Key_Escape]


def test_p_switches_the_mode(keyboard: Keyboard) -> None:
    keyboard.down(Key.Key_P)
    keyboard.down(Key.Key_P, repeat=True)
    assert not keyboard.keys.is_on
    keyboard.down(Key.Key_P)
    assert keyboard.modes == [True, False, True]


def test_outside_the_mode_the_wall_has_its_keys(keyboard: Keyboard) -> None:
    keyboard.keys.set_on(False)
    for key in (Key.Key_Left, Key.Key_PageUp, Key.Key_1):
        keyboard.down(key)
    assert keyboard.wall.keys == [Key.Key_Left, Key.Key_PageUp, Key.Key_1]
    assert keyboard.pushes == []


def test_other_keys_and_other_modifiers_pass(keyboard: Keyboard) -> None:
    keyboard.down(Key.Key_F)
    keyboard.down(Key.Key_Left, modifiers=Qt.KeyboardModifier.ControlModifier)
    assert keyboard.wall.keys == [Key.Key_F, Key.Key_Left]
    assert keyboard.pushes == []


def test_its_keys_are_no_shortcuts_of_the_window(keyboard: Keyboard) -> None:
    assert keyboard.claims(Key.Key_Escape)
    assert keyboard.claims(Key.Key_1)
    assert not keyboard.claims(Key.Key_F)
    assert keyboard.pushes == []
    assert keyboard.presets == []


def test_without_a_camera_there_is_no_mode(keyboard: Keyboard) -> None:
    keyboard.down(Key.Key_Left)
    keyboard.keys.set_available(False)
    assert keyboard.pushes[-1] == NOTHING
    assert keyboard.modes == [True, False]
    keyboard.down(Key.Key_P)
    assert keyboard.wall.keys == [Key.Key_P]
    keyboard.keys.set_on(True)
    assert not keyboard.keys.is_on


def test_the_pad_has_its_keys_without_the_mode(qtbot: QtBot) -> None:
    pad = keyboard_on(qtbot, always=True)
    pad.down(Key.Key_Down)
    assert pad.pushes == [frozenset({Push.DOWN})]
    pad.down(Key.Key_Escape)
    assert pad.wall.keys == [Key.Key_Escape]
