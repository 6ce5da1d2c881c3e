"""The settings in force: settings.toml, and the passwords that the console keeps elsewhere."""

import logging
from dataclasses import replace

from console.model.settings import SettingProblem, Settings
from console.state.signal import Signal
from console.store import settings_file
from console.store.paths import ConfigDirectory
from console.store.secrets import SITE, device_secret, new_password, open_secrets

LOOPBACK = "127.0.0.1"

_log = logging.getLogger(__name__)


class Preferences:
    """`settings` holds the site password wherever it is kept; `problems` is what settings.toml said that was wrong."""

    def __init__(self, directory: ConfigDirectory, *, demo: bool, keyring: bool) -> None:
        """The first start writes a settings.toml and makes up a site password. Raises FileFailed."""
        self.changed: Signal[Settings] = Signal()
        self.is_demo = demo
        self.is_first_start = not directory.settings.exists()
        self._path = directory.settings
        self._secrets = open_secrets(directory.path, keyring=keyring)
        if self.is_first_start:
            settings_file.write_default(self._path, _demo_settings(Settings()) if demo else Settings())
            self._secrets.set(SITE, new_password())
        self.problems: list[SettingProblem]
        written, self.problems = settings_file.load(self._path)
        for problem in self.problems:
            _log.warning("%s: %s", self._path, problem)
        if demo:
            written = _demo_settings(written)
        self._written_password = written.sip.site_password
        self.settings = self._with_password(written)

    def save(self, settings: Settings) -> None:
        """Write what changed and use it. A site password that is new goes to the secret store. Raises FileFailed."""
        password = settings.sip.site_password
        if password != self.settings.sip.site_password:
            if password:
                self._secrets.set(SITE, password)
            else:
                self._secrets.delete(SITE)
            self._written_password = ""
        settings_file.save(
            self._path, replace(settings, sip=replace(settings.sip, site_password=self._written_password))
        )
        self.problems = []
        self.is_first_start = False
        self.settings = settings
        self.changed.emit(settings)

    @staticmethod
    def new_password() -> str:
        """One that is easy to type into a camera and hard to guess."""
        return new_password()

    def device_password(self, device_id: str) -> str:
        """A device's own password, empty if it has none."""
        return self._secrets.get(device_secret(device_id)) or ""

    def set_device_password(self, device_id: str, password: str) -> None:
        """Keep it, or with an empty one forget it. Raises FileFailed."""
        if password:
            self._secrets.set(device_secret(device_id), password)
        else:
            self._secrets.delete(device_secret(device_id))

    def _with_password(self, settings: Settings) -> Settings:
        """A password written by hand wins over the one the console keeps."""
        password = settings.sip.site_password or self._secrets.get(SITE) or ""
        return replace(settings, sip=replace(settings.sip, site_password=password))


def _demo_settings(settings: Settings) -> Settings:
    """Whatever the file says: nobody but the simulated site is to be heard, and it need not be asked for."""
    return replace(
        settings,
        sip=replace(settings.sip, address=LOOPBACK, accept_unknown=True),
        media=replace(settings.media, address=LOOPBACK),
    )
