"""How a search stands, in words."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from console.model.catalog import ChannelRef
from console.model.records import TimeSpan
from ui import wording
from ui.records.searches import Progress, Stage
from ui.records.spans import is_whole_day

TONES = {Stage.INCOMPLETE: "warn", Stage.FAILED: "crit"}  # of what is said


def summary(progress: Progress, span: TimeSpan | None, name_of: Callable[[ChannelRef], str] | None = None) -> str:
    """One line about all channels; `name_of` is given where a failure must name its channel."""
    match progress.stage:
        case Stage.IDLE:
            return ""
        case Stage.RUNNING:
            return _running(progress)
        case Stage.COMPLETE:
            if not progress.found:
                return nothing_found(span)
            return wording.fill(QCoreApplication.translate("records", "Recordings: %1"), progress.found)
        case Stage.INCOMPLETE:
            return incomplete(progress)
        case Stage.CANCELLED:
            return wording.fill(QCoreApplication.translate("records", "Cancelled; found so far: %1"), progress.found)
    text = wording.of_failure(progress.failure).sentence if progress.failure else ""
    return f"{name_of(progress.ref)}: {text}" if name_of and progress.ref else text


def advice(progress: Progress) -> str:
    """What to try after a failure, and its detail for the engineer."""
    if progress.stage is not Stage.FAILED or progress.failure is None:
        return ""
    words = wording.of_failure(progress.failure)
    return f"{words.advice}\n{words.detail}".strip()


def of_lane(progress: Progress, span: TimeSpan | None) -> str:
    """What a channel without recordings says instead."""
    match progress.stage:
        case Stage.IDLE:
            return ""
        case Stage.RUNNING:
            return QCoreApplication.translate("records", "Searching…")
        case Stage.COMPLETE:
            return nothing_found(span)
        case Stage.CANCELLED:
            return QCoreApplication.translate("records", "Cancelled")
        case Stage.INCOMPLETE:
            return incomplete(progress)
    return wording.of_failure(progress.failure).sentence if progress.failure else ""


def incomplete(progress: Progress) -> str:
    """Parts of the answer are missing."""
    if progress.total is None:
        text = QCoreApplication.translate("records", "The device sent %1 recordings and not all of its answer.")
        return wording.fill(text, progress.found)
    text = QCoreApplication.translate("records", "The device announced %1 recordings and sent %2.")
    return wording.fill(text, progress.total, progress.found)


def nothing_found(span: TimeSpan | None) -> str:
    if span is not None and is_whole_day(span):
        return QCoreApplication.translate("records", "No recordings on this day")
    return QCoreApplication.translate("records", "No recordings in this span")


def _running(progress: Progress) -> str:
    if progress.total is None:
        return QCoreApplication.translate("records", "Searching…")
    text = QCoreApplication.translate("records", "%1 of %2")
    return wording.fill(text, progress.found, max(progress.found, progress.total))
