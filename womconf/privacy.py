"""Who may keep an answer: nobody but the one person whom it concerns, or any cache."""

from functools import wraps

from django.views.decorators.cache import cache_control


def private(view):
    """Mark an answer as one person's own: no cache keeps it, and no other site learns its address.

    Not "no-referrer": browsers then send forms with `Origin: null`, which the CSRF check must refuse.
    """

    @wraps(view)
    def answer(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response.headers.setdefault("Referrer-Policy", "same-origin")
        return response

    return answer


def public(view):
    """Mark an answer as equal for everybody: any cache keeps it, and asks each time whether it is still the same.

    It asks by the ETag of ConditionalGetMiddleware alone. The time of the last change would not do: when a session is
    deleted, that time goes back.
    """
    return cache_control(public=True, no_cache=True)(view)
