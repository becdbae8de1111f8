"""The page of a day: for the organisers who run it, on the day itself and the evening before."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from programme.admin.desk import page, theirs_or_404
from programme.roles import MARK, SEE_FIGURES
from programme.years import validate_year
from registration import day as days_of
from womconf.privacy import private

SEES_PROGRAMME, SEES_PEOPLE, SEES_LINKS = (
    "programme.view_session",
    "registration.view_registration",
    "programme.change_session",
)
WORKS_WITH_LISTS = SEES_PEOPLE, MARK


class DayForm(forms.Form):
    day = forms.DateField(required=False, validators=[validate_year])


@private
@require_http_methods(["GET", "HEAD"])
def day(request, object_id):
    """Show what takes place on a day: when, where, who holds it, how many are there, and the way in."""
    conference = theirs_or_404(request, object_id)

    def may(*rights):
        return any(request.user.has_perm(right, conference) for right in rights)

    if not may(SEES_PROGRAMME, *WORKS_WITH_LISTS):
        raise PermissionDenied
    now = timezone.now()
    with timezone.override(conference.zone):
        found = days_of.days(conference)
        form = DayForm(request.GET)
        asked = form.cleaned_data["day"] if form.is_valid() else None
        shown = asked or days_of.of_today(conference, found, timezone.localdate(now))
        rows = days_of.rows(conference, shown) if shown else []
        is_today = shown == timezone.localdate(now)
        return page(
            request,
            "admin/registration/day.html",
            _("The day"),
            days=found,
            day=shown,
            rows=[(row, row.is_now(now), row.is_over(now)) for row in rows],
            has_online=any(row.link for row in rows),
            now=now,
            is_today=is_today,
            may_see_sessions=may(SEES_PROGRAMME),
            may_see_numbers=may(SEE_FIGURES, *WORKS_WITH_LISTS),
            may_see_lists=may(SEES_PEOPLE) or (is_today and may(MARK)),  # whose lists are of today
            may_print_lists=may(SEES_PEOPLE),
            may_see_links=may(SEES_LINKS),
        ).render()
