"""The way from the organisers' start page to what people need, for those who are to read it."""

from django import template

from registration.needs import people_with_needs, reads_needs

register = template.Library()


@register.simple_tag(takes_context=True)
def stated_needs(context, conference):
    """Count the people of a conference who have said what they need; 0 for whoever may not read it."""
    return people_with_needs(conference) if reads_needs(context["request"].user, conference) else 0
