"""The small parts of every page."""

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from console.state.signal import Signal
from ui.icons import Icon
from ui.widgets.badge import Badge
from ui.widgets.confirm import ConfirmInPlace
from ui.widgets.empty_state import EmptyState
from ui.widgets.facts import Fact, Facts
from ui.widgets.fields import Field, PasswordField
from ui.widgets.listening import gathered, listen
from ui.widgets.notice import NoticeBar, Tone
from ui.widgets.search_field import SearchField
from ui.widgets.value_row import ValueRow


class TestConfirm:
    @pytest.fixture
    def confirm(self, qtbot: QtBot) -> ConfirmInPlace:
        made = ConfirmInPlace()
        made.set_words("Remove", "Really?", "Yes")
        qtbot.addWidget(made)
        made.show()
        return made

    def test_one_press_does_nothing(self, confirm: ConfirmInPlace, qtbot: QtBot) -> None:
        with qtbot.assertNotEmitted(confirm.confirmed):
            confirm._ask.click()
        assert confirm._question.isVisible()

    def test_the_second_press_does_it(self, confirm: ConfirmInPlace, qtbot: QtBot) -> None:
        confirm._ask.click()
        with qtbot.waitSignal(confirm.confirmed):
            confirm._yes.click()
        assert confirm._ask.isVisible()

    def test_enter_by_mistake_keeps(self, confirm: ConfirmInPlace, qtbot: QtBot) -> None:
        confirm._ask.click()
        assert confirm.focusWidget() is confirm._no
        with qtbot.assertNotEmitted(confirm.confirmed):
            confirm._no.click()
        assert not confirm._question.isVisible()

    def test_escape_takes_the_question_back(self, confirm: ConfirmInPlace, qtbot: QtBot) -> None:
        confirm._ask.click()
        qtbot.keyClick(confirm, Qt.Key.Key_Escape)
        assert not confirm._question.isVisible()

    def test_it_tells_when_it_asks(self, confirm: ConfirmInPlace) -> None:
        told: list[bool] = []
        confirm.asked.connect(told.append)
        confirm.reset()
        confirm._ask.click()
        confirm._yes.click()
        assert told == [True, False]

    def test_where_nothing_is_lost_nothing_is_asked(self, confirm: ConfirmInPlace, qtbot: QtBot) -> None:
        confirm.is_needed = False
        with qtbot.waitSignal(confirm.confirmed):
            confirm._ask.click()
        assert not confirm._question.isVisible()

    def test_a_button_without_a_text_has_a_name(self, confirm: ConfirmInPlace) -> None:
        assert confirm._ask.accessibleName() == "Remove"
        confirm.set_words("", "Really?", "Yes", hint="Remove it")
        assert confirm._ask.accessibleName() == "Remove it"
        assert confirm._ask.toolTip() == "Remove it"


class TestNotice:
    @pytest.fixture
    def notice(self, qtbot: QtBot) -> NoticeBar:
        made = NoticeBar()
        qtbot.addWidget(made)
        return made

    def test_it_is_hidden_until_there_is_something_to_say(self, notice: NoticeBar) -> None:
        assert notice.isHidden()
        notice.tell(Tone.FAIL, "It failed.", detail="486 Busy Here")
        assert not notice.isHidden()
        assert notice.text == "It failed."

    def test_it_is_not_modal(self, notice: NoticeBar) -> None:
        notice.tell(Tone.FAIL, "It failed.")
        assert not notice.isModal()
        assert not notice.isWindow() or notice.windowModality() == Qt.WindowModality.NonModal

    def test_it_goes_by_itself_when_told_so(self, notice: NoticeBar, qtbot: QtBot) -> None:
        notice.tell(Tone.DONE, "Saved.", lasts=0.01)
        qtbot.waitUntil(notice.isHidden)

    def test_a_newer_message_is_not_taken_away_by_the_end_of_an_older(self, notice: NoticeBar) -> None:
        notice.tell(Tone.DONE, "Saved.", lasts=0.01)
        notice.tell(Tone.FAIL, "It failed.")
        assert not notice._expiry.isActive()

    def test_its_button_says_what_to_do(self, notice: NoticeBar, qtbot: QtBot) -> None:
        notice.tell(Tone.WARN, "Offline.", action="Try again")
        with qtbot.waitSignal(notice.acted):
            notice._action.click()

    @pytest.mark.parametrize("tone", list(Tone))
    def test_every_tone_can_be_painted(self, notice: NoticeBar, tone: Tone) -> None:
        notice.tell(tone, "x")
        assert not notice.grab().isNull()


class TestValueRow:
    def test_the_value_is_copied(self, qtbot: QtBot) -> None:
        row = ValueRow()
        qtbot.addWidget(row)
        row.set_value("34020000002000000001")
        row._copy.click()
        assert QGuiApplication.clipboard().text() == "34020000002000000001"

    def test_a_secret_is_masked_but_copied_as_it_is(self, qtbot: QtBot) -> None:
        row = ValueRow(secret=True)
        qtbot.addWidget(row)
        row.set_value("gate4camera")
        assert "gate" not in row._shown.text()
        assert len(row._shown.text()) != len("gate4camera")
        row._copy.click()
        assert QGuiApplication.clipboard().text() == "gate4camera"

    def test_a_placeholder_cannot_be_copied(self, qtbot: QtBot) -> None:
        row = ValueRow()
        qtbot.addWidget(row)
        row.set_value("", placeholder="none")
        assert row._shown.text() == "none"
        assert not row._copy.isEnabled()


class TestFields:
    def test_a_refused_value_says_why_below_the_field(self, qtbot: QtBot) -> None:
        edit = QLineEdit()
        field = Field(edit)
        qtbot.addWidget(field)
        field.set_words("Port", "a hint")
        assert field._note.plain_text() == "a hint"
        field.refuse("No.")
        assert field._note.plain_text() == "No."
        assert edit.accessibleDescription() == "No."
        assert edit.property("wrong") is True
        field.refuse("")
        assert field._note.plain_text() == "a hint"
        assert edit.property("wrong") is False

    def test_a_field_is_as_high_as_it_needs(self, qtbot: QtBot) -> None:
        field = Field(QLineEdit(), name_width=0)
        qtbot.addWidget(field)
        field.set_words("Name", "one line")
        assert field.heightForWidth(300) < 90

    def test_a_password_is_hidden_until_asked_for(self, qtbot: QtBot) -> None:
        password = PasswordField(lambda: "abc")
        qtbot.addWidget(password)
        password.setText("secret")
        assert password._edit.echoMode() is QLineEdit.EchoMode.Password
        password._show.click()
        assert password._edit.echoMode() is QLineEdit.EchoMode.Normal

    def test_a_password_made_up_is_shown_to_be_typed_elsewhere(self, qtbot: QtBot) -> None:
        password = PasswordField(lambda: "k7m2w9qhx4pz")
        qtbot.addWidget(password)
        with qtbot.waitSignal(password.changed) as signal:
            password._invent.click()
        assert signal.args == ["k7m2w9qhx4pz"]
        assert password._edit.echoMode() is QLineEdit.EchoMode.Normal
        password._copy.click()
        assert QGuiApplication.clipboard().text() == "k7m2w9qhx4pz"


class TestSmallOnes:
    def test_a_search_field_has_a_clear_button_only_while_there_is_text(self, qtbot: QtBot) -> None:
        field = SearchField()
        qtbot.addWidget(field)
        assert not field._clear.isVisible()
        field.setText("x")
        assert field._clear.isVisible()
        field._clear.trigger()
        assert field.text() == ""

    def test_a_badge_is_as_wide_as_its_text(self, qtbot: QtBot) -> None:
        badge = Badge()
        qtbot.addWidget(badge)
        assert badge.sizeHint().width() == 0
        badge.set_badge("12", "ok")
        narrow = badge.sizeHint().width()
        badge.set_badge("password wrong", "crit")
        assert badge.sizeHint().width() > narrow
        assert badge.accessibleName() == "password wrong"

    def test_an_empty_state_shows_only_what_it_was_given(self, qtbot: QtBot) -> None:
        empty = EmptyState(Icon.VIDEO)
        qtbot.addWidget(empty)
        empty.set_words("Nothing")
        assert empty._button.isHidden()
        empty.set_words("Nothing", "hint", "Do it")
        assert not empty._button.isHidden()
        with qtbot.waitSignal(empty.pressed):
            empty._button.click()

    def test_facts_without_a_value_are_left_out(self, qtbot: QtBot) -> None:
        facts = Facts()
        qtbot.addWidget(facts)
        facts.set_facts([Fact("a", "1"), Fact("b", ""), Fact("c", "3")])
        assert facts.texts() == [("a", "1"), ("c", "3")]
        facts.set_facts([Fact("d", "4")])
        assert facts.texts() == [("d", "4")]
        facts.set_facts([])
        assert facts.texts() == []


class TestListening:
    def test_a_widget_listens_as_long_as_it_lives(self, qtbot: QtBot) -> None:
        signal: Signal[int] = Signal()
        widget = QWidget()
        heard: list[int] = []
        listen(widget, signal, heard.append)
        signal.emit(1)
        shiboken6.delete(widget)
        signal.emit(2)
        assert heard == [1]

    def test_many_calls_are_gathered_into_one(self, qtbot: QtBot) -> None:
        widget = QWidget()
        qtbot.addWidget(widget)
        calls: list[None] = []
        call = gathered(widget, lambda: calls.append(None))
        for _ in range(50):
            call("anything")
        assert calls == []
        qtbot.waitUntil(lambda: bool(calls))
        assert len(calls) == 1
