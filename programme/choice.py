"""The sessions that somebody has noted: the address of a page knows them, and every link of the page takes them along.

Links are completed in the finished page, in one place, so that none can be forgotten. static/js/programme.js does the
same whenever somebody ticks a box.
"""

import re
from html import escape, unescape
from urllib.parse import parse_qsl, urlencode

NOTED = ("session",)  # parameters of an address
MOST_NOTED = 100  # an address has an end

# A link to a page of our own: all of them end with a stroke, files do not.
LINK = re.compile(r'(<a [^>]*?\bhref=")(/[^"?#]*/)(?:\?([^"#]*))?(#[^"]*)?(?=")')


def noted_codes(request, published):
    """Return the codes of public sessions that somebody has noted in the address, in its order."""
    wanted = dict.fromkeys(request.GET.getlist("session"))
    return [code for code in wanted if published.has_session(code)][:MOST_NOTED]


def as_query(codes):
    """Return the query that notes these sessions."""
    return urlencode([("session", code) for code in codes])


def carried(html, slug, codes):
    """Return a page in which each link to a page of the conference with this slug notes these sessions.

    A link that names sessions of its own leads to the form for these alone, and stays as it is.
    """
    if not codes:
        return html
    of_the_conference = re.compile(rf"(/[A-Za-z-]+)?/{re.escape(slug)}/")

    def link(match):
        before, path, query, fragment = match.groups(default="")
        if not of_the_conference.match(path):
            return match[0]
        pairs = parse_qsl(unescape(query), keep_blank_values=True)
        if any(name == "session" for name, _code in pairs):
            return match[0]
        pairs += [("session", code) for code in codes]
        return f"{before}{path}?{escape(urlencode(pairs))}{fragment}"

    return LINK.sub(link, html)
