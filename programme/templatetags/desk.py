"""What stands on the organisers' start page."""

from django import template

from programme.desk import Desk

register = template.Library()


@register.simple_tag(takes_context=True)
def desk(context):
    """Return the Desk of the conference in hand; None where there is no conference."""
    conference = context.get("conference")
    return Desk(conference, context["user"]) if conference else None
