"""The mail to organisers when a rule that never breaks is broken."""

import logging

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from womconf.addresses import canonical
from womconf.mail.actions import Letter, note, writes
from womconf.mail.models import Message

logger = logging.getLogger(__name__)

MAX_ROWS_NAMED = 20


def tell_broken_rules(organiser, found):
    """Tell an organiser, at most once a day, which rules are broken: {rule: ids of rows}."""
    try:
        to = canonical(organiser.email)
    except ValidationError:  # of createsuperuser, or from before addresses had one spelling
        logger.warning("user %s gets no e-mail: their address is none", organiser.pk)
        return
    message = Message(
        kind="broken-rules",
        to=to,
        language=settings.LANGUAGE_CODE,
        key=f"broken-rules:{organiser.pk}:{timezone.localdate()}",
        priority=Message.Priority.CONFIRMATION,
        facts={"found": [[name, list(map(str, rows[:MAX_ROWS_NAMED]))] for name, rows in found.items()]},
    )
    note([message])


@writes("broken-rules", pgettext_lazy("kind of e-mail", "broken rule, to organisers"))
def write_broken_rules(found):
    return Letter("registration/broken-rules", context={"found": found})
