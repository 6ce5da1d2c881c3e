"""Where catalog items belong (GB/T 28181-2022 annex J; tree rules of the protocol reference, section 1.6)."""

from hypothesis import given
from hypothesis import strategies as st

from console.model.catalog import CatalogItem, ChannelRef
from console.state.catalogs import CatalogChange, Catalogs, place

NVR = "44010200491180000007"
GROUP = "44010200492150000001"
ORGANIZATION = "44010200492160000003"
CAMERA = "44010200491320000101"
OTHER_CAMERA = "44010200491320000102"


def item(item_id: str, *parents: str, group: str = "", civil: str = "", device_id: str = NVR) -> CatalogItem:
    return CatalogItem(device_id, item_id, parent_ids=parents, business_group_id=group, civil_code=civil)


def placed(*items: CatalogItem) -> dict[str, tuple[str, ...]]:
    return place({one.item_id: one for one in items}, NVR)


class TestPlace:
    def test_a_channel_hangs_under_each_of_its_parents(self) -> None:
        assert placed(item(CAMERA, NVR, ORGANIZATION), item(ORGANIZATION, GROUP), item(GROUP))[CAMERA] == (
            NVR,
            ORGANIZATION,
        )

    def test_parents_that_are_not_in_the_catalog_do_not_count(self) -> None:
        assert placed(item(CAMERA, "44010200492000000001"))[CAMERA] == (NVR,)

    def test_an_organisation_without_parent_hangs_under_its_group(self) -> None:
        assert placed(item(ORGANIZATION, group=GROUP), item(GROUP))[ORGANIZATION] == (GROUP,)

    def test_a_device_without_parent_hangs_under_its_civil_area(self) -> None:
        assert placed(item(CAMERA, civil="440102"), item("440102"))[CAMERA] == ("440102",)

    def test_a_civil_code_of_ten_digits_means_its_first_six(self) -> None:
        assert placed(item(CAMERA, civil="4401020049"), item("440102"))[CAMERA] == ("440102",)

    def test_civil_areas_nest_by_prefix(self) -> None:
        assert placed(item("440102"), item("44"), item("4401"))["440102"] == ("4401",)

    def test_a_cycle_is_cut_at_the_root(self) -> None:
        cut = placed(item(CAMERA, OTHER_CAMERA), item(OTHER_CAMERA, CAMERA))
        assert (NVR,) in cut.values()

    def test_an_item_that_names_itself_is_its_own_no_parent(self) -> None:
        assert placed(item(CAMERA, CAMERA))[CAMERA] == (NVR,)

    @given(
        st.dictionaries(
            st.sampled_from([f"4401020049132{n:07}" for n in range(8)] + [NVR, GROUP, "4401", "44"]),
            st.lists(st.sampled_from([f"4401020049132{n:07}" for n in range(8)] + [NVR, GROUP, "4401"]), max_size=3),
            max_size=12,
        )
    )
    def test_every_item_can_be_reached_from_the_root(self, parents: dict[str, list[str]]) -> None:
        result = placed(*(item(item_id, *above) for item_id, above in parents.items()))
        assert result.keys() == parents.keys()
        for item_id in result:
            seen = set()
            while item_id != NVR:
                assert item_id not in seen
                seen.add(item_id)
                item_id = result[item_id][0]


class TestCatalogs:
    def test_changes_are_told_once_per_device_and_only_if_there_are_any(self) -> None:
        catalogs = Catalogs()
        told: list[CatalogChange] = []
        catalogs.changed.connect(told.append)
        catalogs.put([item(CAMERA), item(OTHER_CAMERA)])
        catalogs.put([item(CAMERA)])
        assert told == [CatalogChange(NVR, put=(CAMERA, OTHER_CAMERA))]

    def test_missing_items_stay_until_they_are_removed(self) -> None:
        catalogs = Catalogs()
        by_hand = CatalogItem(NVR, "byhand", by_hand=True)
        catalogs.put([item(CAMERA), item(OTHER_CAMERA), by_hand])
        catalogs.mark_missing(NVR, [CAMERA])
        assert [one.item_id for one in catalogs.items(NVR).values() if one.missing] == [OTHER_CAMERA]
        catalogs.remove(ChannelRef(NVR, OTHER_CAMERA))
        assert set(catalogs.items(NVR)) == {CAMERA, "byhand"}

    def test_a_missing_item_that_comes_back_is_there_again(self) -> None:
        catalogs = Catalogs()
        catalogs.put([item(CAMERA)])
        catalogs.mark_missing(NVR, [])
        catalogs.put([item(CAMERA)])
        assert not catalogs.items(NVR)[CAMERA].missing

    def test_the_same_channel_under_two_recorders_is_two(self) -> None:
        catalogs = Catalogs()
        catalogs.put([item(CAMERA), item(CAMERA, device_id="44010200491180000008")])
        assert len(catalogs.find(CAMERA)) == 2

    def test_a_recorder_that_lists_itself_is_not_among_its_channels(self) -> None:
        catalogs = Catalogs()
        catalogs.put([item(NVR), item(CAMERA)])
        assert [one.item_id for one in catalogs.channels(NVR)] == [CAMERA]

    def test_a_device_that_lists_nothing_else_is_its_own_channel(self) -> None:
        catalogs = Catalogs()
        catalogs.put([item(NVR)])
        assert [one.item_id for one in catalogs.channels(NVR)] == [NVR]
