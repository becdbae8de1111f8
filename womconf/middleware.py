import pghistory.middleware
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from womconf import accounts

RETRY_SECONDS = 2
# Nothing here uses any of these; pages that somebody smuggles in shall not, either.
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in ["browsing-topics", "camera", "display-capture", "geolocation", "microphone", "payment", "usb"]
)


def permissions_policy(get_response):
    """Switch off what a browser could do for a page and no page of ours asks for."""

    def answer(request):
        response = get_response(request)
        response.headers["Permissions-Policy"] = PERMISSIONS_POLICY
        return response

    return answer


class HistoryMiddleware(pghistory.middleware.HistoryMiddleware):
    """Note with each change which organiser made it on which page; nobody else has a user to be noted."""

    def __call__(self, request):
        if request.path_info.startswith(reverse("admin:index")):
            return super().__call__(request)
        return self.get_response(request)


def organisers_pages(get_response):
    """On the pages of organisers: sessions end, and no cache keeps an answer.

    Public pages never look at a session, so that their answers stay the same for everybody.
    """

    def answer(request):
        if not request.path_info.startswith((reverse("admin:index"), reverse("account_index"))):
            return get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            accounts.end_or_prolong_session(request)
        response = get_response(request)
        if not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response

    return answer


class DatabaseAway:
    """Say so, and ask to try again, while the database cannot be reached: that is no error of the program's."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, (OperationalError, InterfaceError)):
            return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": RETRY_SECONDS})
        return None
