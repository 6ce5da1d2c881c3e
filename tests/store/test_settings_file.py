import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.model.failure import FileFailed
from console.model.media import MediaTransport
from console.model.settings import MediaSettings, PortRange, SettingProblem, Settings, SipSettings, ViewSettings
from console.store import settings_file

OTHER = Settings(
    SipSettings("44010200492000000001", "4401020049", "10.1.1.2", 5061, "pass'\"word", accept_unknown=True),
    MediaSettings(MediaTransport.TCP_PASSIVE, PortRange(40000, 40999), "10.1.1.2"),
    ViewSettings("zh", "light"),
)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "settings.toml"


def problems_of(path, text: str | bytes) -> list[SettingProblem]:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return settings_file.load(path)[1]


class TestDefaultFile:
    def test_no_file_is_all_defaults(self, path):
        assert settings_file.load(path) == (Settings(), [])

    @pytest.mark.parametrize("settings", [Settings(), OTHER])
    def test_it_is_read_back_without_a_word(self, path, settings):
        settings_file.write_default(path, settings)
        assert settings_file.load(path) == (settings, [])

    def test_every_key_is_there_with_its_type_and_explained_in_both_languages(self, path):
        settings_file.write_default(path, Settings())
        text = path.read_text(encoding="utf-8")
        tables = tomllib.loads(text)
        assert {section: set(table) for section, table in tables.items()} == {
            "sip": {"id", "domain", "address", "port", "site_password", "accept_unknown"},
            "media": {"transport", "ports", "address"},
            "ui": {"language", "theme"},
        }
        others = {"port": int, "accept_unknown": bool}
        lines = text.splitlines()
        for table in tables.values():
            for key, value in table.items():
                assert type(value) is others.get(key, str)
        for number, line in enumerate(lines):
            if " = " in line and not line.startswith("#"):
                explanation = []
                for above in reversed(lines[:number]):
                    if not above.startswith("#"):
                        break
                    explanation.append(above)
                assert any(comment.isascii() for comment in explanation), line
                assert any(not comment.isascii() for comment in explanation), line

    def test_an_existing_file_is_left_alone(self, path):
        path.write_text("# mine\n")
        settings_file.write_default(path, OTHER)
        assert path.read_text() == "# mine\n"


class TestLoad:
    def test_what_is_absent_is_as_by_default(self, path):
        path.write_text('[sip]\nid = "44010200492000000001"\nport = 5062\n')
        settings, problems = settings_file.load(path)
        assert problems == []
        assert settings.sip == SipSettings("44010200492000000001", "4401020049", port=5062)
        assert settings.media == MediaSettings()

    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            ('[sip]\n\nid = "123"', 'line 3: [sip] id: "123": 3 characters, expected 20 digits'),
            ('[sip]\nport = "5060"', "line 2: [sip] port: '5060', expected a whole number without quotes"),
            ("[sip]\nport = true", "line 2: [sip] port: True, expected a whole number without quotes"),
            ("\nsip = { port = -7 }", "line 2: [sip] port: -7, expected 1 to 65535"),
            ("\n[[sip]]\nport = 1", "line 2: [sip]: expected a section that begins with [sip]"),
            ("[sip]\nport = 70000", "line 2: [sip] port: 70000, expected 1 to 65535"),
            ("[sip]\naccept_unknown = 1", "line 2: [sip] accept_unknown: 1, expected true or false without quotes"),
            (
                "# a\n[media]\n# b\nports = 30000",
                'line 4: [media] ports: 30000, expected text in quotes, as in ports = "30000-30999"',
            ),
            (
                '[media]\ntransport = "tcp"',
                'line 2: [media] transport: "tcp": expected one of auto, udp, tcp-passive, tcp-active',
            ),
            (
                '[sip]\naddress = "0.0.0.0"\n[media]\naddress = "x"',
                'line 4: [media] address: "x": expected "auto" or an IP address',
            ),
            ('sip.id = "9"', 'line 1: [sip] id: "9": 1 characters, expected 20 digits'),
            ("sip = 5", "line 1: [sip]: expected a section that begins with [sip]"),
            ("[sip]\nport = = 1", "line 2: settings.toml: not TOML: Invalid value (at line 2, column 8)"),
        ],
    )
    def test_a_wrong_value_names_its_line_and_the_reason(self, path, text, problem):
        (found,) = problems_of(path, text)
        assert str(found) == problem
        assert found.is_error
        assert settings_file.load(path)[0] == Settings()

    def test_one_wrong_value_leaves_the_others(self, path):
        path.write_text('[sip]\nport = 0\nid = "44010200492000000001"\n')
        settings, problems = settings_file.load(path)
        assert (settings.sip.id, settings.sip.port, len(problems)) == ("44010200492000000001", 5060, 1)

    def test_unknown_keys_and_sections_only_warn(self, path):
        problems = problems_of(path, "[sip]\nprt = 5061\n\n[vedio]\nx = 1\n")
        assert [(problem.section, problem.key, problem.line) for problem in problems] == [
            ("sip", "prt", 2),
            ("vedio", "", 4),
        ]
        assert not any(problem.is_error for problem in problems)

    def test_a_password_never_stands_in_a_problem(self, path):
        (found,) = problems_of(path, '[sip]\nsite_password = "geheim-门"\n')
        assert "geheim" not in str(found)

    def test_other_editors_save_otherwise(self, path):
        text = "[sip]\r\n# 端口\r\nport = 5061\r\n"
        assert problems_of(path, b"\xef\xbb\xbf" + text.encode()) == []
        assert settings_file.load(path)[0].sip.port == 5061
        (found,) = problems_of(path, text.encode("gbk"))
        assert (found.line, found.is_error) == (2, True)
        assert "UTF-8" in found.reason

    def test_a_file_that_cannot_be_read_is_a_problem(self, path):
        path.mkdir()
        settings, (found,) = settings_file.load(path)
        assert settings == Settings()
        assert "cannot be read" in found.reason

    @given(st.text(max_size=200))
    def test_any_text_gives_settings(self, tmp_path_factory, text):
        path = tmp_path_factory.getbasetemp() / "any.toml"
        path.write_bytes(text.encode("utf-8", errors="surrogatepass"))
        settings, problems = settings_file.load(path)
        assert isinstance(settings, Settings)
        assert all(str(problem) for problem in problems)


class TestSave:
    def test_comments_order_and_unknown_keys_stay(self, path):
        text = '# my site\n[media]\nports = "40000-40999"  # agreed with IT\nmine = 1\n\n[sip]\nport = 5061\n'
        path.write_text(text)
        settings, _ = settings_file.load(path)
        settings_file.save(path, settings)
        saved = path.read_text()
        assert '# my site\n[media]\nports = "40000-40999"  # agreed with IT\nmine = 1\n' in saved
        assert settings_file.load(path)[0] == settings

    def test_only_what_changed_is_changed(self, path):
        settings_file.write_default(path, Settings())
        before = path.read_text(encoding="utf-8").splitlines()
        settings_file.save(path, Settings(SipSettings(port=5061)))
        after = path.read_text(encoding="utf-8").splitlines()
        assert [(a, b) for a, b in zip(before, after, strict=True) if a != b] == [("port = 5060", "port = 5061")]

    def test_everything_can_change(self, path):
        settings_file.write_default(path, Settings())
        settings_file.save(path, OTHER)
        assert settings_file.load(path) == (OTHER, [])
        settings_file.save(path, Settings())
        assert settings_file.load(path) == (Settings(), [])

    @pytest.mark.parametrize(
        "text", ["", "[sip]\n", "sip.port = 1\n", "sip = 5\n", "[sip]\naccept_unknown = 0\nport = 'x'"]
    )
    def test_a_poor_file_becomes_a_good_one(self, path, text):
        path.write_text(text)
        settings_file.save(path, OTHER)
        assert settings_file.load(path) == (OTHER, [])
        settings_file.save(path, Settings())
        assert settings_file.load(path) == (Settings(), [])

    def test_no_file_becomes_the_explained_one(self, path):
        settings_file.save(path, OTHER)
        assert settings_file.load(path) == (OTHER, [])
        assert "#" in path.read_text(encoding="utf-8")

    def test_a_broken_file_is_set_aside_not_lost(self, path):
        path.write_text("[sip\nmy notes")
        settings_file.save(path, OTHER)
        assert settings_file.load(path) == (OTHER, [])
        assert (path.parent / "settings.toml.damaged-1").read_text() == "[sip\nmy notes"

    def test_a_file_that_cannot_be_written_is_a_named_failure(self, path):
        path.mkdir()
        with pytest.raises(FileFailed):
            settings_file.save(path, Settings())
