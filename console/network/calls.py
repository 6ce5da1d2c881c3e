"""Requests that wait for our reply, and calls in both directions, as services and the simulator see them."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from console.model.failure import EndedByDevice, Failure, NoAnswer, Refused, Unreachable
from console.model.peer import Peer
from console.network.driver import Driver
from console.protocol.sip.callee import IncomingInvite
from console.protocol.sip.dialog import Dialog
from console.protocol.sip.events import EndCause, ResponseReceived, SendingFailed, TimedOut
from console.protocol.sip.message import Request, Response
from console.protocol.sip.transaction import TRANSACTION_LIFE, ClientTransaction, ServerTransaction
from console.state.signal import Signal

Outcome: TypeAlias = "ResponseReceived | TimedOut | SendingFailed | Call"  # how a request of ours ended


class Incoming:
    """A request and the one reply that it gets. `call` is the one it belongs to, if any."""

    def __init__(self, driver: Driver, request: Request, transaction: ServerTransaction, call: "Call | None") -> None:
        self.request = request
        self.peer = transaction.peer
        self.call = call
        self._driver = driver
        self._transaction = transaction

    @property
    def is_answered(self) -> bool:
        return self._transaction.request is None

    def reply(
        self,
        status: int,
        *,
        reason: str = "",
        headers: Iterable[tuple[str, str]] = (),
        body: bytes = b"",
        content_type: str = "",
    ) -> None:
        """Send the reply at once; without effect when it was answered, or when its connection is gone."""
        self._driver.agent.respond(
            self._transaction,
            status,
            self._driver.now,
            reason=reason,
            headers=headers,
            body=body,
            content_type=content_type,
        )
        self._driver.pump()


@dataclass(frozen=True, slots=True)
class CallEnd:
    """How a call ended that we did not hang up."""

    cause: EndCause
    reason: str = ""  # as the peer gives it


class Calls(Protocol):
    """Where calls are kept, and requests are sent: the link."""

    driver: Driver

    async def send(self, request: Request, peer: Peer, *, within: float = ...) -> Response:
        """Send a request other than INVITE."""

    def wait_for(self, transaction: ClientTransaction) -> "asyncio.Future[Outcome]":
        """The end of a request of ours, which is sent now."""

    def opened(self, dialog: Dialog, answer: Response) -> "Call":
        """A call stands."""

    def hang_up(self, dialog: Dialog) -> ClientTransaction | None:
        """End a call; the BYE, if there is one to wait for."""

    def decided(self, invite: IncomingInvite) -> None:
        """An INVITE got its final answer."""


class Call:
    """A call that stands, whoever made it.

    `ended` tells that the peer ended it, `received` of MESSAGE and INFO inside the call; one to which no listener
    replies is answered 200. Both are told one turn of the loop late, so that whoever just got the call can still
    connect. Losing the TCP connection does not end a call: `move` it to the device's next connection, or say `bye`.
    """

    def __init__(self, calls: Calls, dialog: Dialog, answer: Response) -> None:
        self.ended: Signal[CallEnd] = Signal()
        self.received: Signal[Incoming] = Signal()
        self.end: CallEnd | None = None
        self.answer = answer  # the 200 to the INVITE, theirs or ours
        self.dialog = dialog
        self.confirmed: asyncio.Future[None] = asyncio.get_running_loop().create_future()  # by the caller's ACK
        self._calls = calls

    @property
    def peer(self) -> Peer:
        """Where its requests are sent."""
        return self.dialog.peer

    @property
    def call_id(self) -> str:
        return self.dialog.call_id

    @property
    def is_over(self) -> bool:
        return self.dialog.is_over

    def move(self, peer: Peer) -> None:
        """The device is reached there from now on."""
        self.dialog.peer = peer

    async def request(self, method: str, *, body: bytes = b"", content_type: str = "", within: float = 8.0) -> Response:
        """Send a request inside the call; any final response. Raises `NoAnswer`, `Unreachable`."""
        if self.is_over:
            raise Unreachable("the call is over")
        agent = self._calls.driver.agent
        request = agent.request_in(self.dialog, method, body=body, content_type=content_type)
        return await self._calls.send(request, self.peer, within=within)

    async def bye(self, within: float = 8.0) -> None:
        """Hang up; may be said twice. Returns when the peer confirmed, or after `within` seconds.

        Never raises: the call is over either way, and BYE is repeated for 32 s whether somebody waits or not.
        """
        bye = self._calls.hang_up(self.dialog)
        if bye is not None:
            await asyncio.wait([self._calls.wait_for(bye)], timeout=within)

    def finish(self, end: CallEnd) -> None:
        """The peer ended it."""
        self.end = end
        is_unheard = end.cause is EndCause.NOT_ACKNOWLEDGED
        self.fail(NoAnswer("ACK", TRANSACTION_LIFE) if is_unheard else EndedByDevice(end.reason))
        asyncio.get_running_loop().call_soon(self.ended.emit, end)

    def fail(self, failure: Failure) -> None:
        """It will not be confirmed any more, if it was not yet."""
        if not self.confirmed.done():
            self.confirmed.set_exception(failure)
            self.confirmed.exception()  # seen: a call of ours has nobody who waits for this


class IncomingCall:
    """An INVITE that waits for our decision."""

    def __init__(self, calls: Calls, request: Request, invite: IncomingInvite) -> None:
        self.request = request
        self.peer = invite.peer
        self.is_cancelled = False  # the caller gave up
        self._calls = calls
        self._invite = invite

    def progress(self, status: int) -> None:
        """Send a provisional response, 180 for example. 100 was sent when the INVITE came."""
        driver = self._calls.driver
        driver.agent.respond(self._invite, status, driver.now)
        driver.pump()

    async def accept(self, body: bytes, content_type: str) -> Call:
        """Answer 200 and wait for the ACK.

        Raises `Refused` when the caller gave up before, `EndedByDevice` when it hung up instead of an ACK, `NoAnswer`
        when none came in 32 s: the call is ended then. Cancelling hangs up.
        """
        driver = self._calls.driver
        accepted = driver.agent.accept(self._invite, driver.now, body=body, content_type=content_type)
        self._calls.decided(self._invite)
        if accepted is None:
            raise Refused("INVITE", 487, "cancelled by the caller")
        call = self._calls.opened(*accepted)
        driver.pump()
        try:
            await call.confirmed
        except asyncio.CancelledError:
            self._calls.hang_up(call.dialog)
            driver.pump()
            raise
        return call

    def reject(self, status: int, reason: str = "") -> None:
        """Answer with a failure."""
        driver = self._calls.driver
        driver.agent.respond(self._invite, status, driver.now, reason=reason)
        self._calls.decided(self._invite)
        driver.pump()


def response_of(outcome: Outcome, method: str, waited: float) -> Response:
    """The answer in an outcome, or the failure it stands for."""
    if isinstance(outcome, ResponseReceived):
        return outcome.response
    raise failure_of(outcome, method, waited)


def failure_of(outcome: Outcome, method: str, waited: float) -> Failure:
    if isinstance(outcome, ResponseReceived):
        return Refused(method, outcome.response.status, outcome.response.reason)
    if isinstance(outcome, SendingFailed):
        return Unreachable(outcome.reason)
    return NoAnswer(method, waited)
