"""The console: every part built once, in one place, and wired."""

import asyncio
import logging
from dataclasses import dataclass, replace

from console import __version__
from console.application.demo import DemoSite
from console.application.memory import Memory
from console.application.preferences import Preferences
from console.media.engine import MediaEngine
from console.model.catalog import CatalogItem, ChannelRef
from console.model.device import DeviceOptions
from console.model.failure import AddressInUse, AddressUnusable, Failure
from console.model.settings import Settings
from console.network.link import Identity, Link
from console.network.tcp import TcpLimits
from console.services.catalog import CatalogService
from console.services.clock import Clock
from console.services.download import Downloads
from console.services.live import Live
from console.services.live_stream import Surroundings
from console.services.messages import Messages
from console.services.playback import Playback
from console.services.presence import Presence
from console.services.ptz import Ptz
from console.services.queries import Queries
from console.services.records import Records
from console.services.registrar import Registrar
from console.services.replies import Replies
from console.services.sessions import Sessions
from console.services.tasks import Tasks
from console.services.transports import Transports
from console.state.anomalies import Anomalies
from console.state.catalogs import Catalogs
from console.state.devices import Devices, PendingDevices
from console.state.signal import Signal
from console.state.trace import Trace
from console.store.database import Database
from console.store.paths import ConfigDirectory

LISTEN_AGAIN = 5.0  # seconds between two tries to listen where another program does
BYE_PATIENCE = 1.0  # seconds that cameras get to confirm their BYE when the console ends

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Listener:
    """Where we listen for SIP; with `failure`, why we do not."""

    address: str
    port: int
    failure: Failure | None = None


class Console:
    """All parts, public: views take what they need. Call `start` on a running loop, and `stop` on the same.

    With `demo` the site is simulated and nothing but loopback is used.
    """

    def __init__(
        self,
        directory: ConfigDirectory,
        *,
        demo: bool = False,
        keyring: bool = True,
        tcp_limits: TcpLimits | None = None,
    ) -> None:
        """Reads the settings and opens the database. Raises OSError when the directory cannot be used."""
        directory.create()
        self.directory = directory
        self.clock = Clock()
        self.preferences = Preferences(directory, demo=demo, keyring=keyring and not demo)
        self.demo = DemoSite() if demo else None
        self.listener = Listener(self.settings.sip.address, self.settings.sip.port)
        self.listener_changed: Signal[None] = Signal()

        self.anomalies = Anomalies()
        self.trace = Trace()
        self.devices = Devices()
        self.pending = PendingDevices()
        self.catalogs = Catalogs()
        self.tasks = Tasks()

        self.database = Database.open(directory.database)
        self.memory = Memory(self.database, self.devices, self.catalogs)
        self.link = Link(self._identity(), trace=self.trace, anomalies=self.anomalies, tcp_limits=tcp_limits)
        self.engine = self._new_engine()
        replies = Replies()
        self.messages = Messages(self.link, self.devices, self.anomalies, self.tasks, self.clock, replies)
        self.registrar = Registrar(
            self.link,
            self.devices,
            self.pending,
            self.anomalies,
            self.clock,
            settings=lambda: self.settings.sip,
            password_of=self.preferences.device_password,
        )
        self.queries = Queries(self.messages, self.devices)
        self.catalog = CatalogService(self.messages, self.catalogs, self.registrar, self.tasks, self.clock)
        # Behind the catalog: a device gets one query at a time, and its channels matter more than its name.
        self.presence = Presence(self.registrar, self.devices, self.messages, self.queries, self.tasks)
        self.transports = Transports(self.devices, lambda: self.settings)
        self.sessions = Sessions(
            self.link,
            self.engine,
            self.messages,
            self.devices,
            self.transports,
            self.anomalies,
            self.clock,
            settings=lambda: self.settings,
        )
        around = Surroundings(self.sessions, self.messages, self.devices, self.transports, self.tasks, self.clock)
        self.live = Live(around, self.catalogs, self.registrar)
        self.playback = Playback(around, self.registrar)
        self.records = Records(self.messages, self.tasks, self.clock)
        self.downloads = Downloads(around)
        self.ptz = Ptz(self.messages, self.tasks, self.clock)

        self.sessions.media_heard.connect(self.registrar.alive)
        self.messages.heard.connect(lambda contact: self.ptz.on_contact(contact.device_id))
        self.registrar.registered.connect(lambda registered: self.ptz.on_contact(registered.device_id))
        self.engine.restarted.connect(lambda _: self.live.wake())
        self.memory.restore(self.registrar)

    @property
    def settings(self) -> Settings:
        return self.preferences.settings

    async def start(self) -> None:
        """Listen, start the media processes and, for a demo, the site. A taken port is told by `listener`.

        Raises MediaEngineLost when the receiver process cannot be started.
        """
        await self._listen()
        await self.engine.start()
        self.tasks.start(self.presence.watch(), "presence")
        if self.listener.failure:
            self.tasks.start(self._listen_again(), "listen again")

    async def stop(self) -> None:
        """Stop what moves, hang up, and write what is pending; within a few seconds whatever the devices do."""
        await self.ptz.stop_all()
        calls = [session.call.bye(BYE_PATIENCE) for session in self.sessions.all()]
        await asyncio.gather(*calls)
        await self.tasks.stop()
        loop = asyncio.get_running_loop()
        if self.demo:
            self.demo.close()
            await loop.run_in_executor(None, self.demo.join)  # its devices sign off, and wait for our answers
        await self.link.stop()
        await self.engine.stop()
        await loop.run_in_executor(None, self.database.close)

    async def apply(self, settings: Settings) -> None:
        """Save and use other settings; what they touch starts anew. Raises FileFailed when they cannot be saved."""
        former = self.settings
        self.preferences.save(settings)
        self.link.identity = self._identity()
        if (former.sip.address, former.sip.port) != (settings.sip.address, settings.sip.port):
            await self.link.stop()
            await self._listen()
            if self.listener.failure:
                self.tasks.start(self._listen_again(), "listen again")
        if former.media.ports != settings.media.ports:
            self.engine.use_ports(settings.media.ports)

    def accept(self, device_id: str, password: str = "", options: DeviceOptions | None = None) -> None:
        """Admit a device, with a password of its own or the site's. Raises FileFailed if it cannot be kept."""
        if password:
            self.preferences.set_device_password(device_id, password)
        self.registrar.accept(device_id, options)

    def set_options(self, device_id: str, options: DeviceOptions) -> None:
        """What the operator decided about a device."""
        device = self.devices.get(device_id)
        if device is not None:
            self.devices.put(replace(device, options=options))

    def forget(self, device_id: str) -> None:
        """Remove a device with all that is known of it. Raises FileFailed."""
        self.preferences.set_device_password(device_id, "")
        self.registrar.forget(device_id)
        self.catalogs.forget(device_id)

    def add_channel(self, ref: ChannelRef, name: str) -> None:
        """A channel by hand, for devices that do not list it."""
        self.catalogs.put([CatalogItem(ref.device_id, ref.channel_id, name=name, by_hand=True)])

    def name_of(self, ref: ChannelRef) -> str:
        """What to call a channel on screen."""
        item = self.catalogs.get(ref)
        if item is not None and item.name:
            return item.name
        device = self.devices.get(ref.device_id)
        return device.title if device and ref.channel_id == ref.device_id else ref.channel_id

    async def _listen(self) -> None:
        sip = self.settings.sip
        try:
            await self.link.start(sip.address, sip.port)
        except AddressInUse as failure:
            if self.demo is None:
                self._set_listener(Listener(sip.address, sip.port, failure))
                return
            await self.link.start(sip.address, 0)  # the demo site is told where we are
        except AddressUnusable as failure:
            self._set_listener(Listener(sip.address, sip.port, failure))
            return
        self._set_listener(Listener(sip.address, self.link.port))
        if self.demo:
            self.demo.start(sip, sip.address, self.link.port, sip.site_password)

    async def _listen_again(self) -> None:
        """Until the other program ends, or the settings name another port."""
        while self.listener.failure:
            await asyncio.sleep(LISTEN_AGAIN)
            if self.listener.failure:
                await self._listen()

    def _set_listener(self, listener: Listener) -> None:
        self.listener = listener
        if listener.failure:
            _log.error("not listening: %r", listener.failure)
        self.listener_changed.emit(None)

    def _identity(self) -> Identity:
        return Identity(self.settings.sip.id, self.settings.sip.domain, f"Vigil/{__version__}")

    def _new_engine(self) -> MediaEngine:
        address = "127.0.0.1" if self.preferences.is_demo else ""
        return MediaEngine(ports=self.settings.media.ports, address=address, anomalies=self.anomalies)
