"""Constructs that have been the way in elsewhere, and stay out of this code unless a line here says why not."""

import re

import pytest

from tests.test_project import ROOT, tracked_files

# What it is, in which files, and how it is spelled.
FORBIDDEN = {
    "HTML past the escaping": ([".py"], r"\bmark_safe\b|\bSafeString\(|format_html\(\s*f[\"']|autoescape=False"),
    "HTML past the escaping in a template": ([".html", ".txt"], r"\|\s*safe\b|\|\s*safeseq\b|autoescape off"),
    "HTML written by a script": (
        [".js"],
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function",
    ),
    "a form without its token": ([".py"], r"csrf_exempt"),
    "all fields of a model in a form": ([".py"], r"fields\s*=\s*[\"']__all__|exclude\s*=\s*\(\)"),
    "SQL past the ORM": ([".py"], r"\.raw\(|\.extra\(|\bRawSQL\b|execute\(\s*f[\"']|execute\([^)]*[\"']\s*%\s"),
    "names of fields from a request": ([".py"], r"\*\*\s*request\.|order_by\(\s*\*?request\."),
    "objects from bytes": ([".py"], r"\bpickle\b|\bmarshal\b|yaml\.load\("),
    "a shell": ([".py"], r"shell=True|os\.system|os\.popen"),
    "files by a name that somebody typed": ([".py"], r"open\([^)]*request\.|FileResponse|sendfile"),
    "an address from the request": ([".py"], r"build_absolute_uri|get_current_site|request\.get_host"),
    "requests to other hosts": ([".py"], r"\burlopen\b|^\s*(?:import|from) (?:requests|httpx|urllib\.request)\b"),
}
# The places where it is right.
ALLOWED = {
    ("registration/admin/paper.py", "files by a name that somebody typed"),  # by the code that its row has
    ("womconf/kept/middleware.py", "an address from the request"),  # only so that hosts that are not ours are refused
    ("programme/markdown.py", "HTML past the escaping"),  # cleaned by nh3 on the line before
    ("womconf/mail/rendering.py", "HTML past the escaping"),  # the plain text of a mail
    ("womconf/templatetags/qr.py", "HTML past the escaping"),  # segno drew it: squares, no text
    ("womconf/mail/templatetags/own_words.py", "HTML past the escaping"),  # one letter becomes a capital
    ("programme/cards.py", "HTML past the escaping"),  # codes, states and addresses that consist of them
    ("programme/templatetags/sharing.py", "HTML past the escaping"),  # JSON without any < or >
    ("programme/api_views.py", "a form without its token"),  # no form; what is not GET is refused, in JSON
    ("programme/reminder_views.py", "a form without its token"),  # mail programs send it (RFC 8058); its key is a token
    ("registration/views/reminders.py", "a form without its token"),  # the same
    ("programme/search/statements.py", "SQL past the ORM"),  # of texts that are ours; what is sought is a parameter
}


def findings(spelling, kinds, files):
    pattern = re.compile(spelling, re.MULTILINE)
    return {str(file) for file in files if file.suffix in kinds and pattern.search((ROOT / file).read_text())}


def program():
    return [file for file in tracked_files() if file.parts[0] not in {"tests", "docs"} and (ROOT / file).is_file()]


@pytest.mark.parametrize("what", FORBIDDEN)
def test_forbidden_constructs_stay_out(what):
    kinds, spelling = FORBIDDEN[what]
    allowed = {file for file, why in ALLOWED if why == what}
    assert findings(spelling, kinds, program()) - allowed == set()


def test_every_exception_is_still_needed():
    needed = {
        (file, what) for what, (kinds, spelling) in FORBIDDEN.items() for file in findings(spelling, kinds, program())
    }
    assert needed >= ALLOWED


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("HTML past the escaping", 'format_html(f"<b>{name}</b>")'),
        ("HTML past the escaping in a template", "{{ name|safe }}"),
        ("SQL past the ORM", 'cursor.execute(f"SELECT {name}")'),
        ("all fields of a model in a form", 'fields = "__all__"'),
        ("names of fields from a request", "filter(**request.GET)"),
        ("HTML written by a script", "place.innerHTML = text"),
    ],
)
def test_the_spelling_would_be_noticed(what, line):
    """The control."""
    assert re.search(FORBIDDEN[what][1], line)
