"""A panel beside the main content that can be moved and closed."""

from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QWidget

from ui.icons import Icon
from ui.theme import TypeSize
from ui.widgets.label import Label
from ui.widgets.surface import Surface, icon_button, name_button, panel

_TITLE_HEIGHT = 30  # pixels


class Dock(QDockWidget):
    """`name` is what its place is remembered under. The style sheet's own title would cut letters below the line."""

    def __init__(self, name: str, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWidget(content)
        self.setFeatures(QDockWidget.DockWidgetFeature.DockWidgetMovable | self.DockWidgetFeature.DockWidgetClosable)
        self._title = Label(size=TypeSize.DENSE, tone="text_mid")
        self._close = icon_button(Icon.X)
        self._close.clicked.connect(self.close)
        bar = panel(Surface.BAR)
        bar.setFixedHeight(_TITLE_HEIGHT)
        layout = QHBoxLayout(bar)
        layout.setContentsMargins(12, 0, 2, 0)
        layout.addWidget(self._title, 1)
        layout.addWidget(self._close)
        self.setTitleBarWidget(bar)

    def set_title(self, title: str) -> None:
        """Its button and its entry in menus are called so, too."""
        shown = self.toggleViewAction()
        self.setWindowTitle(title)
        self._title.setText(title)
        shown.setToolTip(f"{title}  {shown.shortcut().toString()}".rstrip())
        name_button(self._close, self.tr("Close"))
