"""Labels that show text as it is: what a device sends is never taken for markup."""

import html

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui import theme
from ui.theme import TypeSize

LINE_HEIGHT = 150  # percent; Chinese text needs at least 145


class Label(QLabel):
    """One line in a text colour of the theme: "" for the main one, or a token such as "text_mid"."""

    def __init__(
        self,
        text: str = "",
        *,
        size: TypeSize = TypeSize.BODY,
        tone: str = "",
        weight: QFont.Weight = QFont.Weight.Normal,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(theme.font(size, weight))
        self.set_tone(tone)

    def set_tone(self, tone: str) -> None:
        """Change the colour."""
        if self.property("tone") != tone:
            self.setProperty("tone", tone)
            restyle(self)


class Paragraph(Label):
    """Several lines, wrapped, with the line height that Chinese needs."""

    def __init__(
        self,
        text: str = "",
        *,
        size: TypeSize = TypeSize.BODY,
        tone: str = "text_mid",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(size=size, tone=tone, parent=parent)
        self.setTextFormat(Qt.TextFormat.RichText)  # only ever filled with escaped text
        self.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._plain = ""
        self.setText(text)

    def setText(self, text: str) -> None:
        """Show `text`, escaped; line breaks are kept."""
        self._plain = text
        align = self.alignment() & Qt.AlignmentFlag.AlignHorizontal_Mask
        side = "center" if align == Qt.AlignmentFlag.AlignHCenter else "left"
        lines = html.escape(text).replace("\n", "<br>")
        super().setText(f'<p align="{side}" style="line-height:{LINE_HEIGHT}%; margin:0">{lines}</p>' if text else "")

    def setAlignment(self, alignment: Qt.AlignmentFlag) -> None:
        super().setAlignment(alignment)
        self.setText(self._plain)

    def plain_text(self) -> str:
        """What was set, without markup."""
        return self._plain


class ElidedLabel(Label):
    """One line that shortens itself to the room there is; the whole text is in the tooltip then."""

    def __init__(
        self,
        text: str = "",
        *,
        size: TypeSize = TypeSize.BODY,
        tone: str = "",
        weight: QFont.Weight = QFont.Weight.Normal,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, size=size, tone=tone, weight=weight, parent=parent)
        self._mode = mode
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        return QSize(24, super().sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        shown = QFontMetrics(self.font()).elidedText(self.text(), self._mode, self.contentsRect().width())
        self.setToolTip(tooltip(self.text()) if shown != self.text() else "")
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        painter.drawText(self.contentsRect(), int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), shown)


def tooltip(text: str) -> str:
    """`text` for setToolTip: Qt guesses whether a tooltip is markup, so it gets markup with everything escaped."""
    return f'<p style="white-space:pre-wrap; margin:0">{html.escape(text)}</p>' if text else ""


def restyle(widget: QWidget) -> None:
    """Apply the style sheet again after a property that it looks at has changed."""
    if not widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        return  # comes with the first showing; done now, it would undo a font that is set afterwards
    widget.style().unpolish(widget)
    widget.style().polish(widget)
