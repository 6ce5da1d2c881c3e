"""Rules of the house that a tool can see: who imports whom, nested loops, broad excepts, what files may say."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

# One import that breaks each contract: where it is written, what it says, and how the report names it.
VIOLATIONS = {
    "Layers": ("console.state.signal", "console.store.paths"),
    "console knows no Qt": ("console.services.clock", "PySide6.QtCore"),
    "protocol and model do no I/O": ("console.model.clock", "socket"),
    "only gb28181 reads XML": ("console.protocol.sip.headers", "lxml.etree"),
    "wire formats do not know each other": ("console.protocol.rtp.packet", "console.protocol.sdp.description"),
    "gb28181 may use sdp, nothing else of the wire formats": (
        "console.protocol.gb28181.ptz",
        "console.protocol.sip.headers",
    ),
    "state is plain and synchronous": ("console.state.trace", "threading"),
    "network knows SIP only": ("console.network.admission", "console.protocol.sdp.description"),
    "media knows RTP and MPEG only, and no Qt or SIP": ("console.media.pipe", "console.protocol.sip.headers"),
    "asyncio in media only in the engine": ("console.media.frames", "asyncio"),
    "views talk to services, state and model only": ("ui.theme", "console.store.paths"),
    "the simulator is the other side": ("console.simulator.faults", "console.protocol.sdp.description"),
    "services use no sockets, threads or codecs of their own": ("console.services.retry", "subprocess"),
}
LINT = "from importlinter.cli import lint_imports_command as lint; lint()"

NESTED_LOOPS = {"exec", "exec_", "processEvents", "qWait", "qWaitFor", "asyncClose"}
MODAL_DIALOGS = {
    "QMessageBox": {"question", "information", "warning", "critical", "about"},
    "QInputDialog": {"getText", "getMultiLineText", "getInt", "getDouble", "getItem"},
    "QFileDialog": {"getOpenFileName", "getOpenFileNames", "getSaveFileName", "getExistingDirectory"},
}
BROAD = ("Exception", "BaseException")
BROAD_ALLOWED = (
    ROOT / "ui" / "tasks.py",  # the last stop for errors of the window
    ROOT / "console" / "media" / "receiver" / "recording.py",  # calls the muxer, which calls PyAV
)
NESTED_IN_TESTS = NESTED_LOOPS | {"wait", "waitUntil", "waitSignal", "waitSignals", "waitExposed", "waitActive"}


def lint_imports(tree: Path) -> str:
    """The report on the packages in `tree`."""
    command = [sys.executable, "-c", LINT, "--no-cache"]
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True, encoding="utf-8", check=False)
    return done.stdout + done.stderr


def contract_names() -> list[str]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return [contract["name"] for contract in settings["tool"]["importlinter"]["contracts"]]


def sources(*places: str) -> Iterator[tuple[Path, ast.Module]]:
    for place in places:
        path = ROOT / place
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            yield file, ast.parse(file.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def broken_report(tmp_path_factory) -> str:
    """The report on a copy of the tree in which every contract is broken once."""
    tree = tmp_path_factory.mktemp("tree")
    shutil.copy(ROOT / "pyproject.toml", tree)
    for package in ("console", "ui"):
        shutil.copytree(ROOT / package, tree / package, ignore=shutil.ignore_patterns("__pycache__"))
    for importer, imported in VIOLATIONS.values():
        with (tree / (importer.replace(".", "/") + ".py")).open("a", encoding="utf-8") as file:
            file.write(f"\nimport {imported}  # noqa\n")
    return lint_imports(tree)


class TestImports:
    """The table of the architecture, as import-linter checks it."""

    def test_every_contract_is_kept(self):
        report = lint_imports(ROOT)
        assert f"Contracts: {len(contract_names())} kept, 0 broken." in report, report

    def test_every_contract_is_broken_by_one_of_the_violations(self):
        assert set(VIOLATIONS) == set(contract_names())

    @pytest.mark.parametrize("contract", VIOLATIONS)
    def test_a_broken_contract_is_reported_with_the_culprit(self, contract, broken_report):
        assert f"{contract} BROKEN" in broken_report
        importer, imported = VIOLATIONS[contract]
        # Modules of others are reported by their first name.
        culprit = f"{importer} -> {imported if imported.startswith('console') else imported.split('.')[0]} (l."
        _, _, details = broken_report.partition("Broken contracts")
        section = re.search(
            rf"^{re.escape(contract)}\n-+\n(.*?)(?=^[^\n]+\n-+\n|\Z)", details, re.DOTALL | re.MULTILINE
        )
        assert section, details
        assert culprit in section[1]


class TestEventLoop:
    """A loop inside the loop leaves other tasks behind for ever: no dialog, menu or test may run one."""

    def test_no_window_runs_a_loop_of_its_own(self):
        found = [f"{path.name}:{line} {name}" for path, tree in sources("ui", "app.py") for line, name in _nested(tree)]
        assert not found

    def test_no_coroutine_of_a_test_does(self):
        found = [
            f"{path.name}:{call.lineno} {call.func.attr}"
            for path, tree in sources("tests/gui", "tests/e2e")
            for coroutine in ast.walk(tree)
            if isinstance(coroutine, ast.AsyncFunctionDef)
            for call in ast.walk(coroutine)
            if isinstance(call, ast.Call)
            and isinstance(call.func, ast.Attribute)
            and (call.func.attr in NESTED_LOOPS or _is_call_of(call, "qtbot", NESTED_IN_TESTS))
        ]
        assert not found

    @pytest.mark.parametrize(
        ("line", "count"),
        [
            ("dialog.exec()", 1),
            ("QMessageBox.question(self, 'a', 'b')", 1),
            ("QApplication.processEvents()", 1),
            ("dialog.open()", 0),
            ("executor.submit(f)", 0),
        ],
    )
    def test_the_rule_sees_what_it_should(self, line, count):
        assert len(list(_nested(ast.parse(line)))) == count


class TestExcept:
    """Broad: a thread's or process's `_run`, the door for tasks, round codec calls, or to clean up and raise again."""

    def test_nothing_else_swallows_every_error(self):
        found = [
            f"{path.name}:{handler.lineno} in {function}"
            for path, tree in sources("console", "ui", "app.py", "run.py")
            for function, handler in _broad_excepts(tree)
            if function != "_run" and path not in BROAD_ALLOWED and not _imports(tree, "av")
        ]
        assert not found

    @pytest.mark.parametrize(
        ("body", "count"),
        [
            ("except Exception: pass", 1),
            ("except (ValueError, BaseException) as e: print(e)", 1),
            ("except: pass", 1),
            ("except BaseException: close(); raise", 0),
            ("except ValueError: pass", 0),
        ],
    )
    def test_the_rule_sees_what_it_should(self, body, count):
        tree = ast.parse(f"def f():\n    try:\n        g()\n    {body}\n")
        assert [function for function, _ in _broad_excepts(tree)] == ["f"] * count


class TestFiles:
    def test_requirements_name_no_place(self):
        for path in [*ROOT.glob("requirements*.in"), *ROOT.glob("requirements*.txt")]:
            text = path.read_text(encoding="utf-8")
            assert "://" not in text, path.name
            assert not re.search(r"^\s*-(?!r |-hash=)", text, re.MULTILINE), f"{path.name} has an option of pip"

    def test_every_requirement_is_pinned_to_a_hash(self):
        for name in ("requirements.txt", "requirements-dev.txt"):
            text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", "")
            for line in text.splitlines():
                assert re.match(r"[a-z0-9-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", line), line[:60]

    def test_no_file_names_the_machine_it_was_written_on(self):
        git = shutil.which("git")
        listing = git and subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
        if not listing or listing.returncode:
            pytest.skip("not a checkout, or git is not here")
        place = re.compile(rb"(?<![\w.])/(?:work|root|home|Users|tmp)/[A-Za-z]|[A-Z]:\\Users\\")
        own = Path(__file__).name
        found = [
            name
            for name in listing.stdout.decode().split("\0")
            if name and (ROOT / name).is_file() and not name.endswith(own) and place.search((ROOT / name).read_bytes())
        ]
        assert not found


def _nested(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
            is_dialog = any(_is_call_of(call, owner, names) for owner, names in MODAL_DIALOGS.items())
            if call.func.attr in NESTED_LOOPS or is_dialog:
                yield call.lineno, call.func.attr


def _is_call_of(call: ast.Call, owner: str, names: set[str]) -> bool:
    function = call.func
    return (
        isinstance(function, ast.Attribute)
        and isinstance(function.value, ast.Name)
        and function.value.id == owner
        and function.attr in names
    )


def _broad_excepts(tree: ast.AST, function: str = "") -> Iterator[tuple[str, ast.ExceptHandler]]:
    for node in ast.iter_child_nodes(tree):
        inside = node.name if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) else function
        if isinstance(node, ast.ExceptHandler) and _is_broad(node) and not _raises_again(node):
            yield inside, node
        yield from _broad_excepts(node, inside)


def _is_broad(handler: ast.ExceptHandler) -> bool:
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(kind is None or (isinstance(kind, ast.Name) and kind.id in BROAD) for kind in kinds)


def _raises_again(handler: ast.ExceptHandler) -> bool:
    return any(isinstance(node, ast.Raise) and node.exc is None for node in handler.body)


def _imports(tree: ast.Module, name: str) -> bool:
    return any(
        (isinstance(node, ast.Import) and any(alias.name.split(".")[0] == name for alias in node.names))
        or (isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == name)
        for node in ast.walk(tree)
    )
