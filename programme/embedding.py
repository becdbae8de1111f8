"""The programme for pages of other sites, to stand there in a frame (docs/embedding.md)."""

from django.views.decorators.http import require_safe

from programme import timetable
from programme.published import get_or_404
from programme.views import render_in_zone
from womconf.elsewhere import framed_anywhere
from womconf.privacy import public


@framed_anywhere
@require_safe
@public
def framed_programme(request, conference):
    published = get_or_404(request, conference)
    context = {
        "days": timetable.days(published.sessions, published.breaks, published.conference.zone),
        "without_time": timetable.without_time(published.sessions),
    }
    return render_in_zone(request, "programme/embed.html", published, context)
