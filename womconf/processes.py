"""What the operating system does for processes that belong together."""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1  # prctl(2), Linux
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def die_with_parent(parent, signum=signal.SIGTERM):
    """Ask the kernel to send us `signum` when the process `parent` ends, however it ends; Linux only.

    For a `preexec_fn`, and for the first lines of a process that was forked. A parent that was quicker is noticed.
    """
    if _libc is None:
        return
    _libc.prctl(_PR_SET_PDEATHSIG, signum)
    if os.getppid() != parent:
        os.kill(os.getpid(), signum)
