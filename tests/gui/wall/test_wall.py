"""The wall under the operator's hands, and what it paints (issue, item 5)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QDropEvent, QImage, QMouseEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from console.model.failure import NoMedia
from console.model.media import MediaTransport
from console.model.records import TimeSpan
from console.services.view import Phase, Step, ViewState
from tests.gui.wall.scenery import START, Scenery, StagedLiveView, ref
from tests.waiting import until
from ui.device_tree.channel_drag import encode_channels
from ui.icons import Icon
from ui.theme import DARK
from ui.translation import Translation
from ui.wall.brush import strip_of, well_of
from ui.wall.deeds import Deed, Offer
from ui.wall.layout import layout_for
from ui.wall.message import Part, blocks_of
from ui.wall.tiles import Tiles
from ui.wall.wall import Wall

RETRYING = ViewState(
    Phase.RETRYING,
    failure=NoMedia(MediaTransport.UDP, 30012, 10.0),
    retry_at=1007.0,
    offer=MediaTransport.TCP_PASSIVE,
)


def look(wall: Wall) -> QImage:
    return wall.grab().toImage()


def color_in(wall: Wall, place: int) -> QColor:
    """In the middle of a tile's picture."""
    return look(wall).pixelColor(well_of(wall.box_of(place)).center())


def move(wall: Wall, point: QPoint, buttons: Qt.MouseButton = Qt.MouseButton.NoButton) -> None:
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(point),
        QPointF(wall.mapToGlobal(point)),
        Qt.MouseButton.NoButton,
        buttons,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(wall, event)


def button_of(wall: Wall, tiles: Tiles, place: int, offer: Offer) -> QPoint:
    blocks = blocks_of(tiles.board[place].face, well_of(wall.box_of(place)))
    return next(block.box.center() for block in blocks if block.part is Part.BUTTON and block.offer == offer)


class TestPainting:
    def test_a_picture_is_on_screen(self, wall: Wall, tiles: Tiles, scenery: Scenery) -> None:
        tiles.play([ref(1)])
        scenery.broadcast(scenery.live.opened[0]).draw(200, at=scenery.clock.monotonic())
        wall._look()
        assert color_in(wall, 0).value() == 200

    def test_what_was_said_of_a_missing_picture_goes_with_the_first(
        self, wall: Wall, tiles: Tiles, scenery: Scenery
    ) -> None:
        tiles.play([ref(1)])
        stream = scenery.broadcast(scenery.live.opened[0])
        assert tiles.board[0].face.step is Step.PICTURE
        stream.draw(200, at=scenery.clock.monotonic())
        wall._look()
        assert tiles.board[0].face.step is None

    def test_pictures_are_wanted_in_exactly_the_pixels_of_the_tile(
        self, wall: Wall, tiles: Tiles, scenery: Scenery
    ) -> None:
        tiles.play([ref(1)])
        well = well_of(wall.box_of(0))
        assert scenery.live.opened[0].box == (well.width(), well.height())

    def test_a_picture_that_stops_dims_although_nothing_comes_any_more(
        self, wall: Wall, tiles: Tiles, scenery: Scenery
    ) -> None:
        tiles.play([ref(1)])
        scenery.broadcast(scenery.live.opened[0]).draw(200, at=scenery.clock.monotonic())
        wall._refresh()
        scenery.clock.advance(3.4)
        wall._texts.timeout.emit()
        assert tiles.board[0].face.age == "3.4 s old"
        assert color_in(wall, 0).value() == pytest.approx(130, abs=2)

    def test_a_damaged_picture_stays_marked_for_a_moment(self, wall: Wall, tiles: Tiles, scenery: Scenery) -> None:
        tiles.play([ref(1)])
        stream = scenery.broadcast(scenery.live.opened[0])
        stream.draw(200, at=scenery.clock.monotonic(), is_damaged=True)
        wall._refresh()
        stream.draw(201, at=scenery.clock.monotonic())
        wall._refresh()
        assert tiles.board[0].face.warnings
        scenery.clock.advance(1.1)
        wall._refresh()
        assert not tiles.board[0].face.warnings

    def test_a_new_picture_repaints_its_tile_only(self, wall: Wall, tiles: Tiles, scenery: Scenery) -> None:
        tiles.play([ref(1), ref(2)])
        for view in scenery.live.opened:
            scenery.broadcast(view).draw(100, at=scenery.clock.monotonic())
        wall._look()
        QCoreApplication.processEvents()
        painted: list[bool] = []
        original = wall.paintEvent

        def note(event: object) -> None:
            painted.extend(event.region().intersects(wall.box_of(place)) for place in (0, 1))
            original(event)

        wall.paintEvent = note
        scenery.streams[1].draw(101, at=scenery.clock.monotonic())
        assert wall._look()
        QCoreApplication.processEvents()
        assert painted == [False, True]
        assert not wall._look()

    def test_the_whole_widget_is_painted(self, wall: Wall, tiles: Tiles) -> None:
        tiles.play([ref(1)])
        tiles.use_layout(layout_for(9))
        canvas = QImage(wall.size(), QImage.Format.Format_RGB32)
        canvas.fill(QColor("#FF00FF"))
        wall.render(canvas)
        found = {canvas.pixelColor(x, y).name() for x in range(canvas.width()) for y in range(0, canvas.height(), 7)}
        assert "#ff00ff" not in found

    def test_the_selected_tile_has_a_frame(self, wall: Wall, tiles: Tiles) -> None:
        tiles.select(3)
        picture = look(wall)
        assert picture.pixelColor(wall.box_of(3).topLeft()).name().upper() == DARK.accent
        assert picture.pixelColor(wall.box_of(0).topLeft()).name().upper() != DARK.accent

    async def test_a_recording_has_a_frame_of_its_own(self, wall: Wall, tiles: Tiles, scenery: Scenery) -> None:
        tiles.play_recording(ref(1), TimeSpan(START - timedelta(hours=1), START))
        tiles.select(1)
        assert look(wall).pixelColor(well_of(wall.box_of(0)).topLeft()).name().upper() == DARK.play

    def test_a_state_that_changes_is_seen_at_once(self, wall: Wall, tiles: Tiles, scenery: Scenery) -> None:
        tiles.play([ref(1)])
        scenery.say(scenery.live.opened[0], ViewState(Phase.CONNECTING, Step.ACCEPTED))
        assert tiles.board[0].face.step is Step.ACCEPTED

    def test_a_name_that_comes_later_is_shown(self, wall: Wall, tiles: Tiles, scenery: Scenery) -> None:
        tiles.play([ref(1)])
        scenery.names[ref(1)] = "East gate"
        wall._texts.timeout.emit()
        assert tiles.board[0].face.name == "East gate"

    def test_the_language_changes_at_once(
        self, wall: Wall, tiles: Tiles, scenery: Scenery, translation: Translation
    ) -> None:
        tiles.play([ref(1)])
        scenery.say(scenery.live.opened[0], RETRYING)
        english = tiles.board[0].face.sentence
        translation.use("zh")
        QCoreApplication.sendPostedEvents()
        assert tiles.board[0].face.sentence != english


class TestSizes:
    def test_an_enlarged_tile_hides_the_others_from_their_decoders(
        self, wall: Wall, tiles: Tiles, scenery: Scenery
    ) -> None:
        tiles.play([ref(1), ref(2)])
        first, second = scenery.live.opened
        normal = second.box
        tiles.enlarge(0)
        assert first.box == (800, 460)
        assert second.box == (0, 0)
        tiles.enlarge(0)
        assert second.box == normal

    def test_a_wall_that_nobody_sees_wants_no_pictures(self, wall: Wall, tiles: Tiles, scenery: Scenery) -> None:
        tiles.play([ref(1)])
        normal = scenery.live.opened[0].box
        wall.hide()
        assert scenery.live.opened[0].box == (0, 0)
        assert not wall._clock.is_running
        assert not wall._texts.isActive()
        wall.show()
        assert scenery.live.opened[0].box == normal

    def test_a_tile_opened_while_hidden_gets_its_size_with_the_wall(
        self, wall: Wall, tiles: Tiles, scenery: Scenery
    ) -> None:
        wall.hide()
        tiles.play([ref(1)])
        assert scenery.live.opened[0].box == (0, 0)
        wall.show()
        assert all(scenery.live.opened[0].box)

    def test_a_window_being_resized_asks_for_one_new_size_at_its_end(
        self, wall: Wall, tiles: Tiles, scenery: Scenery, qtbot: QtBot
    ) -> None:
        tiles.play([ref(1)])
        stream = scenery.broadcast(scenery.live.opened[0])
        stream.draw(150, at=scenery.clock.monotonic())
        wall._look()
        before = len(stream.rings)
        for width in range(700, 600, -10):
            wall.resize(width, 480)
        assert len(stream.rings) == before
        assert color_in(wall, 0).value() == 150  # the old picture serves meanwhile
        with qtbot.waitSignal(wall._settling.timeout):
            pass
        assert len(stream.rings) == before + 1
        well = well_of(wall.box_of(0))
        assert scenery.live.opened[0].box == (well.width(), well.height())


class TestClock:
    def test_it_rests_on_an_empty_wall(self, wall: Wall, qtbot: QtBot) -> None:
        wall._clock._quiet = 249
        wall._clock._tick()
        assert not wall._clock.is_running

    def test_a_picture_wakes_it(self, wall: Wall, tiles: Tiles, scenery: Scenery) -> None:
        tiles.play([ref(1)])
        stream = scenery.broadcast(scenery.live.opened[0])
        wall._look()
        wall._clock.stop()
        wall._texts.timeout.emit()
        assert not wall._clock.is_running
        stream.draw(100, at=scenery.clock.monotonic())
        wall._texts.timeout.emit()
        assert wall._clock.is_running

    def test_a_change_of_state_wakes_it(self, wall: Wall, tiles: Tiles, scenery: Scenery) -> None:
        tiles.play([ref(1)])
        wall._clock.stop()
        scenery.say(scenery.live.opened[0], ViewState(Phase.CONNECTING, Step.PICTURE))
        assert wall._clock.is_running


class TestMouse:
    def test_a_click_selects(self, wall: Wall, tiles: Tiles, qtbot: QtBot) -> None:
        tiles.play([ref(1), ref(2)])
        with qtbot.waitSignal(tiles.selection_changed) as signal:
            qtbot.mouseClick(wall, Qt.MouseButton.LeftButton, pos=wall.box_of(1).center())
        assert signal.args == [ref(2)]

    def test_a_double_click_enlarges_and_back(self, wall: Wall, tiles: Tiles, qtbot: QtBot) -> None:
        tiles.play([ref(1), ref(2)])
        qtbot.mouseDClick(wall, Qt.MouseButton.LeftButton, pos=wall.box_of(1).center())
        assert wall.box_of(1) == wall.rect()
        qtbot.mouseDClick(wall, Qt.MouseButton.LeftButton, pos=wall.rect().center())
        assert not tiles.board.is_enlarged

    def test_a_tile_pulled_onto_another_changes_places_with_it(self, wall: Wall, tiles: Tiles, qtbot: QtBot) -> None:
        tiles.play([ref(1), ref(2)])
        qtbot.mousePress(wall, Qt.MouseButton.LeftButton, pos=wall.box_of(0).center())
        move(wall, wall.box_of(3).center(), Qt.MouseButton.LeftButton)
        assert wall._standing(3).is_target
        qtbot.mouseRelease(wall, Qt.MouseButton.LeftButton, pos=wall.box_of(3).center())
        assert tiles.board[3].ref == ref(1)
        assert tiles.board[0] is None
        assert not wall._standing(3).is_target

    def test_escape_lets_go_of_it(self, wall: Wall, tiles: Tiles, qtbot: QtBot) -> None:
        tiles.play([ref(1)])
        qtbot.mousePress(wall, Qt.MouseButton.LeftButton, pos=wall.box_of(0).center())
        move(wall, wall.box_of(3).center(), Qt.MouseButton.LeftButton)
        qtbot.keyClick(wall, Qt.Key.Key_Escape)
        qtbot.mouseRelease(wall, Qt.MouseButton.LeftButton, pos=wall.box_of(3).center())
        assert tiles.board[0].ref == ref(1)

    def test_a_hand_that_trembles_moves_nothing(self, wall: Wall, tiles: Tiles, qtbot: QtBot) -> None:
        tiles.play([ref(1), ref(2)])
        edge = wall.box_of(0).topRight() + QPoint(0, 40)
        qtbot.mousePress(wall, Qt.MouseButton.LeftButton, pos=edge)
        move(wall, edge + QPoint(4, 0), Qt.MouseButton.LeftButton)
        qtbot.mouseRelease(wall, Qt.MouseButton.LeftButton, pos=edge + QPoint(4, 0))
        assert tiles.board[0].ref == ref(1)

    def test_the_buttons_on_a_tile_work(self, wall: Wall, tiles: Tiles, scenery: Scenery, qtbot: QtBot) -> None:
        tiles.play([ref(1)])
        scenery.say(scenery.live.opened[0], RETRYING)
        point = button_of(wall, tiles, 0, Offer(Deed.RETRY))
        qtbot.mouseClick(wall, Qt.MouseButton.LeftButton, pos=point)
        assert scenery.live.opened[0].retries == 1
        transport = Offer(Deed.USE_TRANSPORT, MediaTransport.TCP_PASSIVE)
        qtbot.mouseClick(wall, Qt.MouseButton.LeftButton, pos=button_of(wall, tiles, 0, transport))
        assert scenery.live.transports == [(ref(1), MediaTransport.TCP_PASSIVE)]

    def test_a_button_left_before_the_release_does_nothing(
        self, wall: Wall, tiles: Tiles, scenery: Scenery, qtbot: QtBot
    ) -> None:
        tiles.play([ref(1)])
        scenery.say(scenery.live.opened[0], RETRYING)
        qtbot.mousePress(wall, Qt.MouseButton.LeftButton, pos=button_of(wall, tiles, 0, Offer(Deed.RETRY)))
        qtbot.mouseRelease(wall, Qt.MouseButton.LeftButton, pos=wall.box_of(0).topLeft() + QPoint(5, 30))
        assert scenery.live.opened[0].retries == 0

    def test_the_pointer_brings_the_bar_and_takes_it_along(self, wall: Wall, tiles: Tiles, qtbot: QtBot) -> None:
        tiles.play([ref(1)])
        move(wall, wall.box_of(0).center())
        assert wall._bar.isVisible()
        assert well_of(wall.box_of(0)).contains(wall._bar.geometry())
        move(wall, wall.box_of(3).center())
        assert not wall._bar.isVisible()

    def test_the_bar_goes_when_the_pointer_rests(self, wall: Wall, tiles: Tiles) -> None:
        tiles.play([ref(1)])
        move(wall, wall.box_of(0).center())
        wall._bar._rest.timeout.emit()
        assert not wall._bar.isVisible()

    def test_the_bar_acts_on_the_tile_under_it(self, wall: Wall, tiles: Tiles, qtbot: QtBot) -> None:
        tiles.play([ref(1), ref(2)])
        move(wall, wall.box_of(1).center())
        with qtbot.waitSignal(wall.search_requested) as signal:
            wall._bar.button(Deed.SEARCH).click()
        assert signal.args == [ref(2)]
        with qtbot.waitSignal(wall.steer_requested) as signal:
            wall._bar.button(Deed.STEER).click()
        assert signal.args == [ref(2)]
        wall._bar.button(Deed.CLOSE).click()
        assert tiles.board[1] is None

    async def test_a_recording_offers_the_way_back_and_no_steering(
        self, wall: Wall, tiles: Tiles, scenery: Scenery
    ) -> None:
        tiles.play_recording(ref(1), TimeSpan(START - timedelta(hours=1), START))
        move(wall, wall.box_of(0).center())
        assert wall._bar.button(Deed.GO_LIVE).isVisible()
        assert not wall._bar.button(Deed.STEER).isVisible()

    async def test_the_bar_follows_what_a_key_did(
        self, wall: Wall, tiles: Tiles, scenery: Scenery, qtbot: QtBot
    ) -> None:
        tiles.play_recording(ref(1), TimeSpan(START - timedelta(hours=1), START))
        move(wall, wall.box_of(0).center())
        hold = wall._bar.button(Deed.HOLD)
        assert hold.which is Icon.PAUSE
        qtbot.keyClick(wall, Qt.Key.Key_Space)
        await until(lambda: hold.which is Icon.PLAY)


class TestKeys:
    def press(self, qtbot: QtBot, wall: Wall, *keys: Qt.Key) -> None:
        for key in keys:
            qtbot.keyClick(wall, key)

    def test_the_arrows_move_the_selection(self, wall: Wall, tiles: Tiles, qtbot: QtBot) -> None:
        self.press(qtbot, wall, Qt.Key.Key_Right, Qt.Key.Key_Down)
        assert tiles.board.selected == 3
        self.press(qtbot, wall, Qt.Key.Key_Left, Qt.Key.Key_Up)
        assert tiles.board.selected == 0

    def test_enter_enlarges_and_escape_leads_back(self, wall: Wall, tiles: Tiles, qtbot: QtBot) -> None:
        tiles.play([ref(1)])
        self.press(qtbot, wall, Qt.Key.Key_Return)
        assert tiles.board.is_enlarged
        self.press(qtbot, wall, Qt.Key.Key_Escape)
        assert not tiles.board.is_enlarged

    def test_delete_closes_the_selected_tile(self, wall: Wall, tiles: Tiles, qtbot: QtBot) -> None:
        tiles.play([ref(1)])
        self.press(qtbot, wall, Qt.Key.Key_Delete)
        assert len(tiles.board) == 0

    def test_i_shows_and_hides_the_figures(self, wall: Wall, qtbot: QtBot) -> None:
        with qtbot.waitSignal(wall.figures_toggled) as signal:
            self.press(qtbot, wall, Qt.Key.Key_I)
        assert signal.args == [True]
        self.press(qtbot, wall, Qt.Key.Key_I)
        assert not wall.shows_figures

    def test_pages_are_turned(self, wall: Wall, tiles: Tiles, qtbot: QtBot) -> None:
        tiles.play([ref(number) for number in range(6)])
        tiles.use_layout(layout_for(4))
        self.press(qtbot, wall, Qt.Key.Key_PageDown)
        assert tiles.board.first == 4
        self.press(qtbot, wall, Qt.Key.Key_PageUp)
        assert tiles.board.first == 0

    async def test_l_leads_back_to_live(self, wall: Wall, tiles: Tiles, scenery: Scenery, qtbot: QtBot) -> None:
        tiles.play_recording(ref(1), TimeSpan(START - timedelta(hours=1), START))
        self.press(qtbot, wall, Qt.Key.Key_L)
        assert isinstance(tiles.selected_view, StagedLiveView)


class TestDrop:
    def drop(self, wall: Wall, payload: QMimeData, place: int) -> QDropEvent:
        event = QDropEvent(
            QPointF(wall.box_of(place).center()),
            Qt.DropAction.CopyAction,
            payload,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        wall.dropEvent(event)
        return event

    def test_channels_of_the_tree_play_where_they_are_dropped(self, wall: Wall, tiles: Tiles) -> None:
        self.drop(wall, encode_channels([ref(1), ref(2)]), 2)
        assert {place: tile.ref for place, tile in tiles.board.filled()} == {2: ref(1), 0: ref(2)}

    def test_anything_else_is_left_alone(self, wall: Wall, tiles: Tiles) -> None:
        payload = QMimeData()
        payload.setText("34020000001320000001")
        self.drop(wall, payload, 2)
        assert len(tiles.board) == 0


@pytest.fixture
def menu_of(wall: Wall) -> Callable[[int], QMenu]:
    def open_menu(place: int) -> QMenu:
        point = wall.box_of(place).center()
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, point, wall.mapToGlobal(point))
        QApplication.sendEvent(wall, event)
        return wall.findChildren(QMenu)[0]

    return open_menu


class TestMenu:
    def texts(self, menu: QMenu) -> list[str]:
        return [action.text().split("\t")[0] for action in menu.actions() if not action.isSeparator()]

    def test_it_offers_everything_that_the_bar_does(
        self, wall: Wall, tiles: Tiles, menu_of: Callable[[int], QMenu]
    ) -> None:
        tiles.play([ref(1)])
        menu = menu_of(0)
        assert self.texts(menu) == [
            "Enlarge or reduce",
            "Steer the camera",
            "Search recordings of this channel",
            "Show figures of the streams",
            "Media transport of this device",
            "Close",
        ]
        menu.close()

    def test_a_failed_tile_offers_the_next_try_first(
        self, wall: Wall, tiles: Tiles, scenery: Scenery, menu_of: Callable[[int], QMenu]
    ) -> None:
        tiles.play([ref(1)])
        scenery.say(scenery.live.opened[0], RETRYING)
        menu = menu_of(0)
        assert self.texts(menu)[0] == "Retry now"
        menu.actions()[0].trigger()
        assert scenery.live.opened[0].retries == 1
        menu.close()

    def test_the_transport_of_the_device_can_be_chosen(
        self, wall: Wall, tiles: Tiles, scenery: Scenery, menu_of: Callable[[int], QMenu]
    ) -> None:
        tiles.play([ref(1)])
        menu = menu_of(0)
        below = next(action.menu() for action in menu.actions() if action.menu())
        assert [action.isChecked() for action in below.actions()] == [True, False, False, False]
        below.actions()[2].trigger()
        assert scenery.live.transports == [(ref(1), MediaTransport.TCP_PASSIVE)]
        menu.close()

    def test_the_keyboard_opens_it_for_the_selected_tile(self, wall: Wall, tiles: Tiles) -> None:
        tiles.play([ref(1), ref(2)])
        tiles.select(1)
        event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(0, 0), QPoint(0, 0))
        QApplication.sendEvent(wall, event)
        menu = wall.findChildren(QMenu)[0]
        next(action for action in menu.actions() if action.text().startswith("Close")).trigger()
        assert tiles.board[1] is None
        assert tiles.board[0] is not None
        menu.close()


def test_strip_and_well_share_the_tile(wall: Wall) -> None:
    box = wall.box_of(0)
    assert strip_of(box).height() + well_of(box).height() == box.height()
    assert not strip_of(box).intersects(well_of(box))
