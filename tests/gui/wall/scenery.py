"""A wall without a network: views whose states and pictures a test or the gallery makes up."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from console.model.catalog import ChannelRef
from console.model.clock import CHINA
from console.model.device import Device
from console.model.media import MediaTransport, StreamHealth
from console.model.records import RecordClip, TimeSpan
from console.services.clock import Clock
from console.services.live import LiveView
from console.services.playback import PlaybackView
from console.services.ptz import PtzFailed, StopState
from console.services.view import Phase, View, ViewState
from console.state.devices import Devices
from console.state.signal import Signal
from tests.services.streams import DrawnStream
from ui.wall.tile import WallAccess

NVR = "34020000001180000001"
START = datetime(2026, 3, 1, 14, 5, 32, tzinfo=CHINA)
LIVE = ViewState(Phase.LIVE, transport=MediaTransport.UDP)


def ref(number: int) -> ChannelRef:
    return ChannelRef(NVR, f"3402000000132{number:07d}")


class HandClock(Clock):
    """At rest until moved."""

    def __init__(self) -> None:
        self.passed = 0.0

    def now(self) -> datetime:
        return START + timedelta(seconds=self.passed)

    def monotonic(self) -> float:
        return 1000.0 + self.passed

    def advance(self, seconds: float) -> None:
        self.passed += seconds


class StagedLiveView(LiveView):
    """Says what it is told to say."""

    def __init__(self, live: "FakeLive", channel: ChannelRef) -> None:
        super().__init__(channel, live.left)
        self.retries = 0

    @property
    def box(self) -> tuple[int, int]:
        """The size in which pictures are wanted."""
        return self._size

    def retry(self) -> None:
        self.retries += 1


class StagedPlaybackView(PlaybackView):
    """The same for the past; commands take effect at once."""

    def __init__(self, channel: ChannelRef, span: TimeSpan, clips: Sequence[RecordClip]) -> None:
        super().__init__(channel, span, clips, None, lambda _: None)
        self.commands: list[object] = []
        self.refuses_speed: Exception | None = None

    @property
    def box(self) -> tuple[int, int]:
        return self._size

    def newest(self):
        return View.newest(self)  # there is no session whose time could be followed

    def at(self, moment: datetime, *, is_confirmed: bool = True) -> None:
        self._position = moment
        self._anchor = object() if is_confirmed else None

    async def pause(self) -> None:
        if not self.is_paused:
            self.commands.append("pause")
            self.is_paused = True
            self._set(ViewState(Phase.PAUSED))

    async def resume(self) -> None:
        self.commands.append("resume")
        self.is_paused = False
        self._set(LIVE)

    async def seek(self, moment: datetime) -> None:
        self.commands.append(moment)
        self.at(moment, is_confirmed=False)

    async def set_speed(self, speed: float) -> None:
        if self.refuses_speed:
            raise self.refuses_speed
        self.commands.append(speed)
        self.speed = speed
        self.changed.emit(None)

    def retry(self) -> None:
        self.commands.append("retry")


class FakeLive:
    def __init__(self) -> None:
        self.opened: list[StagedLiveView] = []
        self.closed: list[LiveView] = []
        self.transports: list[tuple[ChannelRef, MediaTransport | None]] = []

    def open(self, channel: ChannelRef) -> StagedLiveView:
        self.opened.append(StagedLiveView(self, channel))
        return self.opened[-1]

    def left(self, view: LiveView) -> None:
        self.closed.append(view)

    def use_transport(self, channel: ChannelRef, transport: MediaTransport | None) -> None:
        self.transports.append((channel, transport))

    @property
    def playing(self) -> list[ChannelRef]:
        return [view.ref for view in self.opened if not view.closed]


class FakePlayback:
    def __init__(self) -> None:
        self.opened: list[StagedPlaybackView] = []

    def open(self, channel: ChannelRef, span: TimeSpan, clips: Sequence[RecordClip] = ()) -> StagedPlaybackView:
        self.opened.append(StagedPlaybackView(channel, span, clips))
        return self.opened[-1]


class FakePtz:
    def __init__(self) -> None:
        self.stop_changed: Signal[ChannelRef] = Signal()
        self.failed: Signal[PtzFailed] = Signal()
        self.states: dict[ChannelRef, StopState] = {}

    def stop_state(self, channel: ChannelRef) -> StopState:
        return self.states.get(channel, StopState.CONFIRMED)


class Scenery:
    """All a wall needs; `streams` are those that were made by `broadcast`."""

    def __init__(self) -> None:
        self.live = FakeLive()
        self.playback = FakePlayback()
        self.ptz = FakePtz()
        self.devices = Devices()
        self.clock = HandClock()
        self.names: dict[ChannelRef, str] = {}
        self.streams: list[DrawnStream] = []

    @property
    def access(self) -> WallAccess:
        return WallAccess(
            live=self.live,
            playback=self.playback,
            ptz=self.ptz,
            devices=self.devices,
            clock=self.clock,
            name_of=lambda channel: self.names.get(channel, channel.channel_id),
        )

    def add_device(self, device_id: str = NVR, **values: object) -> None:
        self.devices.put(Device(device_id, **{"name": "Park NVR", "online": True, **values}))

    def say(self, view: View, state: ViewState) -> None:
        """Let a view be in this state; the countdown of a retry is given in `retry_at` as seconds from now."""
        view._set(state)

    def broadcast(self, view: View, state: ViewState = LIVE, health: StreamHealth | None = None) -> DrawnStream:
        """Let a view get its pictures from a new stream."""
        stream = DrawnStream(len(self.streams) + 1)
        self.streams.append(stream)
        if health:
            stream.health = health
        view._attach(stream)
        view._set(state)
        return stream

    def end(self) -> None:
        """Free all memory."""
        for view in (*self.live.opened, *self.playback.opened):
            if not view.closed:
                view.close()
        for stream in self.streams:
            stream.end()
            for ring in stream.rings:
                ring.close()
