"""REGISTER transactions per second over loopback, against a bare UDP echo in the same run.

Each device registers with digest: two transactions of a request and an answer. The load comes from a child process, so
that the processor time counted is the server's alone. Rates say what both did together on this machine; the ratio of
processor time per message is what to compare between runs.
"""

import asyncio
import hashlib
import multiprocessing
import secrets
import selectors
import socket
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import cast

from console.network.link import Identity, Incoming, Link
from console.network.sockets import bind_both
from console.network.udp import Datagram, UdpEndpoint
from console.protocol.sip.digest import Authenticator, Verdict

DEVICES = 3000  # registrations per round
ROUNDS = 3
WINDOW = 32  # devices that register at the same time
PASSWORD = "Sesame-42"
DOMAIN = "3402000000"
PLATFORM_ID = "34020000002000000001"
URI = f"sip:{PLATFORM_ID}@{DOMAIN}"


Server = tuple[int, Callable[[], Awaitable[None]]]  # its port, and how to stop it


@dataclass(frozen=True)
class Figure:
    """Messages each way per second, and the server's processor time for each, in microseconds."""

    rate: float
    cost: float


def main() -> None:
    echoes, registrations = [], []
    for _ in range(ROUNDS):  # in turns, so that a busy machine hurts both
        echoes.append(asyncio.run(_measure(_start_echo)))
        registrations.append(asyncio.run(_measure(_start_platform)))
    echo, register = _median(echoes), _median(registrations)
    print(f"UDP echo:              {echo.rate:8.0f} messages/s, {echo.cost:6.1f} us each")
    print(f"REGISTER with digest:  {register.rate:8.0f} transactions/s, {register.cost:6.1f} us each")
    print(f"processor time of a REGISTER transaction: {register.cost / echo.cost:.1f} x a bare echo")


def _median(figures: list[Figure]) -> Figure:
    return Figure(statistics.median(f.rate for f in figures), statistics.median(f.cost for f in figures))


async def _measure(start: Callable[[], Awaitable[Server]]) -> Figure:
    port, stop = await start()
    with _load(port) as done:
        started_at, used = time.perf_counter(), time.process_time()
        await asyncio.to_thread(done.recv)
        seconds, used = time.perf_counter() - started_at, time.process_time() - used
    await stop()
    messages = 2 * DEVICES
    return Figure(messages / seconds, used / messages * 1e6)


async def _start_echo() -> Server:
    datagrams, stream = bind_both("127.0.0.1", 0)
    stream.close()

    def echo(batch: list[Datagram]) -> None:
        for data, (host, port) in batch:
            endpoint.send(data, host, port)

    async def stop() -> None:
        endpoint.stop()

    endpoint = UdpEndpoint(datagrams, echo)
    port = int(datagrams.getsockname()[1])
    endpoint.start()
    return port, stop


async def _start_platform() -> Server:
    link = Link(Identity(PLATFORM_ID, DOMAIN, "Vigil"))
    authenticator = Authenticator(DOMAIN, secrets.token_hex)

    def on_register(incoming: Incoming) -> None:
        device_id, host, now = incoming.request.from_id, incoming.peer.host, time.monotonic()
        if authenticator.verify(incoming.request, device_id, host, [PASSWORD], now).verdict is Verdict.RIGHT:
            incoming.reply(200, headers=[("Expires", "3600")])
        else:
            incoming.reply(401, headers=[("WWW-Authenticate", authenticator.challenge(device_id, host, now))])

    link.on("REGISTER", on_register)
    await link.start("127.0.0.1", 0)
    return link.port, link.stop


@contextmanager
def _load(port: int) -> Iterator[Connection]:
    """A child process that registers all devices and then says so."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    child = context.Process(target=_register_all, args=(port, theirs), name="sip-load")
    child.start()
    theirs.close()  # so that a child that dies is noticed
    ours.recv()  # it is ready
    ours.send("go")
    try:
        yield ours
    finally:
        child.join()
        ours.close()


def _register_all(port: int, parent: Connection) -> None:
    """Each of the devices that register at a time has a socket: what one may send is limited per port."""
    with ExitStack() as stack:
        ready = stack.enter_context(selectors.DefaultSelector())
        devices = [stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) for _ in range(WINDOW)]
        for device in devices:
            device.connect(("127.0.0.1", port))
            ready.register(device, selectors.EVENT_READ)
        parent.send("ready")
        parent.recv()
        waiting = list(range(DEVICES))
        for device in devices:
            device.send(_register(waiting.pop(), 1, device.getsockname()[1], ""))
        finished = 0
        while finished < DEVICES:
            answered = ready.select(timeout=10)
            if not answered:
                raise TimeoutError("the server fell silent")
            for key, _ in answered:
                finished += _go_on(cast(socket.socket, key.fileobj), waiting)
        parent.send("done")


def _go_on(device: socket.socket, waiting: list[int]) -> bool:
    """Answer a challenge, or begin with another device; whether one has finished."""
    answer = device.recv(65535)
    number, cseq = _names(answer)
    port = device.getsockname()[1]
    if cseq == 1:  # the echo server sends back what it got: that has no nonce, and needs none
        device.send(_register(number, 2, port, _credentials(number, answer)))
        return False
    if waiting:
        device.send(_register(waiting.pop(), 1, port, ""))
    return True


def _device_id(number: int) -> str:
    return f"3402000000132{number:07d}"


def _register(number: int, cseq: int, port: int, credentials: str) -> bytes:
    device_id = _device_id(number)
    return (
        f"REGISTER {URI} SIP/2.0\r\n"
        f"Via: SIP/2.0/UDP 127.0.0.1:{port};rport;branch=z9hG4bK{number}-{cseq}\r\n"
        f"From: <sip:{device_id}@{DOMAIN}>;tag={number}\r\n"
        f"To: <sip:{device_id}@{DOMAIN}>\r\n"
        f"Call-ID: {number}\r\n"
        f"CSeq: {cseq} REGISTER\r\n"
        f"Contact: <sip:{device_id}@127.0.0.1:{port}>\r\n"
        f"{credentials}Max-Forwards: 70\r\nUser-Agent: load\r\nExpires: 3600\r\nContent-Length: 0\r\n\r\n"
    ).encode()


def _names(answer: bytes) -> tuple[int, int]:
    """Call-ID and CSeq number."""
    _, _, rest = answer.partition(b"\r\nCall-ID: ")
    number, _, rest = rest.partition(b"\r\nCSeq: ")
    return int(number), int(rest.partition(b" ")[0])


def _credentials(number: int, challenge: bytes) -> str:
    nonce = challenge.partition(b'nonce="')[2].partition(b'"')[0].decode()
    device_id = _device_id(number)
    response = _md5(f"{_md5(f'{device_id}:{DOMAIN}:{PASSWORD}')}:{nonce}:{_md5(f'REGISTER:{URI}')}")
    return (
        f'Authorization: Digest username="{device_id}", realm="{DOMAIN}", nonce="{nonce}", uri="{URI}", '
        f'response="{response}", algorithm=MD5\r\n'
    )


def _md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()


if __name__ == "__main__":
    main()
