"""Pause, steps, speed and the clock of the recording on the wall."""

from datetime import timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QWidget

from console.model.failure import NotSupported
from console.services.playback import SPEEDS, PlaybackView
from console.services.view import Phase
from ui import measures, tasks, theme, wording
from ui.icons import Icon, icon
from ui.theme import TypeSize
from ui.wall.face import Circumstances, Reel, face_of
from ui.widgets.label import ElidedLabel, Label
from ui.widgets.surface import ButtonKind, Surface, button, icon_button, name_button, set_surface
from ui.widgets.translated import Translated

STEP = timedelta(seconds=10)
_HEIGHT = 44  # pixels


class PlayerBar(Translated):
    """Disabled, with the reason, while the selected tile shows no recording."""

    step_wanted = Signal(object)  # timedelta
    hold_wanted = Signal()  # pause, go on, or play again
    live_wanted = Signal()
    list_toggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_surface(self, Surface.FOOTER)
        self.setFixedHeight(_HEIGHT)
        self._recording: PlaybackView | None = None
        self._monotonic_now = 0.0
        self._refusal = ""
        self._list = icon_button(Icon.PANEL_LEFT, checkable=True)
        self._list.setChecked(True)
        self._back = icon_button(Icon.SKIP_BACK)
        self._hold = icon_button(Icon.PAUSE)
        self._forward = icon_button(Icon.SKIP_FORWARD)
        self._speed = QComboBox()
        for speed in SPEEDS:
            self._speed.addItem(measures.speed(speed), speed)
        self._day = Label(size=TypeSize.CAPTION, tone="play")
        self._clock = Label(size=TypeSize.CLOCK, tone="play")
        self._words = ElidedLabel(size=TypeSize.DENSE, tone="text_mid")
        self._live = button(ButtonKind.NORMAL, Icon.RADIO)
        self._commands = (self._back, self._hold, self._forward, self._speed, self._live)
        self._lay_out()
        self._connect()
        self.retranslate()

    @property
    def text(self) -> str:
        """What is said about the recording."""
        return self._words.text()

    @property
    def clock_text(self) -> str:
        return self._clock.text()

    def show_recording(self, recording: PlaybackView | None, now: float) -> None:
        """Follow what has changed; `now` is monotonic."""
        if recording is not self._recording:
            self._refusal = ""
        self._recording, self._monotonic_now = recording, now
        for part in self._commands:
            part.setEnabled(recording is not None)
        self._show_hold()
        if recording is None:
            self._speed.setCurrentIndex(self._speed.findData(1.0))
            self._day.setText("")
            self._clock.setText("")
            self._words.setText(self.tr("Click on the timeline, or twice on a recording in the list, to play it."))
            self._words.set_tone("text_low")
            return
        self._day.setText(measures.day(recording.position))
        self._clock.setText(measures.time_of_day(recording.position))
        self._clock.set_tone("play" if recording.is_position_confirmed else "text_low")
        self._speed.setCurrentIndex(self._speed.findData(recording.speed))
        self._show_words(recording)

    def set_list_shown(self, shown: bool) -> None:
        self._list.setChecked(shown)

    def retranslate(self) -> None:
        name_button(self._list, self.tr("List of recordings and downloads"))
        name_button(self._back, self.tr("10 s back"))
        name_button(self._forward, self.tr("10 s forward"))
        self._speed.setToolTip(self.tr("Playback speed"))
        self._speed.setAccessibleName(self.tr("Playback speed"))
        self._live.setText(self.tr("Live"))
        self._live.setToolTip(self.tr("Back to the live picture") + "  L")
        self.show_recording(self._recording, self._monotonic_now)

    def _lay_out(self) -> None:
        self._clock.setFont(theme.font(TypeSize.CLOCK, tabular=True))
        self._day.setFont(theme.font(TypeSize.CAPTION, tabular=True))
        self._speed.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(4)
        for part in (self._list, self._back, self._hold, self._forward):
            row.addWidget(part)
        row.addSpacing(4)
        row.addWidget(self._speed)
        row.addSpacing(8)
        row.addWidget(self._clock)
        row.addWidget(self._day)
        row.addSpacing(8)
        row.addWidget(self._words, 1)
        row.addWidget(self._live)

    def _connect(self) -> None:
        self._list.toggled.connect(self.list_toggled)
        self._back.clicked.connect(lambda: self.step_wanted.emit(-STEP))
        self._forward.clicked.connect(lambda: self.step_wanted.emit(STEP))
        self._hold.clicked.connect(lambda: self.hold_wanted.emit())
        self._live.clicked.connect(lambda: self.live_wanted.emit())
        self._speed.activated.connect(self._choose_speed)

    def _show_hold(self) -> None:
        recording = self._recording
        if recording is not None and recording.state.phase is Phase.ENDED:
            which, text = Icon.ROTATE_CCW, self.tr("Play again")
        elif recording is not None and recording.is_paused:
            which, text = Icon.PLAY, self.tr("Go on")
        else:
            which, text = Icon.PAUSE, self.tr("Pause")
        self._hold.setIcon(icon(which))
        name_button(self._hold, f"{text}  Space")

    def _show_words(self, recording: PlaybackView) -> None:
        if self._refusal:
            self._words.setText(self._refusal)
            self._words.set_tone("warn")
            return
        state = recording.state
        face = face_of(
            Circumstances(
                name="",
                channel_id=recording.ref.channel_id,
                device=recording.ref.device_id,
                state=state,
                in_phase=0.0,
                retry_in=None if state.retry_at is None else state.retry_at - self._monotonic_now,
                age=0.0,
                reel=Reel(recording.position, recording.is_position_confirmed, recording.speed, recording.is_paused),
            )
        )
        # The speed is told by its own box.
        note = face.reel_note if recording.is_paused else ""
        said = [part for part in (face.sentence or note or self.tr("Playing"), face.note) if part]
        self._words.setText("  ·  ".join(said))
        self._words.set_tone("warn" if state.phase in (Phase.RETRYING, Phase.OFFLINE) else "text_mid")

    def _choose_speed(self, index: int) -> None:
        recording = self._recording
        if recording is None:
            return
        speed = float(self._speed.itemData(index))
        self._refusal = ""
        tasks.start(
            recording.set_speed(speed), owner=self, on_error=lambda error: self._on_refusal(recording, speed, error)
        )

    def _on_refusal(self, recording: PlaybackView, speed: float, error: Exception) -> None:
        if recording is not self._recording:
            return
        if isinstance(error, NotSupported):
            text = self.tr("This device does not play at %1.")
            self._refusal = wording.fill(text, measures.speed(speed))
        else:
            self._refusal = wording.of_failure(error).sentence
        self.show_recording(recording, self._monotonic_now)
