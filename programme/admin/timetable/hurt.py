"""What a new time or room of one slot would be in the way of, as numbers and in words. Nothing is written."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from programme import telling
from programme.actions import moving
from programme.admin.session_forms import who_has_the_room
from programme.models import Appearance, Session, Slot
from programme.schedule_checks import overlap
from programme.templatetags.programme_text import when
from womconf.quotes import in_quotes

A_DAY = timedelta(days=1)  # no break lasts longer


@dataclass
class Hurt:
    """`taken`: slots that have its room then; `elsewhere`: (speaker, another session in which they are then).

    `names`: people who would have two sessions at once, and have not now; `told`: whoever knows of it as it is;
    `crowded`: (room, its places, places taken) of a new room that is too small; `remarks`: sentences that hurt nobody.
    """

    taken: list
    elsewhere: list
    names: list
    told: list
    crowded: list
    remarks: list

    @classmethod
    def of(cls, slot, room_before, along=()):
        """Look at a Slot with the time and room that it would have. `room_before`: the key of its room as stored.

        `along`: the follow-ups that go with it.
        """
        session, slots = slot.session, [slot, *along]
        if session is None:
            return cls(moving.rooms_taken([slot]), [], [], [], [], [])
        return cls(
            taken=[] if session.is_cancelled else moving.rooms_taken(slots),
            elsewhere=_speakers_elsewhere(slots),
            names=moving.people_in_the_way(slots),
            told=telling.concerned_people(slot__in=slots) if slot.pk else [],
            crowded=[] if slot.room_id == room_before else _crowded(slot),
            remarks=[*_remarks(slot), *moving.said_of_along(along)],
        )

    @property
    def numbers(self):
        return {
            "room": len(self.taken),
            "speakers": len({speaker for speaker, _session in self.elsewhere}),
            "attendees": len(self.names),
            "told": len(self.told),
        }

    @property
    def refusals(self):
        return who_has_the_room(self.taken)

    def harm(self, user):
        """Say whom it hurts, in sentences; what is refused anyway is not among them."""
        who = telling.counted(self.told)
        return moving.harm(self.names, user, who=who, crowded=self.crowded, elsewhere=self.elsewhere)

    @property
    def of_speakers(self):
        """Say which speakers have two sessions at once: that stays so, until somebody moves one of them."""
        return moving.harm([], None, elsewhere=self.elsewhere)


def _speakers_elsewhere(slots):
    """Return (speaker, session) of each who is in another session at the time of one of these slots."""
    session = slots[0].session
    if session.is_cancelled:
        return []
    shown = Appearance.objects.shown()
    mine = shown.filter(session=session).order_by().values("speaker")
    others = shown.filter(speaker__in=mine).exclude(session=session)
    others = others.exclude(session__status=Session.Status.CANCELLED).prefetch_related("session__slots")
    found = {
        (appearance.speaker, appearance.session): None
        for appearance in others.select_related("session", "speaker").order_by("speaker__name", "session", "pk")
        if any(overlap(slot, other) for slot in slots for other in appearance.session.fetched("slots"))
    }
    return list(found)


def _crowded(slot):
    taken, room = slot.session.pool.taken, slot.room
    return [(room, room.capacity, taken)] if room and room.capacity is not None and room.capacity < taken else []


def _remarks(slot):
    conference = slot.conference
    day = slot.starts_at.astimezone(conference.zone).date()
    if not conference.starts_on <= day <= conference.ends_on:
        yield _("%(day)s lies outside the days of the conference.") % {"day": date_format(day, "SHORT_DATE_FORMAT")}
    for pause in _breaks(slot):
        yield _("“%(break)s” is at the same time (%(when)s).") % {"break": in_quotes(_name(pause)), "when": when(pause)}
    if slot.taken_until <= timezone.now() and not conference.is_rehearsal:
        yield _("This time is over.")


def _breaks(slot):
    """Return the breaks of the conference that are at the time of a session."""
    breaks = Slot.objects.filter(conference=slot.conference, session=None).order_by("starts_at", "pk")
    near = breaks.filter(starts_at__lt=slot.taken_until, starts_at__gt=slot.starts_at - A_DAY)
    return [pause for pause in near if overlap(slot, pause)]


def _name(slot):
    return str(slot.title) or _("Break")
