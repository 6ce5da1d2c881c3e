"""Downloads: their states in words, and where they go."""

from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from console.model.failure import EndedByDevice, FileFailed
from console.model.records import TimeSpan
from console.services.download import DownloadState
from tests.gui.records.scenery import RecordsScenery, StagedDownload, at
from tests.gui.wall.scenery import ref
from ui.records.download_list import DownloadList
from ui.records.download_row import DownloadRow
from ui.records.folder_choice import default_folder
from ui.records.panel import RecordsPanel

SPAN = TimeSpan(at(6), at(6, 30))


@pytest.fixture
def downloads(scenery: RecordsScenery, qtbot: QtBot) -> DownloadList:
    downloads = DownloadList(scenery.access)
    qtbot.addWidget(downloads)
    downloads.resize(300, 200)
    downloads.show()
    return downloads


def begin(downloads: DownloadList, scenery: RecordsScenery) -> tuple[StagedDownload, DownloadRow]:
    downloads.fetch([(ref(1), SPAN)])
    return scenery.downloads.started[-1], downloads.rows[0]


class TestStates:
    def test_it_waits_for_the_device(self, downloads: DownloadList, scenery: RecordsScenery) -> None:
        _, row = begin(downloads, scenery)
        assert row.text == "Asking the device"
        assert row._name.text() == "Gate North"
        assert row._span.text() == "2026-03-01 06:00:00 – 06:30:00"

    def test_progress_size_and_remaining_time(
        self, downloads: DownloadList, scenery: RecordsScenery, qtbot: QtBot
    ) -> None:
        download, row = begin(downloads, scenery)
        scenery.clock.advance(60)
        download.say(DownloadState.RUNNING, seconds=450.0, octets=12_400_000)
        qtbot.waitUntil(lambda: row.text == "25 %  ·  12.4 MB  ·  3:00 left")
        assert row._bar.value() == 250
        assert row._bar.isVisible()

    def test_done(self, downloads: DownloadList, scenery: RecordsScenery, qtbot: QtBot) -> None:
        download, row = begin(downloads, scenery)
        download.say(DownloadState.DONE, octets=50_000_000, note="audio g722 left out")
        qtbot.waitUntil(lambda: row.text == "Done  ·  50.0 MB  ·  sound not kept (audio g722 left out)")
        assert [row._cancel.isVisible(), row._retry.isVisible(), row._open.isVisible()] == [False, False, True]

    def test_incomplete_says_what_is_kept_and_why(
        self, downloads: DownloadList, scenery: RecordsScenery, qtbot: QtBot
    ) -> None:
        download, row = begin(downloads, scenery)
        download.say(DownloadState.INCOMPLETE, seconds=721.0, octets=5_000_000, failure=EndedByDevice("busy"))
        qtbot.waitUntil(
            lambda: row.text.startswith("Incomplete: 12:01 kept  ·  5.0 MB  ·  The device ended the video.")
        )
        assert [row._cancel.isVisible(), row._retry.isVisible(), row._open.isVisible()] == [False, True, True]

    def test_a_folder_that_cannot_be_written_is_told(
        self, downloads: DownloadList, scenery: RecordsScenery, qtbot: QtBot
    ) -> None:
        download, row = begin(downloads, scenery)
        download.say(DownloadState.FAILED, failure=FileFailed("/x/a.mp4", "Permission denied"))
        qtbot.waitUntil(lambda: row.text.startswith("Failed  ·  The file could not be written."))
        assert "choose another folder" in row.text
        assert [row._cancel.isVisible(), row._retry.isVisible(), row._open.isVisible()] == [False, True, False]

    def test_it_is_cancelled_in_place(self, downloads: DownloadList, scenery: RecordsScenery, qtbot: QtBot) -> None:
        _, row = begin(downloads, scenery)
        row._cancel.click()
        qtbot.waitUntil(lambda: row.text == "Cancelled")
        assert not row._cancel.isVisible()

    def test_another_try_takes_the_place_of_a_failed_one(
        self, downloads: DownloadList, scenery: RecordsScenery
    ) -> None:
        download, row = begin(downloads, scenery)
        download.say(DownloadState.FAILED, failure=FileFailed("/x", "full"))
        row.refresh()
        row._retry.click()
        assert len(downloads.rows) == 1
        assert downloads.rows[0].download is scenery.downloads.started[1]
        assert scenery.downloads.started[1].span == SPAN

    def test_the_folder_is_opened(
        self, downloads: DownloadList, scenery: RecordsScenery, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        opened: list[QUrl] = []
        monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
        download, row = begin(downloads, scenery)
        download.say(DownloadState.DONE)
        row.refresh()
        row._open.click()
        assert opened == [QUrl.fromLocalFile(str(scenery.folder))]

    def test_the_newest_is_first_and_all_are_counted(
        self, panel: RecordsPanel, scenery: RecordsScenery, qtbot: QtBot
    ) -> None:
        panel.downloads.fetch([(ref(1), SPAN), (ref(2), SPAN)])
        assert [row._name.text() for row in panel.downloads.rows] == ["Yard", "Gate North"]
        assert panel._tabs.tabText(1) == "Downloads  2"
        assert panel._tabs.currentIndex() == 1


class TestFolder:
    @pytest.fixture
    def folder(self, scenery: RecordsScenery) -> Path:
        """Not chosen yet."""
        folder, scenery.folder = scenery.folder, None
        assert folder is not None
        return folder

    def dialog(self, downloads: DownloadList) -> QFileDialog:
        (dialog,) = (one for one in downloads.findChildren(QFileDialog) if one.isVisible())
        return dialog

    def test_the_first_download_asks_for_it_and_the_next_does_not(
        self, folder: Path, downloads: DownloadList, scenery: RecordsScenery
    ) -> None:
        downloads.fetch([(ref(1), SPAN)])
        assert scenery.downloads.started == []
        dialog = self.dialog(downloads)
        dialog.fileSelected.emit(str(folder))
        dialog.reject()
        assert scenery.folder == folder
        assert [one.path.parent for one in scenery.downloads.started] == [folder]
        assert downloads._folder.text() == str(folder)
        downloads.fetch([(ref(2), SPAN)])
        assert len(scenery.downloads.started) == 2

    def test_no_answer_starts_nothing(self, folder: Path, downloads: DownloadList, scenery: RecordsScenery) -> None:
        downloads.fetch([(ref(1), SPAN)])
        self.dialog(downloads).reject()
        downloads.choice.ask()
        self.dialog(downloads).fileSelected.emit(str(folder))
        self.dialog(downloads).reject()
        assert scenery.downloads.started == []
        assert scenery.folder == folder

    def test_one_that_cannot_be_written_is_refused_in_words(
        self, folder: Path, downloads: DownloadList, scenery: RecordsScenery
    ) -> None:
        downloads.fetch([(ref(1), SPAN)])
        dialog = self.dialog(downloads)
        dialog.fileSelected.emit(str(folder / "gone"))
        dialog.reject()
        assert scenery.folder is None
        assert scenery.downloads.started == []
        assert downloads._refusal.plain_text().startswith(f"You may not write into {folder / 'gone'}.")
        assert downloads._refusal.isVisible()

    def test_videos_go_where_this_computer_keeps_them(self) -> None:
        assert default_folder().is_dir()  # a dialog for a missing one would begin anywhere
