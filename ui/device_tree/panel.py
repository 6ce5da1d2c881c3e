"""The device tree as the window shows it: filter box, tree, and the selected row in words."""

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from console.model.catalog import ChannelRef
from console.state.catalogs import CatalogPhase, Catalogs
from console.state.devices import Devices
from ui import wording
from ui.device_tree.footer import Footer, Selected
from ui.device_tree.memory import TreeMemory
from ui.device_tree.menu import Choice, Deeds, build_menu
from ui.device_tree.model import DeviceTreeModel
from ui.device_tree.node import NodeType
from ui.device_tree.row import channel_mark
from ui.device_tree.view import DeviceTreeView
from ui.icons import Icon
from ui.theme import TypeSize
from ui.widgets.empty_state import EmptyState
from ui.widgets.label import Label
from ui.widgets.search_field import SearchField
from ui.widgets.state_mark import State
from ui.widgets.surface import Surface, set_surface
from ui.widgets.translated import Translated

_FILTER_PAUSE = 60  # milliseconds after a keystroke before the tree follows


class DeviceTree(Translated):
    """Knows what is there; says what the operator wants with it."""

    channel_activated = Signal(object)  # ChannelRef: Enter or a double click
    play_requested = Signal(list)  # of ChannelRef
    records_requested = Signal(list)  # of ChannelRef
    channels_selected = Signal(list)  # of ChannelRef, the selection as it is now
    catalog_refresh_requested = Signal(str)  # device_id, as in the following
    device_information_requested = Signal(str)
    device_options_requested = Signal(str)
    channel_addition_requested = Signal(str)
    channel_removal_requested = Signal(object)  # ChannelRef
    devices_page_requested = Signal()

    def __init__(self, devices: Devices, catalogs: Catalogs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_surface(self, Surface.PANEL)
        self._catalogs = catalogs
        self._filter = SearchField()
        self._found = Label(size=TypeSize.CAPTION, tone="text_low")
        self._model = DeviceTreeModel(devices, catalogs, self)
        self._view = DeviceTreeView(self._model)
        self._memory = TreeMemory(self._view, self._model)
        self._no_device = EmptyState(Icon.VIDEO)
        self._no_match = EmptyState(Icon.SEARCH)
        self._footer = Footer()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_FILTER_PAUSE)
        self._lay_out()
        self._connect()
        self.retranslate()
        self._show_what_is_there()
        self._show_selected()

    @property
    def model(self) -> DeviceTreeModel:
        return self._model

    @property
    def view(self) -> DeviceTreeView:
        return self._view

    @property
    def filter_field(self) -> SearchField:
        return self._filter

    def selected_channels(self) -> list[ChannelRef]:
        """The channels of the selected rows, from top to bottom."""
        return [ref for index in self._view.chosen_indexes() if (ref := self._model.ref_at(index)) is not None]

    def open_branches(self) -> list[list[str]]:
        """What is open, for the next start."""
        return self._memory.open_branches()

    def restore_open_branches(self, keys: list[list[str]]) -> None:
        """Open what was open at the last end, also what comes later."""
        self._memory.restore_open_branches(keys)

    def open_device(self, device_id: str) -> None:
        """Show the channels of a device as soon as they come."""
        self._memory.restore_open_branches([[device_id]])

    def retranslate(self) -> None:
        self._filter.setPlaceholderText(self.tr("Filter by name or ID"))
        self._filter.setAccessibleName(self.tr("Filter the devices"))
        self._view.setAccessibleName(self.tr("Devices and channels"))
        self._no_device.set_words(
            self.tr("No device has registered yet"),
            self.tr("The Devices page shows what to type into a camera."),
            self.tr("Open the Devices page"),
        )
        self._no_match.set_words(
            self.tr("Nothing matches"), self.tr("No name or ID contains this."), self.tr("Show all")
        )
        self._show_what_is_there()
        self._show_selected()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(8, 8, 8, 8)
        top.addWidget(self._filter, 1)
        top.addWidget(self._found)
        self._found.hide()
        self._stack = QStackedLayout()
        for page in (self._view, self._no_device, self._no_match):
            self._stack.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addLayout(self._stack, 1)
        layout.addWidget(self._footer)
        self.setMinimumWidth(200)

    def _connect(self) -> None:
        self._filter.textChanged.connect(lambda: self._pause.start())
        self._pause.timeout.connect(lambda: self._model.set_filter(self._filter.text()))
        self._filter.entered.connect(self._go_to_rows)
        self._view.typed.connect(self._type_into_filter)
        self._view.channels_activated.connect(self._activate)
        self._view.menu_wanted.connect(self._show_menu)
        self._no_device.pressed.connect(self.devices_page_requested)
        self._no_match.pressed.connect(self._filter.clear)
        self._memory.selection_changed.connect(self._follow_selection)
        self._model.updated.connect(self._show_what_is_there)
        self._model.updated.connect(self._show_selected)
        self._model.rebuilt.connect(self._show_what_is_there)
        self._footer.copy_wanted.connect(self._view.copy_identifiers)
        self._footer.refresh_wanted.connect(self._refresh_selected)
        find = QShortcut(Qt.Modifier.CTRL | Qt.Key.Key_F, self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self._filter.setFocus)

    def _show_what_is_there(self) -> None:
        findings = self._model.findings
        self._found.setVisible(findings is not None)
        if findings is not None:
            shown, total = len(findings.hits), findings.total
            self._found.setText(f"{shown:,} / {total:,}" if shown < total else f"{total:,}")
        if not self._model.device_count:
            self._stack.setCurrentWidget(self._no_device)
        elif findings is not None and not findings.hits:
            self._stack.setCurrentWidget(self._no_match)
        else:
            self._stack.setCurrentWidget(self._view)

    def _follow_selection(self) -> None:
        self._show_selected()
        self.channels_selected.emit(self.selected_channels())

    def _show_selected(self) -> None:
        indexes = self._view.chosen_indexes()
        self._footer.setVisible(bool(indexes))
        if len(indexes) == 1:
            self._footer.show_selected(self._describe_one())
        elif indexes:
            count = len(self.selected_channels())
            self._footer.show_selected(Selected(wording.fill(self.tr("Channels selected: %1"), count)))

    def _describe_one(self) -> Selected:
        index = self._view.chosen_indexes()[0]
        node = self._model.node(index)
        device = self._model.device_at(index)
        item = self._model.item_at(index)
        online = device is not None and device.online
        if node is None or node.type is NodeType.MORE:
            return Selected(self._model.row(index).title)
        if node.type is NodeType.ITEM and item is not None:
            playable = item.is_playable
            return Selected(
                title=item.name or item.item_id,
                state=channel_mark(item, device_online=online) if playable else None,
                state_text=wording.channel_state(item, device_online=online) if playable else "",
                identifier=item.item_id,
                note=" · ".join(text for text in (item.manufacturer, item.model, item.address) if text),
            )
        progress = self._catalogs.progress(node.device_id)
        failed = progress.phase in (CatalogPhase.FAILED, CatalogPhase.PARTIAL)
        note = wording.of_failure(progress.failure).sentence if progress.failure else wording.catalog(progress)
        peer = f" · {device.peer.host}" if device and device.peer else ""
        return Selected(
            title=self._model.row(index).title,
            state=State.ONLINE if online else State.OFFLINE,
            state_text=wording.device_state(device) + peer,
            identifier=node.device_id,
            note=note,
            note_tone="warn" if failed else "text_mid",
            can_refresh=online and progress.phase is not CatalogPhase.ASKING,
        )

    def _activate(self, refs: list[ChannelRef]) -> None:
        if len(refs) == 1:
            self.channel_activated.emit(refs[0])
        else:
            self.play_requested.emit(refs)

    def _show_menu(self, where: QPoint) -> None:
        indexes = self._view.chosen_indexes()
        node = self._model.node(indexes[0]) if indexes else None
        if node is None or node.type is NodeType.MORE:
            return
        alone = len(indexes) == 1
        choice = Choice(
            device_id=node.device_id,
            channels=tuple(self.selected_channels()),
            item=self._model.item_at(indexes[0]) if alone else None,
            is_device=alone and node.type is NodeType.DEVICE,
        )
        deeds = Deeds(
            play=lambda channels: self._activate(list(channels)),
            search_records=lambda channels: self.records_requested.emit(list(channels)),
            refresh=self.catalog_refresh_requested.emit,
            ask_information=self.device_information_requested.emit,
            show_options=self.device_options_requested.emit,
            add_channel=self.channel_addition_requested.emit,
            remove_channel=self.channel_removal_requested.emit,
            copy=self._view.copy_identifiers,
        )
        build_menu(choice, deeds, self).popup(where)

    def _refresh_selected(self) -> None:
        indexes = self._view.chosen_indexes()
        node = self._model.node(indexes[0]) if indexes else None
        if node is not None:
            self.catalog_refresh_requested.emit(node.device_id)

    def _go_to_rows(self) -> None:
        self._pause.stop()
        self._model.set_filter(self._filter.text())
        self._view.setFocus()
        if not self._view.currentIndex().isValid() and self._model.rowCount():
            self._view.setCurrentIndex(self._model.index(0, 0))

    def _type_into_filter(self, text: str) -> None:
        self._filter.setFocus()
        self._filter.insert(text)
