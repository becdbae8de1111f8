"""Public pages, exports and the empty form against a bare Django view, behind the same server in the same run.

Must (DESIGN 8), in answers a second as a share of the bare view's: programme and exports 0.5 at 50 and 500 sessions,
0.35 at 2,000 (exports 0.25); a 304 answer 0.8; the form 0.2. Cold, the first request after a change: 0.15 s at 500,
0.6 s at 2,000 sessions. A web process stays below 150 MB. PAGES_SECONDS says for how long each is asked; with
PERFORMANCE_FILE the figures are written down, misses beside hits.
"""

import http.client
import os
import platform
import statistics
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from django.db import connection, connections

from benchmarks.serving import serve, workers_of
from programme.models import Session
from registration import sample

SIZES = (50, 500, 2000)
CONNECTIONS = 16
SECONDS = float(os.environ.get("PAGES_SECONDS", "5"))
COLD_TIMES = 9  # the median; two of them are the first of their process, which renders every session
MUST_COLD = {500: 0.15, 2000: 0.6}
FILES = ("calendar.ics", "schedule.xml", "schedule.json", "programme.csv", "programme.md")
MUST_MEGABYTES = 150
MUST_BYTES = 20_000  # of the programme of 50 sessions, over the wire
HEARD_SECONDS = 0.3  # after a change, until everybody has heard of it


def run(_server=None):
    for size in SIZES:
        sample.make(f"s{size}", sessions=size, speakers=size, registrations=2 * size)
    connections.close_all()
    rows = list(_measured())
    for row in rows:
        print(f"    {' | '.join(row)}", flush=True)
    if file := os.environ.get("PERFORMANCE_FILE"):
        Path(file).write_text(_page(rows))


def _measured():
    """Yield (what, must, measured, hit or miss) of each figure."""
    with serve("benchmarks.bare:application") as (_server, port):
        before = _rate(port, "/bare/")
    yield "bare Django view, 20 kB", "–", f"{before:.0f} a second", "–"
    with serve("womconf.wsgi:application") as (server, port):
        for size in SIZES:
            yield from _cold(port, size)
        rates = [(what, must, _rate(port, *asked)) for what, must, *asked in _asked(port)]
        weight = _answer(port, "/s50/", "br")[1]
        megabytes = max(_megabytes(pid) for pid in workers_of(server))
    with serve("benchmarks.bare:application") as (_server, port):
        bare = (before + _rate(port, "/bare/")) / 2  # the machine's own speed drifts
    for what, must, rate in rates:
        yield _row(f"{what}: {rate:.0f} a second, of the bare view's", must, rate / bare, at_least=True)
    yield _row("programme of 50 sessions, brotli: bytes", MUST_BYTES, len(weight))
    yield _row("web process after all of it: MB", MUST_MEGABYTES, megabytes)


def _asked(port):
    """Yield (what, must, path, *headers) of each address that is asked."""
    brotli = "Accept-Encoding: gzip, br"  # as browsers say; the form comes as gzip
    for size in SIZES:
        is_large = size == SIZES[-1]
        yield f"programme, {size} sessions", 0.35 if is_large else 0.5, f"/s{size}/", brotli
        for file in FILES:
            yield f"{file}, {size} sessions", 0.25 if is_large else 0.5, f"/s{size}/{file}", brotli
        etag = _answer(port, f"/s{size}/", "br")[0]["ETag"]
        yield f"programme, {size} sessions, 304", 0.8, f"/s{size}/", brotli, f"If-None-Match: {etag}"
        yield f"form, {size} sessions", 0.2, f"/s{size}/register/", brotli
    code = Session.objects.filter(conference__slug="s500").first().code
    yield "session page, 500 sessions", 0.5, f"/s500/sessions/{code}/", brotli
    yield "speakers, 500 sessions", 0.5, "/s500/speakers/", brotli


def _cold(port, size):
    for path in ("", "register/", *FILES):
        seconds = []
        for number in range(COLD_TIMES):
            first = Session.objects.filter(conference__slug=f"s{size}").first()
            Session.objects.filter(pk=first.pk).update(title={"de": f"Neu {number}"})
            connection.close()
            time.sleep(HEARD_SECONDS)
            began = time.perf_counter()
            _answer(port, f"/s{size}/{path}", "gzip, br")
            seconds.append(time.perf_counter() - began)
        must = 1 if path in FILES else MUST_COLD.get(size, 1)
        yield _row(f"{path or 'programme'}, {size} sessions, cold: seconds", must, statistics.median(seconds))


def _answer(port, path, encoding):
    """Return (headers, body as it came)."""
    wire = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    wire.request("GET", path, headers={"Accept-Encoding": encoding})
    response = wire.getresponse()
    body = response.read()
    assert response.status == 200, (path, response.status)
    return response.headers, body


def _rate(port, path, *headers):
    command = [sys.executable, "-m", "benchmarks.load", str(port), path, str(CONNECTIONS)]
    subprocess.run([*command, "1", *headers], check=True, capture_output=True)  # both processes have it by then
    told = subprocess.run([*command, str(SECONDS), *headers], check=True, capture_output=True, text=True).stdout.split()
    assert told[1] in {"200", "304"}, (path, told)
    return float(told[0])


def _megabytes(pid):
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def _row(what, must, measured, *, at_least=False):
    is_hit = measured >= must if at_least else measured <= must
    sign = "≥" if at_least else "≤"
    figure = f"{measured:.2f}" if measured < 10 else f"{measured:.0f}"
    return what, f"{sign} {must}", figure, "hit" if is_hit else "MISS"


def _page(rows):
    git = ["git", "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(git, check=True, capture_output=True, text=True).stdout.strip()
    lines = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return f"""# Performance

Written by `make performance` on {datetime.now(UTC):%Y-%m-%d}, commit {commit}, {platform.system()},
{os.cpu_count()} cores, everything on one machine. {CONNECTIONS} connections, {SECONDS:.0f} s for each address. Rates
are shares of those of a bare Django view behind the same server. Seconds are this machine's: where the musts were set,
the bare view gave 15,000 answers a second.

| what | must | measured | |
| --- | --- | --- | --- |
{lines}
"""
