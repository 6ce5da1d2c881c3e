"""A row of the tree as Qt sees it: one place of one item, made when its branch is first opened."""

from dataclasses import dataclass
from enum import Enum

NodeKey = tuple[str, ...]  # device, then the items down to the row; names a place across rebuilding


class NodeType(Enum):
    DEVICE = "device"
    ITEM = "item"
    MORE = "more"  # stands for the rows beyond the page


@dataclass(slots=True, eq=False)
class Node:
    """`row` is the place among the parent's children; `children` is None until the branch is opened."""

    number: int  # how Qt names it
    type: NodeType
    device_id: str
    item_id: str  # the device's own identifier for a DEVICE, its branch's for MORE
    parent: "Node | None"
    row: int = 0
    children: "list[Node] | None" = None
    opens: bool = False  # whether the views were told that it has children
    pages: int = 1  # how many are shown of its children, in thousands
    hidden: int = 0  # of a MORE row: how many it stands for

    @property
    def key(self) -> NodeKey:
        above = self.parent.key if self.parent else ()
        return (*above, "" if self.type is NodeType.MORE else self.item_id)

    @property
    def place(self) -> tuple[str, str]:
        """Shared by all rows of one item."""
        return self.device_id, self.item_id

    @property
    def is_own_channel(self) -> bool:
        """The second row of a device that lists itself among its channels; nothing hangs below this one."""
        return self.type is NodeType.ITEM and self.item_id == self.device_id

    def hangs_below(self, item_id: str) -> bool:
        """Whether the item stands on the way down to this row: circles through second parents end here."""
        node: Node | None = self
        while node is not None and node.type is not NodeType.DEVICE:
            if node.item_id == item_id:
                return True
            node = node.parent
        return False
