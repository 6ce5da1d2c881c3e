"""How our own processes are started: as modules of a checkout, or as roles of the one frozen program."""

import importlib
import os
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
    """The command that plays `role`; in a checkout it wants role_environment()."""
    if getattr(sys, "frozen", False):
        return [sys.executable, f"{_OPTION}{role}", *args]
    return [sys.executable, "-m", ROLES[role].removesuffix(".__main__"), *args]


def role_environment() -> dict[str, str]:
    """Our environment, with the checkout on the module path whatever the current directory is."""
    environment = dict(os.environ)
    if not getattr(sys, "frozen", False):
        paths = [str(_ROOT), environment.get("PYTHONPATH", "")]
        environment["PYTHONPATH"] = os.pathsep.join(path for path in paths if path)
    return environment


def role_main(argv: Sequence[str]) -> int | None:
    """Play the role that the first argument names and return the exit status; None when it names none."""
    if not argv or not argv[0].startswith(_OPTION):
        return None
    role = argv[0].removeprefix(_OPTION)
    if role not in ROLES:
        return 2
    status: int = importlib.import_module(ROLES[role]).main(list(argv[1:]))
    return status
