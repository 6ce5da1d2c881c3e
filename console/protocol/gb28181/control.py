"""DeviceControl (GB/T 28181-2022 A.2.3.1): PTZ commands and the request for a key frame.

Neither is answered by more than the 200 of its MESSAGE (table 1 of the standard).
"""

from console.protocol.gb28181 import manscdp
from console.protocol.gb28181.edition import Edition
from console.protocol.gb28181.manscdp import Field
from console.protocol.gb28181.ptz import PtzCommand

COMMAND = "DeviceControl"
PRIORITY = "5"  # Info/ControlPriority of an ordinary operator, as other platforms send it


def encode_ptz(channel_id: str, sn: int, *, command: PtzCommand, edition: Edition) -> bytes:
    fields: list[Field] = [("PTZCmd", command.encode())]
    if edition.has_control_priority:
        fields.append(("Info", [("ControlPriority", PRIORITY)]))
    return manscdp.encode_control(COMMAND, sn, device_id=channel_id, fields=fields, edition=edition)


def encode_keyframe_request(channel_id: str, sn: int, *, edition: Edition) -> bytes:
    """Asks for an IDR picture at once; devices before 2016 ignore it."""
    fields = [(edition.keyframe_element, "Send")]
    return manscdp.encode_control(COMMAND, sn, device_id=channel_id, fields=fields, edition=edition)
