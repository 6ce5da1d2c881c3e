"""Where the console keeps its files: one directory, at the place each system has for it."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ConfigDirectory:
    """The directory and the files in it."""

    path: Path

    @property
    def settings(self) -> Path:
        return self.path / "settings.toml"

    @property
    def database(self) -> Path:
        return self.path / "vigil.db"

    @property
    def secrets(self) -> Path:
        return self.path / "secrets.json"

    @property
    def lock(self) -> Path:
        return self.path / "vigil.lock"

    @property
    def log(self) -> Path:
        return self.path / "vigil.log"

    @property
    def crashes(self) -> Path:
        """Where a crash of a library is written when there is no terminal."""
        return self.path / "crashes.log"

    @property
    def demo(self) -> "ConfigDirectory":
        """The demo site's own: it must never meet real devices or settings."""
        return ConfigDirectory(self.path / "demo")

    def create(self) -> None:
        """Make it, readable by its owner only. Raises OSError."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)


def default_directory(
    platform: str = sys.platform, environment: Mapping[str, str] = os.environ, home: Path | None = None
) -> ConfigDirectory:
    """XDG_CONFIG_HOME on Linux (XDG Base Directory Specification), APPDATA on Windows, the Library on macOS."""
    home = home or Path.home()
    if platform == "win32":
        appdata = environment.get("APPDATA", "")
        return ConfigDirectory((Path(appdata) if appdata else home / "AppData" / "Roaming") / "Vigil")
    if platform == "darwin":
        return ConfigDirectory(home / "Library" / "Application Support" / "Vigil")
    configured = environment.get("XDG_CONFIG_HOME", "")
    # The specification tells to ignore a relative path.
    return ConfigDirectory((Path(configured) if configured.startswith("/") else home / ".config") / "vigil")
