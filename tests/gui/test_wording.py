"""Everything that `console` can report has words."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.model import failure
from console.model.catalog import ChannelStatus
from console.model.device import PasswordVerdict
from console.model.failure import Failure, NoMedia, Refused
from console.model.media import MediaTransport
from console.model.setting_checks import SettingReason
from console.model.settings import SettingProblem
from console.state.anomalies import AnomalyKind
from console.state.catalogs import CatalogPhase, CatalogProgress
from tests.gui.sample import EAST, NOW, channel
from ui import wording
from ui.translation import Translation

SAMPLES = [
    failure.DeviceUnknown("3402"),
    failure.DeviceOffline("3402"),
    failure.NoAnswer("Catalog", 15.0),
    failure.NoAnswer("Catalog", 15.0, accepted=True),
    failure.Unreachable("connection reset"),
    *(Refused("INVITE", status, "reason") for status in (0, 400, 403, 404, 480, 486, 488, 500)),
    failure.BadAnswer("no m= line"),
    *(NoMedia(transport, 30002, 8.0) for transport in MediaTransport),
    failure.NoPicture("no parameter sets", "hevc"),
    failure.MediaStopped(5.0),
    failure.EndedByDevice("reason"),
    failure.MediaEngineLost(),
    failure.NoFreePort("30000-30001"),
    failure.AddressInUse("0.0.0.0", 5060, "UDP"),
    failure.AddressUnusable("10.0.0.1", 5060, "not ours"),
    failure.FileFailed("a.mp4", "disk full"),
    failure.NotSupported("presets"),
]


def every_failure() -> set[type[Failure]]:
    return {one for one in vars(failure).values() if isinstance(one, type) and issubclass(one, Failure)} - {Failure}


def test_every_failure_has_its_own_words() -> None:
    assert {type(sample) for sample in SAMPLES} == every_failure()
    fallback = wording.of_failure(ValueError("x")).sentence
    for sample in SAMPLES:
        words = wording.of_failure(sample)
        assert words.sentence
        assert words.sentence != fallback, sample


def test_sentences_of_different_failures_differ() -> None:
    sentences = {wording.of_failure(sample).sentence for sample in SAMPLES}
    # The three of missing media differ in their advice; statuses 0 and 400 tell nothing more.
    assert len(sentences) == len(SAMPLES) - len(MediaTransport) + 1 - 1


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: type(sample).__name__)
def test_failures_are_told_in_chinese_too(sample: Failure, translation: Translation) -> None:
    english = wording.of_failure(sample)
    translation.use("zh")
    chinese = wording.of_failure(sample)
    assert re.search(r"[\u4e00-\u9fff]", chinese.sentence)
    assert bool(chinese.advice) == bool(english.advice)


def test_the_engineer_sees_status_and_reason_second() -> None:
    words = wording.of_failure(Refused("INVITE", 486, "Busy Here"))
    assert words.detail == "INVITE: 486 Busy Here"
    assert "486" not in words.sentence


def test_a_result_other_than_ok_has_no_status() -> None:
    assert wording.of_failure(Refused("DeviceControl", 0, "ERROR")).detail == "DeviceControl: ERROR"


def test_advice_for_missing_media_depends_on_the_transport() -> None:
    advice = {wording.of_failure(NoMedia(transport, 30000, 8)).advice for transport in MediaTransport}
    assert len(advice) == 3


def test_what_nobody_foresaw_is_told_with_its_type() -> None:
    assert wording.of_failure(KeyError("x")).detail == "KeyError: 'x'"


@pytest.mark.parametrize("kind", list(AnomalyKind))
def test_every_anomaly_has_words(kind: AnomalyKind) -> None:
    words = wording.anomaly(kind)
    assert words.sentence
    assert words.advice


@pytest.mark.parametrize("reason", list(SettingReason))
def test_every_refused_setting_has_words(reason: SettingReason) -> None:
    assert wording.setting_refused(reason).endswith(".")


def test_the_lowest_media_port_is_named() -> None:
    assert "1024" in wording.setting_refused(SettingReason.NOT_A_PORT_RANGE)


@pytest.mark.parametrize("verdict", list(PasswordVerdict))
def test_every_verdict_has_words(verdict: PasswordVerdict) -> None:
    assert "password" in wording.verdict(verdict)


def test_catalog_progress_says_how_many_of_how_many() -> None:
    assert wording.catalog(CatalogProgress(CatalogPhase.ASKING, 131, 140)) == "131 of 140 received"
    assert wording.catalog(CatalogProgress(CatalogPhase.PARTIAL, 131, 140)) == "131 of 140 received"
    assert wording.catalog(CatalogProgress(CatalogPhase.COMPLETE, 140, 140, NOW)) == "complete (140)"
    assert wording.catalog(CatalogProgress(CatalogPhase.PARTIAL, 3)) == "3 received"


@pytest.mark.parametrize("phase", list(CatalogPhase))
def test_every_phase_has_words(phase: CatalogPhase) -> None:
    assert wording.catalog(CatalogProgress(phase))


@pytest.mark.parametrize("status", list(ChannelStatus))
def test_every_channel_status_has_words(status: ChannelStatus) -> None:
    assert wording.channel_state(channel(EAST, 1, "x", status=status), device_online=True)


def test_a_missing_channel_is_said_to_be_missing_whatever_its_status() -> None:
    gone = channel(EAST, 1, "x", missing=True)
    assert wording.channel_state(gone, device_online=True) == wording.channel_state(gone, device_online=False)


@pytest.mark.parametrize(
    ("elapsed", "text"),
    [
        (-3, "just now"),
        (0, "just now"),
        (2, "2 s ago"),
        (59.9, "59 s ago"),
        (60, "1 min ago"),
        (3599, "59 min ago"),
        (3600, "1 h ago"),
        (86399, "23 h ago"),
        (86400, "1 d ago"),
    ],
)
def test_times_are_told_in_the_largest_unit_that_fits(elapsed: float, text: str) -> None:
    assert wording.ago(elapsed) == text


@pytest.mark.parametrize(("length", "text"), [(5.0, "5"), (0.25, "0.2"), (2.5, "2.5"), (12.4, "12"), (0.0, "0")])
def test_short_lengths_have_one_digit(length: float, text: str) -> None:
    assert wording.seconds(length) == text


@pytest.mark.parametrize(("header", "year"), [("1.0", "2011"), ("2.0", "2016"), ("3.0", "2022"), ("9", "9"), ("", "")])
def test_an_edition_is_known_by_its_year(header: str, year: str) -> None:
    assert wording.edition(header) == year


def test_problems_in_the_settings_file_say_what_came_of_them() -> None:
    wrong = wording.setting_problem(SettingProblem("sip", "port", "expected 1 to 65535", 7))
    assert "port" in wrong.sentence
    assert "default" in wrong.sentence
    assert "line 7" in wrong.detail
    unknown = wording.setting_problem(SettingProblem("sip", "prot", "unknown key", 7, is_error=False))
    assert "not known" in unknown.sentence
    broken = wording.setting_problem(SettingProblem("", "", "not TOML", 3))
    assert "cannot be read" in broken.sentence


class TestFill:
    @given(st.lists(st.text(max_size=8), min_size=2, max_size=2))
    def test_a_value_is_never_searched_for_placeholders(self, values: list[str]) -> None:
        assert wording.fill("%1 of %2", *values) == f"{values[0]} of {values[1]}"

    @given(st.text())
    def test_text_without_values_stays_as_it_is(self, text: str) -> None:
        assert wording.fill(text) == text

    def test_places_may_be_exchanged(self) -> None:
        assert wording.fill("%2 / %1, 100 %", "a", "b") == "b / a, 100 %"
