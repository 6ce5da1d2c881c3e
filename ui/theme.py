"""Colours, type and spacing of the console, and how they reach Qt (design tokens: dark first, light complete).

A view never names a colour: it asks `tokens(self.palette())` when it paints, so that a change of theme needs nothing
but the palette change that Qt announces anyway. State colours are never the only sign of a state (see
`ui.widgets.state_mark`).
"""

from dataclasses import dataclass, fields
from enum import Enum
from string import Template

import pyqtgraph
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QPalette, QTextLayout
from PySide6.QtWidgets import QApplication

from ui.resources import resource

UI_FAMILIES = (
    "Inter",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Microsoft YaHei UI",
    "PingFang SC",
    "WenQuanYi Micro Hei",
    "sans-serif",
)
CODE_FAMILIES = ("JetBrains Mono", "Consolas", "Noto Sans Mono CJK SC", "WenQuanYi Micro Hei", "monospace")

SPACE = 4  # pixels; every distance is a multiple: 4, 8, 12, 16, 24
ROW_HEIGHT = 24
CONTROL_HEIGHT = 28
TOOLBAR_HEIGHT = 40
RADIUS = 4
ICON_SIZE = 16


class TypeSize(Enum):
    """Text sizes in device-independent pixels."""

    CAPTION = 11
    DENSE = 12  # tables and trees
    BODY = 13
    TITLE = 15
    CLOCK = 20
    WALL_CLOCK = 28


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one theme as #RRGGBB; contrasts are checked by tests/gui/test_theme.py."""

    name: str
    window: str
    panel: str
    raised: str  # cards, headers, input fields
    hover: str
    line: str  # 1 px borders
    edge: str  # borders of what can be typed into or pressed
    well: str  # behind video, black in every theme
    text: str
    text_mid: str
    text_low: str
    accent: str  # links, focus ring, selection bar
    selection: str  # background of selected rows
    fill: str  # filled button
    fill_hover: str
    on_fill: str
    ok: str
    warn: str
    crit: str
    crit_fill: str
    crit_fill_hover: str
    play: str  # everything recorded
    off: str
    timeline_continuous: str
    timeline_event: str
    timeline_local: str

    def color(self, name: str) -> QColor:
        """The colour of the token `name`; raises AttributeError for an unknown one."""
        return QColor(getattr(self, name))


DARK = Tokens(
    name="dark",
    window="#0F1216",
    panel="#161A20",
    raised="#1D232B",
    hover="#262E38",
    line="#2C3440",
    edge="#3B4553",
    well="#000000",
    text="#E6EAF0",
    text_mid="#A7B0BD",
    text_low="#8D97A6",
    accent="#4AA8FF",
    selection="#163150",
    fill="#1F6FEB",
    fill_hover="#1A63D6",
    on_fill="#FFFFFF",
    ok="#34C77B",
    warn="#F5B83D",
    crit="#FF5A4F",
    crit_fill="#C93A32",
    crit_fill_hover="#B5312A",
    play="#A78BFA",
    off="#8A94A3",
    timeline_continuous="#3D7FC1",
    timeline_event="#F0784A",
    timeline_local="#22A884",
)
LIGHT = Tokens(
    name="light",
    window="#F5F7FA",
    panel="#FFFFFF",
    raised="#F1F4F8",
    hover="#E6EBF2",
    line="#D5DBE3",
    edge="#B9C2CE",
    well="#000000",
    text="#1B222C",
    text_mid="#4A5563",
    text_low="#596473",
    accent="#1A61D0",
    selection="#DFEBFD",
    fill="#1F6FEB",
    fill_hover="#1A63D6",
    on_fill="#FFFFFF",
    ok="#0E7340",
    warn="#8A5800",
    crit="#BD2B23",
    crit_fill="#C93A32",
    crit_fill_hover="#B5312A",
    play="#6B46D6",
    off="#5B6675",
    timeline_continuous="#2F72B8",
    timeline_event="#C4511F",
    timeline_local="#14806A",
)
THEMES = {"dark": DARK, "light": LIGHT}


def tokens(palette: QPalette) -> Tokens:
    """The tokens that `palette` was made from; a style sheet may have changed single roles of it."""
    return DARK if palette.color(QPalette.ColorRole.Window).lightness() < 128 else LIGHT


def apply(app: QApplication, name: str) -> None:
    """Dress the application in the theme `name` ("dark" or "light"); may be called again at any time."""
    chosen = THEMES[name]
    app.setStyle("Fusion")
    # The scheme reaches native title bars and dialogs, where the platform has it; the palette reaches everything else.
    app.styleHints().setColorScheme(Qt.ColorScheme.Dark if chosen is DARK else Qt.ColorScheme.Light)
    app.setPalette(palette_of(chosen))
    app.setFont(font())
    app.setStyleSheet(style_sheet(chosen))
    pyqtgraph.setConfigOptions(background=chosen.panel, foreground=chosen.text_mid, antialias=True)


def palette_of(chosen: Tokens) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for target, color in (
        (role.Window, chosen.window),
        (role.WindowText, chosen.text),
        (role.Base, chosen.panel),
        (role.AlternateBase, chosen.raised),
        (role.Text, chosen.text),
        (role.Button, chosen.raised),
        (role.ButtonText, chosen.text),
        (role.BrightText, chosen.crit),
        (role.ToolTipBase, chosen.hover),
        (role.ToolTipText, chosen.text),
        (role.PlaceholderText, chosen.text_low),
        (role.Highlight, chosen.selection),
        (role.HighlightedText, chosen.text),
        (role.Accent, chosen.accent),
        (role.Link, chosen.accent),
        (role.LinkVisited, chosen.accent),
        (role.Light, chosen.hover),
        (role.Midlight, chosen.hover),
        (role.Mid, chosen.line),
        (role.Dark, chosen.line),
        (role.Shadow, chosen.well),
    ):
        palette.setColor(target, QColor(color))
    for target in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        palette.setColor(QPalette.ColorGroup.Disabled, target, QColor(chosen.text_low))
    return palette


def style_sheet(chosen: Tokens) -> str:
    """The style sheet template filled with the tokens; `glyphs` is the folder of the theme's small pictures."""
    values = {field.name: getattr(chosen, field.name) for field in fields(chosen)}
    values["glyphs"] = resource("style", chosen.name).as_posix()
    return Template(resource("style", "vigil.qss").read_text(encoding="utf-8")).substitute(values)


def font(size: TypeSize = TypeSize.BODY, weight: QFont.Weight = QFont.Weight.Normal, *, tabular: bool = False) -> QFont:
    """The UI typeface; `tabular` gives digits of equal width, for clocks, counters and columns of numbers."""
    made = QFont()
    made.setFamilies(list(UI_FAMILIES))
    made.setPixelSize(size.value)
    made.setWeight(weight)
    if tabular:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made


def code_font(size: TypeSize = TypeSize.DENSE) -> QFont:
    """The typeface of identifiers, addresses and messages."""
    made = QFont()
    made.setFamilies(list(CODE_FAMILIES))
    made.setPixelSize(size.value)
    made.setStyleHint(QFont.StyleHint.Monospace)
    return made


def wrapped(text: str, face: QFont, width: int) -> list[str]:
    """`text` in lines that fit into `width` pixels, for widgets that paint their own paragraphs."""
    layout = QTextLayout(text, face)
    layout.beginLayout()
    lines: list[str] = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        lines.append(text[line.textStart() : line.textStart() + line.textLength()].strip())
    layout.endLayout()
    return lines
