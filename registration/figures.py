"""Figures of a conference for its organisers: how many, of what, since when. No names."""

import time
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from itertools import accumulate

from django.conf import settings
from django.db import connection
from django.db.models import Count, DateTimeField, Exists, Func, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme.models import Pool
from registration.models import Attendee, Registration
from womconf.kept.listening import listener
from womconf.kept.store import Made, store

MOST_SESSIONS = 20
KEPT_TIMES = 100  # as long as it took to count
FIGURES_BYTES = 200_000  # at most, about
MODES = {Pool.Mode.ANY: gettext_lazy("without distinction")}
WIDTH, HEIGHT = 600, 120


@dataclass
class Line:
    """A curve of (day, number so far), drawn in a box of WIDTH and HEIGHT."""

    days: list

    @property
    def points(self):
        first, last, most = self.days[0][0], self.days[-1][0], max(1, self.days[-1][1])
        span = max(1, (last - first).days)
        places = [((day - first).days / span * WIDTH, HEIGHT - number / most * HEIGHT) for day, number in self.days]
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in places)

    @property
    def first(self):
        return self.days[0][0]

    @property
    def last(self):
        return self.days[-1][0]

    @property
    def most(self):
        return self.days[-1][1]


@dataclass
class Row:
    """The places of one session: taken, how many there are (None: no limit), and how many people wait."""

    title: str
    page: str
    taken: int
    capacity: int | None
    waiting: int
    scale: int

    @property
    def width(self):
        return 100 * self.taken // (self.scale or 1)

    @property
    def room_left(self):
        """How far the bar of all places reaches."""
        return min(100, 100 * (self.capacity or 0) // (self.scale or 1))


class Quarter(Func):
    """The quarter of an hour in which a moment lies."""

    template = "date_bin('15 minutes', %(expressions)s, '2000-01-01 00:00:00+00')"
    output_field = DateTimeField()


def current(conference, today):
    """Return the Figures of a conference: counted just now, or lately, if to count them takes long.

    They are kept for a hundred times as long as it took: a moment for most conferences, ten seconds where a hundred
    thousand people register.
    """
    return store.get_or_make(("figures", conference.pk, today), lambda: _made(conference, today))


def _made(conference, today):
    moment, began = listener.moment(), time.monotonic()
    figures = Figures(conference, today)
    figures.count()
    until = timezone.now() + KEPT_TIMES * timedelta(seconds=time.monotonic() - began)
    return Made(figures, FIGURES_BYTES, conference.pk, moment, until)


class Figures:
    """Of what is counted, words and addresses are made for each reader. Threads share it."""

    def __init__(self, conference, today):
        self.conference, self.today = conference, today
        self.there = Registration.objects.filter(session__conference=conference).live().settled().order_by()

    @cached_property
    def _counted(self):
        """Return [(day, status, mode, number)] of the registrations that are there, in one statement.

        To find the day of a moment takes PostgreSQL as long as all the rest. So it counts by quarters of an hour first:
        no zone begins its day at another minute.
        """
        there = self.there.annotate(quarter=Quarter("created_at")).values("quarter", "status", "pool__mode")
        counted, values = there.annotate(n=Count("pk")).query.sql_with_params()
        statement = f"""
            SELECT (quarter AT TIME ZONE %s)::date AS day, status, mode, sum(n)::bigint
            FROM ({counted}) counted (quarter, status, mode, n) GROUP BY 1, 2, 3
        """  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(statement, [self.conference.time_zone, *values])
            return cursor.fetchall()

    def _number(self, status):
        return sum(number for _day, its, _mode, number in self._counted if its == status)

    @property
    def by_day(self):
        """Return the Line of registrations that are there today, by the day on which they came; None: there is none."""
        numbers = Counter()
        for day, _status, _mode, number in self._counted:
            numbers[day] += number
        if not numbers:
            return None
        days = sorted(numbers)
        sums = accumulate(numbers[day] for day in days)
        line = [(days[0] - timedelta(days=1), 0), *zip(days, sums, strict=True)]
        if line[-1][0] < self.today:
            line.append((self.today, line[-1][1]))
        return Line(line)

    @cached_property
    def _languages(self):
        """Return {language: how many people}."""
        live = Registration.objects.live().settled().filter(attendee=OuterRef("pk")).order_by()
        people = Attendee.objects.filter(Exists(live), conference=self.conference).order_by()
        return dict(people.values_list("language").annotate(number=Count("pk")))

    @cached_property
    def _fullest(self):
        """Return [(pool, how many wait for it)] of the sessions that most people come to."""
        pools = Pool.objects.filter(session__conference=self.conference, slot=None).exclude(session__status="cancelled")
        found = list(pools.select_related("session").order_by("-taken", "session", "pk")[:MOST_SESSIONS])
        waiting = dict(self.there.waiting().filter(pool__in=found).order_by().values_list("pool").annotate(Count("pk")))
        return [(pool, waiting.get(pool.pk, 0)) for pool in found]

    @cached_property
    def _held(self):
        """Return in how many places somebody stands who has yet to confirm; the places taken of a session name them."""
        pending = Registration.objects.filter(session__conference=self.conference, slot=None)
        return pending.filter(status=Registration.Status.PENDING).count()

    def count(self):
        return self._counted, self._languages, self._fullest, self._held

    @property
    def by_session(self):
        """Return [Row] of the sessions that most people come to."""
        scale = max((max(pool.taken, pool.capacity or 0) for pool, _waiting in self._fullest), default=0)
        return [
            Row(
                title=f"{pool.session.title}{f' ({pool.get_mode_display()})' if pool.mode else ''}",
                page=self._page(session=pool.session_id),
                taken=pool.taken,
                capacity=pool.capacity,
                waiting=waiting,
                scale=scale,
            )
            for pool, waiting in self._fullest
        ]

    @property
    def sums(self):
        """Return [(heading, [(what, number)])]: people, registrations, who waits; by mode and by language of e-mails.

        Modes and languages are listed only where there are several.
        """
        of_all = [
            (_("people"), sum(self._languages.values())),
            (_("places taken"), self._number(Registration.Status.CONFIRMED)),
            (_("on waiting lists"), self._number(Registration.Status.WAITING)),
        ]
        if self._held:
            of_all.append((_("held until the address is confirmed"), self._held))
        counted = [("", of_all)]
        modes = Counter()
        for _day, status, mode, number in self._counted:
            if status == Registration.Status.CONFIRMED:
                modes[mode] += number
        if modes.keys() - {Pool.Mode.ANY}:
            by_mode = [(MODES.get(mode, Pool.Mode(mode).label), number) for mode, number in sorted(modes.items())]
            counted.append((_("Places taken, on site or online"), by_mode))
        if len(self._languages) > 1:
            names = dict(settings.LANGUAGES)
            by_language = [(_(names.get(code, code)), number) for code, number in sorted(self._languages.items())]
            counted.append((_("People, by language of e-mails"), by_language))
        return counted

    def _page(self, **query):
        within = {"session__conference__id__exact": self.conference.pk, **query}
        return reverse("admin:registration_registration_changelist", query=within)
