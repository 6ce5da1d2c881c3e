"""The steering panel for the gallery, in the states an operator meets."""

from PySide6.QtWidgets import QWidget

from console.model.catalog import ChannelRef
from console.model.failure import NoAnswer
from console.model.ptz import Preset
from console.services.ptz import PtzFailed, StopState
from tests.gui.ptz.scenery import DOME, FIXED, OTHER_DOME, PRESETS, Scenery
from ui.ptz.panel import PtzPanel
from ui.ptz.preset_book import ListPhase, PresetAct, PresetOutcome
from ui.ptz.push import Push


def _panel(channel: ChannelRef | None = DOME, presets: tuple[Preset, ...] | None = PRESETS) -> PtzPanel:
    scenery = Scenery()
    made = scenery.panel(channel)
    if channel is not None and presets is not None:
        made._book.list_of(channel).take(presets)
        made._book.changed.emit(channel)
    made.resize(288, 620)
    return made


def ptz() -> QWidget:
    """At rest."""
    made = _panel()
    made.pad.setFocus()
    return made


def ptz_low() -> QWidget:
    """The lowest dock there is."""
    made = _panel(OTHER_DOME)
    made.resize(260, 420)
    return made


def ptz_steering() -> QWidget:
    """By two keys at once, in key mode."""
    made = _panel()
    made.keys.set_on(True)
    made.speed = 8
    made._helm.hold(made, frozenset({Push.RIGHT, Push.UP}))
    made.destroyed.connect(made._helm.let_go)
    return made


def ptz_unconfirmed() -> QWidget:
    """A camera that does not answer."""
    made = _panel(presets=None)
    known = made._book.list_of(DOME)
    known.phase, known.failure = ListPhase.FAILED, NoAnswer("PresetQuery", 6.0)
    made._book.changed.emit(DOME)
    made._access.ptz.failed.emit(PtzFailed(DOME, NoAnswer("MESSAGE", 8.0)))
    made._access.ptz.say_stop(DOME, StopState.NOT_CONFIRMED)
    return made


def ptz_overwrite() -> QWidget:
    """Saving where there is a position already."""
    made = _panel()
    made._presets._number.setValue(3)
    made._presets._save._ask.click()
    made._book.ended.emit(PresetOutcome(DOME, PresetAct.CALL, 3))
    return made


def ptz_asking() -> QWidget:
    made = _panel(presets=None)
    made._book.list_of(DOME).phase = ListPhase.ASKING
    made._book.changed.emit(DOME)
    return made


def ptz_no_presets() -> QWidget:
    return _panel(presets=())


def ptz_fixed() -> QWidget:
    return _panel(FIXED)


def ptz_offline() -> QWidget:
    made = _panel()
    made._access.devices.remove(DOME.device_id)
    return made


def ptz_none() -> QWidget:
    return _panel(None)


PAGES = {
    "ptz": ptz,
    "ptz-low": ptz_low,
    "ptz-steering": ptz_steering,
    "ptz-unconfirmed": ptz_unconfirmed,
    "ptz-overwrite": ptz_overwrite,
    "ptz-asking": ptz_asking,
    "ptz-no-presets": ptz_no_presets,
    "ptz-fixed": ptz_fixed,
    "ptz-offline": ptz_offline,
    "ptz-none": ptz_none,
}
