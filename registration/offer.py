"""What a conference offers to those who register: rows, kept in each process until something of them changes."""

from dataclasses import dataclass

from programme.published import Published
from programme.published import current as current_published
from registration.models.questions import Question
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
    if getattr(request, "reads_anew", False):
        return value_of(_read(request, slug))
    return store.get_or_make(("offer", slug), lambda: _read(request, slug))


def _read(request, slug):
    published = current_published(request, slug)
    if published is None:
        return None
    questions = list(Question.objects.asked_in(published.conference))
    size = QUESTION_BYTES * (1 + len(questions))
    return Made(Offer(published, questions), size, published.conference.pk, published.moment, until=None)
