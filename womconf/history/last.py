"""Who changed something last, and when, as far as that is known."""

import json
from itertools import pairwise

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import override

EVENTS_TO_LOOK_AT = 50


def last_change(row, name, label=""):
    """Return (organiser or None, moment) of the last change to one field of a row; None where nobody noted it.

    The history in the database knows every change, whoever made it; without one, the admin's own log is asked for a
    change of the field with this `label`.
    """
    return _in_history(row, name) or _in_log(row, label)


def _in_history(row, name):
    events = _events(row, name)
    for newer, older in pairwise(events):
        if newer[name] != older[name]:
            return _organiser(newer["pgh_context__metadata"]), newer["pgh_created_at"]
    return None


def _events(row, name):
    """Return the newest events of a row as {name: value} and what is known of each, the newest first."""
    for model in getattr(row, "pgh_event_models", {}).values():
        try:
            attname = model._meta.get_field(name).name
        except FieldDoesNotExist:
            continue
        found = model.objects.filter(pgh_obj=row.pk).order_by("-pgh_id")
        return found.values(attname, "pgh_created_at", "pgh_context__metadata")[:EVENTS_TO_LOOK_AT]
    return []


def _organiser(metadata):
    user = (metadata or {}).get("user")
    return get_user_model().objects.filter(pk=user).first() if user else None


def _in_log(row, label):
    with override(None):
        label = str(label)
    entries = LogEntry.objects.filter(
        content_type=get_content_type_for_model(row), object_id=row.pk, action_flag=CHANGE
    ).select_related("user")
    for entry in entries.order_by("-action_time")[:EVENTS_TO_LOOK_AT]:
        if label in _changed(entry):
            return entry.user, entry.action_time
    return None


def _changed(entry):
    """Return the names of the fields of the row itself that an entry of the admin's log says were changed."""
    try:
        said = json.loads(entry.change_message)
    except ValueError:
        return []
    parts = [part.get("changed", {}) for part in said] if isinstance(said, list) else []
    return [field for part in parts if "name" not in part for field in part.get("fields", [])]
