"""Devices that tried to register and wait for the operator's consent."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from console.model.device import PasswordVerdict, PendingDevice
from console.model.setting_checks import check_password
from console.state.devices import PendingDevices
from ui import theme, wording
from ui.icons import Icon
from ui.theme import TypeSize
from ui.widgets.badge import Badge
from ui.widgets.fields import Field, PasswordField
from ui.widgets.label import ElidedLabel, Label
from ui.widgets.listening import gathered, listen
from ui.widgets.section import SectionHeader
from ui.widgets.surface import ButtonKind, Surface, button, set_surface
from ui.widgets.translated import Translated

RETRY = 60  # seconds in which most devices try again
_HEIGHT = 232  # pixels the list may take before it scrolls

_TONES = {
    PasswordVerdict.RIGHT: "ok",
    PasswordVerdict.WRONG: "crit",
    PasswordVerdict.NOT_SHOWN: "warn",
}


class PendingList(Translated):
    """Hidden while nobody waits. A device that appears or tries again does not move the others."""

    accepted = Signal(str, object)  # device_id, its own password or None
    dismissed = Signal(str)  # device_id

    def __init__(
        self,
        pending: PendingDevices,
        now: Callable[[], datetime],
        generate_password: Callable[[], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._pending = pending
        self._now = now
        self._generate_password = generate_password
        self._cards: dict[str, _PendingCard] = {}
        self._header = SectionHeader()
        self._list = QVBoxLayout()
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(8)
        self._list.addStretch()
        self._content = QWidget()
        self._content.setLayout(self._list)
        self._scroll = QScrollArea()
        self._scroll.setWidget(self._content)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.viewport().setAutoFillBackground(False)
        self._content.setAutoFillBackground(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(8)
        layout.addWidget(self._header)
        layout.addWidget(self._scroll)
        listen(self, pending.changed, gathered(self, self._follow))
        self._follow()
        self.retranslate()

    def refresh_times(self) -> None:
        """Say anew how long ago the last tries were."""
        for card in self._cards.values():
            card.show_times()

    def retranslate(self) -> None:
        text = self.tr("Waiting to be accepted: %1")
        self._header.set_title(wording.fill(text, len(self._cards)))

    def _follow(self) -> None:
        waiting = {one.device_id: one for one in self._pending}
        for device_id in [known for known in self._cards if known not in waiting]:
            self._cards.pop(device_id).deleteLater()
        for device_id, one in waiting.items():
            if device_id not in self._cards:
                self._add_card(device_id)
            self._cards[device_id].show_pending(one)
        self.setVisible(bool(waiting))
        self.retranslate()
        QTimer.singleShot(0, self, self._fit)

    def _add_card(self, device_id: str) -> None:
        card = _PendingCard(device_id, self._now, self._generate_password)
        card.accepted.connect(self.accepted)
        card.dismissed.connect(self.dismissed)
        card.resized.connect(self._fit)
        self._cards[device_id] = card
        self._list.insertWidget(self._list.count() - 1, card)

    def _fit(self) -> None:
        """As high as the cards, up to a limit; a scroll area would ask for a height of its own."""
        self._scroll.setFixedHeight(min(_HEIGHT, self._content.sizeHint().height()))


class _PendingCard(Translated):
    accepted = Signal(str, object)
    dismissed = Signal(str)
    resized = Signal()

    def __init__(self, device_id: str, now: Callable[[], datetime], generate_password: Callable[[], str]) -> None:
        super().__init__()
        set_surface(self, Surface.CARD)
        self._waiting: PendingDevice | None = None
        self._now = now
        self._device_id = device_id
        self._id = Label(device_id, weight=QFont.Weight.Medium)
        self._id.setFont(theme.code_font(TypeSize.BODY))
        self._verdict = Badge()
        self._from = ElidedLabel(size=TypeSize.DENSE, tone="text_mid")
        self._times = ElidedLabel(size=TypeSize.DENSE, tone="text_low")
        self._accept = button(ButtonKind.PRIMARY, Icon.USER_CHECK)
        self._refuse = button(which=Icon.BAN)
        self._password = PasswordField(generate_password)
        self._field = Field(self._password)
        self._accept.clicked.connect(self._emit_accepted)
        self._refuse.clicked.connect(lambda: self.dismissed.emit(self._device_id))
        self._password.changed.connect(self._check)
        self._lay_out()
        self.retranslate()

    def show_pending(self, waiting: PendingDevice) -> None:
        self._waiting = waiting
        self._verdict.set_badge(wording.verdict(waiting.verdict), _TONES[waiting.verdict])
        parts = [str(waiting.peer), waiting.user_agent, waiting.note]
        self._from.setText(" · ".join(part for part in parts if part))
        was_visible = self._field.isVisible()
        self._field.setVisible(waiting.verdict is PasswordVerdict.WRONG)
        if was_visible != self._field.isVisible():
            self.resized.emit()
        self.show_times()

    def show_times(self) -> None:
        if self._waiting is None:
            return
        elapsed = (self._now() - self._waiting.last_try_at).total_seconds()
        text = self.tr("last try %1, tries: %2; it tries again within about %3 s")
        self._times.setText(wording.fill(text, wording.ago(elapsed), self._waiting.tries, RETRY))

    def retranslate(self) -> None:
        self._accept.setText(self.tr("Accept"))
        self._refuse.setText(self.tr("Refuse"))
        self._field.set_words(
            self.tr("Its password"), self.tr("The one typed into the device; empty: it must know the site password.")
        )
        if self._waiting is not None:
            self._verdict.set_badge(wording.verdict(self._waiting.verdict), _TONES[self._waiting.verdict])
        self.show_times()

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(10)
        first.addWidget(self._id)
        first.addWidget(self._verdict)
        first.addStretch()
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addLayout(first)
        words.addWidget(self._from)
        words.addWidget(self._times)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addLayout(words, 1)
        top.addWidget(self._accept, alignment=Qt.AlignmentFlag.AlignVCenter)
        top.addWidget(self._refuse, alignment=Qt.AlignmentFlag.AlignVCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 8, 10, 8)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addWidget(self._field)

    def _check(self, text: str) -> None:
        objection = check_password(text)
        self._field.refuse(wording.setting_refused(objection.reason) if objection else "")
        self._accept.setEnabled(objection is None)

    def _emit_accepted(self) -> None:
        own = self._password.text() if self._field.isVisible() else ""
        self.accepted.emit(self._device_id, own or None)
