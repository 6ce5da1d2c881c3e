"""The admitted devices as a table."""

from collections.abc import Callable
from datetime import datetime
from enum import IntEnum
from typing import Any

from PySide6.QtCore import (
    QCoreApplication,
    QObject,
    QRect,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from console.model.device import Device
from console.state.catalogs import CatalogPhase, Catalogs
from console.state.devices import Devices
from ui import icons, theme, wording
from ui.device_tree.branches import Count, natural_key
from ui.icons import device_icon
from ui.widgets.label import tooltip
from ui.widgets.state_mark import State, paint_state
from ui.widgets.table import NOWHERE, Index, Table, TableModel

ROW_HEIGHT = 30


class Column(IntEnum):
    """In the order shown."""

    TITLE = 0
    STATE = 1
    CHANNELS = 2
    SEEN = 3
    ADDRESS = 4
    ID = 5
    CATALOG = 6
    MAKER = 7
    EDITION = 8


_WIDTHS = {
    Column.TITLE: 190,
    Column.STATE: 130,
    Column.CHANNELS: 84,
    Column.SEEN: 96,
    Column.ADDRESS: 185,
    Column.ID: 170,
    Column.CATALOG: 155,
    Column.MAKER: 170,
    Column.EDITION: 60,
}


class DevicesModel(TableModel):
    """Follows when told to. Rows stay where they are while values change; one that comes or goes sorts them anew."""

    def __init__(
        self,
        devices: Devices,
        catalogs: Catalogs,
        *,
        count_channels: Callable[[str], Count],
        now: Callable[[], datetime],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(Column, parent)
        self._devices = devices
        self._catalogs = catalogs
        self._count_channels = count_channels
        self._now = now
        self._ids: list[str] = []
        self._filter = ""
        self._column = Column.TITLE
        self._order = Qt.SortOrder.AscendingOrder
        self.follow()

    def row_total(self) -> int:
        return len(self._ids)

    def heading(self, column: int) -> str:
        return _heading(Column(column))

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        device = self.device_at(index)
        if device is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(device, Column(index.column()))
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(self._text(device, Column(index.column())))
        if role == Qt.ItemDataRole.FontRole and index.column() in (Column.ID, Column.ADDRESS):
            return theme.code_font()
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._column, self._order = Column(column), order
        self._rearrange(self._sorted(self._ids))

    def set_filter(self, text: str) -> None:
        """Show only devices whose title, name, identifier or address contains `text`."""
        self._filter = text.strip().casefold()
        self.follow()

    def device_at(self, index: Index) -> Device | None:
        return self._devices.get(self._ids[index.row()]) if index.isValid() and index.row() < len(self._ids) else None

    def row_of(self, device_id: str) -> int | None:
        return self._ids.index(device_id) if device_id in self._ids else None

    def follow(self) -> None:
        """Take over what has changed."""
        wanted = [device.device_id for device in self._devices if self._passes(device)]
        present, staying = set(self._ids), set(wanted)
        for row in reversed([row for row, device_id in enumerate(self._ids) if device_id not in staying]):
            self.beginRemoveRows(NOWHERE, row, row)
            del self._ids[row]
            self.endRemoveRows()
        fresh = [device_id for device_id in wanted if device_id not in present]
        if fresh:
            self.beginInsertRows(NOWHERE, len(self._ids), len(self._ids) + len(fresh) - 1)
            self._ids += fresh
            self.endInsertRows()
            self._rearrange(self._sorted(self._ids))
        self.refresh()

    def catalog_tone(self, device_id: str) -> str:
        """The colour of what the catalog column says."""
        phase = self._catalogs.progress(device_id).phase
        if phase in (CatalogPhase.FAILED, CatalogPhase.PARTIAL):
            return "warn"
        return "accent" if phase is CatalogPhase.ASKING else "text_mid"

    def _rearrange(self, ids: list[str]) -> None:
        if ids == self._ids:
            return
        self.layoutAboutToBeChanged.emit()
        rows = {device_id: row for row, device_id in enumerate(ids)}
        former = self.persistentIndexList()
        moved = [self.index(rows[self._ids[index.row()]], index.column()) for index in former]
        self._ids = ids
        self.changePersistentIndexList(former, moved)
        self.layoutChanged.emit()

    def _sorted(self, ids: list[str]) -> list[str]:
        known = [device for device_id in ids if (device := self._devices.get(device_id)) is not None]
        known.sort(key=self._sort_key, reverse=self._order == Qt.SortOrder.DescendingOrder)
        return [device.device_id for device in known]

    def _sort_key(self, device: Device) -> tuple[Any, ...]:
        title = natural_key(device.title)
        if self._column is Column.STATE:
            return (not device.online, title)
        if self._column is Column.SEEN:
            seen = device.last_seen_at.timestamp() if device.last_seen_at else 0.0
            return (-seen, title)
        if self._column is Column.CHANNELS:
            return (-self._count_channels(device.device_id).total, title)
        return (natural_key(self._text(device, self._column)), title)

    def _passes(self, device: Device) -> bool:
        host = device.peer.host if device.peer else ""
        return self._filter in f"{device.title}\n{device.name}\n{device.device_id}\n{host}".casefold()

    def _text(self, device: Device, column: Column) -> str:
        if column is Column.TITLE:
            return device.title
        if column is Column.STATE:
            return wording.device_state(device)
        if column is Column.ID:
            return device.device_id
        if column is Column.ADDRESS:
            return str(device.peer) if device.peer else "–"
        if column is Column.CHANNELS:
            return channel_count(self._count_channels(device.device_id))
        if column is Column.SEEN:
            return last_seen(device, self._now())
        if column is Column.CATALOG:
            return wording.catalog(self._catalogs.progress(device.device_id))
        if column is Column.MAKER:
            return " ".join(part for part in (device.manufacturer, device.model, device.firmware) if part) or "–"
        return wording.edition(device.registration.edition) if device.registration else ""


def channel_count(count: Count) -> str:
    """Channels on line and all of them; a dash where none are known."""
    return f"{count.online}/{count.total}" if count.total else "–"


def last_seen(device: Device, now: datetime) -> str:
    """How long ago the device's last message was."""
    if device.last_seen_at is None:
        return QCoreApplication.translate("devices", "never")
    return wording.ago((now - device.last_seen_at).total_seconds())


class DevicesTable(Table):
    """One row per device; `selected` names the device of the selected row, empty when there is none."""

    selected = Signal(str)

    def __init__(self, model: DevicesModel, parent: QWidget | None = None) -> None:
        super().__init__(model, _WIDTHS, ROW_HEIGHT, parent)
        self._devices = model
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setItemDelegate(_CellDelegate(model, self))
        self.horizontalHeader().setSortIndicator(Column.TITLE, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        self.selectionModel().selectionChanged.connect(self._emit_selected)

    def selected_id(self) -> str:
        rows = self.selectionModel().selectedRows()
        device = self._devices.device_at(rows[0]) if rows else None
        return device.device_id if device else ""

    def select(self, device_id: str) -> bool:
        """Select the row of a device; False where it is not shown."""
        row = self._devices.row_of(device_id)
        if row is None:
            return False
        self.selectRow(row)
        self.scrollTo(self._devices.index(row, 0))
        return True

    def _emit_selected(self) -> None:
        self.selected.emit(self.selected_id())


class _CellDelegate(QStyledItemDelegate):
    """Draws all cells: icon with the title, mark with the state, and colours where a value asks for attention."""

    def __init__(self, model: DevicesModel, parent: QObject) -> None:
        super().__init__(parent)
        self._devices = model

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        device = self._devices.device_at(index)
        if device is None:
            return
        tokens = theme.tokens(option.palette)
        column = Column(index.column())
        rect: QRect = option.rect
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(rect, tokens.color("selection" if selected else "panel"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, tokens.color("raised"))
        inner = rect.adjusted(8, 0, -8, -1)
        tone = "text" if column is Column.TITLE else "text_mid"
        if column is Column.TITLE:
            picture = icons.pixmap(
                device_icon(device.device_id),
                theme.ICON_SIZE,
                tokens.color("text_mid"),
                painter.device().devicePixelRatioF(),
            )
            painter.drawPixmap(inner.left(), inner.center().y() - theme.ICON_SIZE // 2 + 1, picture)
            inner.setLeft(inner.left() + 24)
        elif column is Column.STATE:
            state = State.ONLINE if device.online else State.OFFLINE
            paint_state(painter, QRectF(inner.left(), inner.center().y() - 4, 9, 9), state, tokens)
            inner.setLeft(inner.left() + 16)
        elif column is Column.CATALOG:
            tone = self._devices.catalog_tone(device.device_id)
        if not device.online and column is not Column.CATALOG:
            tone = "warn" if column is Column.STATE and device.refusal else "text_low"
        painter.setPen(tokens.color(tone))
        font = index.data(Qt.ItemDataRole.FontRole) or option.font
        painter.setFont(font)
        text = QFontMetrics(font).elidedText(str(index.data()), Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()


def _heading(column: Column) -> str:
    return {
        Column.TITLE: QCoreApplication.translate("devices", "Device"),
        Column.STATE: QCoreApplication.translate("devices", "State"),
        Column.CHANNELS: QCoreApplication.translate("devices", "Channels"),
        Column.SEEN: QCoreApplication.translate("devices", "Last seen"),
        Column.ADDRESS: QCoreApplication.translate("devices", "Address"),
        Column.ID: QCoreApplication.translate("devices", "ID"),
        Column.CATALOG: QCoreApplication.translate("devices", "Channel list"),
        Column.MAKER: QCoreApplication.translate("devices", "Make, model, firmware"),
        Column.EDITION: QCoreApplication.translate("devices", "Edition"),
    }[column]
