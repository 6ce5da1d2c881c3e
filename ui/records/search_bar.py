"""What is searched: channels, a day or a span of China Standard Time, and a type."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from PySide6.QtCore import QDate, QDateTime, QEvent, QLocale, QSize, Qt, QTimeZone, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QTextCharFormat
from PySide6.QtWidgets import (
    QBoxLayout,
    QCalendarWidget,
    QComboBox,
    QDateEdit,
    QDateTimeEdit,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from console.model.catalog import ChannelRef
from console.model.clock import CHINA
from console.model.records import RecordType, TimeSpan
from ui import wording
from ui.icons import Icon, icon
from ui.records.chips import Chips
from ui.records.spans import LONGEST, SHORTEST, SpanReason, day_span, refusal
from ui.theme import TypeSize
from ui.widgets.label import ElidedLabel, Label, restyle, tooltip
from ui.widgets.surface import ButtonKind, Surface, button, icon_button, name_button, set_surface
from ui.widgets.translated import Translated

_ZONE = QTimeZone(round((CHINA.utcoffset(None) or timedelta()).total_seconds()))
_DATE = "yyyy-MM-dd"
_MOMENT = "yyyy-MM-dd HH:mm:ss"
_WORDS_WIDTH = 180  # pixels they get at least where all is in one row
_WORDS_SHORTEST = 60  # and where the controls are
_BESIDE = 8


class SearchBar(Translated):
    """Above the timeline, in one row or, where that is too wide, in two or three."""

    search_wanted = Signal(object, object)  # TimeSpan, RecordType
    cancel_wanted = Signal()
    channel_removed = Signal(object)  # ChannelRef

    def __init__(self, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_surface(self, Surface.BAR)
        self._now = now
        self._is_running = False
        self._is_repeated = False
        self._chips = Chips()
        self._mode = QComboBox()
        self._previous = icon_button(Icon.CHEVRON_LEFT)
        self._day = QDateEdit()
        self._next = icon_button(Icon.CHEVRON_RIGHT)
        self._today = button(ButtonKind.QUIET)
        self._from = QDateTimeEdit()
        self._to = QDateTimeEdit()
        self._zone = Label("UTC+8", size=TypeSize.CAPTION, tone="text_low")
        self._kind = QComboBox()
        self._search = button(ButtonKind.PRIMARY)
        self._has_channels = False
        self._words = ElidedLabel(size=TypeSize.DENSE, tone="text_mid")
        self._told = ("", "text_mid")  # how the search stands, and its tone
        self._day_parts = (self._previous, self._day, self._next, self._today)
        self._span_parts = (self._from, self._to)
        self._prepare()
        self._lay_out()
        self._connect()
        self.show_today()
        self._show_mode()
        self.retranslate()

    def set_channels(self, channels: Sequence[tuple[ChannelRef, str]]) -> None:
        """Channels and what to call them."""
        self._chips.set_channels(channels)
        self._has_channels = bool(channels)
        self._check()

    def show_today(self) -> None:
        """The day it is in China."""
        self._day.setMaximumDate(_qdate(self._to_day()))
        self.show_day(self._to_day())

    def show_day(self, day: date) -> None:
        """Ask for a whole day."""
        self._mode.setCurrentIndex(0)
        self._day.setDate(_qdate(day))

    def show_span(self, span: TimeSpan) -> None:
        """Ask for a span."""
        self._mode.setCurrentIndex(1)
        _set_moment(self._from, span.start)
        _set_moment(self._to, span.end)

    def span(self) -> TimeSpan | None:
        """What is asked for; None while that is wrong."""
        if self._mode.currentIndex() == 0:
            chosen = self._day.date()
            return day_span(date(chosen.year(), chosen.month(), chosen.day()))
        start, end = _moment(self._from), _moment(self._to)
        return None if refusal(start, end) else TimeSpan(start, end)

    @property
    def kind(self) -> RecordType:
        return RecordType(self._kind.currentData())

    @property
    def text(self) -> str:
        """What is said about the search."""
        return self._words.text()

    def tell(self, text: str, tone: str = "text_mid") -> None:
        """Say how the search stands."""
        self._told = (text, tone)
        self._check()

    def set_running(self, running: bool, *, repeated: bool) -> None:
        """Offer to cancel, to search, or to search again."""
        self._is_running, self._is_repeated = running, repeated
        self._name_search()
        self._check()

    def search(self) -> None:
        """Search anew, whatever is being searched."""
        span = self.span()
        if span is not None and self._has_channels:
            self.search_wanted.emit(span, self.kind)

    def retranslate(self) -> None:
        for number, text in enumerate((self.tr("Day"), self.tr("From – to"))):
            self._mode.setItemText(number, text)
        self._mode.setAccessibleName(self.tr("A day or a span"))
        for number in range(self._kind.count()):
            self._kind.setItemText(number, wording.record_type(RecordType(self._kind.itemData(number))))
        self._kind.setAccessibleName(self.tr("Type of recording"))
        name_button(self._previous, self.tr("The day before"))
        name_button(self._next, self.tr("The day after"))
        self._today.setText(self.tr("Today"))
        self._day.setAccessibleName(self.tr("Day"))
        self._from.setAccessibleName(self.tr("From"))
        self._to.setAccessibleName(self.tr("To"))
        self._zone.setToolTip(tooltip(self.tr("Device times are China Standard Time, UTC+8.")))
        for edit in (self._day, *self._span_parts):
            edit.calendarWidget().setLocale(QLocale())  # the names of days and months
        self._name_search()
        self._check()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.search()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._fold()  # another text or another chip
        return super().event(event)

    def minimumSizeHint(self) -> QSize:
        margins = self._parts.contentsMargins()
        width = max(part.minimumSizeHint().width() for part in (self._chips, self._when, self._what))
        return QSize(width + margins.left() + margins.right(), super().minimumSizeHint().height())

    def _prepare(self) -> None:
        self._mode.addItems(["", ""])
        for kind in RecordType:
            self._kind.addItem("", kind.value)
        for edit, form in ((self._day, _DATE), (self._from, _MOMENT), (self._to, _MOMENT)):
            edit.setDisplayFormat(form)
            edit.setCalendarPopup(True)
            _dress(edit.calendarWidget())
            for field in edit.findChildren(QLineEdit):
                field.setAcceptDrops(False)  # a camera that is dropped here is no date
            edit.setTimeZone(_ZONE)
            edit.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        end = day_span(self._to_day()).end
        for edit, moment in ((self._from, end - timedelta(days=1)), (self._to, end)):
            _set_moment(edit, moment)
        self._zone.setVisible(self._now().astimezone().utcoffset() != CHINA.utcoffset(None))

    def _lay_out(self) -> None:
        self._when, when = _row()
        when.addWidget(self._mode)
        when.addSpacing(4)
        for part in (*self._day_parts, *self._span_parts, self._zone):
            when.addWidget(part)
        when.addStretch()
        self._what, what = _row()
        what.addWidget(self._kind)
        what.addSpacing(4)
        what.addWidget(self._search)
        what.addSpacing(8)
        what.addWidget(self._words, 1)
        self._controls = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._controls.setSpacing(_BESIDE)
        self._controls.addWidget(self._when)
        self._controls.addWidget(self._what, 1)
        self._parts = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._parts.setContentsMargins(8, 5, 8, 5)
        self._parts.setSpacing(12)
        self._parts.addWidget(self._chips)
        self._parts.addLayout(self._controls, 1)

    def _connect(self) -> None:
        self._chips.removed.connect(self.channel_removed)
        self._mode.currentIndexChanged.connect(lambda _: self._show_mode())
        self._previous.clicked.connect(lambda: self._turn(-1))
        self._next.clicked.connect(lambda: self._turn(1))
        self._today.clicked.connect(self._search_today)
        self._day.dateChanged.connect(lambda _: self._check())
        for edit in self._span_parts:
            edit.dateTimeChanged.connect(lambda _: self._check())
        self._search.clicked.connect(lambda: self.cancel_wanted.emit() if self._is_running else self.search())

    def _to_day(self) -> date:
        return self._now().astimezone(CHINA).date()

    def _turn(self, days: int) -> None:
        """A day back or on, and what was recorded then."""
        self._day.setMaximumDate(_qdate(self._to_day()))
        self._day.setDate(self._day.date().addDays(days))
        self.search()

    def _search_today(self) -> None:
        self.show_today()
        self.search()

    def _show_mode(self) -> None:
        is_day = self._mode.currentIndex() == 0
        for part in self._day_parts:
            part.setVisible(is_day)
        for edit in self._span_parts:
            edit.setVisible(not is_day)
        self._check()

    def _fold(self) -> None:
        """One row where chips and controls fit beside each other, else two; three where the controls do not, either."""
        margins = self._parts.contentsMargins()
        room = self.width() - margins.left() - margins.right()
        what = self._what.sizeHint().width() - self._words.sizeHint().width()  # or every other word might fold it
        controls = self._when.sizeHint().width() + _BESIDE + what
        # All words have room beside the chips; the row of the controls alone may shorten them.
        fold_chips = self._chips.sizeHint().width() + controls + _WORDS_WIDTH > room
        fold_controls = controls + _WORDS_SHORTEST > room
        for layout, folds, beside in ((self._parts, fold_chips, 12), (self._controls, fold_controls, _BESIDE)):
            direction = QBoxLayout.Direction.TopToBottom if folds else QBoxLayout.Direction.LeftToRight
            if direction is not layout.direction():
                layout.setDirection(direction)
                layout.setSpacing(6 if folds else beside)
                self.updateGeometry()

    def _check(self) -> None:
        """Refuse a wrong span where it stands."""
        self._next.setEnabled(self._day.date() < _qdate(self._to_day()))
        reason = None if self._mode.currentIndex() == 0 else refusal(_moment(self._from), _moment(self._to))
        for edit in self._span_parts:
            if bool(edit.property("wrong")) is not bool(reason):
                edit.setProperty("wrong", bool(reason))
                restyle(edit)
            edit.setAccessibleDescription(self._refused(reason) if reason else "")
        self._search.setEnabled(self._is_running or (self._has_channels and not reason))
        text, tone = (self._refused(reason), "crit") if reason else self._told
        self._words.setText(text)
        self._words.set_tone(tone)

    def _refused(self, reason: SpanReason) -> str:
        if reason is SpanReason.ENDS_FIRST:
            return self.tr("The end must come after the start.")
        if reason is SpanReason.TOO_SHORT:
            text = self.tr("At least %1 s can be searched.")
            return wording.fill(text, round(SHORTEST.total_seconds()))
        return wording.fill(self.tr("At most %1 days can be searched at once."), LONGEST.days)

    def _name_search(self) -> None:
        if self._is_running:
            self._search.setText(self.tr("Cancel"))
        else:
            self._search.setText(self.tr("Search again") if self._is_repeated else self.tr("Search"))


def _dress(calendar: QCalendarWidget) -> None:
    """Weekends are no alarm, and the arrows are those of the rest of the window."""
    calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
    for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
        calendar.setWeekdayTextFormat(day, QTextCharFormat())
    for name, which in (("qt_calendar_prevmonth", Icon.CHEVRON_LEFT), ("qt_calendar_nextmonth", Icon.CHEVRON_RIGHT)):
        arrow = calendar.findChild(QToolButton, name)
        if arrow is not None:
            arrow.setIcon(icon(which))


def _qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)


def _moment(edit: QDateTimeEdit) -> datetime:
    return datetime.fromtimestamp(edit.dateTime().toSecsSinceEpoch(), CHINA)


def _set_moment(edit: QDateTimeEdit, moment: datetime) -> None:
    edit.setDateTime(QDateTime.fromSecsSinceEpoch(int(moment.timestamp()), _ZONE))


def _row() -> tuple[QWidget, QHBoxLayout]:
    """Controls that stay beside each other."""
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(4)
    return row, layout
