from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.protocol.sip.callee import IncomingInvite
from console.protocol.sip.dialog import Dialog
from console.protocol.sip.events import (
    Acknowledged,
    Answered,
    DialogEnded,
    Event,
    RequestReceived,
    ResponseReceived,
    SendingFailed,
    TimedOut,
)
from console.protocol.sip.transaction import T1, TRANSACTION_LIFE, ClientTransaction
from console.protocol.sip.user_agent import UserAgent
from tests.protocol.sip.composed import DEVICE, DEVICE_ID, PLATFORM, PLATFORM_ID, SDP
from tests.protocol.sip.lossy import LossyNetwork

CALLS = 40
MESSAGES = 40


@dataclass
class Site:
    """Calls of the platform, messages of the device, and what became of each."""

    answered: int = 0
    finished: set[ClientTransaction] = field(default_factory=set)
    sent: list[ClientTransaction] = field(default_factory=list)
    served: list[str] = field(default_factory=list)  # Call-IDs of the messages the platform was given
    taken: dict[Dialog, bool] = field(default_factory=dict)

    def on_event(self, network: LossyNetwork, agent: UserAgent, event: Event) -> None:
        if isinstance(event, RequestReceived):
            if isinstance(event.transaction, IncomingInvite):
                agent.accept(event.transaction, network.now, body=SDP, content_type="application/sdp")
            else:
                self.served.append(event.request.call_id)
                agent.respond(event.transaction, 200, network.now)
        elif isinstance(event, Answered):
            self.answered += 1
            self.finished.add(event.transaction)
            network.at(network.now + 5, lambda: self.hang_up(network, agent, event.dialog))
        elif isinstance(event, TimedOut | SendingFailed) or (
            isinstance(event, ResponseReceived) and event.response.is_final
        ):
            self.finished.add(event.transaction)

    def hang_up(self, network: LossyNetwork, agent: UserAgent, dialog: Dialog) -> None:
        transaction = agent.hang_up(dialog, network.now)
        if transaction is not None:
            self.sent.append(transaction)

    def start(self, network: LossyNetwork) -> None:
        for number in range(CALLS):
            network.at(number * 0.2, lambda: self.sent.append(self._invite(network)))
        for number in range(MESSAGES):
            network.at(number * 0.2, lambda: self.sent.append(self._message(network)))

    def _invite(self, network: LossyNetwork) -> ClientTransaction:
        agent = network.platform
        request = agent.composer.request("INVITE", DEVICE_ID, DEVICE, body=SDP, content_type="Application/SDP")
        return agent.invite(request, DEVICE, network.now)

    def _message(self, network: LossyNetwork) -> ClientTransaction:
        agent = network.device
        request = agent.composer.request("MESSAGE", PLATFORM_ID, PLATFORM, body=b"<a/>", content_type="x/xml")
        return agent.send(request, PLATFORM, network.now)


def run(*, loss: float, repetition: float, delay: float, seed: int) -> tuple[Site, LossyNetwork]:
    site = Site()
    network = LossyNetwork(site.on_event, loss=loss, repetition=repetition, delay=delay, seed=seed)
    site.start(network)
    # Calls and messages of 8 s, 5 s of talk, an answer as late as it gets, its BYE, and what lingers of that.
    network.run(until=8 + 5 + 4 * TRANSACTION_LIFE)
    return site, network


def check_that_all_is_over(site: Site, network: LossyNetwork) -> None:
    assert site.finished == set(site.sent)
    assert network.platform.is_idle
    assert network.device.open_transactions == 0
    # A BYE that never arrived leaves its call with the peer: SIP has no keepalive for calls.
    assert network.device.is_idle or network.told[TimedOut]
    assert network.platform.next_timer() is None
    assert network.device.next_timer() is None
    # A retransmission never looks like another message, unless it flies for longer than the RFC assumes: the last one
    # leaves at 31.5 s, and the first is forgotten 32 s after it came.
    assert network.delay >= T1 or len(site.served) == len(set(site.served))


class TestLossyNetwork:
    """RFC 3261 section 17: whatever the network does, every transaction ends and every table is empty after 64*T1."""

    def test_without_loss_everything_succeeds_once(self):
        site, network = run(loss=0.0, repetition=0.0, delay=0.05, seed=1)
        check_that_all_is_over(site, network)
        assert site.answered == CALLS
        assert len(site.served) == MESSAGES
        assert network.told[Acknowledged] == CALLS
        assert network.told[DialogEnded] == CALLS  # the device's side of each
        assert network.told[TimedOut] == 0

    @pytest.mark.parametrize("loss", [0.1, 0.3])
    def test_with_loss_everything_ends_and_nearly_all_succeeds(self, loss):
        site, network = run(loss=loss, repetition=0.05, delay=0.8, seed=7)
        check_that_all_is_over(site, network)
        # A request gets 7 tries and more, each answer as many: at 30 % loss one in ten thousand fails.
        assert site.answered == CALLS
        assert len(site.served) == MESSAGES

    def test_when_nothing_arrives_everything_times_out(self):
        site, network = run(loss=1.0, repetition=0.0, delay=0.05, seed=1)
        check_that_all_is_over(site, network)
        assert network.told[TimedOut] == CALLS + MESSAGES
        assert site.answered == 0

    @settings(max_examples=max(15, settings().max_examples // 10), deadline=None)
    @given(st.floats(0, 0.9), st.floats(0, 0.5), st.floats(0.01, 3.0), st.integers())
    def test_it_ends_whatever_the_network_does(self, loss, repetition, delay, seed):
        check_that_all_is_over(*run(loss=loss, repetition=repetition, delay=delay, seed=seed))
