"""What the whole program takes with 100 registered devices and no picture: share of a core, and memory.

The devices keep alive once a minute, as most do. The floor is the same program without any device. Linux only.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.e2e.site import free_port

ROOT = Path(__file__).resolve().parents[2]
DEVICES = 100
SETTLING = 20.0  # seconds for registration and catalogs
MEASURED = 40.0  # seconds
PASSWORD = "Sesame-42"
SERVER_ID = "34020000002000000001"


def main() -> None:
    floor, _ = _measure(0)
    share, memory = _measure(DEVICES)
    print(f"idle with {DEVICES} devices: {share:.2%} of a core, {memory:.0f} MB")
    print(f"  without devices (floor): {floor:.2%} of a core; ratio: {share / floor:.1f}")


def _measure(devices: int) -> tuple[float, float]:
    """Share of a core, and resident MB of the console process."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        Path(folder, "settings.toml").write_text(
            f'[sip]\naddress = "127.0.0.1"\nport = {port}\nsite_password = "{PASSWORD}"\naccept_unknown = true\n'
        )
        programs = [_start([str(ROOT / "app.py"), "--config-dir", folder])]
        try:
            time.sleep(2.0)
            if devices:
                site = ["--server", f"127.0.0.1:{port}", "--server-id", SERVER_ID, "--password", PASSWORD]
                programs.append(
                    _start(["-m", "console.simulator", *site, "--devices", str(devices), "--keepalive", "60"])
                )
            time.sleep(SETTLING)
            begun, used = time.monotonic(), _cpu(programs[0].pid)
            time.sleep(MEASURED)
            share = (_cpu(programs[0].pid) - used) / (time.monotonic() - begun)
            log = Path(folder, "vigil.log").read_text()
            assert log.count("is online") - log.count("is offline") == devices
            return share, _resident(programs[0].pid)
        finally:
            for program in reversed(programs):
                program.terminate()
                program.wait()


def _start(arguments: list[str]) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    quiet = subprocess.DEVNULL
    return subprocess.Popen([sys.executable, *arguments], cwd=ROOT, env=environment, stdout=quiet, stderr=quiet)


def _cpu(process: int) -> float:
    """Seconds of CPU so far."""
    values = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(values[11]) + int(values[12])) / os.sysconf("SC_CLK_TCK")


def _resident(process: int) -> float:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024


if __name__ == "__main__":
    main()
