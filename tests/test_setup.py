"""The set-up script on machines that do not exist, and a guard against a Qt binding that counts references wrongly."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

import pytest

import run
from run import Machine, Setup, main
from tests.conftest import ROOT


class Became(Exception):  # noqa: N818 - it is the end of the script, not an error
    """The script would have become this command."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self.command = list(command)
        self.environment = dict(environment)


class FakeMachine(Machine):
    """A bare Debian, unless told otherwise: what it lacks, who may install it, and what fails."""

    def __init__(self, platform: str = "linux") -> None:
        self.platform = platform
        self.version = (3, 12, 1)
        self.is_64_bit = True
        self.executable = "/usr/bin/python3"
        self.environment = {}
        self.programs = {"apt-get"}
        self.root = True
        self.sudo_works = False
        self.has_venv = True
        self.missing: set[str] = set()
        self.apt_works = True
        self.network_fails = 0  # times
        self.results: dict[str, int] = {}  # exit code by a word of the command
        self.said: list[str] = []
        self.ran: list[list[str]] = []
        self.attended: list[list[str]] = []

    def say(self, text: str) -> None:
        self.said.append(text)

    def which(self, name: str) -> str | None:
        return f"/usr/bin/{name}" if name in self.programs else None

    def is_root(self) -> bool:
        return self.root

    def run(self, command: Sequence[str], **environment: str) -> tuple[int, str]:
        self.ran.append(list(command))
        words = [word for word in command if word not in ("sudo", "-n")]
        if "venv" in words:
            return self._make_venv(Path(words[-1]))
        if "pip" in words:
            self.network_fails -= 1
            return (1, "no route to host") if self.network_fails >= 0 else (0, "")
        if words[0] == "apt-get":
            return self._apt(words)
        if words[0] == "true":
            return (0 if self.sudo_works else 1), ""
        if run.FIND_MISSING in words:
            missing = self.missing | (set() if self.has_venv else {"ensurepip"})
            return 0, "".join(f"{name}\n" for name in words if name in missing)
        return (0, "3.12\n") if Path(words[0]).exists() else (127, "no such file")

    def become(self, command: Sequence[str], environment: Mapping[str, str]) -> NoReturn:
        raise Became(command, environment)

    def attend(self, command: Sequence[str], environment: Mapping[str, str]) -> int:
        self.attended.append(list(command))
        return next((code for word, code in self.results.items() if word in command), 0)

    def _make_venv(self, place: Path) -> tuple[int, str]:
        if not self.has_venv:
            return 1, "ensurepip is not available"
        scripts = place / ("Scripts/python.exe" if self.platform == "win32" else "bin/python")
        scripts.parent.mkdir(parents=True, exist_ok=True)
        scripts.touch()
        return 0, ""

    def _apt(self, words: list[str]) -> tuple[int, str]:
        if not self.apt_works:
            return 100, "E: Unable to fetch"
        if "install" in words:
            self.has_venv = self.has_venv or any(word.endswith("-venv") for word in words)
            packages = run.LIBRARIES | run.X11_LIBRARIES | run.WAYLAND_LIBRARIES
            self.missing -= {name for name, package in packages.items() if package in words}
        return 0, ""


@pytest.fixture
def root(tmp_path, monkeypatch) -> Path:
    for name in ("requirements.txt", "requirements-dev.txt"):
        (tmp_path / name).write_text(f"{name}==1\n")
    monkeypatch.chdir(tmp_path)  # so that the script's own change of directory is undone
    return tmp_path


@pytest.fixture
def machine() -> FakeMachine:
    return FakeMachine()


def start(machine: FakeMachine, root: Path, *arguments: str) -> Became:
    with pytest.raises(Became) as caught:
        main(arguments, machine, root)
    return caught.value


def pip_runs(machine: FakeMachine) -> list[str]:
    return [Path(command[-1]).name for command in machine.ran if "pip" in command]


class TestFirstStart:
    def test_everything_is_made_and_the_console_started(self, machine, root):
        machine.has_venv = False
        machine.missing = {"libGL.so.1", "libEGL.so.1"}
        started = start(machine, root, "--demo")
        assert started.command == [str(root / ".venv/bin/python"), str(root / "app.py"), "--demo"]
        assert machine.said == [
            "installing system packages: libegl1 libgl1 python3.12-venv",
            "making .venv with Python 3.12",
            "installing the packages of requirements.txt (up to 150 MB to fetch, once)",
            "no display: the window is drawn off-screen; --snapshot FILE --exit-after 5 shows it",
        ]
        assert not (root / ".venv.lock").exists()

    def test_pip_takes_only_what_the_hashes_name(self, machine, root):
        start(machine, root)
        (command,) = [command for command in machine.ran if "pip" in command]
        assert {"--require-hashes", "--only-binary=:all:"} <= set(command)

    @pytest.mark.parametrize("platform", ["win32", "darwin"])
    def test_other_systems_have_no_apt_part(self, root, platform):
        machine = FakeMachine(platform)
        machine.missing = set(run.LIBRARIES)
        started = start(machine, root)
        assert Path(started.command[0]).exists()
        assert "QT_QPA_PLATFORM" not in started.environment
        assert not any("apt-get" in command for command in machine.ran)

    @pytest.mark.parametrize(
        ("environment", "library"),
        [({"DISPLAY": ":0"}, "libxcb-cursor.so.0"), ({"WAYLAND_DISPLAY": "w"}, "libwayland-cursor.so.0")],
    )
    def test_a_screen_needs_libraries_of_its_own(self, machine, root, environment, library):
        machine.missing = {library}
        start(machine, root)
        assert machine.missing == {library}
        machine.environment = environment
        started = start(machine, root)
        assert machine.missing == set()
        assert "QT_QPA_PLATFORM" not in started.environment


class TestLaterStart:
    def test_nothing_is_done_again(self, machine, root):
        start(machine, root)
        machine.ran.clear()
        machine.said.clear()
        start(machine, root)
        assert machine.ran == []
        assert len(machine.said) == 1  # that there is no display

    def test_developers_have_all_that_users_have(self, machine, root):
        start(machine, root)
        main(["test"], machine, root)
        start(machine, root)
        main(["test"], machine, root)
        assert pip_runs(machine) == ["requirements.txt", "requirements-dev.txt"]

    def test_changed_requirements_are_installed(self, machine, root):
        start(machine, root)
        (root / "requirements.txt").write_text("other==2\n")
        start(machine, root)
        assert pip_runs(machine) == ["requirements.txt"] * 2

    def test_another_python_means_another_environment(self, machine, root):
        start(machine, root)
        machine.version = (3, 13, 0)
        machine.has_venv = False
        machine.programs.clear()
        assert main([], machine, root) == 3
        assert machine.said[-1].endswith("your system's tools: ensurepip")
        machine.has_venv = True
        start(machine, root)
        assert "making .venv with Python 3.13" in machine.said

    def test_an_environment_made_by_hand_is_used(self, machine, root):
        machine._make_venv(root / ".venv")
        start(machine, root)
        assert pip_runs(machine) == ["requirements.txt"]
        assert not any("venv" in command for command in machine.ran)

    @pytest.mark.parametrize("stamp", ["", "[]", "{"])
    def test_a_damaged_stamp_means_to_install_again(self, machine, root, stamp):
        start(machine, root)
        (root / ".venv" / "vigil-setup.json").write_text(stamp)
        start(machine, root)
        assert len(pip_runs(machine)) == 2


class TestMissing:
    def test_without_root_the_command_is_told(self, machine, root):
        machine.root, machine.has_venv = False, False
        machine.missing = {"libGL.so.1"}
        assert main([], machine, root) == 3
        assert "sudo apt-get install -y --no-install-recommends libgl1 python3.12-venv" in machine.said[-1]
        assert not (root / ".venv.lock").exists()

    def test_sudo_without_a_password_is_used(self, machine, root):
        machine.root, machine.sudo_works = False, True
        machine.programs.add("sudo")
        machine.missing = {"libGL.so.1"}
        start(machine, root)
        assert machine.missing == set()

    def test_without_apt_the_libraries_are_named(self, machine, root):
        machine.programs.clear()
        machine.missing = {"libGL.so.1"}
        assert main([], machine, root) == 3
        assert "libGL.so.1" in machine.said[-1]

    def test_pip_is_tried_again(self, machine, root):
        machine.network_fails = 2
        start(machine, root)
        assert len(pip_runs(machine)) == 3

    def test_without_network_the_way_round_is_told(self, machine, root):
        machine.network_fails = 99
        assert main(["test"], machine, root) == 3
        assert len(pip_runs(machine)) == run.PIP_TRIES
        for word in ("no route to host", "requirements-dev.txt -d wheels", "PIP_FIND_LINKS=wheels"):
            assert word in machine.said[-1]

    def test_a_failing_apt_is_quoted(self, machine, root):
        machine.apt_works = False
        machine.missing = {"libGL.so.1"}
        assert main([], machine, root) == 3
        assert "E: Unable to fetch" in machine.said[-1]


class TestPython:
    @pytest.mark.parametrize(
        ("version", "is_64_bit", "words"),
        [((3, 9, 2), True, "Python 3.9.2;"), ((3, 14, 0), True, "3.11 to 3.13"), ((3, 12, 0), False, "(32-bit)")],
    )
    def test_one_that_does_not_fit_is_refused(self, machine, root, version, is_64_bit, words):
        machine.version, machine.is_64_bit = version, is_64_bit
        assert main([], machine, root) == 3
        assert words in machine.said[-1]

    def test_one_that_fits_is_found(self, machine, root, monkeypatch):
        machine.version = (3, 9, 2)
        machine.programs.add("python3.12")
        monkeypatch.setattr(machine, "run", lambda _: (0, "True\n"))
        started = start(machine, root, "--demo")
        assert started.command == ["/usr/bin/python3.12", str(run.ROOT / "run.py"), "--demo"]

    def test_a_stub_without_a_python_is_passed_over(self, machine, root):
        machine.version = (3, 9, 2)
        machine.programs.add("python3.12")
        assert main([], machine, root) == 3

    @pytest.mark.parametrize("option", ["--help", "-h", "--version"])
    def test_help_needs_no_set_up(self, machine, root, option, capsys):
        assert main([option], machine, root) == 0
        assert machine.ran == []
        assert machine.attended == [["/usr/bin/python3", str(root / "app.py"), option]]
        assert ("run.py bundle" in capsys.readouterr().out) is (option != "--version")


class TestLock:
    def test_one_waits_for_the_other_and_uses_its_work(self, machine, root, monkeypatch):
        lock = root / ".venv.lock"
        lock.write_text(str(os.getpid()))

        def other_ends(_: float) -> None:
            other = FakeMachine()
            lock.unlink()
            Setup(root, other).ensure(for_developers=False)

        monkeypatch.setattr(run.time, "sleep", other_ends)
        start(machine, root)
        assert "waiting for another set-up to end" in machine.said
        assert pip_runs(machine) == []

    def test_a_lock_of_a_dead_process_is_dropped(self, machine, root, monkeypatch):
        process = subprocess.Popen([sys.executable, "-c", ""])
        process.wait()
        (root / ".venv.lock").write_text(str(process.pid))
        monkeypatch.setattr(run.time, "sleep", lambda _: None)
        start(machine, root)

    def test_an_old_lock_is_dropped(self, machine, root, monkeypatch):
        (root / ".venv.lock").write_text(str(os.getpid()))
        os.utime(root / ".venv.lock", (0, 0))
        monkeypatch.setattr(run.time, "sleep", lambda _: None)
        start(machine, root)


class TestCommands:
    def test_tests_run_off_screen_in_the_tree(self, machine, root):
        environments = []
        machine.environment = {"DISPLAY": ":0"}

        def attend(command: Sequence[str], environment: Mapping[str, str]) -> int:
            environments.append(environment)
            return 5

        machine.attend = attend
        assert main(["test", "-k", "sip"], machine, root) == 5
        assert environments[0]["QT_QPA_PLATFORM"] == "offscreen"
        assert Path.cwd() == root

    def test_a_chosen_platform_is_kept(self, machine, root):
        machine.environment = {"QT_QPA_PLATFORM": "minimal"}
        assert start(machine, root).environment["QT_QPA_PLATFORM"] == "minimal"

    def test_arguments_are_passed_on(self, machine, root):
        main(["test", "-k", "sip"], machine, root)
        assert machine.attended[-1][1:] == ["-m", "pytest", "-q", "-k", "sip"]
        main(["soak", "--minutes", "5"], machine, root)
        assert machine.attended[-1][2:] == ["tests.soak", "--minutes", "5"]
        main(["bundle"], machine, root)
        assert [step[-1] for step in machine.attended[-2:]] == ["pyinstaller.spec", "tests.bundle"]

    def test_a_bundle_needs_more_of_the_system(self, machine, root):
        machine.missing = {"libpython3.12.so.1.0"}
        main(["bundle"], machine, root)
        (install,) = [command for command in machine.ran if command[:2] == ["apt-get", "install"]]
        assert {"binutils", "libpython3.12"} <= set(install)
        machine.programs.remove("apt-get")
        assert main(["bundle"], machine, root) == run.SET_UP_INCOMPLETE
        assert "objdump" in machine.said[-1]

    def test_a_bundle_that_failed_is_not_tried(self, machine, root):
        machine.results = {"PyInstaller": 1}
        assert main(["bundle"], machine, root) == 1
        assert len(machine.attended) == 1

    def test_check_does_all_and_reports_the_first_failure(self, machine, root):
        machine.results = {"mypy": 7, "pytest": 9}
        assert main(["check"], machine, root) == 7
        tools = [" ".join(command[1:4]) for command in machine.attended]
        assert [tool.split()[1] for tool in tools] == ["ruff", "ruff", "mypy", *[tools[3].split()[1]], "pytest"]
        assert machine.said[-1] == "failed: types, tests"

    def test_an_interruption_ends_the_rest(self, machine, root):
        machine.results = {"ruff": 128 + signal.SIGINT}
        assert main(["check"], machine, root) == 128 + signal.SIGINT
        assert len(machine.attended) == 1

    def test_benchmarks_are_run_by_name(self, machine, root):
        main(["bench"], machine, root)
        found = {path.stem for path in (ROOT / "tests/benchmarks").glob("bench_*.py")}
        assert {command[-1].rpartition(".")[2] for command in machine.attended} == found
        machine.attended.clear()
        main(["bench", "sip"], machine, root)
        assert [command[-1] for command in machine.attended] == ["tests.benchmarks.bench_sip"]


class TestRealMachine:
    def test_exit_codes_and_output_come_back(self):
        code, output = Machine().run([sys.executable, "-c", "import sys; print('x'); sys.exit(4)"])
        assert (code, output.strip()) == (4, "x")
        assert Machine().run(["/no/such/program"])[0] == 127
        assert Machine().attend([sys.executable, "-c", "import sys; sys.exit(4)"], os.environ) == 4

    @pytest.mark.skipif(sys.platform == "win32", reason="signals are those of Unix")
    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
    def test_a_signal_reaches_what_was_started(self, number):
        script = (
            "import os, sys; sys.path.insert(0, sys.argv[1]); from run import Machine\n"
            "child = 'import signal, time; print(1, flush=True); signal.pause()'\n"
            "sys.exit(Machine().attend([sys.executable, '-c', child], os.environ))"
        )
        process = subprocess.Popen(
            [sys.executable, "-c", script, str(ROOT)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        with process:
            assert process.stdout
            assert process.stdout.readline() == b"1\n"
            if number == signal.SIGINT:
                os.killpg(process.pid, number)  # as a terminal does
            else:
                process.send_signal(number)
            assert process.wait(20) == 128 + number

    @pytest.mark.parametrize("name", ["app.py", "run.py"])
    def test_version_is_answered_without_any_package(self, name):
        """No site-packages at all: neither Qt nor anything else is loaded."""
        command = [sys.executable, "-S", "-E", str(ROOT / name), "--version"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout.split()[0]) == (0, "Vigil"), done.stderr


@pytest.mark.parametrize("constant", [None, True])
def test_qt_does_not_eat_references(qapp, constant):
    """PySide6 6.12 on Python 3.11 takes a reference from None or True at every call, until Python aborts."""
    from PySide6.QtCore import QObject, Signal
    from PySide6.QtWidgets import QLabel

    class Sender(QObject):
        told = Signal(bool)

    def use(times: int) -> None:
        for _ in range(times):
            label.setText("a")
            sender.told.emit(True)

    label, sender = QLabel(), Sender()
    use(10)
    before = sys.getrefcount(constant)
    use(300)
    assert before - sys.getrefcount(constant) < 50


def test_the_stamp_names_what_it_stands_for(machine, root):
    start(machine, root)
    stamp = json.loads((root / ".venv" / "vigil-setup.json").read_text())
    assert stamp["python"] == "3.12.1"
    assert set(stamp) == {"python", "requirements.txt", "libraries"}
