"""The e-mail to those who wait for a session that takes place once more, where there are free places."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from programme.models import Session
from programme.templatetags.programme_text import when
from registration.instead import with_free_places
from registration.mailings import Criteria, is_begun
from registration.models import Registration
from womconf.quotes import in_quotes


def whom_it_reaches(session):
    """Return the Criteria of those who wait for a session."""
    return Criteria(sessions=[session.pk], place="waiting")


def words(session):
    """Return (subject, text) in the active language; None where no further date has free places."""
    dates = with_free_places([session]).get(session.pk, [])
    if not dates:
        return None
    waits = _("You are on the waiting list for “%s”. It takes place once more, and there are free places:")
    said = [waits % in_quotes(session.title)]
    form = reverse("registration:register", args=[session.conference.slug])
    for date in dates:
        moment = when(date.main_slot) if date.main_slot else _("Time follows")
        said.append(f"{moment}\n{settings.BASE_URL}{form}?session={date.code}")
    said.append(_("You keep your place on the waiting list until you give it up on your personal page."))
    return _("Free places: “%s”") % in_quotes(session.title), "\n\n".join(said)


def not_written_about(conference):
    """Return the sessions that people wait for, with free places on further dates that nobody has told them of.

    Whoever has begun such an e-mail since the date was made has done so; the list of what is to do names it until it is
    sent.
    """
    waited_for = Registration.objects.filter(session__conference=conference, pool__slot=None).settled().waiting()
    dates = Session.objects.filter(conference=conference, first_date__isnull=False).values_list("pk", "first_date")
    in_groups = {pk for pair in dates for pk in pair}
    if not in_groups:
        return []
    waited_for = waited_for.filter(session__in=in_groups).order_by().values("session")
    sessions = Session.objects.taking_registrations().filter(pk__in=waited_for).order_by("pk")
    found = with_free_places(sessions)
    return [session for session in sessions if session.pk in found and not _is_written(session, found[session.pk])]


def _is_written(session, dates):
    """Whether an e-mail to those who wait was begun since the newest of the dates was made."""
    return is_begun(whom_it_reaches(session), session.conference, since=max(date.created_at for date in dates))
