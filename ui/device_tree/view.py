"""The tree itself: how rows are painted, and what keys and mouse do with them."""

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyleOptionViewItem, QTreeView, QWidget

from ui import icons, theme
from ui.device_tree.delegate import RowDelegate
from ui.device_tree.model import DeviceTreeModel
from ui.device_tree.node import NodeKey, NodeType
from ui.icons import Icon

_INDENTATION = 16
_CHEVRON = 12


class DeviceTreeView(QTreeView):
    """Emits what the operator wants with the rows."""

    channels_activated = Signal(list)  # of ChannelRef: Enter or a double click
    menu_wanted = Signal(QPoint)  # where, on the screen
    typed = Signal(str)  # letters meant for the filter box

    def __init__(self, model: DeviceTreeModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tree = model
        self._hovered = QPersistentModelIndex()
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setIndentation(_INDENTATION)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setFrameShape(QTreeView.Shape.NoFrame)
        self.setModel(model)
        self.setItemDelegate(RowDelegate(model, self))
        self.entered.connect(self._hover)
        self.doubleClicked.connect(self._activate_clicked)
        model.updated.connect(self.viewport().update)  # also the counts of branches above what has changed

    def chosen_indexes(self) -> list[QModelIndex]:
        """The selected rows from top to bottom."""
        return sorted(self.selectionModel().selectedRows(), key=lambda index: self.visualRect(index).top())

    def choose(self, key: NodeKey) -> bool:
        """Select one row and bring it into view; False where there is none."""
        index = self._tree.find(key)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)
        return index.isValid()

    def copy_identifiers(self) -> None:
        """Put the identifiers of the selected rows on the clipboard, one per line."""
        nodes = [self._tree.node(index) for index in self.chosen_indexes()]
        found = [node.item_id for node in nodes if node is not None and node.type is not NodeType.MORE]
        if found:
            QGuiApplication.clipboard().setText("\n".join(found))

    def drawRow(
        self, painter: QPainter, options: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        tokens = theme.tokens(self.palette())
        full: QRect = options.rect
        selected = self.selectionModel().isSelected(index)
        if selected or self._hovered == index:
            painter.fillRect(full, tokens.color("selection" if selected else "raised"))
        if index == self.currentIndex() and self.hasFocus():
            painter.fillRect(full.left(), full.top(), 2, full.height(), tokens.color("accent"))
        inner = self.visualRect(index)
        if self._tree.hasChildren(index):
            which = Icon.CHEVRON_DOWN if self.isExpanded(index) else Icon.CHEVRON_RIGHT
            chevron = icons.pixmap(which, _CHEVRON, tokens.color("text_low"), self.devicePixelRatioF())
            painter.drawPixmap(
                QPointF(inner.left() - _CHEVRON - 1, full.top() + (full.height() - _CHEVRON) / 2), chevron
            )
        own = QStyleOptionViewItem(options)
        own.rect = QRect(inner.left(), full.top(), self.viewport().width() - inner.left(), full.height())
        own.state = QStyle.StateFlag.State_Enabled
        if selected:
            own.state |= QStyle.StateFlag.State_Selected
        self.itemDelegate().paint(painter, own, index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_identifiers()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._activate_chosen()
        elif event.key() == Qt.Key.Key_Asterisk:
            self.expand(self.currentIndex())  # Qt would open everything below, however much that is
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        # Qt would walk the whole tree for a row that begins with this; the filter box finds more, and sooner.
        if search.strip():
            self.typed.emit(search)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if index.isValid():
            below = self.viewport().mapToGlobal(self.visualRect(index).bottomLeft())
            self.menu_wanted.emit(below if by_key else event.globalPos())

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._hover(QModelIndex())
        return super().viewportEvent(event)

    def _activate_chosen(self) -> None:
        indexes = self.chosen_indexes()
        refs = [ref for index in indexes if (ref := self._tree.ref_at(index)) is not None]
        if refs:
            self.channels_activated.emit(refs)
        elif len(indexes) == 1:
            node = self._tree.node(indexes[0])
            if node is not None and node.type is NodeType.MORE:
                self._tree.show_more(indexes[0])
            else:
                self.setExpanded(indexes[0], not self.isExpanded(indexes[0]))

    def _activate_clicked(self, index: QModelIndex) -> None:
        node = self._tree.node(index)
        if node is not None and node.type is NodeType.MORE:
            self._tree.show_more(index)
        elif (ref := self._tree.ref_at(index)) is not None:
            self.channels_activated.emit([ref])

    def _hover(self, index: QModelIndex) -> None:
        former, self._hovered = self._hovered, QPersistentModelIndex(index)
        for changed in (former, self._hovered):
            if changed.isValid():
                rect = self.visualRect(changed)
                self.viewport().update(0, rect.top(), self.viewport().width(), rect.height())
