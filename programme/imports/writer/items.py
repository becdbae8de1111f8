"""One object of an import: the row, what the text wants of it, and what becomes of it."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from programme.imports.changes import Action, Change, FieldChange
from programme.imports.writer.comparison import compare, is_nothing
from programme.models import Appearance, Conference, Organisation, Room, Session, Slot, Speaker, Track

# In the order of writing: what others point to comes first.
MODELS = {
    "conference": Conference,
    "organisation": Organisation,
    "room": Room,
    "track": Track,
    "speaker": Speaker,
    "session": Session,
    "slot": Slot,
    "break": Slot,
    "appearance": Appearance,
}
LABELS = {kind: model._meta.verbose_name for kind, model in MODELS.items()} | {"break": _("break")}
COUNTS = {
    "conference": ngettext_lazy("%d conference", "%d conferences"),
    "organisation": ngettext_lazy("%d organisation", "%d organisations"),
    "room": ngettext_lazy("%d room", "%d rooms"),
    "track": ngettext_lazy("%d track", "%d tracks"),
    "speaker": ngettext_lazy("%d speaker", "%d speakers"),
    "session": ngettext_lazy("%d session", "%d sessions"),
    "slot": ngettext_lazy("%d slot", "%d slots"),
    "break": ngettext_lazy("%d break", "%d breaks"),
    "appearance": ngettext_lazy("%d appearance", "%d appearances"),
}


# Edits of which a preview says nothing, or says it in words of their own.
UNTOLD = {"slot": ("period", "room"), "break": ("period", "room"), "appearance": ("position",)}


def read(row, fields):
    """Return what stands in a row, as the plain values that are compared."""
    return {field.name: field.read(row) for field in fields}


class Item:
    """A row and its comparison. Nothing reaches the database from here.

    `wanted`: what the text says, by the names of `fields`; a field that it leaves out stays as it is (see `silence`),
    and is told (`left_out`) where the last import wrote what stands there.
    """

    def __init__(self, kind, row, *, name, fields, wanted, silence=None, memory=None, line=None, is_part=False):
        self.kind = kind
        self.row = row
        self.name = name
        self.fields = fields
        self.is_new = row.pk is None
        self.wanted = wanted if self.is_new or silence is None else silence.said(wanted)
        self.silent = wanted.keys() - self.wanted.keys()
        self.memory = memory
        self.line = line
        self.is_part = is_part
        self.is_needed = False
        self.detail = ""
        self.left_out = {}

    def need(self):
        """Compare the three sides once, and give the row its new values."""
        if self.is_needed:
            return
        self.is_needed = True
        if self.is_new:
            self.before = {}
            self.outcome = compare({}, {}, {})
            self.outcome.write.update(self.wanted)
            self.outcome.memory.update(self.wanted)
        else:
            self.before = read(self.row, self.fields)
            for field in self.fields:
                if field.name in self.wanted and field.says_nothing_new(self.row, self.wanted[field.name]):
                    del self.wanted[field.name]
            last = self.memory.values if self.memory else {}
            self.outcome = compare(last, self.wanted, self.before)
            silent = {name: self.before[name] for name in self.silent if last.get(name) == self.before[name]}
            self.left_out = {name: value for name, value in silent.items() if not is_nothing(value)}
        for field in self.written_fields:
            field.write(self.row, self.outcome.write[field.name])

    @property
    def written_fields(self):
        return [field for field in self.fields if field.name in self.outcome.write]

    @property
    def written_columns(self):
        return [column for field in self.written_fields for column in field.columns]

    def now(self, name):
        """Return the value of a field after the import."""
        return self.outcome.write.get(name, self.before.get(name))

    def overrule(self, field, value):
        """Let `value` stand in a field after the import, whatever the text wants."""
        self.outcome.kept.pop(field.name, None)
        self.outcome.memory[field.name] = self.outcome.write[field.name] = value
        if not self.is_new and self.before[field.name] == value:
            del self.outcome.write[field.name]
        field.write(self.row, value)

    def invalid_fields(self):
        """Return (label, sentence) of all that the database or a form would refuse."""
        columns = set(self.written_columns)
        others = [column.name for column in self.row._meta.fields if column.name not in columns or column.is_relation]
        try:
            self.row.clean_fields(exclude=others)
        except ValidationError as error:
            return [
                (self.row._meta.get_field(name).verbose_name, message)
                for name, messages in error.message_dict.items()
                for message in messages
            ]
        return []

    def changes(self):
        """Return what is to be said about this object."""
        if self.is_new:
            return [self._change(Action.CREATED, detail=self.detail, is_part=self.is_part)]
        by_name = {field.name: field for field in self.fields}
        groups = [(Action.CHANGED, self.outcome.write), (Action.KEPT, self.outcome.kept), (Action.EDITED, self.edited)]
        groups.append((Action.GONE, dict.fromkeys(self.left_out)))
        return [
            self._change(
                action,
                fields=tuple(
                    FieldChange(
                        by_name[name].label,
                        by_name[name].show(self.before[name]),
                        by_name[name].show(value) if value is not None else "",
                    )
                    for name, value in values.items()
                ),
            )
            for action, values in groups
            if values
        ]

    @property
    def edited(self):
        """Return what an organiser has changed, and the text says as before; of times and rooms see `standing`."""
        untold = UNTOLD.get(self.kind, ())
        return {name: value for name, value in self.outcome.edited.items() if name not in untold}

    def _change(self, action, **more):
        return Change(action, self.kind, LABELS[self.kind], self.name, self.line, **more)

    @property
    def is_unchanged(self):
        return not (self.is_new or self.outcome.write or self.outcome.kept)

    @property
    def trace(self):
        """Return what is written and kept, as plain values: equal for equal imports."""
        return [self.kind, self.row.pk, self.name, self.outcome.write, self.outcome.kept]
