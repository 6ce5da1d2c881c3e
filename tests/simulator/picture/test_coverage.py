"""console.simulator.picture.coverage: antialiased shapes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.simulator.picture import coverage


def _area(patch: coverage.Patch | None) -> float:
    assert patch is not None
    return float(patch.coverage.sum())


class TestArea:
    """What a shape covers adds up to its area."""

    def test_of_a_box_that_ends_inside_pixels(self):
        assert _area(coverage.box((2.25, 3.5), (12.75, 9.0), 40, 40)) == pytest.approx(10.5 * 5.5, abs=0.5)

    def test_of_a_triangle_in_either_orientation(self):
        points = [(2.0, 2.0), (30.0, 6.0), (12.0, 28.0)]
        expected = abs(28 * 26 - 10 * 4) / 2
        assert _area(coverage.polygon(points, 40, 40)) == pytest.approx(expected, rel=0.02)
        assert _area(coverage.polygon(points[::-1], 40, 40)) == pytest.approx(expected, rel=0.02)

    def test_of_a_circle(self):
        assert _area(coverage.ellipse((20.0, 20.0), 12, 12, width=40, height=40)) == pytest.approx(
            np.pi * 144, rel=0.02
        )

    def test_of_a_thick_line(self):
        corners = coverage.thick_line((5.0, 5.0), (25.0, 20.0), 4.0)
        assert _area(coverage.polygon(corners, 40, 40)) == pytest.approx(25 * 4, rel=0.03)


class TestEdges:
    def test_nothing_of_a_shape_outside_is_painted(self):
        assert coverage.box((50, 50), (60, 60), 40, 40) is None
        assert coverage.polygon([(-9, -9), (-5, -9), (-5, -5)], 40, 40) is None
        assert coverage.ellipse((-20, 5), 3, 3, width=40, height=40) is None

    @given(st.lists(st.tuples(st.floats(-60, 100), st.floats(-60, 100)), min_size=3, max_size=3))
    def test_a_patch_lies_in_the_picture_and_between_none_and_all(self, points):
        patch = coverage.polygon(points, 40, 30)
        if patch is not None:
            assert patch.left >= 0
            assert patch.top >= 0
            assert patch.columns.stop <= 40
            assert patch.rows.stop <= 30
            assert patch.coverage.min() >= 0.0
            assert patch.coverage.max() <= 1.0
