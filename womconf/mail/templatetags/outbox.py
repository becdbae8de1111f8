from datetime import timedelta

from django import template
from django.utils import timezone

from womconf.mail.actions import current_pause
from womconf.mail.incoming.reading import is_read
from womconf.mail.models import Mailbox

register = template.Library()
AWAY_FOR_LONG = timedelta(hours=1)


@register.inclusion_tag("admin/mail/pause.html")
def pause_of_all_mail():
    """Say why no e-mail leaves; nothing where all do."""
    return {"pause": current_pause()}


@register.inclusion_tag("admin/mail/mailbox.html")
def mailbox_that_is_away():
    """Say since when the mailbox cannot be read, and why; nothing where that is not for long."""
    away = Mailbox.objects.filter(away_since__lte=timezone.now() - AWAY_FOR_LONG)
    return {"mailbox": away.first() if is_read() else None}
