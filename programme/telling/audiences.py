"""The kinds of people who are told of changes: what they do not know, and the two ways in which they learn it."""

from abc import ABC, abstractmethod
from collections import defaultdict
from dataclasses import replace
from types import MappingProxyType

from django.db import connection
from django.db.models import Max, Q
from django.utils import timezone, translation

from programme.models import Facts, Part, Session, Slot, Told
from programme.telling.changes import Change
from womconf.mail import bounces
from womconf.mail.actions import cancel_scheduled, note
from womconf.mail.models import Message
from womconf.mail.writing import preview

ALL = "all slots of all their sessions"
LEAVING = [Message.Status.QUEUED, Message.Status.HELD, Message.Status.SENDING]
COLUMNS = ["slot", "session", "revision", "sequence", "part", "title", "starts_at", "ends_at", "room", "status"]
MOST_AT_A_GLANCE = 2_000  # rows that may differ: to look at each of them takes a fraction of a second
HOW = ["by", "message", "organiser", "note", "told_at"]


# How many people may not know something, in all (first row) and of each session.
ROUGHLY = """
    SELECT coalesce(slot.session_id, told.session_id), count(DISTINCT found.person)
    FROM ({may_differ}) found (person, slot_id, part, told_id, is_lost)
    LEFT JOIN programme_slot slot ON slot.id = found.slot_id
    LEFT JOIN {told} told ON told.id = found.told_id
    GROUP BY GROUPING SETS ((1), ()) ORDER BY grouping(coalesce(slot.session_id, told.session_id)) DESC
"""


class TooManyForAGlance(Exception):
    """So much may have changed for so many people that only a page of its own looks at each of them."""


class Audience(ABC):
    """People of one kind.

    `told` is the model of what they were told, `person` its foreign key to them. `kind` is that of the mail that tells
    whatever somebody does not know, and `kinds` are those of all mails that tell something of slots.

    `may_differ` is SQL with a row wherever what they were told and what is true may differ: key of the person, key of
    the slot, Part, key of Told, and whether the mail that told so never arrived. Its parameters are `conference`,
    `person`, which is NULL for everybody, and `sessions`, an array of keys, which is NULL for all of them.

    `reminders` are the kinds of mail that remind them, by their occasion, and `leading_in` those mails whose text has
    the way into an online session. `reminded` is SQL with the people of the Moments `given` (telling.reminders): all
    who take part and want to be reminded.
    """

    told = None
    person = ""
    kind = ""
    kinds = ()
    may_differ = ""
    reminders = MappingProxyType({})
    leading_in = ()
    reminded = ""

    @property
    def model(self):
        return self.told._meta.get_field(self.person).related_model

    @abstractmethod
    def counted(self, number):
        """Say that so many of these people are meant."""

    @abstractmethod
    def told_by(self, messages):
        """Return {key of a mail: what it tells of}, for mails of other kinds than `kind`; a mail left out tells all.

        It tells of slots in which the person takes part, as (key of the session, key of the slot), and of what they
        have no part in any more in a session, as (its key, None).
        """

    @abstractmethod
    def pools_of(self, slot, session, *, is_online):
        """Return the keys of the pools whose people take part in a slot (`is_online`: there), [None] for speakers."""

    def left_to_say(self, person):
        """Return the Changes that the mail of this kind to a person has to tell: other mails tell the rest."""
        changes = self._untold(person.conference, person.pk, [kind for kind in self.kinds if kind != self.kind])
        return [change for change in changes if not change.is_on_the_way]

    def untold(self, conference, person=None, *, sessions=None, most=None):
        """Return the Changes of which these people, or this one (a key), were not told, one after the other.

        `sessions` are the keys of those that are looked at, None for all. What is over is left out. Seven statements,
        however many there are. Raise TooManyForAGlance where more than `most` rows would have to be looked at.
        """
        return self._untold(conference, person, self.kinds, sessions, most)

    def roughly_untold(self, conference, sessions=None):
        """Return {key of a session: people who may not know something of it}; of all of them under the key None."""
        statement = ROUGHLY.format(may_differ=self.may_differ, told=self.told._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(statement, {"conference": conference.pk, "person": None, "sessions": sessions})
            counts = cursor.fetchall()
        of_all = counts[0][1] if counts else 0
        return {session: number for session, number in counts[1:] if session} | {None: of_all}

    def _untold(self, conference, person, kinds, sessions=None, most=None):
        # Before what they were told: of a mail that is written meanwhile, somebody is then told, or it is on its way.
        leaving = self._leaving(conference, person, kinds)
        with connection.cursor() as cursor:
            cursor.execute(self.may_differ, {"conference": conference.pk, "person": person, "sessions": sessions})
            rows = cursor.fetchall()
        if most is not None and len(rows) > most:
            raise TooManyForAGlance
        people = self.model.objects.in_bulk({row[0] for row in rows})
        known = self.told.objects.in_bulk({row[3] for row in rows} - {None})
        off = self.told.objects.filter(part=Part.NONE, **{f"{self.person}__in": people})
        off = set(off.values_list(self.person, "uid"))
        slots = Slot.objects.select_related("room").in_bulk({row[1] for row in rows} - {None})
        _share(conference, people.values(), [*known.values(), *slots.values()])
        found = (
            self._change(people[pk], slots.get(slot), known.get(told), part=part, is_lost=is_lost, leaving=leaving[pk])
            for pk, slot, part, told, is_lost in rows
            if pk in people and (slot in slots or told in known)
        )
        return [replace(each, is_again=each.is_new and (each.person.pk, each.uid) in off) for each in found if each]

    def _change(self, person, slot, known, *, part, is_lost, leaving):
        """Return the Change of one person and slot; None where nothing differs, or it is over.

        Of somebody whom the last mail did not reach nobody can say what they know: what is true is new to them. Who was
        told nothing of a session that is cancelled by now hears what was to be.
        """
        with translation.override(person.language):
            now = Facts.of(slot, part) if slot and part else None
        said = known.facts if known else None
        if now and known is None and slot.session.is_cancelled:
            now, said = None, now
        if not is_lost and now == (said if said and said.part != Part.NONE else None):
            return None
        if not person.conference.is_rehearsal and (_is_over(now, said) or _is_waited_for_in_vain(now, said)):
            return None
        session = slot.session if slot else known.session
        told_by = (session and session.pk, slot.pk if now else None)
        before = None if now and (is_lost or said is None or said.part == Part.NONE) else said
        moments = [leaving[key] for key in (told_by, ALL) if key in leaving]
        uid = slot.uid if slot else known.uid
        return Change(person, uid, slot, session, before, now, min(moments, default=None))

    def _leaving(self, conference, person, kinds):
        """Return {key of a person: {what a mail tells of (see told_by), or ALL: when that mail leaves}}."""
        found = defaultdict(dict)
        whose = {self.person: person} if person else {f"{self.person}__isnull": False}
        unwritten = Message.objects.filter(conference=conference, **whose, kind__in=kinds, text="")
        messages = list(unwritten.filter(status__in=LEAVING).order_by("-not_before"))
        told = self.told_by([message for message in messages if message.kind != self.kind])
        for message in messages:
            person = getattr(message, f"{self.person}_id")
            for key in told.get(message.pk, [ALL]):
                found[person][key] = message.not_before
        return found

    def write_to(self, people, *, at=None):
        """Have these people told, by one mail each, of all that they do not know when it leaves: at once, or `at`.

        A mail that is on its way and not written yet says it all, so there is no second one; one that was to leave at
        another time gives way. Nobody is written to whose mails come back: what tells them would come back, too, so
        that they were untold again. Return how many are new.
        """
        people = reachable(people)
        mails = Message.objects.filter(**{f"{self.person}__in": people}, kind=self.kind)
        cancel_scheduled(mails.filter(text=""), at=at)
        over = mails.filter(Q(status__in=[Message.Status.CANCELLED, Message.Status.FAILED]) | ~Q(text=""))
        last = dict(over.values_list(self.person).annotate(last=Max("pk")).order_by())
        return note([self._message(person, last.get(person.pk, 0), at) for person in people])

    def keep_back(self, people):
        """Cancel the mails that were to tell these people later. Return how many; what they say is untold again."""
        mails = Message.objects.filter(**{f"{self.person}__in": people}, kind=self.kind, text="")
        return cancel_scheduled(mails, at=None)

    def reminder(self, person, occasion, slots):
        """Return the mail that reminds a person of slots; its facts name their starts, so that there is only one."""
        kind = self.reminders[occasion]
        return Message(
            kind=kind,
            key=f"{kind}:{person.pk}:{slots[0].pk}:{slots[0].starts_at.isoformat()}",
            to=person.email,
            language=person.language,
            conference_id=person.conference_id,
            **{self.person: person},
            priority=Message.Priority.NORMAL if occasion.is_of_online_slots else Message.Priority.BULK,
            facts={"starts": {str(slot.pk): slot.starts_at.isoformat() for slot in slots}},
        )

    def sample(self, person):
        """Return the mail to a person as it would be written now; nothing is stored."""
        return preview(self._message(person, 0, None))

    def _message(self, person, last, at):
        """Return the mail to a person; the mail of this kind before it names the occasion."""
        when = {"not_before": at} if at else {}
        return Message(
            kind=self.kind,
            key=f"{self.kind}:{person.pk}:{last}",
            to=person.email,
            language=person.language,
            conference_id=person.conference_id,
            **{self.person: person},
            **when,
        )

    def numbered(self, person, said):
        """Return Said with what a person (their key) was told before, and the SEQUENCE that follows from it.

        It is the slot's revision, and never less than what their calendar has seen: who gives a place back and gets it
        again is invited to the same revision twice.
        """
        known = {row.uid: row for row in self.told.objects.filter(**{self.person: person})}
        return [_numbered(each, known.get(each.uid)) for each in said]

    def note(self, person, said, *, message=None, organiser=None, words=""):
        """Write down that a person (their key) was told `said`, which is numbered.

        It was by a mail, or by an organiser who says how in `words`.
        """
        by = Told.By.MAIL if message else Told.By.ORGANISER
        how = {"by": by, "message": message, "organiser": organiser, "note": words, "told_at": timezone.now()}
        rows = [self.told(**{f"{self.person}_id": person}, **how) for each in said if each.facts]
        for row, each in zip(rows, (each for each in said if each.facts), strict=True):
            row.take(each)
        self.told.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=[self.person, "uid"], update_fields=[*COLUMNS, *HOW]
        )
        for each in said:
            if not each.facts:
                gone = self.told.objects.filter(**{self.person: person}, uid=each.uid)
                gone.update(part=Part.NONE, sequence=each.sequence, **how)


def reachable(people):
    """Return those of some people to whom an e-mail arrives, as far as we know."""
    broken = bounces.among([person.email for person in people])
    return [person for person in people if person.email and person.email not in broken]


def _share(conference, people, of_sessions):
    """Give people their conference, and rows their session with it: each once, for there may be thousands of them."""
    sessions = Session.objects.in_bulk({row.session_id for row in of_sessions} - {None})
    for row in [*people, *sessions.values()]:
        row.conference = conference
    for row in of_sessions:
        row.session = sessions.get(row.session_id)
        if isinstance(row, Slot):
            row.conference = conference


def _numbered(said, known):
    if known is None:
        return replace(said, sequence=said.revision)
    is_same = (said.revision, said.facts) == (known.revision, known.facts)
    sequence = known.sequence if is_same else max(said.revision, known.sequence + 1)
    return replace(said, before=known.facts, sequence=sequence)


def _is_over(*known):
    ends = [facts.ends_at or facts.starts_at for facts in known if facts]
    return max(ends) <= timezone.now()


def _is_waited_for_in_vain(now, said):
    """Whether what somebody waits for is over, and they were not told that they have a place there."""
    had_place = said is not None and said.part not in {Part.WAITING, Part.NONE}
    return now is not None and now.part == Part.WAITING and not had_place and _is_over(now)


AUDIENCES = []


def register(audience):
    AUDIENCES.append(audience)


def audience_of(person):
    return next(audience for audience in AUDIENCES if isinstance(person, audience.model))


def concerned_people(**which):
    """Return whoever was told that they have a part in some slots: `session__in` some sessions, or `slot__in`."""
    found = []
    for audience in AUDIENCES[::-1]:
        told = audience.told.objects.filter(**which).exclude(part=Part.NONE)
        found += audience.model.objects.filter(pk__in=told.values(audience.person)).order_by("pk")
    return found


def untold(conference, *, sessions=None, most=None):
    """Return the Changes of which anybody in a conference was not told. The rest: as for Audience.untold."""
    return [c for audience in AUDIENCES for c in audience.untold(conference, sessions=sessions, most=most)]
