"""Identifiers of GB/T 28181 (annex D of the 2016 edition, annex E of 2022) and what they tell about a node."""

import re
from enum import Enum

_ACCEPTED = re.compile(r"[0-9A-Za-z_-]{1,64}")
_CIVIL_CODE_LENGTHS = (2, 4, 6, 8)


class NodeKind(Enum):
    """What a catalog item is, as far as its identifier says."""

    CIVIL_AREA = "civil-area"
    SYSTEM = "system"
    BUSINESS_GROUP = "business-group"
    VIRTUAL_ORGANIZATION = "virtual-organization"
    RECORDER = "recorder"  # NVR, DVR, encoder: a front-end main device
    CAMERA = "camera"
    ALARM_INPUT = "alarm-input"
    ALARM_OUTPUT = "alarm-output"
    VOICE_INPUT = "voice-input"
    VOICE_OUTPUT = "voice-output"
    OTHER = "other"

    @property
    def is_folder(self) -> bool:
        """Whether the node only groups others and can never be played."""
        return self in _FOLDERS

    @property
    def is_playable(self) -> bool:
        """Whether video may be asked from it; unknown types are given the chance."""
        return self in (NodeKind.CAMERA, NodeKind.OTHER)


_FOLDERS = (
    NodeKind.CIVIL_AREA,
    NodeKind.SYSTEM,
    NodeKind.BUSINESS_GROUP,
    NodeKind.VIRTUAL_ORGANIZATION,
)
_BY_TYPE_CODE = {
    131: NodeKind.CAMERA,
    132: NodeKind.CAMERA,
    134: NodeKind.ALARM_INPUT,
    135: NodeKind.ALARM_OUTPUT,
    140: NodeKind.ALARM_OUTPUT,
    136: NodeKind.VOICE_INPUT,
    137: NodeKind.VOICE_OUTPUT,
    215: NodeKind.BUSINESS_GROUP,
    216: NodeKind.VIRTUAL_ORGANIZATION,
}


def is_acceptable_id(text: str) -> bool:
    """Whether a peer's identifier may be used as a key; far wider than the standard, as devices are."""
    return _ACCEPTED.fullmatch(text) is not None


def is_standard_id(text: str) -> bool:
    """Whether `text` is a full 20-digit identifier."""
    return len(text) == 20 and text.isascii() and text.isdigit()


def type_code(node_id: str) -> int | None:
    """Digits 11 to 13 of a 20-digit identifier, None for any other."""
    return int(node_id[10:13]) if is_standard_id(node_id) else None


def node_kind(node_id: str) -> NodeKind:
    """Classify by length and type code; a wrong guess only changes an icon, never what is possible."""
    if len(node_id) in _CIVIL_CODE_LENGTHS and node_id.isascii() and node_id.isdigit():
        return NodeKind.CIVIL_AREA
    code = type_code(node_id)
    if code is None:
        return NodeKind.OTHER
    if code in _BY_TYPE_CODE:
        return _BY_TYPE_CODE[code]
    if 111 <= code <= 130:
        return NodeKind.RECORDER
    if 200 <= code <= 214:
        return NodeKind.SYSTEM
    return NodeKind.OTHER


def domain_of(platform_id: str) -> str:
    """The SIP domain a platform uses unless told otherwise: the first ten digits (GB/T 28181-2022 6.1.2)."""
    return platform_id[:10]
