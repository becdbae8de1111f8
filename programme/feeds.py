"""Calendars to subscribe to; they correct themselves, since a feed is asked for again and again."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from programme.exports import ical
from programme.filters import ProgrammeFilter, noted_codes
from programme.published import get_or_404 as get_published_or_404
from womconf.privacy import public


def _answer(published, sessions, *, filename, is_feed=False, is_kept=True, by_the_clock=False):
    response = HttpResponse(
        ical.calendar(sessions, conference=published.conference, is_feed=is_feed),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'inline; filename="{filename}.ics"'},
    )
    return published.keep(response, timezone.now(), by_the_clock=by_the_clock) if is_kept else response


@require_safe
@public(reads=(*ProgrammeFilter.base_fields, "session"))
def conference_calendar(request, conference):
    """Send the whole programme, what filters leave of it, or the sessions that somebody has noted."""
    published, now = get_published_or_404(request, conference), timezone.now()
    noted = noted_codes(request, published)
    found = ProgrammeFilter(request.GET, published=published, now=now)
    sessions = [published.session_or_404(code) for code in noted] if noted else found.sessions_found
    is_kept = not noted and found.is_of_known_values
    by_the_clock = "free" in found.cleaned_data
    return _answer(published, sessions, filename=conference, is_feed=True, is_kept=is_kept, by_the_clock=by_the_clock)


@require_safe
@public
def session_calendar(request, conference, code):
    published = get_published_or_404(request, conference)
    return _answer(published, [published.session_or_404(code)], filename=f"{conference}-{code}")


@require_safe
@public
def speaker_calendar(request, conference, code):
    published = get_published_or_404(request, conference)
    sessions = {appearance.session.pk: appearance.session for appearance in published.person_or_404(code).appearances}
    return _answer(published, sessions.values(), filename=f"{conference}-{code}", is_feed=True)
