"""Calls that we receive: INVITE seen from the callee (RFC 3261 sections 9.2, 13.3 and 14.2)."""

from collections.abc import Callable, Hashable

from console.model.peer import Peer
from console.protocol.sip.composer import Composer
from console.protocol.sip.dialog import Dialog
from console.protocol.sip.dialogs import Dialogs
from console.protocol.sip.events import Acknowledged, Cancelled, DialogEnded, EndCause, Event
from console.protocol.sip.message import Request, Response
from console.protocol.sip.transaction import InviteServerTransaction, NonInviteClientTransaction, State
from console.protocol.sip.transaction_layer import TransactionLayer


class IncomingInvite(InviteServerTransaction):
    """An INVITE of a peer; `dialog` is the call that our 2xx made of it, or that a re-INVITE belongs to."""

    __slots__ = ("cseq", "dialog", "is_reinvite")

    def __init__(self, request: Request, peer: Peer, now: float, *, key: Hashable, to_tag: str) -> None:
        super().__init__(request, peer, now, key=key, to_tag=to_tag)
        self.cseq = request.cseq.number
        self.dialog: Dialog | None = None
        self.is_reinvite = False


class Callee:
    """The user of every INVITE server transaction."""

    def __init__(
        self, layer: TransactionLayer, composer: Composer, dialogs: Dialogs, tell: Callable[[Event], None]
    ) -> None:
        self._layer = layer
        self._composer = composer
        self._dialogs = dialogs
        self._tell = tell
        self._unacknowledged: dict[tuple[str, str], IncomingInvite] = {}

    def __len__(self) -> int:
        return len(self._unacknowledged)

    def accept(
        self, invite: IncomingInvite, now: float, *, body: bytes, content_type: str
    ) -> tuple[Dialog, Response] | None:
        """Send a 200, which is repeated until the ACK comes; None when the INVITE was answered or cancelled before."""
        request = invite.request
        if request is None or invite.is_terminated:
            return None
        response = self._agreement(invite, request, body, content_type)
        dialog = Dialog.of_invite(request, response, invite.peer)
        self._dialogs.add(dialog)
        self._answer(invite, response, dialog, now)
        return dialog, response

    def receive_reinvite(self, invite: IncomingInvite, request: Request, dialog: Dialog, now: float) -> None:
        """Nothing is renegotiated: GB/T 28181 uses no re-INVITE, and one that changes nothing is a mere refresh."""
        invite.is_reinvite = True
        if (dialog.call_id, dialog.local_tag) in self._unacknowledged:
            invite.respond(request.reply(491, source=invite.peer), now)
        elif request.body and _lines(request.body) == _lines(dialog.remote_body):
            response = self._agreement(invite, request, dialog.local_body, "application/sdp")
            self._answer(invite, response, dialog, now)
        else:
            invite.respond(request.reply(488, source=invite.peer), now)
        self._layer.settle(invite)

    def receive_ack(self, request: Request, peer: Peer, now: float) -> None:
        """The ACK of a 2xx. Its branch is a new one, so Call-ID, our tag and the number find the INVITE."""
        key = (request.call_id, request.to_address.tag)
        invite = self._unacknowledged.get(key)
        if invite is None or invite.cseq != request.cseq.number or invite.peer.host != peer.host:
            return
        is_first = invite.receive_ack(now)
        self._layer.settle(invite)
        dialog = invite.dialog
        if not is_first or dialog is None:
            return
        del self._unacknowledged[key]
        if dialog.is_over:
            self._say_bye(dialog, now)  # hung up while the ACK was on its way
        elif not invite.is_reinvite:
            self._tell(Acknowledged(dialog))

    def receive_cancel(self, invite: IncomingInvite, now: float) -> None:
        """Without effect once a final response was given."""
        if invite.request is not None:
            invite.respond(invite.request.reply(487, source=invite.peer, tag=invite.to_tag), now)
            self._layer.settle(invite)
            self._tell(Cancelled(invite))

    def receive_bye(self, dialog: Dialog, now: float) -> None:
        """Who hangs up has heard our 2xx, though its ACK was lost."""
        invite = self._unacknowledged.pop((dialog.call_id, dialog.local_tag), None)
        if invite is not None:
            invite.receive_ack(now)
            self._layer.settle(invite)

    def time_out(self, invite: IncomingInvite, now: float) -> None:
        """No ACK came for 32 s: the caller does not know that the call stands (section 13.3.1.4)."""
        dialog = invite.dialog
        if dialog is None or invite.is_acknowledged:
            return
        self._unacknowledged.pop((dialog.call_id, dialog.local_tag), None)
        if invite.is_reinvite:
            return
        if self._dialogs.end(dialog, now):
            self._tell(DialogEnded(dialog, EndCause.NOT_ACKNOWLEDGED))
        self._say_bye(dialog, now)

    def must_wait(self, dialog: Dialog) -> bool:
        """Whether a BYE must wait for the ACK (section 15); `receive_ack` or `time_out` then send it."""
        invite = self._unacknowledged.get((dialog.call_id, dialog.local_tag))
        return invite is not None and not invite.is_reinvite and invite.state is State.ACCEPTED

    def fail_flow(self, peer: Peer, now: float) -> None:
        """The connection is gone: an ACK can come no more."""
        for key, invite in [*self._unacknowledged.items()]:
            if invite.peer == peer:
                del self._unacknowledged[key]
                if invite.dialog is not None and not invite.is_reinvite and self._dialogs.end(invite.dialog, now):
                    self._tell(DialogEnded(invite.dialog, EndCause.NOT_ACKNOWLEDGED))

    def _agreement(self, invite: IncomingInvite, request: Request, body: bytes, content_type: str) -> Response:
        return request.reply(
            200,
            source=invite.peer,
            tag=invite.to_tag,
            headers=[("Contact", self._composer.contact(invite.peer))],
            body=body,
            content_type=content_type,
        )

    def _answer(self, invite: IncomingInvite, response: Response, dialog: Dialog, now: float) -> None:
        invite.dialog = dialog
        self._unacknowledged[dialog.call_id, dialog.local_tag] = invite
        invite.respond(response, now)
        self._layer.settle(invite)

    def _say_bye(self, dialog: Dialog, now: float) -> None:
        bye = dialog.request("BYE", via=self._composer.via(dialog.peer))
        transaction = NonInviteClientTransaction(bye, dialog.peer, now)
        transaction.is_quiet = True
        self._layer.start_client(transaction)


def _lines(body: bytes) -> list[bytes]:
    return [line.strip() for line in body.split(b"\n") if line.strip()]
