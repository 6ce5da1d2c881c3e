"""What a device answers to queries and does on controls (GB/T 28181-2022 sections 9.3 to 9.5, annex A)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from console.model.clock import CHINA
from console.model.ptz import LensMotion, PtzMotion
from console.simulator import manscdp_texts as texts
from console.simulator.channel import SimulatedChannel
from console.simulator.clock import Clock
from console.simulator.faults import Faults
from console.simulator.ptz_command import Action, PresetOrder, PtzCommandError, decode
from console.simulator.ptz_command import Order as PtzOrder
from console.simulator.requests import Order, read_time
from console.simulator.site import DeviceDescription


@dataclass(frozen=True, slots=True)
class ReceivedOrder:
    """An order of the platform, kept for whoever inspects the device; `ptz` is its decoded PTZCmd."""

    at: float  # POSIX time
    order: Order
    ptz: PtzOrder | None = None


class Answers:
    """The device's side of MANSCDP; every method gives the texts to send, in that order."""

    def __init__(
        self, device: DeviceDescription, channels: Mapping[str, SimulatedChannel], faults: Faults, clock: Clock
    ) -> None:
        self._device = device
        self._channels = channels
        self._faults = faults
        self._clock = clock
        self._queries: dict[str, Callable[[Order], list[str]]] = {
            "catalog": self._catalog,
            "deviceinfo": lambda order: [texts.device_info(order.sn, device)],
            "devicestatus": self._device_status,
            "recordinfo": self._records,
            "presetquery": self._presets,
            "configdownload": self._config,
        }

    def to(self, order: Order) -> list[str]:
        """The messages that answer an order; empty where only the 200 does."""
        if order.root == "query":
            answer = self._queries.get(order.command.lower())
            return answer(order) if answer else [self._result(order, is_ok=False)]
        if order.root != "control" or order.value("PTZCmd") is not None:
            return []
        # These are answered (GB/T 28181-2022 table 1), and refused as the device cannot do them; others never are.
        answered = ("RecordCmd", "GuardCmd", "AlarmCmd", "Enabled", "FileURL")
        if order.command.lower() == "deviceconfig" or any(order.value(name) is not None for name in answered):
            return [self._result(order, is_ok=False)]
        return []

    def obey(self, order: Order) -> PtzOrder | None:
        """Move the camera as a PTZCmd says; the decoded command, None where there is none or it is wrong."""
        digits = order.value("PTZCmd") if order.root == "control" else None
        if digits is None:
            return None
        try:
            command = decode(digits)
        except PtzCommandError:
            return None
        channel = self._channels.get(order.device_id)
        if channel is not None and channel.description.can_move:
            self._move(channel, command, order)
        return command

    def _move(self, channel: SimulatedChannel, command: PtzOrder, order: Order) -> None:
        now, camera = self._clock(), channel.camera
        if isinstance(command, PtzMotion):
            camera.move(command, now)
        elif isinstance(command, LensMotion):
            camera.adjust(command, now)
        elif isinstance(command, PresetOrder):
            if command.action is Action.SET:
                camera.store_preset(command.number, order.value("PresetName") or f"Preset {command.number}", now)
            elif command.action is Action.CALL:
                camera.call_preset(command.number, now)
            else:
                camera.delete_preset(command.number)

    def _catalog(self, order: Order) -> list[str]:
        device, faults = self._device, self._faults
        everything = order.device_id == device.device_id
        items = [texts.folder_item(one) for one in device.folders if everything or one.folder_id == order.device_id]
        items += [
            texts.channel_item(one, device)
            for one in device.channels
            if everything or order.device_id in (one.channel_id, *one.parent_ids)
        ]
        parts = _parts(items, device.personality.items_per_message)
        if faults.catalog_duplicates:
            parts.append(items[: faults.catalog_duplicates])
        if faults.catalog_shuffled:
            Random(faults.seed).shuffle(parts)
        parts = parts[faults.catalog_missing :]
        total = len(items) + faults.wrong_total
        return [texts.catalog(order.sn, order.device_id, total=total, items=part) for part in parts]

    def _device_status(self, order: Order) -> list[str]:
        return [texts.device_status(order.sn, order.device_id, now=self._clock(), is_recording=True)]

    def _records(self, order: Order) -> list[str]:
        channel = self._channels.get(order.device_id)
        start, end = read_time(order.value("StartTime"), CHINA), read_time(order.value("EndTime"), CHINA)
        if channel is None or start is None or end is None:
            return [self._result(order, is_ok=False)]
        wanted = (order.value("Type") or "all").lower()
        description = channel.description
        items = [
            texts.record_item(description, clip)
            for clip in channel.clips(start, end)
            if wanted in ("all", "", clip.cause.value)
        ]
        return [
            texts.record_list(order.sn, description, total=len(items), items=part)
            for part in _parts(items, self._device.personality.records_per_message)
        ]

    def _presets(self, order: Order) -> list[str]:
        channel = self._channels.get(order.device_id)
        if channel is None:
            return [self._result(order, is_ok=False)]
        items = texts.preset_items(channel.camera.presets)
        return [
            texts.preset_list(order.sn, order.device_id, total=len(items), items=part)
            for part in _parts(items, self._device.personality.items_per_message)
        ]

    def _config(self, order: Order) -> list[str]:
        if "BasicParam" in (order.value("ConfigType") or "").split("/"):
            return [texts.basic_param(order.sn, self._device)]
        return [self._result(order, is_ok=False)]

    def _result(self, order: Order, *, is_ok: bool) -> str:
        return texts.result(order.command, order.sn, order.device_id, is_ok=is_ok)


def _parts(items: Sequence[str], size: int) -> list[Sequence[str]]:
    """Cut into messages; one empty one where there is nothing to tell."""
    return [items[start : start + size] for start in range(0, len(items), size)] or [[]]
