"""What a tile says: its view's state, the age of its picture and the device's presence, turned into words.

Nothing here knows pixels. A face is made anew several times a second and painted only when it differs.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from PySide6.QtCore import QCoreApplication

from console.model.media import StreamHealth
from console.services.ptz import StopState
from console.services.view import Phase, Step, ViewState
from ui import measures, wording
from ui.icons import Icon
from ui.wall.deeds import Deed, Offer
from ui.widgets.state_mark import State

FRESH_FOR = 2.0  # seconds; an older picture never looks live


class Veil(Enum):
    """How the picture is shown."""

    NONE = auto()
    DIM = auto()  # too old to be taken for live
    GREY = auto()  # of a device that is gone


@dataclass(frozen=True, slots=True)
class Reel:
    """Where a playback stands."""

    position: datetime
    is_confirmed: bool  # seen in the stream and not only asked for
    speed: float
    is_paused: bool


@dataclass(frozen=True, slots=True)
class Circumstances:
    """All a face is made of. Lengths are seconds."""

    name: str  # of the channel
    channel_id: str
    device: str  # what to call its device; empty while the channel is looked for on all
    state: ViewState
    in_phase: float  # how long
    retry_in: float | None = None
    age: float | None = None  # of the picture; None: there is none
    latency: float = 0.0  # from its last packet to shared memory
    is_damaged: bool = False
    unheard: float | None = None  # since the device was heard last
    heard_at: datetime | None = None
    stop: StopState = StopState.CONFIRMED
    reel: Reel | None = None
    health: StreamHealth | None = None  # only when its figures are to be shown


@dataclass(frozen=True, slots=True)
class Face:
    """`sentence` is the matter, `advice` what to try, `detail` for the engineer, `note` a countdown or the like."""

    name: str = ""
    mark: State | None = None
    veil: Veil = Veil.NONE
    icon: Icon | None = None
    step: Step | None = None
    sentence: str = ""
    advice: str = ""
    detail: str = ""
    note: str = ""
    offers: tuple[Offer, ...] = ()
    age: str = ""
    warnings: tuple[str, ...] = ()
    reel: str = ""  # the moment on screen
    reel_note: str = ""  # speed, pause
    is_reel_confirmed: bool = True
    is_recorded: bool = False
    figures: tuple[str, ...] = ()


def face_of(now: Circumstances) -> Face:
    """The face of a tile that holds a view."""
    words = _PHASES[now.state.phase](now)
    position, note = _reel(now.reel)
    return Face(
        name=now.name,
        mark=words.mark,
        veil=words.veil if now.age is not None else Veil.NONE,
        icon=words.icon,
        step=words.step,
        sentence=words.sentence,
        advice=words.advice,
        detail=words.detail,
        note=words.note,
        offers=words.offers,
        age=words.age,
        warnings=_warnings(now),
        reel=position,
        reel_note=note,
        is_reel_confirmed=now.reel is None or now.reel.is_confirmed,
        is_recorded=now.reel is not None,
        figures=figures_of(now),
    )


def figures_of(now: Circumstances) -> tuple[str, ...]:
    """What an engineer wants to know of the stream, one line each."""
    health = now.health
    if health is None or not health.packets:
        return ()
    lost = health.lost / (health.packets + health.lost)
    transport = wording.media_transport(now.state.transport) if now.state.transport else ""
    lines = [
        f"{measures.codec(health.codec)}  {health.width}×{health.height}  {health.picture_rate:.0f} fps",
        f"{measures.bit_rate(health.bit_rate)}  {measures.codec(health.audio_codec)}".rstrip(),
        wording.fill(
            QCoreApplication.translate("wall", "lost %1 %  jitter %2 ms  delay %3 ms"),
            f"{lost * 100:.1f}",
            f"{health.jitter * 1000:.0f}",
            f"{now.latency * 1000:.0f}",
        ),
        f"{transport}  {health.source}".strip(),
    ]
    if health.foreign or health.late or health.malformed:
        lines.append(
            wording.fill(
                QCoreApplication.translate("wall", "foreign %1  not decoded in time %2  unreadable %3"),
                health.foreign,
                health.late,
                health.malformed,
            )
        )
    return tuple(lines)


@dataclass(frozen=True, slots=True)
class _Words:
    """The part of a face that depends on the phase."""

    mark: State
    veil: Veil = Veil.DIM
    icon: Icon | None = None
    step: Step | None = None
    sentence: str = ""
    advice: str = ""
    detail: str = ""
    note: str = ""
    offers: tuple[Offer, ...] = ()
    age: str = ""


def _waiting(now: Circumstances) -> _Words:
    if now.device:
        text = QCoreApplication.translate("wall", "Waiting for %1 to register")
        sentence = wording.fill(text, now.device)
    else:
        text = QCoreApplication.translate("wall", "Waiting for a device with channel %1")
        sentence = wording.fill(text, now.channel_id)
    advice = QCoreApplication.translate("wall", "It plays as soon as the device is there.")
    return _Words(State.OFFLINE, Veil.GREY, Icon.CLOCK, sentence=sentence, advice=advice)


def _offline(now: Circumstances) -> _Words:
    note = ""
    if now.heard_at is not None and now.unheard is not None:
        text = QCoreApplication.translate("wall", "last heard %1 (%2)")
        note = wording.fill(text, wording.ago(now.unheard), measures.day_and_time(now.heard_at))
    return _Words(
        State.OFFLINE,
        Veil.GREY,
        Icon.VIDEO_OFF,
        sentence=QCoreApplication.translate("wall", "The device is offline"),
        advice=QCoreApplication.translate("wall", "It plays again by itself once the device registers."),
        note=note,
    )


def _connecting(now: Circumstances) -> _Words:
    step = now.state.step or Step.PORT
    transport = wording.media_transport(now.state.transport) if now.state.transport else ""
    return _Words(
        State.DEGRADED,
        step=step,
        sentence=wording.step(step),
        detail=transport,
        note=f"{now.in_phase:.0f} s" if now.in_phase >= 1 else "",
        age=_age(now.age),
    )


def _live(now: Circumstances) -> _Words:
    if now.age is None:
        return _Words(State.DEGRADED, step=Step.PICTURE, sentence=wording.step(Step.PICTURE))
    if now.age > FRESH_FOR:
        return _Words(State.DEGRADED, age=_age(now.age))
    return _Words(State.REPLAY if now.reel else State.ONLINE, Veil.NONE)


def _paused(_now: Circumstances) -> _Words:
    return _Words(State.REPLAY, Veil.NONE)


def _retrying(now: Circumstances) -> _Words:
    failure = now.state.failure
    words = wording.of_failure(failure) if failure else wording.Words("")
    note = ""
    if now.retry_in is not None:
        text = QCoreApplication.translate("wall", "next try in %1 s")
        note = wording.fill(text, max(0, round(now.retry_in)))
    offers = [Offer(Deed.RETRY)]
    if now.state.offer is not None:
        offers.append(Offer(Deed.USE_TRANSPORT, now.state.offer))
    return _Words(
        State.DEGRADED,
        icon=Icon.TRIANGLE_ALERT,
        sentence=words.sentence,
        advice=words.advice,
        detail=words.detail,
        note=note,
        offers=tuple(offers),
        age=_age(now.age),
    )


def _ended(_now: Circumstances) -> _Words:
    sentence = QCoreApplication.translate("wall", "End of the recording")
    return _Words(State.REPLAY, sentence=sentence, offers=(Offer(Deed.REPLAY), Offer(Deed.GO_LIVE)))


_PHASES = {
    Phase.WAITING: _waiting,
    Phase.OFFLINE: _offline,
    Phase.CONNECTING: _connecting,
    Phase.LIVE: _live,
    Phase.PAUSED: _paused,
    Phase.RETRYING: _retrying,
    Phase.ENDED: _ended,
}


def _age(age: float | None) -> str:
    """How old the picture is, when that matters."""
    if age is None or age <= FRESH_FOR:
        return ""
    if age < 60:
        return wording.fill(QCoreApplication.translate("wall", "%1 s old"), f"{age:.1f}" if age < 10 else f"{age:.0f}")
    return wording.fill(QCoreApplication.translate("wall", "%1 old"), measures.length(age))


def _warnings(now: Circumstances) -> tuple[str, ...]:
    found: list[str] = []
    if now.stop is StopState.NOT_CONFIRMED:
        found.append(QCoreApplication.translate("wall", "Stop not confirmed"))
    if now.is_damaged and now.state.phase is Phase.LIVE:
        found.append(QCoreApplication.translate("wall", "Damaged picture"))
    return tuple(found)


def _reel(reel: Reel | None) -> tuple[str, str]:
    """The moment on screen, and what is special about how it plays."""
    if reel is None:
        return "", ""
    if reel.is_paused:
        return measures.day_and_time(reel.position), QCoreApplication.translate("wall", "Paused")
    return measures.day_and_time(reel.position), "" if reel.speed == 1.0 else measures.speed(reel.speed)
