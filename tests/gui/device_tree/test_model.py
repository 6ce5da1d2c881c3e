"""The tree model: what Qt is told, and when."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from console.model.catalog import CatalogItem, ChannelRef, ChannelStatus
from console.state.catalogs import CatalogPhase, CatalogProgress
from tests.gui.sample import CITY, EAST, GATE, LOADING, SILENT, Site, channel, device, sample_site
from ui.device_tree.channel_drag import parse_channels
from ui.device_tree.model import DRAG_LIMIT, DeviceTreeModel
from ui.device_tree.node import NodeKey
from ui.device_tree.node_model import PAGE
from ui.widgets.state_mark import State

GATE_GROUP = "34020000002160000001"
YARD_GROUP = "34020000002160000002"
NORTH = "34020000001320000001"
LOBBY = "34020000001320000104"

MakeModel = Callable[[Site], DeviceTreeModel]


@pytest.fixture
def model_of(qtbot: QtBot) -> Iterator[MakeModel]:
    """Makes models that Qt's own tester watches all the time."""
    made: list[DeviceTreeModel] = []

    def make(site: Site) -> DeviceTreeModel:
        model = DeviceTreeModel(site.devices, site.catalogs)
        tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
        tester.setUseFetchMore(False)  # what is open decides here, and the tester would open everything
        made.append(model)
        catch_up(model)
        return model

    yield make
    for model in made:
        model.deleteLater()


def catch_up(model: DeviceTreeModel) -> None:
    """Do at once what the timer would do in a moment."""
    while model._timer.isActive():
        model._timer.stop()
        model._work()


def open_rows(model: DeviceTreeModel, *keys: NodeKey) -> None:
    for key in keys:
        model.fetchMore(model.find(key))


def titles(model: DeviceTreeModel, *key: str) -> list[str]:
    parent = model.find(key) if key else QModelIndex()
    model.fetchMore(parent)
    return [str(model.index(row, 0, parent).data()) for row in range(model.rowCount(parent))]


class TestRows:
    def test_devices_are_the_roots_by_title(self, model_of: MakeModel) -> None:
        model = model_of(sample_site())
        assert titles(model)[:3] == ["Lobby camera", "Main gate", "NVR-07 Logistics"]

    def test_branches_are_made_when_they_are_opened(self, model_of: MakeModel) -> None:
        model = model_of(sample_site())
        east = model.find((EAST,))
        assert model.hasChildren(east)
        assert model.rowCount(east) == 0
        assert model.canFetchMore(east)
        model.fetchMore(east)
        assert model.rowCount(east) == 3
        assert not model.canFetchMore(east)

    def test_folders_stand_before_channels(self, model_of: MakeModel) -> None:
        model = model_of(sample_site())
        assert titles(model, EAST, YARD_GROUP)[:3] == ["堆场 1 号球机", "堆场 2 号球机", "堆场 10 号枪机"]

    def test_a_channel_with_two_parents_has_two_rows_that_change_together(self, model_of: MakeModel) -> None:
        site = sample_site()
        site.catalogs.put([channel(EAST, 1, "两处", GATE_GROUP, YARD_GROUP)])
        model = model_of(site)
        open_rows(model, (EAST,), (EAST, GATE_GROUP), (EAST, YARD_GROUP))
        changed: list[str] = []
        model.dataChanged.connect(lambda first, _last: changed.append(first.data()))
        site.catalogs.put([channel(EAST, 1, "两处", GATE_GROUP, YARD_GROUP, status=ChannelStatus.OFF)])
        catch_up(model)
        assert changed.count("两处") == 2

    def test_the_parent_of_a_row_is_the_branch_it_stands_in(self, model_of: MakeModel) -> None:
        model = model_of(sample_site())
        index = model.find((EAST, GATE_GROUP, NORTH))
        assert model.parent(index).data() == "大门"
        assert model.parent(model.parent(model.parent(index))) == QModelIndex()

    def test_a_large_branch_is_shown_in_pages(self, model_of: MakeModel) -> None:
        site = Site()
        site.devices.put(device(EAST, "NVR", "10.0.0.1"))
        site.catalogs.put(channel(EAST, number, f"C {number}") for number in range(2 * PAGE + 5))
        model = model_of(site)
        open_rows(model, (EAST,))
        east = model.find((EAST,))
        assert model.rowCount(east) == PAGE + 1
        more = model.index(PAGE, 0, east)
        assert more.data() == "1,005 more – show the next 1000, or type to filter"
        assert model.ref_at(more) is None
        model.show_more(more)
        assert model.rowCount(east) == 2 * PAGE + 1
        model.show_more(model.index(2 * PAGE, 0, east))
        assert model.rowCount(east) == 2 * PAGE + 5

    def test_a_circle_through_second_parents_ends(self, model_of: MakeModel) -> None:
        site = Site()
        site.devices.put(device(EAST, "NVR", "10.0.0.1"))
        site.catalogs.put(
            [
                CatalogItem(EAST, GATE_GROUP, name="a", parent_ids=(EAST, YARD_GROUP)),
                CatalogItem(EAST, YARD_GROUP, name="b", parent_ids=(GATE_GROUP,)),
            ]
        )
        model = model_of(site)
        assert titles(model, EAST) == ["a"]
        assert titles(model, EAST, GATE_GROUP) == ["b"]
        assert titles(model, EAST, GATE_GROUP, YARD_GROUP) == []


class TestChanges:
    def test_a_partial_answer_never_rebuilds_the_tree(self, model_of: MakeModel) -> None:
        site = Site()
        site.devices.put(device(EAST, "NVR", "10.0.0.1"))
        model = model_of(site)
        resets: list[None] = []
        model.modelReset.connect(lambda: resets.append(None))
        site.catalogs.put([channel(EAST, 2, "b")])
        catch_up(model)
        open_rows(model, (EAST,))
        kept = model.find((EAST, "34020000001320000002"))
        inserted: list[tuple[int, int]] = []
        model.rowsInserted.connect(lambda _parent, first, last: inserted.append((first, last)))
        site.catalogs.put([channel(EAST, 1, "a"), channel(EAST, 3, "c")])
        catch_up(model)
        assert inserted == [(0, 0), (2, 2)]
        assert resets == []
        assert titles(model, EAST) == ["a", "b", "c"]
        assert kept.isValid()

    def test_many_changes_in_a_moment_are_one_update(self, model_of: MakeModel, qtbot: QtBot) -> None:
        site = sample_site()
        model = model_of(site)
        updates: list[None] = []
        model.updated.connect(lambda: updates.append(None))
        for number in range(200):
            site.catalogs.put([channel(EAST, 500 + number, "new", GATE_GROUP)])
        qtbot.waitUntil(lambda: bool(updates))
        assert len(updates) == 1

    def test_the_first_child_gives_a_row_its_arrow_and_the_last_takes_it(self, model_of: MakeModel) -> None:
        site = Site()
        site.devices.put(device(EAST, "NVR", "10.0.0.1"))
        model = model_of(site)
        layouts: list[None] = []
        model.layoutChanged.connect(lambda: layouts.append(None))
        assert not model.hasChildren(model.find((EAST,)))
        site.catalogs.put([channel(EAST, 1, "a")])
        catch_up(model)
        assert model.hasChildren(model.find((EAST,)))
        assert len(layouts) == 1
        site.catalogs.remove(ChannelRef(EAST, NORTH))
        catch_up(model)
        assert not model.hasChildren(model.find((EAST,)))
        assert len(layouts) == 2

    def test_a_new_name_moves_the_row_and_keeps_its_index(self, model_of: MakeModel) -> None:
        site = sample_site()
        model = model_of(site)
        open_rows(model, (EAST,), (EAST, GATE_GROUP))
        kept = QPersistentModelIndex(model.find((EAST, GATE_GROUP, NORTH)))
        assert kept.row() == 2
        site.catalogs.put([channel(EAST, 1, "A first", GATE_GROUP)])
        catch_up(model)
        assert kept.row() == 0
        assert kept.data() == "A first"

    def test_a_channel_moves_to_its_branch_when_that_comes_late(self, model_of: MakeModel) -> None:
        site = Site()
        site.devices.put(device(EAST, "NVR", "10.0.0.1"))
        site.catalogs.put([channel(EAST, 1, "a", GATE_GROUP)])
        model = model_of(site)
        open_rows(model, (EAST,))
        assert titles(model, EAST) == ["a"]
        site.catalogs.put([CatalogItem(EAST, GATE_GROUP, name="group")])
        catch_up(model)
        assert titles(model, EAST) == ["group"]
        assert titles(model, EAST, GATE_GROUP) == ["a"]

    def test_a_removed_device_goes_with_all_below(self, model_of: MakeModel) -> None:
        site = sample_site()
        model = model_of(site)
        open_rows(model, (EAST,), (EAST, GATE_GROUP))
        site.devices.remove(EAST)
        site.catalogs.forget(EAST)
        catch_up(model)
        assert not model.find((EAST,)).isValid()
        assert all(node.device_id != EAST for node in model._nodes.values())

    def test_nothing_is_told_when_nothing_has_changed(self, model_of: MakeModel) -> None:
        site = sample_site()
        model = model_of(site)
        updates: list[None] = []
        model.updated.connect(lambda: updates.append(None))
        site.catalogs.put(list(site.catalogs.items(EAST).values()))
        catch_up(model)
        assert updates == []

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.data())
    def test_any_sequence_of_changes_leaves_the_tree_as_if_built_anew(
        self, model_of: MakeModel, data: st.DataObject
    ) -> None:
        site = Site()
        site.devices.put(device(EAST, "NVR", "10.0.0.1"))
        model = model_of(site)
        ids = [GATE_GROUP, YARD_GROUP, NORTH, "34020000001320000002", "34020000001320000003"]
        for _ in range(data.draw(st.integers(1, 6))):
            item_id = data.draw(st.sampled_from(ids))
            if data.draw(st.booleans()) or item_id not in site.catalogs.items(EAST):
                parents = tuple(data.draw(st.lists(st.sampled_from([EAST, GATE_GROUP, YARD_GROUP]), max_size=2)))
                name = data.draw(st.sampled_from(["a", "b", "c"]))
                site.catalogs.put([CatalogItem(EAST, item_id, name=name, parent_ids=parents)])
            else:
                site.catalogs.remove(ChannelRef(EAST, item_id))
            catch_up(model)
            shape(model, QModelIndex())  # opens everything
        circles = model._forest.branches(EAST)._cut
        if not circles:
            assert shape(model, QModelIndex()) == shape(model_of(site), QModelIndex())


def shape(model: DeviceTreeModel, parent: QModelIndex) -> list[object]:
    model.fetchMore(parent)
    rows = [model.index(row, 0, parent) for row in range(model.rowCount(parent))]
    return [(index.data(), shape(model, index)) for index in rows]


class TestWhatRowsShow:
    def test_a_branch_shows_how_many_of_its_channels_are_on_line(self, model_of: MakeModel) -> None:
        model = model_of(sample_site())
        assert model.row(model.find((EAST,))).trailing == "22/24"
        assert model.row(model.find((EAST, YARD_GROUP))).trailing == "1/3"

    def test_an_offline_device_dims_its_rows_and_counts_nothing_on_line(self, model_of: MakeModel) -> None:
        site = sample_site()
        model = model_of(site)
        east = site.devices.get(EAST)
        assert east is not None
        site.devices.put(replace(east, online=False))
        catch_up(model)
        north = model.row(model.find((EAST, GATE_GROUP, NORTH)))
        assert north.dim
        assert north.state is State.OFFLINE
        assert model.row(model.find((EAST,))).trailing == "0/24"

    def test_states_are_shapes(self, model_of: MakeModel) -> None:
        model = model_of(sample_site())
        assert model.row(model.find((EAST, GATE_GROUP, NORTH))).state is State.ONLINE
        assert model.row(model.find((EAST, YARD_GROUP, "34020000001320000005"))).state is State.DEGRADED
        assert model.row(model.find((EAST, YARD_GROUP, "34020000001320000006"))).state is State.OFFLINE
        assert model.row(model.find((EAST, YARD_GROUP))).state is None

    def test_a_missing_channel_is_struck_and_explained(self, model_of: MakeModel) -> None:
        model = model_of(sample_site())
        index = model.find((EAST, YARD_GROUP, "34020000001320000007"))
        assert model.row(index).struck
        assert "Missing from the last complete list" in index.data(Qt.ItemDataRole.ToolTipRole)

    def test_the_progress_of_a_catalog_stands_in_the_device_s_row(self, model_of: MakeModel) -> None:
        site = sample_site()
        model = model_of(site)
        assert (model.row(model.find((LOADING,))).trailing, model.row(model.find((LOADING,))).tone) == (
            "131/140",
            "accent",
        )
        site.catalogs.set_progress(LOADING, CatalogProgress(CatalogPhase.PARTIAL, 131, 140))
        catch_up(model)
        assert model.row(model.find((LOADING,))).tone == "warn"
        site.catalogs.set_progress(LOADING, CatalogProgress(CatalogPhase.COMPLETE, 140, 140))
        catch_up(model)
        assert model.row(model.find((LOADING,))).trailing == "131/131"

    def test_the_reason_of_a_failed_catalog_is_in_the_tooltip(self, model_of: MakeModel) -> None:
        model = model_of(sample_site())
        text = model.find((SILENT,)).data(Qt.ItemDataRole.ToolTipRole)
        assert "its answer never came" in text

    def test_a_screen_reader_is_told_the_state_too(self, model_of: MakeModel) -> None:
        model = model_of(sample_site())
        told = model.find((EAST, YARD_GROUP, "34020000001320000005")).data(Qt.ItemDataRole.AccessibleDescriptionRole)
        assert "video lost" in told

    def test_a_name_with_markup_is_text_in_the_tooltip(self, model_of: MakeModel) -> None:
        site = sample_site()
        site.catalogs.put([channel(EAST, 1, "<img src=x>", GATE_GROUP)])
        model = model_of(site)
        text = model.find((EAST, GATE_GROUP, NORTH)).data(Qt.ItemDataRole.ToolTipRole)
        assert "&lt;img src=x&gt;" in text


class TestChannels:
    def test_only_channels_can_be_played(self, model_of: MakeModel) -> None:
        model = model_of(sample_site())
        assert model.ref_at(model.find((EAST, GATE_GROUP, NORTH))) == ChannelRef(EAST, NORTH)
        assert model.ref_at(model.find((EAST, GATE_GROUP))) is None
        assert model.ref_at(model.find((EAST, YARD_GROUP, "34020000001340000001"))) is None

    def test_a_device_without_channels_is_a_channel_itself(self, model_of: MakeModel) -> None:
        model = model_of(sample_site())
        assert model.ref_at(model.find((LOBBY,))) == ChannelRef(LOBBY, LOBBY)
        assert model.ref_at(model.find((CITY,))) is None

    def test_a_branch_is_dragged_with_its_channels_in_their_order(self, model_of: MakeModel) -> None:
        model = model_of(sample_site())
        payload = model.mimeData([model.find((EAST, GATE_GROUP))])
        names = [ref.channel_id[-1] for ref in parse_channels(payload)]
        assert names == ["3", "2", "1"]

    def test_a_drag_takes_no_more_than_a_wall_holds(self, model_of: MakeModel) -> None:
        model = model_of(sample_site())
        assert len(model.channels_at([model.find((CITY,))])) == DRAG_LIMIT

    def test_a_channel_selected_twice_is_dragged_once(self, model_of: MakeModel) -> None:
        model = model_of(sample_site())
        index = model.find((EAST, GATE_GROUP, NORTH))
        assert model.channels_at([index, index]) == [ChannelRef(EAST, NORTH)]

    def test_only_what_holds_channels_can_be_dragged(self, model_of: MakeModel) -> None:
        model = model_of(sample_site())
        drag = Qt.ItemFlag.ItemIsDragEnabled
        assert model.flags(model.find((EAST, GATE_GROUP, NORTH))) & drag
        assert model.flags(model.find((EAST, GATE_GROUP))) & drag
        assert not model.flags(model.find((EAST, YARD_GROUP, "34020000001340000001"))) & drag
        assert model.flags(QModelIndex()) == Qt.ItemFlag.NoItemFlags


class TestFilter:
    def test_what_is_found_stands_below_its_branches(self, model_of: MakeModel) -> None:
        model = model_of(sample_site())
        model.set_filter("北门入口")
        assert titles(model) == ["东厂区硬盘录像机"]
        assert titles(model, EAST) == ["大门"]
        assert titles(model, EAST, GATE_GROUP) == ["北门入口"]

    def test_a_branch_that_is_found_itself_shows_all_below_it(self, model_of: MakeModel) -> None:
        model = model_of(sample_site())
        model.set_filter("大门")
        assert titles(model, EAST) == ["大门"]
        assert len(titles(model, EAST, GATE_GROUP)) == 3

    def test_a_device_that_is_found_itself_shows_all_below_it(self, model_of: MakeModel) -> None:
        model = model_of(sample_site())
        model.set_filter("东厂区")
        assert len(titles(model, EAST)) == 3

    def test_an_empty_filter_shows_everything_again(self, model_of: MakeModel) -> None:
        model = model_of(sample_site())
        before = titles(model)
        model.set_filter("北门")
        model.set_filter(" ")
        assert titles(model) == before
        assert model.findings is None

    def test_the_same_filter_again_rebuilds_nothing(self, model_of: MakeModel) -> None:
        model = model_of(sample_site())
        model.set_filter("北门")
        rebuilt: list[None] = []
        model.rebuilt.connect(lambda: rebuilt.append(None))
        model.set_filter("北门 ")
        assert rebuilt == []

    def test_what_comes_while_filtering_appears_if_it_matches(self, model_of: MakeModel) -> None:
        site = sample_site()
        model = model_of(site)
        model.set_filter("北门")
        assert len(titles(model, EAST, GATE_GROUP)) == 2
        site.catalogs.put([channel(EAST, 900, "北门车道", GATE_GROUP), channel(EAST, 901, "南门", GATE_GROUP)])
        catch_up(model)
        assert len(titles(model, EAST, GATE_GROUP)) == 3
        site.catalogs.put([channel(GATE, 7, "北门远景", GATE)])
        catch_up(model)
        assert "Main gate" in titles(model)

    def test_what_matches_no_more_goes(self, model_of: MakeModel) -> None:
        site = sample_site()
        model = model_of(site)
        model.set_filter("北门入口")
        assert titles(model, EAST, GATE_GROUP) == ["北门入口"]
        site.catalogs.put([channel(EAST, 1, "renamed", GATE_GROUP)])
        catch_up(model)
        assert titles(model) == []
