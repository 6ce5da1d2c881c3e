"""The Live page: the wall with the tree at its left, steering at its right and recordings below."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtGui import QKeyEvent, QShortcut
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget

from console.application import Console
from console.model.catalog import ChannelRef
from ui import icons
from ui.device_tree.panel import DeviceTree
from ui.icons import Icon
from ui.ptz.access import PtzAccess
from ui.ptz.panel import PtzPanel
from ui.records.access import RecordsAccess
from ui.records.panel import RecordsPanel
from ui.wall.bar import WallBar
from ui.wall.tile import WallAccess
from ui.wall.tiles import Tiles
from ui.wall.wall import Wall
from ui.widgets.dock import Dock
from ui.widgets.translated import Translated

LAYOUT_VERSION = 2  # of the docks; Qt does not restore another one
TREE_WIDTH, PTZ_WIDTH, RECORDS_HEIGHT = 280, 288, 300  # pixels, at first


class LivePage(Translated):
    """A window in the window, so that its docks belong to this page alone."""

    devices_page_wanted = Signal()
    device_information_wanted = Signal(str)  # device_id, as in the following
    device_options_wanted = Signal(str)
    channel_addition_wanted = Signal(str)
    full_toggled = Signal(bool)  # whether only the wall shall be seen

    def __init__(self, console: Console, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._console = console
        self._download_folder: Path | None = None
        self.tiles = Tiles(self._wall_access(), self)
        self.tree = DeviceTree(console.devices, console.catalogs)
        self.wall = Wall(self.tiles)
        self.ptz = PtzPanel(self._ptz_access())
        self.records = RecordsPanel(self._records_access())
        self._bar = WallBar(self.wall)
        self._area = QMainWindow()
        self._tree_dock = Dock("tree", self.tree)
        self._ptz_dock = Dock("ptz", self.ptz)
        self._records_dock = Dock("records", self.records)
        self._docks = (self._tree_dock, self._ptz_dock, self._records_dock)
        self._hidden_docks: tuple[Dock, ...] = ()
        self._is_full = False
        self._lay_out()
        self._wire()
        self.setFocusProxy(self.wall)
        self.retranslate()

    def state(self) -> dict[str, Any]:
        """What the next start shall find, as a value that JSON can hold."""
        if self._is_full:
            self.toggle_full()
        return {
            "docks": bytes(self._area.saveState(LAYOUT_VERSION).toBase64().data()).decode("ascii"),
            "branches": self.tree.open_branches(),
            "wall": self.tiles.contents(),
            "speed": self.ptz.speed,
            "records": self.records.state(),
            "folder": str(self._download_folder or ""),
        }

    def restore(self, state: Any) -> None:
        """Take up what `state` gave; what cannot be read is left out."""
        if not isinstance(state, dict):
            return
        docks = state.get("docks")
        if isinstance(docks, str):
            self._area.restoreState(QByteArray.fromBase64(docks.encode("ascii", "ignore")), LAYOUT_VERSION)
        branches = state.get("branches")
        if isinstance(branches, list):
            self.tree.restore_open_branches(branches)
        self.tiles.restore(state.get("wall"))
        speed, folder = state.get("speed"), state.get("folder")
        if isinstance(speed, int):
            self.ptz.speed = speed
        if isinstance(folder, str) and folder:
            self._download_folder = Path(folder)
        self.records.restore(state.get("records"))

    def dispose(self) -> None:
        """Close every view: the program ends."""
        self.tiles.release()

    def toggle_full(self) -> None:
        """Show nothing but the wall, or all again."""
        self._is_full = not self._is_full
        if self._is_full:
            self._hidden_docks = tuple(dock for dock in self._docks if dock.isVisible())
        for dock in self._hidden_docks:
            dock.setVisible(not self._is_full)
        self._bar.setVisible(not self._is_full)
        if self._is_full:
            self.wall.setFocus()  # the focus must not stay in what is hidden
        self.full_toggled.emit(self._is_full)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._is_full:
            self.toggle_full()
        else:
            super().keyPressEvent(event)

    def steer(self, ref: ChannelRef) -> None:
        """Show the panel that steers `ref`."""
        self.ptz.show_channel(ref)
        self._ptz_dock.show()
        self.ptz.pad.setFocus()

    def search_records(self, refs: Sequence[ChannelRef]) -> None:
        """Show what was recorded of these channels today."""
        self._records_dock.show()
        self.records.show_channels(refs)

    def _on_keys_toggled(self, on: bool) -> None:
        if on:
            self._ptz_dock.show()

    def _offer_records(self, shown: bool) -> None:
        """Whoever opens the panel by hand most likely means the selected channel."""
        if shown and not self.records.searches.channels and self.tiles.selected is not None:
            self.records.show_channels([self.tiles.selected])

    def retranslate(self) -> None:
        for dock, title in (
            (self._tree_dock, self.tr("Devices")),
            (self._ptz_dock, self.tr("Steering")),
            (self._records_dock, self.tr("Recordings")),
        ):
            dock.set_title(title)

    def _wall_access(self) -> WallAccess:
        console = self._console
        return WallAccess(
            live=console.live,
            playback=console.playback,
            ptz=console.ptz,
            devices=console.devices,
            clock=console.clock,
            name_of=console.name_of,
        )

    def _ptz_access(self) -> PtzAccess:
        console = self._console
        return PtzAccess(ptz=console.ptz, devices=console.devices, catalogs=console.catalogs, name_of=console.name_of)

    def _records_access(self) -> RecordsAccess:
        def remember(folder: Path) -> None:
            self._download_folder = folder

        console = self._console
        return RecordsAccess(
            records=console.records,
            downloads=console.downloads,
            clock=console.clock,
            name_of=console.name_of,
            download_folder=lambda: self._download_folder,
            remember_download_folder=remember,
        )

    def _lay_out(self) -> None:
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar)
        column.addWidget(self.wall, 1)
        area = self._area
        area.setCentralWidget(centre)
        area.setDockNestingEnabled(True)
        # The side docks reach down to the edge; recordings are as wide as the wall.
        area.setCorner(Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.LeftDockWidgetArea)
        area.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)
        area.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, self._tree_dock)
        area.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self._ptz_dock)
        area.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, self._records_dock)
        area.resizeDocks([self._tree_dock, self._ptz_dock], [TREE_WIDTH, PTZ_WIDTH], Qt.Orientation.Horizontal)
        area.resizeDocks([self._records_dock], [RECORDS_HEIGHT], Qt.Orientation.Vertical)
        self._records_dock.hide()  # until a recording is asked for: the room is the pictures'
        for dock, which, key in zip(
            self._docks, (Icon.LIST_TREE, Icon.MOVE, Icon.HISTORY), ("F6", "F7", "F8"), strict=True
        ):
            shown = dock.toggleViewAction()
            shown.setIcon(icons.icon(which))
            shown.setShortcut(key)
            self._bar.add_panel(shown)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area)

    def _wire(self) -> None:
        tree, tiles, wall, records = self.tree, self.tiles, self.wall, self.records
        tree.channel_activated.connect(tiles.show_channel)
        tree.play_requested.connect(tiles.play)
        tree.records_requested.connect(self.search_records)
        tree.catalog_refresh_requested.connect(self._console.catalog.refresh)
        tree.device_information_requested.connect(self.device_information_wanted)
        tree.device_options_requested.connect(self.device_options_wanted)
        tree.channel_addition_requested.connect(self.channel_addition_wanted)
        tree.channel_removal_requested.connect(self._console.catalogs.remove)
        tree.devices_page_requested.connect(self.devices_page_wanted)

        wall.steer_requested.connect(self.steer)
        wall.search_requested.connect(lambda ref: self.search_records([ref]))
        tiles.selection_changed.connect(self.ptz.show_channel)
        tiles.view_selected.connect(records.follow)
        self.ptz.keys.filter_for(wall)
        self.ptz.keys_toggled.connect(self._on_keys_toggled)
        self._records_dock.toggleViewAction().triggered.connect(self._offer_records)
        records.play_wanted.connect(tiles.play_recording)
        records.seek_wanted.connect(tiles.seek)
        records.hold_wanted.connect(lambda: tiles.hold(tiles.board.selected))
        records.live_wanted.connect(lambda: tiles.go_live(tiles.board.selected))

        self._bar.full_wanted.connect(self.toggle_full)
        QShortcut(Qt.Key.Key_F, wall).activated.connect(self.toggle_full)
