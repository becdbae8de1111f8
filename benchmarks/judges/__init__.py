"""Foreign judges of the public pages: the Nu HTML Checker over all of them, Lighthouse over those that matter most.

Must: no error and no warning of the Nu HTML Checker; at least 98 in each of Lighthouse's four categories. With
JUDGES_FILE the figures are written down, misses beside hits. JUDGES=nu or JUDGES=lighthouse asks only one of them.
"""

import os
import platform
import subprocess
import tempfile
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connections

from benchmarks.judges import lighthouse, nu
from benchmarks.judges.walk import get, pages, refused
from benchmarks.serving import serve
from programme.models import Conference, Session, Speaker
from registration import sample
from womconf.run import DEMONSTRATION

SAMPLE, RIGHT_TO_LEFT = "s50", "rtl"
ASKED = os.environ.get("JUDGES", "nu lighthouse").split()


def run(_server=None):
    _make()
    connections.close_all()
    rows = []
    with serve("womconf.wsgi:application") as (_web_server, port):
        if "nu" in ASKED:
            rows += _nu(port)
        if "lighthouse" in ASKED:
            rows += _lighthouse(port)
    if file := os.environ.get("JUDGES_FILE"):
        Path(file).write_text(_page(rows))


def _make():
    """Make the demonstration, a sample of 50 sessions, and one that reads from right to left."""
    call_command("import_programme", str(DEMONSTRATION), publish=True, stdout=StringIO(), stderr=StringIO())
    call_command("demonstration", stdout=StringIO())
    sample.make(SAMPLE, sessions=50, speakers=50, registrations=100)
    sample.make(RIGHT_TO_LEFT, sessions=10, speakers=10, registrations=10)
    arabic = Conference.objects.filter(slug=RIGHT_TO_LEFT)
    arabic.update(languages=["ar", "de"], title={"ar": "مؤتمر تجريبي"}, theme={"ar": "كل شيء هنا مثال"})
    Session.objects.filter(conference__slug=RIGHT_TO_LEFT).update(title={"ar": "ورشة عمل"}, language="ar")


def _starts():
    """Yield where the walk begins: what no link leads to stands here."""
    for prefix in ("/", "/en/"):
        yield prefix
        for slug in Conference.objects.filter(published_at__isnull=False).values_list("slug", flat=True):
            code = Session.objects.filter(conference__slug=slug).first().code
            yield f"{prefix}{slug}/"
            yield f"{prefix}{slug}/embed/"
            yield f"{prefix}{slug}/?q=sprache"
            yield f"{prefix}{slug}/?q=nothing-is-called-this"
            yield f"{prefix}{slug}/choice/?session={code}"
            yield f"{prefix}{slug}/register/?session={code}"


def _nu(port):
    judged = [*pages(port, list(_starts())), get(port, f"/{SAMPLE}/sessions/no-such-session/"), get(port, "/en/none/")]
    judged += [refused(port, f"{prefix}{SAMPLE}/register/") for prefix in ("/", "/en/")]
    static = [path for kind in ("css", "svg") for path in sorted(settings.BASE_DIR.glob(f"static/**/*.{kind}"))]
    with tempfile.TemporaryDirectory(prefix="womconf-judges-") as folder:
        controls = [Path(folder, "control.html"), Path(folder, "control.css")]
        controls[0].write_text(nu.CONTROL)
        controls[1].write_text(nu.CONTROL_CSS)
        addresses = {}
        for number, page in enumerate(judged):
            path = Path(folder, f"{number}.html")
            path.write_text(page.html)
            addresses[path.name] = page.path
        found = nu.faults([*sorted(Path(folder).iterdir()), *static])
    names = [name for name, _sentence in found]
    assert {path.name for path in controls} <= set(names), "The checker finds nothing wrong with what is wrong."
    for name, sentence in found:
        if not name.startswith("control."):
            print(f"    {addresses.get(name, name)}: {sentence}", flush=True)
    kinds = [
        ("pages", lambda page: page.status == 200),
        ("pages that are not there (404)", lambda page: page.status != 200),
    ]
    for kind, is_one in kinds:
        those = {name for name, page in zip(addresses, judged, strict=True) if is_one(page)}
        faults = sum(name in those for name in names)
        yield _row("Nu HTML Checker", f"{len(those)} {kind}: errors and warnings", "0", faults)
    for path in static:
        name = path.relative_to(settings.BASE_DIR)
        yield _row("Nu HTML Checker", f"{name}: errors and warnings", "0", names.count(path.name))


def _lighthouse(port):
    session = Session.objects.filter(conference__slug=SAMPLE, status=Session.Status.CONFIRMED).first()
    speaker = Speaker.objects.filter(appearances__session=session).first()
    asked = {
        "programme, 50 sessions": f"/{SAMPLE}/",
        "programme, 50 sessions, English": f"/en/{SAMPLE}/",
        "session": f"/{SAMPLE}/sessions/{session.code}/",
        "speakers": f"/{SAMPLE}/speakers/",
        "speaker": speaker.get_absolute_url(),
        "form": f"/{SAMPLE}/register/",
        "programme, right to left": f"/{RIGHT_TO_LEFT}/",
    }
    connections.close_all()
    for what, path in asked.items():
        scores, costly = lighthouse.judge(f"http://127.0.0.1:{port}{path}")
        for category, score in scores.items():
            yield _row("Lighthouse", f"{what}: {category}", f"≥ {lighthouse.MUST}", score)
        if costly:
            print(f"    {what} lost points: {', '.join(costly)}", flush=True)


def _row(judge, what, must, figure):
    is_hit = figure >= lighthouse.MUST if must.startswith("≥") else figure == 0
    row = judge, what, must, str(figure), "hit" if is_hit else "MISS"
    print(f"    {' | '.join(row)}", flush=True)
    return row


def _page(rows):
    git = ["git", "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(git, check=True, capture_output=True, text=True).stdout.strip()
    lines = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return f"""# What foreign judges say

Written by `make judges` on {datetime.now(UTC):%Y-%m-%d}, commit {commit}, {platform.system()},
{os.cpu_count()} cores, everything on one machine. The pages are those of four conferences, in German and English: one
page of each kind that a link leads to. Lighthouse plays a slow telephone on a slow network, as it does by default.

| judge | what | must | figure | |
| --- | --- | --- | --- | --- |
{lines}
"""
