"""Editions of GB/T 28181 as X-GB-Ver names them (GB/T 28181-2022 annex I), and what each writes differently."""

import re
from enum import Enum

_VERSION = re.compile(r"\s*([0-9]{1,3})(?:\.([0-9]{1,3}))?")


class Edition(Enum):
    """`m.n` of the X-GB-Ver header."""

    V2011 = "1.0"
    V2014 = "1.1"  # the amendment of the 2011 edition
    V2016 = "2.0"
    V2022 = "3.0"

    @classmethod
    def parse(cls, header: str) -> "Edition":
        """What to speak to a device that sent `header`: the newest edition that is not newer than its own.

        A device that sends none, or nonsense, is treated like 2016: most such devices are 2011/2016 hybrids.
        """
        declared = _version(header)
        if declared is None:
            return cls.V2016
        known = [edition for edition in cls if (_version(edition.value) or declared) <= declared]
        return known[-1] if known else cls.V2011

    @property
    def charset_label(self) -> str:
        """What the XML declaration says; the bytes are GB18030 either way, which GB2312 is a part of."""
        return "GB18030" if self is Edition.V2022 else "GB2312"

    @property
    def keyframe_element(self) -> str:
        """The 2016 text misspells its own command, and devices followed."""
        return "IFrameCmd" if self is Edition.V2022 else "IFameCmd"

    @property
    def has_control_priority(self) -> bool:
        """Whether Control carries Info/ControlPriority."""
        return self is not Edition.V2022

    @property
    def rtsp_version(self) -> str:
        return "MANSRTSP/1.0" if self is Edition.V2011 else "RTSP/1.0"


def _version(text: str) -> tuple[int, int] | None:
    match = _VERSION.match(text)
    return (int(match[1]), int(match[2] or 0)) if match else None
