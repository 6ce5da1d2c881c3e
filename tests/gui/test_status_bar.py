"""The five truths at the bottom of the window."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from console.application.console import Listener
from console.model.failure import AddressInUse, AddressUnusable
from console.model.media import StreamHealth
from console.state.anomalies import AnomalyKind
from tests.gui import sample
from ui.status_bar import StatusAccess, StatusBar
from ui.top_bar import Page
from ui.translation import Translation
from ui.widgets.state_mark import State


@dataclass
class World:
    """What the bar looks at."""

    site: sample.Site
    listener: Listener = field(default_factory=lambda: Listener("0.0.0.0", 5060))
    streams: list[StreamHealth] = field(default_factory=list)
    now: float = sample.MONOTONIC

    def access(self) -> StatusAccess:
        return StatusAccess(
            listener=lambda: self.listener,
            devices=self.site.devices,
            pending=self.site.pending,
            anomalies=self.site.anomalies,
            streams=lambda: self.streams,
            monotonic=lambda: self.now,
        )


@pytest.fixture
def show(qtbot: QtBot) -> Callable[[World], StatusBar]:
    def show(world: World) -> StatusBar:
        bar = StatusBar(world.access())
        qtbot.addWidget(bar)
        bar.show()
        return bar

    return show


Show = Callable[[World], StatusBar]


class TestTruths:
    def test_an_empty_console(self, show: Show) -> None:
        bar = show(World(sample.Site()))
        assert bar.listener.text() == "SIP 5060 UDP and TCP"
        assert bar.listener.state is State.ONLINE
        assert bar.devices.text() == "No devices"
        assert bar.streams.text() == "No streams"
        assert not bar.pending.isVisible()
        assert not bar.anomalies.isVisible()

    def test_a_busy_one(self, show: Show) -> None:
        world = World(sample.sample_site())
        world.streams = [StreamHealth(packets=900, lost=100, bit_rate=1.5e6), StreamHealth(bit_rate=2e6)]
        bar = show(world)
        online = sum(device.online for device in world.site.devices)
        assert bar.devices.text() == f"{online} of {len(world.site.devices)} devices online"
        assert bar.devices.state is State.DEGRADED
        assert bar.pending.text() == f"{len(world.site.pending)} waiting to be accepted"
        assert "2" in bar.streams.text()
        assert "3.5 Mbit/s" in bar.streams.text()
        assert "100 of 1000" in bar.streams.toolTip()

    def test_a_silent_stream_is_no_good_news(self, show: Show) -> None:
        world = World(sample.Site())
        world.streams = [StreamHealth(bit_rate=2e6), StreamHealth(packets=7)]
        assert show(world).streams.state is State.DEGRADED

    @pytest.mark.parametrize(
        ("failure", "text"),
        [
            (AddressInUse("0.0.0.0", 5060), "SIP port 5060 is taken"),
            (AddressUnusable("10.9.8.7", 5060, "no such address"), "Not listening on port 5060"),
        ],
    )
    def test_why_nobody_can_register(self, show: Show, failure: Exception, text: str) -> None:
        bar = show(World(sample.Site(), Listener("0.0.0.0", 5060, failure)))
        assert bar.listener.text() == text
        assert bar.listener.state is State.ALARM
        assert bar.listener.toolTip()

    def test_bad_input_loses_its_colour_when_it_is_old(self, show: Show) -> None:
        world = World(sample.Site())
        world.site.anomalies.note(AnomalyKind.MALFORMED_SIP, "192.168.1.64:5060", "no start line", world.now)
        bar = show(world)
        assert bar.anomalies.text() == "Not understood: 1"
        assert bar.anomalies.state is State.DEGRADED
        assert "192.168.1.64" in bar.anomalies.toolTip()
        world.now += 61
        bar.look()
        assert bar.anomalies.state is State.OFFLINE


class TestUse:
    def test_each_truth_opens_its_page(self, show: Show) -> None:
        world = World(sample.sample_site())
        bar = show(world)
        opened: list[object] = []
        bar.page_wanted.connect(opened.append)
        bar.anomalies_wanted.connect(lambda: opened.append("anomalies"))
        for truth in (bar.listener, bar.devices, bar.pending, bar.streams, bar.anomalies):
            truth.click()
        assert opened == [Page.SETTINGS, Page.DEVICES, Page.DEVICES, Page.LIVE, "anomalies"]

    def test_another_language(self, show: Show, translation: Translation) -> None:
        bar = show(World(sample.Site()))
        translation.use("zh")
        QCoreApplication.sendPostedEvents()
        assert "SIP" in bar.listener.text()
        assert bar.devices.text() != "No devices"
