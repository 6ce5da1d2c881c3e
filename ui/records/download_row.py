"""One download: what it is, how far it has come, and what can be done about it."""

from collections.abc import Callable

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from console.services.download import Download, DownloadState
from ui import measures, wording
from ui.icons import Icon
from ui.theme import TypeSize
from ui.widgets.label import ElidedLabel, Paragraph
from ui.widgets.listening import gathered, listen
from ui.widgets.surface import icon_button, name_button, rule
from ui.widgets.translated import Translated

_STEPS = 1000  # of the progress bar
_TONES = {
    DownloadState.DONE: "ok",
    DownloadState.INCOMPLETE: "warn",
    DownloadState.FAILED: "crit",
}


class DownloadRow(Translated):
    """Follows one download as long as it is shown."""

    retry_wanted = Signal(object)  # Download

    def __init__(
        self, download: Download, name: str, monotonic: Callable[[], float], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.download = download
        self._monotonic = monotonic
        self._name = ElidedLabel(name, size=TypeSize.DENSE)
        self._span = ElidedLabel(size=TypeSize.CAPTION, tone="text_mid")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setMaximum(_STEPS)
        self._words = Paragraph(size=TypeSize.CAPTION)
        self._cancel = icon_button(Icon.X)
        self._retry = icon_button(Icon.REFRESH_CW)
        self._open = icon_button(Icon.FOLDER_OPEN)
        self._lay_out()
        self._cancel.clicked.connect(lambda: download.cancel())
        self._retry.clicked.connect(lambda: self.retry_wanted.emit(download))
        self._open.clicked.connect(self._open_folder)
        listen(self, download.changed, gathered(self, self.refresh))
        self.retranslate()

    @property
    def text(self) -> str:
        """What is said about it."""
        return self._words.plain_text()

    def refresh(self) -> None:
        """Show what has come meanwhile."""
        download, state = self.download, self.download.state
        self._bar.setValue(round(download.progress * _STEPS))
        self._bar.setVisible(not download.is_over)
        self._cancel.setVisible(not download.is_over)
        self._retry.setVisible(state in (DownloadState.FAILED, DownloadState.INCOMPLETE, DownloadState.CANCELLED))
        self._open.setVisible(state in (DownloadState.DONE, DownloadState.INCOMPLETE))
        self._words.setText("  ·  ".join(part for part in self._parts() if part))
        self._words.set_tone(_TONES.get(state, "text_mid"))

    def retranslate(self) -> None:
        start, end = measures.day_and_time(self.download.span.start), measures.time_of_day(self.download.span.end)
        self._span.setText(f"{start} – {end}")
        name_button(self._cancel, self.tr("Cancel, and remove the file"))
        name_button(self._retry, self.tr("Download again"))
        name_button(self._open, self.tr("Open the folder"))
        self.refresh()

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        for part in (self._name, self._span, self._bar, self._words):
            words.addWidget(part)
        row = QHBoxLayout()
        row.setContentsMargins(10, 6, 6, 5)
        row.setSpacing(4)
        row.addLayout(words, 1)
        for one in (self._cancel, self._retry, self._open):
            row.addWidget(one)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(rule())

    def _parts(self) -> tuple[str, ...]:
        download = self.download
        size = measures.octets(download.octets) if download.octets else ""
        note = wording.fill(self.tr("sound not kept (%1)"), download.note) if download.note else ""
        match download.state:
            case DownloadState.STARTING:
                return (self.tr("Asking the device"),)
            case DownloadState.RUNNING:
                left = download.remaining(self._monotonic())
                remaining = wording.fill(self.tr("%1 left"), measures.length(left)) if left is not None else ""
                return f"{download.progress * 100:.0f} %", size, remaining
            case DownloadState.DONE:
                return self.tr("Done"), size, note
            case DownloadState.INCOMPLETE:
                kept = measures.length(download.seconds)
                return wording.fill(self.tr("Incomplete: %1 kept"), kept), size, self._reason(), note
            case DownloadState.CANCELLED:
                return (self.tr("Cancelled"),)
        return self.tr("Failed"), self._reason()

    def _reason(self) -> str:
        if self.download.failure is None:
            return ""
        words = wording.of_failure(self.download.failure)
        return f"{words.sentence} {words.advice}".strip()

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.download.path.parent)))
