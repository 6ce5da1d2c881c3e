import pytest

from console.protocol.sip.digest import Authenticator, Credentials, Verdict
from console.protocol.sip.events import Malformed, RequestReceived
from console.protocol.sip.message import Request, Response, parse
from console.protocol.sip.user_agent import UserAgent
from tests.protocol.sip.captured import PASSWORD, PEERS, Captured, of_device, transcript
from tests.protocol.sip.composed import DOMAIN, parsed, platform_agent


class Platform:
    """Answers a device as a platform should: digest for REGISTER, 200 for what is told."""

    def __init__(self, nonces: list[str] | None = None) -> None:
        self.agent: UserAgent = platform_agent("REGISTER", "MESSAGE")
        issued = iter(nonces or [])
        self.authenticator = Authenticator(DOMAIN, lambda octets: next(issued, "0" * 2 * octets))
        self.verdicts: list[Verdict] = []
        self.malformed: list[str] = []

    def hear(self, entry: Captured) -> list[int]:
        """What the device is answered."""
        self.agent.receive(entry.data, entry.peer, entry.at)
        for event in self.agent.events():
            if isinstance(event, RequestReceived):
                self.reply(event, entry.at)
            elif isinstance(event, Malformed):
                self.malformed.append(event.reason)
        answers = [parse(data) for peer, data in self.agent.bytes_to_send() if peer == entry.peer]
        return [answer.status for answer in answers if isinstance(answer, Response)]

    def reply(self, event: RequestReceived, now: float) -> None:
        if event.request.method != "REGISTER":
            self.agent.respond(event.transaction, 200, now)
            return
        device_id, host = event.request.from_id, event.peer.host
        verdict = self.authenticator.verify(event.request, device_id, host, [PASSWORD], now).verdict
        self.verdicts.append(verdict)
        if verdict is Verdict.RIGHT:
            self.agent.respond(event.transaction, 200, now)
        else:
            challenge = self.authenticator.challenge(device_id, host, now, stale=verdict is Verdict.STALE)
            self.agent.respond(event.transaction, 401, now, headers=[("WWW-Authenticate", challenge)])


def nonces(shared_data, peer: str) -> list[str]:
    """The nonce the device answered with; a second challenge gets another."""
    for entry in of_device(shared_data, peer):
        if b"\r\nAuthorization:" in entry.data:
            return [Credentials.parse(parsed(entry.data).headers["authorization"]).nonce, "b" * 32]
    return []


class TestCapturedDevices:
    """../shared/data/peers: every message of a real device is understood and answered."""

    @pytest.mark.parametrize("peer", PEERS)
    def test_every_message_is_read(self, shared_data, peer):
        platform = Platform(nonces(shared_data, peer))
        for entry in of_device(shared_data, peer):
            if len(entry.data) <= 4:
                continue
            message = parse(entry.data)
            assert message.call_id
            assert message.cseq.number
            assert message.via.branch
            assert len(message.body) >= int(message.headers["content-length"])
            platform.hear(entry)
        assert platform.malformed == []

    @pytest.mark.parametrize("peer", PEERS)
    def test_every_request_is_answered_once(self, shared_data, peer):
        """Though one peer gives all its requests one branch, and another all its messages one CSeq."""
        platform = Platform(nonces(shared_data, peer))
        for entry in of_device(shared_data, peer):
            is_request = len(entry.data) > 4 and isinstance(parse(entry.data), Request)
            assert len(platform.hear(entry)) == is_request

    def test_keepalive_blobs_of_exosip_are_ignored(self, shared_data):
        platform = Platform()
        blobs = [entry for entry in of_device(shared_data, "exosip2-camera") if entry.data == b"jaK\0"]
        assert len(blobs) == 4
        assert [platform.hear(blob) for blob in blobs] == [[], [], [], []]
        assert platform.malformed == []


class TestCapturedRegistrations:
    """GB/T 28181 reference, section 2.3."""

    def registrations(self, shared_data, peer: str) -> list[Captured]:
        return [entry for entry in of_device(shared_data, peer) if entry.data.startswith(b"REGISTER")]

    @pytest.mark.parametrize("first_nonce_answered", [True, False])
    def test_exosip_wants_two_challenges_and_may_answer_either(self, shared_data, first_nonce_answered):
        captured = nonces(shared_data, "exosip2-camera")
        platform = Platform(captured if first_nonce_answered else captured[::-1])
        answers = [platform.hear(entry) for entry in self.registrations(shared_data, "exosip2-camera")]
        assert answers == [[401], [401], [200]]
        assert platform.verdicts == [Verdict.NONE, Verdict.NONE, Verdict.RIGHT]

    def test_rv1126_registers_in_two_steps(self, shared_data):
        platform = Platform(nonces(shared_data, "rv1126-firmware"))
        assert [platform.hear(entry) for entry in self.registrations(shared_data, "rv1126-firmware")] == [[401], [200]]

    def test_a_nonce_of_before_our_restart_gets_another_chance(self, shared_data):
        platform = Platform()
        *_, last = self.registrations(shared_data, "rv1126-firmware")
        platform.agent.receive(last.data, last.peer, last.at)
        (event,) = platform.agent.events()
        assert isinstance(event, RequestReceived)
        platform.reply(event, last.at)
        ((_, data),) = platform.agent.bytes_to_send()
        assert "stale=true" in parse(data).headers["www-authenticate"]

    def test_a_replay_is_challenged_again(self, shared_data):
        platform = Platform(nonces(shared_data, "rv1126-firmware"))
        first, last = self.registrations(shared_data, "rv1126-firmware")
        assert [platform.hear(entry) for entry in (first, last)] == [[401], [200]]
        replayed = Captured(last.at + 40, True, last.peer, last.data)  # the transaction is over by then
        platform.agent.handle_timer(replayed.at)
        assert platform.hear(replayed) == [401]
        assert platform.verdicts[-1] is Verdict.STALE

    def test_the_one_without_digest_is_challenged(self, shared_data):
        platform = Platform()
        (only,) = self.registrations(shared_data, "go-device-sip-tcp")
        assert platform.hear(only) == [401]


class TestCapturedCalls:
    """What devices answer to INVITE makes a call, though some of it lacks Contact, To tag or session description."""

    @pytest.mark.parametrize(
        ("peer", "calls"), [("exosip2-camera", 5), ("rv1126-firmware", 4), ("go-device-sip-tcp", 1)]
    )
    def test_each_answer_belongs_to_a_call(self, shared_data, peer, calls):
        agent = platform_agent("MESSAGE", "REGISTER")
        answered = 0
        for entry in transcript(shared_data, peer):
            message = parse(entry.data) if len(entry.data) > 4 else None
            if isinstance(message, Request) and not entry.of_device and message.method == "INVITE":
                agent.invite(message, entry.peer, entry.at)
            elif isinstance(message, Response) and entry.of_device and message.cseq.method == "INVITE":
                agent.receive(entry.data, entry.peer, entry.at)
                answered += message.is_success
                sent = [parse(data) for _, data in agent.bytes_to_send()]
                acks = [ack for ack in sent if isinstance(ack, Request) and ack.method == "ACK"]
                assert len(acks) == message.is_success
        assert answered == calls
