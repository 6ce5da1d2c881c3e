"""A SIP user agent without sockets or clock: bytes in, events and bytes out (RFC 3261 sections 8, 9 and 12 to 15).

After any input the driver does three things: hand out `events()`, send `bytes_to_send()`, and wake the agent at
`next_timer()`. Times are monotonic seconds.
"""

from collections.abc import Hashable, Iterable

from console.model.peer import Peer, Transport
from console.protocol.sip.callee import Callee, IncomingInvite
from console.protocol.sip.caller import Caller, OutgoingInvite
from console.protocol.sip.composer import Composer
from console.protocol.sip.dialog import Dialog
from console.protocol.sip.dialogs import Dialogs
from console.protocol.sip.events import (
    DialogEnded,
    EndCause,
    Event,
    Malformed,
    RequestReceived,
    ResponseReceived,
    SendingFailed,
    TimedOut,
    Unexpected,
)
from console.protocol.sip.headers import SipError
from console.protocol.sip.inspection import Refusal, inspect
from console.protocol.sip.message import MessageError, Request, Response, parse
from console.protocol.sip.transaction import (
    TRANSACTION_LIFE,
    ClientTransaction,
    InviteServerTransaction,
    NonInviteClientTransaction,
    NonInviteServerTransaction,
    ServerTransaction,
    State,
    server_key,
)
from console.protocol.sip.transaction_layer import TransactionLayer

IN_DIALOG = ("INFO", "MESSAGE")  # what a call may carry, listened for or not
_ALWAYS_ALLOWED = ("INVITE", "ACK", "BYE", "CANCEL", "OPTIONS", "INFO")
_NEVER_IN_DIALOG = ("REGISTER", "OPTIONS")
_BLOB_LIMIT = 8  # bytes; shorter than any message: what devices send to keep a NAT binding (b"jaK\0", four zeros)


class UserAgent:
    """Both sides of SIP for one identity.

    `methods` are those whose requests the driver answers; INVITE among them makes it a callee. It answers by itself:
    retransmissions, OPTIONS, BYE, CANCEL, re-INVITE, what it cannot accept, and every 2xx that comes late.
    """

    def __init__(self, composer: Composer) -> None:
        self.methods: set[str] = set()
        self.composer = composer
        self._events: list[Event] = []
        self._layer = TransactionLayer()
        self._dialogs = Dialogs()
        self._caller = Caller(self._layer, composer, self._dialogs, self._events.append)
        self._callee = Callee(self._layer, composer, self._dialogs, self._events.append)

    @property
    def open_transactions(self) -> int:
        return len(self._layer)

    @property
    def open_calls(self) -> int:
        return len(self._dialogs)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is left in any table but the names of calls that just ended."""
        return not self.open_transactions and not self.open_calls and not len(self._callee)

    # What the driver does after every input

    def events(self) -> list[Event]:
        events = self._events.copy()
        self._events.clear()
        return events

    def bytes_to_send(self) -> list[tuple[Peer, bytes]]:
        outgoing, self._layer.outgoing = self._layer.outgoing, []
        return outgoing

    def next_timer(self) -> float | None:
        return self._layer.next_timer()

    def handle_timer(self, now: float) -> None:
        """Do what is due; harmless when nothing is, since the timers of some loops fire early."""
        for transaction in self._layer.handle_timers(now):
            if isinstance(transaction, OutgoingInvite):
                self._caller.time_out(transaction, now)
            elif isinstance(transaction, IncomingInvite):
                self._callee.time_out(transaction, now)
            elif isinstance(transaction, ClientTransaction) and not transaction.is_quiet:
                self._events.append(TimedOut(transaction))

    # What comes from the network

    def receive(self, data: bytes, peer: Peer, now: float) -> None:
        """Take one datagram, or one message of a stream."""
        try:
            message = parse(data)
        except MessageError as error:
            self._refuse(error.message, peer, error)
            return
        except SipError as error:
            if len(data) > _BLOB_LIMIT and data.strip(b"\r\n \t\0"):
                self._events.append(Malformed(peer, str(error)))
            return
        try:
            if isinstance(message, Response):
                self._receive_response(message, peer, now)
            else:
                self._receive_request(message, peer, now)
        except SipError as error:
            self._refuse(message, peer, error)

    def connection_lost(self, peer: Peer, reason: str, now: float) -> None:
        """Nothing can be sent to `peer`: its transactions end at once. Calls stay until they are hung up or moved."""
        for transaction in self._layer.fail_flow(peer):
            is_given_up = isinstance(transaction, OutgoingInvite) and transaction.is_given_up
            if not transaction.is_quiet and not is_given_up:
                self._events.append(SendingFailed(transaction, reason))
        if peer.transport is Transport.TCP:
            self._callee.fail_flow(peer, now)

    # What the driver wants

    def send(
        self, request: Request, peer: Peer, now: float, *, patience: float = TRANSACTION_LIFE
    ) -> NonInviteClientTransaction:
        """Send a request other than INVITE; it ends with a final `ResponseReceived`, `TimedOut` or `SendingFailed`."""
        transaction = NonInviteClientTransaction(request, peer, now, patience=patience)
        self._layer.start_client(transaction)
        return transaction

    def abandon(self, transaction: ClientTransaction) -> None:
        """Nobody waits any more: not a single retransmission goes out."""
        transaction.terminate()
        self._layer.settle(transaction)

    def invite(self, request: Request, peer: Peer, now: float, *, patience: float = TRANSACTION_LIFE) -> OutgoingInvite:
        """Call; it ends with `Answered`, a failure as `ResponseReceived`, `TimedOut` or `SendingFailed`."""
        return self._caller.invite(request, peer, now, patience=patience)

    def give_up(self, invite: OutgoingInvite, now: float) -> None:
        """Stop calling: CANCEL when that is possible, ACK and BYE for a 2xx that comes all the same."""
        self._caller.give_up(invite, now)

    def respond(
        self,
        transaction: ServerTransaction,
        status: int,
        now: float,
        *,
        reason: str = "",
        headers: Iterable[tuple[str, str]] = (),
        body: bytes = b"",
        content_type: str = "",
    ) -> None:
        """Answer a request; without effect when it was answered before. An INVITE is accepted by `accept`."""
        request = transaction.request
        if request is not None:
            tag = transaction.to_tag if status > 100 else ""
            response = request.reply(
                status,
                source=transaction.peer,
                tag=tag,
                reason=reason,
                headers=headers,
                body=body,
                content_type=content_type,
            )
            transaction.respond(response, now)
            self._layer.settle(transaction)

    def accept(
        self, invite: IncomingInvite, now: float, *, body: bytes, content_type: str
    ) -> tuple[Dialog, Response] | None:
        """Take a call with a 200: `Acknowledged` or `DialogEnded` follows. None when the caller gave up before."""
        return self._callee.accept(invite, now, body=body, content_type=content_type)

    def request_in(
        self,
        dialog: Dialog,
        method: str,
        *,
        body: bytes = b"",
        content_type: str = "",
        headers: Iterable[tuple[str, str]] = (),
    ) -> Request:
        """Compose the next request of a call, for `send` to `dialog.peer`."""
        extra = [*headers, ("Content-Type", content_type)] if body else [*headers]
        return dialog.request(method, via=self.composer.via(dialog.peer), headers=extra, body=body)

    def hang_up(self, dialog: Dialog, now: float) -> ClientTransaction | None:
        """End a call; returns the BYE, None when there is nothing to wait for."""
        must_wait = self._callee.must_wait(dialog)
        if not self._dialogs.end(dialog, now) or must_wait:
            return None
        return self.send(self.request_in(dialog, "BYE"), dialog.peer, now)

    def move_calls(self, old: Peer, new: Peer) -> None:
        """A device is reached at another address or connection now; its calls go on there."""
        self._dialogs.move(old, new)

    # Responses

    def _receive_response(self, response: Response, peer: Peer, now: float) -> None:
        transaction = self._layer.client_of(response, peer)
        if transaction is None:
            return  # most often the answer to a request that was abandoned
        if isinstance(transaction, OutgoingInvite):
            self._caller.receive(transaction, response, now)
            return
        is_news = transaction.receive(response, now)
        self._layer.settle(transaction)
        if not is_news:
            return
        if not transaction.is_quiet:
            self._events.append(ResponseReceived(transaction, response))
        if response.status == 481:
            self._lose_dialog(transaction.request, response, now)

    def _lose_dialog(self, request: Request, response: Response, now: float) -> None:
        """The peer does not know our call any more (RFC 3261 section 12.2.1.2)."""
        dialog = self._dialogs.of_request(request)
        if dialog is not None and self._dialogs.end(dialog, now):
            self._events.append(DialogEnded(dialog, EndCause.GONE, response.reason))

    # Requests

    def _receive_request(self, request: Request, peer: Peer, now: float) -> None:
        tag = request.to_address.tag
        key = server_key(request, peer, "INVITE" if request.method == "ACK" else request.method)
        known = self._layer.server_of(key)
        if request.method == "ACK":
            if isinstance(known, InviteServerTransaction) and known.state is State.COMPLETED:
                known.receive_ack(now)
                self._layer.settle(known)
            elif tag:
                self._callee.receive_ack(request, peer, now)
        elif known is not None:
            known.peer = peer  # a NAT may have moved its port meanwhile
            known.receive_again()
            self._layer.settle(known)
        elif self._layer.is_full:
            self._events.append(Unexpected(peer, "too many requests at once"))
        else:
            self._begin(request, peer, key, now)

    def _begin(self, request: Request, peer: Peer, key: Hashable, now: float) -> None:
        """A request that was not seen before."""
        refusal = inspect(request)
        if refusal is None and not request.to_address.tag and self._layer.is_merged(request, peer):
            refusal = Refusal(482, "came by two ways")
        transaction_type = IncomingInvite if request.method == "INVITE" else NonInviteServerTransaction
        transaction = transaction_type(request, peer, now, key=key, to_tag=self.composer.token(4))
        self._layer.start_server(transaction, request)
        if refusal is not None:
            event = Malformed if refusal.status == 400 else Unexpected
            self._events.append(event(peer, f"{request.method}: {refusal.reason}"))
            self.respond(transaction, refusal.status, now, headers=refusal.headers)
        elif request.method == "CANCEL":
            self._receive_cancel(request, transaction, now)
        elif request.to_address.tag and request.method not in _NEVER_IN_DIALOG:
            self._receive_in_dialog(request, transaction, now)
        else:
            self._receive_outside(request, transaction, now)

    def _receive_cancel(self, request: Request, transaction: ServerTransaction, now: float) -> None:
        invite = self._layer.server_of(server_key(request, transaction.peer, "INVITE"))
        if isinstance(invite, IncomingInvite):
            transaction.to_tag = invite.to_tag
            self.respond(transaction, 200, now)
            self._callee.receive_cancel(invite, now)
        else:
            self.respond(transaction, 481, now)

    def _receive_in_dialog(self, request: Request, transaction: ServerTransaction, now: float) -> None:
        dialog = self._dialogs.find(request)
        if dialog is not None and dialog.peer.host != transaction.peer.host:
            self._events.append(Unexpected(transaction.peer, f"{request.method} in a call with {dialog.peer}"))
            self.respond(transaction, 481, now)
        elif dialog is None:
            self._receive_for_no_dialog(request, transaction, now)
        elif dialog.remote_cseq is not None and request.cseq.number < dialog.remote_cseq:
            self._events.append(Unexpected(transaction.peer, f"{request.method} out of order"))
            self.respond(transaction, 500, now)
        else:
            dialog.remote_cseq = request.cseq.number
            self._receive_for_dialog(request, transaction, dialog, now)

    def _receive_for_dialog(self, request: Request, transaction: ServerTransaction, dialog: Dialog, now: float) -> None:
        if request.method == "BYE":
            self.respond(transaction, 200, now)
            self._callee.receive_bye(dialog, now)
            if self._dialogs.end(dialog, now):
                self._events.append(DialogEnded(dialog, EndCause.BYE, request.headers.get("reason")))
        elif isinstance(transaction, IncomingInvite):
            self._callee.receive_reinvite(transaction, request, dialog, now)
        elif request.method in IN_DIALOG or request.method in self.methods:
            self._events.append(RequestReceived(request, transaction.peer, transaction, dialog))
        else:
            self._refuse_method(request, transaction, now)

    def _receive_for_no_dialog(self, request: Request, transaction: ServerTransaction, now: float) -> None:
        if request.method in self.methods and request.method not in ("INVITE", "BYE", "INFO"):
            # Devices put a To tag into messages outside calls, and a MediaStatus may come after its call.
            self._events.append(RequestReceived(request, transaction.peer, transaction, None))
        elif request.method == "BYE" and self._dialogs.was_released(request, now):
            self.respond(transaction, 200, now)  # both sides hung up
        else:
            self._events.append(Unexpected(transaction.peer, f"{request.method} for an unknown call"))
            self.respond(transaction, 481, now)

    def _receive_outside(self, request: Request, transaction: ServerTransaction, now: float) -> None:
        if request.method in self.methods:
            if isinstance(transaction, IncomingInvite):
                self.respond(transaction, 100, now)
            self._events.append(RequestReceived(request, transaction.peer, transaction, None))
        elif request.method == "OPTIONS":
            accept = ("Accept", "application/sdp, Application/MANSCDP+xml")
            self.respond(transaction, 200, now, headers=(self._allow(), accept))
        elif request.method == "INVITE":
            self._events.append(Unexpected(transaction.peer, "INVITE"))
            self.respond(transaction, 403, now)
        elif request.method == "BYE":
            self.respond(transaction, 481, now)
        else:
            self._refuse_method(request, transaction, now)

    def _refuse_method(self, request: Request, transaction: ServerTransaction, now: float) -> None:
        self._events.append(Unexpected(transaction.peer, f"method {request.method}"))
        self.respond(transaction, 405, now, headers=(self._allow(),))

    def _allow(self) -> tuple[str, str]:
        return "Allow", ", ".join([*_ALWAYS_ALLOWED, *sorted(self.methods.difference(_ALWAYS_ALLOWED))])

    def _refuse(self, message: Request | Response, peer: Peer, error: SipError) -> None:
        """Input that is wrong: a request that says where it came from is told so, without keeping any state."""
        self._events.append(Malformed(peer, str(error)))
        if isinstance(message, Response) or message.method == "ACK":
            return
        try:
            reply = message.reply(error.status, source=peer, tag=self.composer.token(4))
        except SipError:
            return
        if "via" in reply.headers:
            self._layer.outgoing.append((peer, reply.encode()))
