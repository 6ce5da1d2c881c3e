import numpy as np
import pytest

from console.media.decoder.outputs import Output, fit
from console.media.frames import PictureRing, PictureStamp, PictureWriter
from tests.media.clips import pictures

STAMP = PictureStamp(0, 0, 0, 1.0, 0, 1, False, 0.0, 0.0)


class TestFit:
    @pytest.mark.parametrize(
        ("shape", "box", "size"),
        [
            (16 / 9, (480, 270), (480, 270)),
            (16 / 9, (480, 480), (480, 270)),
            (4 / 3, (480, 270), (360, 270)),
            (9 / 16, (100, 100), (56, 100)),
            (1000.0, (10, 10), (10, 1)),
            (0.001, (10, 10), (1, 10)),
        ],
    )
    def test_a_picture_keeps_its_shape(self, shape: float, box: tuple[int, int], size: tuple[int, int]) -> None:
        assert fit(shape, *box) == size


class TestOutput:
    @pytest.mark.parametrize(("aspect", "size"), [(1.0, (320, 240)), (16 / 11, (320, 165)), (0.5, (160, 240))])
    def test_pixels_that_are_not_square_are_made_so(self, aspect: float, size: tuple[int, int]) -> None:
        ring = PictureRing.create(320, 240)
        output = Output(PictureWriter.attach(ring.name, 320, 240))
        output.draw(next(pictures(640, 480, 1)), aspect, STAMP)
        picture = ring.newest()
        assert picture is not None
        assert (picture.width, picture.height) == size
        output.close()
        ring.close()

    @pytest.mark.parametrize("box", [(320, 240), (160, 120), (640, 480), (97, 53)])
    def test_a_grey_ramp_stays_grey(self, box: tuple[int, int]) -> None:
        ring = PictureRing.create(*box)
        output = Output(PictureWriter.attach(ring.name, *box))
        output.draw(next(pictures(320, 240, 1)), 1.0, STAMP)
        picture = ring.newest()
        assert picture is not None
        rows = np.frombuffer(picture.pixels, np.uint8).reshape(picture.height, picture.stride // 4, 4)
        spread = rows[:, : picture.width, :3].astype(int)
        assert np.ptp(spread, axis=2).max() <= 4
        assert spread.std() > 20
        del rows, spread
        output.close()
        ring.close()
