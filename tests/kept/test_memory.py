"""What was needed for a moment only, to make something large, goes back to the system."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from womconf.processes import SPARES_MEMORY

MUCH = """
import sys
from pathlib import Path
from womconf.processes import give_memory_back

def megabytes():
    return int(Path("/proc/self/status").read_text().partition("VmRSS:")[2].split()[0]) / 1024

before = megabytes()
made = [b"x" * 1000 + bytes([number % 256]) for number in range(60_000)]
kept = made[::100]  # so that what is free lies between what is in use
del made
if sys.argv[1] == "back":
    give_memory_back()
print(megabytes() - before)
"""


def left(what):
    run = subprocess.run(
        [sys.executable, "-c", MUCH, what],
        env={**os.environ, **SPARES_MEMORY},
        capture_output=True,
        check=True,
        text=True,
    )
    return float(run.stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux how much memory a process has")
def test_memory_that_lies_free_between_what_is_in_use_goes_back():
    assert left("back") < left("kept") / 2


def test_the_web_servers_unit_spares_memory_as_make_run_does():
    page = Path(settings.BASE_DIR, "docs/operators.md").read_text().replace("\\\n", "")
    [line] = [line for line in page.splitlines() if line.startswith("    Environment=")]
    assert dict(word.split("=", 1) for word in line.split("=", 1)[1].split()) == SPARES_MEMORY
