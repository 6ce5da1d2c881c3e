"""The addresses of this computer, to be typed into cameras."""

from dataclasses import dataclass

from PySide6.QtNetwork import QAbstractSocket, QNetworkInterface

from console.model.settings import Settings

_EVERYWHERE = ("0.0.0.0", "::")


@dataclass(frozen=True, slots=True)
class LocalAddress:
    """An address and the name of its interface."""

    address: str
    interface: str = ""


def local_addresses() -> list[LocalAddress]:
    """IPv4 addresses of interfaces that are up, the loopback left out."""
    found: list[LocalAddress] = []
    flags = QNetworkInterface.InterfaceFlag
    for interface in QNetworkInterface.allInterfaces():
        state = interface.flags()
        if not state & flags.IsRunning or state & flags.IsLoopBack:
            continue
        found += [
            LocalAddress(entry.ip().toString(), interface.humanReadableName())
            for entry in interface.addressEntries()
            if entry.ip().protocol() == QAbstractSocket.NetworkLayerProtocol.IPv4Protocol
        ]
    return found


def reachable_at(settings: Settings, addresses: list[LocalAddress]) -> list[LocalAddress]:
    """Where a camera can reach us: the one address we listen on, or each of ours."""
    if settings.sip.address in _EVERYWHERE:
        return addresses
    return [LocalAddress(settings.sip.address)]
