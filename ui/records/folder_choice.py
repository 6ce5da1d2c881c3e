"""Where downloads go: asked for the first time, remembered, and changed when the operator likes."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QFileInfo, QObject, QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from ui.records.access import RecordsAccess


class FolderChoice(QObject):
    """Never a dialog that stops the rest."""

    changed = Signal()
    refused = Signal(object)  # Path that cannot be written to

    def __init__(self, access: RecordsAccess, parent: QWidget) -> None:
        super().__init__(parent)
        self._access = access
        self._window = parent
        self._dialog: QFileDialog | None = None
        self._then: list[Callable[[Path], None]] = []

    @property
    def folder(self) -> Path | None:
        return self._access.download_folder()

    def with_folder(self, then: Callable[[Path], None]) -> None:
        """Call `then` with the folder; once there is one, if it must be asked for first."""
        if self.folder is not None:
            then(self.folder)
        else:
            self._then.append(then)
            self.ask()

    def ask(self) -> None:
        """Let the operator choose."""
        if self._dialog is not None:
            self._dialog.raise_()
            return
        dialog = self._dialog = QFileDialog(self._window, self.tr("Folder for downloads"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setDirectory(str(self.folder or default_folder()))
        dialog.fileSelected.connect(self._use)
        dialog.finished.connect(self._closed)
        dialog.open()

    def _use(self, chosen: str) -> None:
        folder = Path(chosen)
        if not QFileInfo(chosen).isWritable():
            self.refused.emit(folder)
            return
        self._access.remember_download_folder(folder)
        self.changed.emit()
        waiting, self._then = self._then, []
        for then in waiting:
            then(folder)

    def _closed(self) -> None:
        self._then.clear()
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None


def default_folder() -> Path:
    """Where videos go on this computer; the home directory where no place is made for them."""
    videos = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.MoviesLocation))
    return videos if videos.is_dir() else Path.home()
