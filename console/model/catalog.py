"""The items of a device's catalog (GB/T 28181-2022 annex J): areas, groups, organisations, devices and channels."""

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from console.model.identity import NodeKind, node_kind


class ChannelRef(NamedTuple):
    """Names a channel everywhere: channel identifiers repeat between devices, so the device belongs to the key."""

    device_id: str
    channel_id: str

    def __str__(self) -> str:
        return f"{self.device_id}/{self.channel_id}"


class ChannelStatus(Enum):
    """What the device says of an item's state."""

    ON = "ON"
    OFF = "OFF"
    VIDEO_LOST = "VLOST"
    DEFECT = "DEFECT"


class PtzType(Enum):
    """`Info/PTZType` of a catalog item; 5 to 7 since 2022."""

    DOME = 1
    HALF_DOME = 2
    FIXED = 3
    REMOTE = 4
    REMOTE_HALF_DOME = 5
    PANORAMIC = 6
    SPLIT = 7


@dataclass(frozen=True, slots=True)
class CatalogItem:
    """One item as its device describes it; `parent_ids` are the ones it names, resolved or not."""

    device_id: str  # whose catalog it stands in
    item_id: str
    name: str = ""
    parent_ids: tuple[str, ...] = ()
    business_group_id: str = ""
    civil_code: str = ""
    status: ChannelStatus = ChannelStatus.ON
    manufacturer: str = ""
    model: str = ""
    address: str = ""
    ptz_type: PtzType | None = None
    longitude: float | None = None
    latitude: float | None = None
    missing: bool = False  # absent from the last complete answer
    by_hand: bool = False  # added by the operator, not by a catalog

    @property
    def kind(self) -> NodeKind:
        return node_kind(self.item_id)

    @property
    def ref(self) -> ChannelRef:
        return ChannelRef(self.device_id, self.item_id)

    @property
    def is_playable(self) -> bool:
        """Cameras and unknown types; also a device that lists itself as its only channel."""
        return self.by_hand or self.kind.is_playable or self.item_id == self.device_id

    @property
    def can_move(self) -> bool:
        """Whether to offer PTZ: domes and remote cameras, and all that do not say."""
        return self.ptz_type not in (PtzType.FIXED, PtzType.PANORAMIC, PtzType.SPLIT)
