import pytest

from console.model.peer import Peer
from console.protocol.sip.caller import OutgoingInvite
from console.protocol.sip.events import Answered, Event, ResponseReceived, SendingFailed, TimedOut
from console.protocol.sip.message import Request
from tests.protocol.sip.composed import DEVICE, DEVICE_ID, DEVICE_TCP, SDP, parsed, platform_agent


class Conversation:
    """Our INVITE to a device whose answers are written by hand."""

    def __init__(self, peer: Peer = DEVICE, patience: float = 10.0) -> None:
        self.peer = peer
        self.agent = platform_agent()
        self.invite = self.agent.composer.request("INVITE", DEVICE_ID, peer, body=SDP, content_type="Application/SDP")
        self.transaction: OutgoingInvite = self.agent.invite(self.invite, peer, 0.0, patience=patience)
        self.sent()

    def answer(self, status: int, *, now: float, tag: str = "d1", **changes: str) -> None:
        headers = list(changes.items())
        reply = self.invite.reply(
            status, source=self.peer, tag=tag, headers=headers, body=SDP if status == 200 else b""
        )
        self.agent.receive(reply.encode(), self.peer, now)

    def sent(self) -> list[Request]:
        return [parsed(data) for peer, data in self.agent.bytes_to_send() if peer == self.peer]

    def methods(self) -> list[str]:
        return [message.method for message in self.sent()]

    def events(self) -> list[type[Event]]:
        return [type(event) for event in self.agent.events()]

    def run_out(self) -> list[str]:
        """The methods of everything sent until no timer is left."""
        methods = self.methods()
        while (now := self.agent.next_timer()) is not None:
            self.agent.handle_timer(now)
            methods += self.methods()
        return methods


class TestAnswers:
    """RFC 3261 section 13.2.2."""

    def test_a_200_is_acknowledged_and_makes_a_call(self):
        talk = Conversation()
        talk.answer(100, now=0.01, tag="")
        talk.answer(200, now=0.1, contact="<sip:cam@192.168.1.9>")
        assert talk.events() == [ResponseReceived, Answered]
        (ack,) = talk.sent()
        assert (ack.method, ack.uri, str(ack.cseq)) == ("ACK", "sip:cam@192.168.1.9", "1 ACK")
        assert ack.via.branch != talk.invite.via.branch
        assert ack.to_address.tag == "d1"
        assert ack.body == b""

    def test_each_repetition_of_it_gets_the_same_ack(self):
        talk = Conversation()
        talk.answer(200, now=0.1)
        first = talk.sent()
        talk.answer(200, now=0.6)
        assert talk.sent() == first
        assert talk.events() == [Answered]

    @pytest.mark.parametrize("contact", ["", "*", "<mailto:x@y>", "<sip:a b>", '"open <sip:a>'])
    def test_without_a_usable_contact_the_first_target_is_kept(self, contact):
        talk = Conversation()
        talk.answer(200, now=0.1, contact=contact)
        assert [message.uri for message in talk.sent()] == [talk.invite.uri]

    def test_routes_are_followed_backwards(self):
        talk = Conversation()
        reply = talk.invite.reply(200, source=DEVICE, tag="d1", headers=[("Record-Route", "<sip:p1;lr>, <sip:p2;lr>")])
        talk.agent.receive(reply.encode(), DEVICE, 0.1)
        assert talk.sent()[0].headers.all("route") == ["<sip:p2;lr>", "<sip:p1;lr>"]

    def test_a_second_end_that_answers_is_told_that_it_was_too_late(self):
        talk = Conversation()
        talk.answer(200, now=0.1, tag="d1")
        talk.sent()
        talk.answer(200, now=0.2, tag="d2")
        ack, bye = talk.sent()
        assert [ack.method, bye.method] == ["ACK", "BYE"]
        assert ack.to_address.tag == bye.to_address.tag == "d2"
        assert talk.events() == [Answered]
        talk.agent.receive(bye.reply(481, source=DEVICE).encode(), DEVICE, 0.3)
        assert talk.agent.open_calls == 1  # the other one stands

    @pytest.mark.parametrize("status", [302, 404, 486, 488, 603])
    def test_a_failure_is_acknowledged_and_told(self, status):
        talk = Conversation()
        talk.answer(status, now=0.1)
        assert talk.methods() == ["ACK"]
        assert talk.events() == [ResponseReceived]
        assert talk.run_out() == []
        assert talk.agent.is_idle

    def test_a_200_without_a_via_is_acknowledged(self):
        """MiBeeNvr pull request 326."""
        talk = Conversation()
        reply = talk.invite.reply(200, source=DEVICE, tag="d1", body=SDP)
        talk.agent.receive(reply.encode().replace(b"Via: ", b"X-Via: "), DEVICE, 0.1)
        assert talk.methods() == ["ACK"]
        assert talk.events() == [Answered]


class TestGivingUp:
    """RFC 3261 section 9.1; fault F11: an answer that comes too late leaves no stream behind."""

    def test_after_a_provisional_answer_it_is_cancelled(self):
        talk = Conversation()
        talk.answer(100, now=0.1, tag="")
        talk.agent.give_up(talk.transaction, 1.0)
        (cancelled,) = talk.sent()
        assert cancelled.method == "CANCEL"
        assert cancelled.via.branch == talk.invite.via.branch
        talk.agent.receive(cancelled.reply(200, source=DEVICE).encode(), DEVICE, 1.1)
        talk.answer(487, now=1.2)
        assert talk.methods() == ["ACK"]
        assert talk.events() == [ResponseReceived]  # the 100 only
        assert talk.run_out() == []
        assert talk.agent.is_idle

    def test_before_any_answer_nothing_is_sent_until_one_comes(self):
        talk = Conversation()
        talk.agent.give_up(talk.transaction, 0.2)
        talk.agent.handle_timer(0.5)
        assert talk.methods() == []
        talk.answer(100, now=3.0, tag="")
        talk.answer(180, now=3.1)
        assert talk.methods() == ["CANCEL"]

    def test_a_200_that_comes_all_the_same_is_ended(self):
        talk = Conversation()
        talk.agent.give_up(talk.transaction, 0.2)
        talk.answer(200, now=20.0)
        assert talk.methods() == ["ACK", "BYE"]
        talk.answer(200, now=20.5)
        assert talk.methods() == ["ACK"]
        assert talk.events() == []
        talk.run_out()
        assert talk.agent.is_idle

    def test_a_200_that_crosses_the_cancel_is_ended(self):
        talk = Conversation()
        talk.answer(100, now=0.1, tag="")
        talk.agent.give_up(talk.transaction, 1.0)
        talk.answer(200, now=1.05)
        assert talk.methods() == ["CANCEL", "ACK", "BYE"]

    def test_a_failure_that_comes_late_is_acknowledged(self):
        talk = Conversation()
        talk.agent.give_up(talk.transaction, 0.2)
        talk.answer(486, now=5.0)
        assert talk.methods() == ["ACK"]
        assert talk.events() == []

    def test_the_time_to_answer_runs_out_though_it_rings(self):
        talk = Conversation(patience=10.0)
        talk.answer(100, now=0.1, tag="")
        talk.agent.handle_timer(9.99)
        assert talk.events() == [ResponseReceived]
        talk.agent.handle_timer(10.0)
        assert talk.events() == [TimedOut]
        assert talk.methods() == ["CANCEL"]
        talk.answer(200, now=15.0)
        assert talk.methods() == ["ACK", "BYE"]

    def test_a_platform_may_be_given_more_time(self):
        talk = Conversation(patience=60.0)
        talk.answer(100, now=0.1, tag="")
        talk.agent.handle_timer(59.9)
        assert talk.events() == [ResponseReceived]
        talk.agent.handle_timer(60.0)
        assert talk.events() == [TimedOut]

    def test_silence_ends_it_after_timer_b_however_patient_one_is(self):
        talk = Conversation(patience=60.0)
        talk.agent.handle_timer(32.0)
        assert talk.events() == [TimedOut]

    def test_without_any_answer_nothing_is_left(self):
        talk = Conversation(patience=10.0)
        assert talk.run_out() == ["INVITE"] * 4  # 0.5, 1.5, 3.5 and 7.5 s after the first
        assert talk.events() == [TimedOut]
        assert talk.agent.is_idle

    def test_giving_up_twice_or_after_the_answer_does_nothing(self):
        talk = Conversation()
        talk.answer(200, now=0.1)
        talk.sent()
        talk.agent.give_up(talk.transaction, 0.2)
        talk.agent.give_up(talk.transaction, 0.3)
        assert talk.methods() == []

    def test_a_cancel_that_is_never_answered_leaves_nothing(self):
        talk = Conversation()
        talk.answer(100, now=0.1, tag="")
        talk.agent.give_up(talk.transaction, 1.0)
        talk.run_out()
        assert talk.events() == [ResponseReceived]
        assert talk.agent.is_idle

    def test_a_provisional_answer_after_giving_up_does_not_keep_it_for_ever(self):
        """Found by a network that loses five of six packets: 180 came late, and the CANCEL for it was lost."""
        talk = Conversation()
        talk.agent.give_up(talk.transaction, 0.2)
        talk.answer(180, now=3.0)
        assert talk.methods() == ["CANCEL"]
        talk.answer(180, now=20.0)
        talk.run_out()
        assert talk.agent.is_idle
        assert talk.agent.next_timer() is None


class TestLostConnection:
    """RFC 3261 section 17.1.4."""

    def test_the_invite_fails_at_once(self):
        talk = Conversation(DEVICE_TCP)
        talk.agent.connection_lost(DEVICE_TCP, "reset", 0.1)
        assert talk.events() == [SendingFailed]
        assert talk.agent.is_idle

    def test_unless_nobody_waits_for_it(self):
        talk = Conversation(DEVICE_TCP)
        talk.agent.give_up(talk.transaction, 0.1)
        talk.agent.connection_lost(DEVICE_TCP, "reset", 0.2)
        assert talk.events() == []
        assert talk.agent.is_idle
