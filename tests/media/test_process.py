import os
import subprocess
import sys
from pathlib import Path

import pytest

from console.media.process import ROLES, role_command, role_main, start_role


class TestRoles:
    def test_in_a_checkout_a_role_is_a_module(self) -> None:
        assert role_command("decoder", "1") == [sys.executable, "-m", "console.media.decoder", "1"]

    def test_in_the_frozen_program_a_role_is_an_argument(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "frozen", True, raising=False)
        assert role_command("receiver") == [sys.executable, "--role=receiver"]

    def test_arguments_without_a_role_are_for_others(self) -> None:
        assert role_main([]) is None
        assert role_main(["--demo"]) is None

    def test_a_role_that_nobody_plays_is_a_usage_error(self) -> None:
        assert role_main(["--role=editor"]) == 2

    def test_the_arguments_behind_the_role_are_its_own(self, monkeypatch: pytest.MonkeyPatch) -> None:
        played: list[list[str]] = []

        class Module:
            @staticmethod
            def main(argv: list[str]) -> int:
                played.append(argv)
                return 5

        monkeypatch.setattr("importlib.import_module", lambda name: {ROLES["simulator"]: Module}[name])
        assert role_main(["--role=simulator", "--seed", "7"]) == 5
        assert played == [["--seed", "7"]]

    def test_a_role_starts_from_any_directory_and_ends_with_its_input(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        with start_role(role_command("receiver"), stdout=subprocess.PIPE) as process:
            assert process.communicate(timeout=30)[0] == b""
        assert process.returncode == 0

    def test_ctrl_c_in_the_terminal_is_not_for_it(self) -> None:
        with start_role(role_command("receiver"), stdout=subprocess.PIPE) as process:
            if sys.platform != "win32":
                assert os.getpgid(process.pid) != os.getpgid(0)
            process.communicate(timeout=30)
