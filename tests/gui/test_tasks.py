"""The one door by which Qt starts coroutines."""

import asyncio
import logging

import pytest
import shiboken6
from PySide6.QtCore import SIGNAL, QObject

from console.model.failure import DeviceOffline
from ui import tasks


async def test_a_coroutine_runs_and_is_forgotten_when_it_ends() -> None:
    done = asyncio.Event()

    async def work() -> None:
        done.set()

    await tasks.start(work(), owner=QObject())
    assert done.is_set()
    assert not tasks._running


async def test_a_failure_reaches_the_view_and_is_no_error_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    told: list[Exception] = []

    async def work() -> None:
        raise DeviceOffline("34020000001320000001")

    await tasks.start(work(), owner=QObject(), on_error=told.append)
    assert told == [DeviceOffline("34020000001320000001")]
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


async def test_an_unforeseen_error_is_logged_and_reaches_the_view(caplog: pytest.LogCaptureFixture) -> None:
    told: list[Exception] = []

    async def work() -> None:
        raise ZeroDivisionError

    await tasks.start(work(), owner=QObject(), on_error=told.append)
    assert isinstance(told[0], ZeroDivisionError)
    assert "work failed" in caplog.text
    assert "Traceback" in caplog.text


async def test_an_error_without_anyone_to_tell_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    async def work() -> None:
        raise ZeroDivisionError

    await tasks.start(work(), owner=QObject())
    assert "work failed" in caplog.text


async def test_a_task_ends_with_its_owner() -> None:
    owner = QObject()
    task = tasks.start(asyncio.Event().wait(), owner=owner)
    await asyncio.sleep(0)
    shiboken6.delete(owner)
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_nobody_is_told_after_the_owner_is_gone() -> None:
    owner = QObject()
    told: list[Exception] = []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            raise DeviceOffline("x")

    task = tasks.start(work(), owner=owner, on_error=told.append)
    await asyncio.sleep(0)
    shiboken6.delete(owner)
    await task
    assert told == []


async def test_a_task_cancelled_before_its_first_step_leaves_nothing_unawaited() -> None:
    task = tasks.start(asyncio.Event().wait(), owner=QObject())
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_an_owner_that_lives_long_keeps_no_finished_tasks() -> None:
    owner = QObject()

    async def work() -> None:
        pass

    await tasks.start(work(), owner=owner)
    connected = owner.receivers(SIGNAL("destroyed()"))  # PySide keeps one of its own
    for _ in range(20):
        await tasks.start(work(), owner=owner)
    assert owner.receivers(SIGNAL("destroyed()")) == connected


async def test_at_the_end_all_are_cancelled_and_awaited() -> None:
    ended: list[int] = []

    async def work(number: int) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            ended.append(number)

    owner = QObject()
    for number in range(3):
        tasks.start(work(number), owner=owner)
    await asyncio.sleep(0)
    await tasks.cancel_all()
    assert sorted(ended) == [0, 1, 2]
    assert not tasks._running


async def test_ending_all_does_not_wait_for_one_that_has_just_ended() -> None:
    """Its callback is still to come, and since Python 3.12 waiting for it does not let that happen."""
    task = tasks.start(asyncio.sleep(0), owner=QObject())
    await asyncio.wait([task])
    tasks._running.add(task)  # as if its callback had not run yet
    async with asyncio.timeout(1):
        await tasks.cancel_all()
    tasks._running.discard(task)


def test_without_a_loop_it_is_an_error_and_not_a_silent_nothing() -> None:
    coroutine = asyncio.sleep(0)
    with pytest.raises(RuntimeError):
        tasks.start(coroutine, owner=QObject())
    coroutine.close()
