"""The page behind the address by which somebody who registered gets into an online session."""

from django.utils import timezone
from django.views.decorators.http import require_http_methods

from programme import join_views
from registration import actions, emails
from registration.exceptions import Busy
from registration.models import Attendee
from registration.views.personal import exchange, no_link
from womconf import links
from womconf.limits.actions import allow
from womconf.limits.network import client_network
from womconf.privacy import private


@private
@require_http_methods(["GET", "HEAD", "POST"])
def join(request, code):
    """Say when the session opens; in time, lead into it whoever presses the button."""
    purpose = links.JOIN + code
    if request.method != "POST" and (key := request.GET.get("key")):
        return exchange(request, key, purpose, request.path)
    try:
        person, version = join_views.read(request, purpose)
    except links.InvalidLink:
        return no_link(request)
    attendee = Attendee.objects.select_related("conference").filter(code=person, link_version=version).first()
    session = attendee and join_views.session_of(attendee.conference, code)
    if session is None:
        return no_link(request, is_broken=True)
    with timezone.override(attendee.conference.zone):
        return _answer(request, attendee, session)


def _answer(request, attendee, session):
    if request.method != "POST":
        return _page(request, attendee, session)
    if not allow("join-attendee", attendee.code, **join_views.LIMIT):
        return _page(request, attendee, session, refusal=join_views.too_often(), status=join_views.TOO_MANY)
    device = f"{client_network(request)} {request.headers.get('User-Agent', '')}"
    try:
        way = actions.join(attendee, session, device=device)
    except Busy as refusal:
        return _page(request, attendee, session, refusal=refusal, status=503)
    return join_views.lead_on(way) if way.is_open else _page(request, attendee, session, status=join_views.REFUSED)


def _page(request, attendee, session, **said):
    return join_views.page(
        request,
        actions.way_of_attendee(attendee, session),
        session,
        link=emails.join_link(attendee, session),
        whose=attendee.name,
        home="registration:me",
        is_noted=attendee.conference.join_counts_as_presence,
        is_counted=True,
        **said,
    )
