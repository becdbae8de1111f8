import pghistory.middleware
from django.conf import settings
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from womconf import accounts

# Nothing here uses any of these; pages that somebody smuggles in shall not, either.
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in ["browsing-topics", "camera", "display-capture", "geolocation", "microphone", "payment", "usb"]
)


def caches_ask(get_response):
    """Let each answer say what a cache may do with it; the views say it of pages, this of everything that does not.

    An error, a redirect, a method that is not allowed: a cache may keep it, and asks each time whether it is still so.
    Else it would go on saying "not found" of a page that is public by now. What sets a cookie is for one person, and
    "at the moment we cannot" is true at this moment only: no cache keeps these.
    """

    def answer(request):
        response = get_response(request)
        if not response.has_header("Cache-Control"):
            is_for_all = response.status_code < 500 and not response.cookies
            response.headers["Cache-Control"] = "no-cache" if is_for_all else "no-store"
        return response

    return answer


def policy_with(exception):
    """Return the policy with the one exception that a page may say of itself, such as `camera=(self)`."""
    feature = exception.partition("=")[0]
    return PERMISSIONS_POLICY.replace(f"{feature}=()", exception) if exception else PERMISSIONS_POLICY


def permissions_policy(get_response):
    """Switch off what a browser could do for a page and no page of ours asks for."""

    def answer(request):
        response = get_response(request)
        response.headers["Permissions-Policy"] = policy_with(response.headers.get("Permissions-Policy", ""))
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
