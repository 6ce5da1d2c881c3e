"""`python -m console.simulator`: simulated devices that register with a platform and send it pictures."""

import argparse
import asyncio
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

from console.simulator.faults import FaultError, Faults
from console.simulator.launcher import launch
from console.simulator.personality import Charset

SITES = {"demo": 2}  # how many devices each has: known here without loading what paints them


def main(argv: Sequence[str] | None = None) -> int:
    """Run until SIGTERM, SIGINT or, if so asked, the end of standard input; what happens is told on standard output.

    Each line there is a JSON object with `event`, `device` and `detail`.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=options.log_level.upper(), format="%(name)s: %(message)s")
    try:
        faults = replace(Faults.parse(options.fault), seed=options.seed)
    except FaultError as error:
        _parser().error(str(error))
    devices = SITES[options.site] if options.devices is None else options.devices
    processes = min(devices, options.processes or max(2, os.cpu_count() or 1))
    with asyncio.Runner() as runner:
        if options.part or processes == 1:
            return runner.run(_serve(options, faults))
        parts = [[*arguments, "--part", f"{part}/{processes}", "--until-stdin-closes"] for part in range(processes)]
        return runner.run(_launch(parts, until_stdin_closes=options.until_stdin_closes))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="vigil-simulator", description="Simulated GB/T 28181 cameras and recorders on real sockets."
    )
    parser.add_argument("--server", required=True, type=_address, metavar="HOST:PORT", help="the platform")
    parser.add_argument("--server-id", required=True, help="its 20-digit identifier")
    parser.add_argument("--domain", help="its SIP domain (default: the first ten digits)")
    parser.add_argument("--password", required=True)
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--site", choices=sorted(SITES), default="demo", help="a described site (default)")
    which.add_argument("--devices", type=int, metavar="N", help="so many plain cameras instead")
    parser.add_argument("--local", default="127.0.0.1", metavar="HOST", help="address of the devices (%(default)s)")
    parser.add_argument("--transport", choices=("udp", "tcp"), help="of SIP (default: as described)")
    parser.add_argument("--codec", choices=("h264", "h265"), help="of every channel (default: as described)")
    parser.add_argument("--charset", choices=[charset.name.lower() for charset in Charset])
    parser.add_argument("--keepalive", type=float, metavar="SECONDS", help="between two keepalives")
    parser.add_argument("--expires", type=int, metavar="SECONDS", help="asked for at registration")
    parser.add_argument("--retry", type=float, metavar="SECONDS", help="after a refused registration")
    parser.add_argument("--items-per-message", type=int, metavar="N", help="of a catalog")
    parser.add_argument(
        "--fault", action="append", default=[], metavar="NAME[=VALUE]", help="see faults.py; repeatable"
    )
    parser.add_argument("--seed", type=int, default=0, help="of the faults and the recordings (%(default)s)")
    parser.add_argument("--processes", type=int, metavar="N", help="(default: one per device, but no more than cores)")
    parser.add_argument("--until-stdin-closes", action="store_true", help="end when standard input does")
    parser.add_argument("--log-level", default="warning", choices=("debug", "info", "warning", "error"))
    parser.add_argument("--part", type=_part, help=argparse.SUPPRESS)  # which of the devices a child serves
    return parser


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise argparse.ArgumentTypeError(f"{text!r} is no HOST:PORT")
    return host, int(port)


def _part(text: str) -> tuple[int, int]:
    first, _, step = text.partition("/")
    return int(first), int(step)


async def _serve(options: argparse.Namespace, faults: Faults) -> int:
    stop = _stop_event(until_stdin_closes=options.until_stdin_closes)
    # Loaded only where devices are served: the process that starts the others stays small and starts at once.
    from console.simulator.program import serve

    return await serve(options, faults, stop)


async def _launch(parts: Sequence[Sequence[str]], *, until_stdin_closes: bool) -> int:
    return await launch(parts, _stop_event(until_stdin_closes=until_stdin_closes))


def _stop_event(*, until_stdin_closes: bool) -> asyncio.Event:
    """Set by SIGTERM or SIGINT, and by the end of standard input where that is watched."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()

    def set_stop() -> None:
        loop.call_soon_threadsafe(stop.set)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: set_stop())
    if until_stdin_closes:
        threading.Thread(target=_run_until_stdin_closes, args=(set_stop,), name="stdin", daemon=True).start()
    return stop


def _run_until_stdin_closes(then: Callable[[], None]) -> None:
    with suppress(OSError):
        while os.read(0, 4096):
            pass
    then()


if __name__ == "__main__":
    raise SystemExit(main())
