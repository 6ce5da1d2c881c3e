"""What the Devices page reads and asks. The window hands it in, so that the page knows no service."""

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from console.model.device_answers import DeviceInformation, DeviceStatus
from console.model.settings import Settings
from console.state.anomalies import Anomalies
from console.state.catalogs import Catalogs
from console.state.devices import Devices, PendingDevices
from ui.device_tree.branches import Count
from ui.settings.local_addresses import LocalAddress


@dataclass(frozen=True, slots=True)
class DevicesAccess:
    """State to show, clocks to show it by, and questions to a device, which raise the failures of model/failure.py."""

    devices: Devices
    pending: PendingDevices
    catalogs: Catalogs
    anomalies: Anomalies
    settings: Callable[[], Settings]
    site_password: Callable[[], str]
    password_of: Callable[[str], str]  # a device's own; empty for none
    generate_password: Callable[[], str]
    local_addresses: Callable[[], Sequence[LocalAddress]]
    count_channels: Callable[[str], Count]  # as the tree counts them
    now: Callable[[], datetime]  # aware
    monotonic: Callable[[], float]  # seconds, as in `Anomaly`
    ask_information: Callable[[str], Coroutine[Any, Any, DeviceInformation]]
    ask_status: Callable[[str], Coroutine[Any, Any, DeviceStatus]]
