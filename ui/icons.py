"""The icons of `resources/icons`, coloured by token when they are painted, so that they follow the theme at once."""

from enum import StrEnum
from functools import cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QIconEngine, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

from console.model.catalog import CatalogItem, PtzType
from console.model.identity import NodeKind, node_kind
from ui import theme
from ui.resources import resource


class Icon(StrEnum):
    """Every icon there is; the value is the name of its file."""

    BAN = "ban"
    CAMERA_DOME = "camera-dome"
    CAMERA_FIXED = "camera-fixed"
    CAMERA_PANORAMA = "camera-panorama"
    CHECK = "check"
    CHEVRON_DOWN = "chevron-down"
    CHEVRON_LEFT = "chevron-left"
    CHEVRON_RIGHT = "chevron-right"
    CIRCLE_ALERT = "circle-alert"
    CIRCLE_CHECK = "circle-check"
    CLOCK = "clock"
    COPY = "copy"
    DICES = "dices"
    DOWNLOAD = "download"
    ELLIPSIS = "ellipsis"
    EYE = "eye"
    EYE_OFF = "eye-off"
    FOCUS_FAR = "focus-far"
    FOCUS_NEAR = "focus-near"
    FOLDER = "folder"
    FOLDER_OPEN = "folder-open"
    HISTORY = "history"
    INFO = "info"
    IRIS_CLOSE = "iris-close"
    IRIS_OPEN = "iris-open"
    KEYBOARD = "keyboard"
    LAYERS = "layers"
    LAYOUT_GRID = "layout-grid"
    LIST_TREE = "list-tree"
    MAP = "map"
    MAXIMIZE_2 = "maximize-2"
    MIC = "mic"
    MINIMIZE_2 = "minimize-2"
    MONITOR_PLAY = "monitor-play"
    MOVE = "move"
    NETWORK = "network"
    PANEL_LEFT = "panel-left"
    PAUSE = "pause"
    PLAY = "play"
    PLUS = "plus"
    RADIO = "radio"
    RECORDER = "recorder"
    REFRESH_CW = "refresh-cw"
    ROTATE_CCW = "rotate-ccw"
    SEARCH = "search"
    SETTINGS = "settings"
    SHIELD_CHECK = "shield-check"
    SIREN = "siren"
    SKIP_BACK = "skip-back"
    SKIP_FORWARD = "skip-forward"
    SQUARE = "square"
    TRASH_2 = "trash-2"
    TRIANGLE_ALERT = "triangle-alert"
    USER_CHECK = "user-check"
    VIDEO = "video"
    VIDEO_OFF = "video-off"
    VOLUME_2 = "volume-2"
    X = "x"
    ZOOM_IN = "zoom-in"
    ZOOM_OUT = "zoom-out"


def icon(which: Icon, color: str = "text_mid") -> QIcon:
    """`which` in the token `color`; dimmed where it is disabled, brighter under the pointer, accent when checked."""
    return QIcon(_TokenIconEngine(which, color))


def pixmap(which: Icon, size: int, color: QColor, ratio: float = 1.0) -> QPixmap:
    """`which` as a square of `size` device-independent pixels, drawn once per size, colour and device pixel ratio."""
    key = f"vigil-icon/{which}/{size}/{color.rgba():08x}/{ratio}"
    drawn = QPixmap()
    if QPixmapCache.find(key, drawn):
        return drawn
    side = round(size * ratio)
    drawn = QPixmap(side, side)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    paint(painter, QRectF(0, 0, side, side), which, color)
    painter.end()
    drawn.setDevicePixelRatio(ratio)
    QPixmapCache.insert(key, drawn)
    return drawn


def paint(painter: QPainter, rect: QRectF, which: Icon, color: QColor) -> None:
    """Draw `which` into `rect` in one colour."""
    source = _source(which).replace(b"currentColor", color.name().encode())
    painter.save()
    painter.setOpacity(painter.opacity() * color.alphaF())
    QSvgRenderer(QByteArray(source)).render(painter, rect)
    painter.restore()


def application_icon() -> QIcon:
    """The icon of windows and task bars."""
    made = QIcon()
    for size in (16, 32, 48, 128, 256):
        made.addFile(str(resource("icons", f"vigil-{size}.png")), QSize(size, size))
    return made


def item_icon(item: CatalogItem) -> Icon:
    """What stands before a catalog item in trees and lists."""
    if item.kind is NodeKind.CAMERA and item.ptz_type is not None:
        return _BY_PTZ_TYPE[item.ptz_type]
    return _BY_KIND[item.kind]


def device_icon(device_id: str) -> Icon:
    """What stands before a registered device."""
    kind = node_kind(device_id)
    return Icon.RECORDER if kind is NodeKind.OTHER else _BY_KIND[kind]


@cache
def _source(which: Icon) -> bytes:
    return resource("icons", f"{which.value}.svg").read_bytes()


class _TokenIconEngine(QIconEngine):
    """Asks for its colour each time it is painted."""

    def __init__(self, which: Icon, color: str) -> None:
        super().__init__()
        self._which = which
        self._color = color

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        paint(painter, QRectF(rect), self._which, self._color_for(mode, state))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        return pixmap(self._which, min(size.width(), size.height()), self._color_for(mode, state), scale)

    def actualSize(self, size: QSize, _mode: QIcon.Mode, _state: QIcon.State) -> QSize:
        side = min(size.width(), size.height())
        return QSize(side, side)

    def isNull(self) -> bool:
        return False

    def clone(self) -> QIconEngine:
        return _TokenIconEngine(self._which, self._color)

    def _color_for(self, mode: QIcon.Mode, state: QIcon.State) -> QColor:
        tokens = theme.tokens(QGuiApplication.palette())
        if mode is QIcon.Mode.Disabled:
            color = tokens.color("text_low")
            color.setAlphaF(0.45)
            return color
        if state is QIcon.State.On:
            return tokens.color("accent")
        if mode is QIcon.Mode.Active and self._color == "text_mid":
            return tokens.color("text")
        return tokens.color(self._color)


_BY_KIND = {
    NodeKind.CIVIL_AREA: Icon.MAP,
    NodeKind.SYSTEM: Icon.NETWORK,
    NodeKind.BUSINESS_GROUP: Icon.LAYERS,
    NodeKind.VIRTUAL_ORGANIZATION: Icon.FOLDER,
    NodeKind.RECORDER: Icon.RECORDER,
    NodeKind.CAMERA: Icon.VIDEO,
    NodeKind.ALARM_INPUT: Icon.SIREN,
    NodeKind.ALARM_OUTPUT: Icon.SIREN,
    NodeKind.VOICE_INPUT: Icon.MIC,
    NodeKind.VOICE_OUTPUT: Icon.VOLUME_2,
    NodeKind.OTHER: Icon.VIDEO,
}
_BY_PTZ_TYPE = {
    PtzType.DOME: Icon.CAMERA_DOME,
    PtzType.HALF_DOME: Icon.CAMERA_DOME,
    PtzType.FIXED: Icon.CAMERA_FIXED,
    PtzType.REMOTE: Icon.CAMERA_FIXED,
    PtzType.REMOTE_HALF_DOME: Icon.CAMERA_DOME,
    PtzType.PANORAMIC: Icon.CAMERA_PANORAMA,
    PtzType.SPLIT: Icon.VIDEO,
}
