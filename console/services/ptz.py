"""Moving cameras. Stop is a guarantee: it waits for nothing, ends every earlier motion and is repeated until heard.

A motion lives only as long as it is renewed, so a frozen window or a lost mouse release ends it, too.
"""

import asyncio
from dataclasses import dataclass, field
from enum import Enum

from console.model.catalog import ChannelRef
from console.model.failure import Failure, NoAnswer
from console.model.ptz import LENS_STOP, STOP, LensMotion, Preset, PtzMotion
from console.protocol.gb28181 import control, presets, ptz
from console.protocol.gb28181.collect import Collector
from console.protocol.gb28181.ptz import PtzCommand
from console.services.clock import Clock
from console.services.messages import MESSAGE_PATIENCE, Messages
from console.services.tasks import Tasks
from console.state.signal import Signal

MOTION_LIFE = 1.5  # seconds a motion goes on without being renewed
ANSWER_PATIENCE = 0.4  # seconds a motion waits for the answer to an earlier one; some cameras never answer PTZ
STOP_REPEAT = 0.2  # seconds after which a stop is sent once more, answered or not (protocol reference 5.1)
STOP_PATIENCE = 3.0  # seconds until an unanswered stop is called not confirmed
EXIT_PATIENCE = 0.5  # seconds that stops get when the console ends
PRESETS_WITHIN = 6.0  # seconds to the first part of a list
PRESETS_IDLE = 2.0  # seconds without a further part


class StopState(Enum):
    CONFIRMED = "confirmed"
    PENDING = "pending"
    NOT_CONFIRMED = "not-confirmed"  # sent again at the next contact


@dataclass(frozen=True, slots=True)
class PtzFailed:
    """A motion or preset command that a device did not take."""

    channel: ChannelRef
    failure: Failure


@dataclass(slots=True)
class _Steering:
    """What one channel was told last; times are monotonic seconds."""

    motion: PtzMotion = STOP
    lens: LensMotion = LENS_STOP
    moved: bool = False  # whether anything may still be moving
    lens_moved: bool = False  # STOP does not end focus and iris
    waiting: dict[PtzCommand, PtzCommand] = field(default_factory=dict)  # the newest motions, by what stops them
    sent_at: float = 0.0
    in_flight: asyncio.Task[None] | None = None
    stopping: asyncio.Task[None] | None = None
    stops: dict[PtzCommand, asyncio.Task[bool]] = field(default_factory=dict)  # the parts of `stopping`
    timer: asyncio.TimerHandle | None = None  # sends what waits
    expiry: asyncio.TimerHandle | None = None  # ends what is not renewed
    stop_state: StopState = StopState.CONFIRMED


class Ptz:
    """Motions, stops and presets of channels. `stop_changed` names a channel whose `stop_state` did."""

    def __init__(self, messages: Messages, tasks: Tasks, clock: Clock) -> None:
        self.stop_changed: Signal[ChannelRef] = Signal()
        self.failed: Signal[PtzFailed] = Signal()
        self._messages = messages
        self._tasks = tasks
        self._clock = clock
        self._steerings: dict[ChannelRef, _Steering] = {}

    def stop_state(self, channel: ChannelRef) -> StopState:
        steering = self._steerings.get(channel)
        return steering.stop_state if steering else StopState.CONFIRMED

    def move(self, channel: ChannelRef, motion: PtzMotion) -> None:
        """Turn or zoom until `stop`, another motion, or MOTION_LIFE without a call."""
        if motion == STOP:
            self.stop(channel)
            return
        steering = self._steering(channel)
        if motion != steering.motion:
            steering.motion = motion
            self._send_motion(channel, steering, ptz.move(motion), ended_by=ptz.STOP)
        self._renew(channel, steering)

    def adjust(self, channel: ChannelRef, motion: LensMotion) -> None:
        """Focus or iris, under the same terms."""
        if motion == LENS_STOP:
            self.stop(channel)
            return
        steering = self._steering(channel)
        if motion != steering.lens:
            steering.lens = motion
            steering.lens_moved = True
            self._send_motion(channel, steering, ptz.adjust_lens(motion), ended_by=ptz.LENS_STOP)
        self._renew(channel, steering)

    def stop(self, channel: ChannelRef) -> None:
        """End every motion of `channel`: nothing earlier is sent again, and the stop waits for no answer."""
        steering = self._steerings.get(channel)
        if steering is not None and steering.moved:
            self._end_motion(steering)
            self._start_stop(channel, steering)

    def halt(self, channel: ChannelRef) -> None:
        """Stop `channel` even if it was not we who moved it."""
        steering = self._steering(channel)
        steering.moved = steering.lens_moved = True
        self.stop(channel)

    async def stop_all(self) -> None:
        """Before the console ends: every camera that may be moving is stopped, as far as EXIT_PATIENCE allows."""
        for channel in tuple(self._steerings):
            self.stop(channel)
        stopping = [steering.stopping for steering in self._steerings.values() if steering.stopping]
        if stopping:
            await asyncio.wait(stopping, timeout=EXIT_PATIENCE)

    def on_contact(self, device_id: str) -> None:
        """A device spoke: what it did not confirm is told it again."""
        for channel, steering in self._steerings.items():
            if channel.device_id == device_id and steering.stop_state is StopState.NOT_CONFIRMED:
                self._start_stop(channel, steering)

    async def presets(self, channel: ChannelRef) -> tuple[Preset, ...]:
        """The presets the device tells, by number. Raises what `Messages.query` does, and NoAnswer."""
        collector: Collector[int, Preset] = Collector(
            self._clock.monotonic(), first_within=PRESETS_WITHIN, whole_within=2 * PRESETS_WITHIN, idle=PRESETS_IDLE
        )
        async with self._messages.query(
            channel.device_id,
            channel.channel_id,
            presets.COMMANDS,
            lambda sn, edition: presets.encode_query(channel.channel_id, sn, edition=edition),
        ) as expectation:
            while not collector.is_finished(now := self._clock.monotonic()):
                message = await expectation.next(collector.deadline - now)
                if message is not None:
                    part = presets.parse(message)
                    listed = [(preset.number, preset) for preset in part.presets]
                    collector.add(part.total, listed, self._clock.monotonic(), unreadable=part.unreadable)
        if collector.total is None and not collector.received:
            raise NoAnswer(presets.COMMAND, PRESETS_WITHIN, accepted=True)
        return tuple(sorted(collector.items, key=lambda preset: preset.number))

    async def call_preset(self, channel: ChannelRef, number: int) -> None:
        """Go to a stored position. This and the two below raise what `Messages.send` does."""
        await self._send(channel, ptz.call_preset(number))

    async def set_preset(self, channel: ChannelRef, number: int) -> None:
        """Store the present position."""
        await self._send(channel, ptz.set_preset(number))

    async def delete_preset(self, channel: ChannelRef, number: int) -> None:
        await self._send(channel, ptz.delete_preset(number))

    def _steering(self, channel: ChannelRef) -> _Steering:
        return self._steerings.setdefault(channel, _Steering())

    def _send_motion(
        self, channel: ChannelRef, steering: _Steering, command: PtzCommand, *, ended_by: PtzCommand
    ) -> None:
        """One command in flight per channel, and the newest wins; an unanswered one blocks only for a moment."""
        if stop := steering.stops.get(ended_by):  # repeated now, it would end the new motion
            stop.cancel()
        steering.moved = True
        steering.waiting[ended_by] = command
        delay = steering.sent_at + ANSWER_PATIENCE - self._clock.monotonic()
        if steering.in_flight is None or steering.in_flight.done() or delay <= 0:
            self._launch(channel, steering)
        elif steering.timer is None:
            self._launch_later(channel, steering, delay)

    def _launch_later(self, channel: ChannelRef, steering: _Steering, delay: float) -> None:
        steering.timer = asyncio.get_running_loop().call_later(delay, self._launch, channel, steering)

    def _launch(self, channel: ChannelRef, steering: _Steering) -> None:
        if steering.timer:
            steering.timer.cancel()
            steering.timer = None
        if not steering.waiting:
            return
        if steering.in_flight:
            steering.in_flight.cancel()
        command = steering.waiting.pop(next(iter(steering.waiting)))
        if steering.waiting:
            self._launch_later(channel, steering, ANSWER_PATIENCE)
        steering.sent_at = self._clock.monotonic()
        steering.in_flight = self._tasks.start(self._carry(channel, steering, command), f"ptz {channel}")

    async def _carry(self, channel: ChannelRef, steering: _Steering, command: PtzCommand) -> None:
        try:
            await self._send(channel, command)
        except Failure as failure:
            self.failed.emit(PtzFailed(channel, failure))
        if steering.waiting:
            steering.in_flight = None
            self._launch(channel, steering)

    def _renew(self, channel: ChannelRef, steering: _Steering) -> None:
        if steering.expiry:
            steering.expiry.cancel()
        steering.expiry = asyncio.get_running_loop().call_later(MOTION_LIFE, self.stop, channel)

    def _end_motion(self, steering: _Steering) -> None:
        """Nothing that was sent before is sent again."""
        for ending in (steering.in_flight, steering.timer, steering.expiry):
            if ending:
                ending.cancel()
        steering.in_flight = steering.timer = steering.expiry = None
        steering.waiting.clear()
        steering.motion, steering.lens = STOP, LENS_STOP

    def _start_stop(self, channel: ChannelRef, steering: _Steering) -> None:
        if steering.stopping:
            steering.stopping.cancel()
        steering.stopping = self._tasks.start(self._stop(channel, steering), f"stop {channel}")

    async def _stop(self, channel: ChannelRef, steering: _Steering) -> None:
        """Send each stop twice, and be content with one answer to each; a new motion makes its own stop needless."""
        self._set_stop_state(channel, steering, StopState.PENDING)
        commands = [ptz.STOP] if steering.motion == STOP else []  # what moves again is not ended by an old stop
        if steering.lens_moved and steering.lens == LENS_STOP:
            commands.append(ptz.LENS_STOP)
        async with asyncio.TaskGroup() as group:
            steering.stops = {command: group.create_task(self._repeat(channel, command)) for command in commands}
        stops, steering.stops = steering.stops, {}
        if not all(stop.cancelled() or stop.result() for stop in stops.values()):
            self._set_stop_state(channel, steering, StopState.NOT_CONFIRMED)
            return
        steering.lens_moved = steering.lens != LENS_STOP
        steering.moved = steering.lens_moved or steering.motion != STOP
        self._set_stop_state(channel, steering, StopState.CONFIRMED)

    async def _repeat(self, channel: ChannelRef, command: PtzCommand) -> bool:
        async def repeat_later() -> bool:
            await asyncio.sleep(STOP_REPEAT)
            return await self._is_taken(channel, command)

        return any(await asyncio.gather(self._is_taken(channel, command), repeat_later()))

    async def _is_taken(self, channel: ChannelRef, command: PtzCommand) -> bool:
        try:
            await self._send(channel, command, within=STOP_PATIENCE)
        except Failure:
            return False
        return True

    async def _send(self, channel: ChannelRef, command: PtzCommand, within: float = MESSAGE_PATIENCE) -> None:
        sn, edition = self._messages.next_sn(), self._messages.edition_of(channel.device_id)
        body = control.encode_ptz(channel.channel_id, sn, command=command, edition=edition)
        await self._messages.send(channel.device_id, channel.channel_id, body, within=within)

    def _set_stop_state(self, channel: ChannelRef, steering: _Steering, state: StopState) -> None:
        if state is not steering.stop_state:
            steering.stop_state = state
            self.stop_changed.emit(channel)
