import json
import logging
import stat
import sys
import threading

import pytest

from console.model.failure import FileFailed
from console.store import secrets
from console.store.secrets import PASSWORD_ALPHABET, SITE, SecretStore, device_secret, new_password, open_secrets


class FakeKeyring:
    """A keyring in memory, which can be told to fail, to forget, or to keep everyone waiting."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.error: Exception | None = None
        self.forgets = False
        self.unlocked = threading.Event()
        self.unlocked.set()
        self.asked = 0

    def get_password(self, service_name: str, username: str) -> str | None:
        self._answer()
        return self.kept.get((service_name, username))

    def set_password(self, service_name: str, username: str, password: str) -> None:
        self._answer()
        if not self.forgets:
            self.kept[service_name, username] = password

    def delete_password(self, service_name: str, username: str) -> None:
        self._answer()
        del self.kept[service_name, username]

    def _answer(self) -> None:
        self.asked += 1
        self.unlocked.wait(30)
        if self.error:
            raise self.error


@pytest.fixture
def keyring(monkeypatch):
    fake = FakeKeyring()
    monkeypatch.setattr(secrets, "_load_keyring", lambda: fake)
    monkeypatch.setattr(secrets, "KEYRING_PATIENCE", 0.05)
    yield fake
    fake.unlocked.set()  # lets threads end that were kept waiting


@pytest.fixture(params=[True, False], ids=["keyring", "file"])
def store(request, tmp_path, keyring) -> SecretStore:
    return open_secrets(tmp_path, keyring=request.param)


def stored(tmp_path) -> dict[str, str | None]:
    return json.loads((tmp_path / "secrets.json").read_text())["secrets"]


class TestBoth:
    def test_passwords_are_kept_and_forgotten_by_name(self, store):
        assert store.get(SITE) is None
        store.set(SITE, "one")
        store.set(device_secret("3402"), "two 门")
        assert (store.get(SITE), store.get("device/3402")) == ("one", "two 门")
        store.set(SITE, "three")
        assert store.get(SITE) == "three"
        store.delete(SITE)
        store.delete(SITE)
        assert (store.get(SITE), store.get("device/3402")) == (None, "two 门")

    def test_the_next_start_finds_them(self, store, tmp_path, keyring):
        store.set(SITE, "one")
        assert open_secrets(tmp_path, keyring=bool(keyring.kept)).get(SITE) == "one"

    @pytest.mark.skipif(sys.platform == "win32", reason="file modes are those of Unix")
    def test_the_file_is_its_owners_only(self, store, tmp_path):
        store.set(SITE, "one")
        assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600


class TestFile:
    def test_without_a_keyring_it_holds_the_password(self, tmp_path, keyring):
        open_secrets(tmp_path, keyring=False).set(SITE, "one")
        assert stored(tmp_path) == {"site": "one"}
        assert keyring.asked == 0

    def test_with_a_keyring_it_holds_the_name(self, tmp_path, keyring):
        open_secrets(tmp_path, keyring=True).set(SITE, "one")
        assert stored(tmp_path) == {"site": None}
        assert list(keyring.kept.values()) == ["one"]

    def test_two_directories_do_not_share(self, tmp_path, keyring):
        for name in ("a", "b"):
            (tmp_path / name).mkdir()
            open_secrets(tmp_path / name, keyring=True).set(SITE, name)
        assert open_secrets(tmp_path / "a", keyring=True).get(SITE) == "a"

    @pytest.mark.parametrize("content", ["", "{", "[]", '{"secrets": []}', '{"service": 1}', "\0\0"])
    def test_a_damaged_file_is_set_aside(self, tmp_path, content, caplog):
        (tmp_path / "secrets.json").write_text(content)
        store = open_secrets(tmp_path, keyring=False)
        assert store.get(SITE) is None
        assert (tmp_path / "secrets.json.damaged-1").read_text() == content
        assert "set aside" in caplog.text

    def test_a_file_that_cannot_be_read_is_a_named_failure(self, tmp_path):
        (tmp_path / "secrets.json").mkdir()
        with pytest.raises(FileFailed):
            open_secrets(tmp_path, keyring=False)


class TestKeyring:
    def test_it_is_not_asked_for_names_never_stored(self, tmp_path, keyring):
        store = open_secrets(tmp_path, keyring=True)
        for number in range(1000):
            assert store.get(device_secret(str(number))) is None
        assert keyring.asked == 0

    def test_it_is_asked_once_for_each_password(self, tmp_path, keyring):
        open_secrets(tmp_path, keyring=True).set(SITE, "one")
        asked = keyring.asked
        store = open_secrets(tmp_path, keyring=True)
        assert [store.get(SITE) for _ in range(3)] == ["one"] * 3
        assert keyring.asked == asked + 1

    @pytest.mark.parametrize("failure", ["raises", "forgets", "waits", "is not there"])
    def test_one_that_fails_is_replaced_by_the_file(self, tmp_path, keyring, failure, monkeypatch, caplog):
        if failure == "raises":
            keyring.error = RuntimeError("No recommended backend; the password was hunter2")
        elif failure == "forgets":
            keyring.forgets = True
        elif failure == "waits":
            keyring.unlocked.clear()
        else:

            def missing() -> FakeKeyring:
                raise ModuleNotFoundError("keyring")

            monkeypatch.setattr(secrets, "_load_keyring", missing)
        with caplog.at_level(logging.WARNING):
            store = open_secrets(tmp_path, keyring=True)
            store.set(SITE, "one")
        assert stored(tmp_path) == {"site": "one"}
        assert store.get(SITE) == "one"
        assert "hunter2" not in caplog.text

    def test_one_that_fails_is_left_alone_for_a_while_and_then_asked_again(self, tmp_path, keyring, monkeypatch):
        open_secrets(tmp_path, keyring=True).set(SITE, "one")
        now = 1000.0
        monkeypatch.setattr(secrets.time, "monotonic", lambda: now)
        store = open_secrets(tmp_path, keyring=True)
        keyring.error = RuntimeError("locked")
        asked = keyring.asked
        assert [store.get(SITE) for _ in range(3)] == [None] * 3
        assert keyring.asked == asked + 1
        keyring.error = None
        now += secrets.KEYRING_REST
        assert store.get(SITE) == "one"

    def test_a_password_moves_to_the_file_when_the_keyring_stops_working(self, tmp_path, keyring):
        store = open_secrets(tmp_path, keyring=True)
        store.set(SITE, "one")
        keyring.error = RuntimeError("gone")
        store.set(SITE, "two")
        assert store.get(SITE) == "two"
        assert stored(tmp_path) == {"site": "two"}


class TestNewPassword:
    def test_it_is_long_plain_and_never_the_same(self):
        passwords = {new_password() for _ in range(200)}
        assert len(passwords) == 200
        for password in passwords:
            assert len(password) >= 12
            assert set(password) <= set(PASSWORD_ALPHABET)
            assert any(character.isdigit() for character in password)
            assert any(character.isalpha() for character in password)
        assert set(PASSWORD_ALPHABET).isdisjoint("0o1il")
