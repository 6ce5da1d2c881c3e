"""Registration, catalogs and PTZ over loopback with simulated devices and their faults (issue, items 2 to 4 and 6)."""

from dataclasses import replace
from pathlib import Path

import pytest

from console.model.catalog import ChannelRef
from console.model.device import PasswordVerdict
from console.model.failure import NoAnswer
from console.model.identity import NodeKind
from console.model.ptz import LensMotion, PtzMotion
from console.services.ptz import StopState
from console.simulator.clock import wall_clock
from console.simulator.faults import Faults
from console.simulator.personality import Charset
from console.simulator.site import RECORDER, STREET_CAMERA, plain_camera
from console.state.catalogs import CatalogPhase, place
from tests.e2e.site import PASSWORD, SLOW, Site, console_at, device_for, site_of
from tests.waiting import until

CAMERA = plain_camera(1)


class TestRegistration:
    async def test_a_wrong_password_shows_in_the_pending_list(self, tmp_path: Path) -> None:
        async with console_at(tmp_path) as console, device_for(console, CAMERA, password="12345678"):
            await until(lambda: (p := console.pending.get(CAMERA.device_id)) and p.verdict is PasswordVerdict.WRONG)
            assert len(console.devices) == 0

    async def test_a_pending_device_comes_in_with_the_password_it_was_given(self, tmp_path: Path) -> None:
        impatient = replace(CAMERA, personality=replace(CAMERA.personality, retry_interval=0.2))
        async with console_at(tmp_path) as console, device_for(console, impatient, password="its-own-1") as device:
            await until(lambda: console.pending.get(CAMERA.device_id))
            console.accept(CAMERA.device_id, "its-own-1")
            await until(device.registered.is_set, SLOW)
            assert console.devices.get(CAMERA.device_id).online  # type: ignore[union-attr]
            assert console.preferences.device_password(CAMERA.device_id) == "its-own-1"

    async def test_passwords_are_not_in_the_database_or_the_settings(self, tmp_path: Path) -> None:
        async with console_at(tmp_path) as console:
            console.accept(CAMERA.device_id, "its-own-1")
            settings = replace(console.settings, sip=replace(console.settings.sip, site_password="new-secret-9"))
            await console.apply(settings)
        for name in ("vigil.db", "settings.toml"):
            content = (tmp_path / name).read_bytes()
            assert b"its-own-1" not in content
            assert b"new-secret-9" not in content
        assert (tmp_path / "secrets.json").stat().st_mode & 0o077 == 0

    async def test_leaving_is_noticed_at_once(self, tmp_path: Path) -> None:
        async with console_at(tmp_path) as console:
            async with device_for(console, CAMERA) as device:
                await until(device.registered.is_set, SLOW)
            await until(lambda: not console.devices.get(CAMERA.device_id).online)  # type: ignore[union-attr]


class TestCatalog:
    async def complete(self, site: Site, device_id: str) -> None:
        await until(lambda: site.console.catalogs.progress(device_id).phase is CatalogPhase.COMPLETE, SLOW)

    async def test_a_recorder_brings_its_whole_tree(self, tmp_path: Path) -> None:
        async with site_of(tmp_path, [RECORDER]) as site:
            await self.complete(site, RECORDER.device_id)
            items = site.console.catalogs.items(RECORDER.device_id)
            kinds = {item.kind for item in items.values()}
            assert {
                NodeKind.CAMERA,
                NodeKind.BUSINESS_GROUP,
                NodeKind.VIRTUAL_ORGANIZATION,
                NodeKind.CIVIL_AREA,
            } <= kinds
            assert len(site.console.catalogs.channels(RECORDER.device_id)) == len(RECORDER.channels)
            parents = place(items, RECORDER.device_id)
            assert any(len(above) > 1 for above in parents.values())

    @pytest.mark.parametrize("charset", list(Charset))
    async def test_chinese_names_come_in_every_character_set(self, tmp_path: Path, charset: Charset) -> None:
        recorder = replace(RECORDER, personality=replace(RECORDER.personality, charset=charset))
        async with site_of(tmp_path, [recorder]) as site:
            await self.complete(site, RECORDER.device_id)
            names = {item.name for item in site.console.catalogs.channels(RECORDER.device_id)}
            assert names == {channel.name for channel in RECORDER.channels}

    @pytest.mark.parametrize("per_message", [1, 3, 100])
    @pytest.mark.parametrize("faults", [Faults(catalog_shuffled=True), Faults(catalog_duplicates=2), Faults()])
    async def test_parts_of_any_size_and_order_complete_it(
        self, tmp_path: Path, per_message: int, faults: Faults
    ) -> None:
        recorder = replace(RECORDER, personality=replace(RECORDER.personality, items_per_message=per_message))
        async with site_of(tmp_path, [recorder], faults=faults) as site:
            await self.complete(site, RECORDER.device_id)
            expected = len(RECORDER.channels) + len(RECORDER.folders)
            assert len(site.console.catalogs.items(RECORDER.device_id)) >= expected

    async def test_a_wrong_sumnum_is_a_partial_answer_and_keeps_everything(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("console.services.catalog.IDLE_WITHIN", 0.3)
        async with site_of(tmp_path, [RECORDER], faults=Faults(wrong_total=5)) as site:
            progress = site.console.catalogs.progress
            await until(lambda: progress(RECORDER.device_id).phase is CatalogPhase.PARTIAL, SLOW)
            assert len(site.console.catalogs.channels(RECORDER.device_id)) == len(RECORDER.channels)

    async def test_a_camera_that_lists_itself_is_one_channel(self, tmp_path: Path) -> None:
        async with site_of(tmp_path, [STREET_CAMERA]) as site:
            await self.complete(site, STREET_CAMERA.device_id)
            (channel,) = site.console.catalogs.channels(STREET_CAMERA.device_id)
            assert channel.item_id == STREET_CAMERA.device_id

    async def test_device_information_and_status_come_on_demand(self, tmp_path: Path) -> None:
        async with site_of(tmp_path, [RECORDER]) as site:
            information = await site.console.queries.information(RECORDER.device_id)
            assert (information.manufacturer, information.model) == (RECORDER.manufacturer, RECORDER.model)
            status = await site.console.queries.status(RECORDER.device_id)
            assert status.online


class TestPtz:
    def ref(self, site: Site) -> ChannelRef:
        return site.ref(site.devices[0])

    async def test_the_camera_moves_until_it_is_stopped(self, tmp_path: Path) -> None:
        async with site_of(tmp_path, [STREET_CAMERA]) as site:
            camera = site.devices[0].channel(STREET_CAMERA.device_id).camera
            site.console.ptz.move(self.ref(site), PtzMotion(pan=1.0))
            await until(lambda: camera.is_moving, SLOW)
            site.console.ptz.stop(self.ref(site))
            await until(lambda: not camera.is_moving, SLOW)
            await until(lambda: site.console.ptz.stop_state(self.ref(site)) is StopState.CONFIRMED, SLOW)

    async def test_a_motion_that_is_not_renewed_ends_by_itself(self, tmp_path: Path) -> None:
        async with site_of(tmp_path, [STREET_CAMERA]) as site:
            camera = site.devices[0].channel(STREET_CAMERA.device_id).camera
            site.console.ptz.move(self.ref(site), PtzMotion(zoom=0.5))
            await until(lambda: camera.is_moving, SLOW)
            await until(lambda: not camera.is_moving, SLOW)

    async def test_a_camera_that_never_answers_stops_all_the_same(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("console.services.ptz.STOP_PATIENCE", 0.5)
        async with site_of(tmp_path, [STREET_CAMERA], faults=Faults(mute_ptz=True)) as site:
            camera = site.devices[0].channel(STREET_CAMERA.device_id).camera
            site.console.ptz.adjust(self.ref(site), LensMotion(focus=1.0))
            site.console.ptz.move(self.ref(site), PtzMotion(pan=1.0))
            await until(lambda: camera.is_moving, SLOW)
            site.console.ptz.stop(self.ref(site))
            await until(lambda: not camera.is_moving, SLOW)
            await until(lambda: site.console.ptz.stop_state(self.ref(site)) is StopState.NOT_CONFIRMED, SLOW)

    async def test_presets_are_listed_set_called_and_deleted(self, tmp_path: Path) -> None:
        async with site_of(tmp_path, [STREET_CAMERA]) as site:
            ptz, ref = site.console.ptz, self.ref(site)
            camera = site.devices[0].channel(STREET_CAMERA.device_id).camera
            listed = await ptz.presets(ref)
            assert [preset.number for preset in listed] == sorted(STREET_CAMERA.channels[0].presets)
            await ptz.set_preset(ref, 9)
            assert 9 in camera.presets
            await ptz.call_preset(ref, 2)
            _, there = STREET_CAMERA.channels[0].presets[2]
            await until(lambda: camera.view(wall_clock()).zoom == there.zoom, SLOW)
            await ptz.delete_preset(ref, 9)
            assert 9 not in camera.presets

    async def test_a_device_that_answers_nothing_is_said_to_be_silent(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("console.services.messages.MESSAGE_PATIENCE", 0.5)
        async with site_of(tmp_path, [CAMERA], faults=Faults(mute_messages=True)) as site:
            with pytest.raises(NoAnswer):
                await site.console.messages.send(CAMERA.device_id, CAMERA.device_id, b"<Query/>", within=0.5)


def test_the_password_of_these_tests_is_no_default(tmp_path: Path) -> None:
    """A site without a chosen password admits nobody: there is none to guess."""
    from console.model.settings import SipSettings

    assert SipSettings().site_password != PASSWORD
    assert SipSettings().site_password == ""
