"""Who may keep an answer: nobody but the one person whom it concerns, or any cache."""

from functools import partial, wraps

from django.urls import reverse_lazy
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import cache_control

PUBLIC_PAGES = {"public": True, "max_age": 0, "s_maxage": 2, "must_revalidate": True}
SIGN_IN = [reverse_lazy("account_login"), reverse_lazy("mfa_authenticate"), reverse_lazy("account_change_password")]
SECRET = [reverse_lazy("mfa_activate_totp"), reverse_lazy("mfa_generate_recovery_codes")]


def private(view):
    """Mark an answer as one person's own: no cache keeps it, and no other site learns its address.

    What answers a form is kept by the reader's own browser all the same (`kept_for_back`).

    Not "no-referrer": browsers then send forms with `Origin: null`, which the CSRF check must refuse.
    """

    @wraps(view)
    def answer(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response.headers.setdefault("Referrer-Policy", "same-origin")
        return response

    return answer


def kept_for_back(get_response):
    """Let the reader's own browser, and no other cache, keep the page that answers a form, for its Back button.

    A POST cannot be asked for again without being sent again: instead of a page that it may not keep, the browser shows
    an error of its own. It shows what it keeps only with the cookies with which the answer came: not once a personal
    page is closed or an organiser has signed out, nor to whoever opens another personal link. Only where organisers
    sign in or change their password, which changes their cookies, it shows the page with any: there it holds their name
    at most.

    A page with the secret of a second factor is kept nowhere.
    """

    def answer(request):
        response = get_response(request)
        if not _is_page_that_answers_a_form(request, response):
            return response
        response["Cache-Control"] = "private, no-cache"
        patch_vary_headers(response, ["Cookie"])
        if request.path_info in SIGN_IN:
            del response["Vary"]
        return response

    return answer


def _is_page_that_answers_a_form(request, response):
    is_page = request.method == "POST" and response.get("Content-Type", "").startswith("text/html")
    return (
        is_page
        and not 300 <= response.status_code < 400
        and "no-store" in response.get("Cache-Control", "")
        and request.path_info not in SECRET
    )


def public(view=None, *, reads=()):
    """Mark an answer as equal for everybody: a browser keeps it and asks each time whether it is still the same.

    A cache that many share asks every two seconds. They ask by the ETag alone. The time of the last change would not
    do: when a session is deleted, that time goes back.
    `reads` are the parameters of the address that make a difference; womconf.kept keeps an answer for each of them.
    """
    if view is None:
        return partial(public, reads=reads)
    answer = cache_control(**PUBLIC_PAGES)(view)
    answer.reads = frozenset(reads)
    return answer


def kept_for_a_day(view):
    """Mark a file that never changes at its address: any cache keeps it, and asks again the next day.

    Not for longer: whoever has their picture taken away wants it gone.
    """
    return cache_control(public=True, max_age=24 * 60 * 60)(view)


def kept_by_readers(view):
    """Mark a file that never changes at its address, but may be taken away: each reader's browser keeps it for a day.

    Caches that many share ask again after a minute: what somebody has handed in by mistake is not given to others then.
    """
    return cache_control(public=True, max_age=24 * 60 * 60, s_maxage=60)(view)
