"""What the panel tells of motions and stored positions: what came of them, in words."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from ui import wording
from ui.ptz.preset_book import PresetAct, PresetOutcome
from ui.widgets.notice import Tone

_THANKS = 4.0  # seconds a success is shown


@dataclass(frozen=True, slots=True)
class News:
    """Shown for `lasts` seconds, or until the camera is moved again."""

    tone: Tone
    text: str
    detail: str = ""
    lasts: float | None = None


def failed_motion(failure: Exception) -> News:
    return _failed(QCoreApplication.translate("ptz", "The camera was not moved."), failure)


def news_of(outcome: PresetOutcome) -> News:
    """Of calling, saving and deleting a preset, or of asking for their list."""
    done, failed = {
        PresetAct.CALL: (
            QCoreApplication.translate("ptz", "Preset %1 called."),
            QCoreApplication.translate("ptz", "Preset %1 was not called."),
        ),
        PresetAct.SAVE: (
            QCoreApplication.translate("ptz", "Saved as preset %1."),
            QCoreApplication.translate("ptz", "Preset %1 was not saved."),
        ),
        PresetAct.DELETE: (
            QCoreApplication.translate("ptz", "Preset %1 deleted."),
            QCoreApplication.translate("ptz", "Preset %1 was not deleted."),
        ),
        PresetAct.REFRESH: ("", QCoreApplication.translate("ptz", "The list of presets is the one known before.")),
    }[outcome.act]
    if outcome.failure is not None:
        return _failed(wording.fill(failed, outcome.number), outcome.failure)
    return News(Tone.DONE, wording.fill(done, outcome.number), lasts=_THANKS)


def _failed(what: str, failure: Exception) -> News:
    words = wording.of_failure(failure)
    return News(Tone.FAIL, f"{what}\n{words.sentence}", words.detail)
