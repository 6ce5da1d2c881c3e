"""What each setting may be. The settings file and the settings page ask the same functions."""

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from console.model.identity import is_standard_id
from console.model.media import MediaTransport
from console.model.settings import AUTO, PortRange

LANGUAGES = (AUTO, "zh", "en")
THEMES = ("dark", "light")
TRANSPORTS = (AUTO, *(transport.value for transport in MediaTransport))
PORTS_LOWEST = 1024  # below are the ports of the system's own services
PASSWORD_LIMIT = 64  # characters; more than any camera takes

_DOMAIN = re.compile(r"[0-9A-Za-z._:\[\]-]{1,64}")
_PORTS = re.compile(r"\s*([0-9]{1,5})\s*-\s*([0-9]{1,5})\s*")


class SettingReason(Enum):
    """Why a value is refused; the settings page has the words in both languages."""

    NOT_AN_ID = "not-an-id"
    NOT_A_DOMAIN = "not-a-domain"
    NOT_AN_ADDRESS = "not-an-address"
    NOT_FOR_MEDIA = "not-for-media"
    NOT_A_PORT = "not-a-port"
    NOT_A_PORT_RANGE = "not-a-port-range"
    TOO_FEW_PORTS = "too-few-ports"
    NOT_TYPABLE = "not-typable"
    TOO_LONG = "too-long"
    NOT_A_CHOICE = "not-a-choice"


@dataclass(frozen=True, slots=True)
class Objection:
    """A refusal; `text` is plain English for the log and the command line."""

    reason: SettingReason
    text: str


def check_id(text: str) -> Objection | None:
    """Our own identifier."""
    if is_standard_id(text):
        return None
    return Objection(SettingReason.NOT_AN_ID, f"{len(text)} characters, expected 20 digits")


def check_domain(text: str) -> Objection | None:
    """Ten digits as a rule; also a host name or an address with a port (GB/T 28181-2022 6.1.2)."""
    if _DOMAIN.fullmatch(text):
        return None
    return Objection(
        SettingReason.NOT_A_DOMAIN, "expected ten digits, a host name or an address, at most 64 characters"
    )


def check_address(text: str) -> Objection | None:
    """Where we listen: 0.0.0.0 for everywhere, or the address of one interface."""
    return _check_address(text, "expected an IP address, 0.0.0.0 for all interfaces")


def check_port(number: int) -> Objection | None:
    """A port to listen on."""
    if 1 <= number <= 65535:
        return None
    return Objection(SettingReason.NOT_A_PORT, f"{number}, expected 1 to 65535")


def check_password(text: str) -> Objection | None:
    """Empty for none. Digest says nothing of character sets, so only what every camera types alike is safe."""
    if not (text.isascii() and (text.isprintable() or not text)):
        return Objection(SettingReason.NOT_TYPABLE, "only letters, digits and signs of the English keyboard")
    if len(text) > PASSWORD_LIMIT:
        return Objection(SettingReason.TOO_LONG, f"{len(text)} characters, at most {PASSWORD_LIMIT}")
    return None


def check_transport(text: str) -> Objection | None:
    return _check_choice(text, TRANSPORTS)


def check_ports(text: str) -> Objection | None:
    """A range of media ports: two for each stream, RTP on the even one and RTCP above it."""
    match = _PORTS.fullmatch(text)
    first, last = (int(match[1]), int(match[2])) if match else (0, 0)
    if not PORTS_LOWEST <= first <= last <= 65535:
        return Objection(SettingReason.NOT_A_PORT_RANGE, f'expected "first-last" between {PORTS_LOWEST} and 65535')
    if last < first + first % 2 + 1:  # no even port with its neighbour
        return Objection(SettingReason.TOO_FEW_PORTS, "a stream needs an even port and the one above it")
    return None


def parse_ports(text: str) -> PortRange:
    """The range that `check_ports` had nothing against."""
    first, _, last = text.partition("-")
    return PortRange(int(first), int(last))


def check_media_address(text: str) -> Objection | None:
    """What devices are told to send to: "auto", or an address of ours they can reach."""
    if text == AUTO:
        return None
    if objection := _check_address(text, f'expected "{AUTO}" or an IP address'):
        return objection
    address = ipaddress.ip_address(text)
    if address.is_unspecified or address.is_multicast or address == ipaddress.IPv4Address("255.255.255.255"):
        return Objection(SettingReason.NOT_FOR_MEDIA, "no device can send to this address")
    return None


def check_language(text: str) -> Objection | None:
    return _check_choice(text, LANGUAGES)


def check_theme(text: str) -> Objection | None:
    return _check_choice(text, THEMES)


TEXT_CHECKS: dict[tuple[str, str], Callable[[str], Objection | None]] = {
    ("sip", "id"): check_id,
    ("sip", "domain"): check_domain,
    ("sip", "address"): check_address,
    ("sip", "site_password"): check_password,
    ("media", "transport"): check_transport,
    ("media", "ports"): check_ports,
    ("media", "address"): check_media_address,
    ("ui", "language"): check_language,
    ("ui", "theme"): check_theme,
}
"""The settings that are text, by section and key."""


def _check_address(text: str, expectation: str) -> Objection | None:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return Objection(SettingReason.NOT_AN_ADDRESS, expectation)
    return None


def _check_choice(text: str, choices: tuple[str, ...]) -> Objection | None:
    if text in choices:
        return None
    return Objection(SettingReason.NOT_A_CHOICE, f"expected one of {', '.join(choices)}")
