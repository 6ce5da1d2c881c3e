"""Devices and catalog items as the database keeps them: JSON objects without the keys of their tables.

A field that is absent, or not what we write, takes its default: a row is never lost for one field.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import Any, TypeVar

from console.model.catalog import CatalogItem, ChannelStatus, PtzType
from console.model.device import Device, DeviceOptions, DigestAlgorithm, Registration
from console.model.media import MediaTransport
from console.model.peer import Peer, Transport

Row = dict[str, Any]
M = TypeVar("M", bound=Enum)


def encode_device(device: Device) -> Row:
    registration, options = device.registration, device.options
    return {
        "name": device.name,
        "manufacturer": device.manufacturer,
        "model": device.model,
        "firmware": device.firmware,
        "last_seen_at": _encode_time(device.last_seen_at),
        "registration": registration
        and {
            "transport": registration.peer.transport.value,
            "host": registration.peer.host,
            "port": registration.peer.port,
            "registered_at": _encode_time(registration.registered_at),
            "expires_at": _encode_time(registration.expires_at),
            "edition": registration.edition,
            "user_agent": registration.user_agent,
        },
        "options": {
            "alias": options.alias,
            "transport": options.transport and options.transport.value,
            "learned_transport": options.learned_transport and options.learned_transport.value,
            "digest": options.digest.value,
            "send_date": options.send_date,
            "media_address": options.media_address,
        },
    }


def decode_device(device_id: str, value: object) -> Device:
    """Offline, as nobody has heard of it yet in this run."""
    row = _mapping(value)
    options = _mapping(row.get("options"))
    return Device(
        device_id=device_id,
        name=_text(row, "name"),
        manufacturer=_text(row, "manufacturer"),
        model=_text(row, "model"),
        firmware=_text(row, "firmware"),
        registration=_decode_registration(_mapping(row.get("registration"))),
        last_seen_at=_time(row, "last_seen_at"),
        options=DeviceOptions(
            alias=_text(options, "alias"),
            transport=_member(MediaTransport, options, "transport"),
            learned_transport=_member(MediaTransport, options, "learned_transport"),
            digest=_member(DigestAlgorithm, options, "digest") or DigestAlgorithm.MD5,
            send_date=options.get("send_date") is not False,
            media_address=_text(options, "media_address"),
        ),
    )


def encode_item(item: CatalogItem) -> Row:
    """Only what differs from the default: most fields of most items are empty."""
    row: Row = {
        "name": item.name,
        "parents": list(item.parent_ids),
        "group": item.business_group_id,
        "civil_code": item.civil_code,
        "status": "" if item.status is ChannelStatus.ON else item.status.value,
        "manufacturer": item.manufacturer,
        "model": item.model,
        "address": item.address,
        "ptz_type": item.ptz_type and item.ptz_type.value,
        "longitude": item.longitude,
        "latitude": item.latitude,
        "missing": item.missing,
        "by_hand": item.by_hand,
    }
    return {key: value for key, value in row.items() if value}


def decode_item(device_id: str, item_id: str, value: object) -> CatalogItem:
    row = _mapping(value)
    parents = row.get("parents")
    return CatalogItem(
        device_id=device_id,
        item_id=item_id,
        name=_text(row, "name"),
        parent_ids=tuple(str(parent) for parent in parents) if isinstance(parents, list) else (),
        business_group_id=_text(row, "group"),
        civil_code=_text(row, "civil_code"),
        status=_member(ChannelStatus, row, "status") or ChannelStatus.ON,
        manufacturer=_text(row, "manufacturer"),
        model=_text(row, "model"),
        address=_text(row, "address"),
        ptz_type=_member(PtzType, row, "ptz_type"),
        longitude=_number(row, "longitude"),
        latitude=_number(row, "latitude"),
        missing=row.get("missing") is True,
        by_hand=row.get("by_hand") is True,
    )


def _decode_registration(row: Mapping[str, Any]) -> Registration | None:
    transport, port = _member(Transport, row, "transport"), row.get("port")
    registered_at, expires_at = _time(row, "registered_at"), _time(row, "expires_at")
    if transport is None or not isinstance(port, int) or registered_at is None or expires_at is None:
        return None
    # A TCP connection of an earlier run is gone: number 0 is none of this one.
    peer = Peer(transport, _text(row, "host"), port)
    return Registration(peer, registered_at, expires_at, _text(row, "edition"), _text(row, "user_agent"))


def _encode_time(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _time(row: Mapping[str, Any], key: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(_text(row, key))
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _member(kind: type[M], row: Mapping[str, Any], key: str) -> M | None:
    try:
        return kind(row.get(key))
    except ValueError:
        return None


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(row: Mapping[str, Any], key: str) -> str:
    value = row.get(key)
    return value if isinstance(value, str) else ""


def _number(row: Mapping[str, Any], key: str) -> float | None:
    value = row.get(key)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
