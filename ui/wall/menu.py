"""The context menu of a tile: everything that can be done with it, also by keyboard."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from console.model.media import MediaTransport
from ui import icons, wording
from ui.wall.deeds import ICONS, KEYS, Deed, name_of

CHOICES = (None, *MediaTransport)  # None: as the settings say


@dataclass(frozen=True, slots=True)
class Choice:
    """What the menu is about."""

    deeds: Sequence[Deed]
    transport: MediaTransport | None  # the operator's choice for the device
    as_in_settings: str  # what no choice is called


def build_menu(
    choice: Choice,
    do: Callable[[Deed], None],
    use_transport: Callable[[MediaTransport | None], None],
    parent: QWidget,
) -> QMenu:
    """A menu that deletes itself when it closes; show it with `popup`, never with a loop of its own."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for deed in choice.deeds:
        if deed is Deed.CLOSE:
            menu.addSeparator()
        if deed is Deed.CHOOSE_TRANSPORT:
            _add_transports(menu, choice, use_transport)
            continue
        text = f"{name_of(deed)}\t{KEYS[deed]}" if deed in KEYS else name_of(deed)
        menu.addAction(icons.icon(ICONS[deed]), text).triggered.connect(lambda _checked=False, deed=deed: do(deed))
    return menu


def build_transport_menu(
    choice: Choice, use_transport: Callable[[MediaTransport | None], None], parent: QWidget
) -> QMenu:
    """Only the media transports."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    _fill_transports(menu, choice, use_transport)
    return menu


def _add_transports(menu: QMenu, choice: Choice, use_transport: Callable[[MediaTransport | None], None]) -> None:
    below = menu.addMenu(icons.icon(ICONS[Deed.CHOOSE_TRANSPORT]), name_of(Deed.CHOOSE_TRANSPORT))
    _fill_transports(below, choice, use_transport)


def _fill_transports(menu: QMenu, choice: Choice, use_transport: Callable[[MediaTransport | None], None]) -> None:
    group = QActionGroup(menu)
    for transport in CHOICES:
        text = wording.media_transport(transport) if transport else choice.as_in_settings
        action = menu.addAction(text)
        action.setCheckable(True)
        action.setChecked(transport is choice.transport)
        group.addAction(action)
        action.triggered.connect(lambda _checked=False, transport=transport: use_transport(transport))
