"""Files for other programs; they correct themselves, since they are asked for again and again."""

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from programme import share_pictures, sitemaps
from programme.changes import latest
from programme.exports import atom, frab, ical
from programme.published import get_or_404 as get_published_or_404
from womconf.kept.answers import keep
from womconf.kept.store import Made, store
from womconf.privacy import kept_for_a_day, public

MOST_CHANGES = 50  # in a feed


def _answer(published, sessions, *, filename, is_feed=False):
    response = HttpResponse(
        ical.calendar(sessions, conference=published.conference, is_feed=is_feed),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'inline; filename="{filename}.ics"'},
    )
    return published.keep(response, timezone.now(), by_the_clock=False)


@require_safe
@public
def conference_calendar(request, conference):
    published = get_published_or_404(request, conference)
    return _answer(published, published.sessions, filename=conference, is_feed=True)


@require_safe
@public
def session_calendar(request, conference, code):
    published = get_published_or_404(request, conference)
    return _answer(published, [published.session_or_404(code)], filename=f"{conference}-{code}")


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
        content = share_pictures.draw(card)
        return Made(content, len(content), published.conference.pk, published.moment, until=None)

    return HttpResponse(store.get_or_make(("share picture", digest), make), content_type="image/png")


@require_safe
@public
def sitemap(request):
    """List the public pages of all public conferences."""
    response = HttpResponse(sitemaps.sitemap(request), content_type="application/xml; charset=utf-8")
    return keep(response, conference=None, until=None)
