from typing import Any

import pytest

from console.media.pipe import Header
from console.media.receiver.feed import GROUP_LIMIT, HIDDEN_REST, PictureFeed
from console.media.receiver.timeline import TimedUnit
from console.model.media import Purpose
from console.protocol.mpeg.access_unit import AccessUnit, StreamKind

SOON = 1.0
LATER = HIDDEN_REST + 1.0


class Pool:
    """Writes down what is sent to the decoder."""

    def __init__(self) -> None:
        self.sent: list[tuple[Header, bytes]] = []
        self.congested = False

    def send(self, number: int, message: Header, payload: bytes = b"") -> None:
        self.sent.append((message, payload))

    def is_congested(self, number: int) -> bool:
        return self.congested

    def pictures(self) -> list[int]:
        """The numbers of the pictures sent since the last look."""
        found = [int.from_bytes(payload[:4]) for message, payload in self.sent if "unit" in message]
        self.sent.clear()
        return found

    def orders(self) -> list[str]:
        found = [message["order"] for message, _ in self.sent if "order" in message]
        self.sent.clear()
        return found


def made(purpose: Purpose = Purpose.LIVE) -> tuple[PictureFeed, Pool]:
    pool: Any = Pool()
    return PictureFeed(1, purpose, pool, 0.0), pool


def picture(number: int, *, size: int = 4) -> TimedUnit:
    """Every tenth is a key frame."""
    unit = AccessUnit(StreamKind.VIDEO, "h264", number.to_bytes(4).ljust(size), 0.0, number % 10 == 0)
    return TimedUnit(unit, number / 25, 0, False, 0.0)


def put(feed: PictureFeed, numbers: range, *, now: float = SOON, size: int = 4) -> None:
    for number in numbers:
        feed.put(picture(number, size=size), now)


class TestFeed:
    def test_decoding_begins_with_a_key_frame(self) -> None:
        feed, pool = made()
        put(feed, range(7, 13))
        assert pool.pictures() == [10, 11, 12]

    def test_a_stream_nobody_sees_is_decoded_for_a_while_and_then_by_key_frames(self) -> None:
        feed, pool = made()
        put(feed, range(3), now=SOON)
        put(feed, range(3, 25), now=LATER)
        assert pool.pictures() == [0, 1, 2, 10, 20]

    def test_a_tile_that_returns_has_its_picture_at_once(self) -> None:
        feed, pool = made()
        put(feed, range(25), now=LATER)
        pool.sent.clear()
        feed.show(1, "block", width=4, height=3, now=LATER)
        replays = [message.get("replay", False) for message, _ in pool.sent if "unit" in message]
        assert replays == [True, True, True, True, False]
        assert pool.pictures() == [20, 21, 22, 23, 24]
        put(feed, range(25, 27), now=LATER)
        assert pool.pictures() == [25, 26]

    def test_a_tile_hidden_for_a_moment_misses_nothing(self) -> None:
        feed, pool = made()
        feed.show(1, "block", width=4, height=3, now=0.0)
        put(feed, range(2), now=20.0)
        feed.hide(1, 20.0)
        put(feed, range(2, 4), now=21.0)
        feed.show(2, "block", width=4, height=3, now=22.0)
        put(feed, range(4, 6), now=22.0)
        assert pool.pictures() == [0, 1, 2, 3, 4, 5]

    def test_a_download_is_not_decoded_unless_shown(self) -> None:
        feed, pool = made(Purpose.DOWNLOAD)
        put(feed, range(5))
        assert pool.pictures() == []
        feed.show(1, "block", width=4, height=3, now=SOON)
        assert pool.pictures() == [0, 1, 2, 3, 4]

    def test_a_congested_decoder_gets_nothing_until_a_key_frame_after_it(self) -> None:
        feed, pool = made()
        put(feed, range(2))
        pool.congested = True
        put(feed, range(2, 4))
        pool.congested = False
        put(feed, range(4, 12))
        assert pool.pictures() == [0, 1, 10, 11]
        assert feed.late == 8

    def test_a_successor_gets_the_orders_and_the_group_again(self) -> None:
        feed, pool = made()
        feed.show(1, "block", width=4, height=3, now=0.0)
        put(feed, range(13))
        pool.sent.clear()
        feed.resume(deaths=0, now=SOON)
        assert [message.get("order") for message, _ in pool.sent][:2] == ["open", "show"]
        assert pool.pictures() == [10, 11, 12]

    def test_after_a_second_death_by_a_group_the_next_one_is_waited_for(self) -> None:
        feed, pool = made()
        put(feed, range(3))
        pool.sent.clear()
        feed.resume(deaths=2, now=SOON)
        put(feed, range(3, 12))
        assert pool.pictures() == [10, 11]

    def test_a_parked_stream_is_sent_nothing(self) -> None:
        feed, pool = made()
        feed.is_parked = True
        put(feed, range(12))
        feed.show(1, "block", width=4, height=3, now=SOON)
        assert pool.pictures() == []

    def test_a_group_that_is_too_large_is_not_kept(self) -> None:
        feed, pool = made()
        put(feed, range(5), size=GROUP_LIMIT // 4)
        pool.sent.clear()
        feed.resume(deaths=0, now=SOON)
        assert pool.pictures() == []
        put(feed, range(5, 11))
        assert pool.pictures() == [10]

    def test_another_source_makes_what_is_kept_worthless(self) -> None:
        feed, pool = made()
        put(feed, range(3))
        feed.break_off()
        pool.sent.clear()
        feed.show(1, "block", width=4, height=3, now=SOON)
        put(feed, range(3, 12))
        assert pool.pictures() == [10, 11]

    @pytest.mark.parametrize("output", [1, 9])
    def test_hiding_is_told_once(self, output: int) -> None:
        feed, pool = made()
        feed.show(1, "block", width=4, height=3, now=SOON)
        feed.hide(output, SOON)
        feed.hide(output, SOON)
        assert pool.orders() == (["show", "hide"] if output == 1 else ["show"])
