"""Free identifiers, so that nobody has to invent twenty digits."""

from collections.abc import Callable, Iterator

from console.model.identity import domain_of, is_standard_id

_CAMERA = "132"
_CHANNEL = "131"  # beside a device of type 132, so that the two are never the same


def suggest_device_id(platform_id: str, is_taken: Callable[[str], bool]) -> str:
    """The first free identifier of a network camera in our own area."""
    return next(candidate for candidate in _numbered(domain_of(platform_id) + _CAMERA) if not is_taken(candidate))


def suggest_channel_id(device_id: str, is_taken: Callable[[str], bool] = lambda _channel_id: False) -> str:
    """A channel identifier for `device_id`, with its own number where that is free; empty for an odd device_id."""
    if not is_standard_id(device_id):
        return ""
    kind = _CHANNEL if device_id[10:13] == _CAMERA else _CAMERA
    own_number = device_id[:10] + kind + device_id[13:]
    if kind == _CHANNEL and not is_taken(own_number):
        return own_number
    return next(candidate for candidate in _numbered(device_id[:10] + kind) if not is_taken(candidate))


def _numbered(prefix: str) -> Iterator[str]:
    for number in range(1, 10_000_000):
        yield f"{prefix}{number:07d}"
