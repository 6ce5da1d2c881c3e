"""Files being fetched, and those that were."""

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from console.model.catalog import ChannelRef
from console.model.records import TimeSpan
from console.services.download import Download
from ui import wording
from ui.icons import Icon
from ui.records.access import RecordsAccess
from ui.records.download_row import DownloadRow
from ui.records.folder_choice import FolderChoice
from ui.theme import TypeSize
from ui.widgets.label import ElidedLabel, Paragraph
from ui.widgets.listening import listen
from ui.widgets.surface import icon_button, name_button, rule
from ui.widgets.translated import Translated


class DownloadList(Translated):
    """The newest first. Everything that is to be downloaded is started here."""

    counted = Signal(int)  # how many are listed
    news = Signal()  # something that the operator should look at

    def __init__(self, access: RecordsAccess, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._access = access
        self._choice = FolderChoice(access, self)
        self._rows: list[DownloadRow] = []
        self._folder = ElidedLabel(size=TypeSize.CAPTION, tone="text_mid", mode=Qt.TextElideMode.ElideMiddle)
        self._change = icon_button(Icon.FOLDER)
        self._refusal = Paragraph(size=TypeSize.CAPTION, tone="crit")
        self._refusal.hide()
        self._hint = Paragraph(size=TypeSize.DENSE, tone="text_low")
        self._lay_out()
        self._change.clicked.connect(self._choice.ask)
        self._choice.changed.connect(self._show_folder)
        self._choice.refused.connect(self._refuse)
        listen(self, access.downloads.changed, self._add)
        for download in access.downloads.all():
            self._add(download)
        self.retranslate()

    @property
    def rows(self) -> list[DownloadRow]:
        return self._rows

    @property
    def choice(self) -> FolderChoice:
        """Where they go."""
        return self._choice

    def fetch(self, wanted: Iterable[tuple[ChannelRef, TimeSpan]]) -> None:
        """Start a download of each, once it is known where to."""
        each = list(wanted)

        def start(folder: Path) -> None:
            for ref, span in each:
                self._access.downloads.start(ref, span, folder)
            self.news.emit()

        if each:
            self._choice.with_folder(start)

    def retranslate(self) -> None:
        name_button(self._change, self.tr("Choose another folder"))
        self._hint.setText(self.tr("Select a stretch of the timeline with Shift and the mouse to download it."))
        self._show_folder()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(10, 2, 6, 2)
        top.addWidget(self._folder, 1)
        top.addWidget(self._change)
        content = QWidget()
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._hint.setContentsMargins(10, 8, 10, 8)
        self._refusal.setContentsMargins(10, 0, 10, 4)
        self._column.addWidget(self._hint)
        self._column.addStretch(1)
        area = QScrollArea()
        area.setWidget(content)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self._refusal)
        layout.addWidget(rule())
        layout.addWidget(area, 1)

    def _add(self, download: Download) -> None:
        row = DownloadRow(download, self._access.name_of(download.channel), self._access.clock.monotonic)
        row.retry_wanted.connect(self._retry)
        self._rows.insert(0, row)
        self._column.insertWidget(0, row)
        self._hint.hide()
        self.counted.emit(len(self._rows))

    def _retry(self, download: Download) -> None:
        """The new one takes the place of the old."""
        old = next((row for row in self._rows if row.download is download), None)

        def start(folder: Path) -> None:
            if old is not None and old in self._rows:
                self._rows.remove(old)
                old.hide()
                old.deleteLater()
            self._access.downloads.start(download.channel, download.span, folder)

        self._choice.with_folder(start)

    def _show_folder(self) -> None:
        self._refusal.hide()
        folder = self._choice.folder
        self._folder.setText(str(folder) if folder else self.tr("The folder is asked for with the first download."))

    def _refuse(self, folder: Path) -> None:
        text = self.tr("You may not write into %1. Choose another folder.")
        self._refusal.setText(wording.fill(text, folder))
        self._refusal.show()
        self.news.emit()
