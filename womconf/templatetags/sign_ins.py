"""What somebody's own page says of their sign-ins."""

from django import template

register = template.Library()
SHOWN = 10


@register.simple_tag
def last_sign_ins(user):
    """Return the last SignIns of an account, those that failed included."""
    return user.sign_ins.all()[:SHOWN]
