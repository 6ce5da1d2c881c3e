"""All devices together: changes taken in by slices, and searches."""

import pytest

from console.model.catalog import CatalogItem, ChannelRef
from console.state.catalogs import Catalogs
from console.state.devices import Devices
from tests.gui.sample import CITY, EAST, GATE, SILENT, Site, device, sample_site
from ui.device_tree.branches import Count
from ui.device_tree.forest import HITS_LIMIT, Forest


def forest_of(site: Site) -> Forest:
    forest = Forest(site.devices, site.catalogs, lambda: None)
    assert forest.work(float("inf"), lambda: 0.0)
    return forest


class TestWork:
    def test_what_is_there_already_is_taken_in(self) -> None:
        forest = forest_of(sample_site())
        assert len(forest.branches(CITY)) == 303

    def test_it_stops_at_its_deadline_and_goes_on_later(self) -> None:
        site = sample_site()
        forest = Forest(site.devices, site.catalogs, lambda: None)
        assert not forest.work(0.0, lambda: 1.0)
        slices = 1
        while not forest.work(0.0, lambda: 1.0):
            slices += 1
        assert slices > 5
        assert forest.count(CITY, CITY) == Count(283, 300)

    def test_it_asks_for_work_when_anything_changes(self) -> None:
        devices, catalogs = Devices(), Catalogs()
        calls: list[None] = []
        Forest(devices, catalogs, lambda: calls.append(None))
        devices.put(device(EAST, "NVR", "10.0.0.1"))
        catalogs.put([CatalogItem(EAST, "34020000001320000001")])
        catalogs.set_progress(EAST, catalogs.progress(EAST))
        assert len(calls) == 3

    def test_after_closing_it_listens_no_more(self) -> None:
        devices, catalogs = Devices(), Catalogs()
        calls: list[None] = []
        forest = Forest(devices, catalogs, lambda: calls.append(None))
        forest.close()
        devices.put(device(EAST, "NVR", "10.0.0.1"))
        assert calls == []

    def test_changes_are_told_once(self) -> None:
        site = sample_site()
        forest = forest_of(site)
        assert forest.take_changes()
        assert not forest.take_changes()
        site.catalogs.put([CatalogItem(EAST, "34020000001320000001", name="another", parent_ids=(EAST,))])
        forest.work(float("inf"), lambda: 0.0)
        changes = forest.take_changes()
        assert (EAST, "34020000001320000001") in changes.items
        assert (EAST, EAST) in changes.branches
        assert not changes.roots

    def test_devices_are_in_the_order_of_their_titles(self) -> None:
        site = sample_site()
        forest = forest_of(site)
        titles = [site.devices.get(one).title for one in forest.roots()]  # type: ignore[union-attr]
        assert titles[:4] == ["Lobby camera", "Main gate", "NVR-07 Logistics", "NVR-12 Laboratory"]
        site.devices.put(device(GATE, "Zebra", "10.0.0.1"))
        assert forest.roots().index(GATE) > 2

    def test_a_removed_device_is_no_root(self) -> None:
        site = sample_site()
        forest = forest_of(site)
        site.devices.remove(EAST)
        assert EAST not in forest.roots()


class TestCount:
    def test_nothing_is_on_line_below_an_offline_device(self) -> None:
        assert forest_of(sample_site()).count(SILENT, SILENT) == Count(0, 8)

    def test_a_camera_that_lists_only_itself_is_one_channel(self) -> None:
        site = Site()
        site.devices.put(device(GATE, "Gate", "10.0.0.1"))
        site.catalogs.put([CatalogItem(GATE, GATE)])
        assert forest_of(site).count(GATE, GATE) == Count(1, 1)


class TestSearch:
    @pytest.mark.parametrize("text", ["北门", "北门 ", "34020000001320000001"])
    def test_items_are_found_by_name_and_identifier(self, text: str) -> None:
        hits = forest_of(sample_site()).search(text.strip()).hits
        assert (EAST, "34020000001320000001") in hits

    def test_case_does_not_matter(self) -> None:
        assert (EAST, "34020000001320000003") in forest_of(sample_site()).search("gate SOUTH").hits

    def test_words_may_stand_apart_and_in_any_order(self) -> None:
        assert (EAST, "34020000001320000003") in forest_of(sample_site()).search("shortened gate").hits

    def test_words_of_the_identifier_do_not_count_as_words_of_the_name(self) -> None:
        hits = forest_of(sample_site()).search("1 号").hits
        assert (CITY, "34020200001320000002") not in hits  # 镜湖路口 2 号, with ones in its identifier
        assert (CITY, "34020300001320000001") in hits

    def test_devices_are_found_by_alias_name_and_identifier(self) -> None:
        forest = forest_of(sample_site())
        for text in ("lobby", "34020000001320000104"):
            assert ("34020000001320000104", "34020000001320000104") in forest.search(text).hits

    def test_the_way_to_each_hit_is_kept_for_each_of_its_places(self) -> None:
        findings = forest_of(sample_site()).search("北门入口")
        assert findings.kept == {
            (EAST, EAST): {"34020000002160000001"},
            (EAST, "34020000002160000001"): {"34020000001320000001"},
        }

    def test_there_is_a_limit_to_what_is_shown_but_all_is_counted(self) -> None:
        site = Site()
        site.devices.put(device(EAST, "NVR", "10.0.0.1"))
        site.catalogs.put(
            CatalogItem(EAST, f"{EAST[:10]}132{number:07d}", name="x") for number in range(HITS_LIMIT + 5)
        )
        findings = forest_of(site).search("x")
        assert len(findings.hits) == HITS_LIMIT
        assert findings.total == HITS_LIMIT + 5

    def test_nothing_is_found_of_a_removed_channel(self) -> None:
        site = sample_site()
        forest = forest_of(site)
        site.catalogs.remove(ChannelRef(EAST, "34020000001320000001"))
        forest.work(float("inf"), lambda: 0.0)
        assert not forest.search("北门入口").hits
