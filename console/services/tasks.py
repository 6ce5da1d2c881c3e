"""Coroutines that belong to one owner and end with it."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from console.model.failure import Failure

_log = logging.getLogger(__name__)


class Tasks:
    """Keeps its tasks alive (the loop holds only weak references), logs what they raise, and ends them all."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[Any]] = set()

    def start(self, coroutine: Coroutine[Any, Any, Any], name: str) -> asyncio.Task[Any]:
        task = asyncio.get_running_loop().create_task(coroutine, name=name)
        self._running.add(task)
        task.add_done_callback(self._finished)
        return task

    async def stop(self) -> None:
        """Cancel all and wait until they are gone; tasks that the dying ones start are ended too."""
        # One that has ended may wait for its callback, and since Python 3.12 `gather` would not let that come.
        while running := [task for task in self._running if not task.done()]:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    def _finished(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if task.cancelled() or (error := task.exception()) is None:
            return
        if isinstance(error, Failure):  # an outcome that whoever asked is told of
            _log.info("%s: %r", task.get_name(), error)
        else:
            _log.error("%s failed", task.get_name(), exc_info=error)
