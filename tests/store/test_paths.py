import stat
import sys
from pathlib import Path

import pytest

from console.store.paths import ConfigDirectory, default_directory

HOME = Path("/people/lin")


class TestDefault:
    @pytest.mark.parametrize(
        ("platform", "environment", "expected"),
        [
            ("linux", {}, "/people/lin/.config/vigil"),
            ("linux", {"XDG_CONFIG_HOME": "/etc/xdg"}, "/etc/xdg/vigil"),
            ("linux", {"XDG_CONFIG_HOME": "relative"}, "/people/lin/.config/vigil"),
            ("darwin", {"XDG_CONFIG_HOME": "/etc/xdg"}, "/people/lin/Library/Application Support/Vigil"),
            ("win32", {"APPDATA": "/users/lin/roaming"}, "/users/lin/roaming/Vigil"),
            ("win32", {}, "/people/lin/AppData/Roaming/Vigil"),
        ],
    )
    def test_each_system_has_its_place(self, platform, environment, expected):
        assert default_directory(platform, environment, HOME).path == Path(expected)


class TestDirectory:
    def test_the_demo_has_its_own(self, tmp_path):
        directory = ConfigDirectory(tmp_path)
        assert directory.demo.path != directory.path
        files = {directory.settings, directory.database, directory.secrets, directory.log}
        assert len(files) == 4
        assert files.isdisjoint({directory.demo.settings, directory.demo.database, directory.demo.secrets})

    def test_it_is_made_for_its_owner_only(self, tmp_path):
        directory = ConfigDirectory(tmp_path / "a" / "b")
        directory.create()
        directory.create()
        assert directory.path.is_dir()
        if sys.platform != "win32":
            assert stat.S_IMODE(directory.path.stat().st_mode) == 0o700
