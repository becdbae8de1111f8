"""The rush, again and again and under fire; with RELIABILITY_FILE the figures are written down, misses beside hits.

`make reliability` writes docs/reliability.md. RUSH_PEOPLE, RUSH_RUNS and RUSH_SEED say how many come, how often, and
what chance begins with.
"""

import os
import platform
import random
import subprocess
import threading
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from benchmarks.rush import CONNECTIONS, MUST_RATE, MUST_SECONDS, PEOPLE, PLACES, kills, rush

RUNS = int(os.environ.get("RUSH_RUNS", "1"))
SEED = int(os.environ.get("RUSH_SEED", str(random.SystemRandom().randrange(10**6))))
KILL_EVERY_SECONDS = 2
CRASH_AFTER_SECONDS = 10


def run(server):
    rows = []
    for number in range(RUNS):
        result = rush(PEOPLE, measures_ceiling=number == 0)
        rows += _whole(f"rush {number + 1} of {RUNS}", result, PEOPLE)
        if number == 0:
            rows += _fast(result)
            rows.append(_row("rush: other answers than the page that says thank you", "none", result.others or "none"))
    print("\n".join(f"    {' | '.join(row)}" for row in rows), flush=True)
    result = rush(PEOPLE, disturb=partial(under_fire, server=server, rows=rows), measures_ceiling=False)
    rows += _whole("rush under fire", result, PEOPLE)
    others = set(result.others) - {503}
    rows.append(_row("rush under fire: other answers than 302 and the honest 503", "none", others or "none"))
    rows.append(("rush under fire: sent again after no answer or a 503", "–", str(result.again), "–"))
    for row in rows:
        print(f"    {' | '.join(row)}")
    if path := os.environ.get("RELIABILITY_FILE"):
        Path(path).write_text(_page(rows))


@contextmanager
def under_fire(web, *, server, rows):
    """Kill web workers all the time, and PostgreSQL once."""
    crash = threading.Timer(CRASH_AFTER_SECONDS, server.crash)
    with ExitStack() as stack:
        count = stack.enter_context(kills(web, every=KILL_EVERY_SECONDS, seed=SEED))
        crash.start()
        try:
            yield
        finally:
            crash.join()
            rows.append(("web workers killed (SIGKILL) meanwhile", "one every 2 s", str(count[0]), "–"))
            rows.append(("web server started again by whoever looks after it", "–", str(web.restarts), "–"))
            rows.append(("PostgreSQL stopped at once (immediate) and started meanwhile", "once", "once", "–"))


def _whole(name, result, people):
    waiting = result.waiting if result.in_order else "not in order"
    return [
        _row(f"{name}: registered", str(people), result.acknowledged),
        _row(f"{name}: seated", str(PLACES), result.seated),
        _row(f"{name}: waiting, all of them behind", str(people - PLACES), waiting),
        _row(f"{name}: acknowledged and lost", "0", result.lost),
        _row(f"{name}: twice", "0", result.doubled),
        _row(f"{name}: acknowledged without a mail", "0", result.without_mail),
        _row(f"{name}: broken rules", "none", ", ".join(result.broken) or "none"),
    ]


def _fast(result):
    return [
        ("rush: registrations a second", f"≥ {MUST_RATE}", f"{result.rate:.0f}", _hit(result.rate >= MUST_RATE)),
        ("rush: a minimal Django form behind the same server, a second", "–", f"{result.minimal:.0f}", "–"),
        ("rush: ratio of the two", "–", f"{result.ratio:.2f}", "–"),
        ("rush: 95 % answered in", f"≤ {MUST_SECONDS} s", f"{result.slow:.2f} s", _hit(result.slow <= MUST_SECONDS)),
        ("rush: half answered in", "–", f"{result.median:.2f} s", "–"),
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
gets no answer sends the same form again. What must be is in the design; a miss stands beside the hits.

Measured {datetime.now(UTC):%Y-%m-%d %H:%M} UTC at commit {commit.stdout.strip() or "unknown"}, seed {SEED}, Python
{platform.python_version()}, {os.cpu_count()} cores.

| what | must | measured | |
| --- | --- | --- | --- |
{table}

What the tests prove besides (`make test`, `make soak`): every pair of actions at once against the invariants, a state
machine against a model, and each of nine places in a registration and a mail broken off by SIGKILL, an error, a pause
and a cut connection.
"""
