"""The wall for the gallery: every state of a tile, on pictures of the simulated site."""

from datetime import timedelta
from functools import cache

import av
import numpy as np
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.model.failure import NoMedia, Refused
from console.model.media import MediaTransport, StreamHealth
from console.model.records import TimeSpan
from console.services.ptz import StopState
from console.services.view import Phase, Step, View, ViewState
from console.simulator.picture.colour import frame_planes
from console.simulator.picture.scene import Scene
from console.simulator.picture.world import World
from console.simulator.site import DEMO_SITE
from tests.gui.wall.scenery import LIVE, START, Scenery, ref
from ui.wall.bar import WallBar
from ui.wall.layout import layout_for
from ui.wall.tiles import Tiles
from ui.wall.wall import Wall

HEALTH = StreamHealth(
    packets=48211,
    lost=37,
    octets=60_000_000,
    bit_rate=1.94e6,
    frame_rate=25.0,
    picture_rate=25.0,
    jitter=0.0021,
    codec="hevc",
    audio_codec="pcm_alaw",
    source="192.168.1.64:62012",
    width=2560,
    height=1440,
)
CHANNELS = [channel for device in DEMO_SITE for channel in device.channels]


@cache
def picture(number: int, width: int, height: int) -> np.ndarray:
    """What camera `number` of the demo site sees at START, as BGRA."""
    channel = CHANNELS[number % len(CHANNELS)]
    size = channel.size
    world = World(channel.place, *channel.world_size, seed=channel.number)
    scene = Scene(world, size=size, channel=channel.number, label=channel.label, reach=channel.reach)
    frame = av.VideoFrame(*size, "yuv420p")
    scene.paint(START.timestamp(), channel.place.home, frame_planes(frame))
    scale = min(width / size[0], height / size[1])
    return frame.reformat(round(size[0] * scale), round(size[1] * scale), "bgra").to_ndarray()


class Stage(QWidget):
    """A wall with its bar; `finish` puts pictures into its tiles once they have their sizes."""

    def __init__(self, scenery: Scenery, tiles: int) -> None:
        super().__init__()
        self.scenery = scenery
        self.tiles = Tiles(scenery.access, self)
        self.tiles.use_layout(layout_for(tiles))
        self.wall = Wall(self.tiles)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(WallBar(self.wall))
        layout.addWidget(self.wall, 1)
        self.destroyed.connect(scenery.end)
        self.resize(1232, 680)

    def draw(self, view: View, number: int, *, age: float = 0.0, state: ViewState = LIVE, **values: object) -> None:
        """Show a picture that is `age` seconds old."""
        stream = self.scenery.broadcast(view, state, HEALTH)
        if stream.rings:
            ring = stream.rings[-1]
            at = self.scenery.clock.monotonic() - age
            stream.draw(picture(number, ring.width, ring.height), at=at, **values)
        view._set(state)


def staged(tiles: int, count: int) -> Stage:
    scenery = Scenery()
    scenery.add_device(last_seen_at=START - timedelta(minutes=12))
    for number in range(count):
        scenery.names[ref(number)] = CHANNELS[number % len(CHANNELS)].name
    stage = Stage(scenery, tiles)
    stage.show()
    stage.tiles.play([ref(number) for number in range(count)])
    stage.wall._fit_views()
    return stage


def wall() -> QWidget:
    """As most of the day: live, one of them recorded, one tile empty."""
    stage = staged(9, 7)
    for number, view in enumerate(stage.scenery.live.opened):
        stage.draw(view, number)
    return stage


def wall_states() -> QWidget:
    stage = staged(9, 9)
    scenery, views = stage.scenery, stage.scenery.live.opened
    now = scenery.clock.monotonic()
    say = scenery.say
    say(views[0], ViewState(Phase.CONNECTING, Step.ACCEPTED, transport=MediaTransport.UDP))
    stage.draw(views[1], 1, age=3.4)
    failure = NoMedia(MediaTransport.UDP, 30012, 10.0)
    say(
        views[2],
        ViewState(Phase.RETRYING, failure=failure, retry_at=now + 7.6, offer=MediaTransport.TCP_PASSIVE),
    )
    stage.draw(views[3], 3, age=724.0, state=ViewState(Phase.OFFLINE))
    say(views[4], ViewState(Phase.WAITING))
    stage.draw(views[5], 5, is_damaged=True)
    scenery.ptz.states[ref(5)] = StopState.NOT_CONFIRMED
    busy = ViewState(Phase.RETRYING, failure=Refused("INVITE", 486, "Busy Here"), retry_at=now + 2.2)
    stage.draw(views[6], 6, age=4.0, state=busy)
    for place, state in ((7, ViewState(Phase.PAUSED)), (8, ViewState(Phase.ENDED))):
        tile = stage.tiles.board[place]
        stage.tiles._use(place, tile, scenery.playback.open(tile.ref, TimeSpan(START - timedelta(hours=2), START)))
        stage.wall._fit_views()
        recording = scenery.playback.opened[-1]
        recording.at(START - timedelta(minutes=47, seconds=11))
        recording.is_paused = state.phase is Phase.PAUSED
        stage.draw(recording, place, state=state)
    stage.tiles.select(1)
    return stage


def wall_playback() -> QWidget:
    stage = staged(4, 4)
    scenery = stage.scenery
    for number, view in enumerate(scenery.live.opened):
        stage.draw(view, number)
    tile = stage.tiles.board[0]
    stage.tiles._use(0, tile, scenery.playback.open(tile.ref, TimeSpan(START - timedelta(hours=2), START)))
    stage.wall._fit_views()
    recording = scenery.playback.opened[-1]
    recording.at(START - timedelta(minutes=47, seconds=11))
    recording.speed = 2.0
    stage.draw(recording, 0)
    stage.wall.show_figures(True)
    stage.wall._show_bar(1)
    return stage


def wall_small() -> QWidget:
    stage = staged(16, 14)
    views = stage.scenery.live.opened
    for number, view in enumerate(views):
        stage.draw(view, number)
    now = stage.scenery.clock.monotonic()
    failure = NoMedia(MediaTransport.UDP, 30012, 10.0)
    stage.scenery.say(views[1], ViewState(Phase.OFFLINE))
    stage.draw(views[2], 2, age=2.4)
    retry = ViewState(Phase.RETRYING, failure=failure, retry_at=now + 7.6, offer=MediaTransport.TCP_PASSIVE)
    stage.scenery.say(views[12], retry)
    stage.scenery.say(views[13], ViewState(Phase.CONNECTING, Step.MEDIA, transport=MediaTransport.TCP_PASSIVE))
    for place in (12, 13):
        views[place]._canvas = None
    stage.tiles.select(6)
    return stage


def wall_failed() -> QWidget:
    """One tile alone, with room for all its words."""
    stage = staged(1, 1)
    now = stage.scenery.clock.monotonic()
    failure = NoMedia(MediaTransport.UDP, 30012, 10.0)
    retry = ViewState(Phase.RETRYING, failure=failure, retry_at=now + 7.6, offer=MediaTransport.TCP_PASSIVE)
    stage.scenery.say(stage.scenery.live.opened[0], retry)
    return stage


def wall_empty() -> QWidget:
    return staged(4, 0)


PAGES = {
    "wall": wall,
    "wall-states": wall_states,
    "wall-playback": wall_playback,
    "wall-small": wall_small,
    "wall-failed": wall_failed,
    "wall-empty": wall_empty,
}
