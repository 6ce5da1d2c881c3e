"""Live views: one session per channel, shared by all its views and kept while there is one."""

import asyncio
from collections.abc import Callable

from console.model.catalog import ChannelRef
from console.model.media import MediaTransport
from console.services.live_stream import LiveStream, Surroundings
from console.services.registrar import Registered, Registrar
from console.services.view import Phase, View, ViewState
from console.state.catalogs import Catalogs

CLOSING_PATIENCE = 3.0  # seconds a new session waits for the BYE of the old: many cameras allow but one


class LiveView(View):
    """A tile's end of a live stream. While its channel is not found, `ref` names no device."""

    def __init__(self, ref: ChannelRef, leave: Callable[["LiveView"], None]) -> None:
        super().__init__(ref, ViewState(Phase.WAITING))
        self._leave = leave
        self._shared: LiveStream | None = None
        self._disconnect: Callable[[], None] = lambda: None

    def join(self, shared: LiveStream) -> None:
        """Show this stream from now on."""
        self.ref = shared.ref
        self._shared = shared
        self._disconnect = shared.changed.connect(lambda _: self._follow())
        self._follow()
        self.changed.emit(None)

    def retry(self) -> None:
        """Do not wait for the countdown."""
        if self._shared:
            self._shared.wake()

    def close(self) -> None:
        if not self.closed:
            self._disconnect()
            super().close()
            self._leave(self)

    def _follow(self) -> None:
        if self._shared is None:
            return
        if self._shared.stream is not self._stream:
            self._attach(self._shared.stream)
        self._set(self._shared.state)


class Live:
    """Opens live views."""

    def __init__(self, around: Surroundings, catalogs: Catalogs, registrar: Registrar) -> None:
        self._around = around
        self._catalogs = catalogs
        self._views: dict[LiveView, ChannelRef] = {}
        self._streams: dict[ChannelRef, LiveStream] = {}
        self._runs: dict[ChannelRef, asyncio.Task[None]] = {}
        self._lost: list[LiveView] = []  # views of channels that are not found yet
        catalogs.changed.connect(lambda _: self._find_lost())
        around.devices.changed.connect(self._on_device_changed)
        registrar.registered.connect(self._on_registered)
        registrar.gone.connect(self._on_gone)

    def open(self, ref: ChannelRef) -> LiveView:
        """A view that plays as soon as it can; never fails. With an empty `device_id` the channel is looked for."""
        view = LiveView(ref, self._left)
        if ref.device_id:
            self._join(view, ref)
        else:
            self._lost.append(view)
            self._find_lost()
        return view

    def use_transport(self, ref: ChannelRef, transport: MediaTransport | None) -> None:
        """The operator takes the offer of a view, or chooses; None leaves it to the settings."""
        self._around.transports.choose(ref.device_id, transport)
        if stream := self._streams.get(ref):
            stream.reopen()

    def wake(self) -> None:
        """What hindered all of them is over: no countdown is waited for."""
        for stream in self._streams.values():
            stream.wake()

    def streams(self) -> tuple[LiveStream, ...]:
        """Those that somebody watches."""
        return tuple(self._streams.values())

    def _join(self, view: LiveView, ref: ChannelRef) -> None:
        stream = self._streams.get(ref)
        if stream is None:
            stream = self._streams[ref] = LiveStream(ref, self._around)
            self._runs[ref] = self._around.tasks.start(self._run(stream, self._runs.get(ref)), f"live {ref}")
        self._views[view] = ref
        view.join(stream)

    async def _run(self, stream: LiveStream, former: asyncio.Task[None] | None) -> None:
        if former is not None:
            await asyncio.wait((former,), timeout=CLOSING_PATIENCE)
        await stream.run()

    def _left(self, view: LiveView) -> None:
        if view in self._lost:
            self._lost.remove(view)
        ref = self._views.pop(view, None)
        if ref is not None and ref not in self._views.values():
            del self._streams[ref]
            self._runs[ref].cancel()

    def _find_lost(self) -> None:
        for view in tuple(self._lost):
            found = self._find(view.ref.channel_id)
            if found is not None:
                self._lost.remove(view)
                self._join(view, found)

    def _find(self, channel_id: str) -> ChannelRef | None:
        """Of several devices with this channel the one that is online; a device may be its own channel."""
        candidates = self._catalogs.find(channel_id)
        if self._around.devices.get(channel_id) is not None:
            candidates.append(ChannelRef(channel_id, channel_id))
        online = [ref for ref in candidates if (device := self._around.devices.get(ref.device_id)) and device.online]
        return next(iter(online or candidates), None)

    def _on_device_changed(self, device_id: str) -> None:
        self._find_lost()
        device = self._around.devices.get(device_id)
        for stream in self._of(device_id):
            if device is not None and device.online and stream.state.phase in (Phase.WAITING, Phase.OFFLINE):
                stream.wake()

    def _on_registered(self, registered: Registered) -> None:
        for stream in self._of(registered.device_id):
            if registered.returned:
                stream.doubt()
            stream.wake()

    def _on_gone(self, device_id: str) -> None:
        for stream in self._of(device_id):
            stream.doubt()
            stream.wake()

    def _of(self, device_id: str) -> list[LiveStream]:
        return [stream for ref, stream in self._streams.items() if ref.device_id == device_id]
