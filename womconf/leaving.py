"""The end of a personal page on a computer that others use, too."""

from urllib.parse import urlencode

from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from programme import published
from womconf import links
from womconf.privacy import private


@private
@require_POST
def leave(request):
    """Forget whoever opened a personal link in this browser."""
    slug = request.POST.get("conference")
    response = redirect(f"{reverse('left')}?{urlencode({'conference': slug})}" if slug else "left")
    links.forget_all(request, response)
    return response


@private
@require_safe
def left(request):
    """Say that the page is closed, and lead to the programme of its conference, if that is public."""
    conference = published.conference_named(request.GET.get("conference", ""))
    return render(request, "wom/left.html", {"conference": conference})
