"""The panel over the real service: what goes out for a press and its release."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from console.model.catalog import CatalogItem, ChannelRef
from console.services import ptz as service
from console.services.ptz import Ptz, StopState
from console.state.catalogs import Catalogs
from tests.gui.ptz.pointer import drag, press, release
from tests.services.conversation import Conversation
from tests.services.fakes import CHANNEL_ID, DEVICE_ID, HandClock
from tests.waiting import until
from ui.ptz.access import PtzAccess
from ui.ptz.panel import PtzPanel
from ui.ptz.push import Push

CHANNEL = ChannelRef(DEVICE_ID, CHANNEL_ID)
RIGHT, UP = frozenset({Push.RIGHT}), frozenset({Push.UP})


class Steered:
    """A panel, the service behind it, and the link behind that."""

    def __init__(self) -> None:
        self.clock = HandClock()
        self.talk = Conversation(self.clock)
        self.ptz = Ptz(self.talk.messages, self.talk.tasks, self.clock)
        catalogs = Catalogs()
        catalogs.put([CatalogItem(*CHANNEL, name="Gate")])
        self.panel = PtzPanel(PtzAccess(self.ptz, self.talk.devices, catalogs, str))
        self.panel.show_channel(CHANNEL)
        self.panel.show()

    def codes(self) -> list[str]:
        """The command codes (octet 4) that went out, in hexadecimal."""
        return [xml.split("<PTZCmd>")[1][6:8] for xml in self.talk.sent_xml()]

    def speeds(self) -> list[int]:
        """The pan speeds (octet 5)."""
        return [int(xml.split("<PTZCmd>")[1][8:10], 16) for xml in self.talk.sent_xml()]


@pytest.fixture
def steered(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[Steered]:
    for name, seconds in (("ANSWER_PATIENCE", 0.02), ("STOP_REPEAT", 0.02), ("STOP_PATIENCE", 0.1)):
        monkeypatch.setattr(service, name, seconds)
    made = Steered()
    yield made
    if shiboken6.isValid(made.panel):
        shiboken6.delete(made.panel)


async def test_a_press_is_a_motion_and_its_release_two_stops(steered: Steered) -> None:
    steered.panel.speed = 10
    press(steered.panel.pad, RIGHT)
    await until(lambda: steered.codes() == ["01"])
    assert steered.speeds() == [255]
    drag(steered.panel.pad, UP)
    await until(lambda: steered.codes() == ["01", "08"])
    release(steered.panel.pad)
    await until(lambda: steered.codes() == ["01", "08", "00", "00"])
    await until(lambda: steered.ptz.stop_state(CHANNEL) is StopState.CONFIRMED)


async def test_a_motion_outlives_its_term_only_while_it_is_held(
    steered: Steered, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "MOTION_LIFE", 0.15)
    steered.panel._helm._renewal.setInterval(50)
    renewals: list[None] = []
    steered.panel._helm._renewal.timeout.connect(lambda: renewals.append(None))
    press(steered.panel.pad, RIGHT)
    await until(lambda: len(renewals) == 8)  # more than twice its term
    assert steered.codes() == ["01"]
    steered.panel._helm._renewal.stop()  # as if the window had frozen
    await until(lambda: steered.codes()[1:] == ["00", "00"])
    steered.panel.stop()
    await until(lambda: not steered.talk.tasks._running)


async def test_a_device_that_never_answers_is_told_again_when_it_is_heard(steered: Steered) -> None:
    steered.talk.link.answer = lambda _: None
    press(steered.panel.pad, RIGHT)
    await until(lambda: steered.codes() == ["01"])
    QCoreApplication.sendEvent(steered.panel.window(), QEvent(QEvent.Type.WindowDeactivate))
    await until(lambda: steered.codes() == ["01", "00", "00"])
    await until(lambda: steered.panel._state.text() == "▲ Stop not confirmed")
    steered.talk.link.answer = lambda _: 200
    steered.clock.advance(timedelta(minutes=1).total_seconds())
    steered.ptz.on_contact(DEVICE_ID)
    await until(lambda: steered.panel._state.text() == "Ready")


async def test_a_panel_that_is_destroyed_stops(steered: Steered) -> None:
    press(steered.panel.pad, RIGHT)
    await until(lambda: steered.codes() == ["01"])
    shiboken6.delete(steered.panel)
    await until(lambda: steered.codes() == ["01", "00", "00"])
    await until(lambda: steered.ptz.stop_state(CHANNEL) is StopState.CONFIRMED)
