"""Rows of what visitors see of a conference: each table is read once, and what is known already is not read again.

Of two thousand sessions, a change concerns one. PostgreSQL says of each row which transaction wrote it, and where it
stands: as long as both are the same, so is the row; and as long as all its rows are, so is a session.
"""

from collections import defaultdict
from datetime import datetime
from operator import attrgetter

from django.db.models import Expression, TextField, Value
from i18nfield.strings import LazyI18nString

from programme.models import Appearance, Picture, Pool, SessionFile

SHARED = (int, str, datetime, list, LazyI18nString)  # values of which many rows have the same; lists are of texts
# What belongs to one session, and in which order.
PARTS = {
    "slots": attrgetter("starts_at", "pk"),
    "pools": attrgetter("pk"),
    "appearances": attrgetter("position", "pk"),
    "files": attrgetter("pk"),
}


class RowVersion(Expression):
    """Which transaction wrote a row of the query's own table, and where it stands: another text after each change.

    https://www.postgresql.org/docs/current/ddl-system-columns.html
    """

    output_field = TextField()

    def resolve_expression(self, query=None, *args, **kwargs):
        resolved = super().resolve_expression(query, *args, **kwargs)
        resolved.alias = query.get_initial_alias()
        return resolved

    def as_sql(self, compiler, connection):
        table = connection.ops.quote_name(self.alias)
        return f"({table}.xmin::text || {table}.ctid::text)", []


def versioned(queryset):
    return queryset.annotate(row_version=RowVersion())


def read(conference, sessions, former=None):
    """Return {table: {key: row}} of a queryset of sessions and all that belongs to them, linked with each other.

    `former`: what this has returned for the same rows of the conference before; what has not changed is taken from it.
    Other threads have that, too, so its rows stay as they are: where one is linked with something new, a copy is.

    What Django's prefetching would do is done here by hand: it makes a queryset for each session and relation, which
    takes longer than reading.
    """
    tables = _fetch(_querysets(conference, sessions), former)
    tracks, organisations, rooms = tables["tracks"], tables["organisations"], tables["rooms"]
    pictures = {picture.speaker_id: picture for picture in tables["pictures"].values()}
    for pk, speaker in tables["speakers"].items():
        links = {"organisation": organisations.get(speaker.organisation_id), "picture": pictures.get(pk)}
        tables["speakers"][pk] = _linked(speaker, links)
    for pk, slot in tables["slots"].items():
        tables["slots"][pk] = _linked(slot, {"room": rooms.get(slot.room_id)})
    for pk, appearance in tables["appearances"].items():
        tables["appearances"][pk] = _linked(appearance, {"speaker": tables["speakers"].get(appearance.speaker_id)})
    parts = {table: _by_session(tables[table], order) for table, order in PARTS.items()}
    for pk, session in tables["sessions"].items():
        links = {"track": tracks.get(session.track_id), "host": organisations.get(session.host_id)}
        whole = _whole(session, links, {table: of_session[pk] for table, of_session in parts.items()})
        tables["sessions"][pk] = whole
        for table in PARTS:
            tables[table].update((row.pk, row) for row in whole.fetched(table))
    return tables


def _querysets(conference, sessions):
    shown = Appearance.objects.shown().filter(session__conference=conference, session__was_announced=True)
    speakers = conference.speakers.filter(pk__in=shown.order_by().values("speaker"))
    return {
        "tracks": conference.tracks.all(),
        "organisations": conference.organisations.all(),
        "rooms": conference.rooms.all(),
        "pictures": Picture.objects.filter(speaker__in=speakers),
        "speakers": speakers,
        "slots": conference.slots.all(),
        "pools": Pool.objects.filter(session__conference=conference),
        "appearances": shown,
        "files": SessionFile.objects.shown().filter(session__conference=conference),
        "sessions": sessions,
    }


def _fetch(querysets, former):
    """Return {table: {key: row}}: rows as they were, or new ones without links."""
    shared = {}
    if former is None:
        return {table: {row.pk: row for row in _rows(queryset, shared)} for table, queryset in querysets.items()}
    versions = _versions(querysets)
    tables = {}
    for table, queryset in querysets.items():
        known = former[table]
        same = {pk for pk, version in versions[table].items() if pk in known and known[pk].row_version == version}
        tables[table] = {pk: known[pk] for pk in same}
        if others := versions[table].keys() - same:
            tables[table].update((row.pk, row) for row in _rows(queryset.filter(pk__in=others), shared))
    return tables


def _rows(queryset, shared):
    """Yield new rows; equal values, most of them empty or like „Vortrag“, are one object from `shared`."""
    for row in versioned(queryset):
        values = row.__dict__
        for name, value in values.items():
            if isinstance(value, SHARED):
                values[name] = shared.setdefault(_key(value), value)
        yield row


def _key(value):
    """Return what is equal for equal values of one kind only."""
    data = value.data if isinstance(value, LazyI18nString) else value
    if isinstance(data, dict):
        data = tuple(data.items())
    return type(value), tuple(data) if isinstance(data, list) else data


def _versions(querysets):
    """Return {table: {key: version}}, by one statement."""
    asked = [
        queryset.order_by().values_list(Value(table, output_field=TextField()), "pk", RowVersion())
        for table, queryset in querysets.items()
    ]
    versions = defaultdict(dict)
    for table, pk, version in asked[0].union(*asked[1:], all=True).order_by():
        versions[table][pk] = version
    return versions


def _linked(row, links):
    """Return a row that leads to these others, {name of the link: other}: the row itself if it does or is new."""
    known = row._state.fields_cache
    if any(name in known and known[name] is not other for name, other in links.items()):
        row = _copy(row)
    row._state.fields_cache.update(links)
    return row


def _copy(row):
    """Return a row with the same values and links, and nothing that was found by means of them."""
    names = [field.attname for field in row._meta.concrete_fields if field.attname in row.__dict__]
    copy = row.from_db(row._state.db, names, [row.__dict__[name] for name in names])
    copy.row_version = row.row_version
    copy._state.fields_cache.update(row._state.fields_cache)
    return copy


def _by_session(rows, order):
    of_session = defaultdict(list)
    for row in sorted(rows.values(), key=order):
        of_session[row.session_id].append(row)
    return of_session


def _whole(session, links, parts):
    """Return a session with its links and parts: the session itself if it has just these, or is new."""
    known = session.__dict__.get("_prefetched_objects_cache")
    if known is not None:
        is_same = all(session._state.fields_cache[name] is other for name, other in links.items())
        if is_same and all(_are_same(known[table], rows) for table, rows in parts.items()):
            return session
        session = _copy(session)
    session._state.fields_cache.update(links)
    parts = {table: [_linked(row, {"session": session}) for row in rows] for table, rows in parts.items()}
    slots = {slot.pk: slot for slot in parts["slots"]}
    parts["pools"] = [_linked(pool, {"slot": slots.get(pool.slot_id)}) for pool in parts["pools"]]
    session._prefetched_objects_cache = parts
    session.made = {}
    session.__dict__ = dict(session.__dict__)  # as large as need be: Python had left room for as much again
    return session


def _are_same(rows, others):
    return len(rows) == len(others) and all(row is other for row, other in zip(rows, others, strict=True))
