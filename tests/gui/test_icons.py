"""Icons: one name for each file, coloured when they are painted."""

import gc

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QImage
from PySide6.QtWidgets import QApplication, QPushButton

from console.model.catalog import CatalogItem, PtzType
from console.model.identity import NodeKind
from tests.gui.sample import EAST, channel
from ui import icons, theme
from ui.icons import Icon
from ui.resources import resource


def colors_of(image: QImage) -> set[str]:
    """The colours of all fully opaque pixels."""
    return {
        image.pixelColor(x, y).name().upper()
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() == 255
    }


def test_every_file_has_a_name_and_the_reverse() -> None:
    files = {path.stem for path in resource("icons").glob("*.svg")} - {"vigil"}
    assert files == {icon.value for icon in Icon}


@pytest.mark.parametrize("which", list(Icon))
def test_every_icon_draws_something_in_the_wanted_colour(which: Icon) -> None:
    drawn = icons.pixmap(which, 48, QColor("#FF0000")).toImage()
    assert colors_of(drawn) == {"#FF0000"}


def test_every_file_names_its_licence() -> None:
    for path in resource("icons").glob("*.svg"):
        assert "ISC" in (first := path.read_text().splitlines()[0]) or "Apache-2.0" in first, path.name


def test_a_pixmap_is_drawn_once_per_size_colour_and_ratio() -> None:
    first = icons.pixmap(Icon.PLAY, 16, QColor("#00FF00"), 2.0)
    assert first.cacheKey() == icons.pixmap(Icon.PLAY, 16, QColor("#00FF00"), 2.0).cacheKey()
    assert first.cacheKey() != icons.pixmap(Icon.PLAY, 16, QColor("#00FF00"), 1.0).cacheKey()
    assert first.size() == QSize(32, 32)
    assert first.devicePixelRatio() == 2.0


def test_an_icon_is_sharp_on_a_fine_screen() -> None:
    drawn = icons.icon(Icon.PLAY).pixmap(QSize(16, 16), 2.0)
    assert drawn.size() == QSize(32, 32)


def test_an_icon_follows_the_theme_by_itself(qapp: QApplication) -> None:
    icon = icons.icon(Icon.SQUARE, "text_mid")
    try:
        theme.apply(qapp, "light")
        assert theme.LIGHT.text_mid in colors_of(icon.pixmap(QSize(48, 48)).toImage())
    finally:
        theme.apply(qapp, "dark")
    assert theme.DARK.text_mid in colors_of(icon.pixmap(QSize(48, 48)).toImage())


def test_disabled_is_fainter_and_checked_is_the_accent() -> None:
    icon = icons.icon(Icon.SQUARE)
    faint = icon.pixmap(QSize(48, 48), QIcon.Mode.Disabled).toImage()
    assert colors_of(faint) == set()
    checked = icon.pixmap(QSize(48, 48), QIcon.Mode.Normal, QIcon.State.On).toImage()
    assert theme.DARK.accent in colors_of(checked)


def test_icons_outlive_their_python_objects() -> None:
    button = QPushButton()
    for _ in range(50):
        button.setIcon(icons.icon(Icon.COPY))
    gc.collect()
    assert not button.icon().pixmap(QSize(16, 16)).isNull()
    copied = QIcon(button.icon())
    button.deleteLater()
    assert not copied.pixmap(QSize(16, 16)).isNull()


@pytest.mark.parametrize("kind", list(NodeKind))
def test_every_kind_of_catalog_item_has_an_icon(kind: NodeKind) -> None:
    samples = {
        NodeKind.CIVIL_AREA: "340200",
        NodeKind.SYSTEM: "34020000002000000001",
        NodeKind.BUSINESS_GROUP: "34020000002150000001",
        NodeKind.VIRTUAL_ORGANIZATION: "34020000002160000001",
        NodeKind.RECORDER: "34020000001180000001",
        NodeKind.CAMERA: "34020000001320000001",
        NodeKind.ALARM_INPUT: "34020000001340000001",
        NodeKind.ALARM_OUTPUT: "34020000001350000001",
        NodeKind.VOICE_INPUT: "34020000001360000001",
        NodeKind.VOICE_OUTPUT: "34020000001370000001",
        NodeKind.OTHER: "odd",
    }
    item = CatalogItem(EAST, samples[kind])
    assert item.kind is kind
    assert isinstance(icons.item_icon(item), Icon)
    assert isinstance(icons.device_icon(samples[kind]), Icon)


@pytest.mark.parametrize("ptz", [None, *PtzType])
def test_a_camera_shows_what_it_can(ptz: PtzType | None) -> None:
    assert isinstance(icons.item_icon(channel(EAST, 1, "", ptz=ptz)), Icon)


def test_a_dome_and_a_fixed_camera_look_different() -> None:
    dome = icons.item_icon(channel(EAST, 1, "", ptz=PtzType.DOME))
    assert dome is not icons.item_icon(channel(EAST, 1, "", ptz=PtzType.FIXED))


def test_the_program_has_an_icon_in_all_sizes() -> None:
    assert [size.width() for size in icons.application_icon().availableSizes()] == [16, 32, 48, 128, 256]
    for suffix in ("ico", "icns"):
        assert resource("icons", f"vigil.{suffix}").stat().st_size > 10_000
