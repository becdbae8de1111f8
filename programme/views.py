"""Public pages: equal for everybody, no cookie, no account."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from programme import timetable
from programme.forms import ProgrammeFilter
from programme.models import Conference, Session, Speaker


def render_in_zone(request, template, conference, context):
    """Render a page of a conference with all times in its zone."""
    context = {"conference": conference, "registration_is_open": conference.registration_is_open(), **context}
    with timezone.override(conference.zone):
        return render(request, template, context)


@require_safe
def conference_list(request):
    conferences = list(Conference.objects.public().latest_first())
    if len(conferences) == 1:
        return redirect("programme:programme", conferences[0].slug)
    return render(request, "programme/conference_list.html", {"conferences": conferences})


@require_safe
def programme(request, conference):
    conference = get_object_or_404(Conference.objects.public(), slug=conference)
    sessions = list(Session.objects.public().filter(conference=conference).with_programme())
    breaks = list(conference.slots.breaks().select_related("room").in_order())
    chosen = ProgrammeFilter(request.GET, conference=conference, sessions=sessions)
    shown = chosen.apply(sessions)
    context = {
        "days": timetable.days(shown, [] if chosen.is_active else breaks, conference.zone),
        "without_time": timetable.without_time(shown),
        "filter": chosen,
        "is_empty": not shown,
    }
    return render_in_zone(request, "programme/programme.html", conference, context)


@require_safe
def session_detail(request, conference, code):
    session = get_object_or_404(Session.objects.public().with_programme(), conference__slug=conference, code=code)
    return render_in_zone(request, "programme/session_detail.html", session.conference, {"session": session})


@require_safe
def speaker_list(request, conference):
    conference = get_object_or_404(Conference.objects.public(), slug=conference)
    speakers = Speaker.objects.public().filter(conference=conference).with_sessions().in_order()
    return render_in_zone(request, "programme/speaker_list.html", conference, {"speakers": speakers})


@require_safe
def speaker_detail(request, conference, code):
    speaker = get_object_or_404(Speaker.objects.public().with_sessions(), conference__slug=conference, code=code)
    return render_in_zone(request, "programme/speaker_detail.html", speaker.conference, {"speaker": speaker})
