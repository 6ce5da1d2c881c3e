"""How our own processes are started: as modules of a checkout, or as roles of the one frozen program."""

import importlib
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROLES = {  # the modules that play them; each has main(argv) -> exit status
    "receiver": "console.media.receiver.__main__",
    "decoder": "console.media.decoder.__main__",
    "simulator": "console.simulator.__main__",
}

_OPTION = "--role="
_ROOT = Path(__file__).resolve().parents[2]


def role_command(role: str, *args: str) -> list[str]:
    """The command that plays `role`, for `start_role`."""
    if getattr(sys, "frozen", False):
        return [sys.executable, f"{_OPTION}{role}", *args]
    return [sys.executable, "-m", ROLES[role].removesuffix(".__main__"), *args]


def start_role(command: Sequence[str], *, stdout: int) -> subprocess.Popen[bytes]:
    """Start what `role_command` gave, with a pipe to its standard input. Raises OSError.

    It finds the checkout whatever the current directory is, has no window, and a process group of its own: Ctrl-C in
    the terminal is for the console, which ends the others in order.
    """
    environment = dict(os.environ)
    if not getattr(sys, "frozen", False):
        paths = [str(_ROOT), environment.get("PYTHONPATH", "")]
        environment["PYTHONPATH"] = os.pathsep.join(path for path in paths if path)
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=stdout,
        stderr=None if sys.stderr else subprocess.DEVNULL,  # a program without a console window has none
        env=environment,
        creationflags=flags,
        process_group=None if sys.platform == "win32" else 0,
        bufsize=0,
    )


def role_main(argv: Sequence[str]) -> int | None:
    """Play the role that the first argument names and return the exit status; None when it names none."""
    if not argv or not argv[0].startswith(_OPTION):
        return None
    role = argv[0].removeprefix(_OPTION)
    if role not in ROLES:
        return 2
    status: int = importlib.import_module(ROLES[role]).main(list(argv[1:]))
    return status
