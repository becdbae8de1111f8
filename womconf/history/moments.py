"""The events of a row and of what belongs to it, as moments: all that one transaction has changed."""

from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

INSERT, DELETE = "insert", "delete"
MOST_EVENTS = 2000  # of each table, the newest

# What a change of these would say stands there already, or is of no use to people.
NOT_SAID = frozenset(
    [
        "id",
        "code",
        "conference",
        "status_at",
        "status_by",
        "paused_by",
        "published_by",
        "holds_room",
        "link_version",
        "calendar_uid",
        "registered_until_cancelled",
    ]
)


@dataclass(frozen=True)
class Related:
    """Rows whose changes stand in the history of the row to which `path` leads.

    `named_by` are fields that name one; the first that says something counts. `right` is whose rows somebody must be
    allowed to see ("slot"); without one, whoever sees the row sees them. Of rows that come and go with the row itself
    (`is_part`) only the values are said, not that they came.
    """

    model: type
    path: str
    named_by: tuple
    right: str = ""
    is_part: bool = False


@dataclass(frozen=True)
class Step:
    """One event: what was there before (None where that is not known, or it came then), and what was there after."""

    model: type
    label: str
    before: dict | None
    after: dict
    related: Related | None = None

    @property
    def is_new(self):
        return self.label == INSERT

    @property
    def is_gone(self):
        return self.label == DELETE

    @property
    def earlier(self):
        """The values with which those of this step are compared; a part that came is compared with nothing."""
        if self.is_new and self.related is not None and self.related.is_part:
            return {}
        return self.before

    @property
    def changed(self):
        """The fields of the model that differ, apart from those that nobody is told."""
        if self.is_gone or self.earlier is None:
            return []
        return [field for field in said_fields(self.model) if self._differs(field)]

    def _differs(self, field):
        if not self.earlier:  # what is as it is anyway is no news
            is_named = field.name in self.related.named_by or field.attname == self.related.path
            return not is_named and self.after[field.attname] not in (None, "", [], field.get_default())
        return self.earlier[field.attname] != self.after[field.attname]

    @property
    def says_something(self):
        if self.changed:
            return True
        is_part = self.related is not None and self.related.is_part
        return self.is_gone or (self.is_new and not is_part)


@dataclass
class Moment:
    """What one transaction has changed, and what is known of who did it."""

    at: datetime
    steps: list = field(default_factory=list)
    metadata: dict = field(default_factory=dict)


def event_model(model):
    """Return the model of a model's events; None where the database keeps none."""
    return next(iter(getattr(model, "pgh_event_models", {}).values()), None)


def said_fields(model):
    """Return the fields of a model whose changes are said, as far as the database keeps them."""
    kept = {field.name for field in event_model(model)._meta.concrete_fields}
    return [field for field in model._meta.concrete_fields if field.name in kept - NOT_SAID]


def moments_of(row, related=()):
    """Return the Moments of a row and of rows that belong to it, the newest first, in one query for each model."""
    model = type(row)
    found = {}
    of_row = event_model(model).objects.filter(pgh_obj=row.pk)
    _collect(found, _steps(model, of_row))
    for rows in related:
        events = event_model(rows.model).objects
        ever = events.filter(**{rows.path: row.pk}).values("pgh_obj")
        steps = _steps(rows.model, events.filter(pgh_obj__in=ever), rows)
        _collect(found, ((event, step) for event, step in steps if row.pk in _owners(step)))
    said = [moment for moment in found.values() if moment.steps]
    return sorted(said, key=lambda moment: moment.at, reverse=True)


def _owners(step):
    return {values[step.related.path] for values in (step.before, step.after) if values}


def _collect(found, steps):
    for event, step in steps:
        moment = found.setdefault(event["pgh_created_at"], Moment(event["pgh_created_at"]))
        moment.metadata = moment.metadata or event["pgh_context__metadata"] or {}
        if step.says_something:
            moment.steps.append(step)


def _steps(model, events, related=None):
    """Yield (event, Step) of some events, each row's in their order."""
    columns = {field.attname for field in event_model(model)._meta.concrete_fields}
    newest = events.order_by("-pgh_id").values(*columns, "pgh_context__metadata")[:MOST_EVENTS]
    by_row = {}
    for event in reversed(newest):
        by_row.setdefault(event["pgh_obj_id"], []).append(event)
    for of_row in by_row.values():
        for before, after in pairwise([None, *of_row]):
            yield after, Step(model, after["pgh_label"], before, after, related)
