"""All transactions of a user agent: which message belongs to which, and when each must be woken (RFC 3261 17)."""

from collections.abc import Hashable, Iterator
from typing import TypeVar

from console.model.peer import Peer, Transport
from console.protocol.sip.headers import SipError
from console.protocol.sip.message import Request, Response
from console.protocol.sip.timers import Timers
from console.protocol.sip.transaction import ClientTransaction, ServerTransaction, Transaction

T = TypeVar("T")

SERVER_LIMIT = 50_000  # requests in the air; 10,000 devices that return at once need 20,000 (about 1 KiB each)


class TransactionLayer:
    """Client and server transactions by their keys, and the bytes they want sent."""

    def __init__(self) -> None:
        self.outgoing: list[tuple[Peer, bytes]] = []
        self._clients: dict[Hashable, ClientTransaction] = {}
        self._clients_by_call: dict[Hashable, ClientTransaction] = {}
        self._servers: dict[Hashable, ServerTransaction] = {}
        self._unmerged: dict[Hashable, ServerTransaction] = {}
        self._timers: Timers[Transaction] = Timers()

    def __len__(self) -> int:
        return len(self._clients) + len(self._servers)

    @property
    def is_full(self) -> bool:
        return len(self._servers) >= SERVER_LIMIT

    def start_client(self, transaction: ClientTransaction) -> None:
        request = transaction.request
        self._clients[_client_key(request.via.branch, request.method)] = transaction
        self._clients_by_call[_call_key(request)] = transaction
        self.settle(transaction)

    def start_server(self, transaction: ServerTransaction, request: Request) -> None:
        self._servers[transaction.key] = transaction
        transaction.merge_key = _merge_key(request)
        self._unmerged.setdefault(transaction.merge_key, transaction)
        self.settle(transaction)

    def client_of(self, response: Response, peer: Peer) -> ClientTransaction | None:
        """The transaction that a response answers (RFC 3261 section 17.1.3).

        Some devices answer an INVITE without a Via or with another branch (MiBeeNvr pull request 326): Call-ID and
        CSeq then name it, if the host is the one that was asked.
        """
        method = response.cseq.method
        try:
            transaction = self._clients.get(_client_key(response.via.branch, method))
        except SipError:
            transaction = None
        if transaction is None:
            transaction = self._clients_by_call.get(_call_key(response))
            if transaction is not None and transaction.peer.host != peer.host:
                return None
        return transaction

    def server_of(self, key: Hashable) -> ServerTransaction | None:
        return self._servers.get(key)

    def is_merged(self, request: Request, peer: Peer) -> bool:
        """Whether the same request already came another way (RFC 3261 section 8.2.2.2).

        One that was answered, and comes once more from the same host, is a device that repeats itself with a new
        branch: it is served again.
        """
        known = self._unmerged.get(_merge_key(request))
        return known is not None and (known.request is not None or known.peer.host != peer.host)

    def settle(self, transaction: Transaction) -> None:
        """Take over what a transaction did; call this after each input to one."""
        for data in transaction.bytes_to_send():
            self.outgoing.append((transaction.peer, data))
        self._timers.watch(transaction)
        if transaction.is_terminated:
            self._forget(transaction)

    def next_timer(self) -> float | None:
        return self._timers.next()

    def handle_timers(self, now: float) -> Iterator[Transaction]:
        """Wake all that are due; yields those that gave up."""
        for transaction in self._timers.due(now):
            transaction.handle_timer(now)
            self.settle(transaction)
            if transaction.is_timed_out:
                yield transaction

    def fail_flow(self, peer: Peer) -> list[ClientTransaction]:
        """Nothing can be sent to `peer` any more: end its transactions, and tell which of ours found no answer.

        Over UDP only ours: the peer may still repeat a request, and must not be served twice.
        """
        ours = [transaction for transaction in self._clients.values() if transaction.peer == peer]
        failed = [transaction for transaction in ours if transaction.is_waiting]
        theirs = self._servers.values() if peer.transport is Transport.TCP else ()
        for transaction in [*ours, *(transaction for transaction in theirs if transaction.peer == peer)]:
            transaction.terminate()
            self.settle(transaction)
        return failed

    def _forget(self, transaction: Transaction) -> None:
        if isinstance(transaction, ClientTransaction):
            request = transaction.request
            _remove(self._clients, _client_key(request.via.branch, request.method), transaction)
            _remove(self._clients_by_call, _call_key(request), transaction)
        elif isinstance(transaction, ServerTransaction):
            _remove(self._servers, transaction.key, transaction)
            _remove(self._unmerged, transaction.merge_key, transaction)


def _remove(table: dict[Hashable, T], key: Hashable, transaction: T) -> None:
    """Unless another one took its place: the same request may be sent twice, and two may be merged."""
    if table.get(key) is transaction:
        del table[key]


def _client_key(branch: str, method: str) -> Hashable:
    return branch, method


def _call_key(message: Request | Response) -> Hashable:
    return message.call_id, message.cseq


def _merge_key(request: Request) -> Hashable:
    # The whole From and not its tag alone: identical cameras that start together make up the same Call-ID and tag.
    return request.call_id, request.cseq, request.headers.get("from")
