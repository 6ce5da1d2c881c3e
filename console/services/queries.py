"""What a device says of itself when asked: DeviceInfo and DeviceStatus."""

from dataclasses import replace

from console.model.device_answers import DeviceInformation, DeviceStatus
from console.protocol.gb28181 import device_status
from console.services.messages import Messages
from console.state.devices import Devices


class Queries:
    """Each method raises what `Messages.ask` does."""

    def __init__(self, messages: Messages, devices: Devices) -> None:
        self._messages = messages
        self._devices = devices

    async def information(self, device_id: str, *, even_offline: bool = False) -> DeviceInformation:
        """Name, maker and firmware, remembered with the device."""
        answer = await self._messages.ask(
            device_id,
            device_id,
            device_status.INFORMATION_COMMAND,
            lambda sn, edition: device_status.encode_information_query(device_id, sn, edition=edition),
            even_offline=even_offline,
        )
        information = device_status.parse_information(answer)
        device = self._devices.get(device_id)
        if device is not None:
            self._devices.put(
                replace(
                    device,
                    name=information.name or device.name,
                    manufacturer=information.manufacturer or device.manufacturer,
                    model=information.model or device.model,
                    firmware=information.firmware or device.firmware,
                )
            )
        return information

    async def status(self, device_id: str, target_id: str = "") -> DeviceStatus:
        """How it is, and what its clock says; of the device itself or of one of its channels."""
        answer = await self._messages.ask(
            device_id,
            target_id or device_id,
            device_status.STATUS_COMMAND,
            lambda sn, edition: device_status.encode_status_query(target_id or device_id, sn, edition=edition),
        )
        return device_status.parse_status(answer)
