import asyncio
import socket

import pytest

from console.model.failure import AddressInUse, AddressUnusable, NoAnswer, Refused, Unreachable
from console.model.peer import Peer, Transport
from console.network.link import Call, Identity, Incoming, IncomingCall, Link
from console.protocol.sip.events import Answered, EndCause, Event
from console.protocol.sip.message import Request, parse
from console.state.anomalies import AnomalyKind
from console.state.trace import Direction
from tests.network.links import (
    DEVICE_ID,
    DOMAIN,
    LOOPBACK,
    PLATFORM_ID,
    SDP,
    Callee,
    Pair,
    pair,
    register,
    until,
)
from tests.protocol.sip.composed import request

BOTH = pytest.mark.parametrize("transport", list(Transport))


def invite(both: Pair) -> Request:
    return both.platform.request("INVITE", DEVICE_ID, both.to_device, body=SDP, content_type="Application/SDP")


def message(both: Pair, body: bytes = b"<a></a>") -> Request:
    return both.device.request("MESSAGE", PLATFORM_ID, both.to_platform, body=body, content_type="x/xml")


class DeafPeer:
    """A UDP socket that only listens."""

    def __enter__(self) -> "DeafPeer":
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((LOOPBACK, 0))
        self.socket.settimeout(2)
        self.peer = Peer(Transport.UDP, LOOPBACK, self.socket.getsockname()[1])
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    async def next(self) -> tuple[bytes, tuple[str, int]]:
        return await asyncio.to_thread(self.socket.recvfrom, 65535)


class TestRegister:
    """RFC 3261 section 10; GB/T 28181 reference, section 2.3."""

    @BOTH
    async def test_with_digest(self, transport):
        async with pair(transport) as both:
            assert both.to_device.transport is transport
            assert both.to_device.host == LOOPBACK

    async def test_a_wrong_password_is_challenged_again(self):
        async with pair() as both:
            assert (await register(both.device, both.to_platform, "guess")).status == 401

    async def test_udp_read_by_a_thread(self):
        """As where the loop cannot watch a socket."""
        async with pair(threaded=True) as both:
            assert both.to_device.transport is Transport.UDP


class TestMessages:
    """RFC 3428."""

    @BOTH
    async def test_both_ways(self, transport):
        async with pair(transport) as both:
            bodies: list[bytes] = []
            for link in (both.platform, both.device):
                link.on("MESSAGE", lambda incoming: (bodies.append(incoming.request.body), incoming.reply(200)))
            assert (await both.device.send(message(both, b"<up></up>"), both.to_platform)).status == 200
            down = both.platform.request(
                "MESSAGE", DEVICE_ID, both.to_device, body=b"<down></down>", content_type="x/xml"
            )
            assert (await both.platform.send(down, both.to_device)).status == 200
            assert bodies == [b"<up></up>", b"<down></down>"]

    @BOTH
    async def test_a_big_one(self, transport):
        async with pair(transport) as both:
            sizes: list[int] = []
            both.platform.on(
                "MESSAGE", lambda incoming: (sizes.append(len(incoming.request.body)), incoming.reply(200))
            )
            size = 60_000 if transport is Transport.UDP else 3_000_000
            await both.device.send(message(both, b"<a>" + b"x" * size + b"</a>"), both.to_platform)
            assert sizes == [size + 7]

    async def test_a_reply_may_be_given_later(self):
        async with pair() as both:
            waiting: list[Incoming] = []
            both.platform.on("MESSAGE", waiting.append)
            async with asyncio.TaskGroup() as group:
                answer = group.create_task(both.device.send(message(both), both.to_platform))
                await until(lambda: waiting)
                assert not waiting[0].is_answered
                waiting[0].reply(403, reason="No", headers=[("X-GB-Ver", "3.0")])
                assert waiting[0].is_answered
            assert (answer.result().status, answer.result().reason) == (403, "No")
            assert answer.result().headers["x-gb-ver"] == "3.0"

    async def test_a_reply_leaves_while_its_listener_still_works(self):
        """GB/T 28181 reference, section 2.5: a late 200 causes retransmissions."""
        async with pair() as both:
            sent: list[Direction] = []

            def on_message(incoming: Incoming) -> None:
                incoming.reply(200)
                sent.append(both.trace.entries()[-1].direction)

            both.platform.on("MESSAGE", on_message)
            await both.device.send(message(both), both.to_platform)
            assert sent == [Direction.SENT]

    async def test_a_reply_given_later_leaves_at_once(self):
        async with pair() as both:
            waiting: list[Incoming] = []
            both.platform.on("MESSAGE", waiting.append)
            sending = asyncio.get_running_loop().create_task(both.device.send(message(both), both.to_platform))
            await until(lambda: waiting)
            waiting[0].reply(200)
            assert both.trace.entries()[-1].data.startswith(b"SIP/2.0 200")
            await sending

    async def test_a_method_nobody_listens_for(self):
        async with pair() as both:
            assert (await both.device.send(message(both), both.to_platform)).status == 405
            assert both.count(AnomalyKind.UNEXPECTED) == 1

    async def test_an_error_of_ours_is_answered_500_and_stops_nothing_else(self):
        reported: list[BaseException] = []
        asyncio.get_running_loop().set_exception_handler(lambda _, context: reported.append(context["exception"]))
        async with pair() as both:
            answered: list[str] = []

            def on_message(incoming: Incoming) -> None:
                if incoming.request.body == b"<bad></bad>":
                    raise ZeroDivisionError
                answered.append(incoming.request.call_id)
                incoming.reply(200)

            both.platform.on("MESSAGE", on_message)
            bodies = [b"<bad></bad>", b"<good></good>", b"<bad></bad>", b"<good></good>"]
            sent = [both.device.send(message(both, body), both.to_platform) for body in bodies]
            answers = await asyncio.gather(*sent)
            assert [answer.status for answer in answers] == [500, 200, 500, 200]
            assert len(answered) == 2
            assert [type(error) for error in reported] == [ZeroDivisionError, ZeroDivisionError]

    async def test_many_at_once(self):
        async with pair() as both:
            both.platform.on("MESSAGE", lambda incoming: incoming.reply(200))
            answers = await asyncio.gather(*(both.device.send(message(both), both.to_platform) for _ in range(200)))
            assert {answer.status for answer in answers} == {200}


class TestSendingFails:
    """RFC 3261 section 17.1.4."""

    async def test_nobody_answers(self):
        with DeafPeer() as deaf:
            async with pair() as both:
                asked = both.platform.request("MESSAGE", DEVICE_ID, deaf.peer)
                with pytest.raises(NoAnswer) as failure:
                    await both.platform.send(asked, deaf.peer, within=0.05)
                assert (failure.value.request, failure.value.waited) == ("MESSAGE", 0.05)
                assert both.platform.driver.agent.next_timer() is not None  # only what lingers of the REGISTER

    async def test_cancelling_ends_retransmission_at_once(self):
        with DeafPeer() as deaf:
            async with pair() as both:
                asked = both.platform.request("MESSAGE", DEVICE_ID, deaf.peer)
                sending = asyncio.get_running_loop().create_task(both.platform.send(asked, deaf.peer))
                await deaf.next()
                before = both.platform.driver.agent.open_transactions
                sending.cancel()
                await asyncio.wait([sending])
                assert both.platform.driver.agent.open_transactions == before - 1

    async def test_a_connection_that_is_gone(self):
        async with pair(Transport.TCP) as both:
            lost: list[Peer] = []
            both.platform.connection_lost.connect(lost.append)
            waiting = both.platform.send(both.platform.request("MESSAGE", DEVICE_ID, both.to_device), both.to_device)
            both.device.on("MESSAGE", lambda incoming: None)
            sending = asyncio.get_running_loop().create_task(waiting)
            await both.device.stop()
            with pytest.raises(Unreachable):
                await sending
            assert lost == [both.to_device]
            with pytest.raises(Unreachable):
                await both.platform.send(both.platform.request("MESSAGE", DEVICE_ID, both.to_device), both.to_device)

    async def test_a_network_that_refuses(self):
        async with pair() as both:
            nowhere = Peer(Transport.UDP, "255.255.255.255", 5060)  # not without SO_BROADCAST
            with pytest.raises(Unreachable):
                await both.platform.send(both.platform.request("MESSAGE", DEVICE_ID, nowhere), nowhere)

    async def test_nobody_listens_on_the_port(self):
        with socket.socket() as unused:
            unused.bind((LOOPBACK, 0))
            port = unused.getsockname()[1]
        async with pair() as both:
            with pytest.raises(Unreachable):
                await both.device.connect(LOOPBACK, port)

    async def test_before_start_and_after_stop(self):
        link = Link(Identity(PLATFORM_ID, DOMAIN, "Vigil"))
        peer = Peer(Transport.UDP, LOOPBACK, 5060)
        with pytest.raises(Unreachable):
            await link.send(link.request("MESSAGE", DEVICE_ID, peer), peer)
        with pytest.raises(Unreachable):
            await link.connect(LOOPBACK, 5060)

    async def test_stopping_tells_who_waits(self):
        with DeafPeer() as deaf:
            link = Link(Identity(PLATFORM_ID, DOMAIN, "Vigil"))
            await link.start(LOOPBACK, 0)
            sending = asyncio.get_running_loop().create_task(
                link.send(link.request("MESSAGE", DEVICE_ID, deaf.peer), deaf.peer)
            )
            await deaf.next()
            await link.stop()
            with pytest.raises(Unreachable, match="stopped"):
                await sending
            await link.start(LOOPBACK, 0)  # and it can start again
            await link.stop()


class TestCalls:
    """RFC 3261 sections 13 to 15."""

    @BOTH
    async def test_a_whole_call(self, transport):
        async with pair(transport) as both:
            callee = Callee(both.device)
            progress: list[int] = []
            call = await both.platform.invite(
                invite(both), both.to_device, on_progress=lambda response: progress.append(response.status)
            )
            assert progress == [100, 180]
            assert (call.answer.status, call.answer.body, call.peer) == (200, SDP, both.to_device)
            answer = await call.request("INFO", body=b"PAUSE RTSP/1.0\r\n\r\n", content_type="Application/MANSRTSP")
            assert answer.body.startswith(b"RTSP/1.0 200")
            assert callee.heard == [b"PAUSE RTSP/1.0\r\n\r\n"]
            await call.bye()
            assert call.is_over
            await until(lambda: callee.ends)
            await call.bye()  # twice does no harm

    async def test_the_other_end_hangs_up(self):
        async with pair() as both:
            callee = Callee(both.device)
            call = await both.platform.invite(invite(both), both.to_device)
            ends = []
            call.ended.connect(ends.append)
            await until(lambda: callee.calls)
            (theirs,) = callee.calls
            assert isinstance(theirs, Call)
            await theirs.bye()
            await until(lambda: ends)
            assert ends == [call.end]
            assert call.end is not None
            assert call.end.cause is EndCause.BYE
            assert call.is_over

    async def test_what_is_told_in_a_call_reaches_the_listener_of_the_method_with_its_call(self):
        """The MediaStatus at the end of a playback."""
        async with pair() as both:
            callee, told = Callee(both.device), []
            both.platform.on("MESSAGE", lambda incoming: told.append(incoming.call))
            call = await both.platform.invite(invite(both), both.to_device)
            await until(lambda: callee.calls)
            (theirs,) = callee.calls
            assert isinstance(theirs, Call)
            assert (await theirs.request("MESSAGE", body=b"<a></a>", content_type="x/xml")).status == 200
            assert told == [call]

    async def test_a_refusal(self):
        async with pair() as both:
            both.device.on_call(lambda incoming: incoming.reject(486))
            with pytest.raises(Refused) as refused:
                await both.platform.invite(invite(both), both.to_device)
            assert (refused.value.status, refused.value.reason) == (486, "Busy Here")

    async def test_nobody_takes_calls(self):
        async with pair() as both:
            with pytest.raises(Refused) as refused:
                await both.platform.invite(invite(both), both.to_device)
            assert refused.value.status == 403

    @BOTH
    async def test_cancelling_while_it_rings(self, transport):
        async with pair(transport) as both:
            ringing: list[IncomingCall] = []
            both.device.on_call(ringing.append)
            heard = asyncio.Event()
            calling = asyncio.get_running_loop().create_task(
                both.platform.invite(invite(both), both.to_device, on_progress=lambda _: heard.set())
            )
            await heard.wait()
            calling.cancel()
            await until(lambda: ringing[0].is_cancelled)
            assert calling.cancelled()
            with pytest.raises(Refused):
                await ringing[0].accept(SDP, "application/sdp")

    async def test_running_out_of_time_while_it_rings(self):
        async with pair() as both:
            ringing: list[IncomingCall] = []
            both.device.on_call(ringing.append)
            with pytest.raises(NoAnswer):
                await both.platform.invite(invite(both), both.to_device, within=0.05)
            await until(lambda: ringing[0].is_cancelled)

    async def test_a_200_that_comes_after_all_is_ended(self):
        """Fault F11."""
        with DeafPeer() as slow:
            async with pair() as both:
                asked = both.platform.request("INVITE", DEVICE_ID, slow.peer, body=SDP, content_type="Application/SDP")
                with pytest.raises(NoAnswer):
                    await both.platform.invite(asked, slow.peer, within=0.05)
                data, address = await slow.next()
                received = parse(data)
                assert isinstance(received, Request)
                answer = received.reply(
                    200, source=both.raw_peer(), tag="late", body=SDP, content_type="application/sdp"
                )
                slow.socket.sendto(answer.encode(), address)
                methods = {parse((await slow.next())[0]).start_line.split()[0] for _ in range(2)}
                assert methods == {"ACK", "BYE"}

    @pytest.mark.parametrize("cancelled_first", [True, False])
    async def test_cancelled_in_the_moment_of_the_answer_it_is_hung_up(self, cancelled_first):
        async with pair() as both:
            callee = Callee(both.device)
            driver = both.platform.driver
            on_event = driver._on_event
            calling = asyncio.get_running_loop().create_task(both.platform.invite(invite(both), both.to_device))

            def cancel_when_answered(event: Event) -> None:
                if isinstance(event, Answered) and cancelled_first:
                    calling.cancel()
                on_event(event)
                if isinstance(event, Answered):
                    calling.cancel()

            driver._on_event = cancel_when_answered
            await until(lambda: callee.ends)
            assert calling.cancelled()
            assert driver.agent.open_calls == 0

    async def test_a_bye_that_is_not_answered_is_not_waited_for(self):
        with DeafPeer() as deaf:
            async with pair() as both:
                asked = both.platform.request("INVITE", DEVICE_ID, deaf.peer, body=SDP, content_type="Application/SDP")
                calling = asyncio.get_running_loop().create_task(both.platform.invite(asked, deaf.peer))
                data, address = await deaf.next()
                received = parse(data)
                assert isinstance(received, Request)
                answer = received.reply(200, source=both.raw_peer(), tag="d")
                deaf.socket.sendto(answer.encode(), address)
                call = await calling
                await call.bye(within=0.05)
                assert call.is_over
                lines = [(await deaf.next())[0].split()[0] for _ in range(3)]
                assert lines == [b"ACK", b"BYE", b"BYE"]  # and it goes on

    async def test_stopping_says_bye(self):
        async with pair() as both:
            callee = Callee(both.device)
            call = await both.platform.invite(invite(both), both.to_device)
            await until(lambda: callee.calls)
            await both.platform.stop()
            assert call.is_over
            await until(lambda: callee.ends)

    async def test_hanging_up_before_the_ack(self):
        with DeafPeer() as caller:
            async with pair() as both:
                taken: list[IncomingCall] = []
                both.platform.on_call(taken.append)
                caller.socket.sendto(request("INVITE", body=SDP), (LOOPBACK, both.platform.port))
                await until(lambda: taken)
                accepting = asyncio.get_running_loop().create_task(taken[0].accept(SDP, "application/sdp"))
                await caller.next()
                answer = parse((await caller.next())[0])
                accepting.cancel()
                await asyncio.wait([accepting])
                ack = request("ACK", via="SIP/2.0/UDP h;branch=z9hG4bKa", to=answer.headers["to"])
                caller.socket.sendto(ack, (LOOPBACK, both.platform.port))
                assert (await caller.next())[0].startswith(b"BYE ")

    async def test_a_device_that_moved_is_told_where_it_is(self):
        async with pair() as both:
            Callee(both.device)
            call = await both.platform.invite(invite(both), both.to_device)
            with DeafPeer() as moved:
                both.platform.move_calls(both.to_device, moved.peer)
                assert call.peer == moved.peer
                await call.bye(within=0.05)
                assert (await moved.next())[0].startswith(b"BYE ")


class TestAddresses:
    """One port for both transports; GB/T 28181 reference, section 2.4."""

    async def test_a_taken_port_is_named(self):
        for kind, transport in ((socket.SOCK_DGRAM, "UDP"), (socket.SOCK_STREAM, "TCP")):
            with socket.socket(socket.AF_INET, kind) as taken:
                taken.bind((LOOPBACK, 0))
                if kind == socket.SOCK_STREAM:
                    taken.listen()
                port = taken.getsockname()[1]
                link = Link(Identity(PLATFORM_ID, DOMAIN, "Vigil"))
                with pytest.raises(AddressInUse) as failure:
                    await link.start(LOOPBACK, port)
                assert (failure.value.port, failure.value.transport) == (port, transport)

    @pytest.mark.parametrize("address", ["203.0.113.7", "camera.local", ""])
    async def test_an_address_that_is_not_ours(self, address):
        with pytest.raises(AddressUnusable):
            await Link(Identity(PLATFORM_ID, DOMAIN, "Vigil")).start(address, 0)

    async def test_listening_everywhere_shows_the_address_of_the_route(self):
        link = Link(Identity(PLATFORM_ID, DOMAIN, "Vigil"))
        await link.start("0.0.0.0", 0)
        peer = Peer(Transport.UDP, "127.0.0.9", 5060)
        assert link.local_host(peer) == "127.0.0.1"
        asked = link.request("INVITE", DEVICE_ID, peer)
        assert asked.via.host == "127.0.0.1"
        assert f"127.0.0.1:{link.port}" in asked.headers["contact"]
        await link.stop()

    async def test_the_route_is_looked_up_once_in_a_while(self, monkeypatch):
        looked_up: list[str] = []
        monkeypatch.setattr("console.network.driver.local_host", lambda host, _: looked_up.append(host) or "10.0.0.1")
        link = Link(Identity(PLATFORM_ID, DOMAIN, "Vigil"))
        await link.start("0.0.0.0", 0)
        for host in ("127.0.0.8", "127.0.0.8", "127.0.0.9"):
            assert link.local_host(Peer(Transport.UDP, host, 5060)) == "10.0.0.1"
        assert looked_up == ["127.0.0.8", "127.0.0.9"]
        await link.stop()

    async def test_over_tcp_it_is_our_end_of_the_connection(self):
        platform = Link(Identity(PLATFORM_ID, DOMAIN, "Vigil"))
        device = Link(Identity(DEVICE_ID, DOMAIN, "Camera"))
        await platform.start("0.0.0.0", 0)
        await device.start(LOOPBACK, 0)
        seen: list[Peer] = []
        platform.on("MESSAGE", lambda incoming: (seen.append(incoming.peer), incoming.reply(200)))
        peer = await device.connect("127.0.0.3", platform.port)
        await device.send(device.request("MESSAGE", PLATFORM_ID, peer), peer)
        assert platform.local_host(seen[0]) == "127.0.0.3"
        await device.stop()
        await platform.stop()

    async def test_ipv6(self):
        link = Link(Identity(PLATFORM_ID, DOMAIN, "Vigil"))
        try:
            await link.start("::1", 0)
        except AddressUnusable:
            pytest.skip("no IPv6 here")
        peer = Peer(Transport.UDP, "::1", link.port)
        assert f"[::1]:{link.port}" in link.request("INVITE", DEVICE_ID, peer).headers["via"]
        link.on("MESSAGE", lambda incoming: incoming.reply(200))
        assert (await link.send(link.request("MESSAGE", PLATFORM_ID, peer), peer)).status == 200
        await link.stop()


class TestTrace:
    """Every message, raw, both ways."""

    @BOTH
    async def test_what_was_said(self, transport):
        async with pair(transport) as both:
            entries = both.trace.entries()
            lines = [(entry.direction, entry.data.split(b"\r\n")[0].split()[0]) for entry in entries]
            assert lines == [
                (Direction.RECEIVED, b"REGISTER"),
                (Direction.SENT, b"SIP/2.0"),
                (Direction.RECEIVED, b"REGISTER"),
                (Direction.SENT, b"SIP/2.0"),
            ]
            assert {entry.peer for entry in entries} == {both.to_device}
            assert all(entry.at > 1_700_000_000 for entry in entries)

    async def test_malformed_input_is_there_as_it_came(self):
        with DeafPeer() as noisy:
            async with pair() as both:
                noisy.socket.sendto(b"\xff\xfe not SIP at all", (LOOPBACK, both.platform.port))
                await until(lambda: both.count(AnomalyKind.MALFORMED_SIP))
                assert both.trace.entries()[-1].data == b"\xff\xfe not SIP at all"
                noisy.socket.sendto(
                    b"MESSAGE sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP h\r\n\r\n", (LOOPBACK, both.platform.port)
                )
                assert (await noisy.next())[0].startswith(b"SIP/2.0 400")  # the first one was not answered


class TestRouting:
    async def test_answers_come_back_where_the_request_came_from_whatever_via_says(self):
        """RFC 3581."""
        with DeafPeer() as behind_nat:
            async with pair() as both:
                both.platform.on("MESSAGE", lambda incoming: incoming.reply(200))
                data = request(via="SIP/2.0/UDP 192.168.1.9:5060;rport;branch=z9hG4bK1")
                behind_nat.socket.sendto(data, (LOOPBACK, both.platform.port))
                via = parse((await behind_nat.next())[0]).via
                assert via.parameters["received"] == LOOPBACK
                assert via.parameters["rport"] == str(behind_nat.peer.port)
