"""What a new time or room of one slot would be in the way of, as numbers and in words. Nothing is written."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from programme import telling
from programme.actions import moving
from programme.admin.session_forms import who_has_the_room
from programme.models import Appearance, Session
from programme.schedule_checks import overlap


@dataclass
class Hurt:
    """`taken`: slots that have its room then; `elsewhere`: its speakers who are in another session then.

    `names`: people who would have two sessions at once, and have not now; `told`: whoever knows of it as it is;
    `crowded`: (room, its places, places taken) of a new room that is too small; `remarks`: sentences that hurt nobody.
    """

    taken: list
    elsewhere: set
    names: list
    told: list
    crowded: list
    remarks: list

    @classmethod
    def of(cls, slot, room_before):
        """Look at a Slot with the time and room that it would have. `room_before`: the key of its room as stored."""
        session = slot.session
        if session is None:
            return cls(moving.rooms_taken([slot]), set(), [], [], [], [])
        return cls(
            taken=[] if session.is_cancelled else moving.rooms_taken([slot]),
            elsewhere=_speakers_elsewhere(slot),
            names=moving.people_in_the_way([slot]),
            told=telling.concerned_people([session]) if slot.pk else [],
            crowded=[] if slot.room_id == room_before else _crowded(slot),
            remarks=list(_remarks(slot)),
        )

    @property
    def numbers(self):
        return {
            "room": len(self.taken),
            "speakers": len(self.elsewhere),
            "attendees": len(self.names),
            "told": len(self.told),
        }

    @property
    def refusals(self):
        return who_has_the_room(self.taken)

    def harm(self, user):
        """Say whom it hurts, in sentences; what is refused anyway is not among them."""
        who = telling.counted(self.told)
        return moving.harm(self.names, user, who=who, crowded=self.crowded, elsewhere=len(self.elsewhere))


def _speakers_elsewhere(slot):
    """Return the keys of the speakers of its session who are in another one at that time."""
    if slot.session.is_cancelled:
        return set()
    shown = Appearance.objects.shown()
    mine = shown.filter(session=slot.session_id).order_by().values("speaker")
    others = shown.filter(speaker__in=mine).exclude(session=slot.session_id)
    others = others.exclude(session__status=Session.Status.CANCELLED).prefetch_related("session__slots")
    return {
        appearance.speaker_id
        for appearance in others.select_related("session")
        if any(overlap(slot, other) for other in appearance.session.fetched("slots"))
    }


def _crowded(slot):
    taken, room = slot.session.pool.taken, slot.room
    return [(room, room.capacity, taken)] if room and room.capacity is not None and room.capacity < taken else []


def _remarks(slot):
    conference = slot.conference
    day = slot.starts_at.astimezone(conference.zone).date()
    if not conference.starts_on <= day <= conference.ends_on:
        yield _("%(day)s lies outside the days of the conference.") % {"day": date_format(day, "SHORT_DATE_FORMAT")}
    if slot.taken_until <= timezone.now() and not conference.is_rehearsal:
        yield _("This time is over.")
