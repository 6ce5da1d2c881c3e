"""Labels show text as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QTextDocument
from pytestqt.qtbot import QtBot

from ui import theme
from ui.theme import TypeSize
from ui.widgets.label import ElidedLabel, Label, Paragraph, tooltip

MARKUP = "<b>x</b> & <img src='file:///etc/passwd'>"


def test_a_device_s_text_is_never_markup(qtbot: QtBot) -> None:
    label = Label(MARKUP)
    qtbot.addWidget(label)
    plain = Label("x")
    qtbot.addWidget(plain)
    assert label.sizeHint().width() > 10 * plain.sizeHint().width()
    assert label.text() == MARKUP


def test_a_paragraph_escapes_its_text(qtbot: QtBot) -> None:
    paragraph = Paragraph(MARKUP)
    qtbot.addWidget(paragraph)
    assert "<b>x" not in paragraph.text()
    assert paragraph.plain_text() == MARKUP


@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp", "Cn", "Co")), min_size=1))
def test_a_tooltip_reads_as_its_text(text: str) -> None:
    document = QTextDocument()
    document.setHtml(tooltip(text))
    assert document.toPlainText() == text


def test_no_text_is_no_tooltip() -> None:
    assert tooltip("") == ""


def test_a_paragraph_has_the_line_height_of_chinese(qtbot: QtBot) -> None:
    one, two = Paragraph("一"), Paragraph("一\n二")
    for paragraph in (one, two):
        qtbot.addWidget(paragraph)
    step = two.heightForWidth(200) - one.heightForWidth(200)
    assert step >= 1.45 * TypeSize.BODY.value


def test_a_long_text_is_shortened_and_whole_in_the_tooltip(qtbot: QtBot) -> None:
    label = ElidedLabel("a long text that does not fit")
    qtbot.addWidget(label)
    label.resize(60, 20)
    label.show()
    label.grab()
    assert "does not fit" in label.toolTip()
    label.resize(600, 20)
    label.grab()
    assert label.toolTip() == ""


def test_a_font_that_was_set_survives_a_change_of_tone(qtbot: QtBot) -> None:
    label = Label("3402")
    qtbot.addWidget(label)
    label.setFont(theme.code_font(TypeSize.CAPTION))
    label.show()
    label.set_tone("crit")
    assert label.font().family() == "JetBrains Mono"
    assert label.font().pixelSize() == TypeSize.CAPTION.value


@pytest.mark.parametrize("tone", ["text_mid", "text_low", "accent", "ok", "warn", "crit", "play"])
def test_every_tone_in_use_colours_the_text(qtbot: QtBot, tone: str) -> None:
    label = Label("█████", tone=tone, size=TypeSize.CLOCK)
    qtbot.addWidget(label)
    label.show()
    picture = label.grab().toImage()
    wanted = theme.DARK.color(tone).name()
    assert wanted in {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())}
