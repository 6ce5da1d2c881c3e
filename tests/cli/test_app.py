"""The command line: what it answers, what it leaves behind, and what an operator finds in the log."""

import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage

from console import __version__
from console.store.database import Database
from tests.cli.program import Program, configured, run
from tests.conftest import ROOT

CHANNELS = "34020000001320000001,34020000001180000007/34020000001320000002"

if sys.platform == "win32":
    pytest.skip("looks at processes as POSIX has them", allow_module_level=True)


def wait_until(condition: Callable[[], object], within: float = 30.0) -> None:
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


class TestWithoutAWindow:
    @pytest.mark.parametrize("option", ["--version", "--help"])
    def test_questions_are_answered_without_qt(self, option: str) -> None:
        program = (
            "import sys, app\n"
            f"try:\n    app.main([{option!r}])\n"
            "except SystemExit as end:\n    print('status', end.code)\n"
            "print(sorted(name for name in sys.modules if name.partition('.')[0] in ('PySide6', 'qasync', 'av', 'ui')))"
        )
        ended = subprocess.run(
            [sys.executable, "-c", program], cwd=ROOT, capture_output=True, encoding="utf-8", timeout=30, check=True
        )
        *answer, status, loaded = ended.stdout.splitlines()
        assert (f"Vigil {__version__}" if option == "--version" else "usage: vigil") in "\n".join(answer)
        assert (status, loaded) == ("status 0", "[]")

    @pytest.mark.parametrize(
        "wrong",
        [["--nonsense"], ["--play", "gate 1"], ["--exit-after", "soon"], ["--exit-after", "-1"], ["--lang", "fr"]],
        ids=" ".join,
    )
    def test_a_wrong_option_is_named(self, tmp_path: Path, wrong: list[str]) -> None:
        outcome = run(tmp_path / "config", *wrong)
        assert outcome.status == 2
        assert wrong[-1] in outcome.errors
        assert not (tmp_path / "config").exists()

    def test_a_directory_that_cannot_be_used_is_one_line(self, tmp_path: Path) -> None:
        """A file in its place: root may write where others may not."""
        place = tmp_path / "config"
        place.write_text("a file")
        outcome = run(place)
        assert outcome.status == 1
        (line,) = outcome.errors.splitlines()
        assert line.startswith(f"vigil: {place} cannot be used: ")


class TestDemo:
    def test_its_cameras_play_and_its_picture_shows_them(self, tmp_path: Path) -> None:
        picture = tmp_path / "pictures" / "window.png"
        config = tmp_path / "config"
        outcome = run(config, "--demo", "--exit-after", "6", "--snapshot", str(picture))
        assert outcome.status == 0, outcome.errors
        assert outcome.errors.count("shows a picture after") >= 4
        assert " ERROR " not in outcome.errors
        assert len(colourful_cells(QImage(str(picture)))) >= 8
        assert (config / "demo" / "vigil.log").read_text(encoding="utf-8").count("ready: 127.0.0.1:") == 1


class TestSnapshot:
    def test_where_it_cannot_be_written_the_program_says_so_and_ends_in_order(self, tmp_path: Path) -> None:
        place = tmp_path / "pictures"
        place.write_text("a file")
        outcome = run(configured(tmp_path / "config"), "--exit-after", "0.5", "--snapshot", str(place / "window.png"))
        assert outcome.status == 1
        assert f"{place / 'window.png'} cannot be written" in outcome.errors


def colourful_cells(image: QImage) -> list[tuple[int, int]]:
    """Of 8 x 6 parts of the window those that hold more than areas and texts of one colour, as pictures do."""
    assert image.width() >= 1024
    assert image.height() >= 600
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    pixels = rows[:, : 4 * image.width()].view(np.uint32)
    found = []
    for row, band in enumerate(np.array_split(pixels, 6)):
        for column, cell in enumerate(np.array_split(band, 8, axis=1)):
            if len(np.unique(cell)) > 2000:
                found.append((row, column))
    return found


class TestSettings:
    def test_what_is_wrong_is_named_with_its_line_and_the_program_runs(self, tmp_path: Path) -> None:
        config = configured(tmp_path / "config", extra='colour = "red"\n[media]\ntransport = "pigeon"\n')
        outcome = run(config, "--exit-after", "0.5")
        assert outcome.status == 0
        assert "ready: 127.0.0.1:" in outcome.errors
        complaints = [line for line in outcome.errors.splitlines() if "WARNING" in line and "settings.toml" in line]
        assert ["line 4: [sip] colour" in complaints[0], "line 6: [media] transport" in complaints[1]] == [True, True]

    def test_a_taken_port_is_told_and_the_program_runs(self, tmp_path: Path) -> None:
        with socket.socket(type=socket.SOCK_DGRAM) as holder:
            holder.bind(("127.0.0.1", 0))
            port = holder.getsockname()[1]
            outcome = run(configured(tmp_path / "config", port=port), "--exit-after", "0.5")
        assert outcome.status == 0
        assert f"not listening: AddressInUse(address='127.0.0.1', port={port}" in outcome.errors


class TestTwo:
    def test_the_second_in_a_directory_is_turned_away_in_a_line(self, tmp_path: Path) -> None:
        config = configured(tmp_path / "config")
        with Program(config) as first:
            wait_until(lambda: first.has_logged("ready:"))
            second = run(config, "--exit-after", "0.5")
            assert second.status == 1
            (line,) = second.errors.splitlines()
            assert f"{config} is in use by another Vigil" in line
            first.terminate()
            assert first.outcome().status == 0


class TestEnding:
    def test_sigterm_ends_it_in_order(self, tmp_path: Path) -> None:
        with Program(configured(tmp_path / "config")) as program:
            wait_until(lambda: program.has_logged("ready:"))
            assert program.children
            assert program.memory
            program.terminate()
            assert program.outcome().status == 0

    def test_ctrl_c_ends_the_demo_in_order(self, tmp_path: Path) -> None:
        with Program(tmp_path / "config", "--demo") as program:
            wait_until(lambda: program.has_logged("shows a picture after"))
            program.interrupt()
            outcome = program.outcome()
            assert outcome.status == 0
            assert " ERROR " not in outcome.errors, outcome.errors

    def test_what_was_open_is_there_again(self, tmp_path: Path) -> None:
        """Channels of devices that never came wait in their tiles, at the next start, too."""
        config = configured(tmp_path / "config")
        for arguments in (["--play", CHANNELS], []):
            outcome = run(config, "--exit-after", "0.5", *arguments)
            assert outcome.status == 0, outcome.errors
            database = Database.open(config / "vigil.db")
            wall = database.load_view("window")["live"]["wall"]
            database.close()
            assert all(channel in str(wall) for channel in CHANNELS.replace("/", ",").split(","))
