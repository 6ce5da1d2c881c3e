"""A decoder process: `python -m console.media.decoder`, or the role of the frozen program."""

import os
import sys
import threading
from collections.abc import Sequence

from console.media.child import Upward
from console.media.decoder.decoder import Decoder
from console.media.decoder.limits import limit_process
from console.media.marks import Marks
from console.media.pipe import Header


def main(argv: Sequence[str]) -> int:
    """Run until standard input is closed. Arguments: own index, threads, name of the marks, number of decoders."""
    index, threads, marks_name, decoders = int(argv[0]), int(argv[1]), argv[2], int(argv[3])
    ended = threading.Event()

    def report(header: Header) -> None:
        upward.report(header)

    limit_process()
    decoder = Decoder(index, threads, Marks.attach(marks_name, decoders), report)
    upward = Upward(name="decoder", on_message=decoder.receive, on_end=lambda _: ended.set())
    decoder.start()
    upward.start()
    ended.wait()
    os._exit(0)  # threads may be anywhere in FFmpeg; nothing is worth waiting for


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
