"""Where the files of `resources/` lie: beside the source tree, or inside the frozen program."""

import sys
from pathlib import Path


def resource(*parts: str) -> Path:
    """The path of one resource, e.g. `resource("icons", "vigil.svg")`; never relative to the current directory."""
    # PyInstaller unpacks into a folder of its own and names it here.
    root = Path(getattr(sys, "_MEIPASS", "") or Path(__file__).resolve().parent.parent)
    return root.joinpath("resources", *parts)
