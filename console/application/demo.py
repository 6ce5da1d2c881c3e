"""The demo site: simulated devices in a process of their own, which registers with us like any other."""

import logging
import subprocess
import threading

from console.media.process import role_command, start_role
from console.model.catalog import ChannelRef
from console.model.settings import SipSettings
from console.simulator.site import DEMO_SITE

ENDING = 3.0  # seconds the simulated devices get to sign off

_log = logging.getLogger(__name__)


class DemoSite:
    """Started once we listen; ended by closing its standard input, which happens whatever becomes of us."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    @staticmethod
    def channels() -> list[ChannelRef]:
        """What there is to watch, in the order of the site."""
        return [ChannelRef(device.device_id, channel.channel_id) for device in DEMO_SITE for channel in device.channels]

    def start(self, sip: SipSettings, host: str, port: int, password: str) -> None:
        """Raises OSError when it cannot be started."""
        command = role_command(
            "simulator",
            *("--server", f"{host}:{port}"),
            *("--server-id", sip.id),
            *("--domain", sip.domain),
            *("--password", password),
            "--until-stdin-closes",
        )
        self._process = start_role(command, stdout=subprocess.DEVNULL)
        threading.Thread(target=self._run, args=(self._process,), name="demo-site", daemon=True).start()

    def close(self) -> None:
        """Ask it to end; does not wait."""
        if self._process and self._process.stdin:
            self._process.stdin.close()

    def join(self) -> None:
        """Wait until it has ended; blocks for ENDING at most."""
        if self._process:
            try:
                self._process.wait(ENDING)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def _run(self, process: subprocess.Popen[bytes]) -> None:
        status = process.wait()
        if process.stdin and not process.stdin.closed:
            _log.error("the demo site ended by itself with status %d", status)
