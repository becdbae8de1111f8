"""What a conference offers to those who register: rows, kept in each process until something of them changes."""

from dataclasses import dataclass

from programme.published import Published
from programme.published import current as current_published
from registration.models.questions import Question
from womconf.kept.listening import listener
from womconf.kept.store import Made, store, value_of

QUESTION_BYTES = 10_000  # about: a question with its answers, and whose they are


@dataclass(frozen=True)
class Offer:
    """A public conference with what its form shows, as it was at one moment. Threads share it: nobody changes it."""

    published: Published
    questions: list

    @property
    def conference(self):
        return self.published.conference

    @property
    def sessions(self):
        return self.published.sessions


def current(request, slug):
    """Return the Offer of the public conference with this slug, or None where there is none."""
    published = current_published(request, slug)
    if published is None:
        return None
    conference = published.conference
    if getattr(request, "reads_anew", False):
        questions = value_of(_read(conference))
    else:
        questions = store.get_or_make(("questions", conference.pk), lambda: _read(conference))
    return Offer(published, questions)


def _read(conference):
    moment = listener.moment()
    questions = list(Question.objects.asked_in(conference))
    return Made(questions, QUESTION_BYTES * (1 + len(questions)), conference.pk, moment, until=None)
