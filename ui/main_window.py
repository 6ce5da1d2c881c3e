"""The window: its pages, and who tells whom. Everything that happens between parts of the window is wired here."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QByteArray, Signal
from PySide6.QtGui import QCloseEvent, QShortcut
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from console.application import Console
from console.model.catalog import ChannelRef
from console.model.device import DeviceOptions
from console.model.failure import FileFailed
from console.model.settings import Settings
from ui import tasks, theme
from ui.devices.access import DevicesAccess
from ui.devices.page import DevicesPage
from ui.first_run.page import FirstRunPage
from ui.icons import application_icon
from ui.live_page import LivePage
from ui.settings.local_addresses import local_addresses
from ui.settings.page import SettingsPage
from ui.status_bar import StatusAccess, StatusBar
from ui.top_bar import Page, TopBar
from ui.translation import Translation
from ui.widgets.listening import gathered, listen
from ui.widgets.notice import NoticeBar, Tone

SIZE = (1600, 900)  # at the first start, where the screen is that large
SMALLEST = (1024, 600)
STATE = "window"  # what `Console.memory` keeps it under
STATE_VERSION = 1  # of the docks; another one is not restored


class MainWindow(QMainWindow):
    """Built on a running loop, around a console that has not been started yet."""

    closed = Signal()  # the operator wants to leave; whoever runs the program ends it in order

    def __init__(self, app: QApplication, console: Console, *, language: str | None, theme_name: str | None) -> None:
        """`language` and `theme_name` are those of the command line; None is as in the settings."""
        super().__init__()
        self.wanted_demo: bool | None = None  # what to go on with after closing, if anything
        self._app = app
        self._console = console
        self._forced_language = language
        self._forced_theme = theme_name
        self._listener_failed = False
        self._translation = Translation(app)
        self._dress(console.settings)
        self.top_bar = TopBar(console.clock.now, is_demo=console.demo is not None)
        self.notice = NoticeBar()
        self.live_page = LivePage(console)
        self.devices_page = DevicesPage(self._devices_access())
        self.settings_page = SettingsPage(
            generate_password=console.preferences.new_password, local_addresses=local_addresses
        )
        self.first_run = FirstRunPage()
        self._pages = QStackedWidget()
        self._by_page: dict[Page, QWidget] = {
            Page.LIVE: self.live_page,
            Page.DEVICES: self.devices_page,
            Page.SETTINGS: self.settings_page,
        }
        self.status = StatusBar(
            StatusAccess(
                listener=lambda: console.listener,
                devices=console.devices,
                pending=console.pending,
                anomalies=console.anomalies,
                streams=lambda: (session.stream.health for session in console.sessions.all()),
                monotonic=console.clock.monotonic,
            )
        )
        self.setWindowIcon(application_icon())
        self.setMinimumSize(*SMALLEST)
        self._lay_out()
        self._wire()
        self._restore()
        self._retitle()
        self.show_page(Page.LIVE)

    def begin(self, play: Sequence[ChannelRef]) -> None:
        """The console has started: fill the wall, and offer what a newcomer needs."""
        demo = self._console.demo
        if play:
            self.live_page.tiles.play(play)
        elif demo is not None and not len(self.live_page.tiles.board):
            self.live_page.tiles.play(demo.channels())
            for ref in demo.channels():
                self.live_page.tree.open_device(ref.device_id)
        elif self._console.preferences.is_first_start and demo is None:
            self._pages.setCurrentWidget(self.first_run)
            self.first_run.setFocus()
            self.top_bar.show_page(None)
        self._tell_problems()
        self._follow_listener()

    @property
    def page(self) -> Page | None:
        """The page on screen; None for one that has no button."""
        return next((page for page, widget in self._by_page.items() if widget is self._pages.currentWidget()), None)

    def show_page(self, page: Page) -> None:
        self._pages.setCurrentWidget(self._by_page[page])
        self._by_page[page].setFocus()  # its keys work at once
        self.top_bar.show_page(page)

    def remember(self) -> None:
        """Keep what the next start shall find."""
        state = {
            "version": STATE_VERSION,
            "geometry": _text(self.saveGeometry()),
            "live": self.live_page.state(),
        }
        self._console.memory.remember(STATE, state)

    def dispose(self) -> None:
        """The program ends, or begins anew with another console."""
        self.live_page.dispose()
        self.hide()
        self.deleteLater()

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()  # not before everything is stopped
        self.closed.emit()

    def _lay_out(self) -> None:
        for page in (*self._by_page.values(), self.first_run):
            self._pages.addWidget(page)
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for part in (self.top_bar, self.notice, self._pages, self.status):
            layout.addWidget(part, 1 if part is self._pages else 0)
        self.setCentralWidget(body)
        width, height = SIZE
        if self._app.platformName() != "offscreen":
            available = self.screen().availableGeometry()
            width, height = min(width, available.width()), min(height, available.height())
        self.resize(width, height)

    def _wire(self) -> None:
        console, devices, live = self._console, self.devices_page, self.live_page
        preferences = console.preferences
        self.top_bar.page_wanted.connect(self.show_page)
        self.top_bar.demo_left.connect(lambda: self._go_on(demo=False))
        self.first_run.demo_wanted.connect(lambda: self._go_on(demo=True))
        self.first_run.device_wanted.connect(self._begin_device)
        self.first_run.settings_wanted.connect(lambda: self.show_page(Page.SETTINGS))
        self.notice.acted.connect(self._mend_settings)
        self.status.page_wanted.connect(self.show_page)
        self.status.anomalies_wanted.connect(self._show_anomalies)

        live.devices_page_wanted.connect(lambda: self.show_page(Page.DEVICES))
        live.device_information_wanted.connect(lambda device_id: self._on_devices(devices.ask_information, device_id))
        live.device_options_wanted.connect(lambda device_id: self._on_devices(devices.show_device, device_id))
        live.channel_addition_wanted.connect(lambda device_id: self._on_devices(devices.begin_channel, device_id))
        live.full_toggled.connect(self._show_wall_only)

        devices.accepted.connect(lambda device_id, password: self._accept(device_id, password or ""))
        devices.dismissed.connect(console.registrar.dismiss)
        devices.added.connect(
            lambda device_id, name, password: self._accept(device_id, password or "", DeviceOptions(alias=name))
        )
        devices.options_saved.connect(console.set_options)
        devices.password_saved.connect(
            lambda device_id, password: self._keep(lambda: preferences.set_device_password(device_id, password))
        )
        devices.refresh_wanted.connect(console.catalog.refresh)
        devices.channel_added.connect(
            lambda device_id, channel_id, name: console.add_channel(ChannelRef(device_id, channel_id), name)
        )
        devices.removal_wanted.connect(lambda device_id: self._keep(lambda: console.forget(device_id)))
        self.settings_page.saved.connect(lambda settings, _password: self._apply(settings))

        listen(self, console.listener_changed, lambda _: self._follow_listener())
        listen(self, console.pending.changed, gathered(self, self._follow_pending))
        for page, number in ((Page.LIVE, "F2"), (Page.DEVICES, "F3"), (Page.SETTINGS, "F4")):
            QShortcut(number, self).activated.connect(lambda page=page: self.show_page(page))

    def _devices_access(self) -> DevicesAccess:
        console = self._console
        return DevicesAccess(
            devices=console.devices,
            pending=console.pending,
            catalogs=console.catalogs,
            anomalies=console.anomalies,
            settings=lambda: console.settings,
            site_password=lambda: console.settings.sip.site_password,
            password_of=console.preferences.device_password,
            generate_password=console.preferences.new_password,
            local_addresses=local_addresses,
            count_channels=self.live_page.tree.model.count_channels,
            now=console.clock.now,
            monotonic=console.clock.monotonic,
            ask_information=console.queries.information,
            ask_status=console.queries.status,
        )

    def _restore(self) -> None:
        state: Any = self._console.memory.recall(STATE)
        if isinstance(state, dict) and state.get("version") == STATE_VERSION:
            self.restoreGeometry(_bytes(state.get("geometry")))
            self.live_page.restore(state.get("live"))
        settings = self._console.settings
        self.settings_page.show_settings(settings, settings.sip.site_password)
        self._follow_pending()

    def _dress(self, settings: Settings) -> None:
        theme.apply(self._app, self._forced_theme or settings.ui.theme)
        self._translation.use(self._forced_language or settings.ui.language)

    def _retitle(self) -> None:
        self.setWindowTitle("Vigil" if self._console.demo is None else "Vigil - DEMO")

    def _go_on(self, *, demo: bool) -> None:
        """Close, and begin anew with or without the simulated site."""
        self.wanted_demo = demo
        self.closed.emit()

    def _begin_device(self) -> None:
        self.show_page(Page.DEVICES)
        self.devices_page.begin_device()

    def _on_devices(self, deed: Any, device_id: str) -> None:
        self.show_page(Page.DEVICES)
        deed(device_id)

    def _show_anomalies(self) -> None:
        self.show_page(Page.DEVICES)
        self.devices_page.show_anomalies()

    def _mend_settings(self) -> None:
        self.show_page(Page.SETTINGS)
        if self._listener_failed:
            self.settings_page.form.begin_port()

    def _show_wall_only(self, only: bool) -> None:
        for part in (self.top_bar, self.status):
            part.setVisible(not only)

    def _accept(self, device_id: str, password: str, options: DeviceOptions | None = None) -> None:
        self.live_page.tree.open_device(device_id)
        self._keep(lambda: self._console.accept(device_id, password, options))

    def _keep(self, write: Callable[[], None]) -> None:
        """Do what ends in a file, and say so where that fails."""
        try:
            write()
        except FileFailed as failure:
            self.devices_page.tell_failure(failure)

    def _apply(self, settings: Settings) -> None:
        async def apply() -> None:
            shown = self._console.settings.ui
            await self._console.apply(settings)
            # What is chosen here counts from now on, whatever the command line said.
            if settings.ui.language != shown.language:
                self._forced_language = None
            if settings.ui.theme != shown.theme:
                self._forced_theme = None
            self._dress(settings)
            self.notice.hide()
            self.settings_page.show_settings(self._console.settings, self._console.settings.sip.site_password)
            self.settings_page.tell(Tone.DONE, self.tr("Saved."))
            self._follow_listener()

        tasks.start(apply(), owner=self, on_error=self.settings_page.tell_failure)

    def _tell_problems(self) -> None:
        problems = self._console.preferences.problems
        self.settings_page.show_problems(problems)
        if problems:
            text = self.tr("settings.toml has values that were not understood; defaults are used for them.")
            detail = "; ".join(str(problem) for problem in problems)
            self.notice.tell(Tone.WARN, text, detail=detail, action=self.tr("Open the settings"))
        if self._console.database.problem:
            self.notice.tell(
                Tone.FAIL,
                self.tr("The database cannot be used; nothing will be remembered."),
                detail=self._console.database.problem,
            )

    def _follow_listener(self) -> None:
        failure = self._console.listener.failure
        if failure is not None:
            self.notice.tell_failure(failure, action=self.tr("Choose another port"))
        elif self._listener_failed:
            self.notice.hide()
        self._listener_failed = failure is not None

    def _follow_pending(self) -> None:
        self.top_bar.show_pending(len(self._console.pending))


def _text(state: QByteArray) -> str:
    return bytes(state.toBase64().data()).decode("ascii")


def _bytes(text: object) -> QByteArray:
    return QByteArray.fromBase64(text.encode("ascii", "ignore")) if isinstance(text, str) else QByteArray()
