"""From `--demo` to moving pictures: the whole program, started as a newcomer starts it (set up already).

The floor is what the interpreter needs for the imports alone.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RUNS = 3
PICTURES = 6
PATIENCE = 30.0  # seconds
IMPORTS = "import PySide6.QtWidgets, PySide6.QtSvg, pyqtgraph, qasync, lxml.etree, numpy"


def main() -> None:
    floor = min(_imports() for _ in range(RUNS))
    starts = sorted(_start() for _ in range(RUNS))
    print(f"--demo to {PICTURES} pictures, {RUNS} starts: best {starts[0]:.2f} s, worst {starts[-1]:.2f} s")
    print(f"  imports alone (floor): {floor:.2f} s; ratio: {starts[0] / floor:.1f}")


def _imports() -> float:
    begun = time.monotonic()
    subprocess.run([sys.executable, "-c", IMPORTS], check=True, capture_output=True)
    return time.monotonic() - begun


def _start() -> float:
    with tempfile.TemporaryDirectory() as folder:
        begun = time.monotonic()
        with subprocess.Popen(
            [sys.executable, str(ROOT / "app.py"), "--demo", "--config-dir", folder],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        ) as program:
            assert program.stderr is not None
            try:
                shown = 0
                for line in program.stderr:
                    shown += "shows a picture" in line
                    taken = time.monotonic() - begun
                    if shown == PICTURES:
                        return taken
                    assert taken < PATIENCE, "no pictures"
            finally:
                program.terminate()
                program.stderr.read()
    raise AssertionError("the program ended")


if __name__ == "__main__":
    main()
