"""An engine on loopback, in a port range of its own for every test."""

import itertools
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest

from console.media.engine import MediaEngine
from console.model.settings import PortRange
from console.state.anomalies import Anomalies

EngineFactory = Callable[..., AbstractAsyncContextManager[MediaEngine]]

_first_ports = itertools.count(21_000, 100)


@pytest.fixture
def running_engine() -> EngineFactory:
    """`async with running_engine() as engine`."""

    @asynccontextmanager
    async def run(*, ports: PortRange | None = None, anomalies: Anomalies | None = None):  # type: ignore[no-untyped-def]
        first = next(_first_ports)
        engine = MediaEngine(
            ports=ports or PortRange(first, first + 99), address="127.0.0.1", decoders=2, anomalies=anomalies
        )
        await engine.start()
        try:
            yield engine
        finally:
            await engine.stop()

    return run
