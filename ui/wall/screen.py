"""What is seen of the wall: all tiles in one widget and one paint event, straight from the memory of the decoders."""

from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QRegion, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.wall.brush import Standing, paint_empty, paint_tile, strip_of, well_of
from ui.wall.deeds import Offer
from ui.wall.frame_clock import FrameClock
from ui.wall.picture import device_size
from ui.wall.tiles import Tiles

SETTLING = 150  # milliseconds after the last change of size until pictures of the new size are asked for
TEXT_TICK = 250  # milliseconds; ages, countdowns and clocks must not depend on pictures coming


@dataclass(frozen=True, slots=True)
class OnTile:
    """A button of a tile, for the pointer."""

    place: int
    offer: Offer


class Screen(QWidget):
    """Paints `Tiles`, looks for new pictures, and has them made in the size of the tiles."""

    figures_toggled = Signal(bool)

    def __init__(self, tiles: Tiles, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tiles = tiles
        self._boxes: dict[int, QRect] = {}
        self._gaps = QRegion()
        self._fitted_ratio = self.devicePixelRatioF()
        self._shows_figures = False
        self._hovered: OnTile | None = None
        self._pressed: OnTile | None = None
        self._target: int | None = None  # where something that is being dragged would go
        self._clock = FrameClock(self._look, self)
        self._texts = QTimer(self)
        self._texts.setInterval(TEXT_TICK)
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(SETTLING)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        tiles.arranged.connect(self._arrange)
        tiles.touched.connect(self._on_touched)
        self._texts.timeout.connect(self._refresh)
        self._settling.timeout.connect(self._fit_views)

    @property
    def tiles(self) -> Tiles:
        return self._tiles

    @property
    def shows_figures(self) -> bool:
        return self._shows_figures

    def show_figures(self, shown: bool) -> None:
        """Codec, size, rates and losses on every picture."""
        if shown != self._shows_figures:
            self._shows_figures = shown
            self._refresh()
            self.figures_toggled.emit(shown)

    def box_of(self, place: int) -> QRect:
        """Where a tile lies; empty when it is not on screen."""
        return self._boxes.get(place, QRect())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.devicePixelRatioF() != self._fitted_ratio and not self._settling.isActive():
            self._settling.start()  # another screen; Qt calls nothing else that would be as cheap to listen to
        painter = QPainter(self)
        tokens = theme.tokens(self.palette())
        region = event.region()
        gaps = region.intersected(self._gaps)
        if not gaps.isEmpty():
            _fill(painter, gaps, tokens.color("window"))
        for place, box in self._boxes.items():
            if not region.intersects(box):
                continue
            tile = self._tiles.board[place]
            if tile is None:
                paint_empty(painter, box, self._standing(place), tokens, self.tr("Drop a channel here"))
                continue
            picture = tile.view.newest() if tile.view else None
            strip_tokens = tokens if region.intersects(strip_of(box)) else None
            paint_tile(painter, box, tile.face, self._standing(place), picture=picture, tokens=strip_tokens)

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._lay_out()
        self._settling.start()

    def showEvent(self, _event: QShowEvent) -> None:
        self._texts.start()
        self._arrange()

    def hideEvent(self, _event: QHideEvent) -> None:
        self._texts.stop()
        self._clock.stop()
        self._fit_views()

    def _arrange(self) -> None:
        """Other tiles are on screen, or elsewhere."""
        self._hovered = self._pressed = None
        self._lay_out()
        self._fit_views()
        self._refresh()
        if self.isVisible():
            self._clock.wake()

    def _lay_out(self) -> None:
        board = self._tiles.board
        if board.is_enlarged:
            self._boxes = {board.selected: self.rect()}
        else:
            self._boxes = dict(zip(board.on_page(), board.layout.boxes(self.rect()), strict=True))
        self._gaps = QRegion(self.rect())
        for box in self._boxes.values():
            self._gaps -= QRegion(box)
        self.update()

    def _fit_views(self) -> None:
        """Ask each view for pictures of exactly its pixels; those that nobody sees for none."""
        self._settling.stop()
        ratio = self._fitted_ratio = self.devicePixelRatioF()
        for place, tile in self._tiles.board.filled():
            if tile.view is None:
                continue
            if place in self._boxes and self.isVisible():
                tile.view.resize(*device_size(well_of(self._boxes[place]), ratio))
            else:
                tile.view.resize(0, 0)

    def _look(self) -> bool:
        """Paint what is new; whether anything was."""
        dirty = QRegion()
        for place, tile in self._tiles.on_screen():
            if not tile.has_new_picture():
                continue
            box = self._boxes[place]
            dirty += well_of(box)
            # What was said of a missing or old picture must not lie on the new one until the next text tick.
            if tile.is_waiting and tile.refresh(shows_figures=self._shows_figures):
                dirty += box
        if dirty.isEmpty():
            return False
        self.update(dirty)
        return True

    def _refresh(self) -> None:
        """Say anew what every tile says."""
        if not self.isVisible():
            return
        for place, tile in self._tiles.on_screen():
            if tile.refresh(shows_figures=self._shows_figures):
                self.update(self._boxes[place])
        if not self._clock.is_running and self._look():
            self._clock.wake()

    def _on_touched(self, place: int) -> None:
        tile = self._tiles.board[place]
        if tile is None or place not in self._boxes or not self.isVisible():
            return
        if tile.refresh(shows_figures=self._shows_figures):
            self.update(self._boxes[place])
        self._clock.wake()

    def _standing(self, place: int) -> Standing:
        return Standing(
            number=place + 1,
            is_selected=place == self._tiles.board.selected,
            is_target=place == self._target,
            hovered=self._hovered.offer if self._hovered and self._hovered.place == place else None,
            pressed=self._pressed.offer if self._pressed and self._pressed.place == place else None,
        )


def _fill(painter: QPainter, region: QRegion, color: QColor) -> None:
    painter.save()
    painter.setClipRegion(region)
    painter.fillRect(region.boundingRect(), color)
    painter.restore()
