"""What every page behind a personal link begins and ends with."""

from functools import wraps
from urllib.parse import urlencode

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from registration import my_page
from registration.exceptions import (
    Busy,
    Gone,
)
from registration.forms import LinkForm
from registration.typed import typed
from womconf import links
from womconf.privacy import private


def personal(view):
    """Find the attendee whose link was opened, and refuse forms of anybody else; without one, say how to get it."""

    @private
    @wraps(view)
    def answer(request, *args, **kwargs):
        attendee = my_page.whose(request)
        if attendee is None:
            return no_link(request)
        if not links.is_whose(request, attendee.code):
            return links.refuse(request, typed(request))
        with timezone.override(attendee.conference.zone):
            return view(request, attendee, *args, **kwargs)

    return answer


def exchange(request, key, purpose, page):
    try:
        return links.exchange(key, purpose, page)
    except links.InvalidLink:
        return no_link(request, is_broken=True)


def no_link(request, **context):
    return render(request, "registration/no_link.html", {"form": LinkForm(), **context}, status=403)


def show_my_page(request, attendee, status=200, **forms):
    context = {**my_page.context(attendee, **forms), "said": request.GET.get("said")}
    context["here"] = reverse("registration:me")
    return render(request, "registration/me.html", context, status=status)


def act(request, action, done="registration:me", said=""):
    """Act, and go on to a page; `said` names what the personal page then says about it."""
    try:
        action()
    except Busy as refusal:
        context = {"refusal": refusal, "here": reverse("registration:me")}
        return render(request, "registration/busy.html", context, status=503)
    except Gone:
        return redirect("registration:erased")
    address = reverse(done)
    return redirect(f"{address}?{urlencode({'said': said})}" if said else address)
