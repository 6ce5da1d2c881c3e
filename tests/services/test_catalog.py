"""Catalog answers in many parts, and what the tree learns of them (protocol reference 3.6; reliability F7 to F9)."""

from collections.abc import Sequence

import pytest

from console.model.catalog import ChannelRef
from console.model.failure import NoAnswer, Refused
from console.model.settings import SipSettings
from console.services import catalog as service
from console.services.catalog import CatalogService
from console.services.clock import Clock
from console.services.registrar import Registered, Registrar
from console.state.catalogs import CatalogPhase, Catalogs
from console.state.devices import PendingDevices
from tests.services.conversation import Conversation
from tests.services.fakes import DEVICE_ID, PLATFORM_ID
from tests.waiting import until


class Archive:
    """A catalog service, its state, and a device that answers as told."""

    def __init__(self) -> None:
        self.talk = Conversation(Clock())
        self.catalogs = Catalogs()
        self.registrar = Registrar(
            self.talk.link,  # type: ignore[arg-type]
            self.talk.devices,
            PendingDevices(),
            self.talk.anomalies,
            self.talk.clock,
            settings=lambda: SipSettings(id=PLATFORM_ID),
            password_of=lambda _: "",
        )
        self.service = CatalogService(
            self.talk.messages,
            self.catalogs,
            self.registrar,
            self.talk.tasks,
            self.talk.clock,
        )

    async def asked(self, times: int = 1) -> None:
        await until(lambda: len(self.talk.link.sent) == times)

    def send(self, numbers: Sequence[int], total: int) -> None:
        items = "".join(f"<Item><DeviceID>{channel(n)}</DeviceID><Name>摄像机{n}</Name></Item>" for n in numbers)
        self.talk.say(
            f"<Response><CmdType>Catalog</CmdType><SN>{self.talk.last_sn()}</SN><DeviceID>{DEVICE_ID}</DeviceID>"
            f"<SumNum>{total}</SumNum><DeviceList Num='{len(numbers)}'>{items}</DeviceList></Response>"
        )

    @property
    def phase(self) -> CatalogPhase:
        return self.catalogs.progress(DEVICE_ID).phase


def channel(number: int) -> str:
    return f"4401020049132{number:07}"


@pytest.fixture
def archive() -> Archive:
    return Archive()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same with shorter deadlines."""
    monkeypatch.setattr(service, "FIRST_PART_WITHIN", 0.1)
    monkeypatch.setattr(service, "IDLE_WITHIN", 0.1)


async def test_a_device_that_returns_is_asked_by_itself(archive: Archive) -> None:
    archive.registrar.registered.emit(Registered(DEVICE_ID, returned=False))
    archive.registrar.registered.emit(Registered(DEVICE_ID, returned=True))
    archive.registrar.registered.emit(Registered(DEVICE_ID, returned=True))
    await archive.asked()
    archive.send([1], 1)
    await until(lambda: archive.phase is CatalogPhase.COMPLETE)
    assert len(archive.talk.link.sent) == 1


async def test_parts_in_any_order_fill_the_tree_as_they_come(archive: Archive) -> None:
    archive.service.refresh(DEVICE_ID)
    await archive.asked()
    archive.send([3], 3)
    await until(lambda: len(archive.catalogs.items(DEVICE_ID)) == 1)
    assert (archive.catalogs.progress(DEVICE_ID).received, archive.catalogs.progress(DEVICE_ID).total) == (1, 3)
    archive.send([1, 2], 3)
    archive.send([2], 3)
    await until(lambda: archive.phase is CatalogPhase.COMPLETE)
    assert {item.name for item in archive.catalogs.items(DEVICE_ID).values()} == {"摄像机1", "摄像机2", "摄像机3"}


async def test_a_total_of_one_message_alone_hides_no_channel(archive: Archive) -> None:
    """SumNum is the grand total (annex M); some devices give each message its own."""
    archive.service.refresh(DEVICE_ID)
    await archive.asked()
    for numbers in ([1, 2], [3, 4], [5]):
        archive.send(numbers, len(numbers))
        await until(lambda numbers=numbers: len(archive.catalogs.items(DEVICE_ID)) == numbers[-1])  # type: ignore[misc]
    await until(lambda: archive.phase is CatalogPhase.COMPLETE)
    assert not any(item.missing for item in archive.catalogs.items(DEVICE_ID).values())


async def test_what_a_complete_answer_lacks_is_greyed_and_not_removed(archive: Archive) -> None:
    for round_number, numbers in enumerate(([1, 2], [2]), start=1):
        archive.service.refresh(DEVICE_ID)
        await archive.asked(round_number)
        archive.send(numbers, len(numbers))
        await until(lambda: archive.phase is CatalogPhase.COMPLETE)
        await until(lambda: not archive.service.is_asking(DEVICE_ID))
    gone = archive.catalogs.get(ChannelRef(DEVICE_ID, channel(1)))
    assert gone is not None
    assert gone.missing


@pytest.mark.usefixtures("impatient")
async def test_a_partial_answer_takes_nothing_away_and_is_asked_for_again(archive: Archive) -> None:
    archive.service.refresh(DEVICE_ID)
    await archive.asked()
    archive.send([1, 2], 2)
    await until(lambda: archive.phase is CatalogPhase.COMPLETE)
    await until(lambda: not archive.service.is_asking(DEVICE_ID))

    archive.service.refresh(DEVICE_ID)
    await archive.asked(2)
    archive.send([1], 2)
    await archive.asked(3)
    archive.send([1], 2)
    await until(lambda: archive.phase is CatalogPhase.PARTIAL)
    kept = archive.catalogs.get(ChannelRef(DEVICE_ID, channel(2)))
    assert kept is not None
    assert not kept.missing


@pytest.mark.usefixtures("impatient")
async def test_no_answer_is_said_with_its_reason(archive: Archive) -> None:
    archive.service.refresh(DEVICE_ID)
    await until(lambda: archive.phase is CatalogPhase.FAILED)
    assert isinstance(archive.catalogs.progress(DEVICE_ID).failure, NoAnswer)


async def test_a_refusal_is_said_with_its_reason(archive: Archive) -> None:
    archive.talk.link.answer = lambda _: 403
    archive.service.refresh(DEVICE_ID)
    await until(lambda: archive.phase is CatalogPhase.FAILED)
    assert isinstance(archive.catalogs.progress(DEVICE_ID).failure, Refused)


async def test_an_empty_catalog_is_complete(archive: Archive) -> None:
    archive.service.refresh(DEVICE_ID)
    await archive.asked()
    archive.talk.say(
        f"<Response><CmdType>Catalog</CmdType><SN>{archive.talk.last_sn()}</SN>"
        f"<DeviceID>{DEVICE_ID}</DeviceID><SumNum>0</SumNum></Response>"
    )
    await until(lambda: archive.phase is CatalogPhase.COMPLETE)
    assert archive.catalogs.channels(DEVICE_ID) == []
