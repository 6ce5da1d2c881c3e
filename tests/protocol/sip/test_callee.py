import pytest

from console.model.peer import Peer
from console.protocol.sip.callee import IncomingInvite
from console.protocol.sip.dialog import Dialog
from console.protocol.sip.events import Acknowledged, Cancelled, DialogEnded, EndCause, RequestReceived, Unexpected
from console.protocol.sip.message import Request, Response, parse
from tests.protocol.sip.composed import (
    DEVICE,
    DEVICE_TCP,
    PLATFORM,
    PLATFORM_ID,
    SDP,
    device_agent,
    platform_agent,
    request,
)

OFFER = b"v=0\r\ns=Play\r\nm=video 30000 RTP/AVP 96\r\n"


class Callee:
    """A device that is called; the platform's side is written by hand."""

    def __init__(self, peer: Peer = PLATFORM) -> None:
        self.peer = peer
        self.agent = device_agent("INVITE", "MESSAGE")
        self.agent.receive(self.message("INVITE", 1, body=OFFER), peer, 0.0)
        (event,) = self.agent.events()
        assert isinstance(event, RequestReceived)
        assert isinstance(event.transaction, IncomingInvite)
        self.transaction = event.transaction
        self.to = "<sip:1@2>"
        self.dialog: Dialog | None = None

    def message(
        self, method: str, number: int, *, branch: str = "i1", tag: str = "", body: bytes = b"", sender_tag: str = "p1"
    ) -> bytes:
        return request(
            method,
            via=f"SIP/2.0/{self.peer.transport} {self.peer.host}:5060;rport;branch=z9hG4bK{branch}",
            sender=f"<sip:{PLATFORM_ID}@3402000000>;tag={sender_tag}",
            to="<sip:1@2>" + (f";tag={tag}" if tag else ""),
            call_id="call",
            cseq=f"{number} {method}",
            extra=f"Contact: <sip:{PLATFORM_ID}@10.1.1.2:5060>\n",
            body=body,
        )

    def accept(self, now: float = 0.1) -> str:
        """Accept; the tag of our side."""
        accepted = self.agent.accept(self.transaction, now, body=SDP, content_type="application/sdp")
        assert accepted is not None
        self.dialog, answer = accepted
        return answer.to_address.tag

    def sent(self) -> list[Request | Response]:
        return [parse(data) for _, data in self.agent.bytes_to_send()]

    def lines(self) -> list[str]:
        """Status of each response and method of each request that was sent."""
        return [message.method if isinstance(message, Request) else str(message.status) for message in self.sent()]


class TestIncomingCalls:
    """RFC 3261 section 13.3."""

    def test_100_is_sent_at_once(self):
        (trying,) = Callee().sent()
        assert isinstance(trying, Response)
        assert trying.status == 100
        assert trying.to_address.tag == ""

    def test_the_answer_is_repeated_until_acknowledged(self):
        callee = Callee()
        tag = callee.accept()
        callee.agent.handle_timer(0.6)
        assert callee.lines() == ["100", "200", "200"]
        callee.agent.receive(callee.message("ACK", 1, branch="a1", tag=tag), PLATFORM, 0.7)
        assert [type(event) for event in callee.agent.events()] == [Acknowledged]
        callee.agent.handle_timer(20.0)
        assert callee.lines() == []

    def test_it_carries_our_contact_and_description(self):
        callee = Callee()
        tag = callee.accept()
        _, answer = callee.sent()
        assert answer.headers["contact"] == "<sip:34020000001320000001@10.1.2.7:5060>"
        assert (answer.body, answer.content_type) == (SDP, "application/sdp")
        assert answer.to_address.tag == tag

    def test_ringing_has_the_tag_of_the_answer(self):
        callee = Callee()
        callee.agent.respond(callee.transaction, 180, 0.05)
        tag = callee.accept()
        _, ringing, answer = callee.sent()
        assert ringing.to_address.tag == answer.to_address.tag == tag

    def test_without_an_ack_the_call_is_ended(self):
        callee = Callee()
        callee.accept(now=0.0)
        assert callee.dialog is not None
        while not callee.dialog.is_over:
            callee.agent.handle_timer(callee.agent.next_timer())
        assert callee.agent.events() == [DialogEnded(callee.dialog, EndCause.NOT_ACKNOWLEDGED)]
        assert callee.lines() == ["100"] + ["200"] * 11 + ["BYE"]

    @pytest.mark.parametrize("change", [{"tag": "x"}, {"number": 2}])
    def test_the_ack_of_another_call_does_not_confirm_it(self, change):
        callee = Callee()
        arguments = {"number": 1, "tag": callee.accept(), "branch": "a1", **change}
        callee.agent.receive(callee.message("ACK", **arguments), PLATFORM, 0.2)
        assert callee.agent.events() == []

    def test_nor_does_one_from_another_host(self):
        callee = Callee()
        tag = callee.accept()
        callee.agent.receive(
            callee.message("ACK", 1, branch="a1", tag=tag), Peer(PLATFORM.transport, "10.6.6.6", 1), 0.2
        )
        assert callee.agent.events() == []

    def test_an_ack_with_the_branch_of_its_invite_is_understood(self):
        """Old devices follow RFC 2543."""
        callee = Callee()
        callee.agent.receive(callee.message("ACK", 1, tag=callee.accept()), PLATFORM, 0.2)
        assert [type(event) for event in callee.agent.events()] == [Acknowledged]

    def test_a_refusal_is_repeated_until_acknowledged(self):
        callee = Callee()
        callee.agent.respond(callee.transaction, 486, 0.1)
        callee.agent.handle_timer(0.6)
        assert callee.lines() == ["100", "486", "486"]
        callee.agent.receive(callee.message("ACK", 1, tag="x"), PLATFORM, 0.7)
        callee.agent.handle_timer(1.6)
        assert callee.lines() == []
        assert callee.agent.events() == []

    def test_hanging_up_waits_for_the_ack(self):
        """RFC 3261 section 15."""
        callee = Callee()
        tag = callee.accept()
        assert callee.dialog is not None
        callee.sent()
        assert callee.agent.hang_up(callee.dialog, 0.2) is None
        assert callee.lines() == []
        callee.agent.receive(callee.message("ACK", 1, branch="a1", tag=tag), PLATFORM, 0.3)
        assert callee.lines() == ["BYE"]
        assert callee.agent.events() == []

    def test_the_caller_may_hang_up_before_its_ack_arrives(self):
        callee = Callee()
        tag = callee.accept()
        callee.sent()
        callee.agent.receive(callee.message("BYE", 2, branch="b1", tag=tag), PLATFORM, 0.2)
        assert callee.lines() == ["200"]
        assert [type(event) for event in callee.agent.events()] == [DialogEnded]
        while (now := callee.agent.next_timer()) is not None:
            callee.agent.handle_timer(now)
        assert callee.lines() == []  # neither the answer again nor a BYE of ours
        assert callee.agent.is_idle

    def test_requests_in_the_call_name_the_caller(self):
        callee = Callee()
        tag = callee.accept()
        callee.agent.receive(callee.message("ACK", 1, branch="a1", tag=tag), PLATFORM, 0.2)
        callee.sent()
        assert callee.dialog is not None
        request_in = callee.agent.request_in(callee.dialog, "MESSAGE", body=b"<a/>", content_type="x/y")
        assert request_in.uri == f"sip:{PLATFORM_ID}@10.1.1.2:5060"
        assert (request_in.from_address.tag, request_in.to_address.tag) == (tag, "p1")
        assert request_in.cseq.number == 1

    def test_a_lost_connection_ends_a_call_that_was_not_confirmed(self):
        callee = Callee(DEVICE_TCP)
        callee.accept()
        callee.agent.connection_lost(DEVICE_TCP, "reset", 0.2)
        assert [type(event) for event in callee.agent.events()] == [DialogEnded]
        assert callee.agent.is_idle

    def test_nobody_listens(self):
        agent = platform_agent("MESSAGE")
        agent.receive(request("INVITE"), DEVICE, 0.0)
        assert [parse(data).status for _, data in agent.bytes_to_send()] == [403]
        assert [type(event) for event in agent.events()] == [Unexpected]


class TestCancel:
    """RFC 3261 section 9.2."""

    def test_a_call_that_rings_is_cancelled(self):
        callee = Callee()
        callee.agent.receive(callee.message("CANCEL", 1), PLATFORM, 0.1)
        assert callee.lines() == ["100", "200", "487"]
        assert callee.agent.events() == [Cancelled(callee.transaction)]
        assert callee.agent.accept(callee.transaction, 0.2, body=SDP, content_type="application/sdp") is None

    def test_after_the_answer_it_has_no_effect(self):
        callee = Callee()
        callee.accept()
        callee.agent.receive(callee.message("CANCEL", 1), PLATFORM, 0.2)
        assert callee.lines() == ["100", "200", "200"]
        assert callee.agent.events() == []

    def test_of_an_unknown_call(self):
        callee = Callee()
        callee.agent.receive(callee.message("CANCEL", 1, branch="other"), PLATFORM, 0.1)
        assert callee.lines() == ["100", "481"]

    def test_from_another_host(self):
        callee = Callee()
        callee.agent.receive(callee.message("CANCEL", 1), Peer(PLATFORM.transport, "10.6.6.6", 5060), 0.1)
        assert callee.lines() == ["100", "481"]
        assert callee.agent.events() == []


class TestReinvite:
    """RFC 3261 section 14.2; GB/T 28181 reference, section 6.8."""

    @pytest.fixture
    def callee(self) -> Callee:
        callee = Callee()
        self.tag = callee.accept()
        callee.agent.receive(callee.message("ACK", 1, branch="a1", tag=self.tag), PLATFORM, 0.2)
        callee.agent.events()
        callee.sent()
        return callee

    def test_one_that_changes_nothing_gets_the_same_answer(self, callee):
        callee.agent.receive(
            callee.message("INVITE", 2, branch="i2", tag=self.tag, body=OFFER + b"\r\n"), PLATFORM, 1.0
        )
        (answer,) = callee.sent()
        assert (answer.status, answer.body) == (200, SDP)
        callee.agent.receive(callee.message("ACK", 2, branch="a2", tag=self.tag), PLATFORM, 1.1)
        assert callee.agent.events() == []
        callee.agent.handle_timer(1.5)
        assert callee.sent() == []

    @pytest.mark.parametrize("body", [b"", OFFER.replace(b"30000", b"30002")])
    def test_one_that_changes_something_is_refused_and_the_call_stands(self, callee, body):
        callee.agent.receive(callee.message("INVITE", 2, branch="i2", tag=self.tag, body=body), PLATFORM, 1.0)
        assert callee.lines() == ["488"]
        assert callee.dialog is not None
        assert not callee.dialog.is_over

    def test_one_that_is_never_acknowledged_does_not_end_the_call(self, callee):
        callee.agent.receive(callee.message("INVITE", 2, branch="i2", tag=self.tag, body=OFFER), PLATFORM, 1.0)
        while (now := callee.agent.next_timer()) is not None:
            callee.agent.handle_timer(now)
        assert callee.agent.events() == []
        assert "BYE" not in callee.lines()

    def test_a_second_one_before_the_ack_must_wait(self, callee):
        for number in (2, 3):
            data = callee.message("INVITE", number, branch=f"i{number}", tag=self.tag, body=OFFER)
            callee.agent.receive(data, PLATFORM, 1.0)
        assert callee.lines() == ["200", "491"]
