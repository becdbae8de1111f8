"""The rush, again and again and under fire; with RELIABILITY_FILE the figures are written down, misses beside hits.

`make reliability` writes docs/reliability.md. RUSH_PEOPLE, RUSH_RUNS and RUSH_SEED say how many come, how often, and
what chance begins with; FIRE_SECONDS, for how long at least one rush follows the other under fire.
"""

import os
import platform
import random
import statistics
import subprocess
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.rush import CONNECTIONS, MUST_RATIO, MUST_SECONDS, PEOPLE, PLACES, kills, rush

RUNS = int(os.environ.get("RUSH_RUNS", "1"))
SEED = int(os.environ.get("RUSH_SEED", str(random.SystemRandom().randrange(10**6))))
FIRE_SECONDS = int(os.environ.get("FIRE_SECONDS", "0"))  # at least one rush
KILL_EVERY_SECONDS = 2
CRASH_EVERY_SECONDS = 15


def run(server):
    calm = [_told(rush(PEOPLE)) for _ in range(RUNS)]
    rows = [*_whole("rush", calm), *_fast(calm)]
    seen = set().union(*(result.others for result in calm))
    rows.append(_row("rush: other answers than the page that says thank you", "none", seen or "none"))
    print("\n".join(f"    {' | '.join(row)}" for row in rows), flush=True)
    began, killed, restarts, crashed, fire = time.monotonic(), 0, 0, 0, []
    while not fire or time.monotonic() - began < FIRE_SECONDS:
        trouble = UnderFire(server, SEED + len(fire))
        fire.append(_told(rush(PEOPLE, disturb=trouble.around, measures_ceiling=False)))
        killed, restarts, crashed = killed + trouble.killed, restarts + trouble.restarts, crashed + trouble.crashed
    minutes = (time.monotonic() - began) / 60
    rows += [
        ("under fire: for", "–", f"{minutes:.1f} min", "–"),
        (f"under fire: web workers killed (SIGKILL), one every {KILL_EVERY_SECONDS} s", "–", str(killed), "–"),
        ("under fire: web server started again by whoever looks after it", "–", str(restarts), "–"),
        (
            f"under fire: PostgreSQL stopped at once, started again, every {CRASH_EVERY_SECONDS} s",
            "–",
            str(crashed),
            "–",
        ),
        ("under fire: longest time in which nobody was answered", "–", f"{max(it.silence for it in fire):.1f} s", "–"),
        *_whole("rush under fire", fire),
    ]
    others = set().union(*(result.others for result in fire)) - {503}
    rows.append(_row("under fire: other answers than 302 and the honest 503", "none", others or "none"))
    broken_off, at_most = sum(result.broken_off for result in fire), killed * CONNECTIONS
    name = f"under fire: requests broken off, at most {CONNECTIONS} in flight at each kill"
    rows.append((name, f"< {at_most}", str(broken_off), _hit(broken_off < at_most)))
    again = sum(result.again for result in fire)
    rows.append(("under fire: sent again after no answer or a 503", "–", str(again), "–"))
    for row in rows:
        print(f"    {' | '.join(row)}")
    if path := os.environ.get("RELIABILITY_FILE"):
        Path(path).write_text(_page(rows))


def _told(result):
    print(f"    {result}", flush=True)
    return result


class UnderFire:
    """Web workers killed all the time, and PostgreSQL now and then."""

    def __init__(self, server, seed):
        self.server, self.seed, self.killed, self.restarts, self.crashed = server, seed, 0, 0, 0

    @contextmanager
    def around(self, web):
        over = threading.Event()

        def crash():
            while not over.wait(CRASH_EVERY_SECONDS):
                self.server.crash()
                self.crashed += 1

        thread = threading.Thread(target=crash)
        with kills(web, every=KILL_EVERY_SECONDS, seed=self.seed) as count:
            thread.start()
            try:
                yield
            finally:
                over.set()
                thread.join()
                self.killed, self.restarts = count[0], web.restarts


def _whole(name, results):
    """Say of how many rushes everything is true that must be, and the sum of what must not be."""
    all_of_them = f"{len(results)} of {len(results)}"

    def of_all(is_so):
        return f"{sum(map(is_so, results))} of {len(results)}"

    broken = set().union(*(result.broken for result in results))
    return [
        _row(f"{name}: all {PEOPLE} registered", all_of_them, of_all(lambda it: it.acknowledged == PEOPLE)),
        _row(f"{name}: exactly {PLACES} with a place", all_of_them, of_all(lambda it: it.placed == PLACES)),
        _row(
            f"{name}: {PEOPLE - PLACES} waiting, all of them behind",
            all_of_them,
            of_all(lambda it: it.in_order and it.waiting == PEOPLE - PLACES),
        ),
        _row(f"{name}: acknowledged and lost", "0", sum(result.lost for result in results)),
        _row(f"{name}: twice", "0", sum(result.doubled for result in results)),
        _row(f"{name}: acknowledged without a mail", "0", sum(result.without_mail for result in results)),
        _row(f"{name}: broken rules", "none", ", ".join(sorted(broken)) or "none"),
    ]


def _fast(results):
    """Of several rushes the one in the middle; a machine that others share has good and bad minutes."""
    rates = sorted(result.rate for result in results)
    slowest, rate, fastest = rates[0], statistics.median(rates), rates[-1]
    slow = statistics.median(result.slow for result in results)
    of_one = "" if len(rates) == 1 else f" ({slowest:.0f} to {fastest:.0f})"
    minimal = statistics.median(result.minimal for result in results)
    ratio = statistics.median(result.ratio for result in results)
    return [
        ("rush: registrations a second", "–", f"{rate:.0f}{of_one}", "–"),
        ("rush: a minimal Django form behind the same server, a second", "–", f"{minimal:.0f}", "–"),
        ("rush: ratio of the two", f"≥ {MUST_RATIO}", f"{ratio:.2f}", _hit(ratio >= MUST_RATIO)),
        ("rush: 95 % answered in", f"≤ {MUST_SECONDS} s", f"{slow:.2f} s", _hit(slow <= MUST_SECONDS)),
        ("rush: half answered in", "–", f"{statistics.median(result.median for result in results):.2f} s", "–"),
    ]


def _row(name, must, found):
    return name, must, str(found), _hit(str(found) == must)


def _hit(is_hit):
    return "hit" if is_hit else "**miss**"


def _page(rows):
    asked = ["git", "rev-parse", "--short=12", "HEAD"]
    commit = subprocess.run(asked, capture_output=True, text=True, check=False)
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return f"""# Reliability, as measured

Written by `make reliability`; nobody edits it. {PEOPLE} people register for one session of {PLACES} places, each opens
the form and sends it, over {CONNECTIONS} connections of real HTTP. Web server, PostgreSQL (durable) and the load driver
share one machine. The driver keeps a ledger of what was acknowledged to whom and compares it with the database. Whoever
gets no answer sends the same form again. What must be is in the design; a miss stands beside the hits. Of several
rushes, the speed is that of the middle one (and the slowest to the fastest).

Measured {datetime.now(UTC):%Y-%m-%d %H:%M} UTC at commit {commit.stdout.strip() or "unknown"}, seed {SEED}, Python
{platform.python_version()}, {os.cpu_count()} cores.

| what | must | measured | |
| --- | --- | --- | --- |
{table}

What the tests prove besides (`make test`, `make soak`): every pair of fifteen actions at once against the invariants,
a state machine against a model, and each of nine places in a registration and a mail broken off by SIGKILL, an error, a
pause and a cut connection. Mail has a page of its own: reliability-of-mail.md.
"""
