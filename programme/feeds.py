"""Calendars to subscribe to; they correct themselves, since a feed is asked for again and again."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from programme.exports import ical
from programme.models import Conference, Session
from womconf.kept.answers import keep
from womconf.privacy import public


def _answer(sessions, *, conference, filename, is_feed=False):
    response = HttpResponse(
        ical.calendar(sessions, conference=conference, is_feed=is_feed),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'inline; filename="{filename}.ics"'},
    )
    return keep(response, conference=conference.pk, until=None)


@require_safe
@public
def conference_calendar(request, conference):
    conference = get_object_or_404(Conference.objects.public(), slug=conference)
    sessions = conference.sessions.public().with_programme()
    return _answer(sessions, conference=conference, filename=conference.slug, is_feed=True)


@require_safe
@public
def session_calendar(request, conference, code):
    session = get_object_or_404(Session.objects.public().with_programme(), conference__slug=conference, code=code)
    return _answer([session], conference=session.conference, filename=f"{conference}-{code}")
