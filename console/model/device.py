"""A device, NVR or lower platform that registers with us, and what the operator decided about it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from console.model.media import MediaTransport
from console.model.peer import Peer


class DigestAlgorithm(Enum):
    """Offered in the challenge (RFC 8760); most devices know only MD5 and read only the first header."""

    MD5 = "MD5"
    SHA256 = "SHA-256"


@dataclass(frozen=True, slots=True)
class DeviceOptions:
    """What the operator chose for one device, and what was learned about it; None means as in the settings."""

    alias: str = ""
    transport: MediaTransport | None = None
    learned_transport: MediaTransport | None = None  # what brought media last, when the choice is automatic
    digest: DigestAlgorithm = DigestAlgorithm.MD5
    send_date: bool = True  # the Date header that sets the device's clock
    media_address: str = ""  # shown in SDP to this device; empty: as in the settings


@dataclass(frozen=True, slots=True)
class Registration:
    """A REGISTER that was accepted."""

    peer: Peer
    registered_at: datetime
    expires_at: datetime
    edition: str = ""  # X-GB-Ver: 1.0, 1.1, 2.0 or 3.0; empty when not sent
    user_agent: str = ""


class PasswordVerdict(Enum):
    """What a REGISTER proved."""

    NOT_SHOWN = "not-shown"  # it has not answered a challenge yet
    RIGHT = "right"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Device:
    """An accepted device."""

    device_id: str
    name: str = ""
    manufacturer: str = ""
    model: str = ""
    firmware: str = ""
    registration: Registration | None = None
    online: bool = False
    last_seen_at: datetime | None = None  # the last valid message
    refusal: PasswordVerdict | None = None  # why its last REGISTER was refused; None: it was not
    options: DeviceOptions = field(default_factory=DeviceOptions)

    @property
    def peer(self) -> Peer | None:
        """Where to send, None unless registered."""
        return self.registration.peer if self.registration else None

    @property
    def is_described(self) -> bool:
        """Whether it has ever said who it is."""
        return any((self.name, self.manufacturer, self.model, self.firmware))

    @property
    def title(self) -> str:
        """What to call it on screen."""
        return self.options.alias or self.name or self.device_id


@dataclass(frozen=True, slots=True)
class PendingDevice:
    """A device that tried to register and waits for the operator's consent."""

    device_id: str
    peer: Peer
    verdict: PasswordVerdict
    first_try_at: datetime
    last_try_at: datetime
    tries: int = 1
    user_agent: str = ""
    note: str = ""  # what was odd: another username, another realm
