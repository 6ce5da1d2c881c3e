"""Sets Vigil up and starts it: `python3 run.py` is all a newcomer types. Needs Python only; `--help` tells the rest.

Every step that takes time is told in one line on stderr. What is there already is not done again: a later start adds
a tenth of a second. This file must be readable for older Pythons, so that they can be told what is missing.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Mapping, NoReturn, Sequence  # noqa: UP035 - see above

ROOT = Path(__file__).resolve().parent
OLDEST, NEWEST = (3, 11), (3, 13)
SET_UP_INCOMPLETE = 3  # exit code
LOCK_STALE = 15 * 60.0  # seconds
PIP_TRIES = 3

USAGE = """\
python3 run.py [OPTIONS]         open the console (its options are below)
python3 run.py --demo            open it with the built-in demo site
python3 run.py test [ARGS]       run the tests; ARGS go to pytest
python3 run.py check             lint, format, types, import contracts and tests
python3 run.py bench [NAME ...]  run the benchmarks, or those named
python3 run.py bundle            build the double-click application into dist/
python3 run.py soak [ARGS]       full counts of the parser tests, then the console for long: --minutes N
"""

# Debian package of each library that Qt loads; of the last ones only where there is a screen.
LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libbrotlidec.so.1": "libbrotli1",
    "libX11.so.6": "libx11-6",
}
X11_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
}
WAYLAND_LIBRARIES = {"libwayland-cursor.so.0": "libwayland-cursor0"}

# Loaded in a process of its own: a broken library must not take this one along. A name without ".so" is a module.
FIND_MISSING = """\
import ctypes, importlib, sys
for name in sys.argv[1:]:
    try:
        ctypes.CDLL(name) if ".so" in name else importlib.import_module(name)
    except (OSError, ImportError):
        print(name)
"""


class SetupError(Exception):
    """The set-up cannot go on; the text says what is missing and how to get it."""


class Machine:
    """What the set-up asks of the computer; the tests have another one."""

    platform = sys.platform
    version = sys.version_info[:3]
    is_64_bit = sys.maxsize > 2**32
    executable = sys.executable
    environment: Mapping[str, str] = os.environ

    def say(self, text: str) -> None:
        print(f"[setup] {text}", file=sys.stderr, flush=True)

    def which(self, name: str) -> str | None:
        return shutil.which(name)

    def is_root(self) -> bool:
        return hasattr(os, "geteuid") and os.geteuid() == 0

    def is_running(self, process: int) -> bool:
        """Whether the process lives, as far as can be told."""
        if self.platform == "win32":  # where asking so would end it
            return True
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            return True
        return True

    def run(self, command: Sequence[str], **environment: str) -> tuple[int, str]:
        """Exit code and everything it wrote."""
        try:
            done = subprocess.run(
                list(command),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                env={**self.environment, **environment},
                check=False,
            )
        except OSError as error:
            return 127, str(error)
        return done.returncode, done.stdout

    def become(self, command: Sequence[str], environment: Mapping[str, str]) -> NoReturn:
        """Run a command in our place: its exit code and its signals are ours."""
        if self.platform != "win32":
            sys.stderr.flush()
            os.execve(command[0], list(command), dict(environment))
        sys.exit(self.attend(command, environment))

    def attend(self, command: Sequence[str], environment: Mapping[str, str]) -> int:
        """Run a command to its end with our terminal; an interruption is for it to handle."""
        with subprocess.Popen(list(command), env=dict(environment)) as child:
            interrupted = signal.signal(signal.SIGINT, signal.SIG_IGN)
            terminated = signal.signal(signal.SIGTERM, lambda *_: child.terminate())
            try:
                code = child.wait()
            finally:
                signal.signal(signal.SIGINT, interrupted)
                signal.signal(signal.SIGTERM, terminated)
        return code if code >= 0 else 128 - code  # ended by a signal


class Setup:
    """The virtual environment beside this file, and the system's libraries that are needed with it."""

    def __init__(self, root: Path, machine: Machine) -> None:
        self._machine = machine
        self._root = root
        self._venv = root / ".venv"
        self._stamp = self._venv / "vigil-setup.json"
        self._lock = root / ".venv.lock"
        self._version = ".".join(map(str, machine.version[:2]))
        scripts = "Scripts/python.exe" if machine.platform == "win32" else "bin/python"
        self.python = self._venv / scripts

    def ensure_bundler(self) -> None:
        """What a bundle is made with besides: a program, and Python as a library. Raises SetupError."""
        if self._machine.platform != "linux":
            return
        needs = {} if self._machine.which("objdump") else {"objdump": "binutils"}
        if self._machine.executable.startswith("/usr/bin/"):  # others bring theirs
            library = f"libpython{self._version}.so.1.0"
            needs.update(dict.fromkeys(self._missing({library: ""}), f"libpython{self._version}"))
        if not needs:
            return
        if not self._machine.which("apt-get"):
            raise SetupError(f"missing on this system, install it with your system's tools: {' '.join(needs)}")
        self._apt_install(list(needs.values()))

    def ensure(self, *, for_developers: bool) -> None:
        """Make everything ready that is not. Raises SetupError."""
        requirements = ["requirements.txt"] + (["requirements-dev.txt"] if for_developers else [])
        wanted = {"python": ".".join(map(str, self._machine.version)), **{r: self._hash(r) for r in requirements}}
        libraries = self._libraries()
        present = self._read_stamp()
        if wanted.items() <= present.items() and set(libraries) <= set(present.get("libraries", [])):
            return
        self._take_lock()
        try:
            present = self._read_stamp()  # another set-up may have been at work meanwhile
            lacks_packages = not wanted.items() <= present.items()
            lacks_environment = lacks_packages and not self._environment_works()
            self._install_missing(libraries, with_venv=lacks_environment)
            if lacks_environment:
                self._make_environment()
            if lacks_packages:
                self._install(requirements[-1])
            found = sorted({*present.get("libraries", []), *libraries})
            self._stamp.write_text(json.dumps({**wanted, "libraries": found}))
        except OSError as error:
            raise SetupError(f"{error.filename or self._venv}: {error.strerror}") from error
        finally:
            self._lock.unlink(missing_ok=True)

    def _hash(self, name: str) -> str:
        return hashlib.sha256((self._root / name).read_bytes()).hexdigest()

    def _read_stamp(self) -> dict[str, Any]:
        """What was installed when the set-up last came to its end; nothing if the environment is gone."""
        try:
            stamp = json.loads(self._stamp.read_text()) if self.python.exists() else {}
        except (OSError, ValueError):
            stamp = {}
        return stamp if isinstance(stamp, dict) else {}

    def _take_lock(self) -> None:
        waiting = False
        while True:
            try:
                with self._lock.open("x") as lock:
                    lock.write(str(os.getpid()))
            except FileExistsError:
                if not waiting:
                    self._machine.say("waiting for another set-up to end")
                    waiting = True
                self._drop_stale_lock()
                time.sleep(0.2)
            except OSError as error:
                raise SetupError(f"{self._root} cannot be written: {error.strerror}") from error
            else:
                return

    def _drop_stale_lock(self) -> None:
        try:
            age = time.time() - self._lock.stat().st_mtime  # noqa: TID251 - as file times are
            owner = self._lock.read_text()
            if age > LOCK_STALE or (owner and not self._machine.is_running(int(owner))):
                self._lock.unlink()
        except (FileNotFoundError, ValueError):  # the other one ended just now
            return

    def _environment_works(self) -> bool:
        question = "import sys, pip; print('%d.%d' % sys.version_info[:2])"
        code, output = self._machine.run([str(self.python), "-c", question])
        return code == 0 and output.strip() == self._version

    def _make_environment(self) -> None:
        self._machine.say(f"making .venv with Python {self._version}")
        command = [self._machine.executable, "-m", "venv", "--clear", str(self._venv)]
        code, output = self._machine.run(command)
        if code:
            raise SetupError(f"`{' '.join(command)}` failed:\n{_tail(output)}")

    def _install(self, requirements: str) -> None:
        self._machine.say(f"installing the packages of {requirements} (up to 150 MB to fetch, once)")
        command = [str(self.python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
        command += ["--only-binary=:all:", "--require-hashes", "-r", str(self._root / requirements)]
        for number in range(1, PIP_TRIES + 1):
            code, output = self._machine.run(command)
            if code == 0:
                return
            self._machine.say(f"pip failed ({number} of {PIP_TRIES} tries)")
        raise SetupError(
            f"pip could not install {requirements}:\n{_tail(output)}\n"
            "Without network: on a computer like this one that has it, run\n"
            f"  python3 -m pip download --only-binary=:all: --require-hashes -r {requirements} -d wheels\n"
            "bring the folder here, and run\n"
            "  PIP_NO_INDEX=1 PIP_FIND_LINKS=wheels python3 run.py"
        )

    def _libraries(self) -> dict[str, str]:
        """The shared libraries Qt needs on this machine, and the Debian package of each."""
        if self._machine.platform != "linux":
            return {}
        libraries = dict(LIBRARIES)
        if self._machine.environment.get("DISPLAY"):
            libraries.update(X11_LIBRARIES)
        if self._machine.environment.get("WAYLAND_DISPLAY"):
            libraries.update(WAYLAND_LIBRARIES)
        return libraries

    def _install_missing(self, libraries: dict[str, str], *, with_venv: bool) -> None:
        """What the system lacks, all at once, so that whoever must do it by hand does it once."""
        needs = dict(libraries)
        if with_venv and self._machine.platform == "linux":
            needs["ensurepip"] = f"python{self._version}-venv"  # Debian cuts it out of Python
        missing = self._missing(needs)
        if missing and not self._machine.which("apt-get"):
            names = " ".join(missing)
            raise SetupError(f"missing on this system, install it with your system's tools: {names}")
        if missing:
            self._apt_install([needs[name] for name in missing])
            missing = self._missing(needs)
        if missing:
            raise SetupError(f"still missing on this system: {' '.join(missing)}")

    def _missing(self, names: Mapping[str, str]) -> list[str]:
        if not names:
            return []
        _, output = self._machine.run([self._machine.executable, "-c", FIND_MISSING, *names])
        return [name for name in output.split() if name in names]

    def _apt_install(self, packages: list[str]) -> None:
        install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
        sudo = [] if self._machine.is_root() else ["sudo", "-n"]
        if sudo and (not self._machine.which("sudo") or self._machine.run([*sudo, "true"])[0]):
            raise SetupError(f"system packages are missing. Run this, then start again:\n  sudo {' '.join(install)}")
        self._machine.say(f"installing system packages: {' '.join(packages)}")
        options = ["-q", "-o", "DPkg::Lock::Timeout=300"]
        # Its failure alone is no reason to stop: the lists may be good enough.
        self._machine.run([*sudo, "apt-get", "update", *options])
        code, output = self._machine.run([*sudo, *install, *options], DEBIAN_FRONTEND="noninteractive")
        if code:
            raise SetupError(f"`{' '.join(install)}` failed:\n{_tail(output)}")


def main(arguments: Sequence[str], machine: Machine, root: Path = ROOT) -> int:
    """Set up and start; returns where it does not become the console."""
    command = arguments[0] if arguments and arguments[0] in COMMANDS else ""
    app = str(root / "app.py")
    try:
        _check_python(machine, arguments)
        if not command and {"-h", "--help", "--version"} & set(arguments):
            if "--version" not in arguments:
                print(USAGE, flush=True)
            return machine.attend([machine.executable, app, *arguments], machine.environment)
        setup = Setup(root, machine)
        setup.ensure(for_developers=bool(command))
        if command == "bundle":
            setup.ensure_bundler()
    except SetupError as error:
        machine.say(str(error))
        return SET_UP_INCOMPLETE
    environment = _environment(machine, for_tests=bool(command))
    python = str(setup.python)
    if not command:
        machine.become([python, app, *arguments], environment)
    os.chdir(root)
    steps = COMMANDS[command](python, list(arguments[1:]))
    return _work_through(steps, machine, environment, goes_on=command != "bundle")


def _check_python(machine: Machine, arguments: Sequence[str]) -> None:
    """Go on with a Python that fits, or say which one is needed."""
    if OLDEST <= machine.version[:2] <= NEWEST and machine.is_64_bit:
        return
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        found = machine.which(f"python3.{minor}")
        # It may be a stub that finds no Python behind it.
        if found and machine.run([found, "-c", "import sys; print(sys.maxsize > 2**32)"]) == (0, "True\n"):
            machine.become([found, str(ROOT / "run.py"), *arguments], machine.environment)
    ours = ".".join(map(str, machine.version))
    bits = "" if machine.is_64_bit else " (32-bit)"
    raise SetupError(
        f"this is Python {ours}{bits}; Vigil needs 64-bit Python {OLDEST[0]}.{OLDEST[1]} to {NEWEST[0]}.{NEWEST[1]}. "
        "Install one from your system's packages or from python.org, then run it with this script."
    )


def _environment(machine: Machine, *, for_tests: bool) -> dict[str, str]:
    environment = dict(machine.environment)
    if "QT_QPA_PLATFORM" in environment:
        return environment
    has_screen = machine.platform != "linux" or environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")
    if for_tests or not has_screen:
        environment["QT_QPA_PLATFORM"] = "offscreen"
        if not for_tests:
            machine.say("no display: the window is drawn off-screen; --snapshot FILE --exit-after 5 shows it")
    return environment


def _work_through(
    steps: Sequence[tuple[str, list[str]]], machine: Machine, environment: Mapping[str, str], *, goes_on: bool
) -> int:
    """Run each step, also after one that failed if it `goes_on`; the exit code is that of the first that failed."""
    result = 0
    failed = []
    for title, step in steps:
        if len(steps) > 1:
            machine.say(title)
        code = machine.attend(step, environment)
        if code:
            failed.append(title)
            result = result or code
        if code in (128 + signal.SIGINT, 128 + signal.SIGTERM) or (code and not goes_on):
            break
    if len(steps) > 1:
        machine.say(f"failed: {', '.join(failed)}" if failed else "all passed")
    return result


def _test(python: str, arguments: list[str]) -> list[tuple[str, list[str]]]:
    return [("tests", [python, "-m", "pytest", "-q", *arguments])]


def _check(python: str, arguments: list[str]) -> list[tuple[str, list[str]]]:
    return [
        ("lint", [python, "-m", "ruff", "check", "."]),
        ("format", [python, "-m", "ruff", "format", "--check", "--quiet", "."]),
        ("types", [python, "-m", "mypy"]),
        ("import contracts", [python, "-c", "from importlinter.cli import lint_imports_command as c; c()"]),
        *_test(python, arguments),
    ]


def _bench(python: str, arguments: list[str]) -> list[tuple[str, list[str]]]:
    found = sorted(path.stem for path in (ROOT / "tests" / "benchmarks").glob("bench_*.py"))
    chosen = [name for name in found if not arguments or name[len("bench_") :] in arguments]
    return [(name, [python, "-m", f"tests.benchmarks.{name}"]) for name in chosen]


def _bundle(python: str, arguments: list[str]) -> list[tuple[str, list[str]]]:
    build = [python, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN", *arguments]
    return [("bundle", [*build, "pyinstaller.spec"]), ("demo from the bundle", [python, "-m", "tests.bundle"])]


def _soak(python: str, arguments: list[str]) -> list[tuple[str, list[str]]]:
    many = ["--hypothesis-profile", "soak", "--timeout", "3600", "tests/fuzz", "tests/protocol"]
    return [("parsers", [python, "-m", "pytest", "-q", *many]), ("console", [python, "-m", "tests.soak", *arguments])]


COMMANDS = {"test": _test, "check": _check, "bench": _bench, "bundle": _bundle, "soak": _soak}


def _tail(output: str) -> str:
    return "\n".join(f"  {line}" for line in output.strip().splitlines()[-8:])


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:], Machine()))
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
