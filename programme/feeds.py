"""Calendars to subscribe to; they correct themselves, since a feed is asked for again and again."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from programme.exports import ical
from programme.models import Conference, Session


def _answer(request, sessions, *, conference, filename):
    content = ical.calendar(sessions, conference=conference)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{filename}.ics"'
    response["Cache-Control"] = "public, max-age=0, must-revalidate"
    return response


@require_safe
def conference_calendar(request, conference):
    conference = get_object_or_404(Conference.objects.public(), slug=conference)
    sessions = Session.objects.public().filter(conference=conference).with_programme()
    return _answer(request, sessions, conference=conference, filename=conference.slug)


@require_safe
def session_calendar(request, conference, code):
    session = get_object_or_404(Session.objects.public().with_programme(), conference__slug=conference, code=code)
    return _answer(request, [session], conference=session.conference, filename=f"{conference}-{code}")
