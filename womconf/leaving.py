"""The end of a personal page on a computer that others use, too."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from womconf import links
from womconf.privacy import private


@private
@require_POST
def leave(request):
    """Forget whoever opened a personal link in this browser."""
    response = redirect("left")
    links.forget_all(request, response)
    return response


@private
@require_safe
def left(request):
    return render(request, "wom/left.html")
