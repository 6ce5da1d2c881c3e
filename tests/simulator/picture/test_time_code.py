"""console.simulator.picture.time_code: the line of blocks that says channel and time."""

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.simulator.picture.colour import Planes, frame_planes
from console.simulator.picture.time_code import TimeCode, burn, read

_CODE = TimeCode(101, 1_772_323_200_123)


@given(st.integers(0, 4095), st.integers(0, 2**48 - 1))
def test_what_is_burnt_in_is_read_back(channel, milliseconds):
    luma = np.full((360, 640), 90, np.uint8)
    burn(luma, TimeCode(channel, milliseconds))
    assert read(luma) == TimeCode(channel, milliseconds)


def test_a_picture_without_a_code_gives_none():
    assert read(np.full((360, 640), 90, np.uint8)) is None
    assert read(np.random.default_rng(1).integers(0, 255, (360, 640), np.uint8)) is None


def test_one_wrong_block_is_noticed():
    luma = np.full((360, 640), 90, np.uint8)
    burn(luma, _CODE)
    luma[-8:, 30 * 8 : 31 * 8] ^= 0xFF
    assert read(luma) is None


@pytest.mark.parametrize("size", [(1280, 720), (640, 360), (480, 270), (320, 180), (213, 120), (160, 90)])
def test_survives_scaling(size):
    frame = av.VideoFrame(640, 360, "yuv420p")
    planes = frame_planes(frame)
    planes.copy_from(Planes.blank(640, 360))
    burn(planes.y, _CODE)
    scaled = frame.reformat(*size, format="gray", interpolation="AREA").to_ndarray()
    assert read(scaled) == _CODE
