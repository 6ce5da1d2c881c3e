"""console.simulator.site: the demo site as it should be for a newcomer."""

from console.model.catalog import PtzType
from console.model.identity import NodeKind, is_standard_id, node_kind, type_code
from console.model.peer import Transport
from console.simulator.encoder import VideoCodec
from console.simulator.site import DEMO_SITE, RECORDER, STREET_CAMERA, plain_camera


def test_identifiers_are_of_the_standard_and_unique():
    ids = [channel.channel_id for device in DEMO_SITE for channel in device.channels]
    assert all(is_standard_id(one) for one in ids)
    assert len(set(ids)) == len(ids)
    assert type_code(RECORDER.device_id) == 118
    assert type_code(STREET_CAMERA.device_id) == 132


def test_a_recorder_by_udp_and_a_camera_by_tcp():
    assert (RECORDER.transport, STREET_CAMERA.transport) == (Transport.UDP, Transport.TCP)
    assert len(RECORDER.channels) >= 6
    assert [channel.channel_id for channel in STREET_CAMERA.channels] == [STREET_CAMERA.device_id]


def test_both_codecs_and_both_kinds_of_cameras_are_there():
    assert {channel.codec for channel in RECORDER.channels} == set(VideoCodec)
    assert {channel.ptz_type for channel in RECORDER.channels} == {PtzType.DOME, PtzType.FIXED}
    assert all(channel.presets for channel in RECORDER.channels if channel.can_move)


def test_there_are_areas_groups_and_organisations():
    kinds = {node_kind(folder.folder_id) for folder in RECORDER.folders}
    assert kinds == {NodeKind.CIVIL_AREA, NodeKind.BUSINESS_GROUP, NodeKind.VIRTUAL_ORGANIZATION}


def test_every_parent_exists_and_one_channel_has_several():
    known = {folder.folder_id for folder in RECORDER.folders} | {RECORDER.device_id}
    parents = [channel.parent_ids for channel in RECORDER.channels]
    assert {parent for ids in parents for parent in ids} <= known
    assert max(len(ids) for ids in parents) == 3
    assert any(not ids for ids in parents)  # that one belongs to a civil area


def test_pictures_and_labels_differ():
    channels = [channel for device in DEMO_SITE for channel in device.channels]
    assert len({channel.place.name for channel in channels}) == len(channels)
    assert len({channel.label for channel in channels}) == len(channels)
    assert all(channel.size[0] % 80 == 0 for channel in channels)  # for the time code


def test_plain_cameras_differ_by_their_number():
    assert len({plain_camera(number).device_id for number in range(1, 200)}) == 199
