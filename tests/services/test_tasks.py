"""Tasks of one owner: kept alive, logged, and ended together."""

import asyncio
import logging

import pytest

from console.model.failure import DeviceOffline
from console.services.tasks import Tasks


class TestStop:
    async def test_all_end_also_those_that_the_dying_ones_start(self) -> None:
        tasks, ended = Tasks(), []

        async def work(name: str) -> None:
            try:
                await asyncio.Event().wait()
            finally:
                ended.append(name)
                if name == "parent":
                    tasks.start(work("child"), "child")
                    await asyncio.sleep(0)

        tasks.start(work("parent"), "parent")
        await asyncio.sleep(0)
        await tasks.stop()
        assert ended == ["parent", "child"]

    async def test_one_that_has_just_ended_is_not_waited_for(self) -> None:
        """Its callback is still to come, and since Python 3.12 waiting for it does not let that happen."""
        tasks = Tasks()
        task = tasks.start(asyncio.sleep(0), "short")
        await asyncio.wait([task])
        tasks._running.add(task)  # as if its callback had not run yet
        async with asyncio.timeout(1):
            await tasks.stop()


class TestOutcome:
    async def test_a_failure_is_an_outcome_and_anything_else_an_error(self, caplog: pytest.LogCaptureFixture) -> None:
        async def fail(error: Exception) -> None:
            raise error

        caplog.set_level(logging.INFO)
        tasks = Tasks()
        for error in (DeviceOffline("34020000001320000001"), ZeroDivisionError()):
            await asyncio.wait([tasks.start(fail(error), "work")])
        await tasks.stop()
        assert [record.levelno for record in caplog.records] == [logging.INFO, logging.ERROR]
