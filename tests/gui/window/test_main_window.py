"""The window without a demo: first start, settings, faults, pages."""

import socket
from dataclasses import replace

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.model.catalog import ChannelRef
from console.services.view import Phase
from tests.e2e.site import free_port
from tests.gui.window.opened import Home
from tests.waiting import until
from ui.main_window import MainWindow
from ui.top_bar import Page
from ui.widgets.state_mark import State

CAMERA = ChannelRef("34020000001320000007", "34020000001320000007")


class TestStart:
    async def test_the_very_first_start_offers_the_ways_in(self, home: Home) -> None:
        async with home.open() as (_, window):
            page = window.first_run
            assert page.isVisible()
            assert page.isAncestorOf(window.focusWidget())
            page.demo_wanted.emit()
            assert window.wanted_demo is True

    async def test_the_second_start_shows_the_wall(self, home: Home) -> None:
        home.write_settings()
        async with home.open() as (_, window):
            assert not window.first_run.isVisible()
            assert window.live_page.isVisible()

    async def test_a_channel_from_the_command_line_waits_in_a_tile(self, home: Home) -> None:
        home.write_settings()
        async with home.open(play=[CAMERA]) as (_, window):
            tile = window.live_page.tiles.board[0]
            assert tile is not None
            assert tile.ref == CAMERA
            assert tile.view is not None
            await until(lambda: tile.view.state.phase in (Phase.WAITING, Phase.OFFLINE))
            await until(lambda: CAMERA.channel_id in f"{tile.face.name} {tile.face.sentence} {tile.face.advice}")

    async def test_wrong_settings_are_told_with_their_line(self, home: Home) -> None:
        home.write_settings('colour = "red"\ndomain = 7\n')
        async with home.open() as (_, window):
            assert window.notice.isVisible()
            assert "line 5" in window.notice.detail
            await until(lambda: window.status.listener.state is State.ONLINE)


class TestListener:
    async def test_a_taken_port_is_told_and_another_one_mends_it(self, home: Home) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
            other.bind(("127.0.0.1", 0))
            home.write_settings(port=other.getsockname()[1])
            async with home.open() as (console, window):
                assert window.notice.isVisible()
                window.status.look()
                assert window.status.listener.state is State.ALARM
                window.notice.acted.emit()
                assert window.settings_page.isVisible()
                assert window.focusWidget() is window.settings_page.form._port
                settings = console.settings
                window.settings_page.saved.emit(replace(settings, sip=replace(settings.sip, port=free_port())), "")
                await until(lambda: console.listener.failure is None)
                await until(lambda: not window.notice.isVisible())
                window.status.look()
                assert window.status.listener.state is State.ONLINE


class TestView:
    async def test_the_settings_page_outdoes_the_command_line(self, home: Home) -> None:
        home.write_settings()
        async with home.open(language="en") as (console, window):
            settings = console.settings
            window.settings_page.saved.emit(replace(settings, media=replace(settings.media, address="127.0.0.1")), "")
            await until(lambda: console.settings.media.address == "127.0.0.1")
            assert window.live_page._tree_dock.windowTitle() == "Devices"  # the language was not touched
            for language, title in (("zh", "设备"), ("en", "Devices")):
                settings = console.settings
                window.settings_page.saved.emit(replace(settings, ui=replace(settings.ui, language=language)), "")
                await until(lambda title=title: window.live_page._tree_dock.windowTitle() == title)


class TestPages:
    async def test_keys_turn_to_every_page(self, home: Home, qtbot: QtBot) -> None:
        home.write_settings()
        async with home.open() as (_, window):
            for key, page in (
                (Qt.Key.Key_F3, Page.DEVICES),
                (Qt.Key.Key_F4, Page.SETTINGS),
                (Qt.Key.Key_F2, Page.LIVE),
            ):
                qtbot.keyClick(window, key)
                assert window.page is page

    async def test_the_steering_panel_outlives_key_mode_that_ends_on_another_page(self, home: Home) -> None:
        home.write_settings()
        async with home.open() as (_, window):
            window.show_page(Page.DEVICES)
            window.live_page.ptz.keys_toggled.emit(False)
            window.show_page(Page.LIVE)
            assert window.live_page.ptz.isVisible()

    async def test_the_wall_alone_and_back(self, home: Home) -> None:
        home.write_settings()
        async with home.open() as (_, window):
            shown = _visible_parts(window)
            window.live_page.toggle_full()
            assert not window.top_bar.isVisible()
            assert not window.status.isVisible()
            await until(lambda: window.live_page.wall.width() == window.width())
            window.live_page.toggle_full()
            assert _visible_parts(window) == shown

    async def test_escape_leaves_the_wall_alone(self, home: Home, qtbot: QtBot) -> None:
        home.write_settings()
        async with home.open() as (_, window):
            wall = window.live_page.wall
            qtbot.keyClick(wall, Qt.Key.Key_Escape)
            assert window.top_bar.isVisible()
            window.live_page.toggle_full()
            qtbot.keyClick(wall, Qt.Key.Key_Escape)
            assert window.top_bar.isVisible()
            assert window.live_page.tree.isVisible()

    async def test_the_keys_of_a_page_work_at_once(self, home: Home) -> None:
        home.write_settings()
        async with home.open() as (_, window):
            assert window.focusWidget() is window.live_page.wall
            window.show_page(Page.DEVICES)
            assert window.devices_page.isAncestorOf(window.focusWidget())
            window.show_page(Page.LIVE)
            assert window.focusWidget() is window.live_page.wall

    async def test_what_is_true_opens_its_page(self, home: Home) -> None:
        home.write_settings()
        async with home.open() as (_, window):
            window.status.devices.click()
            assert window.page is Page.DEVICES
            window.status.listener.click()
            assert window.page is Page.SETTINGS

    async def test_closing_asks_the_program_to_end(self, home: Home) -> None:
        home.write_settings()
        async with home.open() as (_, window):
            told: list[None] = []
            window.closed.connect(lambda: told.append(None))
            assert not window.close()  # not before everything is stopped
            assert told == [None]
            assert window.wanted_demo is None


def _visible_parts(window: MainWindow) -> set[str]:
    parts = {"top": window.top_bar, "status": window.status, "tree": window.live_page.tree}
    return {name for name, part in parts.items() if part.isVisible()}
