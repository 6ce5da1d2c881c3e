"""The receiver process: `python -m console.media.receiver`, or the role of the frozen program."""

import sys
from collections.abc import Sequence

from console.media.child import Upward
from console.media.pipe import Header
from console.media.receiver.receiver import Receiver

FAREWELL = 0.2  # seconds to send the last reports


def main(argv: Sequence[str]) -> int:
    """Run until standard input is closed; the exit status."""

    def report(header: Header) -> None:
        upward.report(header)

    receiver = Receiver(report)
    upward = Upward(name="receiver", on_message=receiver.order, on_end=receiver.stop)
    upward.start()
    receiver.run()
    upward.close(FAREWELL)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
