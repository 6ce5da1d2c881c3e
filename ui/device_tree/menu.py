"""What can be done with the selected rows."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QMenu, QWidget

from console.model.catalog import CatalogItem, ChannelRef
from ui import icons, wording
from ui.icons import Icon


@dataclass(frozen=True, slots=True)
class Choice:
    """What the selected rows are."""

    device_id: str  # of the first
    channels: tuple[ChannelRef, ...]
    item: CatalogItem | None  # the only one, where there is only one
    is_device: bool  # the only row is a device's own


@dataclass(frozen=True, slots=True)
class Deeds:
    """What to call for each entry of the menu."""

    play: Callable[[tuple[ChannelRef, ...]], None]
    search_records: Callable[[tuple[ChannelRef, ...]], None]
    refresh: Callable[[str], None]
    ask_information: Callable[[str], None]
    show_options: Callable[[str], None]
    add_channel: Callable[[str], None]
    remove_channel: Callable[[ChannelRef], None]
    copy: Callable[[], None]


def build_menu(choice: Choice, deeds: Deeds, parent: QWidget) -> QMenu:
    """A menu that deletes itself when it closes; show it with `popup`, never with a loop of its own."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def add(which: Icon, text: str, deed: Callable[[], None]) -> None:
        menu.addAction(icons.icon(which), text).triggered.connect(lambda: deed())

    if choice.channels:
        text = QCoreApplication.translate("device_tree", "Play")
        if len(choice.channels) > 1:
            text = wording.fill(QCoreApplication.translate("device_tree", "Play %1 channels"), len(choice.channels))
        add(Icon.PLAY, text, lambda: deeds.play(choice.channels))
        records = QCoreApplication.translate("device_tree", "Search recordings")
        add(Icon.HISTORY, records, lambda: deeds.search_records(choice.channels))
        menu.addSeparator()
    device_id = choice.device_id
    if choice.is_device:
        ask_again = QCoreApplication.translate("device_tree", "Refresh channels")
        add(Icon.REFRESH_CW, ask_again, lambda: deeds.refresh(device_id))
        about = QCoreApplication.translate("device_tree", "Device information")
        add(Icon.INFO, about, lambda: deeds.ask_information(device_id))
        options = QCoreApplication.translate("device_tree", "Device options")
        add(Icon.SETTINGS, options, lambda: deeds.show_options(device_id))
        by_hand = QCoreApplication.translate("device_tree", "Add a channel by hand")
        add(Icon.PLUS, by_hand, lambda: deeds.add_channel(device_id))
        menu.addSeparator()
    add(Icon.COPY, QCoreApplication.translate("device_tree", "Copy ID"), deeds.copy)
    item = choice.item
    if item is not None and (item.missing or item.by_hand) and not choice.is_device:
        remove = QCoreApplication.translate("device_tree", "Remove this channel")
        add(Icon.TRASH_2, remove, lambda: deeds.remove_channel(item.ref))
    return menu
