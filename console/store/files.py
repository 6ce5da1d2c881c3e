"""Writing a file so that a reader, or a power cut, finds the old one or the new one and nothing between."""

import contextlib
import os
import tempfile
from pathlib import Path

from console.model.failure import FileFailed

PRIVATE = 0o600


def write_whole(path: Path, data: bytes) -> None:
    """Replace `path`, readable by its owner only from its first moment unless it had another mode before.

    A symbolic link stays one. Raises FileFailed.
    """
    target = Path(os.path.realpath(path))
    try:
        mode = target.stat().st_mode & 0o777 if target.exists() else PRIVATE
        # mkstemp creates with 0600.
        descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            if mode != PRIVATE:
                os.chmod(name, mode)
            os.replace(name, target)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(name)
            raise
    except OSError as error:
        raise FileFailed(str(path), error.strerror or str(error)) from error


def set_aside(path: Path) -> Path:
    """Rename a file that cannot be used, so that nothing of it is lost. Raises FileFailed."""
    number = 1
    while (aside := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    try:
        path.rename(aside)
    except OSError as error:
        raise FileFailed(str(path), error.strerror or str(error)) from error
    return aside
