"""What a conference offers to those who register: rows, kept in each process until something of them changes."""

from dataclasses import dataclass

from programme.models import Conference, Session
from registration.models.questions import Question
from womconf.kept.listening import listener
from womconf.kept.store import Made, store

SESSION_BYTES = 10_000  # about: a session with its slots, people and places


@dataclass(frozen=True)
class Offer:
    """A public conference with what its form shows, as it was at one moment. Threads share it: nobody changes it."""

    conference: Conference
    sessions: list  # of Session.objects.public().with_programme()
    questions: list
    moment: int | None  # of womconf.kept.listening, before they were read


def current(slug):
    """Return the Offer of the public conference with this slug, or None where there is none."""
    return store.get_or_make(("offer", slug), lambda: _read(slug))


def _read(slug):
    moment = listener.moment()
    conference = Conference.objects.public().filter(slug=slug).first()
    if conference is None:
        return None
    sessions = Session.objects.public().filter(conference=conference).with_programme().prefetch_related("pools__slot")
    offer = Offer(conference, list(sessions), list(Question.objects.asked_in(conference)), moment)
    return Made(offer, SESSION_BYTES * (1 + len(offer.sessions)), conference.pk, moment, until=None)
