"""Who may keep an answer: nobody but the one person whom it concerns, or any cache."""

from functools import partial, wraps

from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import cache_control

PUBLIC_PAGES = {"public": True, "max_age": 0, "s_maxage": 2, "must_revalidate": True}


def private(view):
    """Mark an answer as one person's own: no cache keeps it, and no other site learns its address.

    Only the reader's own browser keeps the answer to a form that was not taken, for its Back button: a POST cannot be
    asked for again without being sent again. It shows it only with the cookies with which the answer came, so not once
    the page is closed, nor to whoever opens another personal link.

    Not "no-referrer": browsers then send forms with `Origin: null`, which the CSRF check must refuse.
    """

    @wraps(view)
    def answer(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        if request.method == "POST" and response.status_code == 200:
            response["Cache-Control"] = "private, no-cache"
            patch_vary_headers(response, ["Cookie"])
        else:
            response["Cache-Control"] = "no-store"
        response.headers.setdefault("Referrer-Policy", "same-origin")
        return response

    return answer


def public(view=None, *, reads=()):
    """Mark an answer as equal for everybody: a browser keeps it and asks each time whether it is still the same.

    A cache that many share asks every two seconds. They ask by the ETag alone. The time of the last change would not do: when a session is deleted, that time goes back.
    `reads` are the parameters of the address that make a difference; womconf.kept keeps an answer for each of them.
    """
    if view is None:
        return partial(public, reads=reads)
    answer = cache_control(**PUBLIC_PAGES)(view)
    answer.reads = frozenset(reads)
    return answer
