"""The wall under the operator's hands: mouse, keys, menus, and channels that are dropped on it."""

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QApplication, QWidget

from ui.device_tree.channel_drag import parse_channels
from ui.icons import Icon
from ui.wall.brush import offer_at, strip_of, well_of
from ui.wall.deeds import Deed, Offer
from ui.wall.hover_bar import HoverBar
from ui.wall.menu import Choice, build_menu, build_transport_menu
from ui.wall.screen import OnTile, Screen
from ui.wall.tile import Tile
from ui.wall.tiles import Tiles
from ui.widgets.label import tooltip


class Wall(Screen):
    """Tells what others must do; what concerns the tiles it has done by them."""

    search_requested = Signal(object)  # ChannelRef
    steer_requested = Signal(object)  # ChannelRef

    def __init__(self, tiles: Tiles, parent: QWidget | None = None) -> None:
        super().__init__(tiles, parent)
        self._grabbed: tuple[int, QPoint] | None = None  # a tile, and where the pointer took it
        self._bar_place: int | None = None
        self._bar = HoverBar(self)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(320, 200)
        self._bar.chosen.connect(self._perform_on_hovered)
        self._bar.menu_wanted.connect(self._show_menu_of_hovered)
        tiles.arranged.connect(self._bar.hide)
        tiles.arranged.connect(self._describe)
        self._retranslate()

    def perform(self, deed: Deed, place: int) -> None:
        """Do something with the tile in `place`."""
        match deed:
            case Deed.RETRY | Deed.REPLAY:
                self._tiles.retry(place)
            case Deed.HOLD:
                self._tiles.hold(place)
            case Deed.GO_LIVE:
                self._tiles.go_live(place)
            case Deed.ENLARGE:
                self._tiles.enlarge(place)
            case Deed.SHOW_FIGURES:
                self.show_figures(not self.shows_figures)
            case Deed.CLOSE:
                self._tiles.close(place)
            case _:
                self._ask(deed, place)

    def hideEvent(self, event: QHideEvent) -> None:
        self._bar.hide()
        super().hideEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self._refresh()
        super().changeEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        place = self._place_at(point)
        if place is None:
            return
        self._tiles.select(place)
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        offer = self._offer_at(point)
        self._pressed = OnTile(place, offer) if offer else None
        if offer is None and self._tiles.board[place] is not None:
            self._grabbed = (place, point)
        self.update(self.box_of(place))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        if self._grabbed is not None:
            self._drag_to(point)
            return
        place, offer = self._place_at(point), self._offer_at(point)
        hovered = OnTile(place, offer) if place is not None and offer is not None else None
        if hovered != self._hovered:
            self._hovered = hovered
            self.setCursor(Qt.CursorShape.PointingHandCursor if hovered else Qt.CursorShape.ArrowCursor)
            self.update()
        self._show_bar(place)
        self.setToolTip(self._tooltip_at(point))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        grabbed, target = self._grabbed, self._target
        self._let_go()
        if grabbed is not None and target is not None:
            self._tiles.swap(grabbed[0], target)
        elif pressed is not None and self._offer_at(event.position().toPoint()) == pressed.offer:
            self._take_offer(pressed)
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        place = self._place_at(point)
        if place is not None and event.button() is Qt.MouseButton.LeftButton and self._offer_at(point) is None:
            self.perform(Deed.ENLARGE, place)

    def leaveEvent(self, _event: QEvent) -> None:
        self._hovered = None
        self._bar.hide()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            box = self.box_of(self._tiles.board.selected)
            self._show_menu(self._tiles.board.selected, self.mapToGlobal(box.center()))
        elif (place := self._place_at(event.pos())) is not None:
            self._tiles.select(place)
            self._show_menu(place, event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        place = self._tiles.board.selected
        key = Qt.Key(event.key())
        if key in _STEPS:
            right, down = _STEPS[key]
            self._tiles.step(right=right, down=down)
        elif key in _DEEDS:
            self.perform(_DEEDS[key], place)
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self._tiles.turn(1 if key == Qt.Key.Key_PageDown else -1)
        elif key != Qt.Key.Key_Escape or not self._go_back():
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if parse_channels(event.mimeData()):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._aim(self._place_at(event.position().toPoint()))
        event.setAccepted(self._target is not None)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self._aim(None)

    def dropEvent(self, event: QDropEvent) -> None:
        place = self._place_at(event.position().toPoint())
        self._aim(None)
        refs = parse_channels(event.mimeData())
        if place is not None and refs:
            event.acceptProposedAction()
            self._tiles.play(refs, start=place)
            self.setFocus()

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Video wall"))

    def _place_at(self, point: QPoint) -> int | None:
        return next((place for place, box in self._boxes.items() if box.contains(point)), None)

    def _offer_at(self, point: QPoint) -> Offer | None:
        place = self._place_at(point)
        tile = self._tiles.board[place] if place is not None else None
        if place is None or tile is None or not tile.face.offers:
            return None
        return offer_at(tile.face, self._boxes[place], point)

    def _take_offer(self, taken: OnTile) -> None:
        if taken.offer.deed is Deed.USE_TRANSPORT:
            self._tiles.use_transport(taken.place, taken.offer.transport)
        else:
            self.perform(taken.offer.deed, taken.place)

    def _ask(self, deed: Deed, place: int) -> None:
        """Deeds that others do, or that need another answer."""
        tile = self._tiles.board[place]
        if tile is None:
            return
        if deed is Deed.STEER:
            self._tiles.select(place)
            self.steer_requested.emit(tile.ref)
        elif deed is Deed.SEARCH:
            self.search_requested.emit(tile.ref)
        elif deed is Deed.CHOOSE_TRANSPORT:
            choice = self._choice(place)
            menu = build_transport_menu(choice, lambda chosen: self._tiles.use_transport(place, chosen), self)
            menu.popup(self.mapToGlobal(self._bar.geometry().bottomLeft()))

    def _go_back(self) -> bool:
        """Escape: end a drag, else the enlargement; whether there was anything to end."""
        if self._grabbed is not None:
            self._let_go()
        elif self._tiles.board.is_enlarged:
            self._tiles.enlarge(self._tiles.board.selected)
        else:
            return False
        return True

    def _drag_to(self, point: QPoint) -> None:
        """A tile is pulled to another place."""
        if self._grabbed is None:
            return
        place, start = self._grabbed
        if self._target is None and (point - start).manhattanLength() < QApplication.startDragDistance():
            return
        self._bar.hide()
        self.setCursor(Qt.CursorShape.ClosedHandCursor)
        over = self._place_at(point)
        self._aim(place if over is None else over)

    def _let_go(self) -> None:
        self._grabbed = None
        self._aim(None)
        self.setCursor(Qt.CursorShape.ArrowCursor)

    def _aim(self, place: int | None) -> None:
        former, self._target = self._target, place
        for changed in (former, place):
            if changed is not None:
                self.update(self.box_of(changed))

    def _show_bar(self, place: int | None) -> None:
        tile = self._tiles.board[place] if place is not None else None
        if place is None or tile is None:
            self._bar.hide()
            return
        self._bar_place = place
        looks = {Deed.ENLARGE: Icon.MINIMIZE_2} if self._tiles.board.is_enlarged else {}
        if tile.recording is not None and tile.recording.is_paused:
            looks[Deed.HOLD] = Icon.PLAY
        self._bar.show_on(well_of(self._boxes[place]), _deeds_of(tile), looks=looks)

    def _on_touched(self, place: int) -> None:
        super()._on_touched(place)
        if place == self._bar_place and self._bar.isVisible():
            self._show_bar(place)  # its buttons say what they would do now

    def _perform_on_hovered(self, deed: Deed) -> None:
        if self._bar_place is not None:
            self._tiles.select(self._bar_place)
            self.perform(deed, self._bar_place)

    def _show_menu_of_hovered(self, where: QPoint) -> None:
        if self._bar_place is not None:
            self._show_menu(self._bar_place, where)

    def _show_menu(self, place: int, where: QPoint) -> None:
        if self._tiles.board[place] is None:
            return
        menu = build_menu(
            self._choice(place),
            lambda deed: self.perform(deed, place),
            lambda transport: self._tiles.use_transport(place, transport),
            self,
        )
        menu.popup(where)

    def _choice(self, place: int) -> Choice:
        tile = self._tiles.board[place]
        offered = [offer.deed for offer in tile.face.offers if offer.deed is not Deed.USE_TRANSPORT] if tile else []
        deeds = dict.fromkeys([*offered, *(_deeds_of(tile) if tile else ())])
        return Choice(tuple(deeds), self._tiles.transport_of(place), self.tr("As in the settings"))

    def _tooltip_at(self, point: QPoint) -> str:
        """The whole name and the identifiers, on the strip, which has no room for them."""
        place = self._place_at(point)
        tile = self._tiles.board[place] if place is not None else None
        if place is None or tile is None or not strip_of(self._boxes[place]).contains(point):
            return ""
        return tooltip(f"{tile.face.name}\n{tile.ref}")

    def _describe(self) -> None:
        """For a screen reader."""
        place = self._tiles.board.selected
        tile = self._tiles.board[place]
        text = f"{place + 1}: {tile.face.name} {tile.face.sentence}".rstrip() if tile else f"{place + 1}"
        self.setAccessibleDescription(text)


def _deeds_of(tile: Tile) -> tuple[Deed, ...]:
    if tile.recording is not None:
        return (Deed.HOLD, Deed.GO_LIVE, Deed.ENLARGE, Deed.SEARCH, Deed.SHOW_FIGURES, Deed.CLOSE)
    return (Deed.ENLARGE, Deed.STEER, Deed.SEARCH, Deed.SHOW_FIGURES, Deed.CHOOSE_TRANSPORT, Deed.CLOSE)


_STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_DEEDS = {
    Qt.Key.Key_Return: Deed.ENLARGE,
    Qt.Key.Key_Enter: Deed.ENLARGE,
    Qt.Key.Key_Delete: Deed.CLOSE,
    Qt.Key.Key_I: Deed.SHOW_FIGURES,
    Qt.Key.Key_Space: Deed.HOLD,
    Qt.Key.Key_L: Deed.GO_LIVE,
}
