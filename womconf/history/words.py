"""Moments as people read them: who, when, and each change from what to what."""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import formats, timezone
from django.utils.choices import flatten_choices
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from i18nfield.strings import LazyI18nString

from womconf import history
from womconf.diffs import compare
from womconf.history.moments import said_fields
from womconf.quotes import quoted

SHORT = 80  # characters; of a longer text what differs is shown, not the whole of it twice


@dataclass(frozen=True)
class Line:
    """One change: what it is about ("" where that is the row itself), the field, and the values before and after.

    `note` stands where there are no values: that it came, went, or is not for everybody's eyes. `parts` are the Parts
    of a long text. `event` is the key of the event that keeps the text of before, if that can be used again; `name`
    and `language` say of which field.
    """

    about: str = ""
    label: str = ""
    before: str = ""
    after: str = ""
    note: str = ""
    parts: tuple = ()
    event: int | None = None
    name: str = ""
    language: str = ""

    @property
    def was(self):
        return quoted(self.before) if self.before else _("(empty)")

    @property
    def is_now(self):
        return quoted(self.after) if self.after else _("(empty)")


@dataclass(frozen=True)
class Entry:
    """All Lines of one moment, with who and when."""

    who: str
    when: str
    lines: list


def texts_of(value):
    """Return {language: text} of a text; one in no language has the language ""."""
    data = value.data if isinstance(value, LazyI18nString) else value
    if isinstance(data, dict):
        return {language: text for language, text in data.items() if text}
    return {"": str(data)} if data else {}


def is_text(field):
    """Whether a field holds words that somebody has written."""
    return isinstance(field, (models.CharField, models.TextField)) and not field.choices


def language_name(code):
    return str(dict(settings.CONTENT_LANGUAGES).get(code, code))


def entries(moments, *, hidden=(), languages=()):
    """Return the Entries of some Moments. Of fields that are `hidden` it is said that they were changed, no more.

    `languages` are those of the conference: where it has but one, nobody needs to read which.
    """
    return _Words(moments, hidden, languages).entries()


def _has_actor(step):
    """Whether a step is a change of status of which the row itself says which organiser made it."""
    return bool(step.after.get("status_by_id")) and any(field.name == "status" for field in step.changed)


class _Words:
    """Names what the moments of one page point to: one query for each model that they name."""

    def __init__(self, moments, hidden, languages):
        self.moments, self.hidden, self.languages = moments, hidden, languages
        self.users = get_user_model()
        self.names = {}
        wanted = {self.users: {moment.metadata.get("user") for moment in moments}}
        for step in (step for moment in moments for step in moment.steps):
            wanted[self.users].add(step.after.get("status_by_id"))
            for column in said_fields(step.model):
                if isinstance(column, models.ForeignKey):
                    found = {values[column.attname] for values in (step.before, step.after) if values}
                    wanted.setdefault(column.related_model, set()).update(found)
        for model, keys in wanted.items():
            rows = model._base_manager.all()
            if any(column.name == "conference" for column in model._meta.fields):
                rows = rows.select_related("conference")  # a slot is called by its time there
            self.names[model] = rows.in_bulk(keys - {None})

    def entries(self):
        return [Entry(self._who(moment), self._moment(moment.at), self._lines(moment)) for moment in self.moments]

    def _who(self, moment):
        """Name the organiser; else say who it was as far as anything says so."""
        if key := moment.metadata.get("user"):
            return self._user(key)
        match moment.metadata.get("source"):
            case "import":
                return _("an import")
            case history.BY_LINK:
                return _("the person, by the personal link")
        if key := next((step.after["status_by_id"] for step in moment.steps if _has_actor(step)), None):
            return self._user(key)
        return _("no organiser: by a link, a command, or the program itself")

    def _user(self, key):
        user = self.names[self.users].get(key)
        return (user.get_full_name() or user.get_username()) if user else _("somebody whose account is deleted")

    def _lines(self, moment):
        """Say first what is about the row itself."""
        steps = sorted(moment.steps, key=lambda step: step.related is not None)
        return [line for step in steps for line in self._lines_of(step)]

    def _lines_of(self, step):
        about = self._about(step)
        if step.is_gone:
            yield Line(about, note=pgettext("history", "deleted"))
        elif step.is_new and not (step.related and step.related.is_part):
            yield Line(
                about,
                note=pgettext("history", "added") if step.related else pgettext("history", "created"),
                after=self._values(step),
            )
        for changed in step.changed:
            yield from self._line(step, changed, about)

    def _about(self, step):
        """Return what a step is about: the kind of row, and the name that it had before."""
        if step.related is None:
            return ""
        columns = [step.model._meta.get_field(name) for name in step.related.named_by]
        names = (self.value(column, (step.before or step.after)[column.attname]) for column in columns)
        name = next(filter(None, names), "")
        return f"{capfirst(step.model._meta.verbose_name)} ({name})"

    def _values(self, step):
        """Say what a new row of those that belong to another says; the row itself has a page for that."""
        if step.related is None:
            return ""
        left_out = {*step.related.named_by, step.model._meta.get_field(step.related.path).name}
        said = [
            (column.verbose_name, self.value(column, step.after[column.attname]))
            for column in said_fields(step.model)
            if column.name not in left_out and step.after[column.attname] != column.get_default()
        ]
        return "; ".join(f"{capfirst(label)}: {value}" for label, value in said if value)

    def _line(self, step, changed, about):
        before, after = step.earlier.get(changed.attname), step.after[changed.attname]
        label = capfirst(changed.verbose_name)
        if changed.name in self.hidden:
            yield Line(about, label, note=pgettext("history", "changed"))
        elif is_text(changed):
            yield from self._text(step, changed, about)
        else:
            yield Line(about, label, self.value(changed, before), self.value(changed, after))

    def _text(self, step, changed, about):
        """Say of a text in several languages what has become of each."""
        label = capfirst(changed.verbose_name)
        old, new = texts_of(step.earlier.get(changed.attname)), texts_of(step.after[changed.attname])
        languages = [code for code in {**old, **new} if old.get(code, "") != new.get(code, "")]
        for code in sorted(languages):
            before, after = old.get(code, ""), new.get(code, "")
            name = label if not code or [code] == list(self.languages) else f"{label} ({language_name(code)})"
            is_long = max(len(before), len(after)) > SHORT or "\n" in before + after
            parts = tuple(compare(before, after)) if is_long and before and after else ()
            event = step.before["pgh_id"] if step.related is None and before else None
            yield Line(about, name, before, after, "", parts, event, changed.name, code)

    def value(self, field, value):
        """Return a value of a field as a text, "" where there is none."""
        if value in (None, []) or (value == "" and not field.choices):
            return ""
        if isinstance(field, models.ForeignKey):
            return self._name(field.related_model, value)
        if isinstance(field, ArrayField):
            names = dict(flatten_choices(field.base_field.choices or ()))
            return ", ".join(str(names.get(part, part)) for part in value)
        if field.choices:
            return str(dict(field.flatchoices).get(value, value))
        return self._plain(value)

    def _name(self, model, key):
        if model is self.users:
            return self._user(key)
        row = self.names.get(model, {}).get(key)
        if row is None:
            return _("(deleted)")
        return str(getattr(row, "kind_in_words", row))

    def _plain(self, value):
        match value:
            case bool():
                return _("Yes") if value else _("No")
            case datetime.datetime():
                return self._moment(value)
            case datetime.date():
                return formats.date_format(value, "SHORT_DATE_FORMAT")
            case datetime.time():
                return formats.time_format(value)
        return str(value)

    def _moment(self, value):
        return formats.date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")
