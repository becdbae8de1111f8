"""The admin's own log, which names nobody, as its first page shows it."""

from django import template
from django.utils.text import capfirst

register = template.Library()


@register.filter
def in_words(entry):
    """Return what an entry is about; of a person, whom it keeps as "speaker 33", the kind in the reader's language."""
    kind = entry.content_type
    if kind and entry.object_repr == f"{kind.model} {entry.object_id}":
        return f"{capfirst(kind.name)} {entry.object_id}"
    return entry.object_repr
