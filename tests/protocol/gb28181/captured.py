"""Bodies out of the transcripts in ../shared/data/peers."""

import re
from pathlib import Path

_ENTRY = re.compile(rb"(?m)^### +[0-9.]+ (DEVICE->PLATFORM|PLATFORM->DEVICE) [^\n]*\n")
_LENGTH = re.compile(rb"(?im)^(?:content-length|l)\s*:\s*([0-9]+)")
_TYPE = re.compile(rb"(?im)^(?:content-type|c)\s*:\s*([^\r\n]*)")


def device_bodies(shared_data: Path) -> list[tuple[str, str, bytes]]:
    """Peer, content type and body of everything a device said that has a body."""
    found = []
    for transcript in sorted(shared_data.glob("peers/*/sip.txt")):
        pieces = _ENTRY.split(transcript.read_bytes())
        for direction, message in zip(pieces[1::2], pieces[2::2], strict=True):
            head, _, rest = message.partition(b"\r\n\r\n")
            length = _LENGTH.search(head)
            kind = _TYPE.search(head)
            if direction == b"DEVICE->PLATFORM" and length and int(length[1]):
                body = rest[: int(length[1])]
                found.append((transcript.parent.name, kind[1].decode() if kind else "", body))
    return found
