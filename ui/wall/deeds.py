"""What can be done with a tile: each deed once, with its icon, words and key, for hover bar, menu and buttons."""

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QCoreApplication

from console.model.media import MediaTransport
from ui import wording
from ui.icons import Icon


class Deed(Enum):
    """In the order of hover bar and menu."""

    RETRY = "retry"
    USE_TRANSPORT = "use-transport"  # needs to be told which
    REPLAY = "replay"  # a recording from its start
    HOLD = "hold"  # pause, and go on
    GO_LIVE = "go-live"
    ENLARGE = "enlarge"
    STEER = "steer"
    SEARCH = "search"
    SHOW_FIGURES = "show-figures"
    CHOOSE_TRANSPORT = "choose-transport"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Offer:
    """A button on a tile."""

    deed: Deed
    transport: MediaTransport | None = None

    @property
    def text(self) -> str:
        if self.deed is Deed.USE_TRANSPORT and self.transport is not None:
            name = wording.media_transport(self.transport)
            return wording.fill(QCoreApplication.translate("wall", "Try %1"), name)
        return name_of(self.deed)


def name_of(deed: Deed) -> str:
    """What the deed is called."""
    return {
        Deed.RETRY: QCoreApplication.translate("wall", "Retry now"),
        Deed.USE_TRANSPORT: QCoreApplication.translate("wall", "Try another transport"),
        Deed.REPLAY: QCoreApplication.translate("wall", "Play again"),
        Deed.HOLD: QCoreApplication.translate("wall", "Pause or go on"),
        Deed.GO_LIVE: QCoreApplication.translate("wall", "Back to live"),
        Deed.ENLARGE: QCoreApplication.translate("wall", "Enlarge or reduce"),
        Deed.STEER: QCoreApplication.translate("wall", "Steer the camera"),
        Deed.SEARCH: QCoreApplication.translate("wall", "Search recordings of this channel"),
        Deed.SHOW_FIGURES: QCoreApplication.translate("wall", "Show figures of the streams"),
        Deed.CHOOSE_TRANSPORT: QCoreApplication.translate("wall", "Media transport of this device"),
        Deed.CLOSE: QCoreApplication.translate("wall", "Close"),
    }[deed]


def titled(deed: Deed) -> str:
    """Name and key, for a tooltip."""
    key = KEYS.get(deed)
    return f"{name_of(deed)}  {key}" if key else name_of(deed)


ICONS = {
    Deed.RETRY: Icon.REFRESH_CW,
    Deed.USE_TRANSPORT: Icon.NETWORK,
    Deed.REPLAY: Icon.ROTATE_CCW,
    Deed.HOLD: Icon.PAUSE,
    Deed.GO_LIVE: Icon.RADIO,
    Deed.ENLARGE: Icon.MAXIMIZE_2,
    Deed.STEER: Icon.MOVE,
    Deed.SEARCH: Icon.HISTORY,
    Deed.SHOW_FIGURES: Icon.INFO,
    Deed.CHOOSE_TRANSPORT: Icon.NETWORK,
    Deed.CLOSE: Icon.X,
}
KEYS = {
    Deed.HOLD: "Space",
    Deed.GO_LIVE: "L",
    Deed.ENLARGE: "Enter",
    Deed.STEER: "P",
    Deed.SHOW_FIGURES: "I",
    Deed.CLOSE: "Delete",
}
