"""The Live page: the wall with the tree at its left, steering at its right and recordings below."""

from typing import Any

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QDockWidget, QMainWindow, QVBoxLayout, QWidget

from console.application import Console
from ui.device_tree.panel import DeviceTree
from ui.wall.bar import WallBar
from ui.wall.tile import WallAccess
from ui.wall.tiles import Tiles
from ui.wall.wall import Wall
from ui.widgets.translated import Translated

LAYOUT_VERSION = 1  # of the docks; Qt does not restore another one


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
        access = WallAccess(
            live=console.live,
            playback=console.playback,
            ptz=console.ptz,
            devices=console.devices,
            clock=console.clock,
            name_of=console.name_of,
        )
        self.tiles = Tiles(access, self)
        self.tree = DeviceTree(console.devices, console.catalogs)
        self.wall = Wall(self.tiles)
        self._bar = WallBar(self.wall)
        self._area = QMainWindow()
        self._tree_dock = _dock("tree", self.tree)
        self._docks = (self._tree_dock,)
        self._hidden_docks: tuple[QDockWidget, ...] = ()
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
        self.full_toggled.emit(self._is_full)

    def retranslate(self) -> None:
        self._tree_dock.setWindowTitle(self.tr("Devices"))

    def _lay_out(self) -> None:
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar)
        column.addWidget(self.wall, 1)
        self._area.setCentralWidget(centre)
        self._area.setDockNestingEnabled(True)
        self._area.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, self._tree_dock)
        # The side docks reach down to the edge; recordings are as wide as the wall.
        for corner, area in (
            (Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.LeftDockWidgetArea),
            (Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea),
        ):
            self._area.setCorner(corner, area)
        self._area.resizeDocks([self._tree_dock], [280], Qt.Orientation.Horizontal)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._area)

    def _wire(self) -> None:
        tree, tiles = self.tree, self.tiles
        tree.channel_activated.connect(tiles.show_channel)
        tree.play_requested.connect(tiles.play)
        tree.catalog_refresh_requested.connect(self._console.catalog.refresh)
        tree.device_information_requested.connect(self.device_information_wanted)
        tree.device_options_requested.connect(self.device_options_wanted)
        tree.channel_addition_requested.connect(self.channel_addition_wanted)
        tree.channel_removal_requested.connect(self._console.catalogs.remove)
        tree.devices_page_requested.connect(self.devices_page_wanted)
        self._bar.full_wanted.connect(self.toggle_full)
        QShortcut(Qt.Key.Key_F, self.wall).activated.connect(self.toggle_full)


def _dock(name: str, content: QWidget) -> QDockWidget:
    dock = QDockWidget()
    dock.setObjectName(name)
    dock.setWidget(content)
    dock.setFeatures(QDockWidget.DockWidgetFeature.DockWidgetMovable | QDockWidget.DockWidgetFeature.DockWidgetClosable)
    return dock
