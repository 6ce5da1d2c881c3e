"""Every page in both languages and themes, at the smallest window: nothing is cut, everything is drawn."""

from collections import Counter
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox, QLabel, QPushButton, QWidget

from tests.gui.gallery import PAGES, discard, settle
from ui import theme
from ui.translation import Translation
from ui.widgets.label import ElidedLabel, Paragraph

FOREIGN_SHARE = 0.001
SMALLEST = 1232, 640  # 1280 x 720 less the rail, the status bar and a title bar
PAGES_OF_FULL_SIZE = [name for name in PAGES if not name.startswith("tree")]


@pytest.fixture(params=["dark", "light"])
def theme_name(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[str]:
    theme.apply(qapp, request.param)
    yield request.param
    theme.apply(qapp, "dark")


def cut_texts(page: QWidget) -> list[str]:
    """Texts that need more room than they have."""
    found: list[str] = []
    for label in page.findChildren(QLabel):
        if isinstance(label, ElidedLabel) or not label.isVisible() or not label.text():
            continue
        if isinstance(label, Paragraph):
            if label.height() < label.heightForWidth(label.width()):
                found.append(label.plain_text())
        elif label.width() < label.sizeHint().width():
            found.append(label.text())
    for button in page.findChildren(QAbstractButton):
        has_words = isinstance(button, QPushButton | QCheckBox) and button.isVisible() and bool(button.text())
        if has_words and button.width() < button.sizeHint().width():
            found.append(button.text())
    return found


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", PAGES_OF_FULL_SIZE)
def test_no_text_is_cut_in_the_smallest_window(name: str, language: str, translation: Translation) -> None:
    translation.use(language)
    page = PAGES[name]()
    page.resize(*SMALLEST)
    settle(page)
    assert (page.width(), page.height()) == SMALLEST, "the page asks for more room than there is"
    assert cut_texts(page) == []
    discard(page)


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_drawn_in_its_theme(name: str, theme_name: str) -> None:
    page = PAGES[name]()
    settle(page)
    picture = page.grab().toImage()
    points = ((x, y) for x in range(0, picture.width(), 3) for y in range(0, picture.height(), 3))
    colors = Counter(picture.pixelColor(x, y).name().upper() for x, y in points)
    tokens = theme.THEMES[theme_name]
    assert len(colors) > 12
    assert colors[tokens.window] + colors[tokens.panel]
    other = theme.THEMES["light" if theme_name == "dark" else "dark"]
    foreign = {other.window, other.panel} - {tokens.window, tokens.panel, "#FFFFFF"}
    # A picture of a camera may have any colour, here and there.
    assert sum(colors[color] for color in foreign) < colors.total() * FOREIGN_SHARE
    discard(page)
