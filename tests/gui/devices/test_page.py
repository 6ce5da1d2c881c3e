"""The Devices page: what it shows, and what the operator decides on it."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.model.device import DeviceOptions, DigestAlgorithm, PasswordVerdict, PendingDevice
from console.model.device_answers import DeviceInformation, DeviceStatus
from console.model.failure import NoAnswer
from console.model.media import MediaTransport
from console.model.peer import Peer, Transport
from console.state.anomalies import AnomalyKind
from console.state.catalogs import CatalogPhase, CatalogProgress
from tests.gui.sample import (
    CITY,
    EAST,
    GATE,
    LOADING,
    MONOTONIC,
    NOW,
    SILENT,
    Site,
    access_to,
    device,
    sample_site,
)
from ui import tasks
from ui.devices.access import DevicesAccess
from ui.devices.anomaly_table import AnomalyTable
from ui.devices.anomaly_table import Column as AnomalyColumn
from ui.devices.page import DevicesPage
from ui.devices.pending import PendingList
from ui.devices.table import Column, DevicesModel
from ui.widgets.notice import Tone

WAITING = "34020000001320000031"

MakePage = Callable[..., DevicesPage]


@pytest.fixture
def page_of(qtbot: QtBot) -> MakePage:
    def make(site: Site, **changes: object) -> DevicesPage:
        page = DevicesPage(replace(access_to(site), **changes))  # type: ignore[arg-type]
        qtbot.addWidget(page)
        page.resize(1280, 800)
        page.show()
        return page

    return make


def texts(page: DevicesPage, device_id: str) -> dict[Column, str]:
    row = page._model.row_of(device_id)
    assert row is not None
    return {column: page._model.index(row, column).data() for column in Column}


@pytest.mark.parametrize(
    ("refusal", "text"), [(PasswordVerdict.WRONG, "password wrong"), (PasswordVerdict.NOT_SHOWN, "shows no password")]
)
def test_a_device_that_was_refused_says_why_it_is_not_there(
    page_of: MakePage, refusal: PasswordVerdict, text: str
) -> None:
    site = sample_site()
    refused = device(GATE, "Gate", "192.168.1.21", online=False)
    site.devices.put(replace(refused, refusal=refusal))
    page = page_of(site)
    assert texts(page, GATE)[Column.STATE] == text
    site.devices.put(replace(refused, refusal=refusal, online=True))
    page._follow()
    assert texts(page, GATE)[Column.STATE] == "online"


class TestPending:
    @pytest.fixture
    def waiting(self, qtbot: QtBot) -> PendingList:
        access = access_to(sample_site())
        made = PendingList(access.pending, access.now, access.generate_password)
        qtbot.addWidget(made)
        made.show()
        return made

    def test_it_is_hidden_while_nobody_waits(self, qtbot: QtBot) -> None:
        access = access_to(Site())
        made = PendingList(access.pending, access.now, access.generate_password)
        qtbot.addWidget(made)
        assert made.isHidden()

    def test_a_card_says_who_from_where_and_when(self, waiting: PendingList) -> None:
        card = waiting._cards[WAITING]
        assert card._id.text() == WAITING
        assert card._from.text() == "192.168.1.131:5060/udp · IP Camera"
        assert card._times.text() == "last try 31 s ago, tries: 6; it tries again within about 60 s"
        assert card._verdict.text == "password right"

    def test_accepting_a_right_password_gives_none_of_its_own(self, waiting: PendingList, qtbot: QtBot) -> None:
        card = waiting._cards[WAITING]
        assert card._field.isHidden()
        with qtbot.waitSignal(waiting.accepted) as signal:
            card._accept.click()
        assert signal.args == [WAITING, None]

    def test_a_wrong_password_can_be_made_the_device_s_own(self, waiting: PendingList, qtbot: QtBot) -> None:
        wrong = "34020000001320000032"
        card = waiting._cards[wrong]
        assert card._field.isVisible()
        card._password.setText("typed-into-it")
        with qtbot.waitSignal(waiting.accepted) as signal:
            card._accept.click()
        assert signal.args == [wrong, "typed-into-it"]

    def test_a_password_no_camera_can_type_is_refused_in_place(self, waiting: PendingList) -> None:
        card = waiting._cards["34020000001320000032"]
        card._password.setText("密码")
        assert card._field.reason
        assert not card._accept.isEnabled()

    def test_refusing_names_the_device(self, waiting: PendingList, qtbot: QtBot) -> None:
        with qtbot.waitSignal(waiting.dismissed) as signal:
            waiting._cards[WAITING]._refuse.click()
        assert signal.args == [WAITING]

    def test_a_new_try_keeps_what_is_being_typed(self, qtbot: QtBot) -> None:
        site = sample_site()
        access = access_to(site)
        made = PendingList(access.pending, access.now, access.generate_password)
        qtbot.addWidget(made)
        wrong = "34020000001320000032"
        made._cards[wrong]._password.setText("half")
        known = site.pending.get(wrong)
        assert known is not None
        site.pending.put(replace(known, tries=99, last_try_at=NOW))
        qtbot.waitUntil(lambda: "99" in made._cards[wrong]._times.text())
        assert made._cards[wrong]._password.text() == "half"

    def test_cards_come_and_go_with_the_devices(self, qtbot: QtBot) -> None:
        site = Site()
        access = access_to(site)
        made = PendingList(access.pending, access.now, access.generate_password)
        qtbot.addWidget(made)
        peer = Peer(Transport.UDP, "10.0.0.9", 5060)
        site.pending.put(PendingDevice(WAITING, peer, PasswordVerdict.NOT_SHOWN, NOW, NOW))
        qtbot.waitUntil(lambda: not made.isHidden())
        site.pending.remove(WAITING)
        qtbot.waitUntil(made.isHidden)


class TestTable:
    def test_a_row_says_what_is_known(self, page_of: MakePage) -> None:
        row = texts(page_of(sample_site()), EAST)
        assert row[Column.TITLE] == "东厂区硬盘录像机"
        assert row[Column.STATE] == "online"
        assert row[Column.CHANNELS] == "22/24"
        assert row[Column.SEEN] == "12 s ago"
        assert row[Column.ADDRESS] == "192.168.1.64:5060/udp"
        assert row[Column.ID] == EAST
        assert row[Column.CATALOG] == "complete (29)"
        assert row[Column.MAKER] == "Hikvision DS-7932N-R4 V4.62.200 build 230412"
        assert row[Column.EDITION] == "2016"

    def test_nothing_is_made_up(self, page_of: MakePage) -> None:
        site = Site()
        site.devices.put(replace(device(EAST, "", "10.0.0.1"), registration=None, online=False, last_seen_at=None))
        row = texts(page_of(site), EAST)
        assert row[Column.TITLE] == EAST
        assert (row[Column.ADDRESS], row[Column.SEEN], row[Column.CHANNELS], row[Column.MAKER]) == (
            "–",
            "never",
            "–",
            "–",
        )
        assert row[Column.EDITION] == ""

    def test_the_selection_stays_with_its_device(self, page_of: MakePage, qtbot: QtBot) -> None:
        site = sample_site()
        page = page_of(site)
        page.show_device(EAST)
        site.devices.put(device("34020000001320000777", "AAA first", "10.0.0.7"))
        qtbot.waitUntil(lambda: page._model.row_of("34020000001320000777") is not None)
        assert page._table.selected_id() == EAST
        page._table.sortByColumn(Column.ADDRESS, Qt.SortOrder.DescendingOrder)
        assert page._table.selected_id() == EAST

    @pytest.mark.parametrize("column", list(Column))
    def test_every_column_sorts_both_ways(self, page_of: MakePage, column: Column) -> None:
        page = page_of(sample_site())
        page._table.sortByColumn(column, Qt.SortOrder.AscendingOrder)
        up = list(page._model._ids)
        page._table.sortByColumn(column, Qt.SortOrder.DescendingOrder)
        assert list(page._model._ids) == up[::-1]

    def test_online_devices_come_first_by_state_and_the_latest_by_time(self, page_of: MakePage) -> None:
        model: DevicesModel = page_of(sample_site())._model
        model.sort(Column.STATE)
        assert model.device_at(model.index(0, 0)).online  # type: ignore[union-attr]
        model.sort(Column.SEEN)
        assert model._ids[0] == LOADING

    @pytest.mark.parametrize("text", ["北区", SILENT, "192.168.3.10"])
    def test_the_filter_finds_names_identifiers_and_addresses(self, page_of: MakePage, text: str) -> None:
        page = page_of(sample_site())
        page._filter.setText(text)
        assert page._model._ids == [SILENT]

    def test_times_are_told_anew_by_the_second(self, page_of: MakePage) -> None:
        now = [NOW]
        page = page_of(sample_site(), now=lambda: now[0])
        now[0] = NOW + timedelta(seconds=30)
        page._refresh_times()
        assert texts(page, EAST)[Column.SEEN] == "42 s ago"

    def test_a_hidden_page_rests_and_catches_up_when_it_is_shown(self, page_of: MakePage, qtbot: QtBot) -> None:
        site = sample_site()
        page = page_of(site)
        page.hide()
        site.devices.put(device("34020000001320000777", "New", "10.0.0.7"))
        page._follow()
        assert page._model.row_of("34020000001320000777") is None
        page.show()
        assert page._model.row_of("34020000001320000777") is not None

    def test_no_clock_runs_while_the_page_is_hidden(self, page_of: MakePage) -> None:
        page = page_of(sample_site())
        assert page._clock.isActive()
        page.hide()
        assert not page._clock.isActive()

    def test_without_a_device_it_offers_to_add_one(self, page_of: MakePage, qtbot: QtBot) -> None:
        page = page_of(Site())
        assert page._main.currentWidget() is page._empty
        page._empty.pressed.emit()
        assert page._form.isVisible()


class TestDetail:
    def test_a_device_put_a_moment_ago_can_be_shown(self, page_of: MakePage) -> None:
        site = sample_site()
        page = page_of(site)
        site.devices.put(device("34020000001320000777", "New", "10.0.0.7"))
        assert page.show_device("34020000001320000777")
        assert page._detail.device_id == "34020000001320000777"

    def test_an_unknown_device_opens_no_form_for_another(self, page_of: MakePage) -> None:
        page = page_of(sample_site())
        page.show_device(EAST)
        assert not page.show_device("unknown")
        page.begin_channel("unknown")
        assert page._detail._channels._form.isHidden()

    def test_selecting_shows_it_and_closing_hides_it(self, page_of: MakePage) -> None:
        page = page_of(sample_site())
        assert page._side.isHidden()
        page.show_device(SILENT)
        assert page._detail.isVisible()
        page._detail._close.click()
        assert page._side.isHidden()

    def test_it_says_why_the_channels_could_not_be_read(self, page_of: MakePage) -> None:
        page = page_of(sample_site())
        page.show_device(SILENT)
        assert "its answer never came" in page._detail._channels._problem.plain_text()
        assert not page._detail._channels._refresh.isEnabled()  # it is offline

    def test_it_shows_how_many_of_how_many_have_come(self, page_of: MakePage, qtbot: QtBot) -> None:
        site = sample_site()
        page = page_of(site)
        page.show_device(LOADING)
        part = page._detail._channels
        assert part._progress.text() == "131 of 140 received"
        assert (part._bar.value(), part._bar.maximum()) == (131, 140)
        assert not part._refresh.isEnabled()
        site.catalogs.set_progress(LOADING, CatalogProgress(CatalogPhase.PARTIAL, 131, 140, NOW, unreadable=2))
        qtbot.waitUntil(lambda: not part._bar.isVisible())
        assert "announced more than it sent" in part._problem.plain_text()
        assert "could not be read: 2" in part._problem.plain_text()
        with qtbot.waitSignal(page.refresh_wanted) as signal:
            part._refresh.click()
        assert signal.args == [LOADING]

    def test_a_channel_by_hand_has_a_free_identifier(self, page_of: MakePage, qtbot: QtBot) -> None:
        page = page_of(sample_site())
        page.begin_channel(EAST)
        part = page._detail._channels
        assert part._id.text() == "34020000001320000008"
        part._name.setText("Door")
        with qtbot.waitSignal(page.channel_added) as signal:
            part._add.click()
        assert signal.args == [EAST, "34020000001320000008", "Door"]
        assert part._form.isHidden()

    def test_a_channel_that_is_there_already_is_refused(self, page_of: MakePage) -> None:
        page = page_of(sample_site())
        page.begin_channel(EAST)
        part = page._detail._channels
        part._id.setText("34020000001320000001")
        assert "already" in part._id_field.reason
        assert not part._add.isEnabled()
        part._id.setText("with blank")
        assert not part._add.isEnabled()

    def test_removal_takes_two_presses(self, page_of: MakePage, qtbot: QtBot) -> None:
        page = page_of(sample_site())
        page.show_device(EAST)
        removal = page._detail._removal
        removal._ask.click()
        with qtbot.waitSignal(page.removal_wanted) as signal:
            removal._yes.click()
        assert signal.args == [EAST]

    def test_the_question_does_not_pass_to_another_device(self, page_of: MakePage) -> None:
        page = page_of(sample_site())
        page.show_device(EAST)
        page._detail._removal._ask.click()
        page.show_device(GATE)
        assert not page._detail._removal._question.isVisible()

    def test_a_removed_device_takes_its_details_with_it(self, page_of: MakePage, qtbot: QtBot) -> None:
        site = sample_site()
        page = page_of(site)
        page.show_device(EAST)
        site.devices.remove(EAST)
        qtbot.waitUntil(lambda: page._detail.device_id != EAST or page._side.isHidden())


class TestOptions:
    def test_nothing_can_be_saved_before_something_is_changed(self, page_of: MakePage) -> None:
        page = page_of(sample_site())
        page.show_device(EAST)
        assert not page._detail._options._save.isEnabled()
        assert not page._detail._options._revert.isEnabled()

    def test_what_was_changed_is_saved(self, page_of: MakePage, qtbot: QtBot) -> None:
        page = page_of(sample_site())
        page.show_device(EAST)
        form = page._detail._options
        form._alias.textEdited.emit(form._alias.setText("East") or "East")
        form._transport.setCurrentIndex(2)
        form._digest.setChecked(True)
        form._date.setChecked(False)
        form._address.setText("203.0.113.5")
        with qtbot.waitSignal(page.options_saved) as signal:
            form._save.click()
        assert signal.args == [
            EAST,
            DeviceOptions(
                alias="East",
                transport=MediaTransport.TCP_PASSIVE,
                digest=DigestAlgorithm.SHA256,
                send_date=False,
                media_address="203.0.113.5",
            ),
        ]
        assert not form._save.isEnabled()

    def test_the_own_password_is_shown_and_saved_apart(self, page_of: MakePage, qtbot: QtBot) -> None:
        page = page_of(sample_site())
        page.show_device(GATE)
        form = page._detail._options
        assert form._password.text() == "own7secret"
        form._password.setText("")
        with qtbot.waitSignal(page.password_saved) as signal, qtbot.assertNotEmitted(page.options_saved):
            form._save.click()
        assert signal.args == [GATE, ""]

    def test_a_wrong_address_is_refused_in_place(self, page_of: MakePage) -> None:
        page = page_of(sample_site())
        page.show_device(EAST)
        form = page._detail._options
        form._address.setText("0.0.0.0")
        form._address.textEdited.emit("0.0.0.0")
        assert form._address_field.reason
        assert not form._save.isEnabled()

    def test_what_is_being_typed_survives_news_of_the_device(self, page_of: MakePage, qtbot: QtBot) -> None:
        site = sample_site()
        page = page_of(site)
        page.show_device(EAST)
        page._detail._options._alias.setText("half ty")
        east = site.devices.get(EAST)
        assert east is not None
        site.devices.put(replace(east, firmware="V9"))
        qtbot.waitUntil(lambda: ("Firmware", "V9") in page._detail._answers._facts.texts())
        assert page._detail._options._alias.text() == "half ty"

    def test_what_is_being_typed_does_not_pass_to_another_device(self, page_of: MakePage) -> None:
        page = page_of(sample_site())
        page.show_device(EAST)
        page._detail._options._alias.setText("half ty")
        page.show_device(CITY)
        assert page._detail._options._alias.text() == ""

    def test_revert_takes_changes_back(self, page_of: MakePage) -> None:
        page = page_of(sample_site())
        page.show_device(EAST)
        form = page._detail._options
        form._date.setChecked(False)
        form._revert.click()
        assert form._date.isChecked()

    def test_the_transport_that_worked_is_named(self, page_of: MakePage) -> None:
        site = sample_site()
        east = site.devices.get(EAST)
        assert east is not None
        site.devices.put(replace(east, options=DeviceOptions(learned_transport=MediaTransport.TCP_PASSIVE)))
        page = page_of(site)
        page.show_device(EAST)
        assert page._detail._options._transport_field._note.plain_text() == "Last worked: TCP passive."


class TestAnswers:
    async def test_an_answer_fills_in_what_the_device_says(self, page_of: MakePage) -> None:
        page = page_of(sample_site())
        page.ask_information(EAST)
        answers = page._detail._answers
        assert answers._note.plain_text() == "Asking…"
        assert not answers._ask.isEnabled()
        await answered()
        facts = dict(answers._facts.texts())
        assert facts["Video inputs"] == "32"
        assert facts["Condition"] == "works"
        assert facts["Recording"] == "off"
        assert facts["Its clock"] == "2025-06-12 14:04:50  (-42 s)"

    async def test_a_failure_is_told_in_place(self, page_of: MakePage) -> None:
        async def silent(_device_id: str) -> DeviceInformation:
            raise NoAnswer("DeviceInfo", 15.0)

        page = page_of(sample_site(), ask_information=silent)
        page.ask_information(EAST)
        answers = page._detail._answers
        await answered()
        assert "The device does not answer." in answers._note.plain_text()
        assert "DeviceInfo: waited 15 s" in answers._note.plain_text()

    async def test_an_answer_that_comes_for_another_device_is_not_shown(self, page_of: MakePage) -> None:
        answer = asyncio.Event()

        async def slow(_device_id: str) -> DeviceInformation:
            await answer.wait()
            return DeviceInformation(channels=99)

        page = page_of(sample_site(), ask_information=slow)
        page.ask_information(EAST)
        await asyncio.sleep(0)
        page.show_device(GATE)
        answer.set()
        await answered()
        assert "Video inputs" not in dict(page._detail._answers._facts.texts())
        assert page._detail._answers._ask.isEnabled()

    async def test_two_presses_are_one_question(self, page_of: MakePage) -> None:
        asked: list[str] = []

        async def count(device_id: str) -> DeviceInformation:
            asked.append(device_id)
            return DeviceInformation()

        page = page_of(sample_site(), ask_information=count)
        page.ask_information(EAST)
        page._detail.ask_information()
        await answered()
        assert asked == [EAST]

    async def test_a_reported_fault_stands_out(self, page_of: MakePage) -> None:
        async def faulty(_device_id: str) -> DeviceStatus:
            return DeviceStatus(online=True, works=False, reason="disk 2")

        page = page_of(sample_site(), ask_status=faulty)
        page.ask_information(EAST)
        await answered()
        assert ("Fault", "disk 2") in page._detail._answers._facts.texts()


class TestAdding:
    def test_everything_is_filled_in_already(self, page_of: MakePage, qtbot: QtBot) -> None:
        page = page_of(sample_site())
        page.begin_device()
        form = page._form
        assert form._id.text() == "34020000001320000001"
        assert form._add.isEnabled()
        form._name.setText("Dock")
        with qtbot.waitSignal(page.added) as signal:
            form._add.click()
        assert signal.args == ["34020000001320000001", "Dock", "k7m2w9qhx4pz"]
        assert "Dock" in page._notice.text

    def test_the_values_to_type_are_complete(self, page_of: MakePage) -> None:
        page = page_of(sample_site())
        page.begin_device()
        assert page._form._values.values() == {
            "SIP server ID": "34020000002000000001",
            "SIP domain": "3402000000",
            "Server address (eth0)": "192.168.1.10",
            "Server address (eth1)": "10.20.0.4",
            "Server port": "5060",
            "Device ID": "34020000001320000001",
            "User name": "34020000001320000001",
            "Password": "k7m2w9qhx4pz",
            "Channel ID": "34020000001310000001",
            "Registration expiry (s)": "3600",
            "Heartbeat interval (s)": "60",
            "Heartbeat timeouts": "3",
        }

    def test_they_follow_what_is_typed(self, page_of: MakePage) -> None:
        page = page_of(sample_site())
        page.begin_device()
        page._form._id.setText("44010200491180000007")
        page._form._password.setText("")
        values = page._form._values.values()
        assert values["User name"] == "44010200491180000007"
        assert values["Channel ID"] == "44010200491320000001"
        assert values["Password"] == "gate4camera"  # the site password

    @pytest.mark.parametrize("wrong", ["", "123", EAST, "34020000002000000001"])
    def test_an_identifier_that_cannot_be_is_refused_in_place(self, page_of: MakePage, wrong: str) -> None:
        page = page_of(sample_site())
        page.begin_device()
        page._form._id.setText(wrong)
        assert page._form._id_field.reason
        assert not page._form._add.isEnabled()

    def test_without_a_network_the_values_say_so(self, page_of: MakePage) -> None:
        page = page_of(sample_site(), local_addresses=list)
        page.begin_device()
        assert page._form._values._addresses[0]._shown.text() == "no network"


class TestMisread:
    def test_the_latest_stands_first_with_count_and_detail(self, qtbot: QtBot) -> None:
        access: DevicesAccess = access_to(sample_site())
        table = AnomalyTable(access.anomalies, access.monotonic)
        qtbot.addWidget(table)
        row = {column: table.model.index(1, column).data() for column in AnomalyColumn}
        assert row[AnomalyColumn.WHAT] == "Too many messages; the excess is dropped unread"
        assert row[AnomalyColumn.SOURCE] == "203.0.113.77"
        assert row[AnomalyColumn.COUNT] == "100"
        assert row[AnomalyColumn.SEEN] == "4 s ago"

    def test_it_follows_what_happens(self, qtbot: QtBot) -> None:
        site = Site()
        table = AnomalyTable(site.anomalies, lambda: MONOTONIC)
        qtbot.addWidget(table)
        assert table._stack.currentWidget() is table._empty
        site.anomalies.note(AnomalyKind.MALFORMED_SIP, "10.0.0.1:5060", "<b>", MONOTONIC)
        qtbot.waitUntil(lambda: table.model.rowCount() == 1)
        assert table._stack.currentWidget() is table._table
        site.anomalies.note(AnomalyKind.MALFORMED_SIP, "10.0.0.1:5060", "again", MONOTONIC)
        qtbot.waitUntil(lambda: table.model.index(0, AnomalyColumn.COUNT).data() == "2")
        assert table.model.rowCount() == 1

    def test_the_page_counts_them(self, page_of: MakePage) -> None:
        assert page_of(sample_site())._tabs.tabText(1) == "Not understood (4)"


class TestMessages:
    def test_a_failure_is_told_without_stopping_anybody(self, page_of: MakePage) -> None:
        page = page_of(sample_site())
        page.tell_failure(NoAnswer("Catalog", 15))
        assert page._notice.isVisible()
        assert "does not answer" in page._notice.text

    def test_success_goes_by_itself(self, page_of: MakePage) -> None:
        page = page_of(sample_site())
        page.tell(Tone.DONE, "Saved.")
        assert page._notice._expiry.isActive()


async def answered() -> None:
    """Everything that was started has ended."""
    await asyncio.gather(*tasks._running)
