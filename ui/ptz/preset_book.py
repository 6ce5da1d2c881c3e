"""The stored positions of channels as far as they are known, and what becomes of calling, saving and deleting them."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from PySide6.QtCore import QObject, Signal

from console.model.catalog import ChannelRef
from console.model.ptz import Preset
from console.services.ptz import Ptz
from ui import tasks

NUMBER_LOWEST, NUMBER_HIGHEST = 1, 255

_Request = Callable[[ChannelRef, int], Coroutine[Any, Any, None]]


class ListPhase(Enum):
    """How well the positions of a channel are known."""

    NEVER = auto()  # not asked yet
    ASKING = auto()
    KNOWN = auto()
    FAILED = auto()


class PresetAct(Enum):
    """What can be done with a stored position, or with their list."""

    CALL = auto()
    SAVE = auto()
    DELETE = auto()
    REFRESH = auto()


@dataclass(frozen=True, slots=True)
class PresetOutcome:
    """What came of an act; `failure` is None if the device did it."""

    channel: ChannelRef
    act: PresetAct
    number: int = 0
    failure: Exception | None = None


@dataclass(slots=True)
class PresetList:
    """The positions of one channel."""

    phase: ListPhase = ListPhase.NEVER
    is_asked: bool = False  # the device, now
    failure: Exception | None = None  # why there is no list
    _told: dict[int, Preset] = field(default_factory=dict)
    _saved: dict[int, Preset] = field(default_factory=dict)  # here, and not told by the device: some tell nothing

    def get(self, number: int) -> Preset | None:
        return self._told.get(number) or self._saved.get(number)

    @property
    def presets(self) -> list[Preset]:
        """By number."""
        return [preset for _, preset in sorted((self._saved | self._told).items())]

    @property
    def free_number(self) -> int:
        """The lowest that is not in use, as far as known; the highest where all are."""
        used = self._saved.keys() | self._told.keys()
        return next((n for n in range(NUMBER_LOWEST, NUMBER_HIGHEST + 1) if n not in used), NUMBER_HIGHEST)

    def may_hold(self, number: int) -> bool:
        """Whether saving as `number` may replace something: without a list, anything may be there."""
        return self.phase is not ListPhase.KNOWN or self.get(number) is not None

    def take(self, told: tuple[Preset, ...]) -> None:
        """What the device told."""
        self._told = {preset.number: preset for preset in told}
        self.phase = ListPhase.KNOWN
        self.failure = None

    def add(self, number: int) -> None:
        if self.get(number) is None:
            self._saved[number] = Preset(number)

    def drop(self, number: int) -> None:
        self._told.pop(number, None)
        self._saved.pop(number, None)


class PresetBook(QObject):
    """The lists of all channels, for as long as the program runs."""

    changed = Signal(object)  # ChannelRef whose list did
    ended = Signal(object)  # PresetOutcome

    def __init__(self, ptz: Ptz, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ptz = ptz
        self._lists: dict[ChannelRef, PresetList] = {}

    def list_of(self, channel: ChannelRef) -> PresetList:
        """To be read; changes go through the methods here."""
        return self._lists.setdefault(channel, PresetList())

    def refresh(self, channel: ChannelRef) -> None:
        """Ask the device, unless it is being asked. What was known before stays in sight meanwhile."""
        known = self.list_of(channel)
        if known.is_asked:
            return
        known.is_asked = True
        if known.phase is not ListPhase.KNOWN:
            known.phase = ListPhase.ASKING
        self.changed.emit(channel)
        tasks.start(self._ask(channel, known), owner=self, on_error=lambda error: self._miss(channel, known, error))

    def call(self, channel: ChannelRef, number: int) -> None:
        """Move to a stored position. The outcome of this and the two below comes by `ended`."""
        self._start(PresetOutcome(channel, PresetAct.CALL, number), self._ptz.call_preset)

    def save(self, channel: ChannelRef, number: int) -> None:
        """Store the present position."""
        self._start(PresetOutcome(channel, PresetAct.SAVE, number), self._ptz.set_preset)

    def delete(self, channel: ChannelRef, number: int) -> None:
        self._start(PresetOutcome(channel, PresetAct.DELETE, number), self._ptz.delete_preset)

    def _start(self, wanted: PresetOutcome, request: _Request) -> None:
        def fail(error: Exception) -> None:
            self.ended.emit(PresetOutcome(wanted.channel, wanted.act, wanted.number, error))

        tasks.start(self._carry_out(wanted, request), owner=self, on_error=fail)

    async def _carry_out(self, wanted: PresetOutcome, request: _Request) -> None:
        await request(wanted.channel, wanted.number)
        known = self.list_of(wanted.channel)
        if wanted.act is PresetAct.SAVE:
            known.add(wanted.number)
        elif wanted.act is PresetAct.DELETE:
            known.drop(wanted.number)
        self.ended.emit(wanted)
        if wanted.act is not PresetAct.CALL:
            self.changed.emit(wanted.channel)
            self.refresh(wanted.channel)

    async def _ask(self, channel: ChannelRef, known: PresetList) -> None:
        told = await self._ptz.presets(channel)
        known.is_asked = False
        known.take(told)
        self.changed.emit(channel)

    def _miss(self, channel: ChannelRef, known: PresetList, error: Exception) -> None:
        known.is_asked = False
        if known.phase is ListPhase.KNOWN:
            self.ended.emit(PresetOutcome(channel, PresetAct.REFRESH, failure=error))
        else:
            known.phase = ListPhase.FAILED
            known.failure = error
        self.changed.emit(channel)
