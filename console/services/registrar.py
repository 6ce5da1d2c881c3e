"""REGISTER, keepalives, and who is online (GB/T 28181-2022 9.1 and 9.6; RFC 3261 section 10.3).

Unknown devices wait in the pending list until the operator accepts them. Nobody is registered, renewed or
de-registered without a digest that was verified.
"""

import logging
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from console.model.clock import CHINA
from console.model.device import (
    Device,
    DeviceOptions,
    DigestAlgorithm,
    PasswordVerdict,
    PendingDevice,
    Registration,
)
from console.model.identity import is_acceptable_id
from console.model.peer import Peer, Transport
from console.model.settings import SipSettings
from console.network.link import Incoming, Link
from console.protocol.sip.digest import Authenticator, Verdict, Verification
from console.protocol.sip.headers import SipError
from console.protocol.sip.message import Request
from console.services.clock import Clock
from console.services.messages import Contact
from console.state.anomalies import Anomalies, AnomalyKind
from console.state.devices import Devices, PendingDevices
from console.state.signal import Signal

OUR_EDITION = "3.0"
DEFAULT_EXPIRES = 3600  # seconds, for a device that names none
LONGEST_EXPIRES = 7 * 86_400  # seconds; a longer wish is shortened, and the device told so
KEEPALIVE_INTERVAL = 60.0  # seconds; the standard's default, and the least we assume
KEEPALIVE_COUNT = 3  # missed ones until a device counts as offline (GB/T 28181-2022 9.6.1)
SAME_TRY = 2.0  # seconds between a REGISTER, our challenge and its answer
UNANSWERED_NOTED = 3  # challenges in a row; the first of two is how every registration begins

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Registered:
    """A REGISTER was accepted; `returned` tells a device that was away from a mere refresh."""

    device_id: str
    returned: bool


@dataclass(slots=True)
class _Life:
    """When a device was last heard of, in monotonic seconds, so that a step of the wall clock takes nobody offline."""

    heard_at: float
    expires_at: float
    call_id: str = ""  # of its last REGISTER; a new one tells a restart
    cseq: int = 0  # of its last REGISTER
    former_call_id: str = ""
    keepalive_at: float | None = None
    gap: float = KEEPALIVE_INTERVAL  # between the last two keepalives
    interval: float = KEEPALIVE_INTERVAL  # learned: some devices are set to minutes

    def is_newer_than(self, request: Request) -> bool:
        """Whether a REGISTER was overtaken by one that was accepted: over UDP they may change places."""
        if request.call_id == self.call_id:
            return request.cseq.number < self.cseq
        return request.call_id == self.former_call_id

    def keepalive(self, now: float) -> None:
        """One lost keepalive doubles a gap, and must not double the interval: two long gaps in a row do."""
        if self.keepalive_at is not None:
            gap = now - self.keepalive_at
            self.interval = max(KEEPALIVE_INTERVAL, min(gap, self.gap))
            self.gap = gap
        self.keepalive_at = now


class Registrar:
    """Admits devices, and tells when they come and go.

    `passwords(device_id)` gives a device's own password, empty if it has none.
    """

    def __init__(
        self,
        link: Link,
        devices: Devices,
        pending: PendingDevices,
        anomalies: Anomalies,
        clock: Clock,
        *,
        settings: Callable[[], SipSettings],
        password_of: Callable[[str], str],
    ) -> None:
        self.registered: Signal[Registered] = Signal()
        self.gone: Signal[str] = Signal()  # device_id, when it goes offline for whatever reason
        self._devices = devices
        self._pending = pending
        self._anomalies = anomalies
        self._clock = clock
        self._settings = settings
        self._password_of = password_of
        self._link = link
        self._lives: dict[str, _Life] = {}
        self._unanswered: dict[str, int] = {}  # challenges in a row, of admitted devices
        self._authenticator = Authenticator(
            settings().domain, lambda octets: random.SystemRandom().randbytes(octets).hex()
        )
        link.on("REGISTER", self.on_register)
        link.connection_lost.connect(self._on_connection_lost)

    def on_register(self, incoming: Incoming) -> None:
        """Challenge, verify, and then register, de-register, or keep waiting."""
        request = incoming.request
        device_id = request.from_id
        if not is_acceptable_id(device_id) or device_id == self._settings().id:
            incoming.reply(403)
            self._note(incoming, f"REGISTER as {device_id!r}")
            return
        try:
            wanted = expires_of(request)
        except SipError as error:
            incoming.reply(400)
            self._note(incoming, str(error))
            return
        verification = self._verify(request, device_id, incoming.peer)
        if verification.verdict in (Verdict.NONE, Verdict.STALE, Verdict.MALFORMED):
            self._challenge(incoming, device_id, stale=verification.verdict is Verdict.STALE)
            self._remember_pending(incoming, device_id, verification)
        elif verification.verdict is Verdict.WRONG or not self._is_admitted(device_id):
            incoming.reply(403, headers=[("X-GB-Ver", OUR_EDITION)])
            self._remember_pending(incoming, device_id, verification)
        elif wanted == 0:
            self._deregister(incoming, device_id)
        else:
            self._register(incoming, device_id, min(wanted, LONGEST_EXPIRES))

    def accept(self, device_id: str, options: DeviceOptions | None = None) -> None:
        """The operator admits a device; it registers at its next try."""
        if device_id not in self._devices:
            self._devices.put(Device(device_id, options=options or DeviceOptions()))
        self._pending.remove(device_id)

    def dismiss(self, device_id: str) -> None:
        """The operator takes a device off the pending list; its next try puts it there again."""
        self._pending.remove(device_id)

    def forget(self, device_id: str) -> None:
        """The operator removes a device."""
        self._go_offline(device_id, registration=None)
        self._devices.remove(device_id)

    def restore(self, stored: Sequence[Device]) -> None:
        """Devices known from before a restart: not online, but usable at their first message while unexpired."""
        for device in stored:
            self._devices.put(replace(device, online=False))
            if device.registration:
                self._link.trust(device.registration.peer.host)

    def heard(self, contact: Contact) -> None:
        """A registered device spoke: it lives, and it is where it speaks from."""
        device = self._devices.get(contact.device_id)
        if device is None or device.registration is None:
            return
        now = self._clock.monotonic()
        life = self._lives.get(contact.device_id)
        if life is None:
            remaining = device.registration.expires_at - self._clock.now()
            life = self._lives[contact.device_id] = _Life(now, now + remaining.total_seconds())
        life.heard_at = now
        if contact.is_keepalive:
            life.keepalive(now)
        registration = device.registration
        if registration.peer != contact.peer:  # another port behind a NAT, or a new connection
            registration = replace(registration, peer=contact.peer)
        self._devices.put(replace(device, online=True, last_seen_at=self._clock.now(), registration=registration))
        if not device.online:
            _log.info("%s is online: %s", contact.device_id, contact.peer)
            self.registered.emit(Registered(contact.device_id, returned=True))

    def alive(self, device_id: str) -> None:
        """A device answered a request, or its media flows: whatever its keepalives do, it lives."""
        life = self._lives.get(device_id)
        if life is not None:
            life.heard_at = self._clock.monotonic()

    def silent(self) -> list[str]:
        """Online devices that missed their keepalives and should be asked before they are given up."""
        now = self._clock.monotonic()
        return [
            device.device_id
            for device in self._devices
            if device.online
            and (life := self._lives.get(device.device_id)) is not None
            and now - life.heard_at >= KEEPALIVE_COUNT * life.interval
        ]

    def give_up(self, device_id: str) -> None:
        """A silent device did not answer either."""
        device = self._devices.get(device_id)
        if device is not None:
            self._go_offline(device_id, registration=device.registration)

    def expire(self) -> None:
        """Take devices offline that did not renew their registration in time."""
        now = self._clock.monotonic()
        for device_id, life in tuple(self._lives.items()):
            if now >= life.expires_at:
                self._go_offline(device_id, registration=None)

    def _verify(self, request: Request, device_id: str, peer: Peer) -> Verification:
        return self._authenticator.verify(
            request, device_id, peer.host, self._candidates(device_id), self._clock.monotonic()
        )

    def _candidates(self, device_id: str) -> list[str]:
        """A device with a password of its own is not admitted by the site's."""
        own = self._password_of(device_id)
        passwords = [own] if own else [self._settings().site_password]
        return [password for password in passwords if password]

    def _is_admitted(self, device_id: str) -> bool:
        return device_id in self._devices or self._settings().accept_unknown

    def _challenge(self, incoming: Incoming, device_id: str, *, stale: bool) -> None:
        """The same for known and unknown identifiers, so that nobody can find out which exist."""
        device = self._devices.get(device_id)
        algorithm = device.options.digest if device else DigestAlgorithm.MD5
        self._authenticator.realm = self._settings().domain
        challenge = self._authenticator.challenge(
            device_id, incoming.peer.host, self._clock.monotonic(), algorithm=algorithm, stale=stale
        )
        incoming.reply(401, headers=[("WWW-Authenticate", challenge), ("X-GB-Ver", OUR_EDITION)])

    def _remember_pending(self, incoming: Incoming, device_id: str, verification: Verification) -> None:
        if device_id in self._devices:
            self._doubt(incoming, device_id, verification.verdict)
            return
        now = self._clock.now()
        known = self._pending.get(device_id)
        # A challenge and its answer are one try.
        is_new_try = known is None or (now - known.last_try_at).total_seconds() > SAME_TRY
        if verification.verdict is Verdict.RIGHT:
            verdict = PasswordVerdict.RIGHT
        elif verification.verdict is Verdict.WRONG:
            verdict = PasswordVerdict.WRONG
        else:
            verdict = known.verdict if known else PasswordVerdict.NOT_SHOWN
        self._pending.put(
            PendingDevice(
                device_id=device_id,
                peer=incoming.peer,
                verdict=verdict,
                first_try_at=known.first_try_at if known else now,
                last_try_at=now,
                tries=(known.tries if known else 0) + is_new_try,
                user_agent=incoming.request.headers.get("user-agent")[:200],
                note="; ".join(verification.notes),
            )
        )

    def _doubt(self, incoming: Incoming, device_id: str, verdict: Verdict) -> None:
        """Tell why an admitted device does not come online."""
        if verdict is Verdict.WRONG:
            self._refuse(incoming, device_id, PasswordVerdict.WRONG)
        elif verdict is Verdict.NONE:
            self._unanswered[device_id] = unanswered = self._unanswered.get(device_id, 0) + 1
            if unanswered % UNANSWERED_NOTED == 0:
                self._refuse(incoming, device_id, PasswordVerdict.NOT_SHOWN)

    def _refuse(self, incoming: Incoming, device_id: str, refusal: PasswordVerdict) -> None:
        device = self._devices.get(device_id)
        if device is not None:
            self._devices.put(replace(device, refusal=refusal))
        detail = f"{device_id}: password {refusal.value}"
        self._anomalies.note(AnomalyKind.WRONG_PASSWORD, incoming.peer.host, detail, self._clock.monotonic())

    def _register(self, incoming: Incoming, device_id: str, expires: int) -> None:
        device = self._devices.get(device_id) or Device(device_id)
        now = self._clock.now()
        monotonic = self._clock.monotonic()
        request = incoming.request
        contact = request.headers.get("contact")
        headers = [("Expires", str(expires)), ("X-GB-Ver", OUR_EDITION)]
        if contact:
            headers.insert(0, ("Contact", contact))
        if device.options.send_date:
            headers.append(("Date", date_header(now)))
        incoming.reply(200, headers=headers)
        self._pending.remove(device_id)
        self._unanswered.pop(device_id, None)
        life = self._lives.get(device_id)
        returned = life is None or life.call_id != request.call_id or not device.online
        fresh = _Life(
            monotonic, monotonic + expires, request.call_id, request.cseq.number, _former_call_id(life, request)
        )
        if life is not None and not returned:  # a restart may have given it another interval
            fresh.keepalive_at, fresh.gap, fresh.interval = life.keepalive_at, life.gap, life.interval
        self._lives[device_id] = fresh
        self._link.trust(incoming.peer.host)
        self._devices.put(
            replace(
                device,
                online=True,
                last_seen_at=now,
                refusal=None,
                registration=Registration(
                    peer=incoming.peer,
                    registered_at=now,
                    expires_at=now + timedelta(seconds=expires),
                    edition=request.headers.get("x-gb-ver")[:16],
                    user_agent=request.headers.get("user-agent")[:200],
                ),
            )
        )
        if returned:
            _log.info("%s is online: %s", device_id, incoming.peer)
        self.registered.emit(Registered(device_id, returned))

    def _deregister(self, incoming: Incoming, device_id: str) -> None:
        """Some devices sign off and register anew without waiting; a late farewell is no farewell (2.3)."""
        incoming.reply(200, headers=[("Expires", "0"), ("X-GB-Ver", OUR_EDITION)])
        life = self._lives.get(device_id)
        if life is None or not life.is_newer_than(incoming.request):
            self._go_offline(device_id, registration=None)

    def _go_offline(self, device_id: str, *, registration: Registration | None) -> None:
        self._lives.pop(device_id, None)
        device = self._devices.get(device_id)
        if device is None:
            return
        self._devices.put(replace(device, online=False, registration=registration))
        if registration is None and device.registration is not None:
            self._distrust(device.registration.peer.host)
        if device.online:
            _log.info("%s is offline", device_id)
            self.gone.emit(device_id)

    def _distrust(self, host: str) -> None:
        """Unless another device is registered from there, as behind a router."""
        if not self._devices.at(host):
            self._link.distrust(host)

    def _on_connection_lost(self, peer: Peer) -> None:
        """A device on TCP is gone with its connection (9.1.1); it may come back on another while unexpired."""
        for device in self._devices.at(peer.host):
            if device.peer == peer and peer.transport is Transport.TCP:
                self._go_offline(device.device_id, registration=device.registration)

    def _note(self, incoming: Incoming, detail: str) -> None:
        # Not its port: a flood from many must not be many sources.
        self._anomalies.note(AnomalyKind.UNEXPECTED, incoming.peer.host, detail, self._clock.monotonic())


def _former_call_id(life: _Life | None, request: Request) -> str:
    if life is None:
        return ""
    return life.former_call_id if life.call_id == request.call_id else life.call_id


def expires_of(request: Request) -> int:
    """How long a device wants to be registered, in seconds: its Contact before the header before the default.

    Raises SipError for what is no number.
    """
    text = ""
    for contact in request.headers.all("contact"):
        _, _, parameters = contact.rpartition(">")
        for parameter in parameters.split(";"):
            name, _, value = parameter.partition("=")
            if name.strip().lower() == "expires":
                text = value
    text = (text or request.headers.get("expires")).strip().strip('"')
    if not text:
        return DEFAULT_EXPIRES
    if not (text.isascii() and text.isdigit() and len(text) <= 10):
        raise SipError(f"Expires {text[:40]!r}")
    return int(text)


def date_header(now: datetime) -> str:
    """`2026-03-01T08:00:00.123`: China Standard Time whatever our own zone is, and no zone in it (9.10)."""
    return now.astimezone(CHINA).strftime("%Y-%m-%dT%H:%M:%S.") + f"{now.microsecond // 1000:03}"
