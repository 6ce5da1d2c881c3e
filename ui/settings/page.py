"""The Settings page: the form, with the very values to type into a camera beside it."""

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from console.model.settings import SettingProblem, Settings
from ui import wording
from ui.devices.camera_values import CameraValues
from ui.settings.form import Entered, SettingsForm
from ui.settings.local_addresses import LocalAddress
from ui.theme import TypeSize
from ui.widgets.label import ElidedLabel, Label
from ui.widgets.notice import LASTS, NoticeBar, Tone
from ui.widgets.surface import ButtonKind, Surface, button, panel, set_surface
from ui.widgets.translated import Translated

_FORM_WIDTH = 680
_VALUES_WIDTH = 400


class SettingsPage(Translated):
    """Save is possible when something was changed and all of it can be taken."""

    saved = Signal(object, str)  # Settings with the site password in it, and that password once more

    def __init__(
        self,
        *,
        generate_password: Callable[[], str],
        local_addresses: Callable[[], Sequence[LocalAddress]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        set_surface(self, Surface.WINDOW)
        self._local_addresses = local_addresses
        self._shown = Entered(Settings(), "")
        self._title = Label(size=TypeSize.TITLE, weight=QFont.Weight.DemiBold)
        self._effect = ElidedLabel(size=TypeSize.DENSE, tone="warn")
        self._effect.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._revert = button()
        self._save = button(ButtonKind.PRIMARY)
        self._notice = NoticeBar()
        self._form = SettingsForm(generate_password)
        self._values = CameraValues(for_device=False)
        self._form.edited.connect(self._follow)
        self._revert.clicked.connect(lambda: self._form.fill(self._shown.settings, self._shown.site_password))
        self._save.clicked.connect(self._emit_saved)
        self._lay_out()
        self.show_settings(Settings(), "")
        self.retranslate()

    @property
    def form(self) -> SettingsForm:
        return self._form

    def show_settings(self, settings: Settings, site_password: str) -> None:
        """Show what is in force; also the answer to `saved` when all went well."""
        self._form.offer_addresses(self._local_addresses())
        self._form.fill(settings, site_password)
        # Read back, so that it can be compared with what is typed, whatever the form normalises.
        self._shown = self._form.entered() if self._form.is_valid else Entered(settings, site_password)
        self._follow()

    def show_problems(self, problems: Iterable[SettingProblem]) -> None:
        """Tell what was wrong in the file."""
        found = list(problems)
        if found:
            words = [wording.setting_problem(problem) for problem in found]
            tone = Tone.FAIL if any(problem.is_error for problem in found) else Tone.WARN
            self._notice.tell(
                tone, "\n".join(one.sentence for one in words), detail=" · ".join(one.detail for one in words)
            )

    def tell(self, tone: Tone, text: str, *, detail: str = "") -> None:
        """Say how saving ended."""
        self._notice.tell(tone, text, detail=detail, lasts=None if tone is Tone.FAIL else LASTS)

    def tell_failure(self, error: Exception) -> None:
        self._notice.tell_failure(error)

    def retranslate(self) -> None:
        self._title.setText(self.tr("Settings"))
        self._revert.setText(self.tr("Revert"))
        self._save.setText(self.tr("Save"))
        self._follow()

    def showEvent(self, event: QShowEvent) -> None:
        self._form.offer_addresses(self._local_addresses())  # a cable may have been plugged in
        self._follow()
        super().showEvent(event)

    def _lay_out(self) -> None:
        bar = panel(Surface.BAR)
        top = QHBoxLayout(bar)
        top.setContentsMargins(16, 6, 12, 6)
        top.setSpacing(10)
        top.addWidget(self._title)
        top.addWidget(self._effect, 1)
        top.addWidget(self._revert)
        top.addWidget(self._save)
        content = QWidget()
        columns = QHBoxLayout(content)
        columns.setContentsMargins(24, 20, 24, 24)
        columns.setSpacing(32)
        self._form.setMaximumWidth(_FORM_WIDTH)
        self._values.setFixedWidth(_VALUES_WIDTH)
        columns.addWidget(self._form, 1)
        columns.addWidget(self._values, 0, Qt.AlignmentFlag.AlignTop)
        columns.addStretch()
        area = QScrollArea()
        area.setWidget(content)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        for part in (content, area.viewport()):
            part.setAutoFillBackground(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(bar)
        layout.addWidget(self._notice)
        layout.addWidget(area, 1)

    def _follow(self) -> None:
        """The buttons, the values beside the form, and what saving would do."""
        valid = self._form.is_valid
        entered = self._form.entered() if valid else None
        changed = entered != self._shown
        self._save.setEnabled(valid and changed)
        self._revert.setEnabled(changed)
        self._effect.setText(self._effect_of(entered) if entered is not None and changed else "")
        if entered is not None:
            self._values.set_server(entered.settings, self._local_addresses(), entered.site_password)

    def _effect_of(self, entered: Entered) -> str:
        new, old = entered.settings, self._shown.settings
        if (new.sip.address, new.sip.port) != (old.sip.address, old.sip.port):
            return self.tr("Saving restarts the listener; change the cameras too.")
        if (new.sip.id, new.sip.domain) != (old.sip.id, old.sip.domain):
            return self.tr("Saving restarts the listener; devices must be given the new ID and domain.")
        if new.media.ports != old.media.ports:
            return self.tr("Saving opens all videos again.")
        return ""

    def _emit_saved(self) -> None:
        entered = self._form.entered()
        self.saved.emit(entered.settings, entered.site_password)
