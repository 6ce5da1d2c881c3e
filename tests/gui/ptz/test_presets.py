"""Stored positions: asked for once, called, saved and deleted, and never mixed up between channels."""

import asyncio

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.model.failure import NoAnswer, Refused
from console.model.ptz import Preset
from tests.gui.ptz.conftest import ShowPanel
from tests.gui.ptz.scenery import DOME, OTHER_DOME, PRESETS, Scenery
from tests.waiting import until
from ui import tasks
from ui.ptz.panel import PtzPanel
from ui.ptz.preset_book import ListPhase, PresetList
from ui.ptz.preset_box import PresetBox
from ui.ptz.push import Push

SILENCE = NoAnswer("PresetQuery", 6.0)


def rows(panel: PtzPanel) -> list[str]:
    shown = panel._presets._list
    return [f"{panel._presets._preset_number(row)} {shown.item(row).text()}" for row in range(shown.count())]


def box_of(panel: PtzPanel) -> PresetBox:
    return panel._presets


def linger(panel: PtzPanel) -> None:
    """Look at the channel for as long as it takes until its device is asked."""
    if box_of(panel)._linger.isActive():
        box_of(panel)._linger.start(1)


async def known(panel: PtzPanel) -> None:
    """Wait for the list of the channel that is shown."""
    linger(panel)
    await until(lambda: panel._book.list_of(panel._ref).phase in (ListPhase.KNOWN, ListPhase.FAILED))
    await settled()


async def settled() -> None:
    await until(lambda: not tasks._running)


@pytest.fixture
def listed(scenery: Scenery) -> Scenery:
    scenery.ptz.presets_of[DOME] = PRESETS
    return scenery


class TestList:
    async def test_it_is_asked_for_once_per_channel(self, listed: Scenery, panel: PtzPanel) -> None:
        assert box_of(panel)._note.plain_text() == "Asking the device for its presets…"
        await known(panel)
        assert rows(panel) == ["1 Barrier", "2 Guard house", "3 停车场 Car park", "5 Preset 5", "12 East road"]
        panel.show_channel(OTHER_DOME)
        await known(panel)
        panel.show_channel(DOME)
        assert len(rows(panel)) == 5
        panel.hide()
        panel.show()
        assert not box_of(panel)._linger.isActive()
        assert listed.ptz.asked == [DOME, OTHER_DOME]

    async def test_channels_that_are_passed_are_not_asked(self, listed: Scenery, panel: PtzPanel) -> None:
        panel.show_channel(OTHER_DOME)
        panel.show_channel(DOME)
        await known(panel)
        assert listed.ptz.asked == [DOME]

    async def test_nobody_asks_for_what_nobody_sees(self, listed: Scenery) -> None:
        panel = listed.panel()
        assert not box_of(panel)._linger.isActive()
        panel.show()
        assert box_of(panel)._linger.isActive()
        panel.hide()
        assert not box_of(panel)._linger.isActive()
        panel.deleteLater()

    async def test_none_is_said_in_words(self, panel: PtzPanel) -> None:
        await known(panel)
        assert box_of(panel)._note.plain_text() == "No presets yet. Steer the camera and save its position."
        assert not box_of(panel)._retry.isVisible()

    async def test_a_failure_is_said_with_its_reason_and_can_be_tried_again(
        self, listed: Scenery, panel: PtzPanel
    ) -> None:
        listed.ptz.failure = SILENCE
        await known(panel)
        assert box_of(panel)._note.plain_text().startswith("The device does not answer.")
        listed.ptz.failure = None
        box_of(panel)._retry.click()
        await until(lambda: len(rows(panel)) == 5)

    async def test_a_refresh_that_fails_keeps_what_was_known(self, listed: Scenery, panel: PtzPanel) -> None:
        await known(panel)
        listed.ptz.failure = SILENCE
        box_of(panel)._refresh.click()
        assert not box_of(panel)._refresh.isEnabled()
        await settled()
        assert len(rows(panel)) == 5
        assert panel._notice.text.startswith("The list of presets is the one known before.")
        assert box_of(panel)._refresh.isEnabled()

    async def test_a_late_answer_does_not_show_under_another_channel(self, listed: Scenery, panel: PtzPanel) -> None:
        listed.ptz.gate.clear()
        linger(panel)
        await until(lambda: listed.ptz.asked == [DOME])
        panel.show_channel(OTHER_DOME)
        listed.ptz.gate.set()
        await settled()
        assert rows(panel) == []
        panel.show_channel(DOME)
        assert len(rows(panel)) == 5


class TestCalling:
    async def test_a_double_click_calls(self, listed: Scenery, panel: PtzPanel) -> None:
        await known(panel)
        shown = box_of(panel)._list
        shown.itemDoubleClicked.emit(shown.item(4))
        await until(lambda: panel._notice.text == "Preset 12 called.")
        assert listed.ptz.last == ("call", 12)

    async def test_one_click_only_chooses(self, listed: Scenery, panel: PtzPanel, qtbot: QtBot) -> None:
        await known(panel)
        shown = box_of(panel)._list
        qtbot.mouseClick(shown.viewport(), Qt.MouseButton.LeftButton, pos=shown.visualItemRect(shown.item(2)).center())
        assert box_of(panel)._number.value() == 3
        assert listed.ptz.told == []
        qtbot.keyClick(shown, Qt.Key.Key_Return)
        await until(lambda: listed.ptz.last == ("call", 3))
        await settled()

    async def test_any_number_can_be_called(self, listed: Scenery, panel: PtzPanel) -> None:
        await known(panel)
        box_of(panel)._number.setValue(200)
        assert box_of(panel)._list.currentRow() == -1
        box_of(panel)._call.click()
        await until(lambda: panel._notice.text == "Preset 200 called.")
        assert (box_of(panel)._number.minimum(), box_of(panel)._number.maximum()) == (1, 255)

    async def test_a_refusal_is_said_in_words(self, listed: Scenery, panel: PtzPanel) -> None:
        await known(panel)
        listed.ptz.failure = Refused("MESSAGE", 603, "Decline")
        box_of(panel).call(2)
        await until(lambda: panel._notice.text == "Preset 2 was not called.\nThe device is busy.")
        assert panel._notice._detail.text() == "MESSAGE: 603 Decline"

    async def test_a_late_outcome_does_not_show_under_another_channel(self, listed: Scenery, panel: PtzPanel) -> None:
        await known(panel)
        listed.ptz.gate.clear()
        box_of(panel).call(2)
        await asyncio.sleep(0)
        panel.show_channel(OTHER_DOME)
        panel.hide()
        listed.ptz.gate.set()
        await settled()
        assert panel._notice.isHidden()

    async def test_digits_of_the_pad_call(self, listed: Scenery, panel: PtzPanel, qtbot: QtBot) -> None:
        qtbot.keyClick(panel.pad, Qt.Key.Key_7)
        await until(lambda: listed.ptz.last == ("call", 7))
        panel.hide()
        await settled()


class TestSaving:
    async def test_the_next_free_number_is_suggested_and_taken_at_once(self, listed: Scenery, panel: PtzPanel) -> None:
        await known(panel)
        assert box_of(panel)._number.value() == 4
        box_of(panel)._save._ask.click()
        await until(lambda: panel._notice.text == "Saved as preset 4.")
        await settled()
        assert listed.ptz.last == ("set", 4)
        assert "4 Preset 4" in rows(panel)  # though the device does not list it
        assert listed.ptz.asked == [DOME, DOME]

    async def test_a_number_in_use_is_asked_about_in_place(self, listed: Scenery, panel: PtzPanel) -> None:
        await known(panel)
        box_of(panel)._number.setValue(2)
        save = box_of(panel)._save
        save._ask.click()
        assert save._question.plain_text() == "Preset 2 “Guard house” exists. Put the present position in its place?"
        assert not box_of(panel)._call.isVisible()
        assert listed.ptz.told == []
        save._yes.click()
        await until(lambda: listed.ptz.last == ("set", 2))
        await settled()
        assert box_of(panel)._call.isVisible()

    async def test_without_a_list_any_number_is_asked_about(self, listed: Scenery, panel: PtzPanel) -> None:
        listed.ptz.failure = SILENCE
        await known(panel)
        box_of(panel)._save._ask.click()
        assert "the list is not known" in box_of(panel)._save._question.plain_text()
        assert listed.ptz.told == []

    async def test_what_was_saved_without_a_list_is_shown(self, listed: Scenery, panel: PtzPanel) -> None:
        listed.ptz.failure = SILENCE
        await known(panel)
        listed.ptz.failure = None
        listed.ptz.presets_of[DOME] = ()
        box_of(panel)._number.setValue(9)
        box_of(panel)._save._ask.click()
        box_of(panel)._save._yes.click()
        await until(lambda: rows(panel) == ["9 Preset 9"])
        await settled()

    async def test_another_channel_takes_the_question_back(self, listed: Scenery, panel: PtzPanel) -> None:
        await known(panel)
        box_of(panel)._number.setValue(2)
        box_of(panel)._save._ask.click()
        panel.show_channel(OTHER_DOME)
        assert not box_of(panel)._save._question.isVisible()
        await known(panel)

    async def test_after_steering_away_from_a_preset_a_new_number_is_suggested(
        self, listed: Scenery, panel: PtzPanel
    ) -> None:
        await known(panel)
        box_of(panel)._number.setValue(3)
        box_of(panel)._call.click()
        await settled()
        panel._helm.hold("test", frozenset({Push.FAR}))
        assert box_of(panel)._number.value() == 3  # focus does not leave the position
        panel._helm.hold("test", frozenset({Push.FAR, Push.LEFT}))
        assert box_of(panel)._number.value() == 4
        panel.stop()

    async def test_a_number_typed_before_steering_stays(self, listed: Scenery, panel: PtzPanel) -> None:
        await known(panel)
        box_of(panel)._number.setValue(40)
        panel._helm.hold("test", frozenset({Push.LEFT}))
        panel.stop()
        assert box_of(panel)._number.value() == 40

    async def test_a_refused_save_is_said_and_nothing_is_listed(self, listed: Scenery, panel: PtzPanel) -> None:
        await known(panel)
        listed.ptz.failure = Refused("MESSAGE", 403, "Forbidden")
        box_of(panel)._save._ask.click()
        await until(lambda: panel._notice.text.startswith("Preset 4 was not saved."))
        assert len(rows(panel)) == 5


class TestDeleting:
    async def test_it_is_asked_about_in_place(self, listed: Scenery, panel: PtzPanel) -> None:
        await known(panel)
        box_of(panel)._number.setValue(12)
        delete = box_of(panel)._delete
        delete._ask.click()
        assert delete._question.plain_text() == "Delete Preset 12 “East road”?"
        assert not box_of(panel)._save.isVisible()
        delete._yes.click()
        await until(lambda: panel._notice.text == "Preset 12 deleted.")
        await settled()
        assert len(rows(panel)) == 4
        assert box_of(panel)._save.isVisible()

    async def test_kept_is_kept(self, listed: Scenery, panel: PtzPanel) -> None:
        await known(panel)
        box_of(panel)._delete._ask.click()
        box_of(panel)._delete._no.click()
        assert listed.ptz.told == []
        assert len(rows(panel)) == 5


def test_a_full_list_suggests_the_last_number() -> None:
    known = PresetList()
    known.take(tuple(Preset(number) for number in range(1, 256)))
    assert known.free_number == 255
    assert known.may_hold(255)


async def test_a_panel_that_goes_takes_its_questions_with_it(listed: Scenery, show: ShowPanel) -> None:
    panel = show()
    listed.ptz.gate.clear()
    linger(panel)
    await until(lambda: listed.ptz.asked)
    panel.hide()
    panel.deleteLater()
    await settled()
