"""Messages out of the transcripts in ../shared/data/peers."""

import re
from dataclasses import dataclass
from pathlib import Path

from console.model.peer import Peer, Transport

PEERS = ("exosip2-camera", "go-device-sip-tcp", "rv1126-firmware")
PASSWORD = "12345678"  # of both devices that show digest credentials

_ENTRY = re.compile(rb"(?m)^### +([0-9.]+) (DEVICE->PLATFORM|PLATFORM->DEVICE) (UDP|TCP) ([0-9.]+):([0-9]+)\n")


@dataclass(frozen=True)
class Captured:
    """One message; `at` in seconds."""

    at: float
    of_device: bool
    peer: Peer
    data: bytes


def transcript(shared_data: Path, name: str) -> list[Captured]:
    """The whole exchange with one peer, in order."""
    pieces = _ENTRY.split((shared_data / "peers" / name / "sip.txt").read_bytes())[1:]
    return [
        Captured(
            float(at),
            direction.startswith(b"DEVICE"),
            Peer(Transport(transport.decode()), host.decode(), int(port), int(transport == b"TCP")),
            data.removesuffix(b"\n\n"),
        )
        for at, direction, transport, host, port, data in zip(*(pieces[i::6] for i in range(6)), strict=True)
    ]


def of_device(shared_data: Path, name: str) -> list[Captured]:
    return [entry for entry in transcript(shared_data, name) if entry.of_device]
