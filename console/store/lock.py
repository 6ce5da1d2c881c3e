"""One console for each configuration directory: of two, each would overwrite what the other remembers."""

import os
import sys
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


class DirectoryLock:
    """Held until `release`, or until the process ends in whatever way; no file needs to be cleaned up."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def acquire(self) -> bool:
        """False when another process holds it; True also where nothing can be locked, as on some network shares."""
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError:
            return True  # whoever writes to the directory will say what is wrong with it
        try:
            _lock(self._file)
        except (BlockingIOError, PermissionError):
            self.release()
            return False
        except OSError:
            self.release()
        return True

    def release(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


def _lock(file: int) -> None:
    if sys.platform == "win32":
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)  # PermissionError where another holds it
    else:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # BlockingIOError
