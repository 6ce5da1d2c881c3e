"""Live views over loopback: INVITE to picture by every transport, and what brings a view back (issue, items 3 to 5)."""

import asyncio
import os
import signal
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from console.media.frames import Picture
from console.model.catalog import ChannelRef
from console.model.failure import EndedByDevice, MediaEngineLost, NoMedia, Refused
from console.model.media import MediaTransport
from console.model.peer import Transport
from console.services.view import Phase, View
from console.simulator.encoder import VideoCodec
from console.simulator.faults import Faults
from console.simulator.picture import time_code
from console.simulator.site import RECORDER, STREET_CAMERA, plain_camera
from console.state.anomalies import AnomalyKind
from tests.e2e.site import SLOW, console_at, device_for, site_of
from tests.processes import children_of
from tests.waiting import until

CAMERA = plain_camera(1)


def number_in(picture: Picture) -> int | None:
    """The channel number burnt into a picture."""
    rows = np.frombuffer(picture.pixels, np.uint8).reshape(picture.height, picture.stride)
    green = rows[:, : 4 * picture.width].reshape(picture.height, picture.width, 4)[:, :, 1]
    code = time_code.read(green)
    return code.channel if code else None


class TestTransports:
    @pytest.mark.parametrize("codec", [VideoCodec.H264, VideoCodec.H265])
    @pytest.mark.parametrize("sip", list(Transport))
    @pytest.mark.parametrize("media", ["udp", "tcp-passive", "tcp-active"])
    async def test_a_picture_of_the_right_camera_comes(
        self, tmp_path: Path, codec: VideoCodec, sip: Transport, media: str
    ) -> None:
        camera = replace(CAMERA, transport=sip).with_codec(codec)
        async with site_of(tmp_path, [camera], transport=media) as site:
            (device,) = site.devices
            view = site.console.live.open(site.ref(device))
            picture = await site.picture(view)
            assert number_in(picture) == camera.channels[0].number
            assert (picture.width, picture.height) == (320, 180)
            await until(lambda: view.state.phase is Phase.LIVE)
            assert view.state.transport is MediaTransport(media)
            view.close()
            await until(lambda: not device.calls, SLOW)

    async def test_another_transport_is_used_at_once(self, tmp_path: Path) -> None:
        async with site_of(tmp_path, [CAMERA]) as site:
            (device,) = site.devices
            view = site.console.live.open(site.ref(device))
            await site.picture(view)
            await until(lambda: view.state.phase is Phase.LIVE)
            assert view.state.transport is MediaTransport.UDP
            site.console.live.use_transport(view.ref, MediaTransport.TCP_PASSIVE)
            await until(lambda: view.state.transport is MediaTransport.TCP_PASSIVE, SLOW)
            await until(lambda: view.state.phase is Phase.LIVE, SLOW)
            view.close()

    async def test_auto_falls_back_to_tcp_and_remembers(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("console.services.sessions.TRIAL", 0.5)
        async with site_of(tmp_path, [CAMERA], faults=Faults(no_udp_media=True)) as site:
            (device,) = site.devices
            view = site.console.live.open(site.ref(device))
            await site.picture(view)
            known = site.console.devices.get(CAMERA.device_id)
            assert known is not None
            assert known.options.learned_transport is MediaTransport.TCP_PASSIVE
            view.close()

    async def test_auto_takes_tcp_when_udp_is_refused(self, tmp_path: Path) -> None:
        async with site_of(tmp_path, [CAMERA], faults=Faults(refuse_udp=True)) as site:
            (device,) = site.devices
            view = site.console.live.open(site.ref(device))
            await site.picture(view)
            assert view.state.transport is MediaTransport.TCP_PASSIVE
            view.close()

    async def test_a_fixed_transport_without_media_offers_the_next(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("console.services.sessions.FIRST_PACKET_WITHIN", 0.5)
        async with site_of(tmp_path, [CAMERA], transport="udp", faults=Faults(no_udp_media=True)) as site:
            (device,) = site.devices
            view = site.console.live.open(site.ref(device))
            await until(lambda: view.state.phase is Phase.RETRYING, SLOW)
            assert isinstance(view.state.failure, NoMedia)
            assert view.state.offer is MediaTransport.TCP_PASSIVE
            assert view.state.retry_at is not None
            site.console.live.use_transport(view.ref, view.state.offer)
            await site.picture(view)
            view.close()


class TestSharing:
    async def test_two_views_of_a_channel_share_one_session(self, tmp_path: Path) -> None:
        async with site_of(tmp_path, [CAMERA]) as site:
            (device,) = site.devices
            first, second = (site.console.live.open(site.ref(device)) for _ in range(2))
            await site.picture(first)
            await site.picture(second)
            assert len(device.calls) == 1
            first.close()
            await site.picture(second, after=second.newest().sequence)  # type: ignore[union-attr]
            assert len(device.calls) == 1
            second.close()
            await until(lambda: not device.calls, SLOW)

    async def test_six_channels_of_a_recorder_and_a_camera_play_at_once(self, tmp_path: Path) -> None:
        async with site_of(tmp_path, [RECORDER, STREET_CAMERA]) as site:
            recorder, camera = site.devices
            refs = [site.ref(recorder, number) for number in range(6)] + [site.ref(camera)]
            views = [site.console.live.open(ref) for ref in refs]
            numbers = [channel.number for channel in (*RECORDER.channels[:6], *STREET_CAMERA.channels)]
            for view, number in zip(views, numbers, strict=True):
                assert number_in(await site.picture(view)) == number
            assert [view.health.lost for view in views] == [0] * 7
            for view in views:
                view.close()


class TestComingBack:
    async def test_after_the_device_hangs_up(self, tmp_path: Path) -> None:
        async with site_of(tmp_path, [CAMERA], faults=Faults(bye_after=1.0)) as site:
            (device,) = site.devices
            view = site.console.live.open(site.ref(device))
            await site.picture(view)
            await until(lambda: view.state.phase is Phase.RETRYING, SLOW)
            assert isinstance(view.state.failure, EndedByDevice)
            former = view.newest()
            assert former is not None  # the last picture stays
            await until(lambda: view.state.phase is Phase.LIVE, SLOW)
            view.close()

    async def test_after_the_receiver_process_died(self, tmp_path: Path) -> None:
        """At once when it is replaced, without the countdown; registrations are another process's."""
        async with site_of(tmp_path, [CAMERA]) as site:
            (device,) = site.devices
            view = site.console.live.open(site.ref(device))
            stale = await site.picture(view, after=30)  # one that dies young is replaced after a pause
            os.kill(site.console.engine.receiver_pid, signal.SIGKILL)
            await until(lambda: view.state.phase is Phase.RETRYING)
            assert isinstance(view.state.failure, MediaEngineLost)
            kept = view.newest()
            assert kept is not None  # the last picture stays
            assert kept.generation == stale.generation
            retry_at = view.state.retry_at
            await until(lambda: view.state.phase is Phase.CONNECTING, SLOW)
            assert retry_at is not None
            assert site.console.clock.monotonic() < retry_at
            await until(lambda: view.state.phase is Phase.LIVE, SLOW)
            await until(lambda: _generation(view) != stale.generation, SLOW)
            (anomaly,) = site.console.anomalies.all()
            assert (anomaly.kind, anomaly.detail) == (AnomalyKind.RECEIVER_DIED, "signal 9")
            assert device.registered.is_set()
            view.close()

    async def test_after_all_decoders_died_within_two_seconds_and_without_a_new_call(self, tmp_path: Path) -> None:
        async with site_of(tmp_path, [CAMERA, STREET_CAMERA]) as site:
            views = [site.console.live.open(site.ref(device)) for device in site.devices]
            pictures = [await site.picture(view, after=30) for view in views]
            calls = [device.calls for device in site.devices]
            decoders = children_of(site.console.engine.receiver_pid)
            assert len(decoders) == 2
            shown = [view.newest() for view in views]
            for pid in decoders:
                os.kill(pid, signal.SIGKILL)
            killed_at = time.monotonic()
            for view, picture, last in zip(views, pictures, shown, strict=True):
                assert last is not None
                again = await site.picture(view, after=last.sequence + 5)
                assert time.monotonic() - killed_at < 2.0
                assert again.generation == picture.generation
                assert view.state.phase is Phase.LIVE
            assert [device.calls for device in site.devices] == calls
            (anomaly,) = site.console.anomalies.all()
            assert (anomaly.kind, anomaly.count) == (AnomalyKind.DECODER_DIED, 2)
            for view in views:
                view.close()

    async def test_as_soon_as_the_device_registers(self, tmp_path: Path) -> None:
        async with console_at(tmp_path) as console:
            view = console.live.open(ChannelRef(CAMERA.device_id, CAMERA.device_id))
            assert view.state.phase is Phase.WAITING
            async with device_for(console, CAMERA):
                await until(lambda: view.state.phase is Phase.LIVE, SLOW)
            await until(lambda: view.state.phase is Phase.OFFLINE, SLOW)
            async with device_for(console, CAMERA):
                await until(lambda: view.state.phase is Phase.LIVE, SLOW)
            view.close()

    async def test_a_channel_named_without_its_device_is_found(self, tmp_path: Path) -> None:
        async with console_at(tmp_path) as console:
            views = [
                console.live.open(ChannelRef("", channel_id))
                for channel_id in (CAMERA.device_id, RECORDER.channels[2].channel_id)
            ]
            assert [view.state.phase for view in views] == [Phase.WAITING] * 2
            async with device_for(console, CAMERA), device_for(console, RECORDER):
                for view in views:
                    await until(lambda view=view: view.state.phase is Phase.LIVE, SLOW)  # type: ignore[misc]
            assert [view.ref.device_id for view in views] == [CAMERA.device_id, RECORDER.device_id]
            for view in views:
                view.close()

    async def test_after_a_restart_of_the_console_without_a_new_register(self, tmp_path: Path) -> None:
        async with console_at(tmp_path) as console:
            device = device_for(console, CAMERA)
            async with device:
                await until(lambda: console.devices.get(CAMERA.device_id) is not None, SLOW)
                await device.registered.wait()
                await console.stop()
                async with console_at(tmp_path) as later:
                    view = later.live.open(ChannelRef(CAMERA.device_id, CAMERA.device_id))
                    await until(lambda: view.state.phase is Phase.LIVE, SLOW)
                    view.close()
                    await until(lambda: not device.calls, SLOW)


class TestFailures:
    async def test_a_busy_camera_is_said_to_be_busy(self, tmp_path: Path) -> None:
        async with site_of(tmp_path, [CAMERA], faults=Faults(busy=True)) as site:
            view = site.console.live.open(site.ref(site.devices[0]))
            await until(lambda: view.state.phase is Phase.RETRYING, SLOW)
            assert isinstance(view.state.failure, Refused)
            assert view.state.failure.status == 486
            view.close()

    async def test_closing_while_the_device_thinks_leaves_nothing(self, tmp_path: Path) -> None:
        async with site_of(tmp_path, [CAMERA], faults=Faults(answer_after=0.5)) as site:
            (device,) = site.devices
            view = site.console.live.open(site.ref(device))
            await until(lambda: view.state.phase is Phase.CONNECTING)
            await asyncio.sleep(0)
            view.close()
            await until(lambda: not site.console.sessions.all() and not device.calls, SLOW)
            again: View = site.console.live.open(site.ref(device))
            await site.picture(again)
            again.close()

    async def test_five_percent_loss_is_survived(self, tmp_path: Path) -> None:
        async with site_of(tmp_path, [CAMERA], transport="udp", faults=Faults(loss=0.05, seed=7)) as site:
            view = site.console.live.open(site.ref(site.devices[0]))
            await site.picture(view, after=30)
            await until(lambda: view.health.lost > 0, SLOW)
            view.close()

    @pytest.mark.parametrize(
        "faults",
        [
            Faults(wrong_ssrc=True),
            Faults(zero_ssrc=True),
            Faults(no_marker=True),
            Faults(no_stream_map=True),
            Faults(no_contact=True),
        ],
    )
    async def test_field_quirks_play(self, tmp_path: Path, faults: Faults) -> None:
        async with site_of(tmp_path, [CAMERA], transport="udp", faults=faults) as site:
            view = site.console.live.open(site.ref(site.devices[0]))
            assert number_in(await site.picture(view)) == CAMERA.channels[0].number
            view.close()


def _generation(view: View) -> int:
    """Of the picture on screen: the number of the stream it came by."""
    picture = view.newest()
    return picture.generation if picture else 0
