import sys
import threading
from collections.abc import Callable, Iterator

import pytest

from console.media import child as child_module
from console.media.child import ChildProcess
from console.media.pipe import Header

ECHO = """
import threading
from console.media.child import Upward
ended = threading.Event()
upward = Upward(
    name="echo", on_message=lambda header, payload: upward.report(header, payload), on_end=lambda _: ended.set()
)
upward.start()
print("what is printed goes nowhere near the reports")
ended.wait()
upward.close(1.0)
"""


class Played:
    """A child that runs a program of the test's, and what it said."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, program: str) -> None:
        monkeypatch.setattr(child_module, "role_command", lambda role, *_: [sys.executable, "-c", program])
        self.came: list[tuple[Header, bytes]] = []
        self.reasons: list[str] = []
        self.changed = threading.Condition()
        self.child = ChildProcess("echo", on_message=self._on_message, on_end=self._on_end)
        self.child.start()

    def _on_message(self, header: Header, payload: bytes) -> None:
        with self.changed:
            self.came.append((header, payload))
            self.changed.notify()

    def _on_end(self, reason: str) -> None:
        with self.changed:
            self.reasons.append(reason)
            self.changed.notify()

    def wait_for(self, condition: Callable[[], object]) -> None:
        with self.changed:
            assert self.changed.wait_for(condition, 15)


@pytest.fixture
def play(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Played]]:
    played: list[Played] = []

    def start(program: str) -> Played:
        played.append(Played(monkeypatch, program))
        return played[-1]

    yield start
    for each in played:
        each.child.kill()
        assert each.child.join(10)


class TestChildProcess:
    def test_it_hears_and_answers_and_ends_with_its_input(
        self, play: Callable[[str], Played], capfd: pytest.CaptureFixture[str]
    ) -> None:
        played = play(ECHO)
        for number in range(50):
            played.child.send({"number": number}, bytes(number * 1000))
        played.wait_for(lambda: len(played.came) == 50)
        assert [(header["number"], len(payload)) for header, payload in played.came] == [
            (number, number * 1000) for number in range(50)
        ]
        played.child.close()
        played.wait_for(lambda: played.reasons)
        assert played.reasons == ["exit status 0"]
        assert "what is printed" in capfd.readouterr().err

    def test_messages_wait_for_a_flush(self, play: Callable[[str], Played]) -> None:
        played = play(ECHO)
        played.child.send({"first": 1}, flush=False)
        assert played.child.backlog > 0
        played.child.flush()
        played.wait_for(lambda: played.came)

    @pytest.mark.parametrize(
        ("program", "reason"),
        [
            ("raise SystemExit(3)", "exit status 3"),
            ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "signal 9"),
            ("import os; os.close(1); import time; time.sleep(60)", "signal 9"),
        ],
    )
    def test_its_end_is_told_once_with_the_reason(
        self, play: Callable[[str], Played], program: str, reason: str
    ) -> None:
        played = play(program)
        played.wait_for(lambda: played.reasons)
        assert played.reasons == [reason]
        played.child.send({"too": "late"})

    def test_a_child_that_talks_garbage_is_ended(self, play: Callable[[str], Played]) -> None:
        played = play("import os, time; os.write(1, b'\\xff' * 8); time.sleep(60)")
        played.wait_for(lambda: played.reasons)
        assert "PipeError" in played.reasons[0]

    def test_a_program_that_is_missing_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(child_module, "role_command", lambda role, *_: ["/nowhere/python"])
        child = ChildProcess("echo", on_message=lambda *_: None, on_end=lambda _: None)
        with pytest.raises(OSError, match="nowhere"):
            child.start()
        assert child.join(1.0)
