"""Where things stand, and what of them is seen."""

from hypothesis import given
from hypothesis import strategies as st

from ui.wall.board import PLACES_LIMIT, Board
from ui.wall.layout import LAYOUTS, layout_for


def board_with(*places: int, tiles: int = 4) -> Board[str]:
    board: Board[str] = Board()
    board.use_layout(layout_for(tiles))
    for place in places:
        board.put(place, f"camera {place}")
    return board


class TestPages:
    def test_a_grid_that_shrinks_loses_nothing(self) -> None:
        board = board_with(0, 1, 5, 8, tiles=9)
        board.use_layout(layout_for(4))
        assert board.hidden() == [5, 8]
        assert board.pages == 3
        board.use_layout(layout_for(9))
        assert board.hidden() == []
        assert [place for place, _ in board.filled()] == [0, 1, 5, 8]

    def test_the_selected_tile_stays_in_sight(self) -> None:
        board = board_with(*range(9), tiles=9)
        board.select(6)
        board.use_layout(layout_for(1))
        assert board.visible() == [6]
        board.use_layout(layout_for(4))
        assert board.visible() == [4, 5, 6, 7]

    def test_pages_turn_round_the_end(self) -> None:
        board = board_with(0, 5)
        assert board.page == 0
        board.turn(1)
        assert board.on_page() == range(4, 8)
        board.turn(1)
        assert board.page == 0
        board.turn(-1)
        assert board.page == 1

    def test_only_the_enlarged_one_is_seen(self) -> None:
        board = board_with(0, 1, 2)
        board.select(2)
        board.is_enlarged = True
        assert board.visible() == [2]
        assert board.hidden() == []

    def test_another_layout_ends_the_enlargement(self) -> None:
        board = board_with(0)
        board.is_enlarged = True
        board.use_layout(layout_for(9))
        assert not board.is_enlarged


class TestPlaceForOne:
    def test_the_selected_place_if_it_is_empty(self) -> None:
        board = board_with(0)
        board.select(3)
        assert board.place_for_one() == 3

    def test_else_the_first_empty_one_in_sight(self) -> None:
        board = board_with(0, 2)
        board.select(2)
        assert board.place_for_one() == 1

    def test_else_the_selected_one(self) -> None:
        board = board_with(0, 1, 2, 3)
        board.select(2)
        assert board.place_for_one() == 2

    def test_an_enlarged_tile_is_replaced_and_not_opened_out_of_sight(self) -> None:
        board = board_with(0)
        board.is_enlarged = True
        assert board.place_for_one() == 0


class TestPlacesForSeveral:
    def test_empty_places_are_filled_in_order(self) -> None:
        assert board_with(0, 2).places_for(2) == [1, 3]

    def test_a_drop_begins_where_it_was_dropped_even_if_taken(self) -> None:
        assert board_with(0, 2).places_for(3, start=2) == [2, 1, 3]

    def test_the_grid_grows_until_all_are_in_sight(self) -> None:
        board = board_with(0)
        assert board.places_for(5) == [1, 2, 3, 4, 5]
        assert board.layout.name == "9"

    def test_more_than_the_largest_grid_go_to_further_pages(self) -> None:
        board = board_with()
        assert board.places_for(20) == list(range(20))
        assert board.layout.name == "16"

    def test_a_whole_site_does_not_fit(self) -> None:
        assert len(board_with().places_for(5000)) == PLACES_LIMIT

    def test_none_need_no_place(self) -> None:
        board = board_with()
        assert board.places_for(0) == []
        assert board.places_for(0, start=2) == []

    @given(
        st.sets(st.integers(0, PLACES_LIMIT - 1)),
        st.integers(0, PLACES_LIMIT - 1),
        st.integers(0, 70),
        st.none() | st.integers(0, PLACES_LIMIT - 1),
        st.sampled_from(LAYOUTS),
    )
    def test_no_place_is_given_twice_and_only_the_start_may_be_taken(
        self, taken: set[int], selected: int, count: int, start: int | None, layout: object
    ) -> None:
        board = board_with(*taken)
        board.use_layout(layout)
        board.select(selected)
        places = board.places_for(count, start)
        assert len(set(places)) == len(places) <= count
        assert set(places) & taken <= {start}
        assert all(0 <= place < PLACES_LIMIT for place in places)


class TestSwapping:
    def test_both_change_places(self) -> None:
        board = board_with(0, 1)
        board.swap(0, 1)
        assert board[0] == "camera 1"
        assert board[1] == "camera 0"

    def test_an_empty_place_takes_what_comes(self) -> None:
        board = board_with(0)
        board.swap(0, 3)
        assert board[0] is None
        assert board[3] == "camera 0"

    def test_the_selection_goes_with_its_tile(self) -> None:
        board = board_with(0, 1)
        board.select(0)
        board.swap(0, 1)
        assert board.selected == 1
        board.swap(1, 1)
        assert board.selected == 1
        assert board[1] == "camera 0"
