import os
import stat
import sys

import pytest

from console.model.failure import FileFailed
from console.store.files import set_aside, write_whole

unix = pytest.mark.skipif(sys.platform == "win32", reason="file modes and links are those of Unix")


class TestWriteWhole:
    def test_a_file_is_made_and_replaced(self, tmp_path):
        path = tmp_path / "file"
        write_whole(path, b"one")
        write_whole(path, b"two")
        assert path.read_bytes() == b"two"
        assert os.listdir(tmp_path) == ["file"]

    @unix
    def test_a_new_file_is_private_and_an_old_one_keeps_its_mode(self, tmp_path):
        path = tmp_path / "file"
        write_whole(path, b"one")
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        path.chmod(0o644)
        write_whole(path, b"two")
        assert stat.S_IMODE(path.stat().st_mode) == 0o644

    @unix
    def test_it_is_private_from_the_first_moment(self, tmp_path, monkeypatch):
        modes = []
        monkeypatch.setattr(os, "fsync", lambda descriptor: modes.append(stat.S_IMODE(os.fstat(descriptor).st_mode)))
        write_whole(tmp_path / "file", b"secret")
        assert modes == [0o600]

    @unix
    def test_a_link_stays_a_link(self, tmp_path):
        (tmp_path / "target").write_bytes(b"one")
        (tmp_path / "link").symlink_to("target")
        write_whole(tmp_path / "link", b"two")
        assert (tmp_path / "link").is_symlink()
        assert (tmp_path / "target").read_bytes() == b"two"

    def test_a_failed_write_leaves_the_old_file_and_no_rest(self, tmp_path, monkeypatch):
        path = tmp_path / "file"
        write_whole(path, b"one")

        def fail(_: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", fail)
        with pytest.raises(FileFailed) as caught:
            write_whole(path, b"two")
        assert caught.value == FileFailed(str(path), "No space left on device")
        assert path.read_bytes() == b"one"
        assert os.listdir(tmp_path) == ["file"]

    def test_a_missing_directory_is_a_named_failure(self, tmp_path):
        with pytest.raises(FileFailed):
            write_whole(tmp_path / "missing" / "file", b"x")


class TestSetAside:
    def test_nothing_is_ever_overwritten(self, tmp_path):
        path = tmp_path / "vigil.db"
        for content in (b"one", b"two"):
            path.write_bytes(content)
            set_aside(path)
        assert not path.exists()
        assert (tmp_path / "vigil.db.damaged-1").read_bytes() == b"one"
        assert (tmp_path / "vigil.db.damaged-2").read_bytes() == b"two"

    def test_what_is_not_there_cannot_be_set_aside(self, tmp_path):
        with pytest.raises(FileFailed):
            set_aside(tmp_path / "missing")
