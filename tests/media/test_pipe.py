import itertools
import os
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.media.pipe import (
    HEADER_LIMIT,
    PAYLOAD_LIMIT,
    Header,
    MessageParser,
    PipeError,
    PipeReader,
    PipeWriter,
    encode_message,
)

HEADERS = st.dictionaries(st.text(max_size=8), st.integers() | st.text(max_size=8) | st.booleans(), max_size=4)


class TestParser:
    @given(st.lists(st.tuples(HEADERS, st.binary(max_size=40)), max_size=6), st.lists(st.integers(0, 1000)))
    def test_any_split_gives_the_same_messages(self, messages: list[tuple[Header, bytes]], cuts: list[int]) -> None:
        stream = b"".join(encode_message(*message) for message in messages)
        edges = sorted({0, len(stream), *(cut % (len(stream) + 1) for cut in cuts)})
        parser = MessageParser()
        found = [m for start, end in itertools.pairwise(edges) for m in parser.feed(stream[start:end])]
        assert found == messages

    @pytest.mark.parametrize(
        "data",
        [
            (HEADER_LIMIT + 1).to_bytes(4) + bytes(4),
            bytes(4) + (PAYLOAD_LIMIT + 1).to_bytes(4),
            b"\0\0\0\x02\0\0\0\0[]",
            b"\0\0\0\x02\0\0\0\0{x",
            b"\0\0\0\x01\0\0\0\0\xff",
        ],
    )
    def test_what_is_no_message_is_refused(self, data: bytes) -> None:
        with pytest.raises(PipeError):
            MessageParser().feed(data)

    @given(st.binary(max_size=64))
    def test_anything_is_parsed_or_refused(self, data: bytes) -> None:
        try:
            MessageParser().feed(data)
        except PipeError:
            return


class Ends:
    """A pipe with a reader and a writer of ours, and what came out."""

    def __init__(self) -> None:
        self.came: list[tuple[Header, bytes]] = []
        self.reasons: list[str] = []
        self.ended = threading.Event()
        reading, writing = os.pipe()
        self.writer = PipeWriter(writing, name="writer")
        self.reader = PipeReader(
            reading, name="reader", on_message=lambda *message: self.came.append(message), on_end=self._end
        )

    def _end(self, reason: str) -> None:
        self.reasons.append(reason)
        self.ended.set()


class TestPipe:
    def test_messages_arrive_in_order_and_the_end_is_told(self) -> None:
        ends = Ends()
        ends.reader.start()
        ends.writer.start()
        for number in range(300):
            ends.writer.put({"number": number}, bytes(number * 50))
        ends.writer.close()
        assert ends.ended.wait(10)
        assert [(header["number"], len(payload)) for header, payload in ends.came] == [(n, n * 50) for n in range(300)]
        assert ends.reasons == [""]
        assert ends.writer.backlog == 0

    def test_putting_never_blocks_and_the_backlog_is_known(self) -> None:
        ends = Ends()
        ends.writer.start()
        payload = bytes(1 << 20)
        for _ in range(8):
            ends.writer.put({}, payload)
        assert ends.writer.backlog > 4 << 20
        ends.reader.start()
        ends.writer.close()
        assert ends.ended.wait(10)
        assert len(ends.came) == 8

    def test_a_writer_whose_reader_is_gone_forgets(self) -> None:
        reading, writing = os.pipe()
        writer = PipeWriter(writing, name="writer")
        os.close(reading)
        writer.start()
        writer.put({}, bytes(100))
        writer.join(10)
        writer.put({}, bytes(100))
        assert writer.backlog == 0

    def test_garbage_ends_the_reader_with_the_reason(self) -> None:
        reading, writing = os.pipe()
        reasons: list[str] = []
        reader = PipeReader(reading, name="reader", on_message=lambda *_: None, on_end=reasons.append)
        reader.start()
        os.write(writing, b"\xff" * 8)
        reader.join(10)
        os.close(writing)
        assert "PipeError" in reasons[0]
