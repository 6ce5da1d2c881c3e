"""The console, without a window, and simulated devices, over loopback and real processes."""

import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from console.application import Console
from console.media.frames import Picture
from console.model.catalog import ChannelRef
from console.network.tcp import TcpLimits
from console.services.view import View
from console.simulator.device import Platform, SimulatedDevice
from console.simulator.faults import Faults
from console.simulator.site import DeviceDescription
from console.store.paths import ConfigDirectory
from tests.waiting import until

PASSWORD = "Sesame-42"
SLOW = 20.0  # seconds a busy machine may take for what takes one


@dataclass
class Site:
    """A running console and its devices."""

    console: Console
    devices: list[SimulatedDevice]

    def ref(self, device: SimulatedDevice, number: int = 0) -> ChannelRef:
        """One of a device's channels, by its place in the description."""
        return ChannelRef(device.description.device_id, device.description.channels[number].channel_id)

    async def all_online(self) -> None:
        await until(lambda: len(list(self.console.devices)) == len(self.devices), SLOW)
        await until(lambda: all(device.online for device in self.console.devices), SLOW)

    async def picture(self, view: View, after: int = 0) -> Picture:
        """The next picture of a view whose number in its ring is above `after`."""
        view.resize(320, 180)

        def newest() -> Picture | None:
            picture = view.newest()
            return picture if picture and picture.sequence > after else None

        await until(newest, SLOW)
        picture = newest()
        assert picture is not None
        return picture


@asynccontextmanager
async def console_at(
    directory: Path,
    *,
    transport: str = "auto",
    port: int = 0,
    extra: str = "",
    tcp_limits: TcpLimits | None = None,
) -> AsyncIterator[Console]:
    """A console that admits every device which knows the password, on a free port or the given one."""
    _write_settings(directory, transport, port, extra)
    console = Console(ConfigDirectory(directory), keyring=False, tcp_limits=tcp_limits)
    assert not console.preferences.problems
    await console.start()
    try:
        yield console
    finally:
        await console.stop()


def _write_settings(directory: Path, transport: str, port: int, extra: str) -> None:
    """At the first start only: a later one finds what the first left."""
    path = directory / "settings.toml"
    if not path.exists():
        directory.mkdir(parents=True, exist_ok=True)
        path.write_text(
            f'[sip]\naddress = "127.0.0.1"\nport = {port or free_port()}\nsite_password = "{PASSWORD}"\n'
            f'accept_unknown = true\n[media]\ntransport = "{transport}"\n{extra}',
            encoding="utf-8",
        )


@asynccontextmanager
async def site_of(
    directory: Path,
    descriptions: Sequence[DeviceDescription],
    *,
    transport: str = "auto",
    faults: Faults | None = None,
    tcp_limits: TcpLimits | None = None,
) -> AsyncIterator[Site]:
    """A console with these devices on line."""
    async with AsyncExitStack() as stack:
        console = await stack.enter_async_context(console_at(directory, transport=transport, tcp_limits=tcp_limits))
        devices = [
            await stack.enter_async_context(device_for(console, description, faults)) for description in descriptions
        ]
        site = Site(console, devices)
        await site.all_online()
        yield site


def device_for(
    console: Console, description: DeviceDescription, faults: Faults | None = None, password: str = PASSWORD
) -> SimulatedDevice:
    """A simulated device that will register with `console` when entered."""
    sip = console.settings.sip
    platform = Platform("127.0.0.1", console.listener.port, sip.id, sip.domain, password)
    return SimulatedDevice(description, platform, faults=faults)


def free_port() -> int:
    """Free for UDP and TCP a moment ago."""
    while True:
        with socket.socket() as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp:
            tcp.bind(("127.0.0.1", 0))
            port: int = tcp.getsockname()[1]
            try:
                udp.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
