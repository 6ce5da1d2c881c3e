import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.model.device import DigestAlgorithm
from console.protocol.sip.digest import (
    NONCE_LIFETIME,
    NONCE_LIMIT,
    Authenticator,
    Challenge,
    Credentials,
    Verdict,
    authorize,
)
from console.protocol.sip.headers import SipError
from console.protocol.sip.message import Request
from tests.protocol.sip.captured import PASSWORD, of_device
from tests.protocol.sip.composed import DOMAIN, counted_tokens, parsed, request

NVR = "44010200491180000007"
NONCE = "6f1d2c3b4a59687706f5e4d3c2b1a090"
URI = "sip:44010200492000000001@4401020049"
WORKED = f'Digest username="{NVR}", realm="4401020049", nonce="{NONCE}", uri="{URI}"'
HOST = "10.1.2.7"


class TestWorkedExample:
    """GB/T 28181 reference, section 2.3; RFC 7616 section 3.4.1."""

    @pytest.mark.parametrize(
        ("more", "algorithm", "response"),
        [
            ("", "MD5", "9796351122b899582cd44d68a233a3e5"),
            (", qop=auth, nc=00000001, cnonce=0a4f113b", "MD5", "727a72cfa68f4126326c5bd6444e7611"),
            (', qop="auth", nc="00000001", cnonce="0a4f113b"', "MD5", "727a72cfa68f4126326c5bd6444e7611"),
            (
                ", qop=auth, nc=00000001, cnonce=0a4f113b",
                "SHA-256",
                "7b5be91795fd1d147c3a7e094b93b3710fde8fbad64629108d014b328bd49251",
            ),
        ],
    )
    def test_it_is_computed(self, more, algorithm, response):
        credentials = Credentials.parse(WORKED + more)
        assert credentials.expected_response("REGISTER", "Sesame-42", DigestAlgorithm(algorithm)) == response

    def test_a_qop_without_its_companions_counts_as_none(self):
        """Wvp issue 799."""
        credentials = Credentials.parse(WORKED + ", qop=auth")
        expected = "9796351122b899582cd44d68a233a3e5"
        assert credentials.expected_response("REGISTER", "Sesame-42", DigestAlgorithm.MD5) == expected


class TestChallenge:
    """RFC 7616 section 3.3, RFC 8760."""

    def test_it_always_names_its_algorithm(self):
        assert Challenge("3402000000", "n1").encode() == 'Digest realm="3402000000", nonce="n1", algorithm=MD5'

    def test_what_is_written_is_read_back(self):
        challenge = Challenge('a "b"', "n", DigestAlgorithm.SHA256, qop=True, stale=True, opaque="o")
        assert Challenge.parse(challenge.encode()) == challenge

    def test_of_several_qops_auth_is_chosen(self):
        assert Challenge.parse('Digest realm="r", nonce="n", qop="auth-int,auth"').qop
        assert not Challenge.parse('Digest realm="r", nonce="n", qop="auth-int"').qop

    @pytest.mark.parametrize("text", ["", "Basic realm=x", "Digest algorithm=MD5-sess", "NTLM", 'Digest realm="r'])
    def test_what_cannot_be_answered_is_refused(self, text):
        with pytest.raises(SipError):
            Challenge.parse(text)

    def test_the_first_that_can_be_answered_is(self):
        header = authorize(
            ["Unidirection algorithm=A", 'Digest realm="r", nonce="n", algorithm=SHA-256, qop="auth"'],
            method="REGISTER",
            uri=URI,
            username=NVR,
            password="p",
            cnonce="c",
            count=10,
        )
        credentials = Credentials.parse(header)
        assert credentials.nc == "0000000a"
        assert credentials.response == credentials.expected_response("REGISTER", "p", DigestAlgorithm.SHA256)

    def test_none_at_all_is_an_error(self):
        with pytest.raises(SipError):
            authorize([], method="REGISTER", uri=URI, username=NVR, password="p", cnonce="c")


class Device:
    """Registers with a platform that has this authenticator."""

    def __init__(self, authenticator: Authenticator, *, password: str = "secret", host: str = HOST) -> None:
        self.authenticator = authenticator
        self.password = password
        self.host = host
        self.count = 0

    def challenge(self, now: float, algorithm: DigestAlgorithm = DigestAlgorithm.MD5) -> str:
        return self.authenticator.challenge(NVR, self.host, now, algorithm=algorithm)

    def answer(self, challenge: str, *, username: str = NVR, uri: str = URI) -> Request:
        self.count += 1
        header = authorize(
            [challenge],
            method="REGISTER",
            uri=uri,
            username=username,
            password=self.password,
            cnonce="c",
            count=self.count,
        )
        return register(header)

    def verdict(self, credentials: Request, now: float, *, host: str = HOST, device_id: str = NVR) -> Verdict:
        return self.authenticator.verify(credentials, device_id, host, ["other", "secret"], now).verdict


def register(authorization: str) -> Request:
    line = f"Authorization: {authorization}\n" if authorization else ""
    return parsed(request("REGISTER", uri=URI, extra=line))


@pytest.fixture
def device() -> Device:
    return Device(Authenticator("4401020049", counted_tokens()))


@pytest.fixture
def counting_device() -> Device:
    return Device(Authenticator("4401020049", counted_tokens(), offer_qop=True))


class TestVerification:
    """RFC 7616 section 3.3; reliability study T1 to T4."""

    def test_right_and_which_password(self, device):
        answer = device.answer(device.challenge(0.0))
        verification = device.authenticator.verify(answer, NVR, HOST, ["other", "secret"], 1.0)
        assert (verification.verdict, verification.candidate, verification.notes) == (Verdict.RIGHT, 1, ())

    def test_wrong_password(self, device):
        device.password = "guess"
        assert device.verdict(device.answer(device.challenge(0.0)), 1.0) is Verdict.WRONG

    def test_without_candidates_nothing_is_right(self, device):
        answer = device.answer(device.challenge(0.0))
        assert device.authenticator.verify(answer, NVR, HOST, [], 1.0).verdict is Verdict.WRONG

    def test_no_credentials(self, device):
        assert device.verdict(register(""), 0.0) is Verdict.NONE

    @pytest.mark.parametrize(
        "header", ['Digest username="a', 'Capability algorithm="A:SM2"', "Digest algorithm=MD5-sess", "NoOneKnows this"]
    )
    def test_unreadable_ones(self, device, header):
        assert device.verdict(register(header), 0.0) is Verdict.MALFORMED

    def test_a_tab_may_follow_the_scheme(self, device):
        """LWS of RFC 3261 section 25.1."""
        answer = device.answer(device.challenge(0.0))
        answer.headers.set("authorization", answer.headers["authorization"].replace(" ", "\t"))
        assert device.verdict(answer, 1.0) is Verdict.RIGHT

    def test_a_nonce_is_good_once(self, device):
        answer = device.answer(device.challenge(0.0))
        assert device.verdict(answer, 1.0) is Verdict.RIGHT
        assert device.verdict(answer, 1.1) is Verdict.STALE

    def test_it_expires(self, device):
        answer = device.answer(device.challenge(0.0))
        assert device.verdict(answer, NONCE_LIFETIME) is Verdict.STALE

    def test_it_belongs_to_one_host_and_one_device(self, device):
        answer = device.answer(device.challenge(0.0))
        assert device.verdict(answer, 1.0, host="10.6.6.6") is Verdict.STALE
        assert device.verdict(answer, 1.0, device_id="44010200491180000008") is Verdict.STALE
        assert device.verdict(answer, 1.0) is Verdict.RIGHT  # what others did cost it nothing

    def test_a_nonce_of_another_run_is_stale_when_the_password_is_right(self, device):
        answer = device.answer('Digest realm="4401020049", nonce="old", algorithm=MD5')
        assert device.verdict(answer, 0.0) is Verdict.STALE
        device.password = "guess"
        answer = device.answer('Digest realm="4401020049", nonce="old", algorithm=MD5')
        assert device.verdict(answer, 0.0) is Verdict.WRONG

    def test_a_wrong_guess_does_not_use_up_the_nonce(self, device):
        challenge = device.challenge(0.0)
        right = device.answer(challenge)
        device.password = "guess"
        assert device.verdict(device.answer(challenge), 1.0) is Verdict.WRONG
        assert device.verdict(right, 2.0) is Verdict.RIGHT

    def test_several_may_be_outstanding(self, device):
        """EXosip repeats its first REGISTER after the 401 and wants another."""
        first, second = device.challenge(0.0), device.challenge(0.1)
        assert device.verdict(device.answer(first), 0.2) is Verdict.RIGHT
        assert device.verdict(device.answer(second), 0.3) is Verdict.RIGHT

    def test_another_username_uri_or_realm_is_noted_and_not_refused(self, device):
        answer = device.answer(device.challenge(0.0), username="admin", uri="sip:340@10.1.1.2")
        verification = device.authenticator.verify(answer, NVR, HOST, ["secret"], 1.0)
        assert verification.verdict is Verdict.RIGHT
        assert verification.notes == ("username 'admin'", "uri 'sip:340@10.1.1.2'")
        foreign = device.challenge(2.0).replace("4401020049", "hik")
        assert device.authenticator.verify(device.answer(foreign), NVR, HOST, ["secret"], 3.0).notes == ("realm 'hik'",)

    def test_the_host_of_the_uri_does_not_matter(self, device):
        answer = device.answer(device.challenge(0.0), uri="sip:44010200492000000001@10.1.1.2:5060")
        assert device.authenticator.verify(answer, NVR, HOST, ["secret"], 1.0).notes == ()

    def test_the_response_may_be_upper_case(self, device):
        answer = device.answer(device.challenge(0.0))
        header = answer.headers["authorization"]
        response = Credentials.parse(header).response
        answer.headers.set("authorization", header.replace(response, response.upper()))
        assert device.verdict(answer, 1.0) is Verdict.RIGHT

    def test_a_missing_algorithm_is_the_one_that_was_asked_for(self, device):
        for algorithm in DigestAlgorithm:
            answer = device.answer(device.challenge(0.0, algorithm))
            header = answer.headers["authorization"].replace(f", algorithm={algorithm.value}", "")
            assert device.verdict(register(header), 1.0) is Verdict.RIGHT

    def test_a_weaker_algorithm_than_asked_for_is_refused(self, device):
        challenge = device.challenge(0.0, DigestAlgorithm.SHA256).replace("SHA-256", "MD5")
        assert device.verdict(device.answer(challenge), 1.0) is Verdict.MALFORMED

    def test_challenges_are_bounded(self, device):
        for number in range(NONCE_LIMIT + 10):
            device.challenge(number / 1000)
        assert len(device.authenticator._nonces) == NONCE_LIMIT

    def test_expired_ones_are_forgotten(self, device):
        device.challenge(0.0)
        device.challenge(NONCE_LIFETIME + 1)
        assert len(device.authenticator._nonces) == 1


class TestCountedNonces:
    """RFC 7616 section 3.4: nc."""

    def test_rising_counts_reuse_a_nonce(self, counting_device):
        challenge = counting_device.challenge(0.0)
        for _ in range(3):
            assert counting_device.verdict(counting_device.answer(challenge), 1.0) is Verdict.RIGHT

    def test_a_count_that_does_not_rise_is_a_replay(self, counting_device):
        challenge = counting_device.challenge(0.0)
        first, second = counting_device.answer(challenge), counting_device.answer(challenge)
        assert counting_device.verdict(second, 1.0) is Verdict.RIGHT
        assert counting_device.verdict(second, 1.0) is Verdict.STALE
        assert counting_device.verdict(first, 1.0) is Verdict.STALE

    def test_dropping_the_count_later_is_a_replay(self, counting_device):
        challenge = counting_device.challenge(0.0)
        assert counting_device.verdict(counting_device.answer(challenge), 1.0) is Verdict.RIGHT
        uncounted = counting_device.answer(challenge.replace(', qop="auth"', ""))
        assert counting_device.verdict(uncounted, 2.0) is Verdict.STALE

    def test_junk_from_others_does_not_raise_the_count(self, counting_device):
        challenge = counting_device.challenge(0.0)
        mine = counting_device.answer(challenge)
        counting_device.password, counting_device.count = "guess", 999
        assert counting_device.verdict(counting_device.answer(challenge), 1.0) is Verdict.WRONG
        assert counting_device.verdict(mine, 2.0) is Verdict.RIGHT

    @pytest.mark.parametrize("nc", ["zzzzzzzz", "-1", "00000000"])
    def test_a_count_that_is_none(self, counting_device, nc):
        challenge = Challenge.parse(counting_device.challenge(0.0))
        credentials = Credentials(NVR, challenge.realm, challenge.nonce, URI, "", challenge.algorithm, "auth", "c", nc)
        response = credentials.expected_response("REGISTER", "secret", DigestAlgorithm.MD5)
        header = credentials.encode().replace('response=""', f'response="{response}"')
        assert counting_device.verdict(register(header), 1.0) is Verdict.STALE


class TestCapturedCredentials:
    """What real devices answer (../shared/data/peers)."""

    @pytest.mark.parametrize("peer", ["exosip2-camera", "rv1126-firmware"])
    def test_they_prove_the_password(self, shared_data, peer):
        requests = [parsed(entry.data) for entry in of_device(shared_data, peer) if entry.data.startswith(b"REGISTER")]
        answers = [message for message in requests if "authorization" in message.headers]
        assert len(answers) == 1
        nonce = Credentials.parse(answers[0].headers["authorization"]).nonce
        authenticator = Authenticator(DOMAIN, lambda octets: nonce)
        device_id = answers[0].from_id
        authenticator.challenge(device_id, "127.0.0.1", 0.0)
        verification = authenticator.verify(answers[0], device_id, "127.0.0.1", [PASSWORD], 1.0)
        assert verification.verdict is Verdict.RIGHT


class TestHostileCredentials:
    """Whatever a peer sends: a verdict or SipError."""

    @given(st.text(max_size=200))
    def test_they_are_judged(self, header):
        for prefix in ("", "Digest ", "Digest nonce=1,qop=auth,nc="):
            line = (prefix + header).replace("\n", " ")
            message = parsed(request("REGISTER", uri=URI))
            message.headers.set("authorization", line)
            verification = Authenticator(DOMAIN, counted_tokens()).verify(message, NVR, HOST, ["p"], 0.0)
            assert verification.verdict in (Verdict.WRONG, Verdict.MALFORMED)
