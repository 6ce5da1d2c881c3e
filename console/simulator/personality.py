"""How a device speaks where the standard leaves it free, or where devices take that freedom."""

from dataclasses import dataclass
from enum import Enum


class Charset(Enum):
    """What the XML declares and how its text is really coded; None declares nothing."""

    GB2312 = ("GB2312", "gb18030")
    GB18030 = ("GB18030", "gb18030")
    UTF8 = ("UTF-8", "utf-8")
    UNDECLARED_GBK = (None, "gbk")
    UTF8_AS_GB2312 = ("GB2312", "utf-8")

    @property
    def declared(self) -> str | None:
        declared: str | None = self.value[0]
        return declared

    @property
    def encoding(self) -> str:
        return str(self.value[1])


class Layout(Enum):
    """How the XML is broken into lines."""

    LINES = "lines"  # an element a line, as eXosip cameras do
    COMPACT = "compact"  # all in one line
    BROKEN = "broken"  # a line break inside tags that have attributes, as an RV1126 firmware does


@dataclass(frozen=True, slots=True)
class Personality:
    """The habits of one device."""

    edition: str | None = "2.0"  # X-GB-Ver; None sends none
    user_agent: str = "VigilSim/1.0"
    charset: Charset = Charset.GB2312
    layout: Layout = Layout.LINES
    expires: int = 3600  # seconds a registration is asked for
    retry_interval: float = 60.0  # seconds before a refused registration is tried again
    keepalive_interval: float = 60.0  # seconds
    items_per_message: int = 2  # catalog items and presets
    records_per_message: int = 4
    simultaneous_streams: int = 32  # more are answered 486
    end_patience: float = 5.0  # seconds the platform has to hang up after the end of a recording
