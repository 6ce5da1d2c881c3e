"""Recordings over loopback: search, playback under every command, download (issue, item 7)."""

from datetime import datetime, timedelta
from pathlib import Path

import av
import numpy as np
import pytest

from console.media.frames import Picture
from console.model.catalog import ChannelRef
from console.model.clock import CHINA
from console.model.failure import NotSupported
from console.model.records import RecordClip, RecordSearch, RecordType, TimeSpan
from console.services.download import DownloadState
from console.services.playback import PlaybackView
from console.services.view import Phase
from console.simulator.faults import Faults
from console.simulator.picture import time_code
from console.simulator.site import plain_camera
from tests.e2e.site import SLOW, Site, site_of
from tests.waiting import until

CAMERA = plain_camera(1)


def yesterday() -> TimeSpan:
    midnight = datetime.now(CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
    return TimeSpan(midnight - timedelta(days=1), midnight)


def ref_of(site: Site) -> ChannelRef:
    return site.ref(site.devices[0])


def time_in(picture: Picture) -> datetime | None:
    """The time burnt into a picture: when it was taken, to the millisecond of its day."""
    rows = np.frombuffer(picture.pixels, np.uint8).reshape(picture.height, picture.stride)
    green = rows[:, : 4 * picture.width].reshape(picture.height, picture.width, 4)[:, :, 1]
    code = time_code.read(green)
    if code is None:
        return None
    return datetime.fromtimestamp(code.milliseconds / 1000, CHINA)


async def search(site: Site, span: TimeSpan, kind: RecordType = RecordType.ALL) -> RecordSearch:
    running = site.console.records.search(ref_of(site), span, kind)
    await until(lambda: running.finished, SLOW)
    assert running.failure is None
    return running.result


async def long_clip(site: Site) -> RecordClip:
    """A recording of yesterday with half an hour in it."""
    found = await search(site, yesterday())
    return next(clip for clip in found.clips if clip.span.length >= timedelta(minutes=30))


async def opened(site: Site, clip: RecordClip, at: timedelta = timedelta(minutes=1)) -> PlaybackView:
    view = site.console.playback.open(ref_of(site), TimeSpan(clip.span.start + at, clip.span.end), [clip])
    await site.picture(view)
    await until(lambda: view.state.phase is Phase.LIVE, SLOW)
    return view


def shown_near(view: PlaybackView, moment: datetime, within: float = 3.0) -> bool:
    """Whether the picture on screen was taken at most `within` seconds after `moment`."""
    picture = view.newest()
    taken = time_in(picture) if picture else None
    return taken is not None and 0 <= (taken - moment).total_seconds() <= within


class TestSearch:
    async def test_every_part_of_every_day_is_found(self, tmp_path: Path) -> None:
        async with site_of(tmp_path, [CAMERA]) as site:
            now = datetime.now(CHINA)
            span = TimeSpan(now - timedelta(hours=30), now)
            found = await search(site, span)
            truth = site.devices[0].channel(CAMERA.device_id).clips(span.start.timestamp(), span.end.timestamp())
            assert found.complete
            # The file that is being written now has grown meanwhile.
            assert [clip.span.start.timestamp() for clip in found.clips] == [clip.start for clip in truth]

    async def test_only_one_type_may_be_wanted(self, tmp_path: Path) -> None:
        async with site_of(tmp_path, [CAMERA]) as site:
            found = await search(site, yesterday(), RecordType.ALARM)
            assert {clip.type for clip in found.clips} <= {RecordType.ALARM}

    async def test_a_search_can_be_cancelled(self, tmp_path: Path) -> None:
        async with site_of(tmp_path, [CAMERA], faults=Faults(mute_messages=True)) as site:
            running = site.console.records.search(ref_of(site), yesterday())
            running.cancel()
            await until(lambda: running.finished, SLOW)
            assert not running.result.complete


class TestPlayback:
    @pytest.mark.parametrize("transport", ["udp", "tcp-passive"])
    async def test_the_pictures_are_those_of_the_time_asked_for(self, tmp_path: Path, transport: str) -> None:
        async with site_of(tmp_path, [CAMERA], transport=transport) as site:
            clip = await long_clip(site)
            view = await opened(site, clip)
            assert shown_near(view, view.span.start)
            await until(lambda: view.is_position_confirmed)
            view.close()
            await until(lambda: not site.devices[0].calls, SLOW)

    async def test_the_position_follows_the_pictures(self, tmp_path: Path) -> None:
        async with site_of(tmp_path, [CAMERA]) as site:
            view = await opened(site, await long_clip(site))
            await until(lambda: (view.newest(), view.position)[1] > view.span.start + timedelta(seconds=2), SLOW)
            picture = view.newest()
            taken = time_in(picture) if picture else None
            assert taken is not None
            assert abs((view.position - taken).total_seconds()) < 1.0
            view.close()

    async def test_pause_holds_and_resume_goes_on(self, tmp_path: Path) -> None:
        async with site_of(tmp_path, [CAMERA]) as site:
            view = await opened(site, await long_clip(site))
            await view.pause()
            assert view.state.phase is Phase.PAUSED
            (call,) = site.devices[0].calls
            assert call.stream.playback is not None
            assert call.stream.playback.is_paused
            await view.resume()
            assert view.state.phase is Phase.LIVE
            assert not call.stream.playback.is_paused
            assert site.devices[0].calls == (call,)
            view.close()

    async def test_seek_lands_where_asked(self, tmp_path: Path) -> None:
        async with site_of(tmp_path, [CAMERA]) as site:
            view = await opened(site, await long_clip(site))
            calls = site.devices[0].calls
            for offset in (600, 120):
                target = view.span.start + timedelta(seconds=offset)
                await view.seek(target)
                await until(lambda target=target: shown_near(view, target), SLOW)  # type: ignore[misc]
                await until(lambda: view.newest() and view.is_position_confirmed)
                assert abs((view.position - target).total_seconds()) < 3
            assert site.devices[0].calls == calls
            view.close()

    async def test_speed_is_obeyed(self, tmp_path: Path) -> None:
        async with site_of(tmp_path, [CAMERA]) as site:
            view = await opened(site, await long_clip(site))
            for speed in (4.0, 0.25):
                await view.set_speed(speed)
                (call,) = site.devices[0].calls
                assert call.stream.playback is not None
                assert call.stream.playback.scale == speed
            assert view.speed == 0.25
            view.close()

    async def test_the_end_of_the_recording_is_told(self, tmp_path: Path) -> None:
        async with site_of(tmp_path, [CAMERA]) as site:
            clip = await long_clip(site)
            span = TimeSpan(clip.span.start, clip.span.start + timedelta(seconds=3))
            view = site.console.playback.open(ref_of(site), span, [clip])
            await site.picture(view)
            await until(lambda: view.state.phase is Phase.ENDED, SLOW)
            await until(lambda: not site.devices[0].calls, SLOW)
            view.retry()
            await until(lambda: view.state.phase is Phase.LIVE, SLOW)
            view.close()


class TestRecordersWithoutInfo:
    """Many recorders answer no INFO (both captured peers): what can be done without, is done without."""

    async def test_a_seek_opens_a_session_at_the_target(self, tmp_path: Path, impatient: None) -> None:
        async with site_of(tmp_path, [CAMERA], faults=Faults(mute_info=True)) as site:
            view = await opened(site, await long_clip(site))
            target = view.span.start + timedelta(minutes=10)
            await view.seek(target)
            await until(lambda: shown_near(view, target), SLOW)
            assert len(site.devices[0].calls) == 1
            view.close()

    async def test_a_pause_hangs_up_and_a_resume_calls_again(self, tmp_path: Path, impatient: None) -> None:
        async with site_of(tmp_path, [CAMERA], faults=Faults(mute_info=True)) as site:
            view = await opened(site, await long_clip(site))
            held = view.position
            await view.pause()
            assert view.state.phase is Phase.PAUSED
            await until(lambda: not site.devices[0].calls, SLOW)
            assert view.newest() is not None
            await view.resume()
            await until(lambda: view.state.phase is Phase.LIVE, SLOW)
            await until(lambda: shown_near(view, held - timedelta(seconds=1), within=8), SLOW)
            view.close()

    async def test_a_speed_that_is_not_taken_is_said(self, tmp_path: Path, impatient: None) -> None:
        async with site_of(tmp_path, [CAMERA], faults=Faults(mute_info=True)) as site:
            view = await opened(site, await long_clip(site))
            with pytest.raises(NotSupported):
                await view.set_speed(2.0)
            assert view.speed == 1.0
            view.close()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.services.playback.INFO_PATIENCE", 0.5)


class TestDownload:
    @pytest.mark.parametrize("transport", ["udp", "tcp-passive"])
    async def test_the_file_plays_with_sound(self, tmp_path: Path, transport: str) -> None:
        async with site_of(tmp_path, [CAMERA], transport=transport) as site:
            clip = await long_clip(site)
            span = TimeSpan(clip.span.start, clip.span.start + timedelta(seconds=8))
            download = site.console.downloads.start(ref_of(site), span, tmp_path)
            seen: list[float] = []
            download.changed.connect(lambda _: seen.append(download.progress))
            await until(lambda: download.is_over, SLOW)
            assert download.state is DownloadState.DONE, download.failure
            assert seen == sorted(seen)
            with av.open(str(download.path)) as container:
                (video,) = container.streams.video
                (audio,) = container.streams.audio
                frames = list(container.decode(video))
                assert audio.codec_context.name == "aac"
            assert len(frames) == pytest.approx(8 * 25, abs=1)  # the first group of pictures, too
            assert not list(tmp_path.glob("*.part"))
            await until(lambda: not site.devices[0].calls, SLOW)

    async def test_a_cancelled_download_leaves_no_file(self, tmp_path: Path) -> None:
        async with site_of(tmp_path, [CAMERA]) as site:
            clip = await long_clip(site)
            download = site.console.downloads.start(ref_of(site), clip.span, tmp_path)
            await until(lambda: download.seconds > 0, SLOW)
            download.cancel()
            await until(lambda: download.is_over, SLOW)
            await until(lambda: not site.devices[0].calls, SLOW)
            assert download.state is DownloadState.CANCELLED
            assert not list(tmp_path.glob("*.mp4*"))

    async def test_a_download_that_breaks_off_keeps_what_came(self, tmp_path: Path) -> None:
        async with site_of(tmp_path, [CAMERA], faults=Faults(bye_after=1.5)) as site:
            clip = await long_clip(site)
            download = site.console.downloads.start(ref_of(site), clip.span, tmp_path)
            await until(lambda: download.is_over, SLOW)
            assert download.state is DownloadState.INCOMPLETE
            assert download.failure is not None
            with av.open(str(download.path)) as container:
                assert next(container.decode(video=0))

    async def test_an_unwritable_folder_is_said(self, tmp_path: Path) -> None:
        async with site_of(tmp_path, [CAMERA]) as site:
            clip = await long_clip(site)
            download = site.console.downloads.start(ref_of(site), clip.span, tmp_path / "missing")
            await until(lambda: download.is_over, SLOW)
            assert download.state is DownloadState.FAILED
            await until(lambda: not site.devices[0].calls, SLOW)
