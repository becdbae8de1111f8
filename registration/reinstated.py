"""The e-mail to those whose registrations ended because a session was cancelled that takes place after all."""

from django.conf import settings
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from programme.templatetags.programme_text import when
from registration.mailings import LOST, Criteria, is_begun, people
from registration.models import Mailing, Registration
from womconf.quotes import in_quotes


def whom_it_reaches(session):
    """Return the Criteria of those who were registered until the session was cancelled."""
    return Criteria(sessions=[session.pk], place=LOST)


def not_written_about(sessions):
    """Return those of some sessions whose cancellation was taken back, and nobody wrote to whom it had cost a place."""
    found = []
    for session in sessions.filter(registered_until_cancelled__gt=0).order_by("pk"):
        criteria = whom_it_reaches(session)
        mailing = Mailing(conference=session.conference, to=Mailing.To.ATTENDEES, criteria=criteria.stored())
        if people(mailing).exists():
            lost = Registration.objects.filter(session=session).lost_with_session()
            since = lost.aggregate(Max("status_at"))["status_at__max"]
            if not is_begun(criteria, session.conference, since=since):
                found.append(session)
    return found


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
