"""MANSCDP in MESSAGE requests: who may speak, what is answered, and which answer belongs to which query."""

import asyncio
from dataclasses import replace

import pytest

from console.model.failure import DeviceOffline, DeviceUnknown, NoAnswer, Refused
from console.model.peer import Peer, Transport
from console.protocol.gb28181 import device_status
from console.services.messages import LARGE_BODY, Contact, Notice
from console.services.queries import Queries
from console.state.anomalies import AnomalyKind
from tests.services.conversation import Conversation
from tests.services.fakes import CAMERA, CHANNEL_ID, DEVICE_ID, HandClock
from tests.waiting import until

KEEPALIVE = (
    f"<Notify><CmdType>Keepalive</CmdType><SN>7</SN><DeviceID>{DEVICE_ID}</DeviceID><Status>OK</Status></Notify>"
)


@pytest.fixture
def talk() -> Conversation:
    return Conversation(HandClock())


def answer(sn: int, device_id: str = DEVICE_ID, extra: str = "<Model>X1</Model>") -> str:
    return (
        f"<Response><CmdType>DeviceInfo</CmdType><SN>{sn}</SN><DeviceID>{device_id}</DeviceID>"
        f"<Result>OK</Result>{extra}</Response>"
    )


def ask(talk: Conversation, within: float = 5.0) -> "asyncio.Task[object]":
    return talk.tasks.start(
        talk.messages.ask(
            DEVICE_ID,
            DEVICE_ID,
            "DeviceInfo",
            lambda sn, edition: device_status.encode_information_query(DEVICE_ID, sn, edition=edition),
            within=within,
        ),
        "ask",
    )


class TestWhoMaySpeak:
    def test_a_registered_device_is_answered_and_heard(self, talk: Conversation) -> None:
        contacts: list[Contact] = []
        notices: list[Notice] = []
        talk.messages.heard.connect(contacts.append)
        talk.messages.noticed.connect(notices.append)
        assert talk.say(KEEPALIVE).status == 200
        assert contacts == [Contact(DEVICE_ID, CAMERA, is_keepalive=True)]
        assert notices[0].message.command == "Keepalive"

    def test_strangers_are_refused(self, talk: Conversation) -> None:
        stranger = replace(CAMERA, host="10.1.2.99")
        assert talk.say(KEEPALIVE, device_id="44010200491180000099", peer=stranger).status == 403

    @pytest.mark.parametrize("host", ["10.1.2.8", "127.0.0.1"])
    def test_a_forged_source_is_refused_and_moves_nothing(self, talk: Conversation, host: str) -> None:
        contacts: list[Contact] = []
        talk.messages.heard.connect(contacts.append)
        assert talk.say(KEEPALIVE, peer=replace(CAMERA, host=host)).status == 403
        assert contacts == []

    def test_another_port_of_the_same_address_may_speak(self, talk: Conversation) -> None:
        assert talk.say(KEEPALIVE, peer=replace(CAMERA, port=40_000)).status == 200

    def test_a_datagram_does_not_speak_for_a_connection(self, talk: Conversation) -> None:
        talk.put_online(peer=Peer(Transport.TCP, CAMERA.host, 40_000, 3))
        assert talk.say(KEEPALIVE).status == 403
        assert talk.say(KEEPALIVE, peer=Peer(Transport.TCP, CAMERA.host, 40_001, 4)).status == 200

    def test_an_expired_registration_is_none(self) -> None:
        clock = HandClock()
        talk = Conversation(clock)
        clock.advance(3601)
        assert talk.say(KEEPALIVE).status == 403

    def test_a_channel_in_from_means_the_device_at_that_address(self, talk: Conversation) -> None:
        contacts: list[Contact] = []
        talk.messages.heard.connect(contacts.append)
        assert talk.say(KEEPALIVE, device_id=CHANNEL_ID).status == 200
        assert contacts[0].device_id == DEVICE_ID

    def test_xml_that_cannot_be_read_is_counted_and_still_a_sign_of_life(self, talk: Conversation) -> None:
        contacts: list[Contact] = []
        talk.messages.heard.connect(contacts.append)
        assert talk.say("<Notify><CmdType>").status == 200
        (anomaly,) = talk.anomalies.all()
        assert anomaly.kind is AnomalyKind.MALFORMED_XML
        assert len(contacts) == 1


class TestQueries:
    async def test_the_answer_with_our_sn_is_returned(self, talk: Conversation) -> None:
        asking = ask(talk)
        await until(lambda: talk.link.sent)
        assert talk.say(answer(talk.last_sn())).status == 200
        assert (await asking).root.value("Model") == "X1"  # type: ignore[attr-defined]

    async def test_an_answer_with_sn_0_serves_when_one_query_waits(self, talk: Conversation) -> None:
        asking = ask(talk)
        await until(lambda: talk.link.sent)
        talk.say(answer(0))
        assert (await asking).root.value("Model") == "X1"  # type: ignore[attr-defined]

    async def test_an_answer_before_the_200_serves(self, talk: Conversation) -> None:
        talk.link.answer = lambda _: None
        asking = ask(talk)
        await until(lambda: talk.link.sent)
        talk.say(answer(talk.last_sn()))
        await asking
        assert talk.link.abandoned == talk.link.sent  # it needs no retransmission any more

    async def test_answers_nobody_waits_for_are_counted(self, talk: Conversation) -> None:
        assert talk.say(answer(1)).status == 200
        (anomaly,) = talk.anomalies.all()
        assert anomaly.kind is AnomalyKind.UNEXPECTED

    async def test_one_query_at_a_time_is_put_to_a_device(self, talk: Conversation) -> None:
        first, second = ask(talk), ask(talk)
        await until(lambda: talk.link.sent)
        assert len(talk.link.sent) == 1
        talk.say(answer(talk.last_sn()))
        await until(lambda: len(talk.link.sent) == 2)
        talk.say(answer(talk.last_sn()))
        await asyncio.gather(first, second)

    async def test_one_that_is_never_answered_does_not_hold_up_the_next_for_ever(
        self, talk: Conversation, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("console.services.messages.TURN_PATIENCE", 0.05)
        unanswered, second, third = ask(talk), ask(talk), ask(talk)
        await until(lambda: len(talk.link.sent) == 3)
        for sent in talk.link.sent:
            talk.say(answer(int(sent.body.split(b"<SN>")[1].split(b"<")[0])))
        await asyncio.gather(unanswered, second, third)
        again = ask(talk)
        await until(lambda: len(talk.link.sent) == 4)
        talk.say(answer(talk.last_sn()))
        await again

    async def test_silence_after_the_200_is_no_answer(self, talk: Conversation) -> None:
        with pytest.raises(NoAnswer) as caught:
            await ask(talk, within=0.01)
        assert caught.value.accepted

    async def test_a_refusal_says_so(self, talk: Conversation) -> None:
        talk.link.answer = lambda _: 404
        with pytest.raises(Refused) as caught:
            await ask(talk)
        assert caught.value.status == 404

    async def test_unknown_and_offline_devices_are_not_asked(self, talk: Conversation) -> None:
        with pytest.raises(DeviceUnknown):
            await talk.messages.send("44010200491180000099", CHANNEL_ID, b"")
        talk.put_online(online=False)
        with pytest.raises(DeviceOffline):
            await talk.messages.send(DEVICE_ID, CHANNEL_ID, b"")
        assert talk.link.sent == []

    async def test_device_information_is_remembered(self, talk: Conversation) -> None:
        queries = Queries(talk.messages, talk.devices)
        asking = talk.tasks.start(queries.information(DEVICE_ID), "information")
        await until(lambda: talk.link.sent)
        talk.say(answer(talk.last_sn(), extra="<Manufacturer>Acme</Manufacturer><Firmware>V1</Firmware>"))
        await asking
        device = talk.devices.get(DEVICE_ID)
        assert device is not None
        assert (device.manufacturer, device.firmware) == ("Acme", "V1")


class TestLargeMessages:
    """They are parsed in a thread; nothing of the same device overtakes them."""

    async def test_what_comes_meanwhile_waits_behind_them(self, talk: Conversation) -> None:
        notices: list[int | None] = []
        talk.messages.noticed.connect(lambda notice: notices.append(notice.message.sn))
        large = KEEPALIVE.replace("</Notify>", f"<Info>{'x' * LARGE_BODY}</Info></Notify>")
        for number in range(1, 5):
            one = large if number in (1, 3) else KEEPALIVE
            assert talk.say(one.replace("<SN>7", f"<SN>{number}")).status == 200
        assert notices == []
        await until(lambda: len(notices) == 4)
        assert notices == [1, 2, 3, 4]
        talk.say(KEEPALIVE)
        assert notices[-1] == 7

    async def test_broken_ones_are_counted(self, talk: Conversation) -> None:
        talk.say("<Notify>" + "<a>" * LARGE_BODY)
        await until(talk.anomalies.all)
        assert talk.anomalies.all()[0].kind is AnomalyKind.MALFORMED_XML

    async def test_they_are_not_heaped_up(self, talk: Conversation, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("console.services.messages.UNREAD_LIMIT", 3 * LARGE_BODY)
        notices: list[Notice] = []
        talk.messages.noticed.connect(notices.append)
        large = KEEPALIVE.replace("</Notify>", f"<Info>{'x' * LARGE_BODY}</Info></Notify>")
        for _ in range(5):
            assert talk.say(large).status == 200
        (anomaly,) = talk.anomalies.all()
        assert (anomaly.kind, anomaly.count) == (AnomalyKind.FLOOD, 3)
        await until(lambda: len(notices) == 2)
        assert talk.say(KEEPALIVE).status == 200
        assert len(notices) == 3


def test_strangers_of_one_address_are_one_source(talk: Conversation) -> None:
    for number in range(50):
        stranger = replace(CAMERA, host="10.1.2.99", port=20_000 + number)
        talk.say(KEEPALIVE, device_id=f"4401020049118001{number:04}", peer=stranger)
    (anomaly,) = talk.anomalies.all()
    assert (anomaly.source, anomaly.count) == ("10.1.2.99", 50)
