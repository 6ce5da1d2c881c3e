"""console.simulator as a program: child processes, lines on standard output, a clean end."""

import asyncio
import json
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from console.simulator.launcher import child_command
from console.simulator.site import DEMO_SITE, RECORDER, STREET_CAMERA
from tests.simulator.raw_platform import DOMAIN, PASSWORD, PLATFORM_ID, WITHIN, RawPlatform, udp_platform

_ROOT = Path(__file__).resolve().parents[2]


@asynccontextmanager
async def _program(port: int, *arguments: str) -> AsyncIterator[Process]:
    """The simulator with its own ends of standard input and output."""
    process = await asyncio.create_subprocess_exec(
        *child_command(
            ["--server", f"127.0.0.1:{port}", "--server-id", PLATFORM_ID, "--password", PASSWORD, *arguments]
        ),
        cwd=_ROOT,
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def _event(process: Process, name: str) -> dict[str, str]:
    """The next line that tells of such an event."""
    assert process.stdout is not None
    async with asyncio.timeout(WITHIN):
        while line := await process.stdout.readline():
            event = json.loads(line)
            if event["event"] == name:
                return dict(event)
    raise AssertionError(f"ended without {name}")


async def _registered(process: Process, count: int) -> set[str]:
    return {(await _event(process, "registered"))["device"] for _ in range(count)}


async def _ended(process: Process) -> int:
    async with asyncio.timeout(WITHIN):
        return await process.wait()


@asynccontextmanager
async def _agreeable_platform() -> AsyncIterator[RawPlatform]:
    """Accepts every registration, without asking for a password."""
    async with udp_platform() as platform:
        platform.say_yes()
        yield platform


async def test_each_device_tells_that_it_is_registered_and_leaves_with_standard_input():
    async with _agreeable_platform() as platform:
        arguments = ("--devices", "3", "--processes", "2", "--until-stdin-closes", "--transport", "udp")
        async with _program(platform.port, *arguments) as process:
            assert len(await _registered(process, 3)) == 3
            assert not platform.has("REGISTER", "Expires: 0")
            process.stdin.close()
            assert await _ended(process) == 0
        for _ in range(3):
            await platform.expect("REGISTER", "Expires: 0")


async def test_the_demo_site_runs_in_a_process_per_device():
    async with _agreeable_platform() as platform:
        async with _program(platform.port, "--site", "demo", "--transport", "udp") as process:
            assert await _registered(process, 2) == {device.device_id for device in DEMO_SITE}
            process.send_signal(signal.SIGTERM)
            assert await _ended(process) == 0
        for device in (RECORDER, STREET_CAMERA):
            farewell = await platform.expect("REGISTER", device.device_id)
            assert f"@{DOMAIN}" in farewell.header("To")


async def test_the_children_end_with_a_parent_that_is_killed():
    async with (
        _agreeable_platform() as platform,
        _program(platform.port, "--devices", "2", "--processes", "2") as process,
    ):
        await _registered(process, 2)
        process.kill()
        for _ in range(2):
            await platform.expect("REGISTER", "Expires: 0")
        assert process.stdout is not None
        async with asyncio.timeout(WITHIN):
            while await process.stdout.readline():  # ends when the last child has closed its end
                pass


async def test_faults_and_habits_are_taken_from_the_command_line():
    async with _agreeable_platform() as platform:
        arguments = ("--devices", "1", "--fault", "keepalive-stops-after=3", "--keepalive", "0.05", "--expires", "7200")
        async with _program(platform.port, *arguments) as process:
            assert (await platform.expect("REGISTER")).header("Expires") == "7200"
            await _registered(process, 1)
            for _ in range(3):
                await platform.expect("MESSAGE", "Keepalive")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [(("--fault", "nonsense"), "unknown fault"), (("--server", "nowhere"), "HOST:PORT"), (("--codec", "svac"), "svac")],
)
async def test_wrong_arguments_are_refused_with_the_reason(arguments, reason):
    async with _program(5060, *arguments) as process:
        _, errors = await process.communicate()
        assert process.returncode == 2
        assert reason in errors.decode()


def test_a_frozen_program_runs_itself_in_the_role(monkeypatch):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert child_command(["--x"]) == [sys.executable, "--role=simulator", "--x"]
