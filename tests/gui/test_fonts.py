"""The bundled typefaces."""

import pytest
from PySide6.QtGui import QFont, QFontDatabase, QFontInfo, QFontMetrics, QRawFont

from ui import fonts, theme
from ui.resources import resource
from ui.translation import LANGUAGES


def test_the_bundled_families_are_there() -> None:
    assert {"Inter", "JetBrains Mono", "WenQuanYi Micro Hei"} <= set(QFontDatabase.families())


def test_text_is_set_in_them() -> None:
    assert QFontInfo(theme.font()).family() == "Inter"
    assert QFontInfo(theme.code_font()).family() == "JetBrains Mono"
    assert QFontInfo(theme.font(weight=QFont.Weight.Medium)).weight() == QFont.Weight.Medium
    assert QFontInfo(theme.font(weight=QFont.Weight.DemiBold)).weight() == QFont.Weight.DemiBold


def test_chinese_has_glyphs_of_both_levels_and_full_width_signs() -> None:
    font = QRawFont(str(resource("fonts", "WenQuanYiMicroHei-GB2312.ttf")), 13)
    missing = [
        character
        for character in "通道设备国标编号啊座亍齄。，：“”（）！？镕喆"
        if font.glyphIndexesForString(character) == [0]
    ]
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_names_of_the_languages_can_be_shown(language: str) -> None:
    metrics = QFontMetrics(theme.font())
    assert metrics.horizontalAdvance(LANGUAGES[language]) > 0


def test_tabular_digits_are_equally_wide() -> None:
    metrics = QFontMetrics(theme.font(tabular=True))
    assert len({metrics.horizontalAdvance(digit * 10) for digit in "0123456789"}) == 1
    plain = QFontMetrics(theme.font())
    assert len({plain.horizontalAdvance(digit * 10) for digit in "0123456789"}) > 1


def test_a_broken_file_is_reported_and_not_fatal(caplog: pytest.LogCaptureFixture) -> None:
    fonts._load("README.md")
    assert "README.md" in caplog.text
