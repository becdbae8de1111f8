"""New times of sessions, and a new time zone of a conference: who would then have two sessions at once.

Every door that gives sessions new times asks people_in_the_way with all of them at once, before it writes any. Where
somebody is in the way it asks the organiser, or refuses with PeopleInTheWay. Afterwards the signal slot_moved goes out
for each session: people on waiting lists may have time now.
"""

from collections import defaultdict
from zoneinfo import ZoneInfo

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme import local_time, signals
from programme.actions.locks import room_changes, transition
from programme.models import Conference, Pool, Session, Slot
from programme.templatetags.programme_text import when
from womconf.quotes import in_quotes, quoted

MEANT = "move_meant"  # the tick that answers the question
MAX_NAMES = 20


def people_in_the_way(slots, *, gone=(), shared=()):
    """Return the names of those who would have two sessions at once if these slots were as they say, but have not now.

    `slots`: Slots of one conference with their times as they would be, new ones (without a key) included; all others
    stay as they are stored, but for `gone`, which would be deleted. A follow-up that gets places of its own is nobody's
    yet: the caller leaves it out, or names it as gone. `shared`: those of `slots` that lose such places, so that
    everybody in the session has to be there. Nothing is changed.
    """
    slots = [slot for slot in slots if slot.session_id]
    if not slots:
        return []
    conference = slots[0].conference_id
    stored = list(Slot.objects.filter(conference=conference, session__isnull=False))
    replaced = {slot.pk for slot in slots if slot.pk} | {slot.pk for slot in gone}
    after = [*(slot for slot in stored if slot.pk not in replaced), *slots]
    pools = list(Pool.objects.filter(session__conference=conference))
    moved = {slot.session_id for slot in slots}
    had = _overlapping(_times(pools, stored), moved)
    for_all = {slot.pk for slot in shared}
    pairs = _overlapping(_times([pool for pool in pools if pool.slot_id not in for_all], after), moved) - had
    return _named(pairs)


def people_with_two(conference, sessions):
    """Return {key of a session: names of those who have a place in it and in another one at the same time}.

    `sessions`: keys of sessions of the conference.
    """
    stored = list(Slot.objects.filter(conference=conference, session__isnull=False))
    pools = {pool.pk: pool for pool in Pool.objects.filter(session__conference=conference)}
    pairs = defaultdict(set)
    for pair in _overlapping(_times(pools.values(), stored), sessions):
        for key in pair:
            pairs[pools[key].session_id].add(pair)
    return {session: _named(pairs[session]) for session in sessions}


def _named(pairs):
    answers = signals.places_would_overlap.send(Pool, pairs=sorted(pairs)) if pairs else []
    return sorted(name for _listener, names in answers for name in names)


def _times(pools, slots):
    """Return (start, end, key of session, key of pool) of each time to which somebody with a place has to come."""
    by_themselves = {pool.slot_id for pool in pools if pool.slot_id}
    of_session = defaultdict(list)
    for slot in slots:
        of_session[slot.session_id].append(slot)
    times = []
    for pool in pools:
        for slot in of_session[pool.session_id]:
            if slot.pk == pool.slot_id if pool.slot_id else slot.pk not in by_themselves:
                times.append((slot.starts_at, slot.taken_until, slot.session_id, pool.pk))
    return sorted(times)


def _overlapping(times, sessions):
    """Return pairs of keys of pools (the smaller first) of two sessions at once, one of them among `sessions`."""
    pairs, open_ones = set(), []
    for time in times:
        start, _end, session, pool_id = time
        open_ones = [other for other in open_ones if other[1] > start]
        for _start, _other_end, other_session, other_pool_id in open_ones:
            if other_session != session and (session in sessions or other_session in sessions):
                pairs.add((min(pool_id, other_pool_id), max(pool_id, other_pool_id)))
        open_ones.append(time)
    return pairs


def taken_along(slot, before):
    """Return the follow-ups that go with a slot to its new time, unsaved, as they would be: as far behind its end.

    `before`: (start, end, key of the room) of the slot as it is stored; it says its new ones. With it go those that
    begin after it and before the session takes place again, into the new room if they were in the same one.
    """
    starts_at, ends_at, room = before
    later_by = (slot.ends_at or slot.starts_at) - (ends_at or starts_at)
    if slot.kind != Slot.Kind.MAIN or not slot.session_id or not (later_by or slot.room_id != room):
        return []
    others = Slot.objects.filter(session=slot.session_id, starts_at__gte=ends_at or starts_at).exclude(pk=slot.pk)
    along = []
    for other in others.select_related("session", "room").order_by("starts_at", "pk"):
        if other.kind == Slot.Kind.MAIN:
            break
        if not later_by and other.room_id != room:
            continue
        other.starts_at += later_by
        other.ends_at = other.ends_at and other.ends_at + later_by
        if other.room_id == room:
            other.room = slot.room
        along.append(other)
    return along


def said_of_along(slots):
    """Say of each follow-up that it goes along, and when it is then."""
    return [
        _("“%(title)s” goes along (%(when)s).") % {"title": in_quotes(slot.label), "when": when(slot)} for slot in slots
    ]


def rooms_taken(slots):
    """Return the stored Slots that have the rooms of these slots at the times that these say; they do not count."""
    own = [slot.pk for slot in slots if slot.pk]
    others = Slot.objects.filter(room__in={slot.room_id for slot in slots if slot.room_id}, holds_room=True)
    return [
        other
        for other in others.exclude(pk__in=own).select_related("session", "room").order_by("starts_at", "pk")
        if any(
            slot.room_id == other.room_id and slot.starts_at < other.taken_until and other.starts_at < slot.taken_until
            for slot in slots
        )
    ]


def sentence(names, user=None):
    """Say how many people are in the way; who they are only to a user who may look at people."""
    said = ngettext(
        "At the new time %d person would have two sessions at once",
        "At the new time %d people would have two sessions at once",
        len(names),
    ) % len(names)
    if user is None or not user.has_perm("registration.view_attendee"):
        return f"{said}."
    more = ["…"] if len(names) > MAX_NAMES else []
    return f"{said}: {', '.join([*names[:MAX_NAMES], *more])}."


def harm(names, user, *, who="", crowded=(), elsewhere=()):
    """Say whom a move would hurt, in sentences.

    `who`: whom it concerns, in words; `crowded`: rooms with the number of their places and of those taken;
    `elsewhere`: (speaker, session) of those who are in another session then.
    """
    said = [_("This concerns %(who)s.") % {"who": who}] if who else []
    said += [sentence(names, user)] if names else []
    if elsewhere:
        number = len({speaker for speaker, _session in elsewhere})
        words = ngettext(
            "%(number)d speaker is in another session then: %(who)s.",
            "%(number)d speakers are in another session then: %(who)s.",
            number,
        )
        named = [f"{speaker} ({quoted(session)})" for speaker, session in elsewhere[:MAX_NAMES]]
        named += ["…"] * (number > MAX_NAMES)
        said.append(words % {"number": number, "who": ", ".join(named)})
    return said + [
        _("Places in %(room)s: %(places)d; taken: %(taken)d.") % {"room": room, "places": places, "taken": taken}
        for room, places, taken in crowded
    ]


def question(said):
    """Return what a move would do, with a box to tick: inside the form itself, so that nothing typed is lost.

    `said`: sentences, as harm() makes them.
    """
    return format_html(
        '{} <label><input type="checkbox" name="{}" autofocus> {}</label>',
        " ".join(said),
        MEANT,
        _("Move it all the same. Everybody keeps their places; tell them afterwards."),
    )


def at_another_zone(conference, zone):
    """Return all slots of a conference, unsaved, as they would be if its clocks showed the same times in `zone`."""
    slots = list(Slot.objects.filter(conference=conference).select_related("session").order_by("pk"))
    for slot in slots:
        slot.starts_at, slot.ends_at = local_time.period_to_utc(
            *(_on_the_clock(moment, conference.zone) for moment in (slot.starts_at, slot.ends_at)), ZoneInfo(zone)
        )
    return slots


@transition
def remove_slot(slot, *, by=None):
    """Take a time away; those who wait for something else at that time may have it now (signal slot_moved)."""
    session = slot.session_id and Session.objects.select_for_update(no_key=True).get(pk=slot.session_id)
    slot.delete()
    signals.slot_moved.send(Slot, slot=slot, session=session or None, by=by)


@transition
def change_zone(conference, zone, *, by=None):
    """Give a conference another time zone in which all its clocks show the same: 10:00 stays 10:00, elsewhere.

    Sessions, breaks, and the times at which registration opens and closes.
    """
    conference = Conference.objects.select_for_update(no_key=True).get(pk=conference.pk)
    if conference.time_zone == zone:
        return conference
    sessions = list(Session.objects.filter(conference=conference).order_by("pk").select_for_update(no_key=True))
    slots = at_another_zone(conference, zone)
    with room_changes():
        Slot.objects.bulk_update(slots, ["starts_at", "ends_at"])
    for row in [conference, *sessions]:
        times = {name: getattr(row, name) for name in ("registration_opens_at", "registration_closes_at")}
        if any(times.values()):
            for name, moment in times.items():
                clock = _on_the_clock(moment, conference.zone)
                setattr(row, name, clock and local_time.to_utc(clock, ZoneInfo(zone)))
            row.save(update_fields=list(times))
    conference.time_zone = zone
    conference.save(update_fields=["time_zone"])
    tell_moved(slots, by=by)
    return conference


def tell_moved(slots, *, by):
    """Send slot_moved for each session of these slots, which have their new times by now."""
    for slot in {slot.session_id: slot for slot in slots}.values():
        signals.slot_moved.send(Slot, slot=slot, session=slot.session, by=by)


def _on_the_clock(moment, zone):
    return moment and moment.astimezone(zone).replace(tzinfo=None)
