"""The Settings page."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.model.failure import AddressInUse
from console.model.media import MediaTransport
from console.model.settings import (
    MediaSettings,
    PortRange,
    SettingProblem,
    Settings,
    SipSettings,
    ViewSettings,
)
from ui.settings.local_addresses import LocalAddress, local_addresses, reachable_at
from ui.settings.page import SettingsPage

ADDRESSES = [LocalAddress("192.168.1.10", "eth0"), LocalAddress("10.20.0.4", "eth1")]
OTHER = Settings(
    sip=SipSettings("44010200492000000001", "4401020049", "192.168.1.10", 5062, "gate4camera", accept_unknown=True),
    media=MediaSettings(MediaTransport.TCP_ACTIVE, PortRange(40000, 40999), "203.0.113.5"),
    ui=ViewSettings("zh", "light"),
)


@pytest.fixture
def page(qtbot: QtBot) -> SettingsPage:
    made = SettingsPage(generate_password=lambda: "k7m2w9qhx4pz", local_addresses=lambda: ADDRESSES)
    qtbot.addWidget(made)
    made.resize(1280, 900)
    made.show()
    return made


class TestForm:
    @pytest.mark.parametrize("settings", [Settings(), OTHER])
    def test_what_goes_in_comes_out(self, page: SettingsPage, settings: Settings) -> None:
        page.show_settings(settings, settings.sip.site_password)
        assert page.form.entered().settings == settings
        assert page.form.entered().site_password == settings.sip.site_password

    def test_nothing_can_be_saved_before_something_is_changed(self, page: SettingsPage) -> None:
        page.show_settings(OTHER, "gate4camera")
        assert not page._save.isEnabled()
        assert not page._revert.isEnabled()

    def test_what_was_changed_is_saved(self, page: SettingsPage, qtbot: QtBot) -> None:
        page.form._port.setText("5070")
        page.form._password.setText("new4camera")
        with qtbot.waitSignal(page.saved) as signal:
            page._save.click()
        wanted = Settings(sip=replace(Settings().sip, port=5070, site_password="new4camera"))
        assert signal.args == [wanted, "new4camera"]

    def test_showing_what_was_saved_ends_it(self, page: SettingsPage) -> None:
        page.form._port.setText("5070")
        page.show_settings(page.form.entered().settings, "")
        assert not page._save.isEnabled()

    def test_revert_takes_changes_back(self, page: SettingsPage) -> None:
        page.form._id.setText("nonsense")
        assert page._revert.isEnabled()
        page._revert.click()
        assert page.form.is_valid
        assert page.form.entered().settings == Settings()

    @pytest.mark.parametrize(
        ("key", "enter"),
        [
            ("id", lambda form: form._id.setText("3402")),
            ("domain", lambda form: form._domain.setText("with blank")),
            ("address", lambda form: form._address.setCurrentText("192.168.1")),
            ("port", lambda form: form._port.setText("70000")),
            ("port", lambda form: form._port.setText("five")),
            ("port", lambda form: form._port.setText("٥٠٦٠")),
            ("port", lambda form: form._port.setText("")),
            ("site_password", lambda form: form._password.setText("密码")),
            ("ports", lambda form: form._ports.setText("30000")),
            ("ports", lambda form: form._ports.setText("30999-30000")),
            ("ports", lambda form: form._ports.setText("30001-30001")),
            ("media_address", lambda form: form._media_address.setCurrentText("0.0.0.0")),
        ],
    )
    def test_a_wrong_value_is_refused_in_place(
        self, page: SettingsPage, key: str, enter: Callable[[object], None]
    ) -> None:
        enter(page.form)
        assert page.form.reason(key)
        assert not page._save.isEnabled()
        assert page._revert.isEnabled()

    def test_the_domain_follows_the_identifier_it_was_made_from(self, page: SettingsPage, qtbot: QtBot) -> None:
        page.form._id.selectAll()
        qtbot.keyClicks(page.form._id, "44010200492000000001")
        assert page.form._domain.text() == "4401020049"

    def test_a_domain_of_its_own_is_left_alone(self, page: SettingsPage, qtbot: QtBot) -> None:
        page.form._domain.setText("example.org")
        page.form._id.selectAll()
        qtbot.keyClicks(page.form._id, "44010200492000000001")
        assert page.form._domain.text() == "example.org"

    def test_the_addresses_of_this_computer_are_offered(self, page: SettingsPage) -> None:
        offered = [page.form._address.itemText(row) for row in range(page.form._address.count())]
        assert offered == ["0.0.0.0", "192.168.1.10", "10.20.0.4"]
        assert page.form._media_address.itemText(0) == "auto"

    def test_an_address_being_typed_is_not_lost_when_a_cable_is_plugged_in(self, page: SettingsPage) -> None:
        page.form._address.setCurrentText("172.16.0.1")
        page.hide()
        page.show()
        assert page.form._address.currentText() == "172.16.0.1"


class TestValuesBeside:
    def test_they_are_those_of_the_form(self, page: SettingsPage) -> None:
        page.show_settings(OTHER, "gate4camera")
        assert page._values.values() == {
            "SIP server ID": "44010200492000000001",
            "SIP domain": "4401020049",
            "Server address": "192.168.1.10",
            "Server port": "5062",
            "Password": "gate4camera",
            "Registration expiry (s)": "3600",
            "Heartbeat interval (s)": "60",
            "Heartbeat timeouts": "3",
        }

    def test_they_follow_while_typing(self, page: SettingsPage) -> None:
        page.form._port.setText("5070")
        assert page._values.values()["Server port"] == "5070"

    def test_a_wrong_value_leaves_them_as_they_were(self, page: SettingsPage) -> None:
        page.form._port.setText("5070")
        page.form._port.setText("x")
        assert page._values.values()["Server port"] == "5070"

    def test_without_a_site_password_they_say_so(self, page: SettingsPage) -> None:
        assert "Password" not in page._values.values()


class TestWhatSavingDoes:
    @pytest.mark.parametrize(
        ("change", "word"),
        [
            (lambda form: form._port.setText("5070"), "listener"),
            (lambda form: form._domain.setText("example.org"), "domain"),
            (lambda form: form._ports.setText("40000-40999"), "videos"),
            (lambda form: form._theme.setCurrentIndex(1), ""),
        ],
    )
    def test_it_is_said_before(self, page: SettingsPage, change: Callable[[object], None], word: str) -> None:
        change(page.form)
        text = page._effect.text()
        assert word in text if word else text == ""

    def test_a_taken_port_is_told_in_place(self, page: SettingsPage) -> None:
        page.tell_failure(AddressInUse("0.0.0.0", 5060, "UDP"))
        assert "Another program is using port 5060." in page._notice.text

    def test_problems_of_the_file_are_told(self, page: SettingsPage) -> None:
        page.show_problems([])
        assert page._notice.isHidden()
        page.show_problems([SettingProblem("sip", "port", "expected 1 to 65535", 7)])
        assert "port" in page._notice.text
        assert "line 7" in page._notice._detail.text()


class TestAddresses:
    def test_everywhere_means_each_of_ours(self) -> None:
        assert reachable_at(Settings(), ADDRESSES) == ADDRESSES

    def test_one_address_means_only_that(self) -> None:
        assert reachable_at(OTHER, ADDRESSES) == [LocalAddress("192.168.1.10")]

    def test_the_loopback_is_not_offered_to_cameras(self) -> None:
        assert all(not address.address.startswith("127.") for address in local_addresses())


def test_the_form_can_be_filled_by_keyboard_alone(page: SettingsPage, qtbot: QtBot) -> None:
    page.form._id.setFocus()
    visited = []
    for _ in range(30):
        widget = page.focusWidget()
        visited.append(widget)
        qtbot.keyClick(widget, Qt.Key.Key_Tab)
    for editor in (page.form._domain, page.form._port, page.form._ports, page.form._transport, page.form._theme):
        assert editor in visited
