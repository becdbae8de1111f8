"""Values of forms as texts for people."""

import datetime

from django import forms
from django.utils import formats, timezone
from django.utils.choices import flatten_choices
from django.utils.translation import gettext as _


def readable(field, value):
    """Return a field's value as a text for people, whether it comes from a row or as a browser sent it."""
    if value in (None, "", []):
        return _("(empty)")
    if isinstance(field, (forms.ModelChoiceField, forms.ChoiceField)):
        return _names_of_chosen(field, value if isinstance(value, list) else [value])
    if isinstance(value, list):
        return "\n".join(str(part) for part in value if part) or _("(empty)")
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return _as_text(value)


def _as_text(value):
    match value:
        case datetime.datetime():
            return formats.date_format(timezone.template_localtime(value), "SHORT_DATETIME_FORMAT")
        case datetime.date():
            return formats.date_format(value, "SHORT_DATE_FORMAT")
    return str(value)


def _names_of_chosen(field, keys):
    keys = [str(key) for key in keys]
    if isinstance(field, forms.ModelChoiceField):
        rows = field.queryset.model._base_manager.filter(pk__in=[key for key in keys if key.isdecimal()])
        return ", ".join(map(str, rows)) or _("(deleted)")
    names = {str(key): str(name) for key, name in flatten_choices(field.choices)}
    return ", ".join(names.get(key, key) for key in keys)
