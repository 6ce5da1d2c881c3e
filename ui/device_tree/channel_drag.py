"""Channels on their way from the tree to a tile, as the payload of a drag."""

import json
from collections.abc import Sequence

from PySide6.QtCore import QMimeData

from console.model.catalog import ChannelRef

MIME_TYPE = "application/x-vigil-channels"


def encode_channels(refs: Sequence[ChannelRef]) -> QMimeData:
    """The payload for `refs`; the identifiers also as text, one per line, for whoever drops them into a text field."""
    payload = QMimeData()
    payload.setData(MIME_TYPE, json.dumps(refs).encode())
    payload.setText("\n".join(ref.channel_id for ref in refs))
    return payload


def parse_channels(payload: QMimeData) -> list[ChannelRef]:
    """The channels of a drag in their order; empty when it carries something else."""
    if not payload.hasFormat(MIME_TYPE):
        return []
    try:
        pairs = json.loads(bytes(payload.data(MIME_TYPE).data()))
        return [ChannelRef(str(device_id), str(channel_id)) for device_id, channel_id in pairs]
    except (ValueError, TypeError):  # another program may use any name for its payload
        return []
