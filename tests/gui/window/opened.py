"""Opening the main window as app.py does."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from console.application import Console
from console.model.catalog import ChannelRef
from console.store.paths import ConfigDirectory
from tests.e2e.site import free_port
from ui import tasks
from ui.main_window import MainWindow

SIZE = (1280, 720)


@dataclass(frozen=True, slots=True)
class Home:
    """A configuration directory; each opening finds what the one before left."""

    app: QApplication
    path: Path

    def write_settings(self, text: str = "", *, port: int | None = None) -> None:
        """Settings on loopback, and lines of a test's own."""
        sip = f'[sip]\naddress = "127.0.0.1"\nport = {port or free_port()}\n'
        (self.path / "settings.toml").write_text(sip + text, encoding="utf-8")

    @asynccontextmanager
    async def open(
        self, *, demo: bool = False, play: Sequence[ChannelRef] = (), language: str = "en"
    ) -> AsyncIterator[tuple[Console, MainWindow]]:
        console = Console(ConfigDirectory(self.path), demo=demo, keyring=False)
        window = MainWindow(self.app, console, language=language, theme_name="dark")
        window.resize(*SIZE)
        window.show()
        await console.start()
        window.begin(play)
        try:
            yield console, window
        finally:
            window.remember()
            await tasks.cancel_all()
            await console.stop()
            window.dispose()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
