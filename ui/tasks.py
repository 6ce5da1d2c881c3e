"""The one door by which Qt starts a coroutine: it keeps it alive, logs what it raises, and ends it with its owner."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

import shiboken6
from PySide6.QtCore import QObject

from console.model.failure import Failure

_running: set[asyncio.Task[None]] = set()  # the loop holds only weak references
_log = logging.getLogger(__name__)


def start(
    coroutine: Coroutine[Any, Any, Any], *, owner: QObject, on_error: Callable[[Exception], None] | None = None
) -> asyncio.Task[None]:
    """Run `coroutine` on the running loop until it ends or `owner` is destroyed.

    A `Failure` is what the operator must be told and goes to `on_error`; so does anything unexpected, after its
    traceback was logged: a view must leave its waiting state in either case.
    """

    name = getattr(coroutine, "__qualname__", type(coroutine).__name__)

    async def guarded() -> None:
        try:
            await coroutine
        except Failure as failure:
            _log.info("%s: %r", name, failure)
            report(failure)
        except Exception as error:  # noqa: BLE001 - the last stop for errors of the window
            _log.exception("%s failed", name)
            report(error)

    def report(error: Exception) -> None:
        if on_error is not None and shiboken6.isValid(owner):
            on_error(error)

    def finished(task: asyncio.Task[None]) -> None:
        _running.discard(task)
        coroutine.close()  # a task that was cancelled before its first step leaves it unawaited
        if shiboken6.isValid(owner):
            QObject.disconnect(connection)

    task = asyncio.get_running_loop().create_task(guarded(), name=name)
    connection = owner.destroyed.connect(lambda: task.cancel())
    _running.add(task)
    task.add_done_callback(finished)
    return task


async def cancel_all() -> None:
    """End every task that is still running and wait for it; for the end of the program."""
    current = asyncio.current_task()
    while ending := [task for task in _running if task is not current and not task.done()]:
        for task in ending:
            task.cancel()
        await asyncio.gather(*ending, return_exceptions=True)
