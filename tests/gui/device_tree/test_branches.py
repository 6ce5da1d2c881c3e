"""Where items hang (GB/T 28181-2022 annex J), kept up to date item by item."""

from collections.abc import Iterable
from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from console.model.catalog import CatalogItem, ChannelStatus
from console.state.catalogs import place
from ui.device_tree.branches import DEPTH_LIMIT, Branches, Count, natural_key

DEVICE = "34020000001180000001"
GROUP = "34020000002150000001"
ORGANIZATION = "34020000002160000001"
SUB_ORGANIZATION = "34020000002160000002"
CAMERA = "34020000001320000001"
OTHER_CAMERA = "34020000001320000002"
POOL = [DEVICE, GROUP, ORGANIZATION, SUB_ORGANIZATION, CAMERA, OTHER_CAMERA, "34", "3402", "340203", "odd"]


def item(item_id: str, *parents: str, name: str = "", **fields: object) -> CatalogItem:
    return replace(CatalogItem(DEVICE, item_id, name=name, parent_ids=parents), **fields)  # type: ignore[arg-type]


def settle(branches: Branches, items: dict[str, CatalogItem], queue: Iterable[str]) -> None:
    """Place the items of `queue` and all that follows from them."""
    waiting = list(queue)
    while waiting:
        _, again = branches.place(waiting.pop(0), items)
        waiting += again
        if not waiting:
            waiting += branches.take_circles()


def grown(*items: CatalogItem) -> Branches:
    known = {one.item_id: one for one in items}
    branches = Branches(DEVICE)
    settle(branches, known, known)
    return branches


@st.composite
def catalogs(draw: st.DrawFn) -> dict[str, CatalogItem]:
    ids = draw(st.lists(st.sampled_from(POOL), unique=True, max_size=8))
    return {
        item_id: CatalogItem(
            DEVICE,
            item_id,
            name=draw(st.sampled_from(["", "a", "b"])),
            parent_ids=tuple(draw(st.lists(st.sampled_from([*POOL, "unknown"]), max_size=2))),
            business_group_id=draw(st.sampled_from(["", GROUP])),
            civil_code=draw(st.sampled_from(["", "340203", "3402", "3402000000"])),
            status=draw(st.sampled_from([ChannelStatus.ON, ChannelStatus.OFF])),
            missing=draw(st.booleans()),
        )
        for item_id in ids
    }


class TestPlaces:
    @given(catalogs(), st.randoms(use_true_random=False))
    def test_the_order_of_arrival_makes_no_difference_without_circles(
        self, items: dict[str, CatalogItem], random: Random
    ) -> None:
        wanted = place(items, DEVICE)
        queue = list(items)
        random.shuffle(queue)
        arrived: dict[str, CatalogItem] = {}
        branches = Branches(DEVICE)
        for item_id in queue:
            arrived[item_id] = items[item_id]
            settle(branches, arrived, [item_id])
        placed = {item_id: branches.parents(item_id) for item_id in items}
        cut = {item_id for item_id in items if placed[item_id] != wanted[item_id]}
        # Only items of a circle may differ: one of them is cut off, and it need not be the same one.
        assert all(placed[item_id] == (DEVICE,) or wanted[item_id] == (DEVICE,) for item_id in cut)
        for item_id in items:
            assert leads_to_root(placed, item_id)

    @given(catalogs(), catalogs())
    def test_a_catalog_changed_in_place_is_like_one_that_came_anew(
        self, before: dict[str, CatalogItem], after: dict[str, CatalogItem]
    ) -> None:
        branches = Branches(DEVICE)
        settle(branches, before, before)
        settle(branches, after, [*before, *after])
        fresh = Branches(DEVICE)
        settle(fresh, after, after)
        assert set(branches.entries()) == set(after)
        has_circle = any(fresh.parents(one) != branches.parents(one) for one in after)
        if not has_circle:
            for branch_id in [DEVICE, *after]:
                assert branches.children(branch_id) == fresh.children(branch_id)
                assert branches.count(branch_id) == fresh.count(branch_id)

    @given(catalogs())
    def test_children_and_parents_agree(self, items: dict[str, CatalogItem]) -> None:
        branches = Branches(DEVICE)
        settle(branches, items, items)
        for child_id in items:
            for parent_id in branches.parents(child_id):
                if child_id != DEVICE:
                    assert child_id in branches.children(parent_id)
        for branch_id in [DEVICE, *items]:
            assert branches.has_children(branch_id) == bool(branches.children(branch_id))

    def test_an_item_moves_when_its_parent_comes(self) -> None:
        items = {CAMERA: item(CAMERA, GROUP)}
        branches = Branches(DEVICE)
        settle(branches, items, items)
        assert branches.children(DEVICE) == [CAMERA]
        items[GROUP] = item(GROUP)
        settle(branches, items, [GROUP])
        assert branches.children(DEVICE) == [GROUP]
        assert branches.children(GROUP) == [CAMERA]

    def test_an_item_falls_back_when_its_parent_goes(self) -> None:
        items = {GROUP: item(GROUP), CAMERA: item(CAMERA, GROUP)}
        branches = Branches(DEVICE)
        settle(branches, items, items)
        del items[GROUP]
        settle(branches, items, [GROUP])
        assert branches.children(DEVICE) == [CAMERA]

    def test_a_circle_opens_again_when_one_of_it_moves(self) -> None:
        items = {GROUP: item(GROUP, ORGANIZATION), ORGANIZATION: item(ORGANIZATION, GROUP)}
        branches = Branches(DEVICE)
        settle(branches, items, items)
        assert len(branches.children(DEVICE)) == 1
        items[ORGANIZATION] = item(ORGANIZATION, DEVICE)
        settle(branches, items, [ORGANIZATION])
        assert branches.children(DEVICE) == [ORGANIZATION]
        assert branches.children(ORGANIZATION) == [GROUP]

    def test_a_hostile_depth_continues_at_the_root(self) -> None:
        ids = [f"3402000000216{number:07d}" for number in range(3 * DEPTH_LIMIT)]
        items = {one: item(one, *ids[number - 1 : number]) for number, one in enumerate(ids)}
        branches = Branches(DEVICE)
        settle(branches, items, items)
        assert len(branches.children(DEVICE)) >= 2
        depth = 0
        above = ids[-1]
        while above != DEVICE:
            above = branches.parents(above)[0]
            depth += 1
        assert depth <= DEPTH_LIMIT + 1

    def test_several_parents_give_several_places(self) -> None:
        branches = grown(item(GROUP), item(ORGANIZATION), item(CAMERA, GROUP, ORGANIZATION))
        assert branches.children(GROUP) == branches.children(ORGANIZATION) == [CAMERA]


class TestOrder:
    def test_folders_come_before_recorders_before_channels(self) -> None:
        recorder = "34020000001180000009"
        branches = grown(item(CAMERA, name="a"), item(recorder, name="b"), item(ORGANIZATION, name="c"))
        assert branches.children(DEVICE) == [ORGANIZATION, recorder, CAMERA]

    def test_numbers_are_in_their_natural_order(self) -> None:
        names = ["Gate 10", "gate 2", "Gate 1"]
        cameras = [item(f"3402000000132{number:07d}", name=name) for number, name in enumerate(names)]
        branches = grown(*cameras)
        assert [branches.entries()[one].item.name for one in branches.children(DEVICE)] == [
            "Gate 1",
            "gate 2",
            "Gate 10",
        ]

    def test_chinese_is_in_the_order_of_pinyin(self) -> None:
        assert sorted(["中门", "北门", "东门", "安防"], key=natural_key) == ["安防", "北门", "东门", "中门"]

    def test_a_new_name_moves_the_row(self) -> None:
        items = {CAMERA: item(CAMERA, name="a"), OTHER_CAMERA: item(OTHER_CAMERA, name="b")}
        branches = Branches(DEVICE)
        settle(branches, items, items)
        items[CAMERA] = item(CAMERA, name="z")
        settle(branches, items, [CAMERA])
        assert branches.children(DEVICE) == [OTHER_CAMERA, CAMERA]

    @given(st.text())
    def test_any_name_can_be_sorted(self, name: str) -> None:
        assert isinstance(natural_key(name), bytes)


class TestCounts:
    def test_a_channel_in_two_branches_is_counted_once_above_them(self) -> None:
        branches = grown(item(GROUP), item(ORGANIZATION), item(CAMERA, GROUP, ORGANIZATION))
        assert branches.count(GROUP) == branches.count(DEVICE) == Count(1, 1)

    def test_offline_channels_are_in_the_total_only(self) -> None:
        branches = grown(item(CAMERA), item(OTHER_CAMERA, status=ChannelStatus.OFF))
        assert branches.count(DEVICE) == Count(1, 2)

    def test_missing_channels_are_not_counted(self) -> None:
        branches = grown(item(CAMERA), item(OTHER_CAMERA, missing=True))
        assert branches.count(DEVICE) == Count(1, 1)

    def test_counts_follow_a_change(self) -> None:
        items = {GROUP: item(GROUP), CAMERA: item(CAMERA, GROUP)}
        branches = Branches(DEVICE)
        settle(branches, items, items)
        assert branches.count(DEVICE) == Count(1, 1)
        items[CAMERA] = item(CAMERA, GROUP, status=ChannelStatus.OFF)
        settle(branches, items, [CAMERA])
        assert branches.count(DEVICE) == branches.count(GROUP) == Count(0, 1)
        items[CAMERA] = item(CAMERA, GROUP, missing=True)
        settle(branches, items, [CAMERA])
        assert branches.count(DEVICE) == Count(0, 0)
        del items[CAMERA]
        settle(branches, items, [CAMERA])
        assert branches.count(GROUP) == Count(0, 0)

    def test_alarm_inputs_are_no_channels(self) -> None:
        assert grown(item("34020000001340000001")).count(DEVICE) == Count(0, 0)

    def test_counting_ends_where_second_parents_lead_in_a_circle(self) -> None:
        branches = grown(
            item(GROUP, DEVICE, ORGANIZATION),
            item(ORGANIZATION, GROUP),
            item(CAMERA, ORGANIZATION),
            item(OTHER_CAMERA, GROUP),
        )
        assert branches.count(GROUP) == Count(2, 2)
        assert branches.count(DEVICE) == Count(2, 2)

    @given(catalogs())
    def test_a_count_is_that_of_the_channels_that_can_be_reached(self, items: dict[str, CatalogItem]) -> None:
        branches = Branches(DEVICE)
        settle(branches, items, items)
        for branch_id in [DEVICE, *items]:
            below = reachable(branches, branch_id)
            channels = [items[one] for one in below if items[one].is_playable and not items[one].missing]
            online = sum(one.status is ChannelStatus.ON for one in channels)
            assert branches.count(branch_id) == Count(online, len(channels))


class TestOwnItem:
    """A device that lists itself among its channels."""

    def test_alone_it_is_the_device_s_own_row(self) -> None:
        branches = grown(item(DEVICE, DEVICE))
        assert branches.children(DEVICE) == []
        assert not branches.has_children(DEVICE)

    def test_a_recorder_beside_its_channels_is_not_one_of_them(self) -> None:
        assert grown(item(DEVICE), item(CAMERA)).children(DEVICE) == [CAMERA]

    def test_a_camera_beside_others_is_a_channel_as_well(self) -> None:
        camera = "34020000001320000009"
        branches = Branches(camera)
        items = {one: CatalogItem(camera, one, name=one) for one in (camera, CAMERA)}
        settle(branches, items, items)
        assert set(branches.children(camera)) == {camera, CAMERA}


def leads_to_root(parents: dict[str, tuple[str, ...]], item_id: str) -> bool:
    for _ in range(len(parents) + 1):
        item_id = parents[item_id][0]
        if item_id == DEVICE:
            return True
    return False


def reachable(branches: Branches, branch_id: str) -> set[str]:
    found: set[str] = set()
    to_visit = [branch_id]
    while to_visit:
        for child in branches.children(to_visit.pop()):
            if child not in found:
                found.add(child)
                if child != DEVICE:
                    to_visit.append(child)
    return found - ({branch_id} if branch_id != DEVICE else set())
