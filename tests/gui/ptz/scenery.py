"""A steering panel without a network: a service that notes what it is told and answers as a test wants."""

import asyncio
from dataclasses import dataclass

from console.model.catalog import CatalogItem, ChannelRef, PtzType
from console.model.device import Device
from console.model.ptz import LensMotion, Preset, PtzMotion
from console.services.ptz import PtzFailed, StopState
from console.state.catalogs import Catalogs
from console.state.devices import Devices
from console.state.signal import Signal
from ui.ptz.access import PtzAccess
from ui.ptz.panel import PtzPanel

NVR = "34020000001180000001"
DOME = ChannelRef(NVR, "34020000001320000001")
OTHER_DOME = ChannelRef(NVR, "34020000001320000002")
FIXED = ChannelRef(NVR, "34020000001320000003")
SILENT = ChannelRef(NVR, "34020000001320000004")  # does not say what it can
STOPPED = "stop"
HALTED = "halt"
NAMES = {
    DOME: "Gate South",
    OTHER_DOME: "堆场 1 号球机",
    FIXED: "Lobby camera",
    SILENT: "Dock 5",
}
PRESETS = (
    Preset(1, "Barrier"),
    Preset(2, "Guard house"),
    Preset(3, "停车场 Car park"),
    Preset(5),
    Preset(12, "East road"),
)


@dataclass(frozen=True)
class Told:
    """A command as it reached the service."""

    channel: ChannelRef
    what: object  # PtzMotion, LensMotion, STOPPED, or the name of an act with its number


class FakePtz:
    """`presets_of` and `failure` decide about answers; `gate` holds them back while it is closed."""

    def __init__(self) -> None:
        self.stop_changed: Signal[ChannelRef] = Signal()
        self.failed: Signal[PtzFailed] = Signal()
        self.states: dict[ChannelRef, StopState] = {}
        self.told: list[Told] = []
        self.asked: list[ChannelRef] = []
        self.presets_of: dict[ChannelRef, tuple[Preset, ...]] = {}
        self.failure: Exception | None = None
        self.gate = asyncio.Event()
        self.gate.set()

    @property
    def last(self) -> object:
        return self.told[-1].what if self.told else None

    def of(self, channel: ChannelRef) -> list[object]:
        return [told.what for told in self.told if told.channel == channel]

    def stop_state(self, channel: ChannelRef) -> StopState:
        return self.states.get(channel, StopState.CONFIRMED)

    def say_stop(self, channel: ChannelRef, state: StopState) -> None:
        self.states[channel] = state
        self.stop_changed.emit(channel)

    def move(self, channel: ChannelRef, motion: PtzMotion) -> None:
        self.told.append(Told(channel, motion))

    def adjust(self, channel: ChannelRef, motion: LensMotion) -> None:
        self.told.append(Told(channel, motion))

    def stop(self, channel: ChannelRef) -> None:
        self.told.append(Told(channel, STOPPED))

    def halt(self, channel: ChannelRef) -> None:
        self.told.append(Told(channel, HALTED))

    async def presets(self, channel: ChannelRef) -> tuple[Preset, ...]:
        self.asked.append(channel)
        await self._answer()
        return self.presets_of.get(channel, ())

    async def call_preset(self, channel: ChannelRef, number: int) -> None:
        self.told.append(Told(channel, ("call", number)))
        await self._answer()

    async def set_preset(self, channel: ChannelRef, number: int) -> None:
        self.told.append(Told(channel, ("set", number)))
        await self._answer()

    async def delete_preset(self, channel: ChannelRef, number: int) -> None:
        self.told.append(Told(channel, ("delete", number)))
        await self._answer()
        listed = self.presets_of.get(channel, ())
        self.presets_of[channel] = tuple(preset for preset in listed if preset.number != number)

    async def _answer(self) -> None:
        await self.gate.wait()
        if self.failure is not None:
            raise self.failure


class Scenery:
    """One recorder with two domes, a fixed camera and one that does not say."""

    def __init__(self) -> None:
        self.ptz = FakePtz()
        self.devices = Devices()
        self.catalogs = Catalogs()
        self.put_online(True)
        kinds = {DOME: PtzType.DOME, OTHER_DOME: PtzType.HALF_DOME, FIXED: PtzType.FIXED, SILENT: None}
        self.catalogs.put(
            [CatalogItem(*ref, name=NAMES[ref], ptz_type=kind) for ref, kind in kinds.items()],
        )

    @property
    def access(self) -> PtzAccess:
        return PtzAccess(
            ptz=self.ptz,  # type: ignore[arg-type]
            devices=self.devices,
            catalogs=self.catalogs,
            name_of=lambda channel: NAMES.get(channel, channel.channel_id),
        )

    def put_online(self, online: bool) -> None:
        self.devices.put(Device(NVR, name="Park NVR", online=online))

    def panel(self, channel: ChannelRef | None = DOME) -> PtzPanel:
        made = PtzPanel(self.access)
        made.show_channel(channel)
        return made
