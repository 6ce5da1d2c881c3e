"""What outlives the console: devices, catalog items, and what the windows looked like (SQLite).

Reading is for the start. Writing is handed to one thread: nobody waits for the disk, and a value that changes faster
than the disk writes is written once.
"""

import contextlib
import json
import logging
import sqlite3
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeAlias

from console.model.catalog import CatalogItem, ChannelRef
from console.model.device import Device
from console.model.failure import FileFailed
from console.store.files import set_aside
from console.store.rows import decode_device, decode_item, encode_device, encode_item

BUSY_PATIENCE = 5.0  # seconds another program may hold the file
RETRY_DELAY = 5.0  # seconds after a failed write: the disk may be full, or the file locked
CLOSING_PATIENCE = 5.0  # seconds the last writes may take
BATCH = 500  # rows of one transaction

MIGRATIONS = (
    """
    CREATE TABLE devices (device_id TEXT PRIMARY KEY, value TEXT NOT NULL);
    CREATE TABLE items (
        number INTEGER PRIMARY KEY,
        device_id TEXT NOT NULL,
        item_id TEXT NOT NULL,
        value TEXT NOT NULL,
        UNIQUE (device_id, item_id)
    );
    CREATE TABLE views (name TEXT PRIMARY KEY, value TEXT NOT NULL);
    """,
)
"""Each brings the file from the version of its index to the next; never change one that was released."""

Json: TypeAlias = Any  # what json.loads gives
_Key: TypeAlias = tuple[str, ...]
_Write: TypeAlias = tuple[str, tuple[str, ...]]  # a statement and its parameters

_log = logging.getLogger(__name__)

_SAVE_DEVICE = "INSERT INTO devices VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value"
_SAVE_ITEM = (
    "INSERT INTO items (device_id, item_id, value) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value"
)
_SAVE_VIEW = "INSERT INTO views VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value"


class Database:
    """Open it with `Database.open`; `problem` says in plain English what was wrong with the file, if anything was."""

    def __init__(self, connection: sqlite3.Connection, problem: str, on_problem: Callable[[str], None] | None) -> None:
        self.problem = problem
        self._connection = connection
        self._on_problem = on_problem
        self._using = threading.Lock()  # the connection
        self._changed = threading.Condition()  # guards the fields below
        self._pending: dict[_Key, _Write] = {}  # in the order they must be written
        self._writing = False
        self._failing = False
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="database", daemon=True)
        self._thread.start()

    @classmethod
    def open(cls, path: Path, on_problem: Callable[[str], None] | None = None) -> "Database":
        """Open or create the file; its directory must exist.

        A damaged file is set aside and a fresh one made; where that fails, too, or a newer Vigil wrote the file,
        everything is kept in memory only. `on_problem` is called in the writing thread when writing begins to fail.
        """
        connection, problem = _open(path)
        if problem:
            _log.error("%s", problem)
        return cls(connection, problem, on_problem)

    def load_devices(self) -> list[Device]:
        rows = self._load("SELECT device_id, value FROM devices ORDER BY rowid")
        return [decode_device(device_id, row) for (device_id,), row in rows]

    def load_catalogs(self) -> list[CatalogItem]:
        """The items of all devices, each device's in the order they first came."""
        rows = self._load("SELECT device_id, item_id, value FROM items ORDER BY number")
        return [decode_item(device_id, item_id, row) for (device_id, item_id), row in rows]

    def load_view(self, name: str) -> Json:
        """What `save_view` was given, None where it never was."""
        rows = self._load("SELECT name, value FROM views WHERE name = ?", name)
        return rows[0][1] if rows else None

    def save_device(self, device: Device) -> None:
        self._save("device", device.device_id, statement=_SAVE_DEVICE, value=encode_device(device))

    def delete_device(self, device_id: str) -> None:
        """The device and its catalog."""
        with self._changed:
            for key in [key for key in self._pending if key[1] == device_id and key[0] != "view"]:
                del self._pending[key]
            for table in ("devices", "items"):
                statement = f"DELETE FROM {table} WHERE device_id = ?"
                self._pending[f"delete from {table}", device_id] = (statement, (device_id,))
            self._changed.notify_all()

    def save_items(self, items: Iterable[CatalogItem]) -> None:
        self._put(
            {
                ("item", item.device_id, item.item_id): (
                    _SAVE_ITEM,
                    (item.device_id, item.item_id, _dump(encode_item(item))),
                )
                for item in items
            }
        )

    def delete_items(self, refs: Iterable[ChannelRef]) -> None:
        statement = "DELETE FROM items WHERE device_id = ? AND item_id = ?"
        self._put({("item", *ref): (statement, tuple(ref)) for ref in refs})

    def save_view(self, name: str, value: Json) -> None:
        """Remember anything JSON can hold."""
        self._save("view", name, statement=_SAVE_VIEW, value=value)

    def flush(self, timeout: float) -> bool:
        """Wait until all is written; whether it was within `timeout` seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._pending and not self._writing, timeout)

    def close(self, timeout: float = CLOSING_PATIENCE) -> bool:
        """Write what is pending and close; whether all was written within `timeout` seconds."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._thread.join(timeout)
        if self._thread.is_alive():  # stuck in the disk; it ends with the process
            return False
        self._connection.close()
        return not self._pending

    def _load(self, statement: str, *parameters: str) -> list[tuple[tuple[str, ...], Json]]:
        """The keys and the decoded value, which is the last column; a row that cannot be read is skipped."""
        loaded = []
        try:
            with self._using:
                rows = self._connection.execute(statement, parameters).fetchall()
        except sqlite3.DatabaseError as error:  # damage that the check of the file does not see
            _log.error("The database cannot be read: %s", error)
            return []
        for *keys, value in rows:
            try:
                loaded.append((tuple(keys), json.loads(value)))
            except (ValueError, TypeError):
                _log.error("A row of the database cannot be read: %r", keys)
        return loaded

    def _save(self, *key: str, statement: str, value: Json) -> None:
        self._put({key: (statement, (*key[1:], _dump(value)))})

    def _put(self, writes: dict[_Key, _Write]) -> None:
        with self._changed:
            self._pending.update(writes)
            self._changed.notify_all()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._pending or self._closing)
                if not self._pending:
                    return
                keys = list(self._pending)[:BATCH]
                batch = {key: self._pending.pop(key) for key in keys}
                self._writing = True
            try:
                self._write(batch)
            except Exception as error:  # noqa: BLE001 - report, keep what was not written, and try again
                if not self._keep(batch, error):
                    return
            else:
                with self._changed:
                    self._failing = self._writing = False
                    self._changed.notify_all()

    def _write(self, batch: dict[_Key, _Write]) -> None:
        with self._using, self._connection:
            for statement, parameters in batch.values():
                self._connection.execute(statement, parameters)

    def _keep(self, batch: dict[_Key, _Write], error: Exception) -> bool:
        """Put a failed batch back in front of what came meanwhile and wait; whether to go on."""
        with self._changed:
            newer = self._pending
            self._pending = {key: write for key, write in batch.items() if key not in newer} | newer
            told, self._failing, self._writing = self._failing, True, False
        if not told:
            problem = f"The database cannot be written: {error}"
            _log.error("%s", problem)
            if self._on_problem:
                self._on_problem(problem)
        with self._changed:
            self._changed.wait_for(lambda: self._closing, RETRY_DELAY)
            return not self._closing


def _dump(value: Json) -> str:
    # ASCII: half a surrogate in a device's name would stop SQLite, and with it every other write.
    return json.dumps(value, separators=(",", ":"))


def _open(path: Path) -> tuple[sqlite3.Connection, str]:
    try:
        return _connect(path), ""
    except sqlite3.OperationalError as error:  # locked, read-only, no such directory: nothing is wrong with the rows
        return _connect(None), f"{path} cannot be used, nothing will be remembered: {error}"
    except _NewerVersionError as error:
        return _connect(None), f"{path} is of a newer version of Vigil, nothing will be remembered: {error}"
    except sqlite3.DatabaseError as error:
        damage = str(error)
    try:
        aside = set_aside(path)
        for suffix in ("-wal", "-shm"):  # SQLite's own; they go with the file they belong to
            with contextlib.suppress(FileNotFoundError):
                path.with_name(path.name + suffix).rename(aside.with_name(aside.name + suffix))
        return _connect(path), f"{path} is damaged ({damage}) and was set aside as {aside.name}"
    except (FileFailed, OSError, sqlite3.Error) as error:
        return _connect(None), f"{path} is damaged ({damage}), nothing will be remembered: {error}"


class _NewerVersionError(Exception):
    """The file's schema is newer than ours."""


def _connect(path: Path | None) -> sqlite3.Connection:
    """Connect, check and bring up to date; None is a database in memory."""
    connection = sqlite3.connect(path or ":memory:", timeout=BUSY_PATIENCE, check_same_thread=False)
    try:
        connection.text_factory = _decode  # a damaged text must not stop the others from being read
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        if verdict != "ok":
            raise sqlite3.DatabaseError(verdict)
        _migrate(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _decode(text: bytes) -> str:
    return text.decode(errors="replace")


def _migrate(connection: sqlite3.Connection) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > len(MIGRATIONS):
        raise _NewerVersionError(f"schema {version}, expected at most {len(MIGRATIONS)}")
    for number, script in enumerate(MIGRATIONS[version:], start=version + 1):
        connection.executescript(f"BEGIN; {script}; PRAGMA user_version = {number}; COMMIT;")
