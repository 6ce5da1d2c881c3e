"""Paints a row: icon with the state at its corner, name, and counts at the right end."""

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui import icons, theme
from ui.device_tree.model import DeviceTreeModel
from ui.device_tree.row import Row
from ui.theme import Tokens, TypeSize
from ui.widgets.state_mark import paint_state

_MARK_SIDE = 7.0
_MARK_GAP = 1.5  # of background round the mark, so that it stands off the icon
_TEXT_AT = 24  # pixels from the left of the row's own part
_DIM = 0.55


class RowDelegate(QStyledItemDelegate):
    """All rows are `theme.ROW_HEIGHT` high."""

    def __init__(self, model: DeviceTreeModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(120, theme.ROW_HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        tokens = theme.tokens(option.palette)
        row = self._model.row(index)
        rect: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(rect)
        if row.icon is not None:
            selected = bool(option.state & QStyle.StateFlag.State_Selected)
            self._paint_icon(painter, rect, row, tokens, tokens.color("selection" if selected else "panel"))
        right = self._paint_trailing(painter, rect, row, tokens)
        self._paint_title(
            painter,
            QRect(rect.left() + _TEXT_AT, rect.top(), right - rect.left() - _TEXT_AT, rect.height()),
            row,
            tokens,
        )
        painter.restore()

    def _paint_icon(self, painter: QPainter, rect: QRect, row: Row, tokens: Tokens, ground: QColor) -> None:
        assert row.icon is not None
        top = rect.top() + (rect.height() - theme.ICON_SIZE) / 2
        color = tokens.color("text_mid")
        if row.dim:
            color.setAlphaF(_DIM)
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(QPointF(rect.left() + 2, top), icons.pixmap(row.icon, theme.ICON_SIZE, color, ratio))
        if row.state is None:
            return
        mark = QRectF(rect.left() + 12.5, top + 9.5, _MARK_SIDE, _MARK_SIDE)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawEllipse(mark.adjusted(-_MARK_GAP, -_MARK_GAP, _MARK_GAP, _MARK_GAP))
        paint_state(painter, mark, row.state, tokens)

    def _paint_trailing(self, painter: QPainter, rect: QRect, row: Row, tokens: Tokens) -> int:
        """Draw the counts; returns where the title must end."""
        right = rect.right() - 8
        if not row.trailing:
            return right
        painter.setFont(theme.font(TypeSize.CAPTION, tabular=True))
        painter.setPen(tokens.color(row.tone))
        width = painter.fontMetrics().horizontalAdvance(row.trailing)
        painter.drawText(
            QRect(right - width, rect.top(), width, rect.height()), Qt.AlignmentFlag.AlignVCenter, row.trailing
        )
        return right - width - 8

    def _paint_title(self, painter: QPainter, rect: QRect, row: Row, tokens: Tokens) -> None:
        font = theme.font(TypeSize.DENSE)
        font.setStrikeOut(row.struck)
        painter.setFont(font)
        painter.setPen(tokens.color("accent" if row.link else "text_low" if row.dim else "text"))
        shown = QFontMetrics(font).elidedText(row.title, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, shown)
