"""Steering: the newest motion wins, and stop is a guarantee (issue: also for a device that never answers)."""

import asyncio

import pytest

from console.model.catalog import ChannelRef
from console.model.ptz import LensMotion, Preset, PtzMotion
from console.services import ptz as service
from console.services.ptz import Ptz, StopState
from tests.services.conversation import Conversation
from tests.services.fakes import CHANNEL_ID, DEVICE_ID, HandClock
from tests.waiting import until

CHANNEL = ChannelRef(DEVICE_ID, CHANNEL_ID)
RIGHT, LEFT, UP = PtzMotion(pan=0.5), PtzMotion(pan=-0.5), PtzMotion(tilt=0.5)
STOP_CODE, LENS_STOP_CODE = "00", "40"


class Steering:
    """A Ptz service over a fake link."""

    def __init__(self) -> None:
        self.clock = HandClock()
        self.talk = Conversation(self.clock)
        self.ptz = Ptz(self.talk.messages, self.talk.tasks, self.clock)
        self.states: list[StopState] = []
        self.ptz.stop_changed.connect(lambda channel: self.states.append(self.ptz.stop_state(channel)))

    def codes(self) -> list[str]:
        """The command codes (octet 4) that were sent, in hexadecimal."""
        return [xml.split("<PTZCmd>")[1][6:8] for xml in self.talk.sent_xml()]


@pytest.fixture
def steering() -> Steering:
    return Steering()


@pytest.fixture
def brisk(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same with less patience."""
    for name, seconds in (
        ("MOTION_LIFE", 0.1),
        ("ANSWER_PATIENCE", 0.05),
        ("STOP_REPEAT", 0.02),
        ("STOP_PATIENCE", 0.1),
        ("PRESETS_WITHIN", 0.1),
        ("PRESETS_IDLE", 0.05),
    ):
        monkeypatch.setattr(service, name, seconds)


@pytest.mark.usefixtures("brisk")
class TestMotion:
    async def test_a_motion_is_sent_once_and_lives_while_it_is_renewed(self, steering: Steering) -> None:
        for _ in range(5):
            steering.ptz.move(CHANNEL, RIGHT)
            await asyncio.sleep(0.04)
        assert steering.codes() == ["01"]
        await until(lambda: steering.codes()[1:] == [STOP_CODE, STOP_CODE])
        await until(lambda: steering.states == [StopState.PENDING, StopState.CONFIRMED])

    async def test_the_newest_motion_wins_over_those_that_wait(self, steering: Steering) -> None:
        steering.talk.link.answer = lambda _: None
        steering.ptz.move(CHANNEL, RIGHT)
        await until(lambda: steering.codes() == ["01"])
        steering.ptz.move(CHANNEL, LEFT)
        steering.clock.advance(0.01)
        steering.ptz.move(CHANNEL, UP)
        await until(lambda: steering.codes() == ["01", "08"])
        assert len(steering.talk.link.abandoned) == 1
        await steering.talk.tasks.stop()

    async def test_turning_does_not_displace_a_focus_that_waits(
        self, steering: Steering, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(service, "MOTION_LIFE", 10.0)
        steering.talk.link.answer = lambda _: None
        steering.ptz.move(CHANNEL, RIGHT)
        await until(lambda: steering.codes() == ["01"])
        steering.ptz.adjust(CHANNEL, LensMotion(focus=0.5))
        steering.ptz.move(CHANNEL, UP)
        await until(lambda: sorted(steering.codes()[1:3]) == ["08", "41"])
        await steering.talk.tasks.stop()

    async def test_a_motion_at_rest_is_a_stop(self, steering: Steering) -> None:
        steering.ptz.move(CHANNEL, RIGHT)
        await until(lambda: steering.codes() == ["01"])
        steering.ptz.move(CHANNEL, PtzMotion())
        await until(lambda: steering.states[-1:] == [StopState.CONFIRMED])
        assert steering.codes() == ["01", STOP_CODE, STOP_CODE]

    async def test_failures_are_told(self, steering: Steering) -> None:
        failures: list[service.PtzFailed] = []
        steering.ptz.failed.connect(failures.append)
        steering.talk.link.answer = lambda _: 403
        steering.ptz.move(CHANNEL, RIGHT)
        await until(lambda: failures)
        await until(lambda: steering.states[-1:] == [StopState.NOT_CONFIRMED])


@pytest.mark.usefixtures("brisk")
class TestStop:
    async def test_it_ends_the_retransmission_of_every_earlier_motion(self, steering: Steering) -> None:
        steering.talk.link.answer = lambda _: None
        steering.ptz.move(CHANNEL, RIGHT)
        await until(lambda: steering.codes() == ["01"])
        (motion,) = steering.talk.link.sent
        steering.ptz.stop(CHANNEL)
        await until(lambda: steering.codes()[1:] == [STOP_CODE, STOP_CODE])
        assert motion in steering.talk.link.abandoned
        await steering.talk.tasks.stop()

    async def test_a_device_that_never_answers_is_told_again_at_its_next_contact(self, steering: Steering) -> None:
        steering.talk.link.answer = lambda _: None
        steering.ptz.move(CHANNEL, RIGHT)
        await until(lambda: steering.codes() == ["01"])
        steering.ptz.stop(CHANNEL)
        await until(lambda: steering.ptz.stop_state(CHANNEL) is StopState.NOT_CONFIRMED)
        steering.talk.link.answer = lambda _: 200
        steering.ptz.on_contact(DEVICE_ID)
        await until(lambda: steering.ptz.stop_state(CHANNEL) is StopState.CONFIRMED)
        assert steering.codes()[-2:] == [STOP_CODE, STOP_CODE]
        steering.ptz.on_contact(DEVICE_ID)
        assert steering.ptz.stop_state(CHANNEL) is StopState.CONFIRMED

    async def test_focus_and_iris_have_a_stop_of_their_own(self, steering: Steering) -> None:
        steering.ptz.adjust(CHANNEL, LensMotion(focus=0.5))
        await until(lambda: steering.codes() == ["41"])
        steering.ptz.stop(CHANNEL)
        await until(lambda: steering.ptz.stop_state(CHANNEL) is StopState.CONFIRMED and len(steering.codes()) == 5)
        assert sorted(steering.codes()[1:]) == [STOP_CODE, STOP_CODE, LENS_STOP_CODE, LENS_STOP_CODE]

    async def test_what_never_moved_needs_no_stop(self, steering: Steering) -> None:
        steering.ptz.stop(CHANNEL)
        assert steering.codes() == []

    async def test_a_new_motion_is_not_ended_by_the_repetition_of_an_old_stop(self, steering: Steering) -> None:
        steering.ptz.move(CHANNEL, RIGHT)
        await until(lambda: steering.codes() == ["01"])
        steering.ptz.stop(CHANNEL)
        await until(lambda: steering.codes() == ["01", STOP_CODE])
        steering.clock.advance(1)
        steering.ptz.move(CHANNEL, LEFT)
        await until(lambda: steering.codes() == ["01", STOP_CODE, "02"])
        await until(lambda: steering.codes()[3:] == [STOP_CODE, STOP_CODE])  # its own, when it is not renewed
        await steering.talk.tasks.stop()

    async def test_focus_after_turning_leaves_the_stop_of_turning_alone(self, steering: Steering) -> None:
        steering.ptz.move(CHANNEL, RIGHT)
        await until(lambda: steering.codes() == ["01"])
        steering.ptz.stop(CHANNEL)
        await until(lambda: steering.codes() == ["01", STOP_CODE])
        steering.ptz.adjust(CHANNEL, LensMotion(focus=0.5))
        await until(lambda: sorted(steering.codes()[2:4]) == [STOP_CODE, "41"])
        await until(lambda: steering.ptz.stop_state(CHANNEL) is StopState.CONFIRMED)
        steering.ptz.stop(CHANNEL)
        await until(lambda: LENS_STOP_CODE in steering.codes())
        await steering.talk.tasks.stop()

    async def test_a_contact_does_not_end_a_motion_that_was_begun_since(self, steering: Steering) -> None:
        steering.talk.link.answer = lambda _: None
        steering.ptz.move(CHANNEL, RIGHT)
        steering.ptz.stop(CHANNEL)
        await until(lambda: steering.ptz.stop_state(CHANNEL) is StopState.NOT_CONFIRMED)
        steering.talk.link.answer = lambda _: 200
        steering.clock.advance(1)
        sent = len(steering.codes())
        steering.ptz.move(CHANNEL, LEFT)
        steering.ptz.on_contact(DEVICE_ID)
        await until(lambda: steering.codes()[sent:] == ["02"])
        await until(lambda: steering.ptz.stop_state(CHANNEL) is StopState.CONFIRMED)
        assert steering.codes()[sent:] == ["02"]
        await steering.talk.tasks.stop()

    async def test_a_camera_that_others_moved_can_be_halted(self, steering: Steering) -> None:
        steering.ptz.halt(CHANNEL)
        await until(lambda: sorted(steering.codes()) == [STOP_CODE, STOP_CODE, LENS_STOP_CODE, LENS_STOP_CODE])
        await until(lambda: steering.ptz.stop_state(CHANNEL) is StopState.CONFIRMED)

    async def test_leaving_stops_whatever_moves(self, steering: Steering) -> None:
        other = ChannelRef(DEVICE_ID, "44010200491320000102")
        steering.ptz.move(CHANNEL, RIGHT)
        steering.ptz.move(other, UP)
        await until(lambda: len(steering.codes()) == 2)
        await steering.ptz.stop_all()
        assert steering.codes()[2:] == [STOP_CODE] * 4


@pytest.mark.usefixtures("brisk")
class TestPresets:
    async def test_a_list_comes_in_parts_and_without_sumnum(self, steering: Steering) -> None:
        asking = steering.talk.tasks.start(steering.ptz.presets(CHANNEL), "presets")
        await until(lambda: steering.talk.link.sent)
        for number, name in ((2, "后门"), (1, "Gate")):
            steering.talk.say(
                f"<Response><CmdType>PresetQuery</CmdType><SN>{steering.talk.last_sn()}</SN>"
                f"<DeviceID>{CHANNEL_ID}</DeviceID><SumNum>2</SumNum><PresetList Num='1'><Item>"
                f"<PresetID>{number}</PresetID><PresetName>{name}</PresetName></Item></PresetList></Response>"
            )
        assert await asking == (Preset(1, "Gate"), Preset(2, "后门"))

    async def test_presets_are_set_called_and_deleted(self, steering: Steering) -> None:
        await steering.ptz.set_preset(CHANNEL, 3)
        await steering.ptz.call_preset(CHANNEL, 3)
        await steering.ptz.delete_preset(CHANNEL, 3)
        assert steering.codes() == ["81", "82", "83"]
