from django import template

from womconf.mail.actions import current_pause

register = template.Library()


@register.inclusion_tag("admin/mail/pause.html")
def pause_of_all_mail():
    """Say why no e-mail leaves; nothing where all do."""
    return {"pause": current_pause()}
