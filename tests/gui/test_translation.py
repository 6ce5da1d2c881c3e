"""The Chinese texts are complete, built, and reach every page at once."""

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget

from tests.gui.gallery import PAGES, discard
from ui.resources import resource
from ui.translation import Translation, resolve

ROOT = Path(__file__).resolve().parents[2]
CATALOG = resource("i18n", "vigil_zh_CN.ts")
BUILT = resource("i18n", "vigil_zh_CN.qm")
LATIN_ONLY = re.compile(r"[A-Za-z]{3,} [A-Za-z]{2,}")


def tool(name: str) -> str:
    return str(Path(sys.executable).with_name(f"pyside6-{name}"))


def messages(path: Path) -> list[tuple[str, str, ET.Element]]:
    """Context, source and translation of each text."""
    found: list[tuple[str, str, ET.Element]] = []
    for context in ET.parse(path).getroot().findall("context"):
        name = context.findtext("name") or ""
        for message in context.findall("message"):
            translation = message.find("translation")
            assert translation is not None
            found.append((name, message.findtext("source") or "", translation))
    return found


class TestCatalog:
    def test_every_text_of_the_source_is_in_it_and_nothing_else(self, tmp_path: Path) -> None:
        fresh = tmp_path / "vigil_zh_CN.ts"
        sources = sorted(str(path) for path in [*(ROOT / "ui").rglob("*.py"), *ROOT.glob("app.py")])
        subprocess.run(
            [tool("lupdate"), *sources, "-ts", str(fresh), "-locations", "none", "-no-obsolete"],
            check=True,
            capture_output=True,
        )
        wanted = {(context, source) for context, source, _ in messages(fresh)}
        present = {(context, source) for context, source, _ in messages(CATALOG)}
        assert wanted - present == set(), "run lupdate (resources/i18n/README.md) and translate these"
        assert present - wanted == set(), "run lupdate (resources/i18n/README.md)"

    def test_nothing_is_unfinished(self) -> None:
        assert [source for _, source, text in messages(CATALOG) if text.get("type") or not text.text] == []

    def test_the_built_file_is_that_of_the_texts(self, tmp_path: Path) -> None:
        rebuilt = tmp_path / "rebuilt.qm"
        subprocess.run([tool("lrelease"), str(CATALOG), "-qm", str(rebuilt)], check=True, capture_output=True)
        assert rebuilt.read_bytes() == BUILT.read_bytes(), "run lrelease (resources/i18n/README.md)"

    def test_both_languages_have_the_same_places_for_values(self) -> None:
        for _, source, text in messages(CATALOG):
            assert sorted(re.findall(r"%\d", source)) == sorted(re.findall(r"%\d", text.text or "")), source

    def test_chinese_uses_chinese_signs(self) -> None:
        wrong = [text.text for _, _, text in messages(CATALOG) if re.search(r"[\u4e00-\u9fff][,;:!?]", text.text or "")]
        assert wrong == []


class TestSwitching:
    @pytest.mark.parametrize(("setting", "language"), [("zh", "zh"), ("en", "en")])
    def test_a_chosen_language_is_used(self, setting: str, language: str, translation: Translation) -> None:
        translation.use(setting)
        assert translation.language == language

    @pytest.mark.parametrize(
        ("system", "language"),
        [
            (["zh-Hans-CN", "zh-CN", "zh"], "zh"),
            (["zh-Hant-TW", "zh"], "zh"),
            (["en-GB", "zh-CN"], "en"),
            (["de-DE"], "en"),
            ([], "en"),
        ],
    )
    def test_auto_follows_the_system(self, system: list[str], language: str, monkeypatch: pytest.MonkeyPatch) -> None:
        class FakeLocale:
            @staticmethod
            def system() -> "FakeLocale":
                return FakeLocale()

            def uiLanguages(self) -> list[str]:  # noqa: N802 - as Qt calls it
                return system

        monkeypatch.setattr("ui.translation.QLocale", FakeLocale)
        assert resolve("auto") == language

    def test_numbers_and_dates_follow(self, translation: Translation) -> None:
        translation.use("zh")
        assert QLocale().language() == QLocale.Language.Chinese
        translation.use("en")
        assert QLocale().language() == QLocale.Language.English

    def test_qt_s_own_texts_follow(self, translation: Translation) -> None:
        translation.use("zh")
        assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"

    @pytest.mark.parametrize("name", PAGES)
    def test_a_page_that_is_open_changes_its_language(self, name: str, translation: Translation) -> None:
        page = PAGES[name]()
        before = shown_texts(page)
        translation.use("zh")
        QCoreApplication.sendPostedEvents()
        chinese = shown_texts(page)
        left = [text for text in chinese if LATIN_ONLY.search(text) and text in before and not is_given(text)]
        assert left == []
        translation.use("en")
        QCoreApplication.sendPostedEvents()
        assert shown_texts(page) == before
        discard(page)


def is_given(text: str) -> bool:
    """Names and values that no language changes."""
    known = (
        "Gate North",
        "Gate South",
        "Loading dock",
        "Lobby camera",
        "Main gate",
        "NVR",
        "Hikvision",
        "Dahua",
        "Uniview",
        "IP Camera",
        "SIP UAS",
    )
    return any(name in text for name in known)


def shown_texts(page: QWidget) -> list[str]:
    texts = [label.text() for label in page.findChildren(QLabel)]
    texts += [button.text() for button in page.findChildren(QAbstractButton)]
    texts += [button.toolTip() for button in page.findChildren(QAbstractButton)]
    texts += [edit.placeholderText() for edit in page.findChildren(QLineEdit)]
    return texts
