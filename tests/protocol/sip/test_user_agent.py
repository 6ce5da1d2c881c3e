import pytest

from console.model.peer import Peer, Transport
from console.protocol.sip.events import (
    Answered,
    DialogEnded,
    EndCause,
    Event,
    Malformed,
    RequestReceived,
    ResponseReceived,
    SendingFailed,
    TimedOut,
    Unexpected,
)
from console.protocol.sip.message import Request, Response
from console.protocol.sip.user_agent import UserAgent
from tests.protocol.sip.composed import (
    DEVICE,
    DEVICE_ID,
    DEVICE_TCP,
    SDP,
    parsed,
    parsed_response,
    platform_agent,
    request,
    text,
)

STRANGER = Peer(Transport.UDP, "10.6.6.6", 5060)


def replies(agent: UserAgent) -> list[Response]:
    return [parsed_response(data) for _, data in agent.bytes_to_send()]


def statuses(agent: UserAgent) -> list[int]:
    return [reply.status for reply in replies(agent)]


def kinds(agent: UserAgent) -> list[type[Event]]:
    return [type(event) for event in agent.events()]


def received(agent: UserAgent, data: bytes, peer: Peer = DEVICE, now: float = 0.0) -> RequestReceived:
    agent.receive(data, peer, now)
    (event,) = agent.events()
    assert isinstance(event, RequestReceived)
    return event


def message_to(peer: Peer, agent: UserAgent, method: str = "MESSAGE") -> Request:
    return agent.composer.request(method, DEVICE_ID, peer, body=b"<a></a>", content_type="Application/MANSCDP+xml")


class TestRequestsOutsideCalls:
    """RFC 3261 section 8.2; RFC 3428."""

    def test_a_request_is_handed_out_and_answered(self):
        agent = platform_agent("MESSAGE")
        event = received(agent, request(body=b"<a></a>"))
        assert (event.request.body, event.peer, event.dialog) == (b"<a></a>", DEVICE, None)
        agent.respond(event.transaction, 200, 0.1)
        (reply,) = replies(agent)
        assert (reply.status, reply.call_id, reply.body) == (200, "c1", b"")
        assert reply.to_address.tag

    def test_a_retransmission_gets_the_same_answer_and_is_not_handed_out(self):
        agent = platform_agent("MESSAGE")
        event = received(agent, request())
        agent.receive(request(), DEVICE, 0.1)  # before the answer: dropped
        assert agent.bytes_to_send() == []
        agent.respond(event.transaction, 200, 0.2)
        first = agent.bytes_to_send()
        agent.receive(request(), DEVICE, 0.7)
        assert agent.bytes_to_send() == first
        assert agent.events() == []

    def test_it_is_answered_at_the_port_it_comes_from_now(self):
        agent = platform_agent("MESSAGE")
        agent.respond(received(agent, request()).transaction, 200, 0.0)
        agent.bytes_to_send()
        moved = Peer(Transport.UDP, DEVICE.host, 1024)
        agent.receive(request(), moved, 0.5)
        assert [peer for peer, _ in agent.bytes_to_send()] == [moved]

    def test_answers_go_to_the_source_whatever_via_and_contact_say(self):
        agent = platform_agent("MESSAGE")
        event = received(agent, request(via="SIP/2.0/UDP 192.168.1.9:5060;branch=z9hG4bK1"), STRANGER)
        agent.respond(event.transaction, 200, 0.0)
        ((peer, data),) = agent.bytes_to_send()
        assert peer == STRANGER
        assert parsed_response(data).via.parameters["received"] == STRANGER.host

    def test_a_second_answer_is_not_sent(self):
        agent = platform_agent("MESSAGE")
        event = received(agent, request())
        agent.respond(event.transaction, 200, 0.0)
        agent.respond(event.transaction, 500, 0.0)
        assert statuses(agent) == [200]

    def test_a_to_tag_outside_calls_is_forgiven(self):
        agent = platform_agent("MESSAGE")
        assert received(agent, request(to="<sip:1@2>;tag=x")).dialog is None

    def test_one_branch_for_all_messages_is_no_retransmission(self):
        """The go-device of the captures puts its first branch on top of each message."""
        agent = platform_agent("MESSAGE")
        for number in (102, 104):
            event = received(agent, request(call_id=f"c{number}", cseq=f"{number} MESSAGE"))
            agent.respond(event.transaction, 200, 0.0)
        assert statuses(agent) == [200, 200]


class TestRefusals:
    """RFC 3261 section 8.2; RFC 4475 section 3.3."""

    @pytest.mark.parametrize(
        ("data", "status"),
        [
            (request("PUBLISH"), 405),
            (request(cseq="20 NOTIFY"), 400),
            (request(extra="Require: 100rel, timer\n"), 420),
            (request(uri="tel:110"), 416),
            (request(uri="<sip:a@b>"), 400),
            (request(extra="Call-ID: another\n"), 400),
            (request(to='"open <sip:a@b>'), 400),
            (request(cseq="99999999999 MESSAGE"), 400),
            (request("INVITE"), 403),
            (request("BYE"), 481),
            (request("BYE", to="<sip:1@2>;tag=none"), 481),
            (request("INFO", to="<sip:1@2>;tag=none"), 481),
            (request("INFO"), 405),
            (request("CANCEL"), 481),
        ],
        ids=lambda value: str(value) if isinstance(value, int) else "",
    )
    def test_what_cannot_be_served_is_answered_so(self, data, status):
        agent = platform_agent("MESSAGE")
        agent.receive(data, DEVICE, 0.0)
        assert statuses(agent) == [status]
        assert not any(isinstance(event, RequestReceived) for event in agent.events())

    def test_no_hops_left(self):
        agent = platform_agent("MESSAGE")
        agent.receive(request().replace(b"Max-Forwards: 70", b"Max-Forwards: 0"), DEVICE, 0.0)
        assert statuses(agent) == [483]

    def test_405_says_what_is_allowed_and_420_what_is_not(self):
        agent = platform_agent("MESSAGE", "REGISTER")
        agent.receive(request("PUBLISH"), DEVICE, 0.0)
        agent.receive(request(extra="Require: 100rel\n", via="SIP/2.0/UDP h;branch=z9hG4bK2"), DEVICE, 0.0)
        not_allowed, bad_extension = replies(agent)
        assert not_allowed.headers["allow"] == "INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, MESSAGE, REGISTER"
        assert bad_extension.headers["unsupported"] == "100rel"

    def test_options_is_answered_with_what_is_allowed(self):
        agent = platform_agent("MESSAGE")
        agent.receive(request("OPTIONS").replace(b"Max-Forwards: 70", b"Max-Forwards: 0"), DEVICE, 0.0)
        (reply,) = replies(agent)
        assert reply.status == 200
        assert "MESSAGE" in reply.headers["allow"]

    def test_another_version(self):
        agent = platform_agent("MESSAGE")
        agent.receive(request().replace(b"SIP/2.0\r\nVia", b"SIP/7.0\r\nVia"), DEVICE, 0.0)
        assert statuses(agent) == [505]

    @pytest.mark.parametrize("blob", [b"\r\n\r\n", b"jaK\0", b"\0\0\0\0", b" ", b"", b"\r\n" * 50])
    def test_keepalive_blobs_are_dropped_without_a_word(self, blob):
        agent = platform_agent("MESSAGE")
        agent.receive(blob, DEVICE, 0.0)
        assert agent.bytes_to_send() == []
        assert agent.events() == []

    @pytest.mark.parametrize("data", [b"GET / HTTP/1.1\r\n\r\n", b"\xff" * 100, b"MESSAGE sip:a@b SIP/2.0\r\n\r\n"])
    def test_what_says_not_where_it_comes_from_is_counted_and_dropped(self, data):
        agent = platform_agent("MESSAGE")
        agent.receive(data, DEVICE, 0.0)
        assert agent.bytes_to_send() == []
        assert kinds(agent) == [Malformed]

    def test_a_bad_ack_or_response_is_never_answered(self):
        agent = platform_agent("MESSAGE")
        agent.receive(request("ACK", cseq="x"), DEVICE, 0.0)
        agent.receive(text("SIP/2.0 200 OK\nVia: SIP/2.0/UDP h\nCSeq: x\n\n"), DEVICE, 0.0)
        assert agent.bytes_to_send() == []
        assert kinds(agent) == [Malformed, Malformed]

    def test_a_request_that_came_by_two_ways_is_merged(self):
        """RFC 3261 section 8.2.2.2."""
        agent = platform_agent("MESSAGE")
        received(agent, request())
        agent.receive(request(via="SIP/2.0/UDP h;branch=z9hG4bK2"), DEVICE, 0.0)
        agent.receive(request(via="SIP/2.0/UDP h;branch=z9hG4bK3"), STRANGER, 0.0)
        assert statuses(agent) == [482, 482]

    def test_two_devices_with_the_same_call_id_and_tag_are_not(self):
        """Identical cameras that get power at the same time draw the same random numbers."""
        agent = platform_agent("MESSAGE")
        received(agent, request())
        twin = request(sender="<sip:34020000001320000002@3402000000>;tag=a1", via="SIP/2.0/UDP h;branch=z9hG4bK2")
        agent.receive(twin, STRANGER, 0.0)
        assert kinds(agent) == [RequestReceived]
        assert statuses(agent) == []

    def test_a_device_that_repeats_itself_with_a_new_branch_is_served_again(self):
        agent = platform_agent("MESSAGE")
        agent.respond(received(agent, request()).transaction, 200, 0.0)
        again = received(agent, request(via="SIP/2.0/UDP 10.1.2.7;branch=z9hG4bK2"))
        agent.respond(again.transaction, 200, 0.0)
        assert statuses(agent) == [200, 200]


class TestRequestsOfOurs:
    """RFC 3261 section 8.1; GB/T 28181 reference, section 2.4."""

    def test_they_are_short_fresh_and_without_a_to_tag(self):
        agent = platform_agent()
        first, second = message_to(DEVICE, agent), message_to(DEVICE, agent)
        assert first.uri == f"sip:{DEVICE_ID}@10.1.2.7:5060"
        assert first.to_address.tag == ""
        assert "rport" in first.via.parameters
        assert (first.via.host, first.via.port) == ("10.1.1.2", 5060)
        assert first.call_id != second.call_id
        assert first.via.branch != second.via.branch
        assert first.from_address.tag != second.from_address.tag
        assert "contact" not in first.headers
        assert len(first.encode()) - len(first.body) < 500

    @pytest.mark.parametrize("method", ["INVITE", "SUBSCRIBE", "REGISTER"])
    def test_those_that_need_a_contact_have_one(self, method):
        assert "<sip:" in platform_agent().composer.request(method, DEVICE_ID, DEVICE).headers["contact"]

    def test_a_register_binds_ourselves(self):
        agent = platform_agent()
        register = agent.composer.request(
            "REGISTER", DEVICE_ID, DEVICE, headers=[("Call-ID", "c"), ("CSeq", "7 REGISTER")]
        )
        assert register.uri == f"sip:{DEVICE_ID}@3402000000"
        assert register.to_id == register.from_id == agent.composer.identity.id
        assert (register.call_id, register.cseq.number) == ("c", 7)

    def test_the_answer_comes_back(self):
        agent = platform_agent()
        asked = message_to(DEVICE, agent)
        transaction = agent.send(asked, DEVICE, 0.0)
        agent.receive(asked.reply(100, source=DEVICE).encode(), DEVICE, 0.05)
        agent.receive(asked.reply(404, source=DEVICE, tag="d").encode(), DEVICE, 0.1)
        agent.receive(asked.reply(404, source=DEVICE, tag="d").encode(), DEVICE, 0.2)
        events = agent.events()
        assert [event.response.status for event in events if isinstance(event, ResponseReceived)] == [100, 404]
        assert all(event.transaction is transaction for event in events if isinstance(event, ResponseReceived))

    @pytest.mark.parametrize(
        "change",
        [
            lambda data: data.replace(b"Via: ", b"X-Via: "),
            lambda data: data.replace(b"branch=z9hG4bK", b"branch=z9hG4bKother"),
            lambda data: data.replace(b"Via: SIP/2.0/UDP ", b"Via: nonsense"),
        ],
        ids=["no Via", "another branch", "unreadable Via"],
    )
    def test_an_answer_with_a_broken_via_is_known_by_call_id_and_cseq(self, change):
        """MiBeeNvr pull request 326."""
        agent = platform_agent()
        asked = message_to(DEVICE, agent)
        agent.send(asked, DEVICE, 0.0)
        data = change(asked.reply(200, source=DEVICE, tag="d").encode())
        agent.receive(data, STRANGER, 0.1)
        assert agent.events() == []
        agent.receive(data, DEVICE, 0.1)
        assert kinds(agent) == [ResponseReceived]

    def test_an_answer_nobody_waits_for_is_ignored(self):
        agent = platform_agent()
        asked = message_to(DEVICE, agent)
        agent.receive(asked.reply(200, source=DEVICE).encode(), DEVICE, 0.0)
        assert agent.events() == []

    def test_without_an_answer_it_times_out(self):
        agent = platform_agent()
        transaction = agent.send(message_to(DEVICE, agent), DEVICE, 0.0, patience=8.0)
        for now in (0.5, 1.5, 3.5, 7.5, 7.97, 8.0):
            agent.handle_timer(now)
        assert agent.events() == [TimedOut(transaction)]
        assert len(agent.bytes_to_send()) == 5
        assert agent.is_idle

    def test_abandoned_it_sends_nothing_more(self):
        agent = platform_agent()
        transaction = agent.send(message_to(DEVICE, agent), DEVICE, 0.0)
        agent.abandon(transaction)
        agent.bytes_to_send()
        agent.handle_timer(100.0)
        assert agent.bytes_to_send() == []
        assert agent.events() == []
        assert agent.is_idle

    def test_a_lost_connection_fails_its_requests_at_once_and_no_others(self):
        agent = platform_agent()
        other = Peer(Transport.TCP, DEVICE.host, 40124, 2)
        lost = agent.send(message_to(DEVICE_TCP, agent), DEVICE_TCP, 0.0)
        agent.send(message_to(other, agent), other, 0.0)
        agent.connection_lost(DEVICE_TCP, "reset", 0.1)
        assert agent.events() == [SendingFailed(lost, "reset")]
        assert not agent.is_idle

    def test_challenges_of_peers_are_not_answered(self):
        """Reliability study, T24: a device must not harvest digests."""
        agent = platform_agent()
        asked = message_to(DEVICE, agent)
        agent.send(asked, DEVICE, 0.0)
        agent.bytes_to_send()
        challenge = [("WWW-Authenticate", 'Digest realm="r", nonce="n"')]
        agent.receive(asked.reply(401, source=DEVICE, headers=challenge).encode(), DEVICE, 0.1)
        assert kinds(agent) == [ResponseReceived]
        assert agent.bytes_to_send() == []


class Talk:
    """A platform in a call with a device whose side is written by hand."""

    def __init__(self, tag: str = "d1", peer: Peer = DEVICE) -> None:
        self.agent = platform_agent("MESSAGE")
        self.invite = self.agent.composer.request("INVITE", DEVICE_ID, peer, body=SDP, content_type="Application/SDP")
        self.agent.invite(self.invite, peer, 0.0)
        self.tag = tag
        self.answer = self.invite.reply(
            200, source=peer, tag=tag, headers=[("Contact", "<sip:cam@192.168.1.9:5060>")], body=b"v=0\r\nd\r\n"
        )
        self.agent.receive(self.answer.encode(), peer, 0.1)
        answered = self.agent.events()[-1]
        assert isinstance(answered, Answered)
        self.dialog = answered.dialog
        self.agent.bytes_to_send()

    def says(
        self, method: str, *, peer: Peer = DEVICE, number: int = 1, now: float = 1.0, branch: str = "", **changes: str
    ) -> None:
        own_tag = changes.pop("own_tag", self.tag)
        our_tag = changes.pop("our_tag", self.invite.from_address.tag)
        call_id = changes.pop("call_id", self.invite.call_id)
        data = request(
            method,
            via=f"SIP/2.0/{peer.transport} {peer.host};branch=z9hG4bK{branch or f'd{method}{number}'}",
            sender=f"<sip:{DEVICE_ID}@3402000000>" + (f";tag={own_tag}" if own_tag else ""),
            to=f"<sip:1@2>;tag={our_tag}",
            call_id=call_id,
            cseq=f"{number} {method}",
            body=changes.pop("body", "").encode(),
        )
        self.agent.receive(data, peer, now)


class TestRequestsInsideCalls:
    """RFC 3261 sections 12.2 and 15; reliability study, T7."""

    def test_bye_ends_the_call(self):
        talk = Talk()
        talk.says("BYE")
        assert statuses(talk.agent) == [200]
        assert talk.agent.events() == [DialogEnded(talk.dialog, EndCause.BYE)]

    @pytest.mark.parametrize("change", [{"own_tag": "x"}, {"our_tag": "x"}, {"call_id": "x"}, {"own_tag": ""}])
    def test_a_forged_bye_does_not(self, change):
        talk = Talk()
        talk.says("BYE", **change)
        assert statuses(talk.agent) == [481]
        assert kinds(talk.agent) == [Unexpected]
        assert not talk.dialog.is_over

    def test_nor_does_one_from_another_host(self):
        talk = Talk()
        talk.says("BYE", peer=STRANGER)
        assert statuses(talk.agent) == [481]
        assert kinds(talk.agent) == [Unexpected]
        assert not talk.dialog.is_over

    def test_another_port_of_the_same_host_is_a_nat(self):
        talk = Talk()
        talk.says("BYE", peer=Peer(Transport.UDP, DEVICE.host, 1024))
        assert statuses(talk.agent) == [200]

    def test_a_repeated_bye_of_an_ended_call_is_calmed(self):
        talk = Talk()
        talk.says("BYE")
        talk.agent.bytes_to_send()
        talk.says("BYE", number=2)
        assert statuses(talk.agent) == [200]
        talk.says("BYE", number=3, now=100.0)
        assert statuses(talk.agent) == [481]

    def test_crossing_byes(self):
        talk = Talk()
        bye = talk.agent.hang_up(talk.dialog, 1.0)
        assert bye is not None
        talk.agent.bytes_to_send()
        talk.says("BYE", now=1.1)
        assert statuses(talk.agent) == [200]
        assert talk.agent.events() == []
        assert talk.agent.hang_up(talk.dialog, 1.2) is None

    def test_info_and_message_come_with_their_call(self):
        talk = Talk()
        for number, method in enumerate(("INFO", "MESSAGE"), 1):
            talk.says(method, number=number)
            (event,) = talk.agent.events()
            assert isinstance(event, RequestReceived)
            assert event.dialog is talk.dialog

    def test_an_older_number_is_refused_the_same_is_not(self):
        talk = Talk()
        talk.says("MESSAGE", number=20)
        talk.says("MESSAGE", number=20, branch="second")
        talk.says("MESSAGE", number=19)
        assert kinds(talk.agent) == [RequestReceived, RequestReceived, Unexpected]
        assert statuses(talk.agent) == [500]

    def test_other_methods_are_refused(self):
        talk = Talk()
        talk.says("UPDATE")
        assert statuses(talk.agent) == [405]

    def test_an_answer_without_a_tag_accepts_any(self):
        """The go-device of the captures answers 200 without To tag and Contact."""
        talk = Talk(tag="")
        talk.says("BYE", own_tag="invented")
        assert statuses(talk.agent) == [200]

    def test_ours_number_upwards_and_go_to_the_flow(self):
        talk = Talk()
        info = talk.agent.request_in(talk.dialog, "INFO", body=b"PLAY", content_type="Application/MANSRTSP")
        talk.agent.send(info, talk.dialog.peer, 1.0)
        talk.agent.hang_up(talk.dialog, 2.0)
        sent = talk.agent.bytes_to_send()
        assert [peer for peer, _ in sent] == [DEVICE, DEVICE]
        info, bye = (parsed(data) for _, data in sent)
        assert [str(info.cseq), str(bye.cseq)] == ["2 INFO", "3 BYE"]
        assert info.uri == "sip:cam@192.168.1.9:5060"
        assert info.to_address.tag == "d1"
        assert info.from_address.tag == talk.invite.from_address.tag
        assert info.call_id == talk.invite.call_id
        assert info.headers["content-type"] == "Application/MANSRTSP"

    def test_481_to_one_of_ours_ends_the_call(self):
        talk = Talk()
        info = talk.agent.request_in(talk.dialog, "INFO")
        talk.agent.send(info, DEVICE, 1.0)
        talk.agent.receive(info.reply(481, source=DEVICE).encode(), DEVICE, 1.1)
        assert kinds(talk.agent) == [ResponseReceived, DialogEnded]

    def test_an_info_that_is_never_answered_does_not(self):
        """No captured camera answers INFO."""
        talk = Talk()
        talk.agent.send(talk.agent.request_in(talk.dialog, "INFO"), DEVICE, 1.0, patience=2.0)
        talk.agent.handle_timer(3.0)
        assert kinds(talk.agent) == [TimedOut]
        assert not talk.dialog.is_over

    def test_a_bye_is_repeated_for_32_seconds(self):
        talk = Talk()
        talk.agent.hang_up(talk.dialog, 1.0)
        while (now := talk.agent.next_timer()) is not None:
            talk.agent.handle_timer(now)
        sent = [parsed(data).method for _, data in talk.agent.bytes_to_send()]
        assert sent == ["BYE"] * 11
        assert kinds(talk.agent) == [TimedOut]
        assert talk.agent.is_idle

    def test_calls_go_on_where_the_device_is_now(self):
        talk = Talk()
        moved = Peer(Transport.UDP, DEVICE.host, 1024)
        talk.agent.move_calls(DEVICE, moved)
        talk.agent.hang_up(talk.dialog, 1.0)
        assert [peer for peer, _ in talk.agent.bytes_to_send()] == [moved]

    def test_a_lost_connection_leaves_the_call_to_be_ended_elsewhere(self):
        talk = Talk(peer=DEVICE_TCP)
        talk.agent.connection_lost(DEVICE_TCP, "reset", 1.0)
        assert not talk.dialog.is_over
        again = Peer(Transport.TCP, DEVICE.host, 40999, 2)
        talk.agent.move_calls(DEVICE_TCP, again)
        talk.agent.hang_up(talk.dialog, 2.0)
        assert [peer for peer, _ in talk.agent.bytes_to_send()] == [again]
