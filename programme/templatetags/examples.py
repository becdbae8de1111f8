from django import template

from programme.models import Conference

register = template.Library()


@register.simple_tag
def examples():
    """Return the conferences that are examples."""
    return Conference.objects.filter(is_example=True)
