"""PresetQuery and its answers (GB/T 28181-2022 A.2.4.9, A.2.6.11)."""

from dataclasses import dataclass

from console.model.ptz import Preset
from console.protocol.gb28181 import manscdp
from console.protocol.gb28181.edition import Edition
from console.protocol.gb28181.manscdp import Message
from console.protocol.gb28181.markup import Element

COMMAND = "PresetQuery"
COMMANDS = (COMMAND, "PersetQuery")  # old firmware answers with the misprint


@dataclass(frozen=True, slots=True)
class PresetPart:
    """One message of an answer; lists of more than 200 may come in several."""

    total: int | None
    presets: tuple[Preset, ...]
    unreadable: int  # items without a number from 1 to 255


def encode_query(channel_id: str, sn: int, *, edition: Edition) -> bytes:
    return manscdp.encode_query(COMMAND, sn, device_id=channel_id, edition=edition)


def parse(message: Message) -> PresetPart:
    """The presets of one answer. Hikvision leaves SumNum out: the list's own Num stands in for it."""
    items = [_parse_item(element) for element in message.root.every("Item")]
    presets = tuple(preset for preset in items if preset is not None)
    total = message.root.integer("SumNum")
    if total is None:
        listed = message.root.child("PresetList")
        total = listed.integer("Num") if listed else None
    return PresetPart(total, presets, len(items) - len(presets) + message.unreadable)


def _parse_item(element: Element) -> Preset | None:
    number = element.integer("PresetID")
    if number is None or not 1 <= number <= 255:
        return None
    return Preset(number, element.line("PresetName"))
