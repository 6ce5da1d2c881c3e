"""What a device says of itself when asked: its information and its status."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from console.model.clock import CHINA
from console.model.device import Device
from console.model.device_answers import DeviceInformation, DeviceStatus
from ui import tasks, wording
from ui.devices.access import DevicesAccess
from ui.icons import Icon
from ui.theme import TypeSize
from ui.widgets.facts import Fact, Facts
from ui.widgets.label import Paragraph
from ui.widgets.surface import button
from ui.widgets.translated import Translated

DRIFT = 5.0  # seconds a device's clock may be off before that is worth a warning


class Answers(Translated):
    """What is known at once; the rest after a press on the button, with the waiting and a failure told in place."""

    def __init__(self, access: DevicesAccess, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._access = access
        self._device: Device | None = None
        self._asking = False
        self._information: DeviceInformation | None = None
        self._status: DeviceStatus | None = None
        self._drift: float | None = None
        self._failure: Exception | None = None
        self._round = 0  # an answer to an earlier question, or for another device, is not shown
        self._facts = Facts()
        self._ask = button(which=Icon.INFO)
        self._ask.clicked.connect(lambda: self.ask())
        self._note = Paragraph(size=TypeSize.DENSE)
        line = QHBoxLayout()
        line.addWidget(self._ask)
        line.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._facts)
        layout.addWidget(self._note)
        layout.addLayout(line)
        self.retranslate()

    def show_device(self, device: Device) -> None:
        if self._device is None or device.device_id != self._device.device_id:
            self._round += 1
            self._asking = False
            self._information = self._status = self._drift = self._failure = None
        self._device = device
        self.retranslate()

    def ask(self) -> None:
        """Ask the device that is shown."""
        if self._device is None or self._asking:
            return
        self._round += 1
        self._asking = True
        self._failure = None
        self.retranslate()
        asked = self._round
        tasks.start(
            self._ask_both(self._device.device_id, asked), owner=self, on_error=lambda error: self._fail(error, asked)
        )

    def retranslate(self) -> None:
        self._ask.setText(self.tr("Ask the device"))
        self._ask.setEnabled(self._device is not None and self._device.online and not self._asking)
        self._facts.set_facts(self._known() + self._told())
        if self._asking:
            self._note.set_tone("text_mid")
            self._note.setText(self.tr("Asking…"))
        elif self._failure is not None:
            words = wording.of_failure(self._failure)
            self._note.set_tone("warn")
            self._note.setText("\n".join(part for part in (words.sentence, words.advice, words.detail) if part))
        else:
            self._note.setText("")
        self._note.setVisible(self._asking or self._failure is not None)

    async def _ask_both(self, device_id: str, asked: int) -> None:
        information = await self._access.ask_information(device_id)
        if asked != self._round:
            return
        self._information = information
        self.retranslate()
        status = await self._access.ask_status(device_id)
        if asked != self._round:
            return
        self._status = status
        if status.device_time is not None:
            self._drift = (status.device_time - self._access.now()).total_seconds()
        self._asking = False
        self.retranslate()

    def _fail(self, error: Exception, asked: int) -> None:
        if asked == self._round:
            self._asking = False
            self._failure = error
            self.retranslate()

    def _known(self) -> list[Fact]:
        device = self._device
        if device is None:
            return []
        registration = device.registration
        edition = wording.edition(registration.edition) if registration else ""
        model = " ".join(part for part in (device.manufacturer, device.model) if part)
        return [
            Fact(self.tr("Make and model"), model),
            Fact(self.tr("Firmware"), device.firmware),
            Fact(self.tr("Edition"), f"GB/T 28181-{edition}" if edition else ""),
            Fact(self.tr("User agent"), registration.user_agent if registration else ""),
        ]

    def _told(self) -> list[Fact]:
        facts: list[Fact] = []
        if self._information is not None and self._information.channels is not None:
            facts.append(Fact(self.tr("Video inputs"), str(self._information.channels)))
        status = self._status
        if status is not None:
            facts += [
                Fact(self.tr("Reported state"), self._yes_no(status.online, self.tr("online"), self.tr("offline"))),
                Fact(
                    self.tr("Condition"),
                    self._yes_no(status.works, self.tr("works"), self.tr("reports a fault")),
                    tone="crit" if status.works is False else "",
                ),
                Fact(self.tr("Fault"), status.reason),
                Fact(self.tr("Encoding"), self._yes_no(status.encodes, self.tr("on"), self.tr("off"))),
                Fact(self.tr("Recording"), self._yes_no(status.records, self.tr("on"), self.tr("off"))),
                Fact(self.tr("Alarm inputs"), str(len(status.alarms)) if status.alarms else ""),
                self._clock_fact(status),
            ]
        return facts

    def _clock_fact(self, status: DeviceStatus) -> Fact:
        if status.device_time is None or self._drift is None:
            return Fact(self.tr("Its clock"), "")
        time = status.device_time.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")
        off = abs(self._drift) > DRIFT
        text = f"{time}  ({self._drift:+.0f} s)" if off else time
        return Fact(self.tr("Its clock"), text, tone="warn" if off else "")

    @staticmethod
    def _yes_no(value: bool | None, yes: str, no: str) -> str:
        return "" if value is None else yes if value else no
