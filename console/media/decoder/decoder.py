"""Orders and access units to streams, and the threads that decode. Each thread marks what it works at."""

import os
import queue
import threading
import time
import traceback
from collections.abc import Callable
from functools import partial

from console.media.decoder.stream_decoder import CodedPicture, StreamDecoder
from console.media.marks import Marks
from console.media.pipe import Header

CRASHED = 70  # exit status: our own mistake (sysexits.h EX_SOFTWARE)


class Decoder:
    """`receive` is called by the thread that reads the pipe; the streams are worked at by `threads` others."""

    def __init__(self, index: int, threads: int, marks: Marks, report: Callable[[Header], None]) -> None:
        """`index` is this process's place in `marks`."""
        self._index = index
        self._marks = marks
        self._report = report
        self._ready: queue.SimpleQueue[StreamDecoder] = queue.SimpleQueue()
        self._streams: dict[int, StreamDecoder] = {}
        self._threads = [
            threading.Thread(target=self._run, args=(number,), name=f"decode-{number}", daemon=True)
            for number in range(threads)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def receive(self, message: Header, payload: bytes) -> None:
        """An access unit or an order; what is for a stream that is not open is dropped."""
        if "unit" in message:
            stream = self._streams.get(message["unit"])
            if stream is not None:
                self._put(stream, CodedPicture.from_message(message, payload))
            return
        number = message["stream"]
        if message["order"] == "open":
            self._streams[number] = StreamDecoder(number, self._report)
            return
        stream = self._streams.get(number)
        if stream is None:
            return
        match message["order"]:
            case "show":
                size = {"width": message["width"], "height": message["height"]}
                self._put(stream, partial(stream.show, message["output"], message["block"], **size))
            case "hide":
                self._put(stream, partial(stream.hide, message["output"]))
            case "close":
                del self._streams[number]
                self._put(stream, stream.close)

    def _put(self, stream: StreamDecoder, item: CodedPicture | Callable[[], None]) -> None:
        if stream.put(item):
            self._ready.put(stream)

    def _run(self, thread: int) -> None:
        try:
            while True:
                stream = self._ready.get()
                now = time.monotonic()
                self._marks.begin(self._index, thread, stream.number, now)
                has_more = stream.work(now)
                self._marks.end(self._index, thread)
                if has_more:  # behind the others: every stream gets its turn
                    self._ready.put(stream)
        except Exception:  # noqa: BLE001 - the receiver starts another process
            traceback.print_exc()
            os._exit(CRASHED)
