"""The searched channels, each to be removed."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from console.model.catalog import ChannelRef
from ui import wording
from ui.icons import Icon
from ui.theme import TypeSize
from ui.widgets.label import ElidedLabel
from ui.widgets.surface import Surface, icon_button, name_button, set_surface
from ui.widgets.translated import Translated

_HEIGHT = 24  # pixels
_NARROWEST = 44
_WIDEST = 190


class Chips(Translated):
    """Side by side, narrower the more there are; without any, a hint how to add one."""

    removed = Signal(object)  # ChannelRef

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chips: list[_Chip] = []
        self._hint = ElidedLabel(size=TypeSize.DENSE, tone="text_low")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(4)
        self._row.addWidget(self._hint)
        self._row.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.retranslate()

    def set_channels(self, channels: Sequence[tuple[ChannelRef, str]]) -> None:
        """Channels and what to call them."""
        for chip in self._chips:
            self._row.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = [_Chip(ref, name) for ref, name in channels]
        for number, chip in enumerate(self._chips):
            chip.removed.connect(self.removed)
            self._row.insertWidget(number, chip)
        self._hint.setVisible(not channels)
        self.retranslate()

    @property
    def names(self) -> list[str]:
        return [chip.name for chip in self._chips]

    def minimumSizeHint(self) -> QSize:
        return QSize(len(self._chips) * (_NARROWEST + 4) if self._chips else 200, _HEIGHT)

    def retranslate(self) -> None:
        self._hint.setText(self.tr("Drop cameras here to search their recordings"))
        for chip in self._chips:
            chip.name_removal(wording.fill(self.tr("Remove %1 from the search"), chip.name))


class _Chip(QFrame):
    removed = Signal(object)  # ChannelRef

    def __init__(self, ref: ChannelRef, name: str) -> None:
        super().__init__()
        set_surface(self, Surface.CHIP)
        self.name = name
        self._label = ElidedLabel(name, size=TypeSize.DENSE)
        self._label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._remove = icon_button(Icon.X)
        self._remove.setIconSize(QSize(12, 12))
        self._remove.setFixedSize(20, 20)
        self._remove.clicked.connect(lambda: self.removed.emit(ref))
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 1, 0)
        row.setSpacing(2)
        row.addWidget(self._label, 1)
        row.addWidget(self._remove, 0, Qt.AlignmentFlag.AlignVCenter)
        self.setFixedHeight(_HEIGHT)
        self.setMinimumWidth(_NARROWEST)
        self.setMaximumWidth(_WIDEST)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def name_removal(self, text: str) -> None:
        name_button(self._remove, text)
