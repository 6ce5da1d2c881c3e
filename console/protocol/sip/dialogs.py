"""All calls of a user agent, and which of them a request belongs to (RFC 3261 section 12.2.2)."""

from collections import OrderedDict

from console.model.peer import Peer
from console.protocol.sip.dialog import Dialog
from console.protocol.sip.message import Request

RELEASED_LIFE = 32.0  # seconds for which a repeated or crossing BYE of an ended call is still answered 200
RELEASED_LIMIT = 4096


class Dialogs:
    """Calls that stand, and for a while the names of those that ended."""

    def __init__(self) -> None:
        self._dialogs: dict[tuple[str, str], Dialog] = {}
        self._released: OrderedDict[tuple[str, str], float] = OrderedDict()  # until when

    def __len__(self) -> int:
        return len(self._dialogs)

    def add(self, dialog: Dialog) -> None:
        self._dialogs[dialog.call_id, dialog.local_tag] = dialog

    def end(self, dialog: Dialog, now: float) -> bool:
        """Forget a call; whether it stood until now."""
        if dialog.is_over:
            return False
        dialog.is_over = True
        key = (dialog.call_id, dialog.local_tag)
        self._dialogs.pop(key, None)
        self._released[key] = now + RELEASED_LIFE
        while len(self._released) > RELEASED_LIMIT:
            self._released.popitem(last=False)
        return True

    def find(self, request: Request) -> Dialog | None:
        """The call a request belongs to by Call-ID and both tags, whoever sent it."""
        dialog = self._dialogs.get((request.call_id, request.to_address.tag))
        if dialog is None or dialog.remote_tag not in ("", request.from_address.tag):
            return None
        return dialog

    def of_request(self, request: Request) -> Dialog | None:
        """The call in which we sent a request."""
        dialog = self._dialogs.get((request.call_id, request.from_address.tag))
        # Another end that answered the same INVITE shares all but the To.
        return dialog if dialog is not None and dialog.remote == request.headers["to"] else None

    def was_released(self, request: Request, now: float) -> bool:
        """Whether the call ended a moment ago."""
        while self._released and next(iter(self._released.values())) <= now:
            self._released.popitem(last=False)
        return (request.call_id, request.to_address.tag) in self._released

    def move(self, old: Peer, new: Peer) -> None:
        """A device was found at another address or on another connection: its calls go on there."""
        for dialog in self._dialogs.values():
            if dialog.peer == old:
                dialog.peer = new
