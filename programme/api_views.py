"""The interface for other programs (docs/api.md): read only, equal for everybody, kept like the pages."""

import re
from functools import wraps

from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from programme.exports.api import answers, openapi
from programme.models import Conference
from programme.published import get_or_404
from womconf.elsewhere import error
from womconf.kept.answers import keep
from womconf.privacy import public

# One spelling of each number, so that no second one makes a copy of what is kept.
PAGE_NUMBER = re.compile(rf"[1-9][0-9]{{0,{answers.LONGEST_PAGE_NUMBER - 1}}}")
PREFLIGHT = {
    "Allow": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Max-Age": "86400",
}
NOT_A_PAGE = _("“page” is a whole number from 1 on. Best take the address under “next” from the page before.")


def endpoint(view=None, *, reads=()):
    """Answer in JSON whoever asks from wherever: a browser may ask first whether it may (OPTIONS, Fetch 3.2.2)."""
    if view is None:
        return lambda view: endpoint(view, reads=reads)
    read = require_safe(public(view, reads=reads))

    @csrf_exempt
    @wraps(read)
    def answer(request, *args, **kwargs):
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers=PREFLIGHT)
        return read(request, *args, **kwargs)

    return answer


def _json(content, status=200):
    return HttpResponse(content, status=status, content_type="application/json")


def _only(pages):
    return lazy(lambda: ngettext("There is only %d page.", "There are only %d pages.", pages) % pages, str)()


def _page(request, make):
    """Answer with the page of a list that is asked for; `make` makes an answers.Page of its number."""
    asked = request.GET.getlist("page") or ["1"]
    if len(asked) > 1 or not PAGE_NUMBER.fullmatch(asked[0]):
        return _json(error(400, NOT_A_PAGE), 400)
    try:
        page = make(int(asked[0]))
    except answers.NoSuchPage as behind:
        return _json(error(404, _only(behind.pages)), 404)
    response = _json(page.content)
    if page.next:
        response.headers["Link"] = f'<{page.next}>; rel="next"'
    return response


@endpoint
def start(request):
    return keep(_json(answers.start()), conference=None, until=None)


@endpoint
def description(request):
    return keep(_json(answers.in_bytes(openapi.document())), conference=None, until=None)


@endpoint(reads=("page",))
def conferences(request):
    now = timezone.now()
    rows = list(Conference.objects.public().latest_first())
    response = _page(request, lambda number: answers.conferences(rows, now, number))
    moments = [moment for row in rows for moment in (row.registration_opens_at, row.registration_closes_at)]
    until = min((moment for moment in moments if moment and moment > now), default=None)
    return keep(response, conference=None, until=until)


@endpoint
def conference(request, conference):
    published, now = get_or_404(request, conference), timezone.now()
    return published.keep(_json(answers.conference(published, now)), now)


@endpoint
def session(request, conference, code):
    published, now = get_or_404(request, conference), timezone.now()
    return published.keep(_json(answers.session(published, now, code)), now)


@endpoint
def speaker(request, conference, code):
    published, now = get_or_404(request, conference), timezone.now()
    return published.keep(_json(answers.speaker(published, now, code)), now, by_the_clock=False)


@endpoint(reads=("page",))
def listed(request, conference, name):
    published, now = get_or_404(request, conference), timezone.now()
    response = _page(request, lambda number: answers.listed(name, published, now, number))
    return published.keep(response, now, by_the_clock=name == "sessions")  # of registration alone


@csrf_exempt
def nothing(request, rest=""):
    """Lead to the address with its slash at the end, if that is all that is missing; else there is nothing."""
    if request.method in {"GET", "HEAD"} and not request.path.endswith("/"):
        try:
            found = resolve(f"{request.path_info}/")
        except Resolver404:
            raise Http404 from None
        if found.func is not nothing:
            query = getattr(request, "query_as_sent", request.META["QUERY_STRING"])
            return HttpResponsePermanentRedirect(f"{request.path}/{'?' if query else ''}{query}")
    raise Http404
