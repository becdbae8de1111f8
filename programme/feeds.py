"""Files for other programs; they correct themselves, since they are asked for again and again."""

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from programme import share_pictures, sitemaps
from programme.changes import latest
from programme.choice import noted_codes
from programme.exports import atom, frab, ical
from programme.filters import ProgrammeFilter
from programme.published import get_or_404 as get_published_or_404
from womconf.kept.answers import keep
from womconf.kept.store import Made, store
from womconf.privacy import kept_for_a_day, public

MOST_CHANGES = 50  # in a feed


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
    by_the_clock = bool(found.cleaned_data.get("free"))
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


def _file(published, content, content_type, filename):
    """Answer with a file in which nothing changes with time alone."""
    headers = {"Content-Disposition": f'inline; filename="{filename}"'}
    response = HttpResponse(content, content_type=content_type, headers=headers)
    return published.keep(response, timezone.now(), by_the_clock=False)


@require_safe
@public
def schedule_xml(request, conference):
    published = get_published_or_404(request, conference)
    return _file(published, frab.xml_file(published), "application/xml; charset=utf-8", f"{conference}.xml")


@require_safe
@public
def schedule_json(request, conference):
    published = get_published_or_404(request, conference)
    return _file(published, frab.json_file(published), "application/json; charset=utf-8", f"{conference}.json")


@require_safe
@public
def changes(request, conference):
    published = get_published_or_404(request, conference)
    content = atom.feed(published, latest(published, MOST_CHANGES))
    return _file(published, content, "application/atom+xml; charset=utf-8", f"{conference}.atom")


@require_safe
@kept_for_a_day
def share_picture(request, conference, digest, code=None):
    """Send the picture of a page for those who share it. With other words it has another address."""
    published = get_published_or_404(request, conference)
    card = (
        share_pictures.of_conference(published.conference)
        if code is None
        else share_pictures.of_session(published.session_or_404(code))
    )
    if card.digest != digest:
        raise Http404

    def make():
        from programme import share_drawing  # Pillow takes 4 MB, which a process without pictures can save

        content = share_drawing.draw(card)
        return Made(content, len(content), published.conference.pk, published.moment, until=None)

    return HttpResponse(store.get_or_make(("share picture", digest), make), content_type="image/png")


@require_safe
@public
def sitemap(request):
    """List the public pages of all public conferences."""
    response = HttpResponse(sitemaps.sitemap(request), content_type="application/xml; charset=utf-8")
    return keep(response, conference=None, until=None)
