"""What the operating system does for processes that belong together."""

import ctypes
import gc
import os
import signal
import sys

# Environment of a process with threads: one store of free memory for all of them, and what is free goes back to the
# system early. The first three are for glibc (mallopt(3)), the last for the jemalloc inside granian (jemalloc(3)).
SPARES_MEMORY = {
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_TRIM_THRESHOLD_": "131072",
    "MALLOC_MMAP_THRESHOLD_": "65536",
    "_RJEM_MALLOC_CONF": "narenas:1,dirty_decay_ms:0,muzzy_decay_ms:0",
}

_PR_SET_PDEATHSIG = 1  # prctl(2), Linux
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def give_memory_back():
    """Return to the system what is free between what is in use (malloc_trim(3)); glibc does so at its end alone."""
    gc.collect()
    if trim := getattr(_libc, "malloc_trim", None):  # glibc has it
        trim(0)


def die_with_parent(parent, signum=signal.SIGTERM):
    """Ask the kernel to send us `signum` when the process `parent` ends, however it ends; Linux only.

    For a `preexec_fn`, and for the first lines of a process that was forked. A parent that was quicker is noticed.
    """
    if _libc is None:
        return
    _libc.prctl(_PR_SET_PDEATHSIG, signum)
    if os.getppid() != parent:
        os.kill(os.getpid(), signum)
