import gc
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from console.media.frames import BYTES_PER_PIXEL, PictureRing, PictureStamp, PictureWriter

ROOT = Path(__file__).parents[2]
STAMP = PictureStamp(4, 3, 16, 1.5, 2, 7, True, 10.0, 10.1)


def rows(value: int, *, width: int = 4, height: int = 3) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    return np.full((height, width * BYTES_PER_PIXEL), value, np.uint8)


class TestRing:
    def test_there_is_no_picture_before_the_first(self) -> None:
        ring = PictureRing.create(4, 3)
        assert ring.newest() is None
        assert ring.sequence == 0
        ring.close()

    def test_a_picture_comes_with_all_that_was_said_of_it(self) -> None:
        ring = PictureRing.create(4, 3)
        writer = PictureWriter.attach(ring.name, 4, 3)
        writer.write(rows(9), STAMP)
        picture = ring.newest()
        assert picture is not None
        assert bytes(picture.pixels) == bytes([9]) * 48
        assert picture[1:] == (4, 3, 16, 1, 1.5, 2, 7, True, 10.0, 10.1)
        writer.close()
        ring.close()

    def test_a_picture_without_a_stamp_has_none(self) -> None:
        ring = PictureRing.create(4, 3)
        writer = PictureWriter.attach(ring.name, 4, 3)
        writer.write(rows(9), STAMP._replace(pts=None))
        picture = ring.newest()
        assert picture is not None
        assert picture.pts is None
        writer.close()
        ring.close()

    def test_rows_of_a_decoder_may_be_longer_than_those_shown(self) -> None:
        ring = PictureRing.create(4, 3)
        writer = PictureWriter.attach(ring.name, 4, 3)
        padded = np.arange(3 * 32, dtype=np.uint8).reshape(3, 32)
        writer.write(padded, STAMP)
        picture = ring.newest()
        assert picture is not None
        assert bytes(picture.pixels) == padded[:, :16].tobytes()
        writer.close()
        ring.close()

    def test_the_newest_wins_and_the_one_taken_stays_as_it_is(self) -> None:
        ring = PictureRing.create(4, 3)
        writer = PictureWriter.attach(ring.name, 4, 3)
        writer.write(rows(1), STAMP)
        held = ring.newest()
        assert held is not None
        for value in range(2, 50):
            writer.write(rows(value), STAMP)
            assert set(held.pixels) == {1}
        newest = ring.newest()
        assert newest is not None
        assert (set(newest.pixels), newest.sequence) == ({49}, 49)
        writer.close()
        ring.close()

    def test_no_picture_is_half_old_and_half_new(self) -> None:
        """A writer at full speed in another thread, a reader at full speed here."""
        width, height = 64, 48
        ring = PictureRing.create(width, height)
        writer = PictureWriter.attach(ring.name, width, height)
        stamp = STAMP._replace(width=width, height=height, stride=width * BYTES_PER_PIXEL)
        values = [rows(value, width=width, height=height) for value in range(256)]

        def write() -> None:
            for number in range(1, 3000):
                writer.write(values[number % 256], stamp)

        thread = threading.Thread(target=write)
        thread.start()
        seen = 0
        while thread.is_alive():
            picture = ring.newest()
            if picture is not None:
                pixels = np.frombuffer(picture.pixels, np.uint8)
                assert pixels.min() == pixels.max() == picture.sequence % 256
                assert picture.sequence >= seen
                seen = picture.sequence
                del pixels
        thread.join()
        assert seen > 0
        writer.close()
        ring.close()

    def test_a_successor_goes_on_where_the_dead_decoder_was(self) -> None:
        ring = PictureRing.create(4, 3)
        for value in range(1, 5):
            writer = PictureWriter.attach(ring.name, 4, 3)
            writer.write(rows(value), STAMP)
            writer.close()
            picture = ring.newest()
            assert picture is not None
            assert (picture.sequence, picture.pixels[0]) == (value, value)
        ring.close()

    def test_a_writer_of_another_size_is_refused(self) -> None:
        ring = PictureRing.create(4, 3)
        with pytest.raises(OSError, match=r"no ring of|Invalid argument|length"):
            PictureWriter.attach(ring.name, 3, 4)
        ring.close()

    def test_a_writer_of_a_closed_ring_is_refused(self) -> None:
        ring = PictureRing.create(4, 3)
        ring.close()
        with pytest.raises(OSError, match=r".+"):
            PictureWriter.attach(ring.name, 4, 3)

    def test_a_picture_outlives_its_ring(self) -> None:
        """A QImage may still be painted while the tile is resized."""
        ring = PictureRing.create(4, 3)
        writer = PictureWriter.attach(ring.name, 4, 3)
        writer.write(rows(5), STAMP)
        picture = ring.newest()
        assert picture is not None
        writer.close()
        ring.close()
        ring.close()
        gc.collect()
        assert set(picture.pixels) == {5}
        assert ring.newest() is None
        assert ring.sequence == 0

    @pytest.mark.parametrize("position", [8, 256, 264, 268, 384])
    def test_a_decoder_that_ran_wild_harms_nothing(self, position: int) -> None:
        ring = PictureRing.create(4, 3)
        writer = PictureWriter.attach(ring.name, 4, 3)
        writer.write(rows(1), STAMP)
        writer.write(rows(2), STAMP)
        writer._memory[position : position + 16] = b"\xff" * 16
        picture = ring.newest()
        assert picture is None or len(picture.pixels) <= 48
        writer.close()
        ring.close()


def test_the_console_needs_no_codec_for_pictures() -> None:
    """Views import this module: neither av nor sockets come with it."""
    program = "import sys, console.media.frames; print(sorted({'av', 'socket', 'asyncio'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True, timeout=30)
    assert done.stdout == b"[]\n"
