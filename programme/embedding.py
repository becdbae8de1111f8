"""The programme for pages of other sites, to stand there in a frame (docs/embedding.md)."""

from django.http import QueryDict
from django.utils import timezone
from django.views.decorators.http import require_safe

from programme import timetable_page
from programme.filters import ProgrammeFilter
from programme.published import get_or_404
from programme.views import render_in_zone
from womconf.elsewhere import framed_anywhere
from womconf.privacy import public


@framed_anywhere
@require_safe
@public
def framed_programme(request, conference):
    published, now = get_or_404(request, conference), timezone.now()
    whole = ProgrammeFilter(QueryDict("view=list"), published=published, now=now)
    with timezone.override(published.conference.zone):
        context = timetable_page.context(published, whole, now)
    return render_in_zone(request, "programme/embed.html", published, context)
