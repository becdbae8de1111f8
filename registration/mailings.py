"""To whom a Mailing goes: what organisers choose, and the people who fit it. Rows in, QuerySets out; no writes."""

from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q

from programme.models import Appearance, Room, Slot, Speaker
from registration.models import Attendee, Mailing, Registration
from womconf.mail.models import Message

PLACE = {"place": Registration.HAVING_PLACE, "waiting": (Registration.Status.WAITING,)}
LOST = "cancelled"
ON_SITE_TOO = (Room.Kind.ON_SITE, Room.Kind.HYBRID)
ONLINE_TOO = (Room.Kind.ONLINE, Room.Kind.HYBRID)


@dataclass(frozen=True)
class Criteria:
    """What narrows the people of a Mailing; what is empty narrows nothing.

    `sessions` and `tracks` are keys: one that is gone fits nobody, so that a deletion never makes them more. `day` is
    YYYY-MM-DD where the conference is. `place`, `mode` and `presence` are of people who registered, `answer` is of
    speakers.
    """

    sessions: list = field(default_factory=list)
    tracks: list = field(default_factory=list)
    day: str = ""
    language: str = ""
    place: str = ""
    mode: str = ""
    presence: str = ""
    answer: str = ""

    @classmethod
    def of(cls, mailing):
        return cls(**mailing.criteria)

    def stored(self):
        """Return what of it is not empty, as Mailing.criteria holds it."""
        return {name: value for name, value in asdict(self).items() if value}


def people(mailing):
    """Return the QuerySet of those whom a Mailing reaches, each once: with an address that is theirs and works."""
    criteria = Criteria.of(mailing)
    find = _speakers if mailing.to == Mailing.To.SPEAKERS else _attendees
    found = find(mailing.conference, criteria)
    found = found.exclude(email__in=Message.objects.bounced().values("to"))
    return (found.filter(language=criteria.language) if criteria.language else found).order_by("pk")


def is_begun(criteria, conference, *, since):
    """Whether an e-mail that reaches whom these Criteria name, perhaps among others, was begun since a moment."""
    mailings = Mailing.objects.filter(conference=conference, created_at__gt=since)
    return mailings.filter(criteria__contains=criteria.stored()).exists()


def _speakers(conference, criteria):
    status = Appearance.Status
    answers = [criteria.answer] if criteria.answer else [status.REQUESTED, status.CONFIRMED]
    appearances = Appearance.objects.filter(session__conference=conference, status__in=answers)
    appearances = appearances.exclude(session__status="cancelled").filter(_of_sessions(conference, criteria))
    # Whoever was not asked yet must not learn of it by a mail to many.
    appearances = appearances.exclude(status=status.REQUESTED, asked_at__isnull=True)
    return Speaker.objects.filter(conference=conference, pk__in=appearances.values("speaker")).exclude(email="")


def _attendees(conference, criteria):
    registrations = Registration.objects.filter(session__conference=conference).settled()
    found = registrations.live()
    if criteria.place == LOST:  # and who has not registered once more
        again = found.filter(attendee=OuterRef("attendee"), session=OuterRef("session"))
        found = registrations.lost_with_session().exclude(Exists(again.order_by()))
    found = found.filter(_of_sessions(conference, criteria))
    if criteria.place in PLACE:
        found = found.filter(status__in=PLACE[criteria.place])
    if criteria.place == "waiting":  # for the session: whoever waits for its follow-up only has a place in it
        found = found.filter(slot=None)
    if criteria.mode:
        kinds = ONLINE_TOO if criteria.mode == "online" else ON_SITE_TOO
        slots = Slot.objects.filter(room__kind__in=kinds, session__isnull=False)
        found = found.filter(Q(pool__mode=criteria.mode) | Q(pool__mode="", session__in=slots.values("session")))
    if criteria.presence:
        found = found.filter(attended_at__isnull=criteria.presence == "absent", status="confirmed")
    people = Attendee.objects.filter(conference=conference, pk__in=found.values("attendee"))
    return people.filter(email_confirmed_at__isnull=False).exclude(email="")


def _of_sessions(conference, criteria):
    """Return the condition on rows that have a session."""
    condition = Q()
    if criteria.sessions:
        condition &= Q(session__in=criteria.sessions)
    if criteria.tracks:
        condition &= Q(session__track__in=criteria.tracks)
    if criteria.day:
        start = datetime.combine(date.fromisoformat(criteria.day), time(), conference.zone)
        end = datetime.combine(start.date() + timedelta(days=1), time(), conference.zone)
        slots = Slot.objects.filter(starts_at__gte=start, starts_at__lt=end, session__isnull=False)
        condition &= Q(session__in=slots.values("session"))
    return condition
