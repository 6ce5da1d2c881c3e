"""Calls that we make: INVITE seen from the caller (RFC 3261 sections 9.1 and 13.2)."""

from collections.abc import Callable

from console.model.peer import Peer
from console.protocol.sip.composer import Composer
from console.protocol.sip.dialog import Dialog, remote_tag_of
from console.protocol.sip.dialogs import Dialogs
from console.protocol.sip.events import Answered, Event, ResponseReceived, TimedOut
from console.protocol.sip.message import Request, Response
from console.protocol.sip.transaction import (
    TRANSACTION_LIFE,
    InviteClientTransaction,
    NonInviteClientTransaction,
    State,
    cancel,
)
from console.protocol.sip.transaction_layer import TransactionLayer


class OutgoingInvite(InviteClientTransaction):
    """An INVITE of ours and the answers it got.

    The caller waits `patience` seconds for a final answer, and no longer than timer B for any. Given up, it still
    listens for 32 s: who answers late is told that nobody is there.
    """

    __slots__ = ("_answer_by", "_patience_ends_at", "acks", "dialog", "is_given_up")

    def __init__(self, request: Request, peer: Peer, now: float, *, patience: float) -> None:
        super().__init__(request, peer, now)
        self.dialog: Dialog | None = None
        self.acks: dict[str, bytes] = {}  # by To tag: repeated for each repeated 2xx
        self.is_given_up = False
        self._patience_ends_at = now + patience
        self._answer_by: float | None = now + min(patience, TRANSACTION_LIFE)
        self._give_up_at = None

    def receive(self, response: Response, now: float) -> bool:
        ends_at = self._give_up_at
        is_news = super().receive(response, now)
        if self.state is not State.PROCEEDING:
            self._answer_by = None
        elif self.is_given_up:
            self._give_up_at = ends_at  # a provisional answer that comes too late must not keep it for ever
        else:
            self._answer_by = self._patience_ends_at
        return is_news

    def next_timer(self) -> float | None:
        at = super().next_timer()
        if at is None or self._answer_by is None:
            return self._answer_by if at is None else at
        return min(at, self._answer_by)

    def handle_timer(self, now: float) -> None:
        if self._answer_by is not None and now >= self._answer_by:
            self.is_timed_out = True
            self._answer_by = None
        else:
            super().handle_timer(now)

    def fall_silent(self, now: float) -> None:
        super().fall_silent(now)
        self.is_given_up = True
        self._answer_by = None

    def terminate(self) -> None:
        super().terminate()
        self._answer_by = None


class Caller:
    """The user of every INVITE client transaction."""

    def __init__(
        self, layer: TransactionLayer, composer: Composer, dialogs: Dialogs, tell: Callable[[Event], None]
    ) -> None:
        self._layer = layer
        self._composer = composer
        self._dialogs = dialogs
        self._tell = tell

    def invite(self, request: Request, peer: Peer, now: float, *, patience: float) -> OutgoingInvite:
        invite = OutgoingInvite(request, peer, now, patience=patience)
        self._layer.start_client(invite)
        return invite

    def give_up(self, invite: OutgoingInvite, now: float) -> None:
        """Stop waiting. A CANCEL may only follow a provisional response (section 9.1): it goes out when one comes."""
        if invite.is_given_up or not invite.is_waiting:
            return
        if invite.state is State.PROCEEDING:
            self._cancel(invite, now)
        invite.fall_silent(now)
        self._layer.settle(invite)

    def time_out(self, invite: OutgoingInvite, now: float) -> None:
        invite.is_timed_out = False
        if not invite.is_given_up:
            self._tell(TimedOut(invite))
            self.give_up(invite, now)

    def receive(self, invite: OutgoingInvite, response: Response, now: float) -> None:
        was_calling = invite.state is State.CALLING
        is_news = invite.receive(response, now)
        self._layer.settle(invite)
        if not is_news:
            return
        if response.is_success:
            self._acknowledge(invite, response, now)
        elif not invite.is_given_up:
            self._tell(ResponseReceived(invite, response))
        elif was_calling and not response.is_final:
            self._cancel(invite, now)

    def _acknowledge(self, invite: OutgoingInvite, response: Response, now: float) -> None:
        """ACK every 2xx; a call that nobody wants any more, or that another end took first, is ended at once."""
        tag = remote_tag_of(response)
        is_repeated = tag in invite.acks
        if not is_repeated:
            dialog = Dialog.of_answer(invite.request, response, invite.peer)
            ack = dialog.acknowledge(invite.request.cseq.number, via=self._composer.via(invite.peer))
            invite.acks[tag] = ack.encode()
        self._layer.outgoing.append((invite.peer, invite.acks[tag]))
        if is_repeated:
            return
        if invite.is_given_up or invite.dialog is not None:
            bye = dialog.request("BYE", via=self._composer.via(invite.peer))
            self._send_quietly(bye, invite.peer, now)
            return
        invite.dialog = dialog
        self._dialogs.add(dialog)
        self._tell(Answered(invite, response, dialog))

    def _cancel(self, invite: OutgoingInvite, now: float) -> None:
        self._send_quietly(cancel(invite.request), invite.peer, now)

    def _send_quietly(self, request: Request, peer: Peer, now: float) -> None:
        transaction = NonInviteClientTransaction(request, peer, now)
        transaction.is_quiet = True
        self._layer.start_client(transaction)
