"""settings.toml: read with a verdict on every key, written without touching what a person put there."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from console.model.identity import domain_of
from console.model.media import MediaTransport
from console.model.setting_checks import TEXT_CHECKS, check_port, parse_ports
from console.model.settings import AUTO, MediaSettings, SettingProblem, Settings, SipSettings, ViewSettings
from console.store.files import set_aside, write_whole

_HEADER = re.compile(r"\s*\[{1,2}\s*([A-Za-z0-9_-]+)\s*\]")
_DEFAULTS = Settings()
_LINE_IN_ERROR = re.compile(r"\(at line ([0-9]+)")

_TEMPLATE = """\
# Settings of Vigil. The settings page edits this file, and you may, too; your comments and order are kept.
# Vigil 的设置。设置页面会修改本文件，您也可以手工编辑；注释和顺序都会保留。

[sip]
# Our own identifier: 20 digits, digits 11 to 13 are 200 for a platform. Type it into each camera as "SIP server ID".
# 本平台编号：20 位国标编号，第 11-13 位为 200（平台）。在摄像机中填为“SIP 服务器编号”。
id = {id}

# Our SIP domain, as a rule the first ten digits of the identifier.
# 本平台 SIP 域，一般为编号的前 10 位。
domain = {domain}

# The address we listen on: "0.0.0.0" for every interface, or the address of one.
# 监听地址：“0.0.0.0”表示所有网卡，也可填写某一网卡的地址。
address = {address}

# The port we listen on, for UDP and TCP.
# 监听端口，UDP 和 TCP 共用。
port = {port}

# A password that every device may register with; empty: each device needs its own. It may be written here by hand;
# passwords set in the window go to the system's keyring instead.
# 所有设备通用的注册密码；留空表示每台设备使用各自的密码。可在此手工填写；在界面中设置的密码保存在系统密钥环中。
site_password = {site_password}

# true: an unknown device that knows the site password is admitted without asking.
# true 表示未知设备只要通用密码正确即自动接入，无需确认。
accept_unknown = {accept_unknown}

[media]
# How video reaches us: "udp", "tcp-passive" (we listen, the camera connects), "tcp-active" (we connect), or
# "auto": UDP, then TCP passive when nothing arrives; what worked is remembered for each device.
# 媒体传输方式：“udp”、“tcp-passive”（本机监听，摄像机连接）、“tcp-active”（本机主动连接），
# 或“auto”：先用 UDP，收不到媒体时改用 TCP 被动；每台设备记住可用的方式。
transport = {transport}

# The ports video arrives at, first and last.
# 接收媒体的端口范围。
ports = {ports}

# The address cameras send video to: "auto" for that of the interface which leads to the camera, or a fixed one,
# for example the public address of a router.
# 摄像机发送媒体的目的地址：“auto”表示通往该摄像机的网卡地址；也可填写固定地址，例如路由器的公网地址。
address = {media_address}

[ui]
# "auto" follows the system; "zh" or "en".
# 界面语言：“auto”跟随系统，或“zh”、“en”。
language = {language}

# "dark" or "light".
# 界面主题：“dark”深色，“light”浅色。
theme = {theme}
"""


def load(path: Path) -> tuple[Settings, list[SettingProblem]]:
    """Read the file; where there is none, all is as by default, and a wrong value is named and the default taken."""
    try:
        text = _read(path)
        tables = tomllib.loads(text)
    except FileNotFoundError:
        return Settings(), []
    except OSError as error:
        return Settings(), [SettingProblem("", "", f"cannot be read: {error.strerror or error}")]
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return Settings(), [SettingProblem("", "", "not UTF-8: save it as UTF-8 in your editor", line)]
    except tomllib.TOMLDecodeError as error:
        found = _LINE_IN_ERROR.search(str(error))
        return Settings(), [SettingProblem("", "", f"not TOML: {error}", int(found[1]) if found else None)]
    return _Reader(text, tables).read()


def write_default(path: Path, settings: Settings) -> None:
    """Write a file that explains every key in both languages; an existing one is left alone. Raises FileFailed."""
    if not path.exists():
        write_whole(path, _render(settings).encode())


def save(path: Path, settings: Settings) -> None:
    """Change the keys whose value is another, keep all else: comments, order, unknown keys. Raises FileFailed.

    `site_password` is written as it stands in `settings`: leave it empty when the secret store keeps it. A file that
    is not TOML any more is set aside and a new one is written.
    """
    try:
        document = tomlkit.parse(_read(path))
    except FileNotFoundError:
        return write_default(path, settings)
    except (TOMLKitError, UnicodeDecodeError):
        set_aside(path)
        return write_default(path, settings)
    except OSError:
        # It cannot be read, but perhaps replaced; if not, that is the failure to report.
        return write_whole(path, _render(settings).encode())
    written = document.unwrap()
    for section, key, value in _entries(settings):
        if not isinstance(written.get(section), dict):
            document[section] = tomlkit.table()
            written[section] = {}
        present = written[section].get(key)
        if (type(present), present) != (type(value), value):
            document[section][key] = value
    return write_whole(path, tomlkit.dumps(document).encode())


def _read(path: Path) -> str:
    return path.read_bytes().decode("utf-8-sig")


def _entries(settings: Settings) -> Iterator[tuple[str, str, str | int | bool]]:
    """Every setting as the file has it, in the order of the template."""
    sip, media, view = settings.sip, settings.media, settings.ui
    yield "sip", "id", sip.id
    yield "sip", "domain", sip.domain
    yield "sip", "address", sip.address
    yield "sip", "port", sip.port
    yield "sip", "site_password", sip.site_password
    yield "sip", "accept_unknown", sip.accept_unknown
    yield "media", "transport", media.transport.value if media.transport else AUTO
    yield "media", "ports", str(media.ports)
    yield "media", "address", media.address
    yield "ui", "language", view.language
    yield "ui", "theme", view.theme


def _render(settings: Settings) -> str:
    values = {
        ("media_address" if (section, key) == ("media", "address") else key): tomlkit.item(value).as_string()
        for section, key, value in _entries(settings)
    }
    return _TEMPLATE.format(**values)


class _Reader:
    """Takes values out of the parsed tables, one by one, and notes what is wrong with them."""

    def __init__(self, text: str, tables: dict[str, Any]) -> None:
        self._text = text
        self._tables = tables
        self._problems: list[SettingProblem] = []
        self._known: dict[str, set[str]] = {}

    def read(self) -> tuple[Settings, list[SettingProblem]]:
        sip_id = self._string("sip", "id", _DEFAULTS.sip.id)
        settings = Settings(
            SipSettings(
                id=sip_id,
                domain=self._string("sip", "domain", domain_of(sip_id)),
                address=self._string("sip", "address", _DEFAULTS.sip.address),
                port=self._port(),
                site_password=self._string("sip", "site_password", ""),
                accept_unknown=self._switch("sip", "accept_unknown"),
            ),
            MediaSettings(
                transport=self._transport(),
                ports=parse_ports(self._string("media", "ports", str(_DEFAULTS.media.ports))),
                address=self._string("media", "address", AUTO),
            ),
            ViewSettings(
                language=self._string("ui", "language", AUTO),
                theme=self._string("ui", "theme", _DEFAULTS.ui.theme),
            ),
        )
        self._warn_of_unknown()
        return settings, sorted(self._problems, key=lambda problem: problem.line or 0)

    def _value(self, section: str, key: str) -> Any:
        """What the file says, None where it says nothing."""
        self._known.setdefault(section, set()).add(key)
        table = self._tables.get(section, {})
        return table.get(key) if isinstance(table, dict) else None

    def _string(self, section: str, key: str, default: str) -> str:
        value = self._value(section, key)
        if value is None:
            return default
        if not isinstance(value, str):
            self._refuse(section, key, f'{_shown(value)}, expected text in quotes, as in {key} = "{default}"')
            return default
        if objection := TEXT_CHECKS[section, key](value):
            self._refuse(
                section, key, objection.text if key == "site_password" else f'"{value[:60]}": {objection.text}'
            )
            return default
        return value

    def _port(self) -> int:
        value = self._value("sip", "port")
        if value is None:
            return _DEFAULTS.sip.port
        if isinstance(value, bool) or not isinstance(value, int):
            self._refuse("sip", "port", f"{_shown(value)}, expected a whole number without quotes")
            return _DEFAULTS.sip.port
        if objection := check_port(value):
            self._refuse("sip", "port", objection.text)
            return _DEFAULTS.sip.port
        return value

    def _switch(self, section: str, key: str) -> bool:
        value = self._value(section, key)
        if value is not None and not isinstance(value, bool):
            self._refuse(section, key, f"{_shown(value)}, expected true or false without quotes")
        return value is True

    def _transport(self) -> MediaTransport | None:
        text = self._string("media", "transport", AUTO)
        return None if text == AUTO else MediaTransport(text)

    def _warn_of_unknown(self) -> None:
        for section, table in self._tables.items():
            if section not in self._known:
                self._problems.append(
                    SettingProblem(section, "", "unknown, ignored", self._line(section), is_error=False)
                )
            elif not isinstance(table, dict):
                self._refuse(section, "", f"expected a section that begins with [{section}]")
            else:
                for key in table.keys() - self._known[section]:
                    line = self._line(section, key)
                    self._problems.append(SettingProblem(section, key, "unknown, ignored", line, is_error=False))

    def _refuse(self, section: str, key: str, reason: str) -> None:
        self._problems.append(SettingProblem(section, key, reason, self._line(section, key)))

    def _line(self, section: str, key: str = "") -> int | None:
        """Where it stands. tomllib does not tell; what it accepted is regular enough to be found again."""
        current = ""
        entry = re.compile(rf"\s*[\"']?{re.escape(key or section)}[\"']?\s*=")
        dotted = re.compile(rf"\s*{re.escape(section)}\s*\.\s*{re.escape(key)}")
        for number, line in enumerate(self._text.split("\n"), start=1):
            if header := _HEADER.match(line):
                current = header[1]
                if current == section and not key:
                    return number
            elif (entry.match(line) and current == (section if key else "")) or (not current and dotted.match(line)):
                return number
        return self._line(section) if key else None  # within an inline table: where that stands


def _shown(value: object) -> str:
    return repr(value)[:60]
