"""An engine on loopback."""

from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest

from console.media.engine import MediaEngine
from console.media.frames import PictureRing
from console.model.settings import PortRange
from console.state.anomalies import Anomalies

PORTS = PortRange(21_000, 21_999)  # each engine begins somewhere in it

EngineFactory = Callable[..., AbstractAsyncContextManager[MediaEngine]]


@pytest.fixture
def rings(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[PictureRing]]:
    """Every ring a test asks for; they are its own, and are closed at its end."""
    made: list[PictureRing] = []
    create = PictureRing.create

    def noted(width: int, height: int) -> PictureRing:
        made.append(create(width, height))
        return made[-1]

    monkeypatch.setattr(PictureRing, "create", noted)
    yield made
    for ring in made:
        ring.close()


@pytest.fixture
def running_engine(rings: list[PictureRing]) -> EngineFactory:
    """`async with running_engine() as engine`."""

    @asynccontextmanager
    async def run(*, ports: PortRange | None = None, anomalies: Anomalies | None = None):  # type: ignore[no-untyped-def]
        engine = MediaEngine(ports=ports or PORTS, address="127.0.0.1", decoders=2, anomalies=anomalies)
        await engine.start()
        try:
            yield engine
        finally:
            await engine.stop()

    return run
