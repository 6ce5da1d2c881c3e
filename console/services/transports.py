"""Which media transport a device gets: the operator's choice, or what brought media before."""

from collections.abc import Callable
from dataclasses import replace

from console.model.failure import Failure, NoMedia, Refused
from console.model.media import MediaTransport
from console.model.settings import Settings
from console.state.devices import Devices

AUTOMATIC = (MediaTransport.UDP, MediaTransport.TCP_PASSIVE)
_NEXT = {
    MediaTransport.UDP: MediaTransport.TCP_PASSIVE,
    MediaTransport.TCP_PASSIVE: MediaTransport.TCP_ACTIVE,
    MediaTransport.TCP_ACTIVE: MediaTransport.UDP,
}


class Transports:
    """The choice stands in the device's options, then in the settings; without one it is found out and remembered."""

    def __init__(self, devices: Devices, settings: Callable[[], Settings]) -> None:
        self._devices = devices
        self._settings = settings

    def candidates(self, device_id: str) -> tuple[MediaTransport, ...]:
        """What to try, in this order."""
        if chosen := self._chosen(device_id):
            return (chosen,)
        device = self._devices.get(device_id)
        learned = device.options.learned_transport if device else None
        if learned is None:
            return AUTOMATIC
        return (learned, *(transport for transport in AUTOMATIC if transport is not learned))

    def learn(self, device_id: str, transport: MediaTransport) -> None:
        """Media came this way."""
        device = self._devices.get(device_id)
        if device is not None and self._chosen(device_id) is None:
            self._devices.put(replace(device, options=replace(device.options, learned_transport=transport)))

    def choose(self, device_id: str, transport: MediaTransport | None) -> None:
        """The operator's word; None leaves it to the settings."""
        device = self._devices.get(device_id)
        if device is not None:
            self._devices.put(replace(device, options=replace(device.options, transport=transport)))

    def offer(self, device_id: str, failure: Failure) -> MediaTransport | None:
        """What the operator may try instead of his choice, where another transport could help."""
        chosen = self._chosen(device_id)
        could_help = isinstance(failure, NoMedia) or (isinstance(failure, Refused) and failure.status == 488)
        return _NEXT[chosen] if chosen and could_help else None

    def _chosen(self, device_id: str) -> MediaTransport | None:
        device = self._devices.get(device_id)
        return (device.options.transport if device else None) or self._settings().media.transport
