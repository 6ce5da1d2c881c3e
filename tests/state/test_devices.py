"""Which devices there are, and where they are."""

from dataclasses import replace
from datetime import timedelta

from console.model.device import Device, Registration
from console.state.devices import Devices
from tests.services.fakes import CAMERA, START


def at(host: str) -> Registration:
    return Registration(replace(CAMERA, host=host), START, START + timedelta(hours=1))


def test_devices_are_found_by_their_address_wherever_they_go() -> None:
    devices = Devices()
    for number in (1, 2):
        devices.put(Device(f"camera {number}", registration=at("10.1.2.7")))
    assert {device.device_id for device in devices.at("10.1.2.7")} == {"camera 1", "camera 2"}
    devices.put(Device("camera 1", registration=at("10.1.2.8"), online=True))
    assert [device.online for device in devices.at("10.1.2.8")] == [True]
    devices.put(Device("camera 1", online=False))
    assert devices.at("10.1.2.8") == []
    devices.remove("camera 2")
    assert devices.at("10.1.2.7") == devices.at("") == []


def test_what_is_as_before_is_told_to_nobody() -> None:
    devices = Devices()
    told: list[str] = []
    devices.changed.connect(told.append)
    for _ in range(2):
        devices.put(Device("camera 1"))
    devices.remove("camera 1")
    devices.remove("camera 1")
    assert told == ["camera 1", "camera 1"]
