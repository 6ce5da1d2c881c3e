"""Messages over a fake link with one registered device: what the tests of most services begin with."""

from datetime import timedelta

from console.model.device import Device, Registration
from console.model.peer import Peer
from console.services.clock import Clock
from console.services.messages import Messages
from console.services.replies import Replies
from console.services.tasks import Tasks
from console.state.anomalies import Anomalies
from console.state.devices import Devices
from tests.services.fakes import CAMERA, DEVICE_ID, FakeIncoming, FakeLink, message


class Conversation:
    """The device is on line; `say` lets it speak. With HandClock nothing times out."""

    def __init__(self, clock: Clock) -> None:
        self.link = FakeLink()
        self.clock = clock
        self.devices = Devices()
        self.anomalies = Anomalies()
        self.tasks = Tasks()
        self.messages = Messages(
            self.link,  # type: ignore[arg-type]
            self.devices,
            self.anomalies,
            self.tasks,
            self.clock,
            Replies(),
        )
        self.put_online()

    def put_online(self, device_id: str = DEVICE_ID, peer: Peer = CAMERA, *, online: bool = True) -> None:
        now = self.clock.now()
        registration = Registration(peer, now, now + timedelta(hours=1), edition="2.0")
        self.devices.put(Device(device_id, registration=registration, online=online))

    def say(self, xml: str, *, device_id: str = DEVICE_ID, peer: Peer = CAMERA) -> FakeIncoming:
        """A MESSAGE of the device."""
        return self.link.receive(message(device_id), peer, xml.encode("gb18030"))

    def sent_xml(self) -> list[str]:
        return [request.body.decode("gb18030") for request in self.link.sent]

    def last_sn(self) -> int:
        """The SN of the last query that was sent."""
        return int(self.sent_xml()[-1].split("<SN>")[1].split("</SN>")[0])
