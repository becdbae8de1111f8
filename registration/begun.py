"""E-mails to many that are begun by a link: for one session, with words and the people that they are for."""

from django.utils import translation
from i18nfield.strings import LazyI18nString

from programme.models import Session
from registration import further_dates, reinstated
from registration.models import Mailing

OCCASIONS = {"waiting_for": further_dates, "lost_with": reinstated}  # {name in the address: module}


def asked_for(query, conference):
    """Return (occasion, session) that an address names, or (None, None): there is no such session in the conference."""
    for name, occasion in OCCASIONS.items():
        key = query.get(name, "")
        if key.isdecimal() and (found := Session.objects.filter(pk=key, conference=conference).first()):
            return occasion, found
    return None, None


def first_words(occasion, session):
    """Return {"to", "subject", "text"}, the texts in each language of the conference."""
    subjects, texts = {}, {}
    for language in session.conference.languages:
        with translation.override(language):
            if said := occasion.words(session):
                subjects[language], texts[language] = said
    return {"to": Mailing.To.ATTENDEES, "subject": LazyI18nString(subjects), "text": LazyI18nString(texts)}
