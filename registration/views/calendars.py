"""Calendars of one person: a file, and an address that calendar programs ask again and again."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.http import require_POST, require_safe

from programme.exports import ical
from programme.models import Session
from registration import actions, emails
from registration.models import Attendee
from registration.views.personal import act, personal
from womconf import links
from womconf.privacy import private


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
        return _calendar(attendee, is_feed=True)


def _calendar(attendee, *, is_feed=False):
    pool_ids = set(attendee.registrations.confirmed().values_list("pool", flat=True))
    sessions = Session.objects.filter(pools__in=pool_ids).distinct().with_programme()
    content = ical.calendar(
        sessions,
        conference=attendee.conference,
        pool_ids=pool_ids,
        is_feed=is_feed,
        way_in=lambda session: emails.join_link(attendee, session).url,
    )
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{attendee.conference.slug}.ics"'
    return response


@require_POST
@personal
def revoke_feed(request, attendee):
    return act(request, lambda: actions.revoke_feed(attendee), said="feed")
