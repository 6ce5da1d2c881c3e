"""The tree under the operator's hands: keys, mouse, memory."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QMenu, QStyle, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from console.model.catalog import CatalogItem, ChannelRef
from console.state.catalogs import CatalogPhase, CatalogProgress
from tests.gui.sample import CITY, EAST, SILENT, Site, channel, device, sample_site
from ui import theme
from ui.device_tree.node import NodeKey
from ui.device_tree.node_model import PAGE
from ui.device_tree.panel import DeviceTree

GATE_GROUP = "34020000002160000001"
YARD_GROUP = "34020000002160000002"
NORTH = (EAST, GATE_GROUP, "34020000001320000001")
NORTH_OUT = (EAST, GATE_GROUP, "34020000001320000002")
LOBBY = "34020000001320000104"

MakeTree = Callable[[Site], DeviceTree]


@pytest.fixture
def tree_of(qtbot: QtBot) -> MakeTree:
    def make(site: Site) -> DeviceTree:
        tree = DeviceTree(site.devices, site.catalogs)
        qtbot.addWidget(tree)
        tree.resize(300, 700)
        tree.show()
        catch_up(tree)
        return tree

    return make


def catch_up(tree: DeviceTree) -> None:
    while tree.model._timer.isActive():
        tree.model._timer.stop()
        tree.model._work()
    tree._memory._reopening.stop()
    tree._memory._reopen_grown()


def choose(tree: DeviceTree, *keys: NodeKey) -> None:
    tree.view.clearSelection()
    for key in keys:
        index = tree.model.find(key)
        tree.view.expand(index.parent())
        tree.view.selectionModel().select(index, tree.view.selectionModel().SelectionFlag.Select)
        tree.view.selectionModel().setCurrentIndex(index, tree.view.selectionModel().SelectionFlag.NoUpdate)


def is_open(tree: DeviceTree, *key: str) -> bool:
    return tree.view.isExpanded(tree.model.find(key))


class TestKeys:
    def test_enter_on_a_channel_plays_it(self, tree_of: MakeTree, qtbot: QtBot) -> None:
        tree = tree_of(sample_site())
        choose(tree, NORTH)
        with qtbot.waitSignal(tree.channel_activated) as signal:
            qtbot.keyClick(tree.view, Qt.Key.Key_Return)
        assert signal.args == [ChannelRef(EAST, NORTH[-1])]

    def test_enter_on_several_plays_them_in_their_order(self, tree_of: MakeTree, qtbot: QtBot) -> None:
        tree = tree_of(sample_site())
        tree.view.expand(tree.model.find((EAST,)))
        tree.view.expand(tree.model.find((EAST, GATE_GROUP)))
        choose(tree, NORTH, NORTH_OUT)
        with qtbot.waitSignal(tree.play_requested) as signal:
            qtbot.keyClick(tree.view, Qt.Key.Key_Enter)
        assert signal.args == [[ChannelRef(EAST, NORTH_OUT[-1]), ChannelRef(EAST, NORTH[-1])]]

    def test_enter_on_a_branch_opens_and_closes_it(self, tree_of: MakeTree, qtbot: QtBot) -> None:
        tree = tree_of(sample_site())
        choose(tree, (EAST,))
        qtbot.keyClick(tree.view, Qt.Key.Key_Return)
        assert is_open(tree, EAST)
        qtbot.keyClick(tree.view, Qt.Key.Key_Return)
        assert not is_open(tree, EAST)

    def test_a_star_opens_one_level_only(self, tree_of: MakeTree, qtbot: QtBot) -> None:
        tree = tree_of(sample_site())
        choose(tree, (EAST,))
        qtbot.keyClick(tree.view, Qt.Key.Key_Asterisk)
        assert is_open(tree, EAST)
        assert not is_open(tree, EAST, GATE_GROUP)

    def test_the_arrows_walk_the_tree(self, tree_of: MakeTree, qtbot: QtBot) -> None:
        tree = tree_of(sample_site())
        choose(tree, (EAST,))
        qtbot.keyClick(tree.view, Qt.Key.Key_Right)
        qtbot.keyClick(tree.view, Qt.Key.Key_Down)
        assert tree.view.currentIndex().data() == "大门"

    def test_letters_go_to_the_filter(self, tree_of: MakeTree, qtbot: QtBot) -> None:
        tree = tree_of(sample_site())
        tree.view.setFocus()
        qtbot.keyClicks(tree.view, "n")
        assert tree.filter_field.text() == "n"

    def test_copying_takes_the_identifiers(self, tree_of: MakeTree, qtbot: QtBot) -> None:
        tree = tree_of(sample_site())
        choose(tree, NORTH)
        qtbot.keyClick(tree.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        assert QGuiApplication.clipboard().text() == NORTH[-1]

    def test_down_and_enter_lead_from_the_filter_to_what_was_found(self, tree_of: MakeTree, qtbot: QtBot) -> None:
        tree = tree_of(sample_site())
        tree.filter_field.setText("北门入口")
        qtbot.keyClick(tree.filter_field, Qt.Key.Key_Down)
        assert tree.model.findings is not None
        assert tree.view.currentIndex().isValid()

    def test_escape_empties_the_filter(self, tree_of: MakeTree, qtbot: QtBot) -> None:
        tree = tree_of(sample_site())
        tree.filter_field.setText("x")
        qtbot.keyClick(tree.filter_field, Qt.Key.Key_Escape)
        assert tree.filter_field.text() == ""

    def test_enter_on_the_last_row_of_a_page_shows_the_next(self, tree_of: MakeTree, qtbot: QtBot) -> None:
        site = Site()
        site.devices.put(device(EAST, "NVR", "10.0.0.1"))
        site.catalogs.put(channel(EAST, number, f"C {number}") for number in range(PAGE + 5))
        tree = tree_of(site)
        east = tree.model.find((EAST,))
        tree.model.fetchMore(east)
        tree.view.expand(east)
        tree.view.setCurrentIndex(tree.model.index(PAGE, 0, east))
        qtbot.keyClick(tree.view, Qt.Key.Key_Return)
        assert tree.model.rowCount(east) == PAGE + 5


class TestMouse:
    def test_a_double_click_plays_a_channel(self, tree_of: MakeTree, qtbot: QtBot) -> None:
        tree = tree_of(sample_site())
        index = tree.model.find((LOBBY,))
        with qtbot.waitSignal(tree.channel_activated) as signal:
            tree.view.doubleClicked.emit(index)
        assert signal.args == [ChannelRef(LOBBY, LOBBY)]

    def test_a_double_click_on_a_branch_plays_nothing(self, tree_of: MakeTree, qtbot: QtBot) -> None:
        tree = tree_of(sample_site())
        with qtbot.assertNotEmitted(tree.channel_activated):
            tree.view.doubleClicked.emit(tree.model.find((EAST,)))

    def test_the_row_under_the_pointer_is_painted_another_way(self, tree_of: MakeTree, qtbot: QtBot) -> None:
        tree = tree_of(sample_site())
        index = tree.model.find((LOBBY,))
        middle = tree.view.visualRect(index).center()
        before = tree.view.viewport().grab().toImage().pixelColor(middle.x() + 90, middle.y())
        tree.view.entered.emit(index)
        after = tree.view.viewport().grab().toImage().pixelColor(middle.x() + 90, middle.y())
        assert (before.name().upper(), after.name().upper()) == (theme.DARK.panel, theme.DARK.raised)


class TestMenu:
    def actions(self, tree: DeviceTree) -> dict[str, Callable[[], None]]:
        tree._show_menu(QPoint(0, 0))
        menu = tree.findChildren(QMenu)[-1]
        menu.close()
        return {action.text(): action.trigger for action in menu.actions() if action.text()}

    def test_a_device_offers_its_questions(self, tree_of: MakeTree) -> None:
        tree = tree_of(sample_site())
        choose(tree, (EAST,))
        assert list(self.actions(tree)) == [
            "Refresh channels",
            "Device information",
            "Device options",
            "Add a channel by hand",
            "Copy ID",
        ]

    @pytest.mark.parametrize(
        ("text", "signal"),
        [
            ("Refresh channels", "catalog_refresh_requested"),
            ("Device information", "device_information_requested"),
            ("Device options", "device_options_requested"),
            ("Add a channel by hand", "channel_addition_requested"),
        ],
    )
    def test_they_name_the_device(self, tree_of: MakeTree, qtbot: QtBot, text: str, signal: str) -> None:
        tree = tree_of(sample_site())
        choose(tree, (EAST,))
        with qtbot.waitSignal(getattr(tree, signal)) as emitted:
            self.actions(tree)[text]()
        assert emitted.args == [EAST]

    def test_several_channels_can_be_played_at_once(self, tree_of: MakeTree, qtbot: QtBot) -> None:
        tree = tree_of(sample_site())
        choose(tree, NORTH, NORTH_OUT)
        with qtbot.waitSignal(tree.play_requested) as signal:
            self.actions(tree)["Play 2 channels"]()
        assert len(signal.args[0]) == 2

    def test_only_a_missing_channel_can_be_removed(self, tree_of: MakeTree, qtbot: QtBot) -> None:
        tree = tree_of(sample_site())
        choose(tree, NORTH)
        assert "Remove this channel" not in self.actions(tree)
        missing = (EAST, YARD_GROUP, "34020000001320000007")
        choose(tree, missing)
        with qtbot.waitSignal(tree.channel_removal_requested) as signal:
            self.actions(tree)["Remove this channel"]()
        assert signal.args == [ChannelRef(EAST, missing[-1])]

    def test_a_device_that_is_a_channel_can_be_played(self, tree_of: MakeTree, qtbot: QtBot) -> None:
        tree = tree_of(sample_site())
        choose(tree, (LOBBY,))
        with qtbot.waitSignal(tree.channel_activated) as signal:
            self.actions(tree)["Play"]()
        assert signal.args == [ChannelRef(LOBBY, LOBBY)]

    def test_the_keyboard_opens_it_too(self, tree_of: MakeTree, qtbot: QtBot) -> None:
        tree = tree_of(sample_site())
        choose(tree, (EAST,))
        with qtbot.waitSignal(tree.view.menu_wanted):
            reason = QContextMenuEvent.Reason.Keyboard
            QApplication.sendEvent(tree.view.viewport(), QContextMenuEvent(reason, QPoint(), QPoint()))
        for menu in tree.findChildren(QMenu):
            menu.close()


class TestMemory:
    def test_open_branches_stay_open_through_a_filter(self, tree_of: MakeTree) -> None:
        tree = tree_of(sample_site())
        tree.view.expand(tree.model.find((EAST,)))
        tree.view.expand(tree.model.find((EAST, GATE_GROUP)))
        tree.model.set_filter("镜湖")
        tree.model.set_filter("")
        assert is_open(tree, EAST)
        assert is_open(tree, EAST, GATE_GROUP)
        assert not is_open(tree, CITY)

    def test_the_selection_comes_back_after_a_filter_that_hid_it(self, tree_of: MakeTree) -> None:
        tree = tree_of(sample_site())
        choose(tree, NORTH)
        tree.model.set_filter("镜湖")
        assert tree.selected_channels() == []
        tree.model.set_filter("")
        assert tree.selected_channels() == [ChannelRef(EAST, NORTH[-1])]

    def test_a_selection_made_while_filtering_stays(self, tree_of: MakeTree) -> None:
        tree = tree_of(sample_site())
        choose(tree, NORTH)
        tree.model.set_filter("堆场")
        choose(tree, (EAST, YARD_GROUP, "34020000001320000004"))
        tree.model.set_filter("")
        assert tree.selected_channels() == [ChannelRef(EAST, "34020000001320000004")]

    def test_what_was_found_is_shown_open(self, tree_of: MakeTree) -> None:
        tree = tree_of(sample_site())
        tree.model.set_filter("北门入口")
        assert is_open(tree, EAST)
        assert is_open(tree, EAST, GATE_GROUP)

    def test_what_is_closed_while_filtering_stays_closed(self, tree_of: MakeTree) -> None:
        site = sample_site()
        tree = tree_of(site)
        tree.model.set_filter("北门")
        tree.view.collapse(tree.model.find((EAST, GATE_GROUP)))
        site.catalogs.put([channel(EAST, 900, "北门车道", GATE_GROUP)])
        catch_up(tree)
        assert not is_open(tree, EAST, GATE_GROUP)

    def test_a_branch_that_goes_and_comes_back_is_open_again(self, tree_of: MakeTree) -> None:
        site = sample_site()
        tree = tree_of(site)
        tree.view.expand(tree.model.find((EAST,)))
        east = site.devices.get(EAST)
        assert east is not None
        site.devices.remove(EAST)
        catch_up(tree)
        site.devices.put(east)
        catch_up(tree)
        assert is_open(tree, EAST)

    def test_what_was_open_at_the_last_end_opens_when_it_comes(self, tree_of: MakeTree) -> None:
        first = tree_of(sample_site())
        first.view.expand(first.model.find((EAST,)))
        first.view.expand(first.model.find((EAST, GATE_GROUP)))
        kept = first.open_branches()
        assert kept == [[EAST], [EAST, GATE_GROUP]]
        site = Site()
        later = tree_of(site)
        later.restore_open_branches(kept)
        site.devices.put(device(EAST, "NVR", "10.0.0.1"))
        site.catalogs.put([CatalogItem(EAST, GATE_GROUP, name="大门"), channel(EAST, 1, "北门", GATE_GROUP)])
        catch_up(later)
        catch_up(later)
        assert is_open(later, EAST)
        assert is_open(later, EAST, GATE_GROUP)

    def test_growing_does_not_move_the_selection(self, tree_of: MakeTree) -> None:
        site = sample_site()
        tree = tree_of(site)
        choose(tree, NORTH)
        site.catalogs.put([channel(EAST, 800 + number, f"A {number}", GATE_GROUP) for number in range(20)])
        catch_up(tree)
        assert tree.selected_channels() == [ChannelRef(EAST, NORTH[-1])]


class TestPanel:
    def test_without_a_device_it_leads_to_the_devices_page(self, tree_of: MakeTree, qtbot: QtBot) -> None:
        tree = tree_of(Site())
        assert tree._stack.currentWidget() is tree._no_device
        with qtbot.waitSignal(tree.devices_page_requested):
            tree._no_device.pressed.emit()

    def test_the_first_device_brings_the_tree(self, tree_of: MakeTree) -> None:
        site = Site()
        tree = tree_of(site)
        site.devices.put(device(EAST, "NVR", "10.0.0.1"))
        catch_up(tree)
        assert tree._stack.currentWidget() is tree.view

    def test_without_a_match_everything_is_one_press_away(self, tree_of: MakeTree, qtbot: QtBot) -> None:
        tree = tree_of(sample_site())
        tree.filter_field.setText("nowhere")
        qtbot.waitUntil(lambda: tree._stack.currentWidget() is tree._no_match)
        tree._no_match.pressed.emit()
        qtbot.waitUntil(lambda: tree._stack.currentWidget() is tree.view)

    def test_it_says_how_many_were_found(self, tree_of: MakeTree) -> None:
        tree = tree_of(sample_site())
        tree.model.set_filter("北门")
        assert tree._found.text() == "2"

    def test_the_footer_names_what_is_selected(self, tree_of: MakeTree) -> None:
        tree = tree_of(sample_site())
        assert not tree._footer.isVisible()
        choose(tree, NORTH)
        assert tree._footer.isVisible()
        assert tree._footer._identifier.text() == NORTH[-1]

    def test_the_footer_says_why_a_catalog_failed_and_asks_again(self, tree_of: MakeTree, qtbot: QtBot) -> None:
        site = sample_site()
        tree = tree_of(site)
        choose(tree, (SILENT,))
        assert "its answer never came" in tree._footer._note.text()
        choose(tree, (EAST,))
        with qtbot.waitSignal(tree.catalog_refresh_requested) as signal:
            tree._footer._refresh.click()
        assert signal.args == [EAST]

    def test_it_cannot_ask_while_it_is_asking(self, tree_of: MakeTree) -> None:
        site = sample_site()
        tree = tree_of(site)
        choose(tree, (EAST,))
        site.catalogs.set_progress(EAST, CatalogProgress(CatalogPhase.ASKING, 3, 29))
        catch_up(tree)
        assert tree._footer._refresh.isHidden()
        assert tree._footer._note.text() == "3 of 29 received"

    def test_it_tells_what_is_selected(self, tree_of: MakeTree, qtbot: QtBot) -> None:
        tree = tree_of(sample_site())
        with qtbot.waitSignal(tree.channels_selected) as signal:
            choose(tree, NORTH)
        assert signal.args[0] in ([], [ChannelRef(EAST, NORTH[-1])])
        assert tree.selected_channels() == [ChannelRef(EAST, NORTH[-1])]


class TestPainting:
    def test_a_selected_row_is_painted_over_its_whole_width(self, tree_of: MakeTree) -> None:
        tree = tree_of(sample_site())
        choose(tree, NORTH)
        tree.view.scrollTo(tree.model.find(NORTH))
        rect = tree.view.visualRect(tree.model.find(NORTH))
        picture = tree.view.viewport().grab().toImage()
        for x in (4, picture.width() - 3):
            assert picture.pixelColor(x, rect.center().y()).name().upper() == theme.DARK.selection

    def test_the_state_stands_at_the_corner_of_the_icon(self, tree_of: MakeTree) -> None:
        tree = tree_of(sample_site())
        rect = tree.view.visualRect(tree.model.find((LOBBY,)))
        picture = tree.view.viewport().grab().toImage()
        assert picture.pixelColor(rect.left() + 16, rect.top() + 17).name().upper() == theme.DARK.ok

    def test_every_row_is_as_high_as_the_next(self, tree_of: MakeTree) -> None:
        tree = tree_of(sample_site())
        option = QStyleOptionViewItem()
        option.state = QStyle.StateFlag.State_None
        option.palette = QPalette()
        index = tree.model.find((LOBBY,))
        assert tree.view.itemDelegate().sizeHint(option, index).height() == theme.ROW_HEIGHT
        assert tree.view.visualRect(index).height() == theme.ROW_HEIGHT
