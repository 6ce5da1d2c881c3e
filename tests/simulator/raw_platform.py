"""A platform written by hand: bytes on sockets, without a line of our SIP stack, so that both cannot err alike."""

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from typing import Self

from console.simulator.device import Platform

PLATFORM_ID = "34020000002000000001"
DOMAIN = "3402000000"
PASSWORD = "Sesame-42"
NONCE = "6f1d2c3b4a59687706f5e4d3c2b1a090"
WITHIN = 10.0  # seconds for anything expected


@dataclass(frozen=True)
class Message:
    """One SIP message as text, its body as bytes."""

    head: str
    body: bytes

    @classmethod
    def parse(cls, data: bytes) -> Self:
        head, _, body = data.partition(b"\r\n\r\n")
        return cls(head.decode("utf-8"), body)

    @property
    def start_line(self) -> str:
        return self.head.split("\r\n")[0]

    def header(self, name: str) -> str:
        found = re.search(rf"^{name}\s*:\s*(.*?)\s*$", self.head, re.MULTILINE | re.IGNORECASE)
        return found[1] if found else ""

    def headers(self, name: str) -> list[str]:
        return re.findall(rf"^{name}\s*:\s*(.*?)\s*$", self.head, re.MULTILINE | re.IGNORECASE)

    @property
    def text(self) -> str:
        return self.body.decode("gb18030")

    def element(self, name: str) -> str:
        found = re.search(rf"<{name}>(.*?)</{name}>", self.text, re.DOTALL)
        return found[1] if found else ""

    @property
    def digest(self) -> dict[str, str]:
        return dict(re.findall(r'(\w+)="?([^",]*)"?', self.header("Authorization")))


class RawPlatform:
    """Sends what the test writes and keeps what comes until the test asks for it.

    Requests are answered only by the test, until it lets the platform say yes to all.
    """

    def __init__(self, transport: str) -> None:
        self.transport = transport
        self.port = 0
        self.device: tuple[str, int] = ("", 0)
        self.player_numbers = count(1)  # CSeq of MANSRTSP
        self.hang_up: Callable[[], None] = lambda: None  # break the connection
        self._send_bytes: Callable[[bytes], None] = lambda _: None
        self._says_yes = False
        self._arrived: list[Message] = []
        self._changed = asyncio.Condition()
        self._numbers = count(1)

    @property
    def settings(self) -> Platform:
        """What is typed into the device."""
        return Platform("127.0.0.1", self.port, PLATFORM_ID, DOMAIN, PASSWORD)

    async def arrive(self, data: bytes) -> None:
        message = Message.parse(data)
        if self._says_yes and not message.start_line.startswith("SIP/2.0"):
            self.answer(message, "200 OK")
        async with self._changed:
            self._arrived.append(message)
            self._changed.notify_all()

    def say_yes(self) -> None:
        """From now on every request is answered 200."""
        self._says_yes = True
        for message in self._arrived:
            if not message.start_line.startswith("SIP/2.0"):
                self.answer(message, "200 OK")

    async def expect(self, start: str, holding: str = "") -> Message:
        """The next message whose start line begins so and that holds a text; others stay for later."""

        def fits(message: Message) -> bool:
            return message.start_line.startswith(start) and holding in message.head + message.text

        async with asyncio.timeout(WITHIN), self._changed:
            await self._changed.wait_for(lambda: any(fits(message) for message in self._arrived))
            found = next(message for message in self._arrived if fits(message))
            self._arrived.remove(found)
            return found

    def has(self, start: str, holding: str = "") -> bool:
        """Whether such a message came and was not asked for yet."""
        return any(one.start_line.startswith(start) and holding in one.head + one.text for one in self._arrived)

    def answer(self, request: Message, status: str, *headers: str) -> None:
        """Answer with the headers of the request."""
        to = request.header("To")
        lines = [
            f"SIP/2.0 {status}",
            *(f"Via: {via}" for via in request.headers("Via")),
            f"From: {request.header('From')}",
            f"To: {to}" if "tag=" in to else f"To: {to};tag=raw1",
            f"Call-ID: {request.header('Call-ID')}",
            f"CSeq: {request.header('CSeq')}",
            *headers,
        ]
        self.send(lines)

    def send(self, lines: list[str], body: bytes = b"") -> None:
        self._send_bytes("\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""]).encode() + body)

    def request(
        self, method: str, target: str, body: bytes = b"", content_type: str = "", *, subject_number: int | None = None
    ) -> str:
        """A request outside calls; the Call-ID."""
        number = next(self._numbers)
        call_id = f"raw{number}x"  # no other begins so
        host, port = self.device
        lines = [
            f"{method} sip:{target}@{host}:{port} SIP/2.0",
            f"Via: SIP/2.0/{self.transport} 127.0.0.1:{self.port};rport;branch=z9hG4bKraw{number}",
            f"From: <sip:{PLATFORM_ID}@{DOMAIN}>;tag=p{number}",
            f"To: <sip:{target}@{DOMAIN}>",
            f"Call-ID: {call_id}",
            f"CSeq: {number} {method}",
            f"Contact: <sip:{PLATFORM_ID}@127.0.0.1:{self.port}>",
            "Max-Forwards: 70",
        ]
        if method == "INVITE":
            lines.append(f"Subject: {target}:{subject_number or number},{PLATFORM_ID}:0")
        self.send([*lines, f"Content-Type: {content_type}"] if body else lines, body)
        return call_id

    def in_call(self, answer: Message, method: str, number: int, body: bytes = b"", content_type: str = "") -> None:
        """A request of the call that an answer made."""
        branch = next(self._numbers)
        contact = re.search(r"<(sip:[^>]+)>", answer.header("Contact"))
        lines = [
            f"{method} {contact[1] if contact else 'sip:x@127.0.0.1'} SIP/2.0",
            f"Via: SIP/2.0/{self.transport} 127.0.0.1:{self.port};rport;branch=z9hG4bKcall{branch}",
            f"From: {answer.header('From')}",
            f"To: {answer.header('To')}",
            f"Call-ID: {answer.header('Call-ID')}",
            f"CSeq: {number} {method}",
            "Max-Forwards: 70",
        ]
        self.send([*lines, f"Content-Type: {content_type}"] if body else lines, body)

    async def admit(self) -> Message:
        """Challenge the next REGISTER and accept the one with credentials, which is returned."""
        first = await self.expect("REGISTER")
        self.answer(
            first, "401 Unauthorized", f'WWW-Authenticate: Digest realm="{DOMAIN}", nonce="{NONCE}", algorithm=MD5'
        )
        second = await self.expect("REGISTER")
        self.answer(second, "200 OK", "Expires: 3600", "Date: 2026-03-01T08:00:00.123")
        host, _, port = re.search(r"@([^>;]+)>", second.header("Contact"))[1].partition(":")
        self.device = (host, int(port))
        return second

    def query(self, command: str, device_id: str) -> None:
        text = f"<Query><CmdType>{command}</CmdType><SN>17</SN><DeviceID>{device_id}</DeviceID></Query>"
        self.request("MESSAGE", device_id, text.encode(), "Application/MANSCDP+xml")

    def control(self, digits: str, channel_id: str) -> None:
        text = (
            f"<Control><CmdType>DeviceControl</CmdType><SN>18</SN><DeviceID>{channel_id}</DeviceID>"
            f"<PTZCmd>{digits}</PTZCmd></Control>"
        )
        self.request("MESSAGE", channel_id, text.encode(), "Application/MANSCDP+xml")

    async def invite(self, channel_id: str, sdp: str, *, subject_number: int | None = None) -> Message:
        """Call, and acknowledge the 200, which is returned; any other final answer, too."""
        return await self.answered(self.call(channel_id, sdp, subject_number=subject_number))

    def call(self, channel_id: str, sdp: str, *, subject_number: int | None = None) -> str:
        """Send an INVITE; its Call-ID."""
        body = sdp.replace("\n", "\r\n").encode()
        return self.request("INVITE", channel_id, body, "Application/SDP", subject_number=subject_number)

    async def answered(self, call_id: str) -> Message:
        """The final answer to an INVITE, acknowledged."""
        await self.expect("SIP/2.0 100", call_id)
        answer = await self.expect("SIP/2.0", call_id)
        self.in_call(answer, "ACK", int(answer.header("CSeq").split()[0]))
        return answer


def expected_digest(message: Message, password: str = PASSWORD, algorithm: str = "md5") -> str:
    """RFC 2617 section 3.2.2 without qop, from the fields of the header itself."""

    def digest(text: str) -> str:
        return hashlib.new(algorithm, text.encode()).hexdigest()

    fields = message.digest
    secret = digest(f"{fields['username']}:{fields['realm']}:{password}")
    return digest(f"{secret}:{fields['nonce']}:{digest('REGISTER:' + fields['uri'])}")


@asynccontextmanager
async def udp_platform() -> AsyncIterator[RawPlatform]:
    platform = RawPlatform("UDP")
    loop = asyncio.get_running_loop()

    class Protocol(asyncio.DatagramProtocol):
        def datagram_received(self, data: bytes, address: tuple[str, int]) -> None:
            platform.device = address
            group.create_task(platform.arrive(data))

    async with asyncio.TaskGroup() as group:
        transport, _ = await loop.create_datagram_endpoint(Protocol, ("127.0.0.1", 0))
        platform.port = transport.get_extra_info("sockname")[1]
        platform._send_bytes = lambda data: transport.sendto(data, platform.device)
        try:
            yield platform
        finally:
            transport.close()


@asynccontextmanager
async def tcp_platform() -> AsyncIterator[RawPlatform]:
    platform = RawPlatform("TCP")
    writers: list[asyncio.StreamWriter] = []

    async def read(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        platform._send_bytes = writer.write
        platform.hang_up = writer.close
        platform.device = writer.get_extra_info("peername")
        while head := await _head(reader):
            length = re.search(rb"^Content-Length:\s*(\d+)", head, re.MULTILINE | re.IGNORECASE)
            await platform.arrive(head + await reader.readexactly(int(length[1]) if length else 0))

    server = await asyncio.start_server(read, "127.0.0.1", 0)
    platform.port = server.sockets[0].getsockname()[1]
    async with server:
        try:
            yield platform
        finally:
            for writer in writers:
                writer.close()
                await writer.wait_closed()


async def _head(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, ConnectionError):
        return b""
