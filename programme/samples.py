"""What the mails of a kind look like with the organisers' own words: written for a real person, sent to nobody."""

from copy import copy

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from programme.models import Appearance, MailText
from programme.models.mail_texts import values
from programme.request_letters import Request, letter_that_asks, request_mail, requests_in
from womconf.mail import rendering
from womconf.mail.actions import Letter, writes
from womconf.mail.models import Message
from womconf.mail.writing import fill, preview, write

TRIED = 20  # mails of a kind: of the newest ones some have nothing left to say


def sample(text, language, *, person=None):
    """Return an unsaved Message of the kind of a MailText in a language, as it would be written now.

    It goes to `person` ({"attendee": their key} or {"speaker": …}, see last_person); without one it goes to nobody, and
    has the frame and the own words alone.
    """
    if person:
        for message in _newest(text, **person):
            message.language, message.subject, message.text = language, "", ""
            if write(message):
                return message
    message = Message(kind=text.kind, conference_id=text.conference_id, language=language)
    fill(message, _letter_to_nobody(text.conference))
    return message


def sample_request(appearances):
    """Return the mail that asks, or reminds, one speaker for these as it would be written now; nothing is stored."""
    theirs = Appearance.objects.filter(pk__in=[appearance.pk for appearance in appearances]).order_by("pk")
    theirs = list(theirs.with_session().select_related("speaker"))
    message = request_mail(list(map(Request.of, theirs)), timezone.now())
    with translation.override(message.language):
        fill(message, letter_that_asks(requests_in(message.facts, theirs)))
    return preview(message)


def last_person(text):
    """Return whom a mail of this kind can be written to anew: the last one who was written to; {} for nobody."""
    for message in _newest(text):
        person = {name: pk for name in ("attendee", "speaker") if (pk := getattr(message, f"{name}_id"))}
        message.text = ""
        if person and write(message):
            return person
    return {}


def _newest(text, **person):
    of_kind = Message.objects.filter(conference=text.conference_id, kind=text.kind, **person)
    return map(copy, of_kind.order_by("-pk")[:TRIED])


def _letter_to_nobody(conference):
    name, title = _("First name and surname"), _("Title of the session")
    return Letter(
        "programme/sample",
        context={"conference": conference, "name": name},
        values=values(conference, name=name, session=title),
        zone=conference.zone,
    )


@writes("text-trial", pgettext_lazy("kind of e-mail", "trial of a text, to organisers"))
def write_trial(text, language, **person):
    """Write to an organiser what the mails of a kind look like; personal links in it are words.

    Whose mail it shows, the trial is about: it is deleted with them.
    """
    text = MailText.objects.select_related("conference").filter(pk=text).first()
    if text is None:
        return None
    message = sample(text, language, person=person)
    return Letter(
        "programme/trial",
        context={"conference": text.conference, "subject": message.subject, "body": rendering.words(message)},
        zone=text.conference.zone,
    )
