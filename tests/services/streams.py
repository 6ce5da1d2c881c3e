"""A stream whose decoder is the test."""

import numpy as np
from numpy.typing import NDArray

from console.media.frames import PictureRing, PictureStamp, PictureWriter
from console.media.stream import Stream
from console.model.media import MediaTransport, Purpose


class DrawnStream(Stream):
    """Remembers the orders to the receiver; `draw` puts a picture into the ring that was asked for last."""

    def __init__(self, number: int = 1) -> None:
        self.orders: list[dict] = []
        super().__init__(
            number, 30000, transport=MediaTransport.UDP, purpose=Purpose.LIVE, send=self.orders.append, on_close=None
        )
        self.rings: list[PictureRing] = []

    def show(self, width: int, height: int) -> PictureRing:
        self.rings.append(super().show(width, height))
        return self.rings[-1]

    def draw(
        self,
        shade: int | NDArray[np.uint8],
        *,
        at: float = 1.0,
        size: tuple[int, int] | None = None,
        pts: float | None = None,
        is_damaged: bool = False,
    ) -> None:
        """One grey, or BGRA pixels, received `at`; as large as the ring allows unless `size` says otherwise."""
        ring = self.rings[-1]
        writer = PictureWriter.attach(ring.name, ring.width, ring.height)
        width, height = size or (ring.width, ring.height)
        if isinstance(shade, int):
            rows = np.full((height, width * 4), shade, np.uint8)
        else:
            height, width = shade.shape[:2]
            rows = np.ascontiguousarray(shade).reshape(height, width * 4)
        writer.write(rows, PictureStamp(width, height, width * 4, pts, 0, self.number, is_damaged, at, at + 0.012))
        writer.close()

    def count(self, order: str) -> int:
        return sum(sent["order"] == order for sent in self.orders)
