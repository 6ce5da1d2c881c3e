"""Who is there, and who they are: DeviceInfo is asked for once, of devices that have not said it yet."""

from dataclasses import replace
from datetime import timedelta

import pytest

from console.model.device import Device
from console.model.peer import Peer, Transport
from console.model.settings import SipSettings
from console.services import presence as service
from console.services.presence import Presence
from console.services.queries import Queries
from console.services.registrar import Registered, Registrar
from console.state.devices import PendingDevices
from tests.services.conversation import Conversation
from tests.services.fakes import CAMERA, DEVICE_ID, PLATFORM_ID, HandClock
from tests.waiting import until

KEEPALIVE = f"<Notify><CmdType>Keepalive</CmdType><SN>7</SN><DeviceID>{DEVICE_ID}</DeviceID></Notify>"
OVER_TCP = Peer(Transport.TCP, CAMERA.host, 40_000, 1)


class Household:
    """A presence service over a fake link, with one device that is registered."""

    def __init__(self) -> None:
        self.clock = HandClock()
        self.talk = Conversation(self.clock)
        self.registrar = Registrar(
            self.talk.link,  # type: ignore[arg-type]
            self.talk.devices,
            PendingDevices(),
            self.talk.anomalies,
            self.clock,
            settings=lambda: SipSettings(id=PLATFORM_ID),
            password_of=lambda _: "",
        )
        queries = Queries(self.talk.messages, self.talk.devices)
        self.presence = Presence(self.registrar, self.talk.devices, self.talk.messages, queries, self.talk.tasks)

    @property
    def device(self) -> Device:
        device = self.talk.devices.get(DEVICE_ID)
        assert device is not None
        return device

    def registers(self) -> None:
        """Anew, as after it was switched on."""
        registration = self.device.registration
        assert registration is not None
        self.clock.advance(10.0)
        self.talk.devices.put(
            replace(self.device, online=True, registration=replace(registration, registered_at=self.clock.now()))
        )
        self.registrar.registered.emit(Registered(DEVICE_ID, returned=True))

    async def asked(self, times: int) -> None:
        await until(lambda: len(self.talk.link.sent) >= times)
        assert [xml.split("<CmdType>")[1].split("<")[0] for xml in self.talk.sent_xml()] == ["DeviceInfo"] * times

    async def answers(self, name: str) -> None:
        self.talk.say(
            f"<Response><CmdType>DeviceInfo</CmdType><SN>{self.talk.last_sn()}</SN><DeviceID>{DEVICE_ID}</DeviceID>"
            f"<DeviceName>{name}</DeviceName></Response>",
            peer=self.device.peer or CAMERA,
        )
        await until(lambda: self.device.is_described)


@pytest.fixture
def household() -> Household:
    return Household()


async def test_a_device_that_registers_is_asked_for_its_name_once(household: Household) -> None:
    household.registers()
    await household.asked(1)
    await household.answers("东门")
    assert household.device.title == "东门"
    household.registers()
    await household.talk.tasks.stop()
    await household.asked(1)


async def test_a_device_that_never_says_it_is_asked_again_only_when_it_registers_anew(household: Household) -> None:
    household.talk.link.answer = lambda _: 403
    household.registers()
    await household.asked(1)
    for _ in range(3):  # it goes and comes back within its registration
        household.registrar.give_up(DEVICE_ID)
        household.talk.say(KEEPALIVE)
        assert household.device.online
    household.registrar.registered.emit(Registered(DEVICE_ID, returned=False))  # a mere refresh
    await household.asked(1)
    household.registers()
    await household.asked(2)
    await household.talk.tasks.stop()


async def test_a_nameless_device_from_before_a_restart_is_asked_at_its_first_message(household: Household) -> None:
    household.talk.put_online(peer=OVER_TCP, online=False)
    household.registrar.restore([household.device])
    household.talk.say(KEEPALIVE, peer=OVER_TCP)
    await household.asked(1)
    await household.answers("北门")
    assert household.device.title == "北门"


async def test_one_that_is_woken_at_the_start_is_not_asked_twice(
    household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "CHECK_INTERVAL", 0.01)
    household.talk.put_online(online=False)
    watching = household.talk.tasks.start(household.presence.watch(), "presence")
    await household.asked(1)
    household.talk.say(KEEPALIVE)
    assert household.device.online
    await household.answers("西门")
    watching.cancel()
    await household.talk.tasks.stop()
    await household.asked(1)


async def test_a_silent_device_is_asked_before_it_is_given_up(
    household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "CHECK_INTERVAL", 0.01)
    household.talk.say(KEEPALIVE)
    household.talk.tasks.start(household.presence.watch(), "presence")
    household.clock.advance(timedelta(minutes=4).total_seconds())
    await household.asked(1)
    await household.answers("南门")
    await until(lambda: not household.registrar.silent())
    assert household.device.online
    await household.talk.tasks.stop()
