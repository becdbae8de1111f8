"""Answers that belong to one person."""

from functools import wraps


def private(view):
    """Mark an answer as one person's own: no cache keeps it, and no other site learns its address."""

    @wraps(view)
    def answer(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "no-referrer"
        return response

    return answer
