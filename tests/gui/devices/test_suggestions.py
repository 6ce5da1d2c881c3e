"""Free identifiers."""

from hypothesis import given
from hypothesis import strategies as st

from console.model.identity import NodeKind, is_standard_id, node_kind
from ui.devices.suggestions import suggest_channel_id, suggest_device_id

PLATFORM = "34020000002000000001"
DIGITS = st.text("0123456789", min_size=20, max_size=20)


def test_the_first_free_camera_of_our_area() -> None:
    taken = {"34020000001320000001", "34020000001320000002"}
    assert suggest_device_id(PLATFORM, taken.__contains__) == "34020000001320000003"


def test_a_camera_s_channel_has_its_number_but_never_its_identifier() -> None:
    assert suggest_channel_id("34020000001320000007") == "34020000001310000007"


def test_a_recorder_s_channels_count_from_one() -> None:
    recorder = "34020000001180000007"
    assert suggest_channel_id(recorder) == "34020000001320000001"
    assert suggest_channel_id(recorder, {"34020000001320000001"}.__contains__) == "34020000001320000002"


def test_nothing_is_suggested_for_an_odd_device() -> None:
    assert suggest_channel_id("cam-7") == ""


@given(DIGITS, st.sets(DIGITS, max_size=3))
def test_a_suggested_channel_is_standard_playable_and_free(device_id: str, taken: set[str]) -> None:
    channel_id = suggest_channel_id(device_id, taken.__contains__)
    assert is_standard_id(channel_id)
    assert node_kind(channel_id) is NodeKind.CAMERA
    assert channel_id not in taken
    assert channel_id != device_id
