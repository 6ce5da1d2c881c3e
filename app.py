"""Vigil: the command line, and the one place where Qt, asyncio, the console and its window meet.

Qt is imported only after the command line was read: --help and --version answer without it, and the media processes
and the simulator, which are roles of this same program when it is frozen, never load it.
"""

import argparse
import asyncio
import contextlib
import faulthandler
import logging
import logging.handlers
import math
import os
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from console import __version__
from console.media.process import role_main
from console.model.catalog import ChannelRef
from console.model.identity import is_acceptable_id
from console.store.lock import DirectoryLock
from console.store.paths import ConfigDirectory, default_directory

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from ui.main_window import MainWindow

FAILED = 1  # exit statuses: 0 is all well, 2 a wrong command line
LOG_SIZE = 2 * 1024 * 1024  # bytes of vigil.log before a new one is begun
LOG_FILES = 3
INTERRUPT_CHECK = 200  # milliseconds; Python sees Ctrl-C on Windows only while it runs

_log = logging.getLogger("vigil")


def main(argv: Sequence[str] | None = None) -> int:
    """The exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    status = role_main(arguments)
    if status is not None:
        return status
    options = _parser().parse_args(arguments)
    home = _home(options, demo=options.demo)
    try:
        home.create()
        _start_log(home, options.log_level)
    except OSError as error:
        sys.stderr.write(f"vigil: {home.path} cannot be used: {error.strerror or error}\n")
        return FAILED
    if _is_headless():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        _log.warning("no display: running off-screen")
    return _run(options)


def _home(options: argparse.Namespace, *, demo: bool) -> ConfigDirectory:
    """The demo has a directory of its own, so that it never meets real devices."""
    directory: ConfigDirectory = options.config_dir or default_directory()
    return directory.demo if demo else directory


def _run(options: argparse.Namespace) -> int:
    """The program with its window; once more when the operator enters or leaves the demo."""
    from PySide6.QtWidgets import QApplication

    from ui import fonts, qt_messages
    from ui.event_loop import EventLoop

    qt_messages.log_messages()
    app = QApplication(sys.argv[:1])
    app.setApplicationName("vigil")
    app.setApplicationDisplayName("Vigil")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("vigil")
    app.setQuitOnLastWindowClosed(False)  # `_serve` ends the program, and everything else before
    fonts.load()
    demo: bool | None = options.demo
    while demo is not None:
        home = _home(options, demo=demo)
        lock = DirectoryLock(home.lock)
        if not lock.acquire():
            _log.critical("%s is in use by another Vigil: close that one, or name another --config-dir", home.path)
            with asyncio.Runner(loop_factory=lambda: EventLoop(app)) as runner:
                runner.run(_say_in_use(app, options, home.path))
            return FAILED
        try:
            with asyncio.Runner(loop_factory=lambda: EventLoop(app)) as runner:
                status, demo = runner.run(_serve(app, options, home, demo=demo))
        finally:
            lock.release()
    return status


async def _say_in_use(app: "QApplication", options: argparse.Namespace, path: Path) -> None:
    """For whoever started the program by a double click and sees no terminal."""
    from PySide6.QtCore import QCoreApplication
    from PySide6.QtWidgets import QMessageBox

    from ui import theme
    from ui.translation import Translation
    from ui.wording import fill

    if app.platformName() == "offscreen":
        return
    theme.apply(app, options.theme or "dark")
    Translation(app).use(options.lang or "auto")
    text = QCoreApplication.translate("app", "Vigil is already running.")
    detail = QCoreApplication.translate(
        "app", "Another one uses %1. Close that one, or start this with another directory."
    )
    box = QMessageBox(QMessageBox.Icon.Information, "Vigil", text)
    box.setInformativeText(fill(detail, path))
    closed = asyncio.Event()
    box.finished.connect(closed.set)
    box.show()
    interrupts = _catch_interrupts(asyncio.get_running_loop(), closed)
    with contextlib.suppress(TimeoutError):  # a kiosk has nobody to press the button
        async with asyncio.timeout(options.exit_after):
            await closed.wait()
    del interrupts


async def _serve(
    app: "QApplication", options: argparse.Namespace, home: ConfigDirectory, *, demo: bool
) -> tuple[int, bool | None]:
    """Run the console until its window closes. The exit status, and whether to go on with the demo, without, or not."""
    from console.application import Console
    from console.model.failure import Failure
    from ui import tasks
    from ui.main_window import MainWindow

    loop = asyncio.get_running_loop()
    loop.set_exception_handler(_log_loop_error)
    try:
        console = Console(home, demo=demo)
    except (OSError, Failure) as error:
        _log.critical("%s cannot be used: %r", home.path, error)
        return FAILED, None
    window = MainWindow(app, console, language=options.lang, theme_name=options.theme)
    stop = asyncio.Event()
    window.closed.connect(stop.set)
    interrupts = _catch_interrupts(loop, stop)
    window.show()
    status = 0
    try:
        await console.start()
        if console.listener.failure is None:
            _log.info("ready: %s:%d", console.listener.address, console.listener.port)
        window.begin(options.play)
        if options.exit_after is not None:
            loop.call_later(options.exit_after, stop.set)
        await stop.wait()
    except Failure as failure:
        _log.critical("the console cannot start: %r", failure)
        status = FAILED
    finally:
        if options.snapshot:
            status = max(status, _write_snapshot(window, options.snapshot))
        window.remember()
        await tasks.cancel_all()
        await console.stop()
        del interrupts
        window.dispose()
    return status, window.wanted_demo


def _write_snapshot(window: "MainWindow", path: Path) -> int:
    """A picture of the window as it is now; the exit status."""
    path = path.absolute()
    with contextlib.suppress(OSError):  # then it cannot be written, either
        path.parent.mkdir(parents=True, exist_ok=True)
    if window.grab().save(str(path)):
        return 0
    _log.error("%s cannot be written", path)
    return FAILED


def _catch_interrupts(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> object:
    """Ctrl-C and SIGTERM end the program in order. Keep what is returned."""
    try:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop.set)
    except NotImplementedError:  # Windows
        signal.signal(signal.SIGINT, lambda *_: stop.set())
        from PySide6.QtCore import QTimer

        timer = QTimer()
        timer.start(INTERRUPT_CHECK)
        return timer
    return None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="vigil", description="Operator console for GB/T 28181 video surveillance.")
    parser.add_argument("--demo", action="store_true", help="show a simulated site, on loopback only")
    parser.add_argument("--config-dir", type=_directory, metavar="DIR", help="where settings and devices are kept")
    parser.add_argument(
        "--play",
        type=_channels,
        default=(),
        metavar="CHANNELS",
        help="open these in tiles as soon as they can be played: CHANNEL or DEVICE/CHANNEL, separated by commas",
    )
    parser.add_argument("--snapshot", type=Path, metavar="FILE", help="write a picture of the window before leaving")
    parser.add_argument("--exit-after", type=_seconds, metavar="SECONDS", help="leave by itself")
    parser.add_argument("--lang", choices=("zh", "en"), help="language of the window (default: as in the settings)")
    parser.add_argument("--theme", choices=("dark", "light"), help="colours (default: as in the settings)")
    parser.add_argument("--log-level", default="info", choices=("debug", "info", "warning", "error"))
    parser.add_argument("--version", action="version", version=f"Vigil {__version__}")
    return parser


def _directory(text: str) -> ConfigDirectory:
    return ConfigDirectory(Path(text).expanduser().absolute())


def _channels(text: str) -> tuple[ChannelRef, ...]:
    return tuple(_channel(part.strip()) for part in text.split(",") if part.strip())


def _channel(text: str) -> ChannelRef:
    device_id, slash, channel_id = text.rpartition("/")
    if not is_acceptable_id(channel_id) or (slash and not is_acceptable_id(device_id)):
        raise argparse.ArgumentTypeError(f"{text!r} is no CHANNEL and no DEVICE/CHANNEL")
    return ChannelRef(device_id, channel_id)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 <= seconds < 1e6:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds")
    return seconds


def _start_log(directory: ConfigDirectory, level: str) -> None:
    """To vigil.log and, where there is one, the terminal; crashes of any library, too. Raises OSError."""
    file = logging.handlers.RotatingFileHandler(
        directory.log, maxBytes=LOG_SIZE, backupCount=LOG_FILES, encoding="utf-8", errors="backslashreplace"
    )
    handlers: list[logging.Handler] = [file]
    if sys.stderr:  # a program without a console window has none
        handlers.append(logging.StreamHandler())
    logging.basicConfig(
        level=level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s", handlers=handlers, force=True
    )
    # A windowed program has no terminal, and a rotated log would be closed under the fault handler.
    faulthandler.enable(sys.stderr or directory.crashes.open("a", encoding="utf-8"))
    sys.excepthook = _log_crash
    threading.excepthook = lambda crash: _log.error("a thread failed", exc_info=crash.exc_value)


def _log_crash(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    _log.critical("not expected", exc_info=(kind, error, trace))


def _log_loop_error(_: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
    error = context.get("exception")
    _log.error("%s", context.get("message"), exc_info=error if isinstance(error, BaseException) else None)


def _is_headless() -> bool:
    """Qt aborts without a display instead of raising, so it must be told before."""
    displays = ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY")
    return sys.platform.startswith("linux") and not any(os.environ.get(name) for name in displays)


if __name__ == "__main__":
    raise SystemExit(main())
