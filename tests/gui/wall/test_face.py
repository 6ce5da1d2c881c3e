"""What a tile says in each state (issue, item 5): never a live look for what is not live, always what to do next."""

from dataclasses import replace
from datetime import timedelta

import pytest

from console.model.failure import NoMedia, Refused
from console.model.media import MediaTransport, StreamHealth
from console.services.ptz import StopState
from console.services.view import Phase, Step, ViewState
from tests.gui.wall.scenery import LIVE, START
from ui.icons import Icon
from ui.translation import Translation
from ui.wall.deeds import Deed, Offer
from ui.wall.face import FRESH_FOR, Circumstances, Reel, Veil, face_of
from ui.widgets.state_mark import State

NO_MEDIA = NoMedia(MediaTransport.UDP, 30012, 10.0)
NOW = Circumstances("Gate", "34020000001320000001", "Park NVR", LIVE, in_phase=0.0, age=0.04)
REEL = Reel(START, is_confirmed=True, speed=1.0, is_paused=False)


def in_state(phase: Phase, **values: object) -> Circumstances:
    return replace(NOW, state=ViewState(phase, **values))


class TestFreshness:
    def test_a_fresh_live_picture_says_nothing(self) -> None:
        face = face_of(NOW)
        assert (face.mark, face.veil, face.sentence, face.age) == (State.ONLINE, Veil.NONE, "", "")

    def test_an_old_picture_never_looks_live(self) -> None:
        face = face_of(replace(NOW, age=3.44))
        assert face.mark is State.DEGRADED
        assert face.veil is Veil.DIM
        assert face.age == "3.4 s old"

    @pytest.mark.parametrize("phase", [Phase.CONNECTING, Phase.RETRYING, Phase.OFFLINE, Phase.WAITING, Phase.ENDED])
    def test_a_picture_of_a_stream_that_is_gone_is_veiled_whatever_its_age(self, phase: Phase) -> None:
        assert face_of(in_state(phase)).veil is not Veil.NONE

    def test_an_offline_device_turns_its_picture_grey(self) -> None:
        assert face_of(in_state(Phase.OFFLINE)).veil is Veil.GREY

    def test_long_ages_are_told_in_minutes(self) -> None:
        assert face_of(replace(NOW, age=134.0)).age == "2:14 old"
        assert face_of(replace(NOW, age=FRESH_FOR)).age == ""

    def test_a_paused_recording_does_not_age(self) -> None:
        face = face_of(replace(in_state(Phase.PAUSED), age=600.0, reel=replace(REEL, is_paused=True)))
        assert (face.veil, face.age, face.reel_note) == (Veil.NONE, "", "Paused")


class TestWords:
    def test_waiting_names_the_device(self) -> None:
        assert "Park NVR" in face_of(replace(in_state(Phase.WAITING), age=None)).sentence

    def test_waiting_for_any_device_names_the_channel(self) -> None:
        face = face_of(replace(in_state(Phase.WAITING), age=None, device=""))
        assert "34020000001320000001" in face.sentence

    def test_offline_says_since_when(self) -> None:
        face = face_of(replace(in_state(Phase.OFFLINE), heard_at=START - timedelta(minutes=12), unheard=720.0))
        assert face.note == "last heard 12 min ago (2026-03-01 13:53:32)"

    @pytest.mark.parametrize("step", list(Step))
    def test_connecting_says_which_step_it_is_at(self, step: Step) -> None:
        face = face_of(replace(in_state(Phase.CONNECTING, step=step), age=None, in_phase=4.2))
        assert face.step is step
        assert face.sentence
        assert face.note == "4 s"

    def test_packets_without_a_picture_are_still_connecting(self) -> None:
        face = face_of(replace(NOW, age=None))
        assert face.step is Step.PICTURE
        assert face.mark is State.DEGRADED

    def test_a_failure_says_why_what_to_try_and_when_it_is_tried_again(self) -> None:
        face = face_of(replace(in_state(Phase.RETRYING, failure=NO_MEDIA), age=None, retry_in=4.6))
        assert face.sentence == "The device agreed, but no video arrives."
        assert "TCP" in face.advice
        assert "30012" in face.detail
        assert face.note == "next try in 5 s"
        assert face.icon is Icon.TRIANGLE_ALERT
        assert face.offers == (Offer(Deed.RETRY),)

    def test_a_countdown_never_goes_below_nothing(self) -> None:
        assert face_of(replace(in_state(Phase.RETRYING, failure=NO_MEDIA), retry_in=-0.7)).note == "next try in 0 s"

    def test_another_transport_is_offered_where_it_may_help(self) -> None:
        state = {"failure": NO_MEDIA, "offer": MediaTransport.TCP_PASSIVE}
        assert [offer.text for offer in face_of(in_state(Phase.RETRYING, **state)).offers] == [
            "Retry now",
            "Try TCP passive",
        ]

    def test_a_refusal_shows_the_device_s_own_words_last(self) -> None:
        face = face_of(in_state(Phase.RETRYING, failure=Refused("INVITE", 486, "Busy Here")))
        assert face.sentence == "The device is busy."
        assert face.detail == "INVITE: 486 Busy Here"

    def test_a_recording_that_has_ended_offers_what_comes_next(self) -> None:
        face = face_of(replace(in_state(Phase.ENDED), reel=REEL))
        assert [offer.deed for offer in face.offers] == [Deed.REPLAY, Deed.GO_LIVE]

    @pytest.mark.parametrize("phase", list(Phase))
    def test_every_state_speaks_chinese(self, phase: Phase, translation: Translation) -> None:
        state = in_state(phase, step=Step.MEDIA, failure=NO_MEDIA)
        english = face_of(replace(state, age=None))
        translation.use("zh")
        chinese = face_of(replace(state, age=None))
        assert not english.sentence or english.sentence != chinese.sentence


class TestRecording:
    def test_it_never_looks_like_live(self) -> None:
        face = face_of(replace(NOW, reel=REEL))
        assert face.is_recorded
        assert face.mark is State.REPLAY
        assert face.reel == "2026-03-01 14:05:32"

    def test_its_speed_is_told_unless_it_is_the_usual(self) -> None:
        assert face_of(replace(NOW, reel=REEL)).reel_note == ""
        assert face_of(replace(NOW, reel=replace(REEL, speed=0.25))).reel_note == "0.25×"

    def test_a_moment_that_was_only_asked_for_is_marked(self) -> None:
        assert not face_of(replace(NOW, reel=replace(REEL, is_confirmed=False))).is_reel_confirmed
        assert face_of(NOW).is_reel_confirmed


class TestWarnings:
    def test_a_stop_that_nobody_confirmed_is_said_in_every_phase(self) -> None:
        for phase in Phase:
            face = face_of(replace(in_state(phase), stop=StopState.NOT_CONFIRMED))
            assert face.warnings == ("Stop not confirmed",)
        assert face_of(replace(NOW, stop=StopState.PENDING)).warnings == ()

    def test_damage_is_marked(self) -> None:
        assert face_of(replace(NOW, is_damaged=True)).warnings == ("Damaged picture",)


class TestFigures:
    HEALTH = StreamHealth(
        packets=9900,
        lost=100,
        bit_rate=1.94e6,
        picture_rate=24.6,
        jitter=0.0021,
        codec="hevc",
        audio_codec="pcm_alaw",
        source="10.1.2.7:62012",
        width=2560,
        height=1440,
    )

    def test_they_are_shown_on_demand_only(self) -> None:
        assert face_of(NOW).figures == ()

    def test_they_tell_codec_size_rate_loss_and_source(self) -> None:
        text = "\n".join(face_of(replace(NOW, health=self.HEALTH, latency=0.012)).figures)
        for part in (
            "H.265",
            "2560×1440",
            "25 fps",
            "1.9 Mbit/s",
            "G.711A",
            "1.0 %",
            "2 ms",
            "12 ms",
            "10.1.2.7:62012",
        ):
            assert part in text

    def test_what_is_wrong_with_a_stream_has_a_line_of_its_own(self) -> None:
        assert len(face_of(replace(NOW, health=self.HEALTH)).figures) == 4
        assert "foreign 3" in face_of(replace(NOW, health=replace(self.HEALTH, foreign=3))).figures[-1]

    def test_without_packets_there_are_none(self) -> None:
        assert face_of(replace(NOW, health=StreamHealth())).figures == ()
