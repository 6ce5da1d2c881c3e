"""One camera of a simulated device: its world, its head, its recordings and who watches it."""

from collections.abc import Callable, Sequence

from console.simulator.clock import Clock
from console.simulator.picture.camera import Camera
from console.simulator.picture.daylight import daylight
from console.simulator.picture.scene import Scene
from console.simulator.picture.world import World
from console.simulator.recordings import Clip, Footage, clips, footage
from console.simulator.site import ChannelDescription
from console.simulator.sources import LiveSource, PlaybackSource, Viewer


class SimulatedChannel:
    """A camera; its threads run only while somebody watches."""

    def __init__(self, description: ChannelDescription, *, clock: Clock, seed: int) -> None:
        self.description = description
        self.camera = Camera(description.place.home, description.presets)
        self._clock = clock
        self._seed = seed
        self._world = World(description.place, *description.world_size, seed=description.number)
        self._live: LiveSource | None = None

    def paint(self) -> None:
        """Paint the world, which takes some 0.1 s, before the first who watches has to wait for it."""
        self._world.lit(daylight(self._clock()))

    def watch(self, viewer: Viewer) -> LiveSource:
        """Send live pictures to a viewer, until `unwatch`."""
        if self._live is None or not self._live.attach(viewer):
            self._live = LiveSource(self.description, self._scene, self.camera, self._clock)
            self._live.attach(viewer)
            self._live.start()
        return self._live

    def unwatch(self, viewer: Viewer) -> None:
        """Send it no more; the source ends with its last viewer."""
        if self._live is not None:
            self._live.detach(viewer)

    def clips(self, start: float, end: float) -> list[Clip]:
        """The recorded files that touch a span of POSIX times."""
        return clips(self.description.number, start, end, now=self._clock(), seed=self._seed)

    def footage(self, start: float, end: float) -> list[Footage]:
        """What can be played of a span of POSIX times."""
        return footage(self.description.number, start, end, now=self._clock(), seed=self._seed)

    def playback(
        self, spans: Sequence[Footage], viewer: Viewer, *, scale: float, sends_all: bool, on_end: Callable[[], None]
    ) -> PlaybackSource:
        """A source of recorded pictures, yet to be started; recorded is what the camera saw from its home position."""
        return PlaybackSource(
            self.description,
            self._scene,
            spans,
            viewer,
            view=self.description.place.home,
            scale=scale,
            sends_all=sends_all,
            on_end=on_end,
        )

    def _scene(self) -> Scene:
        description = self.description
        return Scene(
            self._world,
            size=description.size,
            channel=description.number,
            label=description.label,
            reach=description.reach,
        )
