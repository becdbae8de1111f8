"""An earlier text of a row, used again: it goes the way of the form, as if somebody had typed it there."""

from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.http import QueryDict
from django.utils.text import capfirst

from womconf.history.moments import event_model, said_fields
from womconf.history.words import is_text, language_name, texts_of


@dataclass(frozen=True)
class EarlierText:
    """A text that a row had once: in which field and language ("" where it has none), and what stands there now."""

    field: object
    language: str
    text: str
    now: str

    @property
    def label(self):
        name = capfirst(self.field.verbose_name)
        return f"{name} ({language_name(self.language)})" if self.language else name


def find(row, event, name, language):
    """Return the EarlierText that an event (its key) keeps of a row; None where there is none."""
    try:
        field = row._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    if field not in said_fields(type(row)) or not is_text(field):
        return None
    found = event_model(type(row)).objects.filter(pgh_obj=row.pk, pk=event).values_list(name, flat=True)
    text = next((texts_of(value).get(language, "") for value in found), "")
    return EarlierText(field, language, text, texts_of(getattr(row, name)).get(language, "")) if text else None


def as_typed(form, earlier, *, now):
    """Return what a browser would send of the page of a row where somebody had typed an earlier text.

    `form` is the one of that page, unbound; `now` is what stood there when they saw it.
    """
    data = QueryDict(mutable=True)
    for bound in form:
        _put(data, bound, bound.html_name)
        if bound.is_remembered:
            _put(data, bound, bound.html_initial_name)
    bound, part = form[earlier.field.name], ""
    if bound.has_parts:
        part = f"_{bound.field.locales.index(earlier.language or settings.LANGUAGE_CODE)}"
    data[f"{bound.html_name}{part}"] = earlier.text
    data[f"{bound.html_initial_name}{part}"] = now
    return data


def _put(data, bound, name):
    """Write what a page shows of a field: each part under a name of its own, each of several choices under one."""
    if not isinstance(bound.current, list):
        data[name] = bound.current
    elif isinstance(bound.field.hidden_widget(), forms.MultiWidget):
        data.update({f"{name}_{number}": part for number, part in enumerate(bound.current)})
    else:
        data.setlist(name, bound.current)
