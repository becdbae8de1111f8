"""The figures on the organisers' start page."""

from django import template
from django.utils import timezone

from registration.figures import current

register = template.Library()


@register.inclusion_tag("admin/figures.html", takes_context=True)
def figures(context, conference):
    """Show how many people come to a conference: over time, per session, by mode and language; no names."""
    return {
        "figures": current(conference, timezone.localdate(timezone=conference.zone)),
        "sees_people": context["request"].user.has_perm("registration.view_registration", conference),
    }
