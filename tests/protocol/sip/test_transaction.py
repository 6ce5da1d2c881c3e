import pytest

from console.model.peer import Peer
from console.protocol.sip.message import Request, Response
from console.protocol.sip.transaction import (
    T1,
    T4,
    TRANSACTION_LIFE,
    UNANSWERED_LIFE,
    InviteClientTransaction,
    InviteServerTransaction,
    NonInviteClientTransaction,
    NonInviteServerTransaction,
    State,
    Transaction,
    cancel,
    server_key,
)
from tests.protocol.sip.composed import DEVICE, DEVICE_TCP, parsed, request


def sent_until_the_end(transaction: Transaction) -> list[float]:
    """When it sent something, given nothing but time."""
    sent_at = [0.0] * len(transaction.bytes_to_send())
    while (now := transaction.next_timer()) is not None:
        transaction.handle_timer(now)
        sent_at += [now] * len(transaction.bytes_to_send())
    return sent_at


def answer(method: str, status: int, tag: str = "t1") -> Response:
    return parsed(request(method)).reply(status, source=DEVICE, tag=tag)


def message_client(peer: Peer = DEVICE, patience: float = TRANSACTION_LIFE) -> NonInviteClientTransaction:
    return NonInviteClientTransaction(parsed(request()), peer, 0.0, patience=patience)


def invite_client(peer: Peer = DEVICE) -> InviteClientTransaction:
    return InviteClientTransaction(parsed(request("INVITE")), peer, 0.0)


def message_server(peer: Peer = DEVICE) -> NonInviteServerTransaction:
    return NonInviteServerTransaction(parsed(request()), peer, 0.0)


def invite_server(peer: Peer = DEVICE) -> InviteServerTransaction:
    return InviteServerTransaction(parsed(request("INVITE")), peer, 0.0)


class TestNonInviteClient:
    """RFC 3261 section 17.1.2."""

    def test_request_is_retransmitted_and_then_given_up(self):
        transaction = message_client()
        assert sent_until_the_end(transaction) == [0, 0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5]
        assert transaction.is_timed_out
        assert transaction.is_terminated

    def test_over_tcp_it_is_sent_once(self):
        transaction = message_client(DEVICE_TCP)
        assert sent_until_the_end(transaction) == [0]
        assert transaction.is_timed_out

    def test_patience_ends_it_earlier(self):
        transaction = message_client(patience=8.0)
        assert sent_until_the_end(transaction) == [0, 0.5, 1.5, 3.5, 7.5]
        assert transaction.is_timed_out

    def test_a_provisional_response_slows_it_down(self):
        transaction = message_client()
        assert transaction.receive(answer("MESSAGE", 100), 0.1)
        assert transaction.state is State.PROCEEDING
        assert sent_until_the_end(transaction)[:4] == [0, 0.5, 4.5, 8.5]

    def test_a_final_response_ends_the_retransmissions(self):
        transaction = message_client()
        transaction.bytes_to_send()
        assert transaction.receive(answer("MESSAGE", 404), 0.2)
        assert transaction.state is State.COMPLETED
        assert transaction.next_timer() == pytest.approx(0.2 + T4)
        assert sent_until_the_end(transaction) == []
        assert not transaction.is_timed_out

    def test_a_repeated_final_response_is_absorbed(self):
        transaction = message_client()
        transaction.receive(answer("MESSAGE", 200), 0.2)
        assert not transaction.receive(answer("MESSAGE", 200), 0.3)

    def test_over_tcp_nothing_lingers(self):
        transaction = message_client(DEVICE_TCP)
        transaction.receive(answer("MESSAGE", 200), 0.2)
        assert transaction.is_terminated

    def test_a_timer_that_fires_early_does_nothing(self):
        transaction = message_client()
        transaction.bytes_to_send()
        transaction.handle_timer(T1 - 0.03)
        assert transaction.bytes_to_send() == []
        assert transaction.next_timer() == T1

    def test_ended_from_outside_it_is_silent(self):
        transaction = message_client()
        transaction.terminate()
        assert transaction.next_timer() is None
        assert not transaction.is_timed_out


class TestInviteClient:
    """RFC 3261 section 17.1.1, RFC 6026."""

    def test_request_is_retransmitted_and_then_given_up(self):
        transaction = invite_client()
        assert sent_until_the_end(transaction) == [0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5]
        assert transaction.is_timed_out

    def test_over_tcp_it_is_sent_once(self):
        assert sent_until_the_end(invite_client(DEVICE_TCP)) == [0]

    def test_a_provisional_response_stops_everything(self):
        transaction = invite_client()
        assert transaction.receive(answer("INVITE", 100), 0.1)
        assert transaction.receive(answer("INVITE", 101), 0.2)  # Dahua's "Dialog Establishment"
        assert transaction.next_timer() is None

    @pytest.mark.parametrize("status", [302, 486, 503, 603])
    def test_a_failure_is_acknowledged_each_time_it_comes(self, status):
        transaction = invite_client()
        transaction.bytes_to_send()
        assert transaction.receive(answer("INVITE", status), 0.1)
        assert not transaction.receive(answer("INVITE", status), 0.6)
        acks = [parsed(data) for data in transaction.bytes_to_send()]
        assert [ack.method for ack in acks] == ["ACK", "ACK"]
        assert acks[0].via == transaction.request.via
        assert acks[0].to_address.tag == "t1"
        assert str(acks[0].cseq) == "20 ACK"
        assert transaction.next_timer() == pytest.approx(0.1 + TRANSACTION_LIFE)

    def test_over_tcp_a_failure_ends_it(self):
        transaction = invite_client(DEVICE_TCP)
        transaction.receive(answer("INVITE", 486), 0.1)
        assert len(transaction.bytes_to_send()) == 2
        assert transaction.is_terminated

    @pytest.mark.parametrize("peer", [DEVICE, DEVICE_TCP])
    def test_every_success_is_news_for_32_seconds(self, peer):
        transaction = invite_client(peer)
        transaction.bytes_to_send()
        assert transaction.receive(answer("INVITE", 200), 0.1)
        assert transaction.receive(answer("INVITE", 200, "t2"), 0.6)
        assert transaction.state is State.ACCEPTED
        assert transaction.bytes_to_send() == []  # the ACK is its user's
        assert transaction.next_timer() == pytest.approx(0.1 + TRANSACTION_LIFE)
        transaction.handle_timer(40.0)
        assert transaction.is_terminated
        assert not transaction.is_timed_out

    @pytest.mark.parametrize("status", [180, 486])
    def test_after_a_success_nothing_else_counts(self, status):
        transaction = invite_client()
        transaction.receive(answer("INVITE", 200), 0.1)
        assert not transaction.receive(answer("INVITE", status), 0.2)

    @pytest.mark.parametrize("status", [100, 200])
    def test_after_a_failure_nothing_else_counts(self, status):
        transaction = invite_client()
        transaction.receive(answer("INVITE", 486), 0.1)
        transaction.bytes_to_send()
        assert not transaction.receive(answer("INVITE", status), 0.2)
        assert transaction.bytes_to_send() == []

    def test_given_up_it_is_silent_and_listens(self):
        transaction = invite_client()
        transaction.bytes_to_send()
        transaction.fall_silent(0.2)
        assert sent_until_the_end(transaction) == []
        assert invite_client().receive(answer("INVITE", 200), 0.3)

    def test_its_cancel_belongs_to_it(self):
        invite = parsed(request("INVITE", extra="Route: <sip:p;lr>\n"))
        cancelled = cancel(invite)
        assert cancelled.via == invite.via
        assert str(cancelled.cseq) == "20 CANCEL"
        assert cancelled.headers["route"] == "<sip:p;lr>"
        assert cancelled.uri == invite.uri


class TestNonInviteServer:
    """RFC 3261 section 17.2.2."""

    def test_a_retransmission_before_the_answer_is_dropped(self):
        transaction = message_server()
        transaction.receive_again()
        assert transaction.bytes_to_send() == []

    def test_after_the_answer_it_gets_the_same_answer(self):
        transaction = message_server()
        transaction.respond(answer("MESSAGE", 200), 0.1)
        first = transaction.bytes_to_send()
        transaction.receive_again()
        assert transaction.bytes_to_send() == first

    def test_it_absorbs_for_32_seconds_over_udp(self):
        transaction = message_server()
        transaction.respond(answer("MESSAGE", 200), 0.1)
        assert transaction.next_timer() == pytest.approx(0.1 + TRANSACTION_LIFE)
        transaction.handle_timer(32.2)
        assert transaction.is_terminated

    def test_over_tcp_it_ends_with_the_answer(self):
        transaction = message_server(DEVICE_TCP)
        transaction.respond(answer("MESSAGE", 200), 0.1)
        assert transaction.is_terminated

    def test_provisional_then_final(self):
        transaction = message_server()
        transaction.respond(answer("MESSAGE", 100), 0.1)
        assert transaction.state is State.PROCEEDING
        transaction.receive_again()
        transaction.respond(answer("MESSAGE", 200), 0.2)
        assert len(transaction.bytes_to_send()) == 3

    def test_a_second_final_answer_is_not_sent(self):
        transaction = message_server()
        transaction.respond(answer("MESSAGE", 200), 0.1)
        transaction.respond(answer("MESSAGE", 500), 0.2)
        assert len(transaction.bytes_to_send()) == 1

    def test_the_request_is_dropped_with_the_answer(self):
        transaction = message_server()
        transaction.respond(answer("MESSAGE", 200), 0.1)
        assert transaction.request is None

    def test_unanswered_it_ends_with_its_client(self):
        transaction = message_server()
        assert sent_until_the_end(transaction) == []
        assert transaction.is_terminated
        assert not transaction.is_timed_out


class TestInviteServer:
    """RFC 3261 section 17.2.1, RFC 6026."""

    def test_retransmissions_get_the_last_provisional_response(self):
        transaction = invite_server()
        transaction.respond(answer("INVITE", 100), 0.0)
        transaction.respond(answer("INVITE", 180), 0.1)
        _, ringing = transaction.bytes_to_send()
        transaction.receive_again()
        assert transaction.bytes_to_send() == [ringing]

    def test_a_failure_is_repeated_until_acknowledged(self):
        transaction = invite_server()
        transaction.respond(answer("INVITE", 486), 0.0)
        assert sent_until_the_end(transaction) == [0, 0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5]
        assert transaction.is_timed_out

    def test_over_tcp_it_is_sent_once(self):
        transaction = invite_server(DEVICE_TCP)
        transaction.respond(answer("INVITE", 486), 0.0)
        assert sent_until_the_end(transaction) == [0]

    def test_the_ack_of_a_failure_ends_it_after_a_while(self):
        transaction = invite_server()
        transaction.respond(answer("INVITE", 486), 0.0)
        transaction.bytes_to_send()
        assert not transaction.receive_ack(0.2)
        assert transaction.state is State.CONFIRMED
        transaction.receive_again()
        assert transaction.next_timer() == pytest.approx(0.2 + T4)
        assert sent_until_the_end(transaction) == []
        assert not transaction.is_timed_out

    def test_over_tcp_the_ack_ends_it_at_once(self):
        transaction = invite_server(DEVICE_TCP)
        transaction.respond(answer("INVITE", 486), 0.0)
        transaction.receive_ack(0.2)
        assert transaction.is_terminated

    @pytest.mark.parametrize("peer", [DEVICE, DEVICE_TCP])
    def test_a_success_is_repeated_until_acknowledged_whatever_the_transport(self, peer):
        transaction = invite_server(peer)
        transaction.respond(answer("INVITE", 200), 0.0)
        assert sent_until_the_end(transaction) == [0, 0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5]
        assert transaction.is_timed_out

    def test_its_first_ack_is_news(self):
        transaction = invite_server()
        transaction.respond(answer("INVITE", 200), 0.0)
        transaction.bytes_to_send()
        assert transaction.receive_ack(0.2)
        assert not transaction.receive_ack(0.3)
        assert sent_until_the_end(transaction) == []
        assert not transaction.is_timed_out

    def test_in_the_accepted_state_retransmissions_are_absorbed(self):
        transaction = invite_server()
        transaction.respond(answer("INVITE", 200), 0.0)
        transaction.bytes_to_send()
        transaction.receive_again()
        assert transaction.bytes_to_send() == []

    def test_an_ack_before_any_answer_is_ignored(self):
        transaction = invite_server()
        assert not transaction.receive_ack(0.1)
        assert transaction.state is State.PROCEEDING

    def test_unanswered_it_ends_in_the_end(self):
        transaction = invite_server()
        assert transaction.next_timer() == UNANSWERED_LIFE
        transaction.handle_timer(UNANSWERED_LIFE)
        assert transaction.is_terminated
        assert not transaction.is_timed_out


def key(data: bytes, peer: Peer = DEVICE, method: str = "") -> object:
    message: Request = parsed(data)
    return server_key(message, peer, method or message.method)


class TestMatching:
    """RFC 3261 section 17.2.3."""

    def test_branch_and_sender_name_a_transaction(self):
        assert key(request(to="<sip:1@2>;tag=x")) == key(request())
        assert key(request(via="SIP/2.0/UDP 10.1.2.7:5060;branch=z9hG4bK2")) != key(request())
        assert key(request(via="SIP/2.0/UDP 10.1.2.8:5060;branch=z9hG4bK1")) != key(request())

    def test_a_branch_used_for_every_request_does_not_merge_them(self):
        """The go-device of the captures."""
        assert key(request(call_id="c2", cseq="104 MESSAGE")) != key(request(call_id="c1", cseq="102 MESSAGE"))

    def test_one_cseq_for_all_messages_does_not_merge_them(self):
        """The rv1126 firmware of the captures."""
        first = request(call_id="1603519324", via="SIP/2.0/UDP 127.0.0.1:5103;rport;branch=z9hG4bK617697506")
        second = request(call_id="1801287694", via="SIP/2.0/UDP 127.0.0.1:5103;rport;branch=z9hG4bK187408450")
        assert key(first) != key(second)

    def test_an_ack_matches_its_invite(self):
        assert key(request("ACK", to="<sip:1@2>;tag=t1"), method="INVITE") == key(request("INVITE"))

    @pytest.mark.parametrize("branch", ["", ";branch=1", ";branch=z9hG4bK"])
    def test_without_the_cookie_the_whole_via_counts(self, branch):
        """RFC 2543."""
        via = f"SIP/2.0/UDP 10.1.2.7{branch}"
        assert key(request(via=via)) == key(request(via=via))
        assert key(request(via=via)) != key(request(via=f"{via};x=1"))
        assert key(request(via=via)) != key(request(via=via, call_id="c2"))

    def test_another_host_sends_another_request(self):
        assert key(request(), peer=Peer(DEVICE.transport, "10.6.6.6", 5060)) != key(request())

    def test_a_nat_that_moves_the_port_does_not_matter(self):
        assert key(request(), peer=Peer(DEVICE.transport, DEVICE.host, 1024)) == key(request())
