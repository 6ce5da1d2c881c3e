"""Digest authentication, both sides (RFC 7616, RFC 8760; RFC 2617 and RFC 2069 as devices still speak them)."""

import hashlib
import hmac
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Self

from console.model.device import DigestAlgorithm
from console.protocol.sip.headers import SipError, SipUri, parse_parameters, quote, split
from console.protocol.sip.message import Request

NONCE_LIFETIME = 300.0  # seconds
NONCE_OCTETS = 16  # 128 bits
NONCE_LIMIT = 50_000  # outstanding challenges; the oldest make room, and their devices are simply challenged again
_HASHES: dict[DigestAlgorithm, Callable[[bytes], "hashlib._Hash"]] = {
    DigestAlgorithm.MD5: hashlib.md5,
    DigestAlgorithm.SHA256: hashlib.sha256,
}


@dataclass(frozen=True, slots=True)
class Challenge:
    """A WWW-Authenticate header."""

    realm: str
    nonce: str
    algorithm: DigestAlgorithm = DigestAlgorithm.MD5
    qop: bool = False  # whether qop=auth is offered
    stale: bool = False
    opaque: str = ""

    def encode(self) -> str:
        # Always with an algorithm: Dahua devices do not answer a challenge without (panjjo/gosip issue 7).
        text = f"Digest realm={quote(self.realm)}, nonce={quote(self.nonce)}, algorithm={self.algorithm.value}"
        if self.qop:
            text += ', qop="auth"'
        if self.opaque:
            text += f", opaque={quote(self.opaque)}"
        return text + (", stale=true" if self.stale else "")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises `SipError` unless it is Digest with an algorithm known here."""
        parameters = _parse_digest(text)
        return cls(
            realm=parameters.get("realm", ""),
            nonce=parameters.get("nonce", ""),
            algorithm=_parse_algorithm(parameters.get("algorithm", "")) or DigestAlgorithm.MD5,
            qop="auth" in split(parameters.get("qop", ""), ","),
            stale=parameters.get("stale", "").lower() == "true",
            opaque=parameters.get("opaque", ""),
        )


@dataclass(frozen=True, slots=True)
class Credentials:
    """An Authorization header."""

    username: str
    realm: str
    nonce: str
    uri: str
    response: str
    algorithm: DigestAlgorithm | None = None  # None when not said
    qop: str = ""
    cnonce: str = ""
    nc: str = ""
    opaque: str = ""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises `SipError` unless it is Digest with an algorithm known here."""
        parameters = _parse_digest(text)
        return cls(
            username=parameters.get("username", ""),
            realm=parameters.get("realm", ""),
            nonce=parameters.get("nonce", ""),
            uri=parameters.get("uri", ""),
            response=parameters.get("response", "").lower(),
            algorithm=_parse_algorithm(parameters.get("algorithm", "")),
            qop=parameters.get("qop", "").lower(),
            cnonce=parameters.get("cnonce", ""),
            nc=parameters.get("nc", ""),
            opaque=parameters.get("opaque", ""),
        )

    def encode(self) -> str:
        text = (
            f"Digest username={quote(self.username)}, realm={quote(self.realm)}, nonce={quote(self.nonce)}, "
            f"uri={quote(self.uri)}, response={quote(self.response)}"
        )
        if self.algorithm is not None:
            text += f", algorithm={self.algorithm.value}"
        if self.qop:
            text += f", cnonce={quote(self.cnonce)}, qop={self.qop}, nc={self.nc}"
        return text + (f", opaque={quote(self.opaque)}" if self.opaque else "")

    def expected_response(self, method: str, password: str, algorithm: DigestAlgorithm) -> str:
        """What `response` must be (RFC 7616 section 3.4.1).

        A qop without nc or cnonce counts as none: some devices copy it and compute as RFC 2069 (wvp issue 799).
        """
        hexdigest = _hex(algorithm)
        secret = hexdigest(f"{self.username}:{self.realm}:{password}")
        request = hexdigest(f"{method}:{self.uri}")
        if self.is_counted:
            return hexdigest(f"{secret}:{self.nonce}:{self.nc}:{self.cnonce}:{self.qop}:{request}")
        return hexdigest(f"{secret}:{self.nonce}:{request}")

    @property
    def is_counted(self) -> bool:
        """Whether the nonce may be used again with a higher count."""
        return bool(self.qop and self.cnonce and self.nc)


def authorize(
    challenges: Iterable[str], *, method: str, uri: str, username: str, password: str, cnonce: str, count: int = 1
) -> str:
    """The Authorization header that answers the first WWW-Authenticate value known here; `SipError` if none is."""
    for text in challenges:
        try:
            challenge = Challenge.parse(text)
        except SipError:
            continue
        credentials = Credentials(
            username=username,
            realm=challenge.realm,
            nonce=challenge.nonce,
            uri=uri,
            response="",
            algorithm=challenge.algorithm,
            qop="auth" if challenge.qop else "",
            cnonce=cnonce if challenge.qop else "",
            nc=f"{count:08x}" if challenge.qop else "",
            opaque=challenge.opaque,
        )
        response = credentials.expected_response(method, password, challenge.algorithm)
        return replace(credentials, response=response).encode()
    raise SipError("no challenge that can be answered")


class Verdict(Enum):
    """What credentials prove."""

    RIGHT = "right"
    WRONG = "wrong"  # no candidate password fits
    STALE = "stale"  # the password fits, but the nonce is used up, expired, or none of ours: challenge again
    NONE = "none"  # no credentials
    MALFORMED = "malformed"  # credentials that cannot be read, or of a kind that was not asked for


@dataclass(frozen=True, slots=True)
class Verification:
    """A verdict, which of the candidate passwords fitted, and what was odd but not refused."""

    verdict: Verdict
    candidate: int | None = None  # index into `passwords`
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class _Nonce:
    device_id: str
    host: str
    algorithm: DigestAlgorithm
    expires_at: float
    count: int = 0  # the highest nc seen


@dataclass
class Authenticator:
    """The server's side: hands out nonces and checks what comes back.

    A nonce belongs to one device identifier and one source host. It is good for one use, or with qop=auth for any
    number of uses with rising counts; several may be outstanding, since devices repeat a REGISTER before answering.
    Nothing a peer sends is remembered before its digest proved right. Retransmissions never come here: the transaction
    layer answers them.
    """

    realm: str
    token: Callable[[int], str]  # random hexadecimal text for so many octets
    offer_qop: bool = False  # most devices know neither qop nor cnonce
    _nonces: dict[str, _Nonce] = field(default_factory=dict, init=False)

    def challenge(
        self,
        device_id: str,
        host: str,
        now: float,
        *,
        algorithm: DigestAlgorithm = DigestAlgorithm.MD5,
        stale: bool = False,
    ) -> str:
        """A WWW-Authenticate value with a fresh nonce; `now` in monotonic seconds."""
        self._forget_old(now)
        nonce = self.token(NONCE_OCTETS)
        self._nonces[nonce] = _Nonce(device_id, host, algorithm, now + NONCE_LIFETIME)
        return Challenge(self.realm, nonce, algorithm, qop=self.offer_qop, stale=stale).encode()

    def verify(self, request: Request, device_id: str, host: str, passwords: Sequence[str], now: float) -> Verification:
        """Judge a request's credentials. Without candidate passwords any credentials are wrong."""
        texts = request.headers.all("authorization")
        if not texts:
            return Verification(Verdict.NONE)
        try:
            credentials = Credentials.parse(texts[0])
        except SipError as error:
            return Verification(Verdict.MALFORMED, notes=(str(error),))
        nonce = self._nonces.get(credentials.nonce)
        algorithm = credentials.algorithm or (nonce.algorithm if nonce else DigestAlgorithm.MD5)
        notes = _oddities(credentials, request, device_id, self.realm)
        if nonce is not None and nonce.algorithm is not algorithm:
            return Verification(Verdict.MALFORMED, notes=(*notes, f"algorithm {algorithm.value} was not offered"))
        candidate = _fitting(credentials, request.method, algorithm, passwords)
        if candidate is None:
            return Verification(Verdict.WRONG, notes=notes)
        return Verification(self._use(credentials, nonce, device_id, host, now), candidate, notes)

    def _use(self, credentials: Credentials, nonce: _Nonce | None, device_id: str, host: str, now: float) -> Verdict:
        if nonce is None or (nonce.device_id, nonce.host) != (device_id, host) or now >= nonce.expires_at:
            return Verdict.STALE
        if not credentials.is_counted:
            del self._nonces[credentials.nonce]
            # Counted once, uncounted now: somebody replays the nonce without its count.
            return Verdict.STALE if nonce.count else Verdict.RIGHT
        try:
            count = int(credentials.nc[:8], 16)
        except ValueError:
            return Verdict.STALE
        if count <= nonce.count:
            return Verdict.STALE
        nonce.count = count
        return Verdict.RIGHT

    def _forget_old(self, now: float) -> None:
        """Nonces are kept in the order of their expiry."""
        while self._nonces:
            oldest = next(iter(self._nonces))
            if self._nonces[oldest].expires_at > now and len(self._nonces) < NONCE_LIMIT:
                return
            del self._nonces[oldest]


def _fitting(credentials: Credentials, method: str, algorithm: DigestAlgorithm, passwords: Sequence[str]) -> int | None:
    given = credentials.response.encode("utf-8", "surrogateescape")
    for index, password in enumerate(passwords):
        expected = credentials.expected_response(method, password, algorithm)
        if hmac.compare_digest(expected.encode(), given):
            return index
    return None


def _oddities(credentials: Credentials, request: Request, device_id: str, realm: str) -> tuple[str, ...]:
    """Differences that are noted and not refused: the password is found by the From-ID, and the nonce is ours."""
    notes = []
    if credentials.username != device_id:
        notes.append(f"username {credentials.username!r}")
    if credentials.realm != realm:
        notes.append(f"realm {credentials.realm!r}")
    if _user_of(credentials.uri) != _user_of(request.uri):
        notes.append(f"uri {credentials.uri!r}")
    return tuple(notes)


def _user_of(uri: str) -> str:
    try:
        return SipUri.parse(uri).user
    except SipError:
        return uri


def _parse_digest(text: str) -> dict[str, str]:
    scheme, rest = [*text.split(maxsplit=1), "", ""][:2]  # behind any blank: it may be a tab (RFC 3261 section 25.1)
    if scheme.lower() != "digest":
        raise SipError(f"authentication scheme {scheme[:40]!r}")
    return parse_parameters(split(rest, ","))


def _parse_algorithm(text: str) -> DigestAlgorithm | None:
    """None when not given."""
    if not text:
        return None
    for algorithm in DigestAlgorithm:
        if algorithm.value == text.upper():
            return algorithm
    raise SipError(f"digest algorithm {text[:40]!r}")


def _hex(algorithm: DigestAlgorithm) -> Callable[[str], str]:
    digest = _HASHES[algorithm]
    return lambda text: digest(text.encode("utf-8", "surrogateescape")).hexdigest()
