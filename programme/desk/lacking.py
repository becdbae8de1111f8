"""What sessions lack, and what collides: one rule each, for the list of what is to do and for the filter of the list.

The warnings beside a session (programme.schedule_checks) say the same of one in words; a test holds both together.
"""

from collections import defaultdict
from datetime import datetime, time, timedelta
from itertools import combinations
from typing import NamedTuple

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from programme import still_open
from programme.models import AccessLink, Appearance, Pool, Room, Session, Slot
from programme.periods import taken_until
from programme.schedule_checks import overlap

ON_SITE, ONLINE = [Room.Kind.ON_SITE, Room.Kind.HYBRID], [Room.Kind.ONLINE, Room.Kind.HYBRID]
IS_FOR_ALL = Q(slot=None, mode__in=[Pool.Mode.ANY, Pool.Mode.ON_SITE])


def _slots(**narrowed):
    return Exists(Slot.objects.filter(session=OuterRef("pk"), **narrowed))


def _pools(*narrowed):
    return Exists(Pool.objects.filter(*narrowed, session=OuterRef("pk")))


HAS_LINK = Exists(AccessLink.objects.filter(session=OuterRef("pk")))
MAIN = Slot.Kind.MAIN


def time_(sessions, conference):
    return sessions.filter(~_slots(kind=MAIN))


def room(sessions, conference):
    """Where there are rooms at all, a session has one, or a video conference of its own."""
    return sessions.filter(_slots(kind=MAIN, room=None), ~HAS_LINK) if conference.rooms.exists() else sessions.none()


def places(sessions, conference):
    """Whoever comes in person needs a chair; online nobody has to count. Else the room says how many there are."""
    return sessions.filter(
        _slots(kind=MAIN, room__kind__in=ON_SITE, room__capacity=None), _pools(IS_FOR_ALL, Q(capacity=None))
    )


def link(sessions, conference):
    """Those that take place online, and have no link, nor has the room. Where there are rooms, a room comes first."""
    without = Slot.objects.filter(Q(room=None) | Q(room__access_link=None), session=OuterRef("pk"))
    is_online = Q(room__kind__in=ONLINE)
    if not conference.venue and not conference.rooms.exists():
        is_online |= Q(room=None)
    online_pool = _pools(Q(mode=Pool.Mode.ONLINE))
    of_all = Exists(without.filter(is_online)) & ~online_pool
    return sessions.filter(of_all | (Exists(without) & online_pool), ~HAS_LINK)


def abstract(sessions, conference):
    return sessions.filter(abstract__is_written=False)


def translation(sessions, conference):
    """Those whose title or abstract is not written in each language of the conference."""
    wanted = Q()
    for language in conference.languages if len(conference.languages) > 1 else ():
        wanted |= Q(title__lacks=language) | Q(abstract__lacks=language)
    return sessions.filter(wanted) if wanted else sessions.none()


def outside(sessions, conference):
    first, end = (
        datetime.combine(day, time(), conference.zone)
        for day in (conference.starts_on, conference.ends_on + timedelta(days=1))
    )
    return sessions.filter(_slots(starts_at__lt=first) | _slots(starts_at__gte=end))


def follow_up_too_early(sessions, conference):
    """Before the end of the first slot in which the session itself takes place."""
    mains = Slot.objects.filter(session=OuterRef(OuterRef("session")), kind=MAIN).order_by("starts_at", "pk")
    later = Q(ends_at__gt=OuterRef("starts_at")) | Q(ends_at=None, starts_at__gte=OuterRef("starts_at"))
    before = Slot.objects.filter(later, pk=Subquery(mains.values("pk")[:1]))
    early = Slot.objects.filter(Exists(before), session=OuterRef("pk"), kind=Slot.Kind.FOLLOW_UP)
    return sessions.filter(Exists(early))


def room_too_small(sessions, conference):
    limited = Slot.objects.filter(session=OuterRef("session"), room__capacity__isnull=False)
    smaller = Exists(limited.filter(room__capacity__lt=OuterRef("capacity")))
    return sessions.filter(_pools(IS_FOR_ALL, smaller) | _pools(IS_FOR_ALL, Q(capacity=None), Exists(limited)))


def overfull(sessions, conference):
    """Those whose places were cut below the number of people who have one."""
    return sessions.filter(_pools(Q(capacity__lt=F("taken"))))


class _Period(NamedTuple):
    starts_at: datetime
    taken_until: datetime


def double_booked(sessions, conference):
    """Those in which somebody takes part who is in another one at the same time."""
    taken = (
        Slot.objects.filter(session__in=conference.sessions.exclude(status=Session.Status.CANCELLED))
        .filter(session__appearances__status__in=Appearance.SHOWN)
        .order_by()
        .values_list("session__appearances__speaker", "session", "starts_at", "ends_at")
    )
    by_speaker = defaultdict(set)
    for speaker, session, starts_at, ends_at in taken:
        by_speaker[speaker].add((session, _Period(starts_at, taken_until(starts_at, ends_at))))
    found = {
        session
        for theirs in by_speaker.values()
        for (one, period), (other, other_period) in combinations(theirs, 2)
        if one != other and overlap(period, other_period)
        for session in (one, other)
    }
    return sessions.filter(pk__in=found)


def nobody(sessions, conference):
    """Those that nobody holds. Where somebody has declined, and nobody was added, that is said of the request."""
    theirs = Appearance.objects.order_by().filter(session=OuterRef("pk"))
    found = sessions.filter(~Exists(theirs.shown().order_by()), host=None, status=Session.Status.REQUESTED)
    return found.exclude(Exists(theirs.unreplaced()))


def somebody(sessions, conference):
    """Those whose note says „N.N.“: others hold it already. Where nobody does, that is said instead."""
    return sessions.filter(still_open.IS_SAID).exclude(pk__in=nobody(sessions, conference).order_by().values("pk"))


def hidden(sessions, conference):
    """Drafts beside a public programme that have a time, and wait for nobody's answer."""
    requested = Appearance.objects.filter(session=OuterRef("pk")).requested()
    drafts = sessions.filter(~Exists(requested), _slots(kind=MAIN), status=Session.Status.DRAFT)
    return drafts if conference.is_public else sessions.none()


def own_language(sessions, conference):
    return sessions.filter(interpreted_into__contains=[F("language")])


LACKING = {
    "time": (time_, _("without a time")),
    "room": (room, _("without a room")),
    "places": (places, _("without a number of places")),
    "link": (link, _("without an access link")),
    "abstract": (abstract, _("without a text")),
    "translation": (translation, _("without a translation")),
    "double-booked": (double_booked, _("with a speaker in two places")),
    "room-too-small": (room_too_small, _("with more places than the room has")),
    "overfull": (overfull, _("with more people than places")),
    "outside": (outside, _("outside the days of the conference")),
    "follow-up-too-early": (follow_up_too_early, _("with a follow-up that begins too early")),
    "nobody": (nobody, _("with nobody to hold them")),
    "somebody": (somebody, _("with somebody still to be found (N.N.)")),
    "hidden": (hidden, _("ready, but still drafts")),
    "own-language": (own_language, _("interpreted into their own language")),
}
