"""What a row of the tree shows, and what its tooltip says."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from console.model.catalog import CatalogItem, ChannelStatus
from console.model.device import Device
from console.state.catalogs import CatalogPhase, CatalogProgress
from ui import wording
from ui.device_tree.branches import Count
from ui.icons import Icon, device_icon, item_icon
from ui.widgets.state_mark import State


@dataclass(frozen=True, slots=True)
class Row:
    """`trailing` stands at the right end in the token `tone`; a dim row is not to be had now, a struck one is gone."""

    title: str = ""
    icon: Icon | None = None
    state: State | None = None
    trailing: str = ""
    tone: str = "text_low"
    dim: bool = False
    struck: bool = False
    link: bool = False  # the row is an offer, not a thing


def device_row(
    device_id: str, device: Device | None, item: CatalogItem | None, progress: CatalogProgress, count: Count | None
) -> Row:
    """`item` is the device's own catalog item, when it is a channel itself; `count` is None without any below."""
    online = device is not None and device.online
    trailing, tone = _device_trailing(progress, count)
    return Row(
        title=device.title if device else device_id,
        icon=device_icon(device_id) if item is None else item_icon(item),
        state=State.ONLINE if online else State.OFFLINE,
        trailing=trailing,
        tone=tone,
        dim=not online,
    )


def item_row(item: CatalogItem | None, count: Count | None, *, device_online: bool) -> Row:
    if item is None:
        return Row()
    state = channel_mark(item, device_online=device_online) if item.is_playable else None
    return Row(
        title=item.name or item.item_id,
        icon=item_icon(item),
        state=state,
        trailing=f"{count.online}/{count.total}" if count and count.total else "",
        dim=item.missing or state is State.OFFLINE or not device_online,
        struck=item.missing,
    )


def more_row(hidden: int) -> Row:
    text = QCoreApplication.translate("device_tree", "%1 more – show the next 1000, or type to filter")
    return Row(title=wording.fill(text, f"{hidden:,}"), link=True)


def channel_mark(item: CatalogItem, *, device_online: bool) -> State:
    """The mark of a channel as its device describes it."""
    if item.missing or not device_online or item.status is ChannelStatus.OFF:
        return State.OFFLINE
    return State.ONLINE if item.status is ChannelStatus.ON else State.DEGRADED


def row_tooltip(device: Device | None, item: CatalogItem | None, progress: CatalogProgress | None) -> str:
    """Plain text, one fact per line; `progress` for the row of the device itself."""
    lines: list[str] = []
    if progress is not None and device is not None:
        lines += [device.title, device.device_id, wording.device_state(device)]
        if device.peer:
            lines.append(str(device.peer))
        lines.append(wording.catalog(progress))
        if progress.failure:
            lines.append(wording.of_failure(progress.failure).sentence)
    elif item is not None:
        lines += [item.name or item.item_id, item.item_id]
        lines.append(wording.channel_state(item, device_online=device is not None and device.online))
        lines += [text for text in (f"{item.manufacturer} {item.model}".strip(), item.address) if text]
    if item is not None and item.missing:
        lines.append(
            QCoreApplication.translate("device_tree", "Missing from the last complete list. Remove it from the menu.")
        )
    return "\n".join(lines)


def _device_trailing(progress: CatalogProgress, count: Count | None) -> tuple[str, str]:
    counted = f"{count.online}/{count.total}" if count and count.total else ""
    if progress.phase is CatalogPhase.ASKING:
        return (f"{progress.received}/{progress.total}" if progress.total else "…"), "accent"
    if progress.phase is CatalogPhase.PARTIAL and progress.total:
        return f"{progress.received}/{progress.total}", "warn"
    if progress.phase is CatalogPhase.FAILED:
        return counted or "!", "warn"
    return counted, "text_low"
