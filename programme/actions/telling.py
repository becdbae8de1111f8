"""Telling people what has changed (programme.telling): by mail, or an organiser has told them otherwise."""

from collections import defaultdict

from django.utils import timezone

from programme import telling
from programme.actions.locks import transition
from programme.exceptions import ChangedMeanwhile, TooLateToTell
from programme.models import Appearance, Speaker
from programme.telling.changes import Kind


@transition
def tell_changes(conference, *, sessions=None, shown=None, at=None):
    """Have everybody told by mail what they do not know yet: one mail each, at once or `at` a moment.

    `sessions`: only those whom changes of these sessions concern; their mail says all the same whatever else they do
    not know. `shown`: see _of_now. What is to leave later leaves now. Return how many mails are new. Who has no address
    is left to note_as_told. Raise TooLateToTell where the first of the sessions has begun by then.
    """
    people, now = defaultdict(dict), timezone.now()
    changes = [
        change
        for change in _of_now(conference, sessions, shown)
        if not change.is_on_the_way or (at is None and change.leaves_at > now)
    ]
    if at is not None and changes and not conference.is_rehearsal:
        begins_at = telling.first_beginning(changes, after=now)
        if at >= (begins_at or conference.ends_at):
            raise TooLateToTell(begins_at)
    for change in changes:
        people[telling.audience_of(change.person)][change.person.pk] = change.person
    _settle_wishes(changes, now)
    return sum(audience.write_to(list(found.values()), at=at) for audience, found in people.items())


def _settle_wishes(changes, now):
    """Ask those anew who asked for another time and are told of one now: their mail says that we await an answer."""
    moved = {
        (change.person.pk, change.session.pk)
        for change in changes
        if isinstance(change.person, Speaker) and change.kind in {Kind.NEW, Kind.DAY, Kind.TIME}
    }
    wishing = Appearance.objects.wishing_another_time().filter(session__in={session for _speaker, session in moved})
    for pk, *whose in wishing.order_by("pk").values_list("pk", "speaker", "session"):
        if tuple(whose) in moved:
            Appearance.objects.filter(pk=pk).update(other_time_at=None, asked_at=now)


@transition
def keep_back_changes(conference, *, sessions=None):
    """Cancel the mails that were to tell later what people do not know, of these sessions or all. Return how many."""
    people, now = defaultdict(dict), timezone.now()
    for change in _of_now(conference, sessions, shown=None):
        if change.is_on_the_way and change.leaves_at > now:
            people[telling.audience_of(change.person)][change.person.pk] = change.person
    return sum(audience.keep_back(list(found.values())) for audience, found in people.items())


@transition
def note_as_told(conference, *, by, words="", sessions=None, person=None, shown=None):
    """Note that an organiser has told people what they do not know yet; `words` say how. Return these people.

    `sessions`: only what these say; `person`: only this one. `shown`: see _of_now.
    """
    people = defaultdict(list)
    for change in _of_now(conference, sessions, shown, person=person):
        people[change.person].append(change.said)
    for someone, said in people.items():
        audience = telling.audience_of(someone)
        audience.note(someone.pk, audience.numbered(someone.pk, said), organiser=by, words=words)
    return list(people)


def _of_now(conference, sessions, shown, person=None):
    """Return the Changes of which nobody was told yet.

    `shown` is the telling.digest of those that the organiser saw when they said so, which are those that no mail on its
    way tells; raise ChangedMeanwhile where there are others by now.
    """
    keys = None if sessions is None else [session.pk for session in sessions]
    if person is None:
        changes = telling.untold(conference, sessions=keys)
    else:
        changes = telling.audience_of(person).untold(conference, person.pk, sessions=keys)
    if shown is not None:
        changes = [change for change in changes if not change.is_on_the_way]
        if shown != telling.digest(changes):
            raise ChangedMeanwhile
    return changes
