"""What settings.toml says, checked."""

from dataclasses import dataclass, field

from console.model.identity import domain_of
from console.model.media import MediaTransport

DEFAULT_ID = "34020000002000000001"
AUTO = "auto"


@dataclass(frozen=True, slots=True)
class PortRange:
    """Media ports, both ends included."""

    first: int = 30000
    last: int = 30999

    def __str__(self) -> str:
        return f"{self.first}-{self.last}"


@dataclass(frozen=True, slots=True)
class SipSettings:
    """Section [sip]."""

    id: str = DEFAULT_ID
    domain: str = domain_of(DEFAULT_ID)
    address: str = "0.0.0.0"
    port: int = 5060
    site_password: str = ""  # empty: no device is admitted by a common password
    accept_unknown: bool = False


@dataclass(frozen=True, slots=True)
class MediaSettings:
    """Section [media]."""

    transport: MediaTransport | None = None  # None is "auto": UDP, then TCP passive when no media comes
    ports: PortRange = field(default_factory=PortRange)
    address: str = AUTO  # shown in SDP; "auto": that of the interface which leads to the device


@dataclass(frozen=True, slots=True)
class ViewSettings:
    """Section [ui]."""

    language: str = AUTO  # "auto", "zh" or "en"
    theme: str = "dark"  # "dark" or "light"


@dataclass(frozen=True, slots=True)
class Settings:
    sip: SipSettings = field(default_factory=SipSettings)
    media: MediaSettings = field(default_factory=MediaSettings)
    ui: ViewSettings = field(default_factory=ViewSettings)


@dataclass(frozen=True, slots=True)
class SettingProblem:
    """Something in settings.toml that was not understood: unknown keys only warn, wrong values are refused."""

    section: str
    key: str
    reason: str  # plain English, for the log and the command line; the settings page has its own words
    line: int | None = None
    is_error: bool = True

    def __str__(self) -> str:
        where = f"line {self.line}: " if self.line else ""
        name = f"[{self.section}] {self.key}".rstrip() if self.section else "settings.toml"
        return f"{where}{name}: {self.reason}"
