"""The mails that organisers have written themselves, one to each person."""

from django.utils.translation import get_language, pgettext_lazy

from programme.fields import in_language, translations
from programme.models import Speaker
from programme.models.mail_texts import values
from programme.speaker_letters import letter_to_speaker
from registration.emails.letters import letter_to
from registration.models import Attendee, Mailing
from womconf.mail import placeholders
from womconf.mail.actions import note, writes
from womconf.mail.models import Message

KINDS = {Mailing.To.ATTENDEES: ("mailing", "attendee"), Mailing.To.SPEAKERS: ("speaker-mailing", "speaker")}


def send_mailing(mailing, people):
    """Note a mail to each of these people. Return how many are new."""
    return note([message_of(mailing, person) for person in people])


def message_of(mailing, person):
    """Return the unsaved Message of a Mailing to somebody."""
    kind, whom = KINDS[mailing.to]
    return Message(
        kind=kind,
        key=f"mailing:{mailing.pk}:{person.pk}",
        to=person.email,
        language=person.language,
        conference_id=mailing.conference_id,
        priority=Message.Priority.BULK,
        facts={"mailing": mailing.pk},
        **{whom: person},
    )


def messages_of(mailing):
    """Return the QuerySet of the Messages of a Mailing."""
    kind, _whom = KINDS[mailing.to]
    return Message.objects.filter(conference=mailing.conference_id, kind=kind, facts__mailing=mailing.pk)


@writes("mailing", pgettext_lazy("kind of e-mail", "e-mail to many"))
def write_mailing(attendee, mailing):
    person = Attendee.objects.select_related("conference").get(pk=attendee)
    words = _words(mailing, person.conference, person.name)
    return words and letter_to("mailing", attendee, **words)


@writes("speaker-mailing", pgettext_lazy("kind of e-mail", "e-mail to many, to speakers"))
def write_mailing_to_speaker(speaker, mailing):
    person = Speaker.objects.select_related("conference").get(pk=speaker)
    words = _words(mailing, person.conference, person.full_name)
    return words and letter_to_speaker("mailing", speaker, **words)


def _words(mailing, conference, name):
    """Return subject and text in the active language, or in the main one of the conference; None: it was deleted."""
    mailing = Mailing.objects.filter(pk=mailing).first()
    if mailing is None:
        return None
    its = values(conference, name=name)
    return {key: placeholders.fill(_text(getattr(mailing, key), conference), its) for key in ("subject", "text")}


def _text(value, conference):
    texts = translations(value)
    language = get_language() if get_language() in texts else conference.main_language
    return in_language(value, language)[0]
