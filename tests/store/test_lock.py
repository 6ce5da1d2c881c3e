"""Two consoles never share a configuration directory."""

import subprocess
import sys
from pathlib import Path

from console.store.lock import DirectoryLock
from tests.conftest import ROOT

HOLDER = (
    "import sys\nfrom pathlib import Path\nfrom console.store.lock import DirectoryLock\n"
    "print(DirectoryLock(Path(sys.argv[1])).acquire(), flush=True)\nsys.stdin.read()\n"
)


def test_a_second_one_is_told_until_the_first_ends_however_it_does(tmp_path: Path) -> None:
    path = tmp_path / "vigil.lock"
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == b"True"
        mine = DirectoryLock(path)
        assert not mine.acquire()
        holder.kill()
    assert mine.acquire()
    mine.release()


def test_it_may_be_taken_again_after_its_release(tmp_path: Path) -> None:
    first, second = DirectoryLock(tmp_path / "vigil.lock"), DirectoryLock(tmp_path / "vigil.lock")
    assert first.acquire()
    assert not second.acquire()
    first.release()
    assert second.acquire()
    second.release()


def test_where_nothing_can_be_locked_nobody_is_hindered(tmp_path: Path) -> None:
    place = tmp_path / "config"
    place.write_text("a file")
    lock = DirectoryLock(place / "vigil.lock")
    assert lock.acquire()
    lock.release()
