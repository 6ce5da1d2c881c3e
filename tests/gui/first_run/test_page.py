"""The first-run page: three ways to begin, by mouse or keyboard."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui.first_run.page import ChoiceCard, FirstRunPage


@pytest.fixture
def page(qtbot: QtBot) -> FirstRunPage:
    made = FirstRunPage()
    qtbot.addWidget(made)
    made.resize(1232, 680)
    made.show()
    return made


@pytest.mark.parametrize("which", ["demo", "device", "settings"])
@pytest.mark.parametrize("by", ["mouse", "space", "return"])
def test_each_card_says_what_is_wanted(page: FirstRunPage, qtbot: QtBot, which: str, by: str) -> None:
    card: ChoiceCard = getattr(page, f"_{which}")
    with qtbot.waitSignal(getattr(page, f"{which}_wanted")):
        if by == "mouse":
            qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
        else:
            card.setFocus()
            qtbot.keyClick(card, Qt.Key.Key_Space if by == "space" else Qt.Key.Key_Return)


def test_the_demo_has_the_focus_first_and_tab_goes_on(page: FirstRunPage, qtbot: QtBot) -> None:
    page.setFocus()
    assert page.focusWidget() is page._demo
    qtbot.keyClick(page._demo, Qt.Key.Key_Tab)
    assert page.focusWidget() is page._device


def test_a_card_tells_a_screen_reader_what_it_does(page: FirstRunPage) -> None:
    assert page._demo.text() == "Try the demo"
    assert "simulated" in page._demo.accessibleDescription()


def test_the_focus_can_be_seen(page: FirstRunPage) -> None:
    page._settings.setFocus()
    before = page._demo.grab().toImage()
    page._demo.setFocus()
    assert page._demo.grab().toImage() != before


def test_it_stops_nobody(page: FirstRunPage) -> None:
    assert not page.isModal()
