"""Sessions by who holds them, where they take place, and under which track; and what takes place around one of them.

All is made from the rows of programme.published, in the order of time, without a further question to the database.
"""

from collections import defaultdict
from typing import NamedTuple

from django.http import Http404

from programme.letters import fold
from programme.models import Slot
from programme.timetable import by_time_and_room

PARALLEL_SHOWN = 12  # more than anybody compares; the programme has them all


class Meeting(NamedTuple):
    """A session at one of its times; None where its time follows. A break has no session."""

    session: object
    slot: object


class Group(NamedTuple):
    """A host, a room or a track, with the Meetings that visitors see; of a host with the people who come from there."""

    of: object
    meetings: list
    people: list = ()


class Around(NamedTuple):
    """The sessions before and after one, and the Meetings at the same time; `further`: how many more these are."""

    previous: object
    next: object
    parallel: list
    further: int


def meetings(sessions):
    """Return all Meetings of the sessions themselves, by time, then room; follow-ups stand with their sessions."""
    found = [Meeting(s, slot) for s in sessions for slot in s.fetched("slots") if slot.kind == Slot.Kind.MAIN]
    return sorted(found, key=lambda meeting: by_time_and_room(meeting.slot))


def once_each(meetings, sessions):
    """Return one Meeting of each session, in order of time: the first one; those without a time at the end."""
    first = {meeting.session.pk: meeting for meeting in reversed(meetings)}
    timed = [meeting for meeting in meetings if first[meeting.session.pk] is meeting]
    return timed + [Meeting(session, None) for session in sessions if session.pk not in first]


def hosts(meetings, people):
    """Return a Group of each organisation that holds one of the sessions or that somebody comes from, by name.

    `meetings`: one of each session. `people`: [programme.published.Person].
    """
    held, from_there, found = defaultdict(list), defaultdict(list), {}
    for meeting in meetings:
        if host := meeting.session.host:
            held[found.setdefault(host.pk, host).pk].append(meeting)
    for person in people:
        if organisation := person.speaker.organisation:
            from_there[found.setdefault(organisation.pk, organisation).pk].append(person)
    order = sorted(found.values(), key=lambda organisation: (fold(organisation.name), organisation.pk))
    return [Group(organisation, held[organisation.pk], from_there[organisation.pk]) for organisation in order]


def rooms(sessions, breaks):
    """Return a Group of each room in which a session, a follow-up or a break takes place, in the organisers' order."""
    slots = [Meeting(session, slot) for session in sessions for slot in session.fetched("slots")]
    slots += [Meeting(None, slot) for slot in breaks]
    return _grouped(sorted(slots, key=lambda meeting: by_time_and_room(meeting.slot)), lambda m: m.slot.room)


def tracks(meetings):
    """Return a Group of each track that one of the sessions has, in the organisers' order; `meetings`: one of each."""
    return _grouped(meetings, lambda meeting: meeting.session.track)


def _grouped(meetings, of):
    found, groups = {}, defaultdict(list)
    for meeting in meetings:
        if thing := of(meeting):
            groups[found.setdefault(thing.pk, thing).pk].append(meeting)
    return [Group(thing, groups[thing.pk]) for thing in sorted(found.values(), key=lambda t: (t.position, t.pk))]


def kinds(sessions, breaks):
    """Return of which of "hosts", "rooms", "tracks" there are any; every page asks, so at the first one it is known."""
    slots = (slot for session in sessions for slot in session.fetched("slots"))
    people = (appearance.speaker for session in sessions for appearance in session.fetched("appearances"))
    found = {
        "tracks": any(session.track for session in sessions),
        "rooms": any(slot.room for slot in breaks) or any(slot.room for slot in slots),
        "hosts": any(session.host for session in sessions) or any(person.organisation for person in people),
    }
    return [kind for kind, is_there in found.items() if is_there]


def get_or_404(groups, code):
    for group in groups:
        if group.of.code == code:
            return group
    raise Http404


def around(session, meetings, once):
    """Return what takes place Around a session; `meetings` are all, `once` those of which each session has one.

    What has no time has no neighbours, and what is cancelled is nobody's. Before and after it is what begins nearest to
    it, in its own room if something does there.
    """
    here = next((meeting.slot for meeting in once if meeting.session.pk == session.pk), None)
    if here is None:
        return Around(None, None, [], 0)
    line = [meeting for meeting in once if meeting.slot and not meeting.session.is_cancelled]
    before = [meeting for meeting in line if meeting.slot.starts_at < here.starts_at]
    after = [meeting for meeting in line if meeting.slot.starts_at > here.starts_at]
    times = [slot for slot in session.fetched("slots") if slot.kind == Slot.Kind.MAIN]
    parallel = [
        meeting
        for meeting in meetings
        if meeting.session.pk != session.pk
        and not meeting.session.is_cancelled
        and any(_overlap(meeting.slot, slot) for slot in times)
    ]
    return Around(
        _nearest(before[::-1], here),
        _nearest(after, here),
        parallel[:PARALLEL_SHOWN],
        len(parallel[PARALLEL_SHOWN:]),
    )


def _nearest(line, here):
    """Return the session of the first Meeting in a line; of those that begin at its time, that in the same room."""
    together = [meeting for meeting in line if meeting.slot.starts_at == line[0].slot.starts_at]
    in_the_room = [meeting for meeting in together if here.room_id and meeting.slot.room_id == here.room_id]
    return next((meeting.session for meeting in [*in_the_room, *together]), None)


def _overlap(one, other):
    return one.starts_at < other.taken_until and other.starts_at < one.taken_until
