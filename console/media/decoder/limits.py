"""What a decoder process may do: FFmpeg works there on whatever a camera sends (reliability T18)."""

import contextlib
import ctypes
import os
import sys

MEMORY_LIMIT = 4 << 30  # bytes of address space; a decoder of sixteen 4K streams stays below 2 GB
FILES_LIMIT = 128
NICENESS = 10  # the console's window and the receiver come first (media.md section 6)

_PR_SET_NO_NEW_PRIVS = 38  # linux/prctl.h
_BELOW_NORMAL_PRIORITY_CLASS = 0x4000  # winbase.h


def limit_process() -> None:
    """Give up what is not needed. What the system does not know is passed over."""
    if sys.platform == "win32":
        kernel = ctypes.windll.kernel32
        kernel.SetPriorityClass(kernel.GetCurrentProcess(), _BELOW_NORMAL_PRIORITY_CLASS)
        return
    import resource

    for kind, limit in (
        (resource.RLIMIT_AS, MEMORY_LIMIT),
        (resource.RLIMIT_NOFILE, FILES_LIMIT),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):  # a lower hard limit is in force
            resource.setrlimit(kind, (limit, limit))
    with contextlib.suppress(OSError):
        os.nice(NICENESS)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
