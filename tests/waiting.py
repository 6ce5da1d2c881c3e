"""Waiting for what a test is about, instead of sleeping."""

import asyncio
from collections.abc import Callable

PAUSE = 0.005  # seconds between two looks


async def until(condition: Callable[[], object], within: float = 5.0) -> None:
    """Return as soon as `condition()` is true; AssertionError after `within` seconds."""
    deadline = asyncio.get_running_loop().time() + within
    while not condition():
        assert asyncio.get_running_loop().time() < deadline, "it did not happen in time"
        await asyncio.sleep(PAUSE)
