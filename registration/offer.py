"""What a conference offers to those who register, kept in each process until something of it changes.

See docs/decisions/0008.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass, field

from programme.fingerprint import fingerprint
from programme.models import Conference, Session
from registration.models.questions import Option, Question

MAX_OFFERS = 10  # in each process
OF_CONFERENCE = "conference_id = %(conference)s"
QUESTIONS = (
    (Question, OF_CONFERENCE),
    (Option, f"question_id IN (SELECT id FROM {Question._meta.db_table} WHERE {OF_CONFERENCE})"),  # noqa: S608
)

_offers = OrderedDict()
_lock = threading.Lock()


@dataclass(frozen=True)
class Offer:
    """A public conference with what its form shows, as it was at one moment. Threads share it: nobody changes it."""

    fingerprint: str
    conference: Conference
    sessions: list  # of Session.objects.public().with_programme()
    questions: list
    pages: OrderedDict = field(default_factory=OrderedDict)  # rendered of it, see form_page


def current(slug):
    """Return the Offer of the public conference with this slug, or None where there is none.

    One statement, unless something has changed.
    """
    offer = _offers.get(slug)
    if offer is None or offer.fingerprint != fingerprint(offer.conference.pk, QUESTIONS):
        offer = _read(slug)
    with _lock:
        _offers.pop(slug, None)
        if offer:
            _offers[slug] = offer
        if len(_offers) > MAX_OFFERS:
            _offers.popitem(last=False)
    return offer


def forget():
    """Forget everything that is kept."""
    _offers.clear()


def _read(slug):
    pk = Conference.objects.filter(slug=slug).values_list("pk", flat=True).first()
    if pk is None:
        return None
    before = fingerprint(pk, QUESTIONS)  # first: what is kept may be newer than its fingerprint, never older
    conference = Conference.objects.public().filter(pk=pk, slug=slug).first()
    if conference is None:
        return None
    sessions = Session.objects.public().filter(conference=pk).with_programme().prefetch_related("pools__slot")
    return Offer(before, conference, list(sessions), list(Question.objects.asked_in(conference)))
