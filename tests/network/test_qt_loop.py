import asyncio

import pytest
import qasync
from PySide6.QtWidgets import QApplication

from console.model.peer import Transport
from tests.conftest import LoopFactory
from tests.network.links import DEVICE_ID, PLATFORM_ID, SDP, Callee, pair, until


@pytest.fixture
def loop_factory(qapp: QApplication) -> LoopFactory:
    return lambda: qasync.QEventLoop(qapp)


class TestOnTheLoopOfQt:
    """The console runs on Qt's loop, whose timers may fire early and outlive their cancellation."""

    @pytest.mark.parametrize("transport", list(Transport))
    async def test_a_call(self, transport):
        async with pair(transport) as both:
            callee = Callee(both.device)
            asked = both.platform.request("INVITE", DEVICE_ID, both.to_device, body=SDP, content_type="Application/SDP")
            call = await both.platform.invite(asked, both.to_device)
            assert (await call.request("INFO", body=b"PLAY", content_type="Application/MANSRTSP")).status == 200
            await call.bye()
            await until(lambda: callee.ends)

    async def test_requests_leave_no_timers_behind(self):
        async with pair() as both:
            both.platform.on("MESSAGE", lambda incoming: incoming.reply(200))
            armed: list[float] = []
            call_at = asyncio.get_running_loop().call_at
            for link in (both.platform, both.device):
                link.driver._loop.call_at = lambda when, callback, *args: (
                    armed.append(when),
                    call_at(when, callback, *args),
                )[1]
            for _ in range(200):
                await both.device.send(both.device.request("MESSAGE", PLATFORM_ID, both.to_platform), both.to_platform)
            assert len(armed) < 20
