"""The program as an operator starts it, in a process of its own and a directory of its own."""

import contextlib
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT
from tests.e2e.site import free_port
from tests.processes import children_of

PATIENCE = 45.0  # seconds a run may take in all


@dataclass(frozen=True)
class Outcome:
    """How a run ended."""

    status: int
    output: str
    errors: str


class Program:
    """A run of app.py; whatever is left of it is killed at the end."""

    def __init__(self, directory: Path, *arguments: str) -> None:
        self.log = (directory / "demo" if "--demo" in arguments else directory) / "vigil.log"
        self._process = subprocess.Popen(
            [sys.executable, str(ROOT / "app.py"), "--config-dir", str(directory), *arguments],
            cwd=directory.parent,
            env=os.environ
            | {"QT_QPA_PLATFORM": "offscreen", "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            start_new_session=True,
        )

    def __enter__(self) -> "Program":
        return self

    def __exit__(self, *_: object) -> None:
        for process in (*self.children, self._process.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self._process.communicate()

    def has_logged(self, text: str) -> bool:
        assert self._process.poll() is None, "it ended"
        return self.log.exists() and text in self.log.read_text(encoding="utf-8")

    @property
    def children(self) -> list[int]:
        return children_of(self._process.pid)

    @property
    def memory(self) -> list[str]:
        """Blocks of shared memory that bear its number."""
        return [path.name for path in Path("/dev/shm").glob(f"vigil-{self._process.pid}-*")]

    def terminate(self) -> None:
        """As a session manager or an administrator does."""
        self._process.terminate()

    def interrupt(self) -> None:
        """As Ctrl-C does, which all processes of the terminal's group get."""
        os.killpg(self._process.pid, signal.SIGINT)

    def outcome(self) -> Outcome:
        """Wait for its end, which must leave nothing behind."""
        children = self.children
        output, errors = self._process.communicate(timeout=PATIENCE)
        assert not [child for child in children if Path("/proc", str(child)).exists()], "a process is left"
        assert not self.memory, "shared memory is left"
        assert "Traceback" not in errors, errors
        return Outcome(self._process.returncode, output, errors)


def run(directory: Path, *arguments: str) -> Outcome:
    """A run to its end."""
    with Program(directory, *arguments) as program:
        return program.outcome()


def configured(directory: Path, *, port: int = 0, extra: str = "") -> Path:
    """A directory whose settings name a free port of loopback, or this one."""
    directory.mkdir()
    text = f'[sip]\naddress = "127.0.0.1"\nport = {port or free_port()}\n{extra}'
    (directory / "settings.toml").write_text(text, encoding="utf-8")
    return directory
