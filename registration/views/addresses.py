"""Another address, and a link sent again to the one that we have."""

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from registration import actions, emails
from registration.exceptions import (
    Busy,
    RegistrationError,
    TooManyMails,
)
from registration.forms import AddressForm, LinkForm
from registration.models import Attendee
from registration.typed import typed
from registration.views.personal import act, exchange, no_link, personal, show_my_page
from womconf import links
from womconf.limits.actions import allow
from womconf.limits.network import client_network
from womconf.privacy import private

LINK_LIMIT = {"limit": 60, "seconds": 3600}


@require_POST
@personal
def ask_for_address(request, attendee):
    form = AddressForm(request.POST)
    if not form.is_valid():
        return show_my_page(request, attendee, address_form=form)
    wish = form.cleaned_data["new_email"]
    try:
        return act(request, lambda: actions.ask_for_address(attendee, email=wish), said="address")
    except TooManyMails as refusal:
        return show_my_page(request, attendee, address_form=form, refusal=refusal)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def address(request):
    """What the link to a new address opens: a page with a button, and what the button does."""
    if (key := request.GET.get("key")) and request.method != "POST":
        return exchange(request, key, emails.ADDRESS_PURPOSE, "registration:address")
    try:
        attendee, version = _who_wishes_another_address(request)
    except links.InvalidLink:
        return no_link(request, is_broken=True)
    if not links.is_whose(request, attendee.code):
        return links.refuse(request, typed(request))
    context = {"conference": attendee.conference, "attendee": attendee, "person": attendee.code}
    if request.method != "POST":
        return render(request, "registration/address.html", context)
    try:
        attendee = actions.change_address(attendee, version=version)
    except RegistrationError as refusal:
        status = 503 if isinstance(refusal, Busy) else 200
        return render(request, "registration/address.html", {**context, "refusal": refusal}, status=status)
    response = redirect("registration:me")
    links.forget(response, emails.ADDRESS_PURPOSE)
    links.remember(response, emails.PURPOSE, emails.personal_link(attendee).token)
    return response


def _who_wishes_another_address(request):
    """Return the attendee who opened the link at a new address, and its version. Raise links.InvalidLink."""
    code, version = links.recall(request, emails.ADDRESS_PURPOSE)
    people = Attendee.objects.select_related("conference").exclude(new_email="")
    if attendee := people.filter(code=code, address_version=version).first():
        return attendee, version
    raise links.InvalidLink


@private
@require_http_methods(["GET", "HEAD", "POST"])
def send_link(request):
    """Send the links of an address to that address. The answer is the same whether we know it or not."""
    form = LinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not allow("link-network", client_network(request), **LINK_LIMIT):
            form.add_error(None, _("Too many requests came from your network. Please try again in an hour."))
            return render(request, "registration/no_link.html", {"form": form}, status=429)
        actions.ask_for_links(form.cleaned_data["email"])
        return redirect("registration:link-sent")
    return render(request, "registration/no_link.html", {"form": form})


@private
@require_safe
def link_sent(request):
    return render(request, "registration/link_sent.html")
