"""People who were told of a session, and the mails to those whose calendars decline it."""

from django.utils import translation

from programme import emails as programme_emails
from programme.models import Part
from programme.telling import SPEAKERS, Said
from registration import emails
from registration.telling import ATTENDEES
from tests.factories import AppearanceFactory, RegistrationFactory


def told_attendee(session, **changes):
    """Return the registration of somebody who was told of it."""
    registration = RegistrationFactory(
        session=session, **{f"attendee__{name}": given for name, given in changes.items()}
    )
    _tell(ATTENDEES, registration.attendee, session, Part.ATTENDING)
    return registration


def told_speaker(session, **changes):
    """Return the appearance of somebody who agreed and was told of it."""
    appearance = AppearanceFactory(session=session, **{f"speaker__{name}": given for name, given in changes.items()})
    _tell(SPEAKERS, appearance.speaker, session, Part.SPEAKING)
    return appearance


def _tell(audience, person, session, part):
    with translation.override(person.language):
        said = [Said.of(slot, part) for slot in session.slots.select_related("session", "room")]
    audience.note(person.pk, said)


def declined(session, language):
    registration = told_attendee(session, language=language, name="Erika Müßig")
    emails.ask_who_declined(registration, registration.attendee.told.get())


def speaker_declined(session, language):
    session.conference.languages = [language]
    session.conference.save()
    appearance = told_speaker(session, language=language, name="Erika Müßig")
    programme_emails.ask_speaker_who_declined(appearance, appearance.speaker.told.get())
    return "speaker-declined"


def calendar_answer(session, language):
    speaker_declined(session, language)
    return "speaker-calendar-answer"
