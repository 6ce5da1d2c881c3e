import dataclasses
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.model.catalog import CatalogItem, ChannelRef, ChannelStatus, PtzType
from console.model.clock import CHINA
from console.model.device import Device, DeviceOptions, DigestAlgorithm, Registration
from console.model.media import MediaTransport
from console.model.peer import Peer, Transport
from console.store import database
from console.store.database import MIGRATIONS, Database
from console.store.rows import decode_device, decode_item, encode_device, encode_item

NOW = datetime(2026, 3, 1, 8, 0, 0, 123456, tzinfo=CHINA)
DEVICE = Device(
    "34020000001180000001",
    name="门卫 NVR",
    manufacturer="Acme",
    model="X",
    firmware="1",
    registration=Registration(
        Peer(Transport.UDP, "10.1.2.7", 5060), NOW, NOW + timedelta(hours=1), edition="3.0", user_agent="x"
    ),
    last_seen_at=NOW,
    options=DeviceOptions(
        "Gate",
        MediaTransport.UDP,
        MediaTransport.TCP_PASSIVE,
        DigestAlgorithm.SHA256,
        send_date=False,
        media_address="a",
    ),
)
ITEM = CatalogItem(
    DEVICE.device_id,
    "34020000001320000001",
    name="东门",
    parent_ids=("1", "2"),
    business_group_id="3",
    civil_code="340200",
    status=ChannelStatus.OFF,
    manufacturer="Acme",
    model="Y",
    address="North",
    ptz_type=PtzType.DOME,
    longitude=113.5,
    latitude=-23.0,
    missing=True,
    by_hand=True,
)
WITHIN = 20.0  # seconds; a disk shared with others may be slow

Open = Callable[..., Database]


def items(count: int, device_id: str = "d") -> list[CatalogItem]:
    return [CatalogItem(device_id, str(number), name=f"camera {number}") for number in range(count)]


@pytest.fixture
def path(tmp_path) -> Path:
    return tmp_path / "vigil.db"


@pytest.fixture
def open_database(path) -> Iterator[Open]:
    opened = []

    def open_one(**options) -> Database:
        opened.append(Database.open(path, **options))
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()


class TestRoundTrip:
    def test_a_device_is_as_it_was(self, open_database):
        first = open_database()
        first.save_device(DEVICE)
        first.save_device(Device("bare"))
        assert first.close()
        assert open_database().load_devices() == [DEVICE, Device("bare")]

    def test_a_device_comes_back_offline(self, open_database):
        first = open_database()
        first.save_device(replace(DEVICE, online=True))
        first.close()
        assert open_database().load_devices() == [DEVICE]

    def test_a_tcp_connection_does_not_come_back(self, open_database):
        assert DEVICE.registration
        peer = Peer(Transport.TCP, "10.1.2.7", 40000, connection=7)
        first = open_database()
        first.save_device(replace(DEVICE, registration=replace(DEVICE.registration, peer=peer)))
        first.close()
        (device,) = open_database().load_devices()
        assert device.peer == replace(peer, connection=0)

    def test_items_come_back_in_the_order_they_first_came(self, open_database):
        first = open_database()
        first.save_items([ITEM, *items(3)])
        first.save_items([replace(ITEM, name="new")])
        first.close()
        assert open_database().load_catalogs() == [replace(ITEM, name="new"), *items(3)]

    def test_views_are_anything_json_holds(self, open_database):
        first = open_database()
        wall = {"grid": 4, "tiles": ["a/b", None], "name": "门", "odd": "\ud800"}
        first.save_view("wall", wall)
        first.close()
        second = open_database()
        assert second.load_view("wall") == wall
        assert second.load_view("other") is None

    @given(
        st.builds(
            CatalogItem,
            device_id=st.just("d"),
            item_id=st.just("i"),
            name=st.text(),
            parent_ids=st.lists(st.text(min_size=1)).map(tuple),
            status=st.sampled_from(ChannelStatus),
            ptz_type=st.one_of(st.none(), st.sampled_from(PtzType)),
            longitude=st.one_of(st.none(), st.floats(0.1, 180)),
            missing=st.booleans(),
            by_hand=st.booleans(),
        )
    )
    def test_any_item_survives_its_row(self, item):
        assert decode_item("d", "i", encode_item(item)) == item

    def test_every_field_has_its_place_in_a_row(self):
        assert decode_item(ITEM.device_id, ITEM.item_id, encode_item(ITEM)) == ITEM
        assert decode_device(DEVICE.device_id, encode_device(DEVICE)) == DEVICE
        assert DEVICE.registration
        for value in (ITEM, DEVICE, DEVICE.options, DEVICE.registration):
            for field in dataclasses.fields(value):  # or else the two lines above would prove nothing of it
                assert getattr(value, field.name) != field.default or field.name in ("online", "refusal")

    @pytest.mark.parametrize("junk", [None, 5, "x", [], {}, True, "2026-01-01T00:00:00"])
    def test_a_row_of_junk_gives_defaults(self, junk):
        assert decode_device("d", dict.fromkeys(encode_device(DEVICE), junk)).device_id == "d"
        assert decode_item("d", "i", dict.fromkeys(encode_item(ITEM), junk)).item_id == "i"
        registration = dict.fromkeys(encode_device(DEVICE)["registration"], junk)
        assert decode_device("d", {"registration": registration, "options": {"digest": junk}}) == Device("d")
        assert decode_device("d", junk) == Device("d")
        assert decode_item("d", "i", junk) == CatalogItem("d", "i")


class TestDelete:
    def test_a_device_takes_its_catalog_along(self, open_database):
        first = open_database()
        for device_id in ("a", "b"):
            first.save_device(Device(device_id))
            first.save_items(items(2, device_id))
        first.delete_device("a")
        first.close()
        second = open_database()
        assert second.load_devices() == [Device("b")]
        assert second.load_catalogs() == items(2, "b")

    def test_what_comes_after_a_deletion_stays(self, open_database):
        first = open_database()
        first.save_items(items(2))
        first.delete_device("d")
        first.save_device(Device("d"))
        first.save_items(items(1))
        first.close()
        second = open_database()
        assert (second.load_devices(), second.load_catalogs()) == ([Device("d")], items(1))

    def test_single_items(self, open_database):
        first = open_database()
        first.save_items(items(3))
        first.delete_items([ChannelRef("d", "1"), ChannelRef("d", "9")])
        first.close()
        assert [item.item_id for item in open_database().load_catalogs()] == ["0", "2"]


class TestWriting:
    def test_nobody_waits_for_a_locked_file_and_nothing_is_lost(self, open_database, path, monkeypatch, caplog):
        monkeypatch.setattr(database, "BUSY_PATIENCE", 0.01)
        monkeypatch.setattr(database, "RETRY_DELAY", 0.01)
        told = threading.Event()
        problems = []

        def on_problem(problem: str) -> None:
            problems.append(problem)
            told.set()

        mine = open_database(on_problem=on_problem)
        holder = sqlite3.connect(path)
        holder.execute("BEGIN IMMEDIATE")
        mine.save_device(Device("old", name="first"))
        assert told.wait(WITHIN)
        mine.save_device(Device("old", name="second"))
        mine.save_device(Device("new"))
        assert not mine.flush(0)
        holder.rollback()
        holder.close()
        assert mine.flush(WITHIN)
        assert [(device.device_id, device.name) for device in mine.load_devices()] == [("old", "second"), ("new", "")]
        assert len(problems) == 1
        assert "locked" in problems[0]

    def test_closing_a_locked_file_takes_bounded_time(self, path, monkeypatch):
        monkeypatch.setattr(database, "BUSY_PATIENCE", 0.01)
        mine = Database.open(path)
        holder = sqlite3.connect(path)
        holder.execute("BEGIN IMMEDIATE")
        mine.save_device(DEVICE)
        assert not mine.close(WITHIN)
        holder.close()

    def test_a_value_that_changes_fast_is_written_once(self, open_database, path):
        mine = open_database()
        statements: list[str] = []
        with mine._using:  # the thread waits here while the values change
            for number in range(1000):
                mine.save_view("window", number)
            mine._connection.set_trace_callback(statements.append)
        assert mine.flush(WITHIN)
        assert sum("INSERT" in statement for statement in statements) <= 2
        assert mine.load_view("window") == 999

    def test_order_is_kept_when_a_batch_fails(self, open_database, monkeypatch):
        monkeypatch.setattr(database, "RETRY_DELAY", 0.0)
        mine = open_database()
        write = mine._write
        failed = threading.Event()

        def fail_once(batch) -> None:
            if not failed.is_set():
                mine.delete_device("d")  # newer than the batch that fails
                mine.save_items(items(1))
                failed.set()
                raise sqlite3.OperationalError("disk full")
            write(batch)

        monkeypatch.setattr(mine, "_write", fail_once)
        mine.save_items(items(3))
        assert mine.flush(WITHIN)
        assert mine.load_catalogs() == items(1)

    def test_many_items_are_written_in_batches(self, open_database):
        mine = open_database()
        mine.save_items(items(3 * database.BATCH + 1))
        assert mine.flush(WITHIN)
        assert len(mine.load_catalogs()) == 3 * database.BATCH + 1

    @pytest.mark.skipif(sys.platform == "win32", reason="kills with SIGKILL")
    def test_what_was_flushed_survives_kill_9(self, path):
        script = (
            "import sys; from pathlib import Path; from console.model.device import Device;"
            "from console.store.database import Database\n"
            "database = Database.open(Path(sys.argv[1]))\n"
            "for number in range(10**6):\n"
            "    database.save_device(Device(str(number))); database.flush(60); print(number, flush=True)\n"
        )
        root = Path(__file__).resolve().parents[2]
        process = subprocess.Popen([sys.executable, "-c", script, path], stdout=subprocess.PIPE, text=True, cwd=root)
        with process:
            assert process.stdout
            acknowledged = [int(process.stdout.readline()) for _ in range(20)]
            process.send_signal(signal.SIGKILL)
            acknowledged += [int(line) for line in process.stdout.read().splitlines()]
        survivors = Database.open(path)
        assert survivors.problem == ""
        assert {int(device.device_id) for device in survivors.load_devices()} >= set(acknowledged)
        survivors.close()


class TestDamage:
    def _fill(self, open_database: Open, path: Path) -> None:
        first = open_database()
        first.save_items(items(2000))
        first.close()

    @pytest.mark.parametrize("damage", ["not a database", "cut", "overwritten", "empty header"])
    def test_a_damaged_file_is_set_aside_and_a_fresh_one_serves(self, open_database, path, damage, caplog):
        self._fill(open_database, path)
        octets = bytearray(path.read_bytes())
        if damage == "not a database":
            octets[:] = b"hello" * 1000
        elif damage == "cut":
            del octets[len(octets) // 2 :]
        elif damage == "overwritten":
            octets[4096 : len(octets) // 2] = os.urandom(len(octets) // 2 - 4096)
        else:
            octets[:16] = bytes(16)
        path.write_bytes(octets)
        second = open_database()
        assert "set aside as vigil.db.damaged-1" in second.problem
        assert path.with_name("vigil.db.damaged-1").read_bytes() == octets
        second.save_device(DEVICE)
        second.close()
        third = open_database()
        assert (third.problem, third.load_devices()) == ("", [DEVICE])

    def test_a_damaged_row_does_not_take_the_others_along(self, open_database, path, caplog):
        self._fill(open_database, path)
        with sqlite3.connect(path) as connection:
            connection.execute("UPDATE items SET value = '{' WHERE number = 5")
            connection.execute("UPDATE items SET value = CAST(x'ff22' AS TEXT) WHERE number = 6")
            connection.execute("UPDATE items SET value = '[]' WHERE number = 7")
        connection.close()
        found = {item.item_id for item in open_database().load_catalogs()}
        assert len(found) >= 1997
        assert "4" not in found

    def test_a_place_that_cannot_be_written_is_memory_only(self, tmp_path, caplog):
        mine = Database.open(tmp_path / "missing" / "vigil.db")
        assert "nothing will be remembered" in mine.problem
        mine.save_device(DEVICE)
        assert mine.flush(WITHIN)
        assert mine.load_devices() == [DEVICE]
        mine.close()

    def test_a_newer_file_is_not_touched(self, open_database, path, caplog):
        self._fill(open_database, path)
        with sqlite3.connect(path) as connection:
            connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
        connection.close()
        mine = open_database()
        assert "newer version" in mine.problem
        mine.delete_device("d")
        mine.close()
        with sqlite3.connect(path) as connection:
            assert connection.execute("SELECT count(*) FROM items").fetchone() == (2000,)
        connection.close()


class TestMigration:
    def test_an_older_file_is_brought_up_to_date_with_its_rows(self, open_database, path, monkeypatch):
        first = open_database()
        first.save_device(DEVICE)
        first.close()
        monkeypatch.setattr(database, "MIGRATIONS", (*MIGRATIONS, "ALTER TABLE views ADD COLUMN extra TEXT"))
        second = open_database()
        assert (second.problem, second.load_devices()) == ("", [DEVICE])
        second.close()
        connection = sqlite3.connect(path)
        assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS) + 1,)
        assert connection.execute("SELECT extra FROM views").fetchall() == []
        connection.close()

    def test_a_failed_migration_changes_nothing_in_what_is_set_aside(self, open_database, path, monkeypatch, caplog):
        first = open_database()
        first.save_device(DEVICE)
        first.close()
        twice = "ALTER TABLE views ADD COLUMN extra TEXT; INSERT INTO devices SELECT * FROM devices"
        monkeypatch.setattr(database, "MIGRATIONS", (*MIGRATIONS, twice))
        assert "set aside" in open_database().problem
        monkeypatch.undo()
        aside = Database.open(path.with_name("vigil.db.damaged-1"))
        assert (aside.problem, aside.load_devices()) == ("", [DEVICE])
        aside.close()
