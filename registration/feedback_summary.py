"""What people said of the sessions of a conference, for its organisers: sums, and texts in no order."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Count
from django.utils import timezone
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
    people: int  # who had a place, and so could answer; fewer than answers once somebody was deleted
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


def rows(conference, now=None):
    """Return the Row of each session that is over and in which people had places, in the order of time."""
    now = now or timezone.now()
    sessions = Session.objects.filter(conference=conference).announced().exclude(status=Session.Status.CANCELLED)
    over = [each for each in sessions.select_related("conference").prefetch_related("slots") if each.has_ended(now)]
    answers = defaultdict(list)
    for answer in Feedback.objects.filter(session__in=over, is_shown=True):
        answers[answer.session_id].append(answer)
    confirmed = Registration.objects.filter(session__in=over, slot=None).confirmed().order_by()
    people = dict(confirmed.values_list("session").annotate(Count("pk")))
    made = [
        Row(session, people.get(session.pk, 0), answers[session.pk] if len(answers[session.pk]) >= AT_ONCE else [])
        for session in sorted(over, key=lambda session: (session.last_moment, session.pk))
    ]
    return [row for row in made if row.people or row.answers]


def average_in_words():
    """Return the heading of averages with the scale: people elsewhere read a 1 as the best."""
    ratings = Feedback.Rating.choices
    (best, best_label), (worst, worst_label) = ratings[0], ratings[-1]
    scale = {"best": best, "best_label": best_label, "worst": worst, "worst_label": worst_label}
    return _("Average (%(best)d = %(best_label)s, %(worst)d = %(worst_label)s)") % scale


def table(found):
    """Return the Rows as a Table: one line a session with its sums, then one a text."""
    ratings = [str(label) for _rating, label in Feedback.Rating.choices]
    columns = [_("Session"), _("Had a place"), _("Answers"), average_in_words(), *ratings]
    columns += [_("What was good"), _("What could be better")]
    return Table(_("How it was"), [(title, WIDTH) for title in columns], list(_lines(found, len(ratings))))


def _lines(found, number):
    for row in found:
        title = str(row.session.title)
        average = f"{row.average:.2f}" if row.answers else ""
        yield [title, row.people, row.number, average, *(bar.number for bar in row.bars), "", ""]
        blank = [""] * (3 + number)
        yield from ([title, *blank, text, ""] for text in row.good)
        yield from ([title, *blank, "", text] for text in row.better)
