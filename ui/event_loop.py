"""asyncio on Qt's event loop: qasync with timers that keep their time, and Python's threads for what blocks.

qasync alone starts one coarse Qt timer per callback: they fire up to 30 ms early, and one that was cancelled lives on
until it would have fired. Here all callbacks wait in one queue and one heap behind a single precise timer.
"""

import asyncio
import heapq
import math
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from typing import Any

import qasync
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

_LONGEST_WAIT = 3_600_000  # milliseconds; Qt's timers hold 31 bits
_EXECUTOR_THREADS = 4  # for the few things that block
_CANCELLED_LIMIT = 100  # cancelled timers that may lie in the heap before it is cleaned


class EventLoop(qasync.QEventLoop):  # type: ignore[misc]  # qasync has no types
    """What `asyncio.Runner(loop_factory=...)` wants; one per application at a time."""

    def __init__(self, app: QApplication) -> None:
        self._due: deque[asyncio.Handle] = deque()
        self._timers: list[asyncio.TimerHandle] = []
        self._cancelled_timers = 0
        self._alarm = QTimer()
        self._alarm.setSingleShot(True)
        self._alarm.setTimerType(Qt.TimerType.PreciseTimer)
        self._alarm.timeout.connect(self._run_due)
        super().__init__(app)
        self.set_default_executor(ThreadPoolExecutor(_EXECUTOR_THREADS, "blocking"))

    def call_soon(self, callback: Callable[..., Any], *args: Any, context: Context | None = None) -> asyncio.Handle:
        handle = asyncio.Handle(callback, args, self, context)
        if not self._due:
            self._alarm.start(0)
        self._due.append(handle)
        return handle

    def call_later(
        self, delay: float, callback: Callable[..., Any], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        return self.call_at(self.time() + delay, callback, *args, context=context)

    def call_at(
        self, when: float, callback: Callable[..., Any], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        timer = asyncio.TimerHandle(when, callback, args, self, context)
        # So that its cancellation is told to us, as with asyncio's own loops.
        timer._scheduled = True  # type: ignore[attr-defined]  # noqa: SLF001
        heapq.heappush(self._timers, timer)
        if not self._due and self._timers[0] is timer:
            self._set_alarm()
        return timer

    def close(self) -> None:
        self._alarm.stop()
        super().close()

    def _timer_handle_cancelled(self, handle: asyncio.TimerHandle) -> None:
        """Called by TimerHandle.cancel."""
        self._cancelled_timers += 1
        if self._cancelled_timers > max(_CANCELLED_LIMIT, len(self._timers) // 2):
            self._timers = [timer for timer in self._timers if not timer.cancelled()]
            heapq.heapify(self._timers)
            self._cancelled_timers = 0

    def _run_due(self) -> None:
        """One round: what was due when it began. What that adds has its turn after Qt's own events."""
        now = self.time()
        while self._timers and self._timers[0].when() <= now:
            timer = heapq.heappop(self._timers)
            if not timer.cancelled():
                self._due.append(timer)
        for _ in range(len(self._due)):
            if not self._due:  # a Qt loop inside a callback, as a drag runs one, has taken them
                break
            handle = self._due.popleft()
            if not handle.cancelled():
                handle._run()  # noqa: SLF001 - what event loops do with handles
        self._set_alarm()

    def _set_alarm(self) -> None:
        if self._due:
            self._alarm.start(0)
        elif self._timers:
            # Rounded up: an early alarm would find nothing due.
            wait = math.ceil((self._timers[0].when() - self.time()) * 1000)
            self._alarm.start(min(max(0, wait), _LONGEST_WAIT))
