"""What is left to tell in a conference, put together as an organiser looks at it."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from programme.telling.audiences import (
    AUDIENCES,
    MOST_AT_A_GLANCE,
    TooManyForAGlance,
    audience_of,
    reachable,
    untold,
)
from programme.telling.changes import Change, digest
from programme.telling.reminders import is_reminded_of


@dataclass
class SameChange:
    """One change that several people do not know of, such as a new time of one slot."""

    change: Change
    people: list = field(default_factory=list)


@dataclass
class Overview:
    """Changes of which somebody was not told; those that a mail on its way tells are counted apart."""

    every_change: list

    @classmethod
    def of(cls, conference, sessions=None, most=None):
        """Return that of a conference. The rest: as for Audience.untold."""
        return cls(untold(conference, sessions=sessions, most=most))

    @cached_property
    def changes(self):
        return [change for change in self.every_change if not change.is_on_the_way]

    @property
    def digest(self):
        return digest(self.changes)

    @cached_property
    def people(self):
        return list(dict.fromkeys(change.person for change in self.changes))

    @cached_property
    def to_write_to(self):
        return reachable(self.people)

    @property
    def to_call(self):
        to_write_to = set(self.to_write_to)
        return [person for person in self.people if person not in to_write_to]

    @property
    def who(self):
        """Say how many people of each kind they are; "" where there is nobody."""
        return counted(self.people)

    @property
    def tells_itself(self):
        """Whether some of it is about a session of which people are reminded by now: that tells it, too."""
        return any(is_reminded_of(change.slot) for change in self.changes if change.now and change.slot)

    @cached_property
    def leaving(self):
        """Return the people whose mail leaves now."""
        now = timezone.now()
        people = [change.person for change in self.every_change if change.is_on_the_way and change.leaves_at <= now]
        return list(dict.fromkeys(people))

    @cached_property
    def planned(self):
        """Return [(moment, people)] of the mails that leave later, the first ones first."""
        now, moments = timezone.now(), defaultdict(dict)
        for change in self.every_change:
            if change.is_on_the_way and change.leaves_at > now:
                moments[change.leaves_at][change.person] = True
        return [(moment, list(moments[moment])) for moment in sorted(moments)]

    @property
    def plans(self):
        """Say of each moment, on the conference's clock, to whom mails leave then."""
        return [_planned_for(moment, people) for moment, people in self.planned]

    @cached_property
    def by_session(self):
        """Return [(Session or None, Overview of it)] in the order of time, what belongs to no session any more last."""
        groups = defaultdict(list)
        for change in sorted(self.changes, key=lambda change: (change.facts.starts_at, change.uid)):
            groups[change.session].append(change)
        return sorted(((s, Overview(changes)) for s, changes in groups.items()), key=lambda pair: pair[0] is None)

    @cached_property
    def same(self):
        """Return each SameChange once, in the order of time."""
        found = {}
        for change in self.changes:
            found.setdefault((change.uid, *change.differences), SameChange(change)).people.append(change.person)
        return list(found.values())

    @cached_property
    def samples(self):
        """Return one person of each kind and language to whom a mail goes: theirs shows what all of these look like."""
        found = {}
        for person in self.to_write_to:
            found.setdefault((audience_of(person), person.language), person)
        return list(found.values())


def counted(people):
    """Say how many people of each kind there are: 40 people and 2 speakers; "" where there is nobody."""
    words = []
    for audience in AUDIENCES[::-1]:
        if number := sum(audience_of(person) is audience for person in people):
            words.append(audience.counted(number))
    return _(" and ").join(words)


def _planned_for(moment, people):
    when = date_format(timezone.localtime(moment, people[0].conference.zone), "DATETIME_FORMAT")
    one, many = _("Planned for %(when)s: e-mail to %(who)s."), _("Planned for %(when)s: e-mails to %(who)s.")
    return (many if len(people) > 1 else one) % {"when": when, "who": counted(people)}


def at_a_glance(conference, sessions=None):
    """Return (Overview, None), or where that took too long (None, {key of a session: who may not know, in words}).

    Under the key None stands who may not know anything of the conference.
    """
    try:
        return Overview.of(conference, sessions, most=MOST_AT_A_GLANCE), None
    except TooManyForAGlance:
        counts = [(audience, audience.roughly_untold(conference, sessions)) for audience in AUDIENCES[::-1]]
        keys = {key for _audience, found in counts for key in found}
        return None, {key: _roughly([(audience, found.get(key, 0)) for audience, found in counts]) for key in keys}


def _roughly(counts):
    who = _(" and ").join(audience.counted(number) for audience, number in counts if number)
    return _("about %(who)s") % {"who": who}


def who_by_session(conference, sessions):
    """Return {key of a session: who does not know of it yet, in words}, for some sessions of a conference."""
    overview, roughly = at_a_glance(conference, [session.pk for session in sessions])
    if roughly:
        return roughly
    people = defaultdict(dict)
    for change in overview.changes:
        if change.session:
            people[change.session.pk][change.person] = True
    return {pk: counted(found) for pk, found in people.items()}
