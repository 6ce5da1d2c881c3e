"""Passwords that the console stores: in the system's keyring, or in a file only its owner can read.

secrets.json names every password: with its text, or with null where the keyring holds it. So a name that was never
stored costs no question to the keyring, however often strangers make us look.
"""

import contextlib
import json
import logging
import queue
import secrets
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeVar

from console.model.failure import FileFailed
from console.store.files import set_aside, write_whole

SITE = "site"  # the name of the site password
KEYRING_PATIENCE = 2.0  # seconds; a locked keyring asks its owner first, and the loop must not wait for that
KEYRING_REST = 60.0  # seconds a keyring that failed is left alone
PASSWORD_LENGTH = 12
PASSWORD_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # without 0 o 1 l i, and small: cameras have poor keyboards

_log = logging.getLogger(__name__)
T = TypeVar("T")


class SecretStore(Protocol):
    """Passwords by name."""

    def get(self, name: str) -> str | None:
        """None where there is none, or where the keyring does not give it now."""

    def set(self, name: str, value: str) -> None:
        """Raises FileFailed when it can be kept nowhere."""

    def delete(self, name: str) -> None:
        """A name that is not there is no error. Raises FileFailed when the file cannot be written."""


class Keyring(Protocol):
    """The three functions of the keyring package that are used."""

    def get_password(self, service_name: str, username: str) -> str | None: ...

    def set_password(self, service_name: str, username: str, password: str) -> None: ...

    def delete_password(self, service_name: str, username: str) -> None: ...


def device_secret(device_id: str) -> str:
    """The name of a device's own password."""
    return f"device/{device_id}"


def open_secrets(config_dir: Path, *, keyring: bool) -> SecretStore:
    """The passwords of `config_dir`; without `keyring` they are all in the file. The directory must exist."""
    return _Secrets(config_dir / "secrets.json", _load_keyring if keyring else None)


def new_password() -> str:
    """Twelve characters with a letter and a digit among them, 59 bits, that no one misreads."""
    while True:
        password = "".join(secrets.choice(PASSWORD_ALPHABET) for _ in range(PASSWORD_LENGTH))
        if not password.isalpha() and not password.isdigit():
            return password


def _load_keyring() -> Keyring:
    import keyring  # it looks for its backends when it is imported, and that takes time

    return keyring


class _Secrets:
    """The file, and the keyring behind it."""

    def __init__(self, path: Path, load_keyring: Callable[[], Keyring] | None) -> None:
        self._path = path
        self._load_keyring = load_keyring
        self._rests_until = 0.0  # monotonic
        self._read_before: dict[str, str] = {}  # from the keyring
        self._service, self._stored = _read(path)

    def get(self, name: str) -> str | None:
        value = self._stored.get(name)
        if value is not None or name not in self._stored:
            return value
        if name not in self._read_before:
            found = self._ask(lambda keyring: keyring.get_password(self._service, name))
            if found is None:
                return None
            self._read_before[name] = found
        return self._read_before[name]

    def set(self, name: str, value: str) -> None:
        kept = self._ask(lambda keyring: _put(keyring, self._service, name, value))
        self._read_before.pop(name, None)
        self._stored[name] = None if kept else value
        self._write()
        if kept:
            self._read_before[name] = value

    def delete(self, name: str) -> None:
        if name not in self._stored:
            return
        if self._stored[name] is None:
            self._ask(lambda keyring: keyring.delete_password(self._service, name))
        self._read_before.pop(name, None)
        del self._stored[name]
        self._write()

    def _write(self) -> None:
        content = {"service": self._service, "secrets": self._stored}
        write_whole(self._path, (json.dumps(content, indent=2, sort_keys=True) + "\n").encode())

    def _ask(self, question: Callable[[Keyring], T]) -> T | None:
        """Ask in a thread of its own; None when it fails, or takes longer than we may wait."""
        load = self._load_keyring
        if load is None or time.monotonic() < self._rests_until:
            return None
        answers: queue.SimpleQueue[T | Exception] = queue.SimpleQueue()

        def _run() -> None:
            try:
                answers.put(question(load()))
            except Exception as error:  # noqa: BLE001 - backends raise what their systems give them
                answers.put(error)

        threading.Thread(target=_run, name="keyring", daemon=True).start()
        problem: object = "no answer in time"
        with contextlib.suppress(queue.Empty):
            answer = answers.get(timeout=KEYRING_PATIENCE)
            if not isinstance(answer, Exception):
                return answer
            problem = type(answer).__name__  # not its text, which might quote a password
        _log.warning("The keyring is left alone for %d s: %s", KEYRING_REST, problem)
        self._rests_until = time.monotonic() + KEYRING_REST
        return None


def _put(keyring: Keyring, service: str, name: str, value: str) -> bool:
    """Whether it is really there: one backend takes everything and keeps nothing."""
    keyring.set_password(service, name, value)
    return keyring.get_password(service, name) == value


def _read(path: Path) -> tuple[str, dict[str, str | None]]:
    """The keyring's service name for this directory, and the names; a damaged file is set aside."""
    fresh = f"Vigil {secrets.token_hex(8)}"
    try:
        content = json.loads(path.read_bytes())
        stored = {str(name): value for name, value in content["secrets"].items() if isinstance(value, str | None)}
        return str(content["service"]), stored
    except FileNotFoundError:
        return fresh, {}
    except OSError as error:
        raise FileFailed(str(path), error.strerror or str(error)) from error
    except (ValueError, KeyError, TypeError, AttributeError):
        _log.error("%s is damaged and was set aside as %s", path, set_aside(path))
        return fresh, {}
