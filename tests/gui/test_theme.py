"""The tokens, and how they reach Qt."""

import re
from string import Template

import pytest
from PySide6.QtGui import QColor, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication, QLabel

from ui import theme
from ui.resources import resource
from ui.theme import DARK, LIGHT, Tokens, TypeSize

THEMES = pytest.mark.parametrize("tokens", [DARK, LIGHT], ids=["dark", "light"])
GROUNDS = ("window", "panel", "raised")
STATES = ("ok", "warn", "crit", "play", "off", "accent")


def luminance(color: str) -> float:
    """Relative luminance (WCAG 2.1)."""
    channels = [channel / 255 for channel in QColor(color).getRgb()[:3]]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio (WCAG 2.1)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


class TestContrast:
    """WCAG 2.1: 4.5 for text (1.4.3), 3 for marks (1.4.11)."""

    def test_the_measure_itself_is_right(self) -> None:
        assert contrast("#FFFFFF", "#000000") == pytest.approx(21)

    @THEMES
    @pytest.mark.parametrize("ground", [*GROUNDS, "hover"])
    @pytest.mark.parametrize("name", ["text", "text_mid", "text_low"])
    def test_text_can_be_read_on_every_ground(self, tokens: Tokens, ground: str, name: str) -> None:
        assert contrast(getattr(tokens, name), getattr(tokens, ground)) >= 4.5

    @THEMES
    @pytest.mark.parametrize("ground", GROUNDS)
    @pytest.mark.parametrize("name", STATES)
    def test_states_can_be_read_as_text(self, tokens: Tokens, ground: str, name: str) -> None:
        assert contrast(getattr(tokens, name), getattr(tokens, ground)) >= 4.5

    @THEMES
    @pytest.mark.parametrize("ground", ["hover", "selection"])
    @pytest.mark.parametrize("name", STATES)
    def test_marks_stand_out_of_hovered_and_selected_rows(self, tokens: Tokens, ground: str, name: str) -> None:
        assert contrast(getattr(tokens, name), getattr(tokens, ground)) >= 3

    @THEMES
    @pytest.mark.parametrize("name", ["text", "text_mid"])
    def test_text_can_be_read_in_selected_rows(self, tokens: Tokens, name: str) -> None:
        assert contrast(getattr(tokens, name), tokens.selection) >= 4.5

    @THEMES
    @pytest.mark.parametrize("ground", ["fill", "fill_hover", "crit_fill", "crit_fill_hover"])
    def test_words_can_be_read_on_filled_buttons(self, tokens: Tokens, ground: str) -> None:
        assert contrast(tokens.on_fill, getattr(tokens, ground)) >= 4.5

    @THEMES
    @pytest.mark.parametrize("name", ["timeline_continuous", "timeline_event", "timeline_local"])
    def test_recordings_stand_out_of_the_timeline(self, tokens: Tokens, name: str) -> None:
        assert contrast(getattr(tokens, name), tokens.panel) >= 3


class TestStyleSheet:
    @THEMES
    def test_every_token_named_in_it_exists(self, tokens: Tokens) -> None:
        assert "$" not in theme.style_sheet(tokens)

    def test_it_names_no_colour_of_its_own(self) -> None:
        template = resource("style", "vigil.qss").read_text(encoding="utf-8")
        assert re.findall(r"#[0-9A-Fa-f]{3,8}\b", template) == []
        assert "text_mid" in Template(template).get_identifiers()

    @THEMES
    def test_its_pictures_are_there_and_have_the_theme_s_colours(self, tokens: Tokens) -> None:
        pictures = [resource("style", tokens.name, f"{name}.svg") for name in _pictures_in_use()]
        assert pictures
        colors = {color for path in pictures for color in re.findall(r'"(#[0-9A-Fa-f]{6})"', path.read_text())}
        assert colors == {tokens.text_mid, tokens.on_fill}


class TestApplication:
    def test_a_palette_tells_its_theme(self) -> None:
        assert theme.tokens(theme.palette_of(DARK)) is DARK
        assert theme.tokens(theme.palette_of(LIGHT)) is LIGHT

    def test_the_theme_is_switched_while_the_program_runs(self, qapp: QApplication) -> None:
        label = QLabel("text")
        label.show()
        try:
            theme.apply(qapp, "light")
            assert label.palette().color(QPalette.ColorRole.WindowText) == QColor(LIGHT.text)
            assert theme.tokens(label.palette()) is LIGHT
        finally:
            theme.apply(qapp, "dark")
        assert theme.tokens(label.palette()) is DARK

    def test_an_unknown_theme_is_an_error(self, qapp: QApplication) -> None:
        with pytest.raises(KeyError):
            theme.apply(qapp, "purple")

    @pytest.mark.parametrize("size", list(TypeSize))
    def test_the_type_scale_is_in_pixels(self, size: TypeSize) -> None:
        assert QFontInfo(theme.font(size)).pixelSize() == size.value

    def test_lines_are_wrapped_at_the_width(self) -> None:
        face = theme.font()
        lines = theme.wrapped("one two three four five six seven", face, 80)
        assert " ".join(lines) == "one two three four five six seven"
        assert len(lines) > 1


def _pictures_in_use() -> list[str]:
    return re.findall(r"\$glyphs/([a-z-]+)\.svg", resource("style", "vigil.qss").read_text(encoding="utf-8"))
