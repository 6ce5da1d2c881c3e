from pathlib import Path

import pytest

from console.protocol.sip.events import Malformed, RequestReceived
from console.protocol.sip.message import Response, parse
from console.protocol.sip.stream import MessageStream
from tests.protocol.sip.composed import DEVICE, platform_agent

SERVED = "served"  # handed to the application, which has its own opinion
IGNORED = "ignored"  # a response that nobody waits for: read and dropped
DROPPED = "dropped"  # not read, counted, never answered

VERDICTS: dict[str, str | int] = {
    # 3.1.1: valid messages
    "wsinv": 481,  # it has a To tag, so it belongs to a call that we do not know
    "intmeth": 405,
    "esc01": SERVED,
    "escnull": SERVED,
    "esc02": 405,  # the method is "RE%47IST%45R", which is not REGISTER
    "lwsdisp": 200,  # OPTIONS, which the agent answers by itself
    "longreq": SERVED,
    "dblreq": SERVED,  # the second request of the datagram is ignored
    "semiuri": 200,
    "transports": 200,
    "mpart01": SERVED,
    "unreason": IGNORED,
    "noreason": IGNORED,
    # 3.1.2: invalid messages; those that are served are harmless here, as the RFC allows
    "badinv01": SERVED,  # empty parameters
    "clerr": 400,
    "ncl": 400,
    "scalar02": 400,
    "scalarlg": DROPPED,
    "quotbal": 400,
    "ltgtruri": 400,
    "lwsruri": 400,
    "lwsstart": SERVED,  # two blanks instead of one
    "trws": 200,  # blanks behind the start line
    "escruri": SERVED,  # headers in the Request-URI are not looked at
    "baddate": SERVED,  # Date is not looked at
    "regbadct": SERVED,  # the registrar does not follow Contact
    "badaspec": 200,
    "baddn": 200,
    "badvers": 505,
    "mismatch01": 400,
    "mismatch02": 400,
    "bigcode": DROPPED,
    # 3.2 and 3.3: transactions and applications
    "badbranch": 200,
    "insuf": 400,
    "unkscm": 416,
    "novelsc": 416,
    "unksm2": SERVED,
    "bext01": 420,
    "invut": SERVED,
    "regaut01": SERVED,
    "multi01": 400,
    "mcl01": 400,
    "bcast": IGNORED,
    "zeromf": 200,
    "cparam01": SERVED,
    "cparam02": SERVED,
    "regescrt": SERVED,
    "sdp01": SERVED,
    "inv2543": SERVED,
    # Not of the RFC: a request without a version, as older drafts had it
    "test": DROPPED,
}


@pytest.fixture(scope="module")
def torture(shared_data) -> Path:
    return shared_data / "rfc4475"


class TestTortureMessages:
    """RFC 4475: each message gets the answer that is written beside it."""

    def test_every_message_has_a_verdict(self, torture):
        assert {path.stem for path in torture.glob("*.dat")} == set(VERDICTS)

    @pytest.mark.parametrize("name", sorted(VERDICTS))
    def test_verdict(self, torture, name):
        agent = platform_agent("INVITE", "REGISTER", "MESSAGE")
        agent.receive((torture / f"{name}.dat").read_bytes(), DEVICE, 0.0)
        events = agent.events()
        answers = [message.status for _, data in agent.bytes_to_send() if isinstance(message := parse(data), Response)]
        served = [event for event in events if isinstance(event, RequestReceived)]
        verdict = VERDICTS[name]
        if verdict is SERVED:
            assert events == served
            assert len(served) == 1
            assert answers in ([], [100])
        elif isinstance(verdict, int):
            assert answers == [verdict]
            assert not served
        else:
            assert not answers
            assert [type(event) for event in events] == ([Malformed] if verdict is DROPPED else [])

    @pytest.mark.parametrize("name", sorted(name for name, verdict in VERDICTS.items() if verdict in (SERVED, IGNORED)))
    def test_what_is_read_can_be_written_and_read_again(self, torture, name):
        message = parse((torture / f"{name}.dat").read_bytes())
        again = parse(message.encode())
        assert (again.call_id, again.cseq, again.body) == (message.call_id, message.cseq, message.body)
        assert again.headers.all("via") == message.headers.all("via")

    def test_they_pass_one_after_the_other_through_a_stream(self, torture):
        """Those whose Content-Length is right; the end of the others cannot be known."""
        messages = [(torture / f"{name}.dat").read_bytes() for name in ("esc01", "semiuri", "zeromf", "unksm2")]
        assert MessageStream().feed(b"".join(messages)) == messages
