"""Every kind of public page that links lead to, as a visitor's browser gets it."""

import http.client
import re
from dataclasses import dataclass
from html import unescape
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from django.urls import Resolver404, resolve
from django.utils import translation

LINK = re.compile(r"<(?:a|form)\b[^>]*?\s(?:href|action)=\"([^\"]*)\"")
NOT_PUBLIC = ("/admin/", "/en/admin/", "/api/")


@dataclass(frozen=True)
class Page:
    path: str
    status: int
    html: str


def pages(port, starts):
    """Yield one page of each kind: view, conference, language, names of what is asked for.

    So a new page is judged as soon as another one leads to it, and two hundred sessions are judged as one.
    """
    waiting, seen = list(starts), set()
    while waiting:
        path = waiting.pop(0)
        kind = _kind(path)
        if kind is None or kind in seen:
            continue
        seen.add(kind)
        page = get(port, path)
        if page is not None:
            yield page
            waiting += [_local(path, unescape(link)) for link in LINK.findall(page.html)]


def get(port, path):
    """Return the page, or None where something other than a page is answered."""
    answer, body = _ask(port, "GET", path)
    assert answer.status < 500, (path, answer.status)
    if answer.status in {301, 302, 303} or not answer.headers["Content-Type"].startswith("text/html"):
        return None
    return Page(path, answer.status, body.decode())


def refused(port, path):
    """Return the page of a form that was sent empty, with its sentences of what is wrong."""
    answer, body = _ask(port, "GET", path)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', body.decode())[1]
    cookie = answer.headers["Set-Cookie"].partition(";")[0]
    sent = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    answer, body = _ask(port, "POST", path, sent, urlencode({"csrfmiddlewaretoken": token}))
    assert b"aria-invalid" in body, (path, answer.status)
    return Page(f"{path} (sent empty)", answer.status, body.decode())


def _ask(port, method, path, headers=(), body=None):
    wire = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    wire.request(method, path, body, {"Accept": "text/html"} | dict(headers))
    answer = wire.getresponse()
    return answer, answer.read()


def _local(base, link):
    """Return the path and the question of a link of ours; an empty text of any other."""
    parts = urlsplit(urljoin(f"http://127.0.0.1{base}", link))
    if parts.scheme != "http" or parts.hostname != "127.0.0.1":
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _kind(path):
    parts = urlsplit(path)
    if not parts.path or parts.path.startswith(NOT_PUBLIC):
        return None
    language = "en" if parts.path.startswith("/en/") else "de"
    try:
        with translation.override(language):
            found = resolve(parts.path)
    except Resolver404:
        return parts.path
    asked = frozenset(name for name, _value in parse_qsl(parts.query))
    return found.view_name, found.kwargs.get("conference"), language, asked
