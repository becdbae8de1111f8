"""The form, and what a personal link opens. GET changes nothing: mail scanners follow every link."""

import re
from functools import wraps
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from programme import schedule_checks, timetable
from programme.exports import ical
from programme.models import Conference, Session
from registration import actions, emails, form_limits, my_page
from registration.exceptions import (
    Busy,
    Gone,
    NoAddress,
    NoPlaceThere,
    NotConfirmed,
    QuestionsChanged,
    RegistrationError,
    SeveralNames,
    TooManyMails,
)
from registration.exports import own_data
from registration.form_page import empty_form, form_context
from registration.forms import CODE, AddressForm, EraseForm, LinkForm, NameForm, NeedsForm, RegistrationForm
from registration.models import Attendee
from registration.offer import current as current_offer
from registration.question_forms import AnswersForm
from womconf import links
from womconf.limits.actions import allow
from womconf.limits.network import client_network
from womconf.privacy import private

FORM_KEY = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
LINK_LIMIT = {"limit": 60, "seconds": 3600}


def personal(view):
    """Find the attendee whose link was opened, and refuse forms of anybody else; without one, say how to get it."""

    @private
    @wraps(view)
    def answer(request, *args, **kwargs):
        try:
            code, version = links.recall(request, emails.PURPOSE)
        except links.InvalidLink:
            return _no_link(request)
        attendee = Attendee.objects.select_related("conference").filter(code=code, link_version=version).first()
        if attendee is None:
            return _no_link(request)
        if not links.is_whose(request, code):
            return links.refuse(request)
        with timezone.override(attendee.conference.zone):
            return view(request, attendee, *args, **kwargs)

    return answer


@private
@require_http_methods(["GET", "HEAD", "POST"])
def register(request, conference):
    offer = current_offer(conference)
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
        _register(form, network)
    except RegistrationError as refusal:
        form.add_error(refusal.field, str(refusal))
        return _show_form(request, form, status=503 if isinstance(refusal, Busy) else 200)
    chosen = {
        "session": [session.code for session in form.cleaned_data["sessions"]],
        "follow_up": [seats.code for seats in form.cleaned_data["follow_ups"]],
    }
    address = reverse("registration:register-done", args=[conference])
    return redirect(f"{address}?{urlencode(chosen, doseq=True)}")


def _register(form, network):
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
    return actions.register(form.conference, **given)


def _show_form(request, form, status=200):
    """Show what was typed beside what is offered by now."""
    offer = current_offer(form.conference.slug)
    if offer is None:
        raise Http404
    with timezone.override(offer.conference.zone):
        return render(request, "registration/register.html", form_context(form, offer, timezone.now()), status=status)


@private
@require_safe
def register_done(request, conference):
    """Say what happens next: the same to everybody who chose the same sessions."""
    conference = get_object_or_404(Conference.objects.public(), slug=conference)
    codes = _codes(request, "session")
    sessions = timetable.in_order_of_time(
        Session.objects.public().filter(conference=conference, code__in=codes).with_programme()
    )
    follow_ups = {None, *_codes(request, "follow_up")}
    pools = {pool.pk for session in sessions for pool in session.pools.all() if pool.code in follow_ups}
    context = {
        "conference": conference,
        "chosen": [(session, session.slots_of(pools)) for session in sessions],
        "overlaps": schedule_checks.overlaps(sessions, pools),
        "hold_minutes": settings.SEAT_HOLD_MINUTES,
        "page": "register",
    }
    with timezone.override(conference.zone):
        return render(request, "registration/register_done.html", context)


def _code(request):
    code = request.POST.get("session", "")
    return code if CODE.fullmatch(code) else ""


def _codes(request, name):
    return [code for code in request.GET.getlist(name) if CODE.fullmatch(code)]


@private
@require_safe
def me(request):
    if key := request.GET.get("key"):
        return _exchange(request, key, emails.PURPOSE, "registration:me")
    return _my_page(request)


def _exchange(request, key, purpose, page):
    try:
        return links.exchange(key, purpose, page)
    except links.InvalidLink:
        return _no_link(request, is_broken=True)


def _no_link(request, **context):
    return render(request, "registration/no_link.html", {"form": LinkForm(), **context}, status=403)


@personal
def _my_page(request, attendee):
    return _show_my_page(request, attendee)


def _show_my_page(request, attendee, status=200, **forms):
    context = {**my_page.context(attendee, **forms), "said": request.GET.get("said")}
    return render(request, "registration/me.html", context, status=status)


@require_POST
@personal
def confirm(request, attendee):
    """Confirm the forms that the page showed beside the button; without any, all, where it is clear who they are."""
    keys = [key for key in request.POST.getlist("form") if FORM_KEY.fullmatch(key)]
    try:
        return _act(request, lambda: actions.confirm(attendee, keys=set(map(UUID, keys)) or None), said="confirmed")
    except SeveralNames as refusal:
        return _show_my_page(request, attendee, refusal=refusal)


def _chosen(request, attendee):
    """Return the live registration whose button was pressed, or None."""
    by_code = {
        (registration.session.code, registration.seats.code if registration.slot_id else ""): registration
        for registration in attendee.registrations.live().with_session()
    }
    return by_code.get((request.POST.get("session"), request.POST.get("follow_up", "")))


@require_POST
@personal
def take(request, attendee):
    """Take a free place of a session whose waiting list no longer moves up."""
    registration = _chosen(request, attendee)
    if registration is None:
        return redirect("registration:me")
    try:
        return _act(request, lambda: actions.take_free_seat(registration), said="taken")
    except NoPlaceThere:
        return _show_my_page(request, attendee, refusal=_("Somebody else was quicker: no place is free any more."))


@require_POST
@personal
def cancel(request, attendee):
    registration = _chosen(request, attendee)
    if registration is None:  # cancelled already, perhaps in another window
        return redirect("registration:me")
    return _act(request, lambda: actions.cancel(registration), said="cancelled")


@require_POST
@personal
def switch(request, attendee):
    """Take part online instead of on site, or the other way round."""
    registration = attendee.registrations.live().with_session().filter(session__code=_code(request), slot=None).first()
    there = registration and registration.other_mode
    if there is None:
        return redirect("registration:me")
    try:
        return _act(request, lambda: actions.switch(registration, there), said="saved")
    except NoPlaceThere as refusal:
        return _show_my_page(request, attendee, refusal=refusal)


@require_POST
@personal
def needs(request, attendee):
    """Store what somebody needs to take part; without words, nothing is left of it."""
    form = NeedsForm(request.POST)
    if not form.is_valid():
        return _show_my_page(request, attendee, needs_form=form)
    text = form.cleaned_data["access_needs"]
    try:
        return _act(request, lambda: actions.note_needs(attendee, text), said="saved" if text else "deleted")
    except NotConfirmed as refusal:
        return _show_my_page(request, attendee, needs_form=form, refusal=refusal)


@require_POST
@personal
def answer(request, attendee):
    form = AnswersForm(request.POST, attendee=attendee)
    if not form.is_valid():
        return _show_my_page(request, attendee, answers_form=form)
    questions = form.questions.values()
    try:
        return _act(request, lambda: actions.answer(attendee, form.answers, questions=questions), said="saved")
    except (NotConfirmed, QuestionsChanged) as refusal:
        return _show_my_page(request, attendee, answers_form=form, refusal=refusal)


@require_POST
@personal
def resend(request, attendee):
    try:
        return _act(request, lambda: actions.send_everything(attendee), said="sent")
    except (NoAddress, TooManyMails) as refusal:
        return _show_my_page(request, attendee, refusal=refusal)


@private
@require_safe
def link_sent(request):
    return render(request, "registration/link_sent.html")


@require_POST
@personal
def cancel_all(request, attendee):
    return _act(request, lambda: actions.cancel_all(attendee), said="cancelled")


@require_POST
@personal
def rename(request, attendee):
    form = NameForm(request.POST, instance=attendee)
    if not form.is_valid():
        attendee.refresh_from_db()
        return _show_my_page(request, attendee, name_form=form)
    return _act(request, lambda: actions.correct(attendee, **form.cleaned_data), said="saved")


@require_safe
@personal
def my_data(request, attendee):
    response = JsonResponse(own_data(attendee), json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="{attendee.conference.slug}.json"'
    return response


@require_POST
@personal
def erase(request, attendee):
    form = EraseForm(request.POST)
    if not form.is_valid():
        return _show_my_page(request, attendee, erase_form=form)
    response = _act(request, lambda: actions.erase(attendee), done="registration:erased")
    if response.status_code == 302:
        links.forget(response, emails.PURPOSE)
    return response


@private
@require_safe
def erased(request):
    return render(request, "registration/erased.html")


def _act(request, action, done="registration:me", said=""):
    """Act, and go on to a page; `said` names what the personal page then says about it."""
    try:
        action()
    except Busy as refusal:
        return render(request, "registration/busy.html", {"refusal": refusal}, status=503)
    except Gone:
        return redirect("registration:erased")
    address = reverse(done)
    return redirect(f"{address}?{urlencode({'said': said})}" if said else address)


@require_safe
@personal
def my_calendar(request, attendee):
    return _calendar(attendee)


@private
@require_safe
def feed(request):
    """Answer a calendar program that has subscribed: by the token in the address alone, which opens nothing else."""
    try:
        code, version = links.read_token(emails.FEED_PURPOSE, request.GET.get("key", ""))
        attendee = Attendee.objects.select_related("conference").get(code=code, feed_version=version)
    except (links.InvalidLink, Attendee.DoesNotExist):
        return render(request, "404.html", status=404)  # not raised, so that nobody keeps this answer, either
    with translation.override(attendee.language), timezone.override(attendee.conference.zone):
        return _calendar(attendee)


def _calendar(attendee):
    pools = set(attendee.registrations.confirmed().values_list("seats", flat=True))
    sessions = Session.objects.filter(pools__in=pools).distinct().with_programme()
    content = ical.calendar(sessions, conference=attendee.conference, pools=pools)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{attendee.conference.slug}.ics"'
    return response


@require_POST
@personal
def revoke_feed(request, attendee):
    return _act(request, lambda: actions.revoke_feed(attendee), said="feed")


@require_POST
@personal
def ask_for_address(request, attendee):
    form = AddressForm(request.POST)
    if not form.is_valid():
        return _show_my_page(request, attendee, address_form=form)
    wish = form.cleaned_data["new_email"]
    try:
        return _act(request, lambda: actions.ask_for_address(attendee, email=wish), said="address")
    except TooManyMails as refusal:
        return _show_my_page(request, attendee, address_form=form, refusal=refusal)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def address(request):
    """What the link to a new address opens: a page with a button, and what the button does."""
    if (key := request.GET.get("key")) and request.method != "POST":
        return _exchange(request, key, emails.ADDRESS_PURPOSE, "registration:address")
    try:
        attendee, version = _who_wishes_another_address(request)
    except links.InvalidLink:
        return _no_link(request, is_broken=True)
    if not links.is_whose(request, attendee.code):
        return links.refuse(request)
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
        return render(request, "registration/link_sent.html")
    return render(request, "registration/no_link.html", {"form": form})
