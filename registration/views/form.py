"""The form, and the page after it. Equal for everybody, whether their address is known or not."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from programme import schedule_checks, timetable
from programme.choice import carried
from programme.models import Conference, Session
from registration import actions, form_limits, sent_form
from registration.exceptions import Busy, RegistrationError
from registration.form_page import empty_form, form_context, noted_in_address
from registration.forms import CODE, RegistrationForm
from registration.offer import current as current_offer
from womconf.limits.network import client_network
from womconf.privacy import private


@private
@require_http_methods(["GET", "HEAD", "POST"])
def register(request, conference):
    offer = current_offer(request, conference)
    if offer is None:
        raise Http404
    if request.method != "POST":
        return empty_form(request, offer)
    form = RegistrationForm(request.POST, offer=offer)
    if not form.is_valid():
        return _show_form(request, form)
    network = client_network(request)
    if too_many := form_limits.refusal(form, network):
        form.add_error(*too_many)
        return _show_form(request, form, status=429)
    try:
        submissions = _register(form, network)
    except RegistrationError as refusal:
        form.add_error(refusal.field, str(refusal))
        return _show_form(request, form, status=503 if isinstance(refusal, Busy) else 200)
    chosen = {
        "session": [session.code for session in form.cleaned_data["sessions"]],
        "follow_up": [pool.code for pool in form.cleaned_data["follow_ups"]],
    }
    address = reverse("registration:register-done", args=[conference])
    response = redirect(f"{address}?{urlencode(chosen, doseq=True)}")
    sent_form.remember(response, conference, zip(form.addresses, submissions, strict=True))
    return response


def _register(form, network):
    """Return the Submission of each person whom the form names."""
    data, colleague = form.cleaned_data, form.colleague
    given = {
        "name": data["name"],
        "email": data["email"],
        "organisation": data["organisation"],
        "pools": form.pools,
        "key": data["key"],
        "language": data["language"] or get_language(),
        "privacy_version": form.privacy_version,
        "access_codes": data["access_code"],
        "together": data["together"],
        "overlaps_meant": data["overlaps_meant"],
        "access_needs": data["access_needs"],
        "answers": form.answers,
        "network": network,
    }
    if colleague:
        return actions.register_with_colleague(form.conference, colleague=colleague, **given)
    return [actions.register(form.conference, **given)]


def _show_form(request, form, status=200):
    """Show what was typed beside what is offered by now; links take along what is ticked."""
    offer = current_offer(request, form.conference.slug)
    if offer is None:
        raise Http404
    chosen = noted_in_address(request, offer, form.chosen_codes)
    with timezone.override(offer.conference.zone):
        html = render_to_string("registration/register.html", form_context(form, offer, timezone.now()), request)
    return HttpResponse(carried(html, offer.conference.slug, chosen), status=status)


@private
@require_safe
def register_done(request, conference):
    """Say what happens next: the same to everybody who typed and chose the same."""
    conference = get_object_or_404(Conference.objects.public(), slug=conference)
    codes = _codes(request, "session")
    sessions = timetable.in_order_of_time(
        Session.objects.public().filter(conference=conference, code__in=codes).with_programme()
    )
    follow_ups = {None, *_codes(request, "follow_up")}
    pool_ids = {pool.pk for session in sessions for pool in session.pools.all() if pool.code in follow_ups}
    people = sent_form.recall(request)
    context = {
        "conference": conference,
        "people": people,
        "states": sent_form.states(people, sessions),
        "chosen": [(session.title, session.slots_of(pool_ids)) for session in sessions],
        "codes": codes,
        "overlaps": schedule_checks.overlaps_with_slots(sessions, pool_ids),
        "hold_minutes": settings.PLACE_HOLD_MINUTES,
        "stop_hours": settings.WAITING_LIST_STOP_HOURS,
        "page": "register",
    }
    with timezone.override(conference.zone):
        return render(request, "registration/register_done.html", context)


def _codes(request, name):
    return [code for code in request.GET.getlist(name) if CODE.fullmatch(code)]
