"""Starts the bundled program with its demo site and looks at the window: the last step of `python3 run.py bundle`."""

import subprocess
import sys
import tempfile
from pathlib import Path

from PySide6.QtGui import QImage

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "dist" / "vigil" / ("vigil.exe" if sys.platform == "win32" else "vigil")
SECONDS = 10
PATIENCE = 60  # seconds
COLOURS = 2000  # in a window with video; without it has some hundred


def main() -> int:
    """The exit status."""
    with tempfile.TemporaryDirectory() as folder:
        picture = Path(folder, "window.png")
        options = ["--demo", "--config-dir", folder, "--exit-after", str(SECONDS), "--snapshot", str(picture)]
        status = subprocess.run([str(PROGRAM), *options], check=False, timeout=PATIENCE, cwd=folder).returncode
        colours = _colours(QImage(str(picture)))
    size = sum(path.stat().st_size for path in PROGRAM.parent.rglob("*") if path.is_file() and not path.is_symlink())
    print(f"{PROGRAM.relative_to(ROOT)}: status {status}, {colours} colours in its window, {size / 1e6:.0f} MB")
    return 0 if status == 0 and colours > COLOURS else 1


def _colours(picture: QImage) -> int:
    return len({picture.pixel(x, y) for x in range(0, picture.width(), 3) for y in range(0, picture.height(), 3)})


if __name__ == "__main__":
    raise SystemExit(main())
