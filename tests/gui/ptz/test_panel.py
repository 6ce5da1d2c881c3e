"""The panel as a whole: what it lets the operator do with a channel, and all that stops a camera."""

from collections.abc import Callable

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from console.model.catalog import CatalogItem, ChannelRef, PtzType
from console.model.failure import DeviceOffline
from console.model.ptz import LensMotion, PtzMotion
from console.services.ptz import PtzFailed, StopState
from tests.gui.ptz.conftest import ShowPanel
from tests.gui.ptz.pointer import drag, press, release
from tests.gui.ptz.scenery import DOME, FIXED, HALTED, NVR, OTHER_DOME, SILENT, STOPPED, Scenery
from ui import theme
from ui.ptz.pad import WEDGES
from ui.ptz.panel import PtzPanel
from ui.ptz.push import NOTHING, Push

RIGHT = frozenset({Push.RIGHT})
UP = frozenset({Push.UP})


def sign(value: float) -> int:
    return (value > 0) - (value < 0)


class TestSteering:
    @pytest.mark.parametrize(
        ("wedge", "pan", "tilt"),
        [
            ({Push.RIGHT}, 1, 0),
            ({Push.RIGHT, Push.UP}, 1, 1),
            ({Push.UP}, 0, 1),
            ({Push.LEFT, Push.UP}, -1, 1),
            ({Push.LEFT}, -1, 0),
            ({Push.LEFT, Push.DOWN}, -1, -1),
            ({Push.DOWN}, 0, -1),
            ({Push.RIGHT, Push.DOWN}, 1, -1),
        ],
    )
    def test_a_wedge_turns_the_camera_its_way(
        self, panel: PtzPanel, scenery: Scenery, wedge: set[Push], pan: int, tilt: int
    ) -> None:
        press(panel.pad, frozenset(wedge))
        motion = scenery.ptz.last
        assert isinstance(motion, PtzMotion)
        assert (sign(motion.pan), sign(motion.tilt), motion.zoom) == (pan, tilt, 0.0)
        assert panel.is_steering
        release(panel.pad)
        assert scenery.ptz.last == STOPPED
        assert not panel.is_steering

    def test_a_drag_turns_it_another_way_without_a_stop_between(self, panel: PtzPanel, scenery: Scenery) -> None:
        press(panel.pad, RIGHT)
        drag(panel.pad, UP)
        assert scenery.ptz.of(DOME) == [PtzMotion(pan=0.5), PtzMotion(tilt=0.5)]

    @pytest.mark.parametrize(
        ("pair", "less", "more"),
        [
            ("_zoom", PtzMotion(zoom=-0.5), PtzMotion(zoom=0.5)),
            ("_focus", LensMotion(focus=-0.5), LensMotion(focus=0.5)),
            ("_iris", LensMotion(iris=-0.5), LensMotion(iris=0.5)),
        ],
    )
    def test_lens_buttons_work_while_they_are_held(
        self, panel: PtzPanel, scenery: Scenery, qtbot: QtBot, pair: str, less: object, more: object
    ) -> None:
        for button, motion in zip(getattr(panel, pair).buttons, (less, more), strict=True):
            scenery.ptz.told.clear()
            qtbot.mousePress(button, Qt.MouseButton.LeftButton)
            assert scenery.ptz.of(DOME) == [motion]
            qtbot.mouseRelease(button, Qt.MouseButton.LeftButton)
            assert scenery.ptz.of(DOME) == [motion, STOPPED]

    def test_the_hub_stops_also_what_was_not_confirmed(self, panel: PtzPanel, scenery: Scenery) -> None:
        press(panel.pad, NOTHING)
        assert scenery.ptz.of(DOME) == [HALTED]

    def test_the_speed_is_shown_told_and_used(self, panel: PtzPanel, scenery: Scenery, qtbot: QtBot) -> None:
        with qtbot.waitSignal(panel.speed_changed) as signal:
            panel._speed.setValue(10)
        assert signal.args == [10]
        assert panel._speed_value.text() == "10"
        press(panel.pad, RIGHT)
        assert scenery.ptz.last == PtzMotion(pan=1.0)

    def test_a_remembered_speed_comes_back(self, panel: PtzPanel) -> None:
        panel.speed = 3
        assert panel.speed == 3
        assert panel._speed.value() == 3

    def test_steering_is_told_once_each_way(self, panel: PtzPanel) -> None:
        told: list[bool] = []
        panel.steered.connect(told.append)
        press(panel.pad, RIGHT)
        drag(panel.pad, UP)
        release(panel.pad)
        assert told == [True, False]

    def test_every_button_can_be_hit(self, panel: PtzPanel) -> None:
        buttons = [button for pair in (panel._zoom, panel._focus, panel._iris) for button in pair.buttons]
        assert all(min(button.width(), button.height()) >= 24 for button in buttons)


def _another_window(panel: PtzPanel) -> None:
    QCoreApplication.sendEvent(panel.window(), QEvent(QEvent.Type.WindowDeactivate))


def _application_left(panel: PtzPanel) -> None:
    application = QGuiApplication.instance()
    assert isinstance(application, QGuiApplication)
    application.applicationStateChanged.emit(Qt.ApplicationState.ApplicationInactive)


def _application_quits(panel: PtzPanel) -> None:
    application = QGuiApplication.instance()
    assert isinstance(application, QGuiApplication)
    application.aboutToQuit.emit()


def _out_of_the_box(panel: PtzPanel) -> None:
    drag(panel.pad, panel.pad.rect().bottomRight().toPointF() * 2)


CAUSES: dict[str, Callable[[PtzPanel], object]] = {
    "release": lambda panel: release(panel.pad),
    "out of the box": _out_of_the_box,
    "focus to another": lambda panel: panel._speed.setFocus(),
    "pointer left": lambda panel: QCoreApplication.sendEvent(panel.pad, QEvent(QEvent.Type.Leave)),
    "pad hidden": lambda panel: panel.pad.hide(),
    "panel hidden": lambda panel: panel.hide(),
    "minimised": lambda panel: panel.window().showMinimized(),
    "another window": _another_window,
    "another application": _application_left,
    "end of the program": _application_quits,
    "disabled": lambda panel: panel.setEnabled(False),
    "another channel": lambda panel: panel.show_channel(OTHER_DOME),
    "no channel": lambda panel: panel.show_channel(None),
    "device offline": lambda panel: panel._access.devices.remove(NVR),
    "stop asked": lambda panel: panel.stop(),
    "destroyed": shiboken6.delete,
}


@pytest.mark.parametrize("cause", CAUSES)
def test_it_stops_at(cause: str, show: ShowPanel, scenery: Scenery) -> None:
    panel = show()
    press(panel.pad, RIGHT)
    assert scenery.ptz.of(DOME) == [PtzMotion(pan=0.5)]
    CAUSES[cause](panel)
    assert scenery.ptz.of(DOME)[1:2] == [STOPPED]
    assert set(scenery.ptz.of(DOME)[1:]) <= {STOPPED, HALTED}
    assert scenery.ptz.of(OTHER_DOME) == []
    if shiboken6.isValid(panel):
        assert not panel.is_steering
        assert not panel._helm._renewal.isActive()


def test_a_stop_is_for_good_until_it_is_pressed_anew(panel: PtzPanel, scenery: Scenery) -> None:
    press(panel.pad, RIGHT)
    _application_left(panel)
    drag(panel.pad, UP)
    assert scenery.ptz.last == STOPPED


def test_another_window_that_comes_to_the_front_stops(panel: PtzPanel, scenery: Scenery, qtbot: QtBot) -> None:
    other = QWidget()
    qtbot.addWidget(other)
    press(panel.pad, RIGHT)
    other.show()
    other.activateWindow()
    qtbot.waitUntil(lambda: scenery.ptz.last == STOPPED)


def test_a_dock_that_closes_stops(scenery: Scenery, qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    panel = scenery.panel()
    window.setCentralWidget(panel)
    window.show()
    press(panel.pad, RIGHT)
    window.close()
    assert scenery.ptz.last == STOPPED


class TestObstacles:
    @pytest.mark.parametrize(
        ("channel", "title"),
        [
            (None, "No camera selected"),
            (FIXED, "This camera is fixed"),
            (ChannelRef("x", "y"), "The device is offline"),
        ],
    )
    def test_what_cannot_be_steered_says_why(self, show: ShowPanel, channel: ChannelRef | None, title: str) -> None:
        panel = show(channel)
        assert panel._empty.isVisible()
        assert panel._empty.title == title
        assert not panel.pad.isEnabled()
        assert not panel.pad.isVisible()

    @pytest.mark.parametrize("channel", [DOME, OTHER_DOME, SILENT])
    def test_domes_and_those_that_do_not_say_can_be(self, show: ShowPanel, channel: ChannelRef) -> None:
        panel = show(channel)
        assert panel.pad.isVisible()
        assert panel.pad.isEnabled()
        assert panel._name.text()

    def test_a_fixed_camera_is_steered_by_those_who_insist(self, show: ShowPanel, scenery: Scenery) -> None:
        panel = show(FIXED)
        panel._empty._button.click()
        press(panel.pad, RIGHT)
        assert scenery.ptz.of(FIXED) == [PtzMotion(pan=0.5)]
        panel.show_channel(DOME)
        panel.show_channel(FIXED)
        assert panel.pad.isVisible()

    def test_a_camera_found_to_be_fixed_stops(self, panel: PtzPanel, scenery: Scenery) -> None:
        press(panel.pad, RIGHT)
        scenery.catalogs.put([CatalogItem(*DOME, name="Gate South", ptz_type=PtzType.FIXED)])
        assert scenery.ptz.last == STOPPED
        assert panel._empty.title == "This camera is fixed"

    def test_a_device_that_comes_back_can_be_steered_again(self, panel: PtzPanel, scenery: Scenery) -> None:
        scenery.put_online(False)
        assert panel._empty.title == "The device is offline"
        scenery.put_online(True)
        press(panel.pad, RIGHT)
        assert scenery.ptz.last == PtzMotion(pan=0.5)

    def test_a_channel_without_a_device_is_looked_for(self, show: ShowPanel, scenery: Scenery) -> None:
        panel = show(ChannelRef("", DOME.channel_id))
        press(panel.pad, RIGHT)
        assert scenery.ptz.of(DOME) == [PtzMotion(pan=0.5)]


class TestWords:
    def test_a_stop_that_is_not_confirmed_is_told(self, panel: PtzPanel, scenery: Scenery) -> None:
        scenery.ptz.say_stop(DOME, StopState.PENDING)
        assert panel._state.text() == "Stopping…"
        scenery.ptz.say_stop(DOME, StopState.NOT_CONFIRMED)
        assert panel._state.text() == "▲ Stop not confirmed"
        assert panel._state.property("tone") == "warn"
        scenery.ptz.say_stop(DOME, StopState.CONFIRMED)
        assert panel._state.text() == "Ready"

    def test_the_stop_of_another_channel_is_not(self, panel: PtzPanel, scenery: Scenery) -> None:
        scenery.ptz.say_stop(OTHER_DOME, StopState.NOT_CONFIRMED)
        assert panel._state.text() == "Ready"
        panel.show_channel(OTHER_DOME)
        assert panel._state.text() == "▲ Stop not confirmed"

    def test_a_failed_motion_is_told_until_the_next(self, panel: PtzPanel, scenery: Scenery) -> None:
        scenery.ptz.failed.emit(PtzFailed(OTHER_DOME, DeviceOffline(NVR)))
        assert not panel._notice.isVisible()
        scenery.ptz.failed.emit(PtzFailed(DOME, DeviceOffline(NVR)))
        assert panel._notice.text == "The camera was not moved.\nThe device is offline."
        press(panel.pad, RIGHT)
        assert not panel._notice.isVisible()

    def test_a_failure_stays_with_its_channel(self, panel: PtzPanel, scenery: Scenery) -> None:
        scenery.ptz.failed.emit(PtzFailed(DOME, DeviceOffline(NVR)))
        panel.show_channel(OTHER_DOME)
        assert not panel._notice.isVisible()

    def test_the_pad_stays_where_it_is_when_something_is_told(self, panel: PtzPanel, scenery: Scenery) -> None:
        before = panel.pad.mapToGlobal(panel.pad.rect().center())
        scenery.ptz.failed.emit(PtzFailed(DOME, DeviceOffline(NVR)))
        QCoreApplication.sendPostedEvents()
        assert panel.pad.mapToGlobal(panel.pad.rect().center()) == before

    def test_it_speaks_another_language_at_once(
        self, panel: PtzPanel, scenery: Scenery, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        scenery.ptz.failed.emit(PtzFailed(DOME, DeviceOffline(NVR)))
        monkeypatch.setattr(panel, "tr", lambda text: f"<{text}>")
        monkeypatch.setattr(panel._presets, "tr", lambda text: f"<{text}>")
        panel._notice._text.setText("")
        for widget in (panel, panel._presets):
            QCoreApplication.sendEvent(widget, QEvent(QEvent.Type.LanguageChange))
        assert panel._speed_name.text() == "<Speed>"
        assert panel._state.text() == "<Ready>"
        assert panel._presets._call.text() == "<Call>"
        assert panel._notice.text.startswith("The camera was not moved.")

    def test_it_follows_the_theme(self, panel: PtzPanel, qapp: QApplication) -> None:
        def corner() -> str:
            return panel.grab().toImage().pixelColor(2, 2).name().upper()

        assert corner() == theme.DARK.panel
        try:
            theme.apply(qapp, "light")
            assert corner() == theme.LIGHT.panel
        finally:
            theme.apply(qapp, "dark")


class TestKeyMode:
    @pytest.fixture
    def wall(self, panel: PtzPanel, qtbot: QtBot) -> QWidget:
        made = QWidget()
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        qtbot.addWidget(made)
        made.show()
        panel.keys.filter_for(made)
        return made

    def test_it_is_seen_and_told(self, panel: PtzPanel) -> None:
        told: list[bool] = []
        panel.keys_toggled.connect(told.append)
        panel.toggle_keys()
        assert panel._keys_text.isVisible()
        assert panel._keys_button.isChecked()
        assert panel._state.text() == "The keyboard steers"
        panel._keys_button.click()
        assert not panel._keys_text.isVisible()
        assert told == [True, False]

    def test_the_keys_of_the_wall_steer_and_light_the_pad(
        self, panel: PtzPanel, wall: QWidget, scenery: Scenery
    ) -> None:
        panel.toggle_keys()
        for key in (Qt.Key.Key_Left, Qt.Key.Key_Up):
            QCoreApplication.sendEvent(wall, QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier))
        assert scenery.ptz.last == PtzMotion(pan=-0.5, tilt=0.5)
        assert panel.pad._lit == WEDGES[3]
        QCoreApplication.sendEvent(
            wall, QKeyEvent(QEvent.Type.KeyRelease, Qt.Key.Key_Left, Qt.KeyboardModifier.NoModifier)
        )
        assert scenery.ptz.last == PtzMotion(tilt=0.5)
        QCoreApplication.sendEvent(wall, QEvent(QEvent.Type.FocusOut))
        assert scenery.ptz.last == STOPPED

    def test_keys_that_were_stopped_must_be_pressed_anew(
        self, panel: PtzPanel, wall: QWidget, scenery: Scenery, qtbot: QtBot
    ) -> None:
        panel.toggle_keys()
        qtbot.keyPress(wall, Qt.Key.Key_Left)
        panel.stop()
        qtbot.keyPress(wall, Qt.Key.Key_Up)
        assert scenery.ptz.last == PtzMotion(tilt=0.5)

    def test_a_click_on_the_button_brings_the_keys_to_the_pad(self, panel: PtzPanel) -> None:
        panel._speed.setFocus()
        panel._keys_button.click()
        assert panel.pad.hasFocus()

    def test_it_ends_where_nothing_can_be_steered(self, panel: PtzPanel) -> None:
        panel.toggle_keys()
        panel.show_channel(OTHER_DOME)
        assert panel.keys.is_on
        panel.show_channel(FIXED)
        assert not panel.keys.is_on
        panel.toggle_keys()
        assert not panel.keys.is_on

    def test_tab_reaches_the_pad_and_arrows_turn_it(self, panel: PtzPanel, scenery: Scenery, qtbot: QtBot) -> None:
        assert panel.pad.focusPolicy() & Qt.FocusPolicy.TabFocus
        panel.pad.setFocus()
        qtbot.keyPress(panel.pad, Qt.Key.Key_Down)
        assert scenery.ptz.last == PtzMotion(tilt=-0.5)
        qtbot.keyRelease(panel.pad, Qt.Key.Key_Down)
        assert scenery.ptz.last == STOPPED
