"""Keeping a device registered: REGISTER with digest, keepalives, refresh, sign-off (GB/T 28181-2022 9.1 and 9.6)."""

import asyncio
import logging
from collections.abc import Callable
from random import Random
from secrets import token_hex

from console.model.failure import Failure, Refused, Unreachable
from console.model.peer import Peer, Transport
from console.network.link import Link
from console.protocol.sip.digest import authorize
from console.protocol.sip.headers import SipError
from console.protocol.sip.message import Response
from console.simulator import manscdp_texts as texts
from console.simulator.faults import Faults
from console.simulator.messenger import Messenger, Platform
from console.simulator.site import DeviceDescription

FIRST_RETRY = 1.0  # seconds, doubled with every try that met nobody; a platform that refuses is left its interval
KEEPALIVES_LOST = 3  # unanswered ones after which the platform counts as gone
_CHALLENGES = 3  # in a row: the first, and some that say the nonce was stale
_ANSWER_LIMIT = 4.0  # seconds
_SIGN_OFF_LIMIT = 2.0  # seconds for all of it
_REFRESH_SHARE = 0.8  # of the expiry

_log = logging.getLogger(__name__)


class Registration:
    """Registers a device and keeps it so; tells the messenger where the platform is."""

    def __init__(
        self,
        link: Link,
        messenger: Messenger,
        device: DeviceDescription,
        *,
        platform: Platform,
        faults: Faults,
        on_event: Callable[[str, str], None],
    ) -> None:
        """`on_event` hears what happened and details in words."""
        self.registered = asyncio.Event()
        self.platform_date = ""  # the Date header of the last 200
        self.keepalives = 0  # answered ones
        self._link = link
        self._messenger = messenger
        self._device = device
        self._platform = platform
        self._faults = faults
        self._on_event = on_event
        self._chance = Random(f"{faults.seed}/{device.device_id}")
        self._call_id = token_hex(8)
        self._cseq = 0
        self._lost = asyncio.Event()

    async def run(self) -> None:
        """Register and stay so, until cancelled."""
        pause = FIRST_RETRY
        habits = self._device.personality
        while True:
            try:
                expires = await self._sign_on(habits.expires)
                pause = FIRST_RETRY
                await self._stay(expires)
                continue  # time to refresh
            except Refused as refusal:
                self._forget("refused", f"{refusal.status} {refusal.reason}")
                wait = habits.retry_interval * self._chance.uniform(1.0, 1.1)
            except (Failure, SipError) as failure:
                self._forget("unreachable", str(failure))
                wait, pause = pause, min(2 * pause, habits.retry_interval)
            await asyncio.sleep(wait)

    async def sign_off(self) -> None:
        """Tell the platform that we leave; it may be gone already."""
        if self._messenger.peer is None:
            return
        try:
            async with asyncio.timeout(_SIGN_OFF_LIMIT):
                await self._register(self._messenger.peer, expires=0)
            self._on_event("unregistered", "")
        except (Failure, SipError, TimeoutError) as failure:
            self._on_event("unregistered", f"unanswered: {failure}")
        self.registered.clear()
        self._messenger.peer = None

    def connection_lost(self, peer: Peer) -> None:
        """The TCP connection to the platform broke: a device registers anew (9.1.1)."""
        if peer == self._messenger.peer:
            self._lost.set()

    async def _sign_on(self, expires: int) -> int:
        """The seconds the platform granted."""
        self._lost.clear()
        peer = self._messenger.peer
        if peer is None:
            platform = self._platform
            if self._device.transport is Transport.TCP:
                peer = await self._link.connect(platform.host, platform.port)
            else:
                peer = Peer(Transport.UDP, platform.host, platform.port)
        response = await self._register(peer, expires=expires)
        self.platform_date = response.headers.get("date")
        granted = response.headers.get("expires")
        if self._messenger.peer is None:
            self._on_event("registered", f"for {granted or expires} s")
        self._messenger.peer = peer
        self.registered.set()
        return int(granted) if granted.isdecimal() and int(granted) > 0 else expires

    async def _register(self, peer: Peer, *, expires: int) -> Response:
        """REGISTER, and again with credentials when challenged; raises Refused, NoAnswer or Unreachable."""
        credentials: str | None = None
        for attempt in range(1 + _CHALLENGES):
            self._cseq += 1
            headers = [
                ("Call-ID", self._call_id),
                ("CSeq", f"{self._cseq} REGISTER"),
                ("Expires", str(expires)),
            ]
            if self._device.personality.edition:
                headers.append(("X-GB-Ver", self._device.personality.edition))
            if credentials:
                headers.append(("Authorization", credentials))
            request = self._link.request("REGISTER", self._platform.id, peer, headers=headers)
            response = await self._link.send(request, peer, within=_ANSWER_LIMIT)
            if response.status != 401 or attempt == _CHALLENGES or not _may_answer(response, attempt):
                break
            credentials = authorize(
                response.headers.all("www-authenticate"),
                method="REGISTER",
                uri=request.uri,
                username=self._device.device_id,
                password=self._platform.password,
                cnonce=f"{self._chance.getrandbits(32):08x}",
            )
        if not response.is_success:
            raise Refused("REGISTER", response.status, response.reason)
        return response

    async def _stay(self, expires: int) -> None:
        """Send keepalives until it is time to refresh, or raise what shows that the platform is gone."""
        loop = asyncio.get_running_loop()
        refresh_at = loop.time() + expires * _REFRESH_SHARE
        sent = lost = 0
        while self._faults.register_once or loop.time() < refresh_at:
            stops = self._faults.keepalive_stops_after
            if stops is None or sent < stops:
                lost = 0 if await self._keep_alive() else lost + 1
                sent += 1
            if lost >= KEEPALIVES_LOST:
                raise Unreachable("keepalives are not answered")
            pause = self._device.personality.keepalive_interval
            if not self._faults.register_once:
                pause = min(pause, max(0.0, refresh_at - loop.time()))
            if await self._is_lost_within(pause):
                raise Unreachable("the connection is gone")

    async def _keep_alive(self) -> bool:
        """Whether the platform answered; raises Unreachable where it does not know us any more."""
        text = texts.keepalive(self._messenger.next_sn(), self._device.device_id)
        try:
            response = await self._messenger.send(text)
        except Failure as failure:
            _log.info("%s: keepalive: %s", self._device.device_id, failure)
            return False
        if response.status in (401, 403, 404):
            raise Unreachable(f"keepalive was answered {response.status}")
        self.keepalives += 1
        return True

    async def _is_lost_within(self, pause: float) -> bool:
        """Wait for the next keepalive, or for the end of the connection."""
        try:
            async with asyncio.timeout(pause):
                await self._lost.wait()
        except TimeoutError:
            return False
        return True

    def _forget(self, event: str, detail: str) -> None:
        """The platform does not know us, or not any more."""
        self.registered.clear()
        self._messenger.peer = None
        self._on_event(event, detail)


def _may_answer(response: Response, attempt: int) -> bool:
    """The first challenge is answered; a later one says that the password is wrong unless the nonce was stale."""
    stale = any("stale=true" in text.lower().replace('"', "") for text in response.headers.all("www-authenticate"))
    return attempt == 0 or stale
