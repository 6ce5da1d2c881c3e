"""Cells and their pixels."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect

from ui.wall.layout import LAYOUTS, TILE_GAP, Cell, Layout, layout_for, layout_named

ONE_AND_FIVE = Layout(
    "1+5",
    3,
    3,
    (Cell(0, 0, 2, 2), Cell(2, 0), Cell(2, 1), Cell(0, 2), Cell(1, 2), Cell(2, 2)),
)


class TestBoxes:
    @given(
        st.sampled_from([*LAYOUTS, ONE_AND_FIVE]),
        st.integers(0, 400),
        st.integers(0, 400),
        st.integers(60, 4000),
        st.integers(60, 3000),
    )
    def test_boxes_fill_the_area_and_leave_exactly_the_gaps(
        self, layout: Layout, left: int, top: int, width: int, height: int
    ) -> None:
        area = QRect(left, top, width, height)
        boxes = layout.boxes(area)
        united = boxes[0]
        for box in boxes:
            united = united.united(box)
        assert united == area
        for number, box in enumerate(boxes):
            grown = box.adjusted(0, 0, TILE_GAP, TILE_GAP)
            assert not any(grown.intersects(other) for other in boxes[number + 1 :] if other.left() > box.right())
        assert all(box.width() > 0 and box.height() > 0 for box in boxes)

    def test_tiles_of_one_row_differ_by_a_pixel_at_most(self) -> None:
        widths = {box.width() for box in layout_for(9).boxes(QRect(0, 0, 1000, 700))}
        assert max(widths) - min(widths) <= 1

    def test_an_area_without_room_breaks_nothing(self) -> None:
        assert len(layout_for(16).boxes(QRect(0, 0, 0, 0))) == 16


class TestNeighbours:
    def test_a_square_is_walked_in_its_directions(self) -> None:
        four = layout_for(4)
        assert four.neighbour(0, right=1) == 1
        assert four.neighbour(0, down=1) == 2
        assert four.neighbour(3, right=-1) == 2
        assert four.neighbour(3, down=-1) == 1

    def test_the_edge_is_the_end(self) -> None:
        assert layout_for(4).neighbour(1, right=1) == 1
        assert layout_for(4).neighbour(0, down=-1) == 0

    def test_mixed_sizes_are_walked_by_where_they_lie(self) -> None:
        assert ONE_AND_FIVE.neighbour(0, right=1) == 1
        assert ONE_AND_FIVE.neighbour(2, right=-1) == 0
        assert ONE_AND_FIVE.neighbour(0, down=1) == 3
        assert ONE_AND_FIVE.neighbour(4, down=-1) == 0


class TestChoice:
    @pytest.mark.parametrize(("count", "name"), [(0, "1"), (1, "1"), (2, "4"), (5, "9"), (10, "16"), (40, "16")])
    def test_the_smallest_that_holds_them_is_taken(self, count: int, name: str) -> None:
        assert layout_for(count).name == name

    def test_a_layout_is_found_by_its_name(self) -> None:
        assert [layout_named(layout.name) for layout in LAYOUTS] == list(LAYOUTS)
        assert layout_named("5") is None
        assert layout_named(None) is None
