"""What a tile has to draw while streams come and go and its size changes."""

from collections.abc import Iterator

import pytest

from console.media.stream import Stream
from console.model.catalog import ChannelRef
from console.services.view import Phase, View, ViewState
from tests.services.streams import DrawnStream

REF = ChannelRef("34020000001180000001", "34020000001320000001")


class OpenView(View):
    def attach(self, stream: Stream | None) -> None:
        self._attach(stream)


@pytest.fixture
def view() -> Iterator[OpenView]:
    view = OpenView(REF, ViewState(Phase.LIVE))
    yield view
    view.close()


@pytest.fixture
def stream() -> Iterator[DrawnStream]:
    stream = DrawnStream()
    yield stream
    stream.end()


def shade(view: View) -> int | None:
    picture = view.newest()
    return picture.pixels[0] if picture else None


class TestPictures:
    def test_nothing_is_shown_before_the_first_picture(self, view: OpenView, stream: DrawnStream) -> None:
        view.attach(stream)
        view.resize(64, 36)
        assert view.newest() is None

    def test_the_number_moves_with_every_picture(self, view: OpenView, stream: DrawnStream) -> None:
        view.resize(64, 36)
        view.attach(stream)
        seen = {view.sequence}
        for number in range(3):
            stream.draw(number)
            seen.add(view.sequence)
        assert len(seen) == 4

    def test_the_last_picture_stays_when_its_stream_ends(self, view: OpenView, stream: DrawnStream) -> None:
        view.resize(64, 36)
        view.attach(stream)
        stream.draw(70)
        stream.end()
        view.attach(None)
        assert shade(view) == 70

    def test_the_last_picture_stays_until_the_next_stream_has_one(self, view: OpenView, stream: DrawnStream) -> None:
        view.resize(64, 36)
        view.attach(stream)
        stream.draw(70)
        stream.end()
        successor = DrawnStream(2)
        view.attach(successor)
        assert shade(view) == 70
        successor.draw(80)
        assert shade(view) == 80
        successor.end()

    def test_a_picture_that_nobody_took_is_not_lost_by_a_new_stream(self, view: OpenView, stream: DrawnStream) -> None:
        view.resize(64, 36)
        view.attach(stream)
        stream.draw(70)
        view.resize(128, 72)
        stream.draw(71)
        stream.end()
        successor = DrawnStream(2)
        view.attach(successor)
        assert shade(view) == 71
        successor.end()


class TestSize:
    def test_the_old_size_serves_until_the_new_one_has_a_picture(self, view: OpenView, stream: DrawnStream) -> None:
        view.resize(64, 36)
        view.attach(stream)
        stream.draw(70)
        view.resize(128, 72)
        assert view.newest().width == 64
        stream.draw(71)
        assert view.newest().width == 128

    def test_only_one_size_is_drawn_however_often_it_changes(self, view: OpenView, stream: DrawnStream) -> None:
        view.attach(stream)
        for width in range(64, 640, 64):
            view.resize(width, 36)
            stream.draw(70)
            view.newest()
        assert stream.count("show") - stream.count("hide") == 1

    def test_a_hidden_view_is_not_drawn_for(self, view: OpenView, stream: DrawnStream) -> None:
        view.resize(64, 36)
        view.attach(stream)
        view.resize(128, 72)
        view.resize(0, 0)
        assert stream.count("show") == stream.count("hide") == 2
        view.resize(64, 36)
        stream.draw(70)
        assert shade(view) == 70

    def test_hiding_keeps_the_last_picture_of_a_stream_that_has_ended(
        self, view: OpenView, stream: DrawnStream
    ) -> None:
        view.resize(64, 36)
        view.attach(stream)
        stream.draw(70)
        stream.end()
        view.resize(0, 0)
        view.resize(64, 36)
        assert shade(view) == 70

    def test_a_closed_view_is_not_drawn_for_and_shows_nothing(self, view: OpenView, stream: DrawnStream) -> None:
        view.resize(64, 36)
        view.attach(stream)
        stream.draw(70)
        view.close()
        view.resize(128, 72)
        assert view.newest() is None
        assert stream.count("show") == stream.count("hide") == 1

    def test_without_memory_the_old_size_goes_on(
        self, view: OpenView, stream: DrawnStream, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        view.resize(64, 36)
        view.attach(stream)
        stream.draw(70)

        def refuse(*_: object) -> None:
            raise OSError("No space left on device")

        monkeypatch.setattr("console.media.frames.SharedBlock.create", refuse)
        view.resize(128, 72)
        assert shade(view) == 70
