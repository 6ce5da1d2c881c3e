"""What goes wrong with a device: switches for tests and for demonstrations, repeatable by a seed."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any


class FaultError(ValueError):
    """No such fault, or not such a value."""


@dataclass(frozen=True, slots=True)
class Faults:
    """None and zero are healthy; shares are between 0.0 and 1.0, times are in seconds."""

    seed: int = 0
    # media
    loss: float = 0.0  # share of RTP packets that are never sent
    reorder: float = 0.0  # share that is sent after the next one
    duplicate: float = 0.0  # share that is sent twice
    wrong_ssrc: bool = False  # another than the agreed one
    zero_ssrc: bool = False
    no_marker: bool = False
    no_stream_map: bool = False  # program streams without a PSM
    no_udp_media: bool = False  # UDP is agreed to, then nothing comes
    media_stops_after: float | None = None  # of sending; the call stays
    # calls
    answer_after: float = 0.0  # before the final answer to an INVITE
    never_answer_invite: bool = False
    busy: bool = False  # 486
    refuse_udp: bool = False  # 488
    no_contact: bool = False  # in the answer to an INVITE
    bye_after: float | None = None  # of a call
    mute_info: bool = False  # INFO is neither answered nor obeyed
    ignore_info: bool = False  # INFO is answered 200 and not obeyed
    no_media_status: bool = False  # the end of a recording is not told
    # messages
    mute_ptz: bool = False  # obeyed, never answered
    mute_messages: bool = False  # no MESSAGE is ever answered
    wrong_total: int = 0  # added to SumNum of a catalog
    catalog_duplicates: int = 0  # items repeated in a further message
    catalog_shuffled: bool = False  # messages out of order
    catalog_missing: int = 0  # messages of a catalog that are never sent
    # registration
    register_once: bool = False  # never refreshed
    keepalive_stops_after: int | None = None  # this many were sent

    @classmethod
    def parse(cls, switches: Iterable[str]) -> "Faults":
        """From words such as `loss=0.05`, or `busy` alone for a yes; raises FaultError."""
        faults = cls()
        for switch in switches:
            name, _, value = switch.partition("=")
            faults = faults.with_switch(name.strip().replace("-", "_"), value.strip())
        return faults

    def with_switch(self, name: str, value: str) -> "Faults":
        """These faults and one more, by its name."""
        kinds = {field.name: field.type for field in fields(self)}
        if name not in kinds:
            raise FaultError(f"unknown fault {name!r}; known: {', '.join(sorted(kinds))}")
        try:
            change: dict[str, Any] = {name: _value(kinds[name], value)}
        except ValueError as error:
            raise FaultError(f"{name}: {error}") from error
        return replace(self, **change)


def _value(kind: object, text: str) -> bool | int | float:
    if kind is bool:
        if text.lower() not in ("", "1", "0", "true", "false"):
            raise ValueError(f"{text!r} is neither true nor false")
        return text.lower() in ("", "1", "true")
    return int(text) if kind in (int, int | None) else float(text)
