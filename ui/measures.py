"""Numbers as the operator reads them: rates, sizes, lengths and moments. Digits and units only, the same in every
language; moments are device time, China Standard Time, as everything that devices say."""

from datetime import datetime

from console.model.clock import CHINA

_CODECS = {"h264": "H.264", "hevc": "H.265", "mpeg4": "MPEG-4", "pcm_alaw": "G.711A", "pcm_mulaw": "G.711U"}
_KILO = 1000


def bit_rate(rate: float) -> str:
    """`rate` in bit/s."""
    if rate >= _KILO * _KILO:
        return f"{rate / _KILO / _KILO:.1f} Mbit/s"
    return f"{rate / _KILO:.0f} kbit/s"


def octets(count: int) -> str:
    """A size in decimal units, as disks are sold."""
    size, unit = float(count), "B"
    for larger in ("kB", "MB", "GB", "TB"):
        if size < _KILO:
            break
        size, unit = size / _KILO, larger
    return f"{size:.0f} {unit}" if unit in ("B", "kB") or size >= 100 else f"{size:.1f} {unit}"


def length(seconds: float) -> str:
    """Minutes and seconds, with hours where there are any: 5:09, 1:05:09."""
    minutes, rest = divmod(max(0, round(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def time_of_day(moment: datetime) -> str:
    return f"{moment.astimezone(CHINA):%H:%M:%S}"


def day(moment: datetime) -> str:
    return f"{moment.astimezone(CHINA):%Y-%m-%d}"


def day_and_time(moment: datetime) -> str:
    return f"{day(moment)} {time_of_day(moment)}"


def speed(factor: float) -> str:
    """How many times as fast: 0.25×, 1×, 4×."""
    return f"{factor:g}×"


def codec(name: str) -> str:
    """The name on the camera's data sheet, for FFmpeg's."""
    return _CODECS.get(name, name)
