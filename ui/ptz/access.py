"""What the steering panel needs of the program. The page hands it in."""

from collections.abc import Callable
from dataclasses import dataclass

from console.model.catalog import ChannelRef
from console.services.ptz import Ptz
from console.state.catalogs import Catalogs
from console.state.devices import Devices


@dataclass(frozen=True, slots=True)
class PtzAccess:
    """The service that moves cameras, and the state that tells which of them can be moved now."""

    ptz: Ptz
    devices: Devices
    catalogs: Catalogs
    name_of: Callable[[ChannelRef], str]
