"""The page for what went wrong, wherever in the program it happened."""

import re
import sys
from contextlib import suppress
from urllib.parse import parse_qsl

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language_from_path
from django.views import defaults

from programme import published
from programme import typed as by_speakers
from programme.choice import MOST_NOTED, carried
from programme.codes import CODE_LENGTH
from registration import typed as by_attendees

RETRY_SECONDS = 2
CODE = re.compile(rf"[0-9A-Za-z]{{1,{CODE_LENGTH}}}")


# Whose forms show again what was typed; a password is in none of them.
OF_VISITORS = {"registration": by_attendees.typed, "speaker": by_speakers.typed}


def csrf_failure(request, reason=""):
    """Say that cookies of this site have to be allowed, and show what was typed, if a page of ours sent it."""
    match = request.resolver_match
    is_ours = request.headers.get("Origin") == settings.BASE_URL
    shows = is_ours and match is not None and match.namespace in OF_VISITORS
    context = {"typed": OF_VISITORS[match.namespace](request) if shows else []}
    response = render(request, "403_csrf.html", context, status=403)
    response["Cache-Control"] = "no-store"
    return response


def page_not_found(request, exception):
    """Say that there is no such page, within the conference in whose addresses it was looked for.

    Its links take along what the address notes.
    """
    _root, *parts = request.path_info.split("/")
    slug = parts[1:2] if get_language_from_path(request.path_info) else parts[:1]
    conference = None
    with suppress(DatabaseError):  # the page is true without it
        conference = published.conference_named("".join(slug))
    html = render_to_string("404.html", {"conference": conference}, request)
    if conference and (codes := _noted(request)):
        html = carried(html, conference.slug, codes)
    return HttpResponse(html, status=404)


def _noted(request):
    """Return the codes of sessions in the address; no session is looked up for a page that does not exist."""
    wanted = dict.fromkeys(value for name, value in parse_qsl(request.META["QUERY_STRING"]) if name == "session")
    return [code for code in wanted if CODE.fullmatch(code)][:MOST_NOTED]


def server_error(request):
    """Say that it is ours, with status 500. While the database cannot be reached: ask to try again, with status 503.

    Django comes here with every exception that nobody handles, of views and of middleware (`handler500`), so that it
    makes no difference where somebody first notices that the database is away. It asks nothing of the database.
    """
    if isinstance(sys.exception(), (OperationalError, InterfaceError)):
        return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": RETRY_SECONDS})
    return defaults.server_error(request)
