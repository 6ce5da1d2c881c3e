"""Paints a stored position: its number in a column of its own, then its name."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from console.model.ptz import Preset
from ui import theme
from ui.theme import TypeSize

PRESET_ROLE = Qt.ItemDataRole.UserRole  # the Preset of an item
_NUMBER_WIDTH = 36


class PresetRow(QStyledItemDelegate):
    """The item's text is what to call it; a name that only repeats the number stands back."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(80, theme.ROW_HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        tokens = theme.tokens(option.palette)
        preset: Preset = index.data(PRESET_ROLE)
        rect: QRect = option.rect
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        is_hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        if is_selected or is_hovered:
            painter.fillRect(rect, tokens.color("selection" if is_selected else "raised"))
        if is_selected and option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(tokens.accent), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
        painter.setFont(theme.font(TypeSize.DENSE, tabular=True))
        painter.setPen(tokens.color("text_mid"))
        number = QRect(rect.left(), rect.top(), _NUMBER_WIDTH - 8, rect.height())
        painter.drawText(number, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, str(preset.number))
        painter.setPen(tokens.color("text" if preset.name else "text_low"))
        room = rect.adjusted(_NUMBER_WIDTH, 0, -8, 0)
        shown = painter.fontMetrics().elidedText(
            index.data(Qt.ItemDataRole.DisplayRole), Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()
