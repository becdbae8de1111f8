"""Public pages: equal for everybody, no cookie, no account."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from programme import about, timetable
from programme.forms import ProgrammeFilter
from programme.models import Conference, Picture, Speaker
from programme.published import get_or_404 as get_published_or_404
from womconf.kept.answers import end_of_day, keep
from womconf.privacy import kept_for_a_day, public


def render_in_zone(request, template, published, context, *, is_kept=True):
    """Render a page of what is Published of a conference, equal for everybody, with all times in its zone.

    `is_kept`: False for a page that hardly anybody else will ask for.
    """
    now = timezone.now()
    context = {"conference": published.conference, "published": published, **context}
    with timezone.override(published.conference.zone):
        response = render(request, template, context)
    return published.keep(response, now) if is_kept else response


@require_safe
@public
def conference_list(request):
    conferences = list(Conference.objects.public().latest_first())
    if len(conferences) == 1:
        return redirect("programme:programme", conferences[0].slug)
    now = timezone.now()
    today = timezone.localdate(now)
    context = {
        "ahead": [conference for conference in reversed(conferences) if conference.ends_on >= today],
        "past": [conference for conference in conferences if conference.ends_on < today],
    }
    response = render(request, "programme/conference_list.html", context)
    return keep(response, conference=None, until=end_of_day(now, timezone.get_current_timezone()))


@require_safe
@public(reads=ProgrammeFilter.base_fields)
def programme(request, conference):
    published = get_published_or_404(request, conference)
    conference, sessions = published.conference, published.sessions
    chosen = ProgrammeFilter(request.GET, conference=conference, sessions=sessions)
    shown = chosen.apply(sessions)
    context = {
        "page": "programme",
        "days": timetable.days(shown, [] if chosen.is_active else published.breaks, conference.zone),
        "without_time": timetable.without_time(shown),
        "filter": chosen,
        "registration_is_open": any(session.takes_registrations() for session in sessions),
        "shown": shown,
    }
    return render_in_zone(request, "programme/programme.html", published, context, is_kept=chosen.is_of_known_values)


@require_safe
@public
def session_detail(request, conference, code):
    published = get_published_or_404(request, conference)
    session = published.session_or_404(code)
    return render_in_zone(request, "programme/session_detail.html", published, {"session": session})


@require_safe
@public
def speaker_list(request, conference):
    published = get_published_or_404(request, conference)
    context = {"page": "speakers", "people": published.people}
    return render_in_zone(request, "programme/speaker_list.html", published, context)


@require_safe
@public
def speaker_detail(request, conference, code):
    published = get_published_or_404(request, conference)
    speaker, appearances = published.person_or_404(code)
    context = {"speaker": speaker, "appearances": appearances}
    return render_in_zone(request, "programme/speaker_detail.html", published, context)


@require_safe
@kept_for_a_day
def speaker_picture(request, conference, code, digest):
    """Send the picture of a public speaker. Another one has another address."""
    public = Speaker.objects.public().filter(conference__slug=conference, code=code)
    return picture_file(get_object_or_404(Picture.objects.defer(None), speaker__in=public, digest=digest))


def picture_file(picture):
    return HttpResponse(bytes(picture.content), content_type="image/webp", headers={"Content-Disposition": "inline"})


@require_safe
@public
def about_page(request, conference, page):
    published = get_published_or_404(request, conference)
    page = about.PAGES[page]
    text = page.text(published.conference)
    if not text:
        raise Http404
    return render_in_zone(request, "programme/about.html", published, {"about": page, "text": text})
