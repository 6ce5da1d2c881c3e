"""What the wall holds (issue, item 5): opening, closing, pages, recordings, and what is remembered."""

import asyncio
import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from console.model.catalog import ChannelRef
from console.model.device import DeviceOptions
from console.model.media import MediaTransport
from console.model.records import TimeSpan
from console.services.view import Phase, ViewState
from tests.gui.wall.scenery import LIVE, NVR, START, Scenery, ref
from ui import tasks
from ui.wall.board import PLACES_LIMIT
from ui.wall.layout import layout_for
from ui.wall.tiles import Tiles

HOUR = TimeSpan(START - timedelta(hours=1), START)


def shown(tiles: Tiles) -> dict[int, ChannelRef]:
    return {place: tile.ref for place, tile in tiles.board.filled()}


async def settled() -> None:
    """Let the coroutines that were started run to their end."""
    for _ in range(3):
        await asyncio.sleep(0)
    await tasks.cancel_all()


class TestOpening:
    def test_a_channel_goes_to_the_selected_empty_tile(self, tiles: Tiles, scenery: Scenery) -> None:
        tiles.select(2)
        tiles.show_channel(ref(1))
        assert shown(tiles) == {2: ref(1)}
        assert scenery.live.playing == [ref(1)]

    def test_the_next_ones_fill_the_empty_tiles_and_then_the_selected_one(self, tiles: Tiles) -> None:
        for number in range(1, 6):
            tiles.show_channel(ref(number))
        assert shown(tiles) == {0: ref(1), 1: ref(2), 2: ref(3), 3: ref(5)}

    def test_a_channel_that_is_on_the_wall_is_selected_and_not_opened_again(
        self, tiles: Tiles, scenery: Scenery
    ) -> None:
        tiles.play([ref(1), ref(2)])
        tiles.show_channel(ref(2))
        assert tiles.selected == ref(2)
        assert len(scenery.live.opened) == 2

    def test_a_drop_may_show_a_channel_twice(self, tiles: Tiles) -> None:
        tiles.play([ref(1)])
        tiles.play([ref(1)], start=2)
        assert shown(tiles) == {0: ref(1), 2: ref(1)}

    def test_a_drop_on_a_taken_tile_replaces_its_channel(self, tiles: Tiles, scenery: Scenery) -> None:
        tiles.play([ref(1)])
        tiles.play([ref(2)], start=0)
        assert scenery.live.playing == [ref(2)]

    def test_what_finds_no_place_is_told(self, tiles: Tiles, qtbot: QtBot) -> None:
        with qtbot.waitSignal(tiles.overflowed) as signal:
            tiles.play([ref(number) for number in range(PLACES_LIMIT + 7)])
        assert signal.args == [7]

    def test_streams_are_opened_only_for_the_page_on_screen(self, tiles: Tiles, scenery: Scenery) -> None:
        tiles.play([ref(number) for number in range(40)])
        assert len(scenery.live.playing) == 16
        tiles.turn(1)
        assert ref(20) in scenery.live.playing

    def test_a_channel_of_any_device_is_known_once_it_is_found(self, tiles: Tiles, scenery: Scenery) -> None:
        told: list[ChannelRef | None] = []
        tiles.selection_changed.connect(told.append)
        tiles.play([ChannelRef("", ref(1).channel_id)])
        view = scenery.live.opened[0]
        view.ref = ref(1)
        view.changed.emit(None)
        assert told == [ChannelRef("", ref(1).channel_id), ref(1)]


class TestClosing:
    def test_the_view_is_closed_and_the_selection_told(self, tiles: Tiles, scenery: Scenery, qtbot: QtBot) -> None:
        tiles.show_channel(ref(1))
        with qtbot.waitSignals([tiles.selection_changed, tiles.view_selected, tiles.contents_changed]):
            tiles.close(0)
        assert scenery.live.playing == []
        assert tiles.selected is None
        assert tiles.selected_view is None

    def test_closing_the_enlarged_tile_brings_the_others_back(self, tiles: Tiles) -> None:
        tiles.play([ref(1), ref(2)])
        tiles.enlarge(0)
        tiles.close(0)
        assert tiles.board.visible() == [0, 1, 2, 3]

    def test_an_empty_place_can_be_closed_without_harm(self, tiles: Tiles) -> None:
        tiles.close(3)
        assert len(tiles.board) == 0

    def test_close_all_leaves_nothing(self, tiles: Tiles, scenery: Scenery) -> None:
        tiles.play([ref(number) for number in range(20)])
        tiles.close_all()
        assert scenery.live.playing == []
        assert len(tiles.board) == 0

    def test_the_end_of_the_program_closes_views_but_forgets_nothing(self, tiles: Tiles, scenery: Scenery) -> None:
        tiles.play([ref(1)])
        tiles.release()
        assert scenery.live.playing == []
        assert tiles.contents()["tiles"] == {"0": list(ref(1))}


class TestPages:
    def test_a_smaller_grid_keeps_streams_for_a_moment_and_then_parks_them(
        self, tiles: Tiles, scenery: Scenery
    ) -> None:
        tiles.play([ref(number) for number in range(6)])
        tiles.use_layout(layout_for(4))
        assert len(scenery.live.playing) == 6
        assert tiles._parking.isActive()
        tiles._park()
        assert scenery.live.playing == [ref(0), ref(1), ref(2), ref(3)]

    def test_what_was_parked_comes_back_with_the_grid(self, tiles: Tiles, scenery: Scenery) -> None:
        tiles.play([ref(number) for number in range(6)])
        tiles.use_layout(layout_for(4))
        tiles._park()
        tiles.use_layout(layout_for(9))
        assert len(scenery.live.playing) == 6
        assert not tiles._parking.isActive()

    def test_what_returns_in_time_was_never_closed(self, tiles: Tiles, scenery: Scenery) -> None:
        tiles.play([ref(number) for number in range(6)])
        tiles.use_layout(layout_for(4))
        tiles.use_layout(layout_for(9))
        assert not tiles._parking.isActive()
        assert len(scenery.live.opened) == 6

    def test_enlarging_hides_nothing_for_long(self, tiles: Tiles, scenery: Scenery) -> None:
        tiles.play([ref(1), ref(2)])
        tiles.enlarge(1)
        assert not tiles._parking.isActive()
        assert [place for place, _ in tiles.on_screen()] == [1]
        tiles.enlarge(1)
        assert [place for place, _ in tiles.on_screen()] == [0, 1]

    def test_an_empty_tile_cannot_be_enlarged(self, tiles: Tiles) -> None:
        tiles.enlarge(2)
        assert not tiles.board.is_enlarged

    def test_the_arrows_go_from_channel_to_channel_while_one_is_enlarged(self, tiles: Tiles) -> None:
        tiles.play([ref(1), ref(2)])
        tiles.swap(1, 3)
        tiles.enlarge(0)
        tiles.step(right=1)
        assert tiles.board.visible() == [3]
        tiles.step(right=1)
        assert tiles.board.visible() == [0]

    async def test_a_recording_pauses_when_its_page_goes(self, tiles: Tiles, scenery: Scenery) -> None:
        tiles.play([ref(number) for number in range(6)])
        tiles.play_recording(ref(5), HOUR)
        tiles.select(0)
        tiles.use_layout(layout_for(4))
        await settled()
        (recording,) = scenery.playback.opened
        assert recording.is_paused
        assert not recording.closed


class TestRecordings:
    async def test_it_plays_in_the_tile_of_its_channel(self, tiles: Tiles, scenery: Scenery) -> None:
        tiles.play([ref(1), ref(2)])
        tiles.play_recording(ref(2), HOUR)
        assert scenery.live.playing == [ref(1)]
        assert tiles.selected == ref(2)
        assert tiles.selected_view is scenery.playback.opened[0]

    async def test_without_one_it_goes_where_a_channel_would(self, tiles: Tiles) -> None:
        tiles.play([ref(1)])
        tiles.play_recording(ref(2), HOUR)
        assert shown(tiles) == {0: ref(1), 1: ref(2)}

    async def test_another_moment_of_an_open_recording_is_sought(self, tiles: Tiles, scenery: Scenery) -> None:
        tiles.play_recording(ref(1), HOUR)
        later = HOUR.start + timedelta(minutes=10)
        tiles.play_recording(ref(1), TimeSpan(later, HOUR.end))
        await settled()
        (recording,) = scenery.playback.opened
        assert recording.commands == [later]

    async def test_a_moment_before_it_opens_another(self, tiles: Tiles, scenery: Scenery) -> None:
        tiles.play_recording(ref(1), HOUR)
        tiles.seek(HOUR.start - timedelta(seconds=10))
        assert [recording.closed for recording in scenery.playback.opened] == [True, False]
        assert scenery.playback.opened[-1].span.start == HOUR.start - timedelta(seconds=10)

    async def test_one_key_leads_back_to_live(self, tiles: Tiles, scenery: Scenery) -> None:
        tiles.play_recording(ref(1), HOUR)
        tiles.go_live(0)
        assert scenery.live.playing == [ref(1)]
        assert scenery.playback.opened[0].closed

    async def test_hold_pauses_and_goes_on(self, tiles: Tiles, scenery: Scenery) -> None:
        tiles.play_recording(ref(1), HOUR)
        (recording,) = scenery.playback.opened
        scenery.say(recording, LIVE)
        for _ in range(2):
            tiles.hold(0)
            await settled()
        assert recording.commands == ["pause", "resume"]

    async def test_hold_begins_again_what_has_ended(self, tiles: Tiles, scenery: Scenery) -> None:
        tiles.play_recording(ref(1), HOUR)
        (recording,) = scenery.playback.opened
        scenery.say(recording, ViewState(Phase.ENDED))
        tiles.hold(0)
        assert recording.commands == ["retry"]

    def test_live_tiles_neither_pause_nor_seek(self, tiles: Tiles, scenery: Scenery) -> None:
        tiles.play([ref(1)])
        tiles.hold(0)
        tiles.seek(START)
        tiles.go_live(0)
        assert len(scenery.live.opened) == 1


class TestTransport:
    def test_the_choice_of_a_device_is_told(self, tiles: Tiles, scenery: Scenery) -> None:
        tiles.play([ref(1)])
        assert tiles.transport_of(0) is None
        scenery.add_device(options=DeviceOptions(transport=MediaTransport.TCP_ACTIVE))
        assert tiles.transport_of(0) is MediaTransport.TCP_ACTIVE

    def test_another_one_is_used_at_once(self, tiles: Tiles, scenery: Scenery) -> None:
        tiles.play([ref(1)])
        tiles.use_transport(0, MediaTransport.TCP_PASSIVE)
        assert scenery.live.transports == [(ref(1), MediaTransport.TCP_PASSIVE)]
        assert scenery.live.opened[0].retries == 1


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("0123456789a", max_size=4), inner, max_size=4),
    max_leaves=12,
)


class TestMemory:
    def test_what_was_remembered_comes_back(self, tiles: Tiles, scenery: Scenery) -> None:
        tiles.play([ref(number) for number in range(5)])
        tiles.swap(1, 7)
        tiles.select(3)
        again = Tiles(scenery.access)
        again.restore(json.loads(json.dumps(tiles.contents())))
        assert again.contents() == tiles.contents()
        assert shown(again) == shown(tiles)
        again.release()

    async def test_a_recording_comes_back_as_its_channel(self, tiles: Tiles, scenery: Scenery) -> None:
        tiles.play_recording(ref(1), HOUR)
        again = Tiles(scenery.access)
        again.restore(tiles.contents())
        assert shown(again) == {0: ref(1)}
        assert again.selected_view is scenery.live.opened[-1]
        again.release()

    @given(JSON, JSON, JSON)
    def test_what_cannot_be_read_is_left_out(self, layout: object, selected: object, stored: object) -> None:
        scenery = Scenery()
        tiles = Tiles(scenery.access)
        tiles.restore({"layout": layout, "selected": selected, "tiles": stored})
        tiles.restore(stored)
        assert all(0 <= place < PLACES_LIMIT for place, _ in tiles.board.filled())
        tiles.release()

    @pytest.mark.parametrize("pair", [[NVR], [NVR, ""], [NVR, "a b"], ["../x", "1"], "ab", [1, 2], None])
    def test_odd_channels_are_left_out(self, tiles: Tiles, pair: object) -> None:
        tiles.restore({"tiles": {"0": pair, "1": list(ref(1))}})
        assert shown(tiles) == {1: ref(1)}

    def test_every_change_of_contents_is_told(self, tiles: Tiles) -> None:
        told: list[dict] = []
        tiles.contents_changed.connect(lambda: told.append(tiles.contents()))
        tiles.play([ref(1)])
        tiles.swap(0, 1)
        tiles.use_layout(layout_for(9))
        tiles.close(1)
        assert [value["tiles"] for value in told] == [{"0": list(ref(1))}, {"1": list(ref(1))}, {"1": list(ref(1))}, {}]
