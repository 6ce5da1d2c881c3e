"""Catalog queries and their answers (GB/T 28181-2022 A.2.4.3, A.2.6.2; items of every edition)."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from console.model.catalog import CatalogItem, ChannelStatus, PtzType
from console.model.identity import is_acceptable_id
from console.protocol.gb28181 import manscdp
from console.protocol.gb28181.edition import Edition
from console.protocol.gb28181.manscdp import Message
from console.protocol.gb28181.markup import Element

COMMAND = "Catalog"
PART_SIZE = 500  # items; 8 ms on a slow machine

_STATUS = {
    "OFF": ChannelStatus.OFF,
    "OFFLINE": ChannelStatus.OFF,
    "0": ChannelStatus.OFF,
    "FALSE": ChannelStatus.OFF,
    "VLOST": ChannelStatus.VIDEO_LOST,
    "DEFECT": ChannelStatus.DEFECT,
}
_PTZ_TYPES = {kind.value: kind for kind in PtzType}


@dataclass(frozen=True, slots=True)
class CatalogPart:
    """One message of an answer, or a part of a long one; `total` is what the device announces for all of them."""

    total: int | None
    items: tuple[CatalogItem, ...]
    unreadable: int  # items that were broken or had no usable identifier


def encode_query(device_id: str, sn: int, *, edition: Edition) -> bytes:
    return manscdp.encode_query(COMMAND, sn, device_id=device_id, edition=edition)


def parse(message: Message, device_id: str) -> Iterator[CatalogPart]:
    """The items of one answer in parts of at most PART_SIZE, at least one; `device_id` is whose catalog they stand in.

    The next part is parsed when it is asked for: 10,000 items take longer than a window may stand still.
    """
    total, unreadable = message.root.integer("SumNum"), message.unreadable
    elements = message.root.every("Item")
    batch = list(islice(elements, PART_SIZE))
    while True:
        items = [_parse_item(element, device_id) for element in batch]
        readable = tuple(item for item in items if item is not None)
        yield CatalogPart(total, readable, len(items) - len(readable) + unreadable)
        unreadable = 0
        batch = list(islice(elements, PART_SIZE))
        if not batch:
            return


def _parse_item(element: Element, device_id: str) -> CatalogItem | None:
    item_id = element.value("DeviceID")
    if not is_acceptable_id(item_id):
        return None
    details = element.child("Info") or element
    ptz_type = details.integer("PTZType")
    longitude, latitude = _position(element)
    return CatalogItem(
        device_id=device_id,
        item_id=item_id,
        name=element.line("Name"),
        parent_ids=_parent_ids(element.value("ParentID")),
        # A direct child since 2022, inside Info before.
        business_group_id=element.value("BusinessGroupID") or details.value("BusinessGroupID"),
        civil_code=element.line("CivilCode"),
        # Seen: ON, On, ONLINE, OK, 1 and nothing at all: only what says off is off.
        status=_STATUS.get(element.value("Status").upper(), ChannelStatus.ON),
        manufacturer=element.line("Manufacturer"),
        model=element.line("Model"),
        address=element.line("Address"),
        ptz_type=_PTZ_TYPES.get(ptz_type) if ptz_type is not None else None,
        longitude=longitude,
        latitude=latitude,
    )


def _parent_ids(text: str) -> tuple[str, ...]:
    """Several parents are joined by slashes (annex J); Hikvision platforms really send that."""
    parts = (part.strip() for part in text.split("/", 64)[:64])
    return tuple(dict.fromkeys(part for part in parts if is_acceptable_id(part)))


def _position(element: Element) -> tuple[float | None, float | None]:
    """Degrees; devices without a position send nothing, 0 or numbers that are none on this earth."""
    longitude, latitude = element.number("Longitude"), element.number("Latitude")
    if not longitude or not latitude or abs(longitude) > 180 or abs(latitude) > 90:
        return None, None
    return longitude, latitude
