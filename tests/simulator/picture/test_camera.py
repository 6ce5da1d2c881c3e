"""console.simulator.picture.camera: where the head looks after what it was told."""

import pytest

from console.model.ptz import LENS_STOP, STOP, LensMotion, PtzMotion
from console.simulator.picture.camera import MAX_ZOOM, PAN_SPEED, RIDE_SECONDS, TILT_SPEED, Camera, View


class TestMotion:
    def test_goes_on_until_stop_and_then_rests(self):
        camera = Camera()
        camera.move(PtzMotion(pan=1.0, tilt=-0.5), 10.0)
        assert camera.is_moving
        camera.move(STOP, 11.0)
        assert camera.view(11.0) == View(pan=PAN_SPEED, tilt=-0.5 * TILT_SPEED)
        assert camera.view(500.0) == camera.view(11.0)
        assert not camera.is_moving

    def test_right_and_up_are_positive_and_left_undoes_right(self):
        camera = Camera()
        camera.move(PtzMotion(pan=0.3, tilt=0.4), 0.0)
        camera.move(PtzMotion(pan=-0.3, tilt=-0.4), 1.0)
        assert camera.view(1.0).pan > 0
        assert camera.view(1.0).tilt > 0
        assert camera.view(2.0).pan == pytest.approx(0)
        assert camera.view(2.0).tilt == pytest.approx(0)

    def test_ends_at_the_stops_of_the_head(self):
        camera = Camera()
        camera.move(PtzMotion(pan=-1.0, tilt=1.0, zoom=1.0), 0.0)
        assert camera.view(1e4) == View(pan=-1.0, tilt=1.0, zoom=MAX_ZOOM)

    def test_zoomed_in_the_head_turns_more_slowly(self):
        near, far = Camera(View(zoom=4.0)), Camera()
        for camera in (near, far):
            camera.move(PtzMotion(pan=0.5), 0.0)
        assert near.view(1.0).pan == pytest.approx(far.view(1.0).pan / 4)

    def test_the_lens_turns_beside_the_head(self):
        camera = Camera()
        camera.move(PtzMotion(pan=0.2), 0.0)
        camera.adjust(LensMotion(focus=1.0, iris=-1.0), 0.0)
        camera.adjust(LENS_STOP, 0.5)
        view = camera.view(1.0)
        assert view.pan > camera.view(0.6).pan
        assert (view.focus, view.iris) == (0.25, -0.25)


class TestPreset:
    """GB/T 28181-2022 annex A.3.4."""

    def test_is_reached_smoothly_and_exactly(self):
        camera = Camera(presets={3: ("Door", View(pan=0.6, tilt=-0.4, zoom=3.0))})
        assert camera.call_preset(3, 100.0)
        half = camera.view(100.0 + RIDE_SECONDS / 2)
        assert half.pan == pytest.approx(0.3)
        assert 1.0 < half.zoom < 3.0
        assert camera.view(100.0 + RIDE_SECONDS) == View(pan=0.6, tilt=-0.4, zoom=3.0)

    def test_stores_the_position_of_that_moment(self):
        camera = Camera()
        camera.move(PtzMotion(pan=1.0), 0.0)
        camera.store_preset(7, "Fence", 0.5)
        camera.move(STOP, 2.0)
        camera.call_preset(7, 3.0)
        assert camera.view(60.0).pan == pytest.approx(0.25)
        assert camera.presets[7][0] == "Fence"

    def test_one_that_is_not_there_changes_nothing(self):
        camera = Camera(View(pan=0.2))
        assert not camera.call_preset(9, 0.0)
        assert not camera.delete_preset(9)
        assert camera.view(5.0) == View(pan=0.2)

    def test_a_motion_and_a_stop_end_the_ride(self):
        camera = Camera(presets={1: ("Far", View(pan=1.0))})
        camera.call_preset(1, 0.0)
        camera.move(STOP, RIDE_SECONDS / 2)
        assert camera.view(60.0).pan == pytest.approx(0.5)
