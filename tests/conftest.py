"""What every test has: coroutines run on a loop of their own, captured traffic, and a look at what was left behind."""

import asyncio
import gc
import inspect
import multiprocessing.shared_memory
import os
import sys
import threading
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # Qt aborts where it finds no display

ROOT = Path(__file__).resolve().parent.parent
SHARED_DATA = ROOT.parent / "shared" / "data"

settings.register_profile("soak", max_examples=3000, deadline=None)  # for `run.py soak`; otherwise 100 of each

ENDING = 5.0  # seconds a thread that was told to stop may take

LoopFactory = Callable[[], asyncio.AbstractEventLoop]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of captured traffic; a test that needs it is skipped where it is absent."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the captured traffic of ../shared/data is not here")
    return SHARED_DATA


@pytest.fixture
def loop_factory() -> LoopFactory | None:
    """The loop under coroutine tests: asyncio's own, unless a folder overrides this fixture."""
    return None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if isinstance(item, pytest.Function) and inspect.iscoroutinefunction(item.obj):
            item.fixturenames.append("loop_factory")


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run a coroutine test; fail it when a task outlives it."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    names = inspect.signature(pyfuncitem.obj).parameters
    coroutine = pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in names})
    with asyncio.Runner(loop_factory=pyfuncitem.funcargs["loop_factory"]) as runner:
        runner.run(_leaving_no_task(coroutine))
    return True


async def _leaving_no_task(coroutine: Coroutine[Any, Any, None]) -> None:
    await coroutine
    for _ in range(3):  # a task that was cancelled last needs a turn or two to end
        await asyncio.sleep(0)
    left = asyncio.all_tasks() - {asyncio.current_task()}
    assert not left, f"tasks outlive the test: {left}"


@pytest.fixture(autouse=True)
def nothing_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail a test that leaves a thread, a child process, a socket or a block of shared memory."""
    threads, children, sockets = set(threading.enumerate()), _children(), _sockets()
    blocks = _note_created_blocks(monkeypatch)
    yield
    for thread in set(threading.enumerate()) - threads:
        thread.join(ENDING)
    assert set(threading.enumerate()) <= threads, "a thread outlives the test"
    assert not _children() - children, "a child process outlives the test"
    if _sockets() - sockets:
        gc.collect()
    assert not _sockets() - sockets, "a socket outlives the test"
    left = [name for name in blocks if Path("/dev/shm", name.lstrip("/")).exists()]
    assert not left, f"shared memory outlives the test: {left}"


def _children() -> set[str]:
    """Identifiers of child processes; the helper of multiprocessing lives as long as we do. Linux only."""
    found: set[str] = set()
    for listing in Path("/proc/self/task").glob("*/children"):
        for child in _text(listing).split():
            if "multiprocessing" not in _text(Path("/proc", child, "cmdline")):
                found.add(child)
    return found


def _sockets() -> set[str]:
    """The sockets this process holds. Linux only."""
    found: set[str] = set()
    for entry in Path("/proc/self/fd").glob("*"):
        try:
            target = os.readlink(entry)
        except OSError:  # closed meanwhile
            continue
        if target.startswith("socket:"):
            found.add(target)
    return found


def _note_created_blocks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the shared-memory blocks that this process creates from now on."""
    names: list[str] = []
    module = getattr(multiprocessing.shared_memory, "_posixshmem", None)
    if module is None or sys.platform == "win32":
        return names
    original = module.shm_open

    def shm_open(name: str, flags: int, *args: Any, **options: Any) -> int:
        if flags & os.O_CREAT:
            names.append(name)
        return int(original(name, flags, *args, **options))

    monkeypatch.setattr(module, "shm_open", shm_open)
    return names


def _text(path: Path) -> str:
    try:
        return path.read_text(errors="replace")
    except OSError:  # the process ended meanwhile
        return ""
