"""Public pages: equal for everybody, no cookie, no account."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from programme import about, schedule_checks, timetable, timetable_page
from programme.cards import Cards
from programme.choice import NOTED, as_query, carried, noted_codes
from programme.filters import ProgrammeFilter
from programme.models import Conference, Picture, Session, SessionFile, Speaker
from programme.published import get_or_404 as get_published_or_404
from womconf.kept.answers import keep
from womconf.privacy import kept_by_readers, kept_for_a_day, public


def render_in_zone(request, template, published, context, *, is_kept=True):
    """Render a page of what is Published of a conference, equal for everybody, with all times in its zone.

    Its links take along what the reader has noted. `is_kept`: False for a page that hardly anybody else will ask for.
    """
    now, noted = timezone.now(), noted_codes(request, published)
    about_noted = {"noted": noted, "noted_elsewhere": noted}
    context = {"conference": published.conference, "published": published, **about_noted, **context}
    with timezone.override(published.conference.zone):
        response = render(request, template, context)
    if noted:
        response.content = carried(response.text, published.conference.slug, noted)
    return published.keep(response, now) if is_kept and "session" not in request.GET else response


@require_safe
@public
def conference_list(request):
    conferences = list(Conference.objects.public().latest_first())
    if len(conferences) == 1:
        return redirect("programme:programme", conferences[0].slug)
    now = timezone.now()
    context = {
        "ahead": [conference for conference in reversed(conferences) if conference.ends_at > now],
        "past": [conference for conference in conferences if conference.ends_at <= now],
    }
    response = render(request, "programme/conference_list.html", context)
    moments = [conference.ends_at for conference in context["ahead"]]
    return keep(response, conference=None, until=min(moments, default=None))


@require_safe
@public(reads=(*ProgrammeFilter.base_fields, "view", *NOTED))
def programme(request, conference):
    return show_programme(request, get_published_or_404(request, conference))


def show_programme(request, published, *, is_preview=False):
    """Render the programme. A preview is for organisers: it says so, and nothing of it is kept."""
    now = timezone.now()
    noted = noted_codes(request, published)
    found = ProgrammeFilter(request.GET, published=published, now=now)
    with timezone.override(published.conference.zone):
        days = timetable_page.context(published, found, now, noted)
    context = {
        "page": "programme",
        "filter": found,
        "noted_elsewhere": [code for code in noted if code not in {session.code for session in found.sessions_found}],
        "registration_is_open": any(session.takes_registrations(now) for session in published.sessions),
        "is_preview": is_preview,
        **days,
    }
    is_kept = found.is_of_known_values and not is_preview
    return render_in_zone(request, "programme/programme.html", published, context, is_kept=is_kept)


@require_safe
@public(reads=NOTED)
def choice(request, conference):
    """Show the sessions that somebody has noted; the address is all that knows them. Nothing of it is kept."""
    published, now = get_published_or_404(request, conference), timezone.now()
    noted = noted_codes(request, published)
    sessions = timetable.in_order_of_time([published.session_or_404(code) for code in noted])
    with timezone.override(published.conference.zone):
        cards = Cards(published.conference, now)
        entries = [cards.of_choice(session, noted) for session in sessions]
    context = {
        "page": "programme",
        "entries": entries,
        "overlaps": schedule_checks.overlaps_with_slots(sessions),
        "is_bookable": any(session.takes_registrations(now) for session in sessions),
        "missing": len(set(filter(None, request.GET.getlist("session")))) - len(noted),
        "query": as_query(noted),
    }
    return render_in_zone(request, "programme/choice.html", published, context, is_kept=False)


@require_safe
@public(reads=NOTED)
def session_detail(request, conference, code):
    published = get_published_or_404(request, conference)
    session = published.session_or_404(code)
    alternative = published.session(session.alternative_id)
    context = {
        "session": session,
        "alternative": alternative,
        "further_dates": published.further_dates(session),
        "around": published.around(session),
        "noted_elsewhere": [other for other in noted_codes(request, published) if other != code],
    }
    return render_in_zone(request, "programme/session_detail.html", published, context)


@require_safe
@public(reads=NOTED)
def speaker_list(request, conference):
    published = get_published_or_404(request, conference)
    context = {"page": "speakers", "people": published.people}
    return render_in_zone(request, "programme/speaker_list.html", published, context)


@require_safe
@public(reads=NOTED)
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
@kept_by_readers
def session_file(request, conference, code, digest, kind):
    """Send a file of a session that visitors see, once it is shown."""
    public = Session.objects.public().filter(conference__slug=conference, code=code)
    return attached(get_object_or_404(SessionFile.objects.shown(), session__in=public, digest=digest, kind=kind))


def attached(file):
    """Send a file to be saved: nobody but its program opens what somebody else has written."""
    disposition = content_disposition_header(as_attachment=True, filename=file.file_name)
    content = file.read()
    if len(content) != file.size:  # it was deleted just now
        raise Http404
    return HttpResponse(content, content_type=file.media_type, headers={"Content-Disposition": disposition})


@require_safe
@public(reads=NOTED)
def about_page(request, conference, page):
    published = get_published_or_404(request, conference)
    page = about.PAGES[page]
    text = page.text(published.conference)
    if not text:
        raise Http404
    return render_in_zone(request, "programme/about.html", published, {"about": page, "text": text})
