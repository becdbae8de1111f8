"""Write a plan, in one transaction."""

from itertools import chain

import pghistory
from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from programme import actions
from programme.actions import moving
from programme.actions.locks import room_changes
from programme.exceptions import ImportIsOutdated, ImportRefused, PeopleInTheWay
from programme.imports.writer.conferences import find_conference
from programme.imports.writer.items import MODELS
from programme.imports.writer.names import fold
from programme.imports.writer.planning import Plan
from programme.imports.writer.stored import Stored
from programme.models import Appearance, Conference, ImportedItem, Pool, Session

KEY_LENGTH = ImportedItem._meta.get_field("key").max_length
BATCH_SIZE = 200
FROM_THE_TEXT = _("From the imported text.")

# What somebody else can break between our reading and our writing; anything else is our own mistake.
RACES = {"slot_no_room_overlap", "programme_conference_slug_key"}


def plan(draft, *, slug=""):
    """Return the Changes that `apply` would make now; write nothing.

    `slug`: of the conference, which need not exist yet; empty: made of the title and the year.
    """
    return Plan(draft, Stored(find_conference(draft, slug))).changes


def apply(draft, *, slug="", by=None, expected="", move_meant=False):
    """Write the draft and return the Changes made: all of them, or none.

    `by`: the organiser, None for a command. `expected`: the fingerprint of the changes that were looked at.
    `move_meant`: new times are meant, although people would have two sessions at once.
    Raise ImportRefused where the draft cannot be used, ImportIsOutdated where the programme has changed since,
    PeopleInTheWay, Busy.
    """
    try:
        return _apply(draft, slug, by, expected, move_meant)
    except IntegrityError as error:
        if error.__cause__.diag.constraint_name in RACES:
            raise ImportIsOutdated from error
        raise


@actions.transition
def _apply(draft, slug, by, expected, move_meant):
    with pghistory.context(source="import"):
        conference = find_conference(draft, slug)
        if conference.pk:
            conference = Conference.objects.select_for_update(no_key=True).get(pk=conference.pk)
        found = Plan(draft, Stored(conference, is_locked=True))
        if found.report.has_errors:
            raise ImportRefused(found.changes)
        if expected and expected != found.changes.fingerprint:
            raise ImportIsOutdated
        if found.changes.in_the_way and not move_meant:
            raise PeopleInTheWay(moving.sentence(found.changes.in_the_way))
        _write(found, by)
    return found.changes


def _write(found, by):
    with room_changes():
        for kind, model in MODELS.items():
            _write_rows(model, found.items[kind], by)
            if kind == "session":
                _write_places_of_new_sessions(found.items[kind])
        _act(found, by)
    moving.tell_moved(found.moved, by=by)
    _remember(found)


def _write_rows(model, items, by):
    new = [item.row for item in items if item.is_new]
    for row in new:
        if model is Session:
            row.status_by = by
        if model is Appearance:
            row.status_note = FROM_THE_TEXT
    model.objects.bulk_create(new, batch_size=BATCH_SIZE)
    changed = [(item.row, item.written_columns) for item in items if not item.is_new and item.written_columns]
    if changed:
        columns = sorted(set(chain.from_iterable(columns for _row, columns in changed)))
        model.objects.bulk_update([row for row, _columns in changed], columns, batch_size=BATCH_SIZE)


def _write_places_of_new_sessions(items):
    """Give new sessions their places. Nobody can have registered for them yet: no place is lost or won by it."""
    capacities = {
        item.row.pk: item.now("capacity") for item in items if item.is_new and item.now("capacity") is not None
    }
    pools = list(Pool.objects.filter(session__in=capacities))
    for pool in pools:
        pool.capacity = capacities[pool.session_id]
    Pool.objects.bulk_update(pools, ["capacity"], batch_size=BATCH_SIZE)


def _act(found, by):
    """Change what only an action may change: answers, whether a session takes place, its places, its link."""
    items = found.items
    for item in items["appearance"]:
        if not item.is_new and "status" in item.outcome.write:
            _act_on_appearance(item.row, item.now("status"), by)
    for item in items["session"]:
        if "access_link" in item.outcome.write:
            actions.set_access_link(item.row, found.access_links.address_of(item.now("access_link")))
        if "mode" in item.outcome.write:
            actions.make_hybrid(item.row, on_site=item.now("capacity"), online=item.now("online_capacity"), by=by)
        elif "online_capacity" in item.outcome.write and item.row.online_pool:
            actions.set_capacity(item.row.online_pool, capacity=item.now("online_capacity"), by=by)
        if item.is_new:
            continue
        if "status" in item.outcome.write:
            _act_on_session(item.row, item.now("status"), by)
        if "capacity" in item.outcome.write:
            actions.set_capacity(item.row.pool, capacity=item.now("capacity"), by=by)
    for item in items["slot"]:
        if "places" in item.outcome.write:
            actions.set_follow_up_capacity(item.row, capacity=item.now("places"), by=by)


def _act_on_appearance(appearance, status, by):
    if status == Appearance.Status.REQUESTED:
        actions.reopen_appearance(appearance, by=by)
    else:
        actions.record_answer(appearance, status=status, note=str(FROM_THE_TEXT))


SESSION_ACTIONS = {
    Session.Status.REQUESTED: actions.reopen_session,
    Session.Status.CONFIRMED: actions.confirm_session,
    Session.Status.CANCELLED: actions.cancel_session,
}


def _act_on_session(session, status, by):
    if session.is_cancelled:
        session = actions.reinstate_session(session, by=by)
    if session.status != status:
        SESSION_ACTIONS[status](session, by=by)


def _remember(found):
    """Keep what was written, for the comparison with the next text."""
    new, changed = [], []
    for item in found.all_items:
        if item.memory is None and item.wanted:
            new.append(_memory_of(item, found.stored.conference))
        elif item.memory and item.memory.values != item.outcome.memory:
            item.memory.values = item.outcome.memory
            changed.append(item.memory)
    ImportedItem.objects.bulk_create(new, batch_size=BATCH_SIZE)
    ImportedItem.objects.bulk_update(changed, ["values", "imported_at"], batch_size=BATCH_SIZE)
    both_gone = [
        memory.pk
        for memory in chain.from_iterable(found.stored.deleted.values())
        if memory.pk not in found.still_in_text
    ]
    if both_gone:
        ImportedItem.objects.filter(pk__in=both_gone).delete()


def _memory_of(item, conference):
    number = f" #{item.row.pk}"
    key = fold(item.name)[: KEY_LENGTH - len(number)] + number
    return ImportedItem(
        conference=conference, kind=item.kind, key=key, object_id=item.row.pk, values=item.outcome.memory
    )
