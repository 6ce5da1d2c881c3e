"""Registration, the pending list, keepalives and the online state (GB/T 28181-2022 9.1, 9.6; reliability T1 to T6)."""

from dataclasses import replace

import pytest

from console.model.device import Device, DeviceOptions, DigestAlgorithm, PasswordVerdict
from console.model.peer import Peer, Transport
from console.model.settings import SipSettings
from console.protocol.sip.digest import authorize
from console.services.messages import Contact
from console.services.registrar import Registered, Registrar
from console.state.anomalies import Anomalies, AnomalyKind
from console.state.devices import Devices, PendingDevices
from tests.services.fakes import CAMERA, DEVICE_ID, PLATFORM_ID, FakeIncoming, FakeLink, HandClock, register

SITE_PASSWORD = "Sesame-42"
URI = f"sip:{PLATFORM_ID}@4401020049"


class Site:
    """A registrar with all it needs."""

    def __init__(self) -> None:
        self.link = FakeLink()
        self.clock = HandClock()
        self.devices = Devices()
        self.pending = PendingDevices()
        self.anomalies = Anomalies()
        self.settings = SipSettings(id=PLATFORM_ID, domain="4401020049", site_password=SITE_PASSWORD)
        self.passwords: dict[str, str] = {}
        self.registrar = Registrar(
            self.link,  # type: ignore[arg-type]
            self.devices,
            self.pending,
            self.anomalies,
            self.clock,
            settings=lambda: self.settings,
            password_of=lambda device_id: self.passwords.get(device_id, ""),
        )
        self.registered: list[Registered] = []
        self.gone: list[str] = []
        self.registrar.registered.connect(self.registered.append)
        self.registrar.gone.connect(self.gone.append)

    def challenge(self, **wishes: object) -> FakeIncoming:
        return self.link.receive(register(**wishes))  # type: ignore[arg-type]

    def sign_in(
        self, device_id: str = DEVICE_ID, password: str = SITE_PASSWORD, peer: Peer = CAMERA, **wishes: object
    ) -> FakeIncoming:
        """Both REGISTERs of a device that answers the challenge; the second one."""
        first = self.link.receive(register(device_id, **wishes), peer)  # type: ignore[arg-type]
        assert first.status == 401
        authorization = self.answer(first, device_id, password)
        return self.link.receive(
            register(device_id, extra=[f"Authorization: {authorization}"], **wishes),
            peer,  # type: ignore[arg-type]
        )

    @staticmethod
    def answer(challenged: FakeIncoming, username: str = DEVICE_ID, password: str = SITE_PASSWORD) -> str:
        return authorize(
            challenged.headers.all("www-authenticate"),
            method="REGISTER",
            uri=URI,
            username=username,
            password=password,
            cnonce="0a4f113b",
        )


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def known(site: Site) -> Site:
    site.devices.put(Device(DEVICE_ID))
    return site


class TestChallenge:
    def test_the_first_register_is_challenged_with_md5_alone(self, known: Site) -> None:
        incoming = known.challenge()
        assert incoming.status == 401
        (challenge,) = incoming.headers.all("www-authenticate")
        assert 'realm="4401020049"' in challenge
        assert "algorithm=MD5" in challenge
        assert incoming.headers["x-gb-ver"] == "3.0"

    def test_a_device_may_be_challenged_with_sha256(self, site: Site) -> None:
        site.devices.put(Device(DEVICE_ID, options=DeviceOptions(digest=DigestAlgorithm.SHA256)))
        assert "algorithm=SHA-256" in site.challenge().headers["www-authenticate"]
        assert site.sign_in().status == 200

    def test_unknown_devices_are_challenged_like_known_ones(self, site: Site) -> None:
        assert site.challenge(device_id="44010200491180000099").status == 401

    def test_our_own_identifier_is_refused(self, site: Site) -> None:
        assert site.challenge(device_id=PLATFORM_ID).status == 403
        assert site.anomalies.total() == 1

    def test_an_identifier_that_cannot_be_a_key_is_refused(self, site: Site) -> None:
        assert site.challenge(device_id="..%2F..").status == 403


class TestRegistration:
    def test_the_right_password_registers(self, known: Site) -> None:
        incoming = known.sign_in()
        assert incoming.status == 200
        assert incoming.headers["expires"] == "3600"
        assert incoming.headers["contact"] == f"<sip:{DEVICE_ID}@10.1.2.7:5060>"
        device = known.devices.get(DEVICE_ID)
        assert device is not None
        assert device.online
        assert device.peer == CAMERA
        assert device.registration is not None
        assert device.registration.edition == "2.0"
        assert known.registered == [Registered(DEVICE_ID, returned=True)]
        assert known.link.trusted == {CAMERA.host}

    def test_the_date_is_china_standard_time_without_zone(self, known: Site) -> None:
        known.clock.advance(0.123)
        assert known.sign_in().headers["date"] == "2026-03-01T08:00:00.123"

    def test_the_date_can_be_left_out(self, site: Site) -> None:
        site.devices.put(Device(DEVICE_ID, options=DeviceOptions(send_date=False)))
        assert "date" not in site.sign_in().headers

    def test_a_refresh_is_not_a_return(self, known: Site) -> None:
        known.sign_in()
        known.clock.advance(1800)
        known.sign_in()
        assert [told.returned for told in known.registered] == [True, False]

    def test_another_call_id_is_a_restart(self, known: Site) -> None:
        known.sign_in()
        known.sign_in(call_id="r2")
        assert [told.returned for told in known.registered] == [True, True]

    def test_a_captured_register_cannot_be_replayed(self, known: Site) -> None:
        first = known.challenge()
        signed = register(extra=[f"Authorization: {known.answer(first)}"])
        assert known.link.receive(signed).status == 200
        replayed = known.link.receive(signed)
        assert replayed.status == 401
        assert "stale=true" in replayed.headers["www-authenticate"]

    def test_a_nonce_serves_no_other_address(self, known: Site) -> None:
        first = known.challenge()
        signed = register(extra=[f"Authorization: {known.answer(first)}"])
        assert known.link.receive(signed, replace(CAMERA, host="10.1.2.8")).status == 401

    def test_a_wrong_password_is_refused_and_noted(self, known: Site) -> None:
        assert known.sign_in(password="12345678").status == 403
        device = known.devices.get(DEVICE_ID)
        assert device is not None
        assert not device.online
        assert device.refusal is PasswordVerdict.WRONG
        assert [anomaly.kind for anomaly in known.anomalies.all()] == [AnomalyKind.WRONG_PASSWORD]
        assert known.sign_in().status == 200
        assert known.devices.get(DEVICE_ID).refusal is None  # type: ignore[union-attr]

    def test_an_admitted_device_that_never_answers_the_challenge_is_noted(self, known: Site) -> None:
        for _ in range(2):
            known.challenge()
        assert known.anomalies.total() == 0
        known.challenge()
        assert known.anomalies.total() == 1
        assert known.devices.get(DEVICE_ID).refusal is PasswordVerdict.NOT_SHOWN  # type: ignore[union-attr]
        assert known.sign_in().status == 200
        known.challenge()
        assert known.anomalies.total() == 1

    def test_a_device_with_its_own_password_is_not_admitted_by_the_sites(self, known: Site) -> None:
        known.passwords[DEVICE_ID] = "its-own-1"
        assert known.sign_in().status == 403
        assert known.sign_in(password="its-own-1").status == 200

    def test_another_username_is_noted_and_not_refused(self, known: Site) -> None:
        first = known.challenge()
        authorization = known.answer(first, username="admin")
        assert known.link.receive(register(extra=[f"Authorization: {authorization}"])).status == 200

    @pytest.mark.parametrize(("expires", "granted"), [(None, "3600"), (60, "60"), (10**9, str(7 * 86_400))])
    def test_expiry_is_granted_within_reason(self, known: Site, expires: int | None, granted: str) -> None:
        assert known.sign_in(expires=expires).headers["expires"] == granted

    def test_expiry_that_is_no_number_is_a_bad_request(self, known: Site) -> None:
        assert known.link.receive(register(expires=None, extra=["Expires: soon"])).status == 400

    def test_without_renewal_the_registration_ends(self, known: Site) -> None:
        known.sign_in(expires=3600)
        known.clock.advance(3601)
        known.registrar.expire()
        device = known.devices.get(DEVICE_ID)
        assert device is not None
        assert not device.online
        assert device.registration is None
        assert known.gone == [DEVICE_ID]


class TestDeregistration:
    def test_it_is_challenged(self, known: Site) -> None:
        known.sign_in()
        assert known.challenge(expires=0).status == 401
        assert known.devices.get(DEVICE_ID).online  # type: ignore[union-attr]

    def test_with_the_password_the_device_goes(self, known: Site) -> None:
        known.sign_in()
        assert known.sign_in(expires=0).status == 200
        assert known.gone == [DEVICE_ID]

    def test_a_late_one_does_not_end_the_registration_that_overtook_it(self, known: Site) -> None:
        """Some devices sign off and register anew without waiting (protocol reference 2.3)."""
        known.sign_in(call_id="old", cseq=4)
        known.sign_in(call_id="new", cseq=2)
        assert known.sign_in(call_id="old", cseq=5, expires=0).status == 200
        assert known.sign_in(call_id="new", cseq=1, expires=0).status == 200
        assert known.gone == []

    @pytest.mark.parametrize(("call_id", "cseq"), [("r1", 3), ("another", 1)])
    def test_whatever_its_call_id(self, known: Site, call_id: str, cseq: int) -> None:
        known.sign_in(cseq=2)
        known.sign_in(call_id=call_id, cseq=cseq, expires=0)
        assert known.gone == [DEVICE_ID]

    def test_its_address_is_trusted_as_long_as_a_device_is_registered_there(self, known: Site) -> None:
        other = "44010200491180000008"
        known.devices.put(Device(other))
        known.sign_in()
        known.sign_in(other)
        known.sign_in(expires=0)
        assert known.link.trusted == {CAMERA.host}
        known.sign_in(other, expires=0)
        assert known.link.trusted == set()

    def test_a_device_may_begin_with_it(self, known: Site) -> None:
        assert known.sign_in(expires=0).status == 200
        assert known.sign_in().status == 200
        assert known.devices.get(DEVICE_ID).online  # type: ignore[union-attr]


class TestPending:
    def test_an_unknown_device_waits_and_shows_what_its_password_is_worth(self, site: Site) -> None:
        site.challenge()
        waiting = site.pending.get(DEVICE_ID)
        assert waiting is not None
        assert waiting.verdict is PasswordVerdict.NOT_SHOWN
        assert site.sign_in().status == 403
        waiting = site.pending.get(DEVICE_ID)
        assert waiting is not None
        assert waiting.verdict is PasswordVerdict.RIGHT
        assert waiting.user_agent == "IP Camera"
        assert len(site.devices) == 0

    def test_a_challenge_and_its_answer_are_one_try(self, site: Site) -> None:
        site.sign_in(password="wrong")
        site.clock.advance(60)
        site.sign_in(password="wrong")
        waiting = site.pending.get(DEVICE_ID)
        assert waiting is not None
        assert waiting.tries == 2
        assert waiting.verdict is PasswordVerdict.WRONG
        assert waiting.last_try_at == site.clock.now()

    def test_an_accepted_device_registers_at_its_next_try(self, site: Site) -> None:
        site.sign_in()
        site.registrar.accept(DEVICE_ID)
        assert len(site.pending) == 0
        assert site.sign_in().status == 200

    def test_unknown_devices_that_know_the_password_may_be_admitted_unasked(self, site: Site) -> None:
        site.settings = replace(site.settings, accept_unknown=True)
        assert site.sign_in(password="wrong").status == 403
        assert len(site.devices) == 0
        assert site.sign_in().status == 200
        assert len(site.pending) == 0

    def test_without_a_site_password_nobody_is_admitted_unasked(self, site: Site) -> None:
        site.settings = replace(site.settings, accept_unknown=True, site_password="")
        assert site.sign_in(password="").status == 403
        assert len(site.devices) == 0

    def test_strangers_cannot_fill_the_memory(self, site: Site) -> None:
        for number in range(300):
            site.challenge(device_id=f"{number:020}")
        assert len(site.pending) == 200


class TestPresence:
    def test_a_keepalive_proves_life(self, known: Site) -> None:
        known.sign_in()
        for _ in range(10):
            known.clock.advance(60)
            known.registrar.heard(Contact(DEVICE_ID, CAMERA, is_keepalive=True))
            assert known.registrar.silent() == []

    def test_three_missed_keepalives_are_suspicious(self, known: Site) -> None:
        known.sign_in()
        known.clock.advance(179)
        assert known.registrar.silent() == []
        known.clock.advance(1)
        assert known.registrar.silent() == [DEVICE_ID]

    def test_a_longer_interval_is_learned_from_two_gaps(self, known: Site) -> None:
        known.sign_in()
        for gap in (0, 300, 300):
            known.clock.advance(gap)
            known.registrar.heard(Contact(DEVICE_ID, CAMERA, is_keepalive=True))
        known.clock.advance(600)
        assert known.registrar.silent() == []
        known.clock.advance(300)
        assert known.registrar.silent() == [DEVICE_ID]

    def test_a_refresh_does_not_unlearn_the_interval(self, known: Site) -> None:
        known.sign_in()
        for gap in (0, 300, 300):
            known.clock.advance(gap)
            known.registrar.heard(Contact(DEVICE_ID, CAMERA, is_keepalive=True))
        known.sign_in()
        known.clock.advance(600)
        assert known.registrar.silent() == []

    def test_flowing_media_proves_life(self, known: Site) -> None:
        known.sign_in()
        known.clock.advance(179)
        known.registrar.alive(DEVICE_ID)
        known.clock.advance(1)
        assert known.registrar.silent() == []

    def test_a_device_given_up_may_come_back_with_a_keepalive(self, known: Site) -> None:
        known.sign_in()
        known.registrar.give_up(DEVICE_ID)
        assert known.gone == [DEVICE_ID]
        known.registrar.heard(Contact(DEVICE_ID, CAMERA, is_keepalive=True))
        assert known.devices.get(DEVICE_ID).online  # type: ignore[union-attr]
        assert known.registered[-1] == Registered(DEVICE_ID, returned=True)

    def test_a_message_from_another_port_moves_the_device(self, known: Site) -> None:
        known.sign_in()
        moved = replace(CAMERA, port=40_000)
        known.registrar.heard(Contact(DEVICE_ID, moved))
        assert known.devices.get(DEVICE_ID).peer == moved  # type: ignore[union-attr]

    def test_a_lost_connection_takes_its_device_offline(self, known: Site) -> None:
        connection = Peer(Transport.TCP, "10.1.2.7", 40_001, 1)
        known.sign_in(peer=connection)
        known.link.connection_lost.emit(replace(connection, connection=2))
        assert known.gone == []
        known.link.connection_lost.emit(connection)
        assert known.gone == [DEVICE_ID]
        assert known.devices.get(DEVICE_ID).registration is not None  # type: ignore[union-attr]

    def test_after_a_restart_a_stored_device_is_usable_at_its_first_keepalive(self, known: Site) -> None:
        known.sign_in()
        (stored,) = known.devices
        later = Site()
        later.clock.advance(120)
        later.registrar.restore([stored])
        assert not later.devices.get(DEVICE_ID).online  # type: ignore[union-attr]
        later.registrar.heard(Contact(DEVICE_ID, CAMERA, is_keepalive=True))
        assert later.devices.get(DEVICE_ID).online  # type: ignore[union-attr]
        later.clock.advance(3600)
        later.registrar.expire()
        assert later.gone == [DEVICE_ID]
