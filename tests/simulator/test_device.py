"""console.simulator.device: a conversation written by hand, byte by byte (GB/T 28181-2022 clause 9)."""

import asyncio
import io
import re
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime

import av
import pytest

from console.model.clock import CHINA
from console.model.media import Purpose
from console.model.peer import Transport
from console.model.ptz import PtzMotion
from console.simulator.clock import wall_clock
from console.simulator.device import SimulatedDevice
from console.simulator.faults import Faults
from console.simulator.personality import Personality
from console.simulator.picture.colour import frame_planes
from console.simulator.picture.time_code import TimeCode, read
from console.simulator.site import RECORDER, STREET_CAMERA, DeviceDescription, plain_camera
from tests.simulator.raw_platform import (
    DOMAIN,
    NONCE,
    PLATFORM_ID,
    WITHIN,
    Message,
    RawPlatform,
    expected_digest,
    tcp_platform,
    udp_platform,
)

_CAMERA = plain_camera(3)  # an indoor place: quick to paint
_NVR = RECORDER.device_id
_DOME = RECORDER.channels[0].channel_id


@asynccontextmanager
async def _registered(
    description: DeviceDescription = _CAMERA, faults: Faults | None = None, **options: object
) -> AsyncIterator[tuple[RawPlatform, SimulatedDevice]]:
    """A device that is registered, and the platform."""
    by_tcp = description.transport is Transport.TCP
    async with (
        tcp_platform() if by_tcp else udp_platform() as platform,
        SimulatedDevice(description, platform.settings, faults=faults, **options) as device,
    ):
        await platform.admit()
        await _until(device.registered.is_set)
        yield platform, device
        platform.say_yes()


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(WITHIN):
        while not condition():  # noqa: ASYNC110 - nothing tells of what threads and sockets bring about
            await asyncio.sleep(0.005)


class TestRegistration:
    """GB/T 28181-2022 9.1; RFC 2617."""

    async def test_answers_the_challenge_with_the_digest_of_the_standard(self):
        async with _registered() as (platform, device):
            assert device.registration.platform_date == "2026-03-01T08:00:00.123"
        async with udp_platform() as platform, SimulatedDevice(_CAMERA, platform.settings):
            first = await platform.expect("REGISTER")
            assert first.start_line == f"REGISTER sip:{PLATFORM_ID}@{DOMAIN} SIP/2.0"
            assert not first.header("Authorization")
            assert first.header("X-GB-Ver") == "2.0"
            assert first.header("Expires") == "3600"
            platform.answer(
                first, "401 Unauthorized", f'WWW-Authenticate: Digest realm="{DOMAIN}", nonce="{NONCE}", algorithm=MD5'
            )
            second = await platform.expect("REGISTER")
            assert second.header("Call-ID") == first.header("Call-ID")
            assert int(second.header("CSeq").split()[0]) == int(first.header("CSeq").split()[0]) + 1
            assert second.digest["username"] == _CAMERA.device_id
            assert second.digest["response"] == expected_digest(second)
            platform.say_yes()

    async def test_can_do_sha_256(self):
        async with udp_platform() as platform, SimulatedDevice(_CAMERA, platform.settings):
            first = await platform.expect("REGISTER")
            platform.answer(
                first,
                "401 Unauthorized",
                f'WWW-Authenticate: Digest realm="{DOMAIN}", nonce="{NONCE}", algorithm=SHA-256',
            )
            second = await platform.expect("REGISTER")
            assert second.digest["response"] == expected_digest(second, algorithm="sha256")

    async def test_a_stale_nonce_is_answered_anew_and_a_wrong_password_waits(self):
        events: list[tuple[str, str]] = []
        async with (
            udp_platform() as platform,
            SimulatedDevice(_CAMERA, platform.settings, on_event=lambda *event: events.append(event)),
        ):
            for nonce, stale in (("aaaa", ""), ("bbbb", ", stale=true"), ("cccc", "")):
                message = await platform.expect("REGISTER")
                platform.answer(
                    message,
                    "401 Unauthorized",
                    f'WWW-Authenticate: Digest realm="{DOMAIN}", nonce="{nonce}", algorithm=MD5{stale}',
                )
            await _until(lambda: bool(events))
            assert events == [("refused", "401 Unauthorized")]
            assert not platform.has("REGISTER")

    async def test_a_refused_device_tries_again_after_its_interval(self):
        camera = replace(_CAMERA, personality=Personality(retry_interval=0.05))
        async with udp_platform() as platform, SimulatedDevice(camera, platform.settings) as device:
            for _ in range(2):
                platform.answer(await platform.expect("REGISTER"), "403 Forbidden")
            await platform.admit()
            await _until(device.registered.is_set)
            platform.say_yes()

    async def test_refreshes_before_the_registration_expires(self):
        async with udp_platform() as platform, SimulatedDevice(_CAMERA, platform.settings):
            platform.answer(await platform.expect("REGISTER"), "200 OK", "Expires: 1")
            await _answer(platform, "MESSAGE", "Keepalive")
            refresh = await platform.expect("REGISTER")
            assert refresh.header("Expires") == "3600"
            platform.say_yes()

    async def test_signs_off_when_it_stops(self):
        async with _registered() as (platform, _):
            pass
        assert platform.has("REGISTER", "Expires: 0")

    async def test_over_tcp_it_uses_one_connection_and_comes_back_when_that_is_lost(self):
        camera = replace(_CAMERA, transport=Transport.TCP)
        async with tcp_platform() as platform, SimulatedDevice(camera, platform.settings) as device:
            register = await platform.admit()
            assert "SIP/2.0/TCP" in register.header("Via")
            await _until(device.registered.is_set)
            platform.hang_up()
            await platform.admit()
            await _until(device.registered.is_set)
            platform.say_yes()

    async def test_one_that_registers_once_never_refreshes(self):
        async with udp_platform() as platform:
            camera = replace(_CAMERA, personality=Personality(keepalive_interval=0.02))
            async with SimulatedDevice(camera, platform.settings, faults=Faults(register_once=True)):
                platform.answer(await platform.expect("REGISTER"), "200 OK", "Expires: 0")
                for _ in range(5):
                    platform.answer(await platform.expect("MESSAGE", "Keepalive"), "200 OK")
                assert not platform.has("REGISTER")
                platform.say_yes()


class TestKeepalive:
    """GB/T 28181-2022 9.6."""

    async def test_is_sent_at_the_interval(self):
        camera = replace(_CAMERA, personality=Personality(keepalive_interval=0.05))
        async with _registered(camera) as (platform, device):
            for _ in range(3):
                keepalive = await platform.expect("MESSAGE", "Keepalive")
                assert keepalive.element("DeviceID") == _CAMERA.device_id
                assert keepalive.element("Status") == "OK"
                platform.answer(keepalive, "200 OK")
            await _until(lambda: device.registration.keepalives >= 3)

    async def test_one_that_is_refused_makes_the_device_register_anew(self):
        camera = replace(_CAMERA, personality=Personality(keepalive_interval=0.05, retry_interval=0.05))
        async with _registered(camera) as (platform, device):
            platform.answer(await platform.expect("MESSAGE", "Keepalive"), "403 Forbidden")
            await platform.admit()
            await _until(device.registered.is_set)

    async def test_can_stop(self):
        camera = replace(_CAMERA, personality=Personality(keepalive_interval=0.02))
        async with _registered(camera, Faults(keepalive_stops_after=2)) as (platform, _):
            for _ in range(2):
                platform.answer(await platform.expect("MESSAGE", "Keepalive"), "200 OK")
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.2):
                    await platform.expect("MESSAGE", "Keepalive")


class TestMessages:
    """GB/T 28181-2022 9.3 to 9.5."""

    async def test_a_catalog_is_answered_part_by_part(self):
        async with _registered(RECORDER) as (platform, _):
            platform.query("Catalog", _NVR)
            await platform.expect("SIP/2.0 200")
            ids = []
            while len(ids) < 14:
                part = await platform.expect("MESSAGE", "Catalog")
                assert part.header("To").startswith(f"<sip:{PLATFORM_ID}@")
                assert "tag=" not in part.header("To")
                assert part.element("SumNum") == "14"
                assert not platform.has("MESSAGE", "Catalog")  # the next waits for our 200
                ids += re.findall(r"<Item>\s*<DeviceID>(\d+)", part.text)
                platform.answer(part, "200 OK")
            assert ids[-7:] == [channel.channel_id for channel in RECORDER.channels]

    async def test_an_order_moves_the_camera_and_is_kept_for_inspection(self):
        async with _registered(RECORDER) as (platform, device):
            platform.control("A50F0102FF0000B6", _DOME)
            await platform.expect("SIP/2.0 200")
            (received,) = device.orders
            assert received.ptz == PtzMotion(pan=-1.0)
            camera = device.channel(_DOME).camera
            assert camera.is_moving
            assert camera.view(wall_clock() + 0.5).pan < -0.2
            platform.control("A50F0100000000B5", _DOME)
            await platform.expect("SIP/2.0 200")
            assert not camera.is_moving

    async def test_one_without_an_sn_is_a_bad_request(self):
        async with _registered() as (platform, _):
            platform.request(
                "MESSAGE", _CAMERA.device_id, b"<Query><CmdType>Catalog</CmdType></Query>", "Application/MANSCDP+xml"
            )
            await platform.expect("SIP/2.0 400")

    async def test_faults_of_messages(self):
        async with _registered(RECORDER, Faults(mute_ptz=True)) as (platform, device):
            platform.control("A50F0102FF0000B6", _DOME)
            await _until(lambda: device.channel(_DOME).camera.is_moving)
            platform.query("DeviceInfo", _NVR)
            await platform.expect("SIP/2.0 200", "MESSAGE")
            platform.answer(await platform.expect("MESSAGE", "DeviceInfo"), "200 OK")
            assert not platform.has("SIP/2.0")
        async with _registered(faults=Faults(mute_messages=True)) as (platform, device):
            platform.query("DeviceInfo", _CAMERA.device_id)
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.2):
                    await platform.expect("SIP/2.0")


def _offer(port: int, *, purpose: str = "Play", span: str = "0 0", transport: str = "RTP/AVP", extra: str = "") -> str:
    ssrc = "0200000140" if purpose == "Play" else "1200000140"
    return (
        f"v=0\no={PLATFORM_ID} 0 0 IN IP4 127.0.0.1\ns={purpose}\nu={_CAMERA.device_id}:0\nc=IN IP4 127.0.0.1\n"
        f"t={span}\nm=video {port} {transport} 96\na=recvonly\na=rtpmap:96 PS/90000\n{extra}y={ssrc}\n"
    )


class _Receiver:
    """A UDP port for media, read in the loop."""

    def __init__(self) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.setblocking(False)
        self.port = self.socket.getsockname()[1]
        self.packets: list[bytes] = []

    async def __aenter__(self) -> "_Receiver":
        asyncio.get_running_loop().add_reader(self.socket, self._read)
        return self

    async def __aexit__(self, *_: object) -> None:
        asyncio.get_running_loop().remove_reader(self.socket)
        self.socket.close()

    def _read(self) -> None:
        try:
            while True:
                self.packets.append(self.socket.recv(65536))
        except BlockingIOError:
            pass

    @property
    def pictures(self) -> int:
        """By their markers (RFC 3550 section 5.1)."""
        return sum(packet[1] >> 7 for packet in self.packets)

    async def wait_for(self, pictures: int) -> None:
        await _until(lambda: self.pictures >= pictures)


def _codes(packets: list[bytes]) -> list[TimeCode]:
    """What is burnt into the pictures, found by FFmpeg's own demuxer and decoder."""
    stream = b"".join(packet[12:] for packet in packets)
    codes = []
    with av.open(io.BytesIO(stream), format="mpeg") as container:
        for frame in container.decode(video=0):
            code = read(frame_planes(frame).y)
            assert code is not None
            codes.append(code)
    return codes


class TestPlay:
    """GB/T 28181-2022 9.2, annexes C and G."""

    async def test_live_over_udp_is_video_that_ffmpeg_decodes(self):
        async with _registered() as (platform, device), _Receiver() as receiver:
            before = wall_clock()
            answer = await platform.invite(_CAMERA.device_id, _offer(receiver.port))
            assert answer.start_line == "SIP/2.0 200 OK"
            assert answer.header("Content-Type").lower() == "application/sdp"
            assert re.fullmatch(
                rf"v=0\r\no={_CAMERA.device_id} 0 0 IN IP4 127\.0\.0\.1\r\ns=Play\r\nc=IN IP4 127\.0\.0\.1\r\nt=0 0\r\n"
                rf"m=video \d+ RTP/AVP 96\r\na=sendonly\r\na=rtpmap:96 PS/90000\r\ny=0200000140\r\nf=v/////a///\r\n",
                answer.body.decode(),
            )
            await receiver.wait_for(12)
            assert len(device.calls) == 1
            platform.in_call(answer, "BYE", 99)
            await platform.expect("SIP/2.0 200", "BYE")
            await _until(lambda: not device.calls)
            assert {int.from_bytes(packet[8:12], "big") for packet in receiver.packets} == {200000140}
            codes = _codes(receiver.packets)
            assert len(codes) >= 10
            assert {code.channel for code in codes} == {3}
            assert before - 1 < codes[0].milliseconds / 1000 < wall_clock()

    async def test_two_viewers_of_a_channel(self):
        async with _registered() as (platform, device), _Receiver() as one, _Receiver() as other:
            for receiver in (one, other):
                await platform.invite(
                    _CAMERA.device_id, _offer(receiver.port).replace("140", f"{receiver.port % 1000:03d}")
                )
                await receiver.wait_for(3)
            assert len(device.calls) == 2
            count = one.pictures
            await one.wait_for(count + 3)

    async def test_the_same_sender_and_number_in_the_subject_replace_the_old_stream(self):
        """Annex K."""
        async with _registered() as (platform, device), _Receiver() as one, _Receiver() as other:
            first = await platform.invite(_CAMERA.device_id, _offer(one.port), subject_number=77)
            await one.wait_for(1)
            call_id = platform.call(_CAMERA.device_id, _offer(other.port), subject_number=77)
            bye = await _answer(platform, "BYE")
            assert bye.header("Call-ID") == first.header("Call-ID")
            await platform.answered(call_id)
            await other.wait_for(1)
            await _until(lambda: len(device.calls) == 1)

    async def test_without_a_y_line_the_device_names_the_ssrc(self):
        async with _registered() as (platform, _), _Receiver() as receiver:
            sdp = _offer(receiver.port).replace("y=0200000140\n", "")
            answer = await platform.invite(_CAMERA.device_id, sdp)
            await receiver.wait_for(1)
            ssrc = re.search(rb"y=(\d{10})\r\n", answer.body)[1]
            assert ssrc.startswith(b"0" + _CAMERA.device_id[3:8].encode())
            assert int(ssrc) == int.from_bytes(receiver.packets[0][8:12], "big")

    async def test_the_device_says_bye_when_it_stops(self):
        async with _Receiver() as receiver:
            async with _registered() as (platform, _):
                await platform.invite(_CAMERA.device_id, _offer(receiver.port))
                await receiver.wait_for(1)
            assert platform.has("BYE")
            assert platform.has("REGISTER", "Expires: 0")

    @pytest.mark.parametrize(
        ("channel_id", "sdp", "faults", "status"),
        [
            ("34020000001320009999", _offer(30000), Faults(), 404),
            (_CAMERA.device_id, _offer(30000).replace("m=video", "m=audio"), Faults(), 488),
            (_CAMERA.device_id, _offer(30000), Faults(busy=True), 486),
            (_CAMERA.device_id, _offer(30000), Faults(refuse_udp=True), 488),
            (_CAMERA.device_id, _offer(30000, purpose="Playback", span="1000000 1000100"), Faults(), 404),
        ],
    )
    async def test_refusals(self, channel_id, sdp, faults, status):
        async with _registered(faults=faults) as (platform, device):
            answer = await platform.invite(channel_id, sdp)
            assert answer.start_line.startswith(f"SIP/2.0 {status} ")
            assert not device.calls

    async def test_an_offline_channel_is_temporarily_unavailable(self):
        camera = replace(_CAMERA, channels=(replace(_CAMERA.channels[0], is_online=False),))
        async with _registered(camera) as (platform, _):
            answer = await platform.invite(_CAMERA.device_id, _offer(30000))
            assert answer.start_line.startswith("SIP/2.0 480 ")

    async def test_no_more_streams_than_the_device_can(self):
        camera = replace(_CAMERA, personality=Personality(simultaneous_streams=1))
        async with _registered(camera) as (platform, _), _Receiver() as receiver:
            await platform.invite(_CAMERA.device_id, _offer(receiver.port))
            await receiver.wait_for(1)
            answer = await platform.invite(_CAMERA.device_id, _offer(receiver.port))
            assert answer.start_line.startswith("SIP/2.0 486 ")


async def _answer(platform: RawPlatform, method: str, holding: str = "") -> Message:
    message = await platform.expect(method, holding)
    platform.answer(message, "200 OK")
    return message


class TestCallFaults:
    async def test_never_answering_an_invite(self):
        async with _registered(faults=Faults(never_answer_invite=True)) as (platform, _):
            platform.request("INVITE", _CAMERA.device_id, _offer(30000).encode(), "Application/SDP")
            await platform.expect("SIP/2.0 100")
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.2):
                    await platform.expect("SIP/2.0")

    async def test_answering_late(self):
        async with _registered(faults=Faults(answer_after=0.3)) as (platform, _), _Receiver() as receiver:
            began = asyncio.get_running_loop().time()
            await platform.invite(_CAMERA.device_id, _offer(receiver.port))
            assert asyncio.get_running_loop().time() - began >= 0.3

    async def test_agreeing_to_udp_and_sending_nothing(self):
        async with _registered(faults=Faults(no_udp_media=True)) as (platform, device), _Receiver() as receiver:
            await platform.invite(_CAMERA.device_id, _offer(receiver.port))
            await _until(lambda: len(device.calls) == 1)
            await asyncio.sleep(0.2)
            assert not receiver.packets

    async def test_stopping_the_media_and_hanging_up(self):
        faults = Faults(media_stops_after=0.2, bye_after=0.6)
        async with _registered(faults=faults) as (platform, device), _Receiver() as receiver:
            await platform.invite(_CAMERA.device_id, _offer(receiver.port))
            await receiver.wait_for(1)
            await _answer(platform, "BYE")
            await _until(lambda: not device.calls)
            assert receiver.pictures < 12

    async def test_answering_without_contact(self):
        async with _registered(faults=Faults(no_contact=True)) as (platform, _), _Receiver() as receiver:
            answer = await platform.invite(_CAMERA.device_id, _offer(receiver.port))
            assert not answer.header("Contact")
            await receiver.wait_for(1)


class TestTcpMedia:
    """GB/T 28181-2022 annex D; RFC 4571."""

    async def test_the_device_connects_to_a_passive_platform(self):
        async with _registered() as (platform, _), _listening() as (port, accepted):
            answer = await platform.invite(
                _CAMERA.device_id, _offer(port, transport="TCP/RTP/AVP", extra="a=setup:passive\na=connection:new\n")
            )
            assert b"a=setup:active\r\na=connection:new\r\n" in answer.body
            async with asyncio.timeout(WITHIN):
                reader, writer = await accepted
            packets = await _framed(reader, 12)
            writer.close()
            assert len(_codes(packets)) >= 10
            await _answer(platform, "BYE")  # its viewer is gone

    async def test_the_device_listens_for_an_active_platform(self):
        async with _registered() as (platform, device):
            answer = await platform.invite(
                _CAMERA.device_id, _offer(9, transport="TCP/RTP/AVP", extra="a=setup:active\na=connection:new\n")
            )
            assert b"a=setup:passive\r\n" in answer.body
            port = int(re.search(rb"m=video (\d+)", answer.body)[1])
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            assert len(_codes(await _framed(reader, 12))) >= 10
            platform.in_call(answer, "BYE", 99)
            await platform.expect("SIP/2.0 200", "BYE")
            await _until(lambda: not device.calls)
            writer.close()


@asynccontextmanager
async def _listening() -> AsyncIterator[
    tuple[int, "asyncio.Future[tuple[asyncio.StreamReader, asyncio.StreamWriter]]"]
]:
    accepted: asyncio.Future[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = (
        asyncio.get_running_loop().create_future()
    )
    server = await asyncio.start_server(lambda *ends: accepted.set_result(ends), "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1], accepted


async def _framed(reader: asyncio.StreamReader, pictures: int) -> list[bytes]:
    packets: list[bytes] = []
    async with asyncio.timeout(WITHIN):
        while sum(packet[1] >> 7 for packet in packets) < pictures:
            length = int.from_bytes(await reader.readexactly(2), "big")
            packets.append(await reader.readexactly(length))
    return packets


_DAY = 86400


def _footage(device: SimulatedDevice, least: float) -> int:
    """The start of some footage of yesterday, at least so long without a gap."""
    channel = device.channel(_CAMERA.device_id)
    now = wall_clock()
    return int(next(one.start for one in channel.footage(now - _DAY, now) if one.end - one.start > least)) + 1


class TestPlayback:
    """GB/T 28181-2022 9.7 and annex B."""

    async def test_shows_the_time_that_was_asked_for(self):
        async with _registered() as (platform, device), _Receiver() as receiver:
            start = _footage(device, 60)
            answer = await platform.invite(
                _CAMERA.device_id, _offer(receiver.port, purpose="Playback", span=f"{start} {start + 60}")
            )
            assert f"t={start} {start + 60}".encode() in answer.body
            await receiver.wait_for(5)
            (call,) = device.calls
            assert call.purpose is Purpose.PLAYBACK
            platform.in_call(answer, "BYE", 99)
            await _until(lambda: not device.calls)
            times = [code.milliseconds / 1000 - start for code in _codes(receiver.packets)]
            assert times[:5] == pytest.approx([0, 0.04, 0.08, 0.12, 0.16], abs=0.002)

    async def test_obeys_mansrtsp(self):
        async with _registered() as (platform, device), _Receiver() as receiver:
            start = _footage(device, 700)
            answer = await platform.invite(
                _CAMERA.device_id, _offer(receiver.port, purpose="Playback", span=f"{start} {start + 700}")
            )
            await receiver.wait_for(2)
            playback = device.calls[0].stream.playback
            assert await _player(platform, answer, "PAUSE", "PauseTime: now") == "RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n"
            assert playback.is_paused
            await _player(platform, answer, "PLAY", "Scale: 2.000000")
            assert (playback.scale, playback.is_paused) == (2.0, False)
            await _player(platform, answer, "PLAY", "Range: npt=500-")
            await _until(lambda: playback.position > start + 500.1)
            assert playback.scale == 2.0
            assert "451" in await _player(platform, answer, "PLAY", "Scale: -1.0")
            platform.in_call(answer, "BYE", 999)
            await _until(lambda: not device.calls)
            assert max(code.milliseconds / 1000 for code in _codes(receiver.packets)) > start + 500

    async def test_at_its_end_the_platform_is_told_and_hangs_up(self):
        async with _registered() as (platform, device), _Receiver() as receiver:
            start = _footage(device, 60)
            answer = await platform.invite(
                _CAMERA.device_id, _offer(receiver.port, purpose="Playback", span=f"{start} {start + 1}")
            )
            status = await _answer(platform, "MESSAGE", "MediaStatus")
            assert status.element("CmdType") == "MediaStatus"
            assert status.element("NotifyType") == "121"
            assert status.header("Call-ID") == answer.header("Call-ID")
            platform.in_call(answer, "BYE", 99)
            await platform.expect("SIP/2.0 200", "BYE")
            await _until(lambda: not device.calls)
            assert len(_codes(receiver.packets)) == 25

    async def test_a_device_whose_info_has_no_effect(self):
        async with _registered(faults=Faults(ignore_info=True)) as (platform, device), _Receiver() as receiver:
            start = _footage(device, 60)
            answer = await platform.invite(
                _CAMERA.device_id, _offer(receiver.port, purpose="Playback", span=f"{start} {start + 60}")
            )
            await receiver.wait_for(1)
            assert await _player(platform, answer, "PAUSE", "PauseTime: now") == ""
            assert not device.calls[0].stream.playback.is_paused

    async def test_a_device_that_never_answers_info(self):
        async with _registered(faults=Faults(mute_info=True)) as (platform, device), _Receiver() as receiver:
            start = _footage(device, 60)
            answer = await platform.invite(
                _CAMERA.device_id, _offer(receiver.port, purpose="Playback", span=f"{start} {start + 60}")
            )
            await receiver.wait_for(1)
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.2):
                    await _player(platform, answer, "PAUSE", "PauseTime: now")


async def _player(platform: RawPlatform, answer: Message, method: str, line: str) -> str:
    """The body of the answer to a MANSRTSP request."""
    number = next(platform.player_numbers)
    body = f"{method} RTSP/1.0\r\nCSeq: {number}\r\n{line}\r\n\r\n".encode()
    platform.in_call(answer, "INFO", 100 + number, body, "Application/MANSRTSP")
    return (await platform.expect("SIP/2.0 200", "INFO")).body.decode()


class TestDownload:
    """GB/T 28181-2022 9.8."""

    async def test_sends_every_picture_faster_and_says_when_it_is_done(self):
        async with _registered() as (platform, device), _Receiver() as receiver:
            start = _footage(device, 60)
            answer = await platform.invite(
                _CAMERA.device_id,
                _offer(receiver.port, purpose="Download", span=f"{start} {start + 8}", extra="a=downloadspeed:8\n"),
            )
            assert b"a=downloadspeed:8\r\n" in answer.body
            began = asyncio.get_running_loop().time()
            status = await _answer(platform, "MESSAGE", "MediaStatus")
            assert asyncio.get_running_loop().time() - began < 7
            assert status.element("NotifyType") == "121"
            platform.in_call(answer, "BYE", 99)
            await _until(lambda: not device.calls)
            times = [code.milliseconds / 1000 - start for code in _codes(receiver.packets)]
            assert times == pytest.approx([index / 25 for index in range(200)], abs=0.002)

    async def test_a_platform_that_does_not_hang_up_is_hung_up_on(self):
        camera = replace(_CAMERA, personality=Personality(end_patience=0.1))
        async with _registered(camera) as (platform, device), _Receiver() as receiver:
            start = _footage(device, 60)
            await platform.invite(
                _CAMERA.device_id, _offer(receiver.port, purpose="Download", span=f"{start} {start + 1}")
            )
            await _answer(platform, "MESSAGE", "MediaStatus")
            await _answer(platform, "BYE")
            await _until(lambda: not device.calls)


class TestSite:
    async def test_the_street_camera_registers_over_tcp_and_lists_itself(self):
        async with _registered(STREET_CAMERA) as (platform, _):
            platform.query("Catalog", STREET_CAMERA.device_id)
            await platform.expect("SIP/2.0 200", "MESSAGE")
            catalog = await _answer(platform, "MESSAGE", "Catalog")
            assert catalog.element("SumNum") == "1"
            assert re.findall(r"<Item><DeviceID>(\d+)", catalog.text) == [STREET_CAMERA.device_id]

    async def test_device_time_is_that_of_china(self):
        async with _registered() as (platform, _):
            platform.query("DeviceStatus", _CAMERA.device_id)
            await platform.expect("SIP/2.0 200", "MESSAGE")
            status = await _answer(platform, "MESSAGE", "DeviceStatus")
            told = datetime.fromisoformat(status.element("DeviceTime")).replace(tzinfo=CHINA)
            assert abs(told.timestamp() - wall_clock()) < 60
