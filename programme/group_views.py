"""Public pages of what sessions have in common: who holds them, where they take place, their track."""

from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from programme import groups
from programme.choice import NOTED
from programme.published import get_or_404 as get_published_or_404
from programme.views import render_in_zone
from womconf.privacy import public


@require_safe
@public(reads=NOTED)
def host_list(request, conference):
    published = get_published_or_404(request, conference)
    context = {"title": _("Organisations"), "groups": published.hosts}
    return render_in_zone(request, "programme/group_list.html", published, context)


@require_safe
@public(reads=NOTED)
def host_detail(request, conference, code):
    published = get_published_or_404(request, conference)
    host, meetings, people = groups.get_or_404(published.hosts, code)
    context = {"host": host, "meetings": meetings, "people": people}
    return render_in_zone(request, "programme/host_detail.html", published, context)


@require_safe
@public(reads=NOTED)
def room_list(request, conference):
    published = get_published_or_404(request, conference)
    context = {"title": _("Rooms and directions"), "groups": published.rooms, "are_rooms": True}
    return render_in_zone(request, "programme/group_list.html", published, context)


@require_safe
@public(reads=NOTED)
def room_detail(request, conference, code):
    published = get_published_or_404(request, conference)
    room, meetings, _people = groups.get_or_404(published.rooms, code)
    return render_in_zone(request, "programme/room_detail.html", published, {"room": room, "meetings": meetings})


@require_safe
@public(reads=NOTED)
def track_list(request, conference):
    published = get_published_or_404(request, conference)
    context = {"title": _("Tracks"), "groups": published.tracks}
    return render_in_zone(request, "programme/group_list.html", published, context)


@require_safe
@public(reads=NOTED)
def track_detail(request, conference, code):
    published = get_published_or_404(request, conference)
    track, meetings, _people = groups.get_or_404(published.tracks, code)
    return render_in_zone(request, "programme/track_detail.html", published, {"track": track, "meetings": meetings})
