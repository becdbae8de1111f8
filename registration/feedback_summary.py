"""What people said of the sessions of a conference, for its organisers: sums, and texts in no order."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from programme.exports.tables import Table
from programme.models import Session
from registration.actions.feedback import AT_ONCE
from registration.models import Feedback, Registration

WIDTH = 20


@dataclass
class Bar:
    """One stripe of the picture, in hundredths of its width."""

    rating: int
    label: str
    number: int
    x: float
    width: float


@dataclass
class Row:
    """What is known of one session. `answers` are those that may be shown; none: there are fewer than three so far."""

    session: Session
    people: int  # who were there, where that was noted; else who had a place
    answers: list

    @property
    def number(self):
        return len(self.answers)

    @property
    def average(self):
        return sum(answer.rating for answer in self.answers) / self.number if self.answers else None

    @property
    def bars(self):
        """Return the Bar of each rating, the best first, those that nobody chose included."""
        counts, bars, x = Counter(answer.rating for answer in self.answers), [], 0.0
        for rating, label in Feedback.Rating.choices:
            width = 100 * counts[rating] / (self.number or 1)
            bars.append(Bar(rating, str(label), counts[rating], x, width))
            x += width
        return bars

    @property
    def good(self):
        return sorted(answer.good for answer in self.answers if answer.good)

    @property
    def better(self):
        return sorted(answer.better for answer in self.answers if answer.better)


def rows(conference):
    """Return the Row of each session to which people came, in the order of time."""
    sessions = Session.objects.filter(conference=conference).announced().exclude(status=Session.Status.CANCELLED)
    found = [session for session in sessions.prefetch_related("slots") if session.last_moment]
    answers = defaultdict(list)
    for answer in Feedback.objects.filter(session__in=found, is_shown=True):
        answers[answer.session_id].append(answer)
    confirmed = Registration.objects.filter(session__in=found, slot=None).confirmed().order_by()
    numbers = {"places": Count("pk"), "present": Count("pk", filter=Q(attended_at__isnull=False))}
    counted = confirmed.values_list("session").annotate(**numbers)
    people = {session: present or places for session, places, present in counted}
    made = [
        Row(session, people.get(session.pk, 0), answers[session.pk] if len(answers[session.pk]) >= AT_ONCE else [])
        for session in sorted(found, key=lambda session: (session.last_moment, session.pk))
    ]
    return [row for row in made if row.people or row.answers]


def table(found):
    """Return the Rows as a Table: one line a session with its sums, then one a text."""
    ratings = [str(label) for _rating, label in Feedback.Rating.choices]
    columns = [_("Session"), _("People"), _("Answers"), _("Average"), *ratings, _("Good"), _("Could be better")]
    return Table(_("How it was"), [(title, WIDTH) for title in columns], list(_lines(found, len(ratings))))


def _lines(found, number):
    for row in found:
        title = str(row.session.title)
        average = f"{row.average:.2f}" if row.answers else ""
        yield [title, row.people, row.number, average, *(bar.number for bar in row.bars), "", ""]
        blank = [""] * (3 + number)
        yield from ([title, *blank, text, ""] for text in row.good)
        yield from ([title, *blank, "", text] for text in row.better)
