"""The selected stretch, to be downloaded."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from console.model.records import TimeSpan
from ui import measures
from ui.icons import Icon
from ui.theme import TypeSize
from ui.widgets.label import ElidedLabel
from ui.widgets.surface import ButtonKind, Surface, button, icon_button, name_button, set_surface
from ui.widgets.translated import Translated


class SelectionBar(Translated):
    """Lies on the timeline while something is selected there."""

    download_wanted = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        set_surface(self, Surface.CARD)
        self._words = ElidedLabel(size=TypeSize.DENSE)
        self._download = button(ButtonKind.PRIMARY)
        self._download.clicked.connect(lambda: self.download_wanted.emit())
        self._close = icon_button(Icon.X)
        self._close.clicked.connect(lambda: self.closed.emit())
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 3, 3, 3)
        row.setSpacing(6)
        for part in (self._words, self._download, self._close):
            row.addWidget(part)
        self.hide()
        self.retranslate()

    @property
    def text(self) -> str:
        return self._words.text()

    def show_span(self, span: TimeSpan, *, octets: int | None, has_recordings: bool) -> None:
        """`octets` is an estimate; None: not known."""
        start, end = measures.time_of_day(span.start), measures.time_of_day(span.end)
        parts = [f"{start} – {end}", measures.length(span.length.total_seconds())]
        if not has_recordings:
            parts[1:] = [self.tr("nothing recorded")]
        elif octets is not None:
            parts.append(f"≈ {measures.octets(octets)}")
        self._words.setText("  ·  ".join(parts))
        self._download.setEnabled(has_recordings)
        self.show()
        self.adjustSize()
        self.raise_()

    def retranslate(self) -> None:
        self._download.setText(self.tr("Download"))
        name_button(self._close, self.tr("Clear the selection") + "  Esc")
