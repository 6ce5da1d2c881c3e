"""Why something an operator asked for did not happen.

Services raise these; the window has the words for each class in both languages. The text of an exception is English
and goes to the log.
"""

from dataclasses import dataclass

from console.model.media import MediaTransport


class Failure(Exception):
    """The root of all named failures."""


@dataclass(unsafe_hash=True)
class DeviceUnknown(Failure):
    """No such device or channel is known yet."""

    what: str


@dataclass(unsafe_hash=True)
class DeviceOffline(Failure):
    """The device is not registered, or its keepalives stopped."""

    device_id: str


@dataclass(unsafe_hash=True)
class NoAnswer(Failure):
    """The device did not answer in time: nothing at all, or a 200 OK without the Response that should follow."""

    request: str  # "INVITE", "Catalog", ...
    waited: float  # seconds
    accepted: bool = False  # whether a 200 OK came


@dataclass(unsafe_hash=True)
class Unreachable(Failure):
    """The request could not be sent: the TCP connection is gone, or the network refused it."""

    reason: str


@dataclass(unsafe_hash=True)
class Refused(Failure):
    """The device answered with a failure."""

    request: str
    status: int  # SIP status; 0 for a MANSCDP Result other than OK
    reason: str


@dataclass(unsafe_hash=True)
class BadAnswer(Failure):
    """The device agreed, but its answer cannot be used."""

    reason: str


@dataclass(unsafe_hash=True)
class NoMedia(Failure):
    """The device agreed, but no packet arrived."""

    transport: MediaTransport
    port: int
    waited: float  # seconds


@dataclass(unsafe_hash=True)
class NoPicture(Failure):
    """Packets arrived, but no picture could be made of them."""

    reason: str
    codec: str = ""


@dataclass(unsafe_hash=True)
class MediaStopped(Failure):
    """Media came and then ceased."""

    silent: float  # seconds without a packet


@dataclass(unsafe_hash=True)
class EndedByDevice(Failure):
    """The device hung up."""

    reason: str = ""


@dataclass(unsafe_hash=True)
class MediaEngineLost(Failure):
    """Our own receiver process died and is being replaced."""


@dataclass(unsafe_hash=True)
class NoFreePort(Failure):
    """No port of the configured media range is free."""

    ports: str


@dataclass(unsafe_hash=True)
class AddressInUse(Failure):
    """Another program listens where we should."""

    address: str
    port: int
    transport: str = ""


@dataclass(unsafe_hash=True)
class AddressUnusable(Failure):
    """The configured listen address does not belong to this computer, or may not be used."""

    address: str
    port: int
    reason: str


@dataclass(unsafe_hash=True)
class FileFailed(Failure):
    """A file could not be written."""

    path: str
    reason: str


@dataclass(unsafe_hash=True)
class NotSupported(Failure):
    """The device cannot do this."""

    what: str
