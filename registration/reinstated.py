"""The e-mail to those whose registrations ended because a session was cancelled that takes place after all."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from programme.templatetags.programme_text import when
from registration.mailings import LOST, Criteria
from womconf.quotes import in_quotes


def whom_it_reaches(session):
    """Return the Criteria of those who were registered until the session was cancelled."""
    return Criteria(sessions=[session.pk], place=LOST)


def words(session):
    """Return (subject, text) in the active language."""
    said = [_("We had cancelled “%s”. It takes place after all.") % in_quotes(session.title)]
    if session.main_slot:
        said.append(when(session.main_slot))
    form = reverse("registration:register", args=[session.conference.slug])
    again = _(
        "Your registration has ended with the cancellation. If you would like to come, please register once more:"
    )
    said.append(f"{again}\n{settings.BASE_URL}{form}?session={session.code}")
    return _("Takes place after all: “%s”") % in_quotes(session.title), "\n\n".join(said)
