"""The bar above the wall: how it is divided, its pages, and what is shown on the pictures."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QMenu, QSizePolicy, QToolButton, QWidget

from ui import icons, theme, wording
from ui.icons import Icon
from ui.theme import TypeSize
from ui.wall.deeds import Deed, titled
from ui.wall.layout import LAYOUTS, Layout
from ui.wall.tiles import Tiles
from ui.wall.wall import Wall
from ui.widgets.label import ElidedLabel, Label
from ui.widgets.surface import Surface, icon_button, name_button, set_surface
from ui.widgets.translated import Translated

_HEIGHT = 36  # pixels


class WallBar(Translated):
    """Belongs to one wall."""

    full_wanted = Signal()  # hide everything but the wall, or show it again

    def __init__(self, wall: Wall, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_surface(self, Surface.BAR)
        self.setFixedHeight(_HEIGHT)
        self._wall = wall
        self._title = ElidedLabel(size=TypeSize.DENSE, tone="text_mid")
        self._layouts = {layout: _LayoutButton(layout) for layout in LAYOUTS}
        self._group = QButtonGroup(self)
        self._previous = icon_button(Icon.CHEVRON_LEFT)
        self._page = Label(size=TypeSize.DENSE, tone="text_mid")
        self._next = icon_button(Icon.CHEVRON_RIGHT)
        self._figures = icon_button(Icon.INFO, checkable=True)
        self._more = icon_button(Icon.ELLIPSIS)
        self._menu = QMenu(self)
        self._close = self._menu.addAction(icons.icon(Icon.X), "")
        self._full = icon_button(Icon.MAXIMIZE_2)
        self._panels = QHBoxLayout()
        self._panels.setSpacing(2)
        self._lay_out()
        self._connect()
        self.retranslate()
        self._follow()

    def add_panel(self, shown: QAction) -> None:
        """A button, at the right end, for what can be shown beside the wall."""
        one = icon_button(Icon.PANEL_LEFT, checkable=True)
        one.setDefaultAction(shown)
        self._panels.addWidget(one)

    def retranslate(self) -> None:
        for layout, one in self._layouts.items():
            name_button(one, wording.fill(self.tr("Tiles: %1"), layout.name))
        name_button(self._previous, self.tr("Previous page") + "  PgUp")
        name_button(self._next, self.tr("Next page") + "  PgDn")
        name_button(self._figures, titled(Deed.SHOW_FIGURES))
        name_button(self._more, self.tr("More"))
        self._close.setText(self.tr("Close all tiles"))
        name_button(self._full, self.tr("Wall only") + "  F")
        self._follow()

    @property
    def _tiles(self) -> Tiles:
        return self._wall.tiles

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 0, 8, 0)
        layout.setSpacing(2)
        layout.addWidget(self._title, 1)
        for one in (self._previous, self._page, self._next):
            layout.addWidget(one)
        layout.addSpacing(12)
        for choice in self._layouts.values():
            self._group.addButton(choice)
            layout.addWidget(choice)
        layout.addSpacing(12)
        for one in (self._figures, self._full, self._more):
            layout.addWidget(one)
        layout.addSpacing(8)
        layout.addLayout(self._panels)

    def _connect(self) -> None:
        for layout, choice in self._layouts.items():
            choice.clicked.connect(lambda _checked=False, layout=layout: self._tiles.use_layout(layout))
        self._previous.clicked.connect(lambda: self._tiles.turn(-1))
        self._next.clicked.connect(lambda: self._tiles.turn(1))
        self._figures.clicked.connect(self._wall.show_figures)
        self._close.triggered.connect(lambda: self._tiles.close_all())
        self._more.setMenu(self._menu)
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._full.clicked.connect(lambda: self.full_wanted.emit())
        self._tiles.arranged.connect(self._follow)
        self._tiles.contents_changed.connect(self._follow)
        self._wall.figures_toggled.connect(self._figures.setChecked)

    def _follow(self) -> None:
        board = self._tiles.board
        self._layouts[board.layout].setChecked(True)
        hidden = len(board.hidden())
        for one in (self._previous, self._page, self._next):
            one.setVisible(board.pages > 1)
        self._page.setText(f"{board.page + 1} / {board.pages}")
        text = wording.fill(self.tr("Channels: %1"), len(board)) if len(board) else ""
        if hidden:
            text += "  ·  " + wording.fill(self.tr("on other pages: %1"), hidden)
        self._title.setText(text)
        self._close.setEnabled(bool(len(board)))


class _LayoutButton(QToolButton):
    """A small picture of the layout."""

    def __init__(self, layout: Layout) -> None:
        super().__init__()
        self._layout = layout
        self.setCheckable(True)
        self.setFixedSize(theme.CONTROL_HEIGHT, theme.CONTROL_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def sizeHint(self) -> QSize:
        return self.size()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        tokens = theme.tokens(self.palette())
        color: QColor = tokens.color("accent" if self.isChecked() else "text" if self.underMouse() else "text_mid")
        side = 17 if self._layout.columns != 4 else 18  # so that the cells come out alike
        corner = (self.width() - side) // 2
        for box in self._layout.boxes(QRect(corner, corner, side, side)):
            painter.fillRect(box, color)
