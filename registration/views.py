"""The form, and what a personal link opens. GET changes nothing: mail scanners follow every link."""

import hashlib
from functools import wraps

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from programme import timetable
from programme.exports import ical
from programme.models import Conference, Session
from registration import actions, emails
from registration.exceptions import Busy, RegistrationError
from registration.forms import LinkForm, RegistrationForm
from registration.models import Attendee, Registration
from womconf import links
from womconf.limits.actions import allow
from womconf.limits.network import client_network
from womconf.privacy import private

# Fifty people behind the address of one office pass, with room for their second thoughts; a script does not.
NETWORK_LIMIT = {"limit": 200, "seconds": 3600}
LINK_LIMIT = {"limit": 30, "seconds": 3600}


def personal(view):
    """Find the attendee whose link was opened; without one, say how to get it."""

    @private
    @wraps(view)
    def answer(request, *args, **kwargs):
        try:
            code, version = links.recall(request, emails.PURPOSE)
        except links.InvalidLink:
            return render(request, "registration/no_link.html", {"form": LinkForm()}, status=403)
        attendee = Attendee.objects.select_related("conference").filter(code=code, link_version=version).first()
        if attendee is None:
            return render(request, "registration/no_link.html", {"form": LinkForm()}, status=403)
        with timezone.override(attendee.conference.zone):
            return view(request, attendee, *args, **kwargs)

    return answer


@private
@require_http_methods(["GET", "HEAD", "POST"])
def register(request, conference):
    conference = get_object_or_404(Conference.objects.public(), slug=conference)
    sessions = list(Session.objects.public().filter(conference=conference).with_programme())
    if request.method == "POST":
        form = RegistrationForm(request.POST, sessions=sessions)
        status = _try_to_register(request, conference, form)
        if status == 302:
            return redirect("registration:register-done", conference.slug)
    else:
        form = RegistrationForm(sessions=sessions, initial={"sessions": request.GET.getlist("session")})
        status = 200
    context = {
        "conference": conference,
        "form": form,
        "is_open": conference.registration_is_open() and form.by_code,
        "is_ahead": conference.registration_opens_at and conference.registration_opens_at > timezone.now(),
        "days": timetable.days(sessions, [], conference.zone),
        "without_time": timetable.without_time(sessions),
        "page": "register",
    }
    with timezone.override(conference.zone):
        return render(request, "registration/register.html", context, status=status)


def _try_to_register(request, conference, form):
    """Return the status of the answer: 302 where the form was accepted."""
    if not form.is_valid():
        return 200
    if not allow("register-network", client_network(request), **NETWORK_LIMIT):
        form.add_error(None, _("Too many forms came from your network in a short time. Please try again in an hour."))
        return 429
    data = form.cleaned_data
    try:
        actions.register(
            conference,
            name=data["name"],
            email=data["email"],
            organisation=data["organisation"],
            sessions=form.chosen_sessions,
            key=data["key"],
            language=get_language(),
            privacy_version=hashlib.sha256(str(conference.privacy_notice).encode()).hexdigest(),
        )
    except RegistrationError as refusal:
        form.add_error(None, str(refusal))
        return 503 if isinstance(refusal, Busy) else 200
    return 302


@private
@require_safe
def register_done(request, conference):
    conference = get_object_or_404(Conference.objects.public(), slug=conference)
    return render(request, "registration/register_done.html", {"conference": conference, "page": "register"})


@private
@require_safe
def me(request):
    if key := request.GET.get("key"):
        return _open_link(request, key)
    return _my_page(request)


def _open_link(request, key):
    """Exchange the token of the link for a short cookie, and the address for a clean one."""
    try:
        links.read_token(emails.PURPOSE, key)
    except links.InvalidLink:
        return render(request, "registration/no_link.html", {"form": LinkForm(), "is_broken": True}, status=403)
    response = redirect("registration:me")
    links.remember(response, emails.PURPOSE, key)
    return response


@personal
def _my_page(request, attendee):
    registrations = sorted(attendee.registrations.live().with_session(), key=_by_time)
    context = {
        "conference": attendee.conference,
        "attendee": attendee,
        "registrations": registrations,
        "needs_confirmation": _needs_confirmation(attendee),
    }
    return render(request, "registration/me.html", context)


def _by_time(registration):
    slot = registration.session.main_slot
    return (False, slot.starts_at.timestamp()) if slot else (True, registration.position)


def _needs_confirmation(attendee):
    return attendee.email_confirmed_at is None or attendee.submissions.filter(confirmed_at__isnull=True).exists()


@require_POST
@personal
def confirm(request, attendee):
    return _act(request, lambda: actions.confirm(attendee))


@require_POST
@personal
def cancel(request, attendee):
    by_code = {registration.session.code: registration for registration in attendee.registrations.live().with_session()}
    registration = by_code.get(request.POST.get("session"))
    if registration is None:  # cancelled already, perhaps in another window
        return redirect("registration:me")
    return _act(request, lambda: actions.cancel(registration))


@require_POST
@personal
def cancel_all(request, attendee):
    return _act(request, lambda: actions.cancel_all(attendee))


def _act(request, action):
    try:
        action()
    except Busy as refusal:
        return render(request, "registration/busy.html", {"refusal": refusal}, status=503)
    return redirect("registration:me")


@require_safe
@personal
def my_calendar(request, attendee):
    sessions = Session.objects.filter(
        registrations__attendee=attendee, registrations__status=Registration.Status.CONFIRMED
    ).with_programme()
    content = ical.calendar(sessions, conference=attendee.conference)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{attendee.conference.slug}.ics"'
    return response


@private
@require_http_methods(["GET", "HEAD", "POST"])
def send_link(request):
    """Send the links of an address to that address. The answer is the same whether we know it or not."""
    form = LinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not allow("link-network", client_network(request), **LINK_LIMIT):
            form.add_error(None, _("Too many requests came from your network. Please try again in an hour."))
            return render(request, "registration/no_link.html", {"form": form}, status=429)
        actions.send_links(form.cleaned_data["email"])
        return render(request, "registration/link_sent.html")
    return render(request, "registration/no_link.html", {"form": form})
