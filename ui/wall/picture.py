"""Drawing a picture straight from the memory it was decoded into: no copy, and no scaling once its size fits."""

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from console.media.frames import Picture

DIMMED = 0.65  # opacity of a picture that must not look live


def draw_picture(painter: QPainter, box: QRect, picture: Picture, *, opacity: float = 1.0, grey: bool = False) -> None:
    """Draw into the middle of `box`, with black around. The picture's memory is not held afterwards."""
    image = QImage(picture.pixels, picture.width, picture.height, picture.stride, QImage.Format.Format_RGB32)
    if grey:
        image = image.convertToFormat(QImage.Format.Format_Grayscale8)
    ratio = painter.device().devicePixelRatioF()
    place = picture_box(box, picture, ratio)
    if opacity < 1.0:
        painter.fillRect(box, Qt.GlobalColor.black)
        painter.setOpacity(opacity)
    else:
        _fill_around(painter, box, place)
    if round(place.width() * ratio) == picture.width and round(place.height() * ratio) == picture.height:
        image.setDevicePixelRatio(ratio)
        painter.drawImage(place.topLeft(), image)
    else:
        painter.drawImage(place, image)
    if opacity < 1.0:
        painter.setOpacity(1.0)


def picture_box(box: QRect, picture: Picture, ratio: float) -> QRectF:
    """Where the picture lies: in the middle of `box`, as large as fits, on whole device pixels."""
    width, height = device_size(box, ratio)
    if not _fills(picture, width, height):
        scale = min(width / picture.width, height / picture.height)
        shown_width, shown_height = round(picture.width * scale), round(picture.height * scale)
    else:
        shown_width, shown_height = picture.width, picture.height
    left = round(box.left() * ratio) + (width - shown_width) // 2
    top = round(box.top() * ratio) + (height - shown_height) // 2
    corner = QPointF(left / ratio, top / ratio)
    return QRectF(corner.x(), corner.y(), shown_width / ratio, shown_height / ratio)


def device_size(box: QRect, ratio: float) -> tuple[int, int]:
    """Width and height of `box` in the pixels of the screen."""
    return round(box.width() * ratio), round(box.height() * ratio)


def _fill_around(painter: QPainter, box: QRect, place: QRectF) -> None:
    """Black where the picture leaves `box` free, and a pixel below its edges, which may lie between two."""
    if place == QRectF(box):
        return
    inner = place.toAlignedRect().adjusted(1, 1, -1, -1)
    left, top = inner.left() - box.left(), inner.top() - box.top()
    right, bottom = box.right() - inner.right(), box.bottom() - inner.bottom()
    for bar in (
        QRect(box.left(), box.top(), left, box.height()),
        QRect(inner.right() + 1, box.top(), right, box.height()),
        QRect(box.left(), box.top(), box.width(), top),
        QRect(box.left(), inner.bottom() + 1, box.width(), bottom),
    ):
        painter.fillRect(bar, Qt.GlobalColor.black)


def _fills(picture: Picture, width: int, height: int) -> bool:
    """Whether it was made for this size: it touches two edges and goes over none."""
    fits = picture.width <= width and picture.height <= height
    return fits and (picture.width == width or picture.height == height)
