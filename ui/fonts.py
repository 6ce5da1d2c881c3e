"""The typefaces that come with the console: Inter and JetBrains Mono, and Chinese characters where the system has none.

The files are subsets; resources/fonts/README.md says how they were made.
"""

import logging
from enum import Enum

from PySide6.QtGui import QFontDatabase

from ui.resources import resource

_LATIN = ("Inter-Regular.ttf", "Inter-Medium.ttf", "Inter-SemiBold.ttf", "JetBrainsMono-Regular.ttf")
_CHINESE = "WenQuanYiMicroHei-GB2312.ttf"
_log = logging.getLogger(__name__)


class Chinese(Enum):
    """When to load the bundled Chinese characters."""

    IF_MISSING = "if-missing"
    ALWAYS = "always"  # tests and screenshots: the same pictures on every machine


def load(chinese: Chinese = Chinese.IF_MISSING) -> None:
    """Make the bundled typefaces known to Qt; call once, after the application object exists."""
    system_families = QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)
    for name in _LATIN:
        _load(name)
    if chinese is Chinese.ALWAYS or not system_families:
        _load(_CHINESE)


def _load(name: str) -> None:
    if QFontDatabase.addApplicationFont(str(resource("fonts", name))) < 0:
        _log.warning("the font %s cannot be used", name)  # text then shows in the system's typeface
