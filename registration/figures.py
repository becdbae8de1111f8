"""Figures of a conference for its organisers: how many, of what, since when. No names."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from itertools import accumulate

from django.conf import settings
from django.db.models import Count, Exists, OuterRef
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme.models import Pool
from registration.models import Attendee, Registration

MOST_SESSIONS = 20
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


class Figures:
    def __init__(self, conference, today):
        self.conference, self.today = conference, today
        self.there = Registration.objects.filter(session__conference=conference).live().settled().order_by()

    @cached_property
    def _counted(self):
        """Return [(day, status, mode, number)] of the registrations that are there, in one statement."""
        day = TruncDate("created_at", tzinfo=self.conference.zone)
        return list(self.there.annotate(day=day).values_list("day", "status", "pool__mode").annotate(n=Count("pk")))

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

    @property
    def by_session(self):
        """Return [Row] of the sessions that most people come to."""
        pools = Pool.objects.filter(session__conference=self.conference, slot=None).exclude(session__status="cancelled")
        found = list(pools.select_related("session").order_by("-taken", "session", "pk")[:MOST_SESSIONS])
        waiting = dict(self.there.waiting().filter(pool__in=found).order_by().values_list("pool").annotate(Count("pk")))
        scale = max((max(pool.taken, pool.capacity or 0) for pool in found), default=0)
        return [
            Row(
                title=f"{pool.session.title}{f' ({pool.get_mode_display()})' if pool.mode else ''}",
                page=self._page(session=pool.session_id),
                taken=pool.taken,
                capacity=pool.capacity,
                waiting=waiting.get(pool.pk, 0),
                scale=scale,
            )
            for pool in found
        ]

    @property
    def sums(self):
        """Return [(heading, [(what, number)])]: people, registrations, who waits; by mode and by language of e-mails.

        Modes and languages are listed only where there are several.
        """
        live = Registration.objects.live().settled().filter(attendee=OuterRef("pk")).order_by()
        people = Attendee.objects.filter(Exists(live), conference=self.conference).order_by()
        languages = dict(people.values_list("language").annotate(number=Count("pk")))
        of_all = [
            (_("people"), sum(languages.values())),
            (_("places taken"), self._number(Registration.Status.CONFIRMED)),
            (_("on waiting lists"), self._number(Registration.Status.WAITING)),
        ]
        counted = [("", of_all)]
        modes = Counter()
        for _day, status, mode, number in self._counted:
            if status == Registration.Status.CONFIRMED:
                modes[mode] += number
        if modes.keys() - {Pool.Mode.ANY}:
            by_mode = [(MODES.get(mode, Pool.Mode(mode).label), number) for mode, number in sorted(modes.items())]
            counted.append((_("Places taken, on site or online"), by_mode))
        if len(languages) > 1:
            names = dict(settings.LANGUAGES)
            by_language = [(_(names.get(code, code)), number) for code, number in sorted(languages.items())]
            counted.append((_("People, by language of e-mails"), by_language))
        return counted

    def _page(self, **query):
        within = {"session__conference__id__exact": self.conference.pk, **query}
        return reverse("admin:registration_registration_changelist", query=within)
