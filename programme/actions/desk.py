"""What organisers put off on the list of what is to do, and how they like to see their lists."""

from django.utils import timezone

from programme.actions.locks import transition
from programme.models import PutOff, SavedView


@transition
def put_off(conference, key, *, until, note="", by):
    """Leave something out of what is to do in a conference, for all its organisers, until a day. Return the PutOff."""
    facts = {"until": until, "note": note, "by": by, "at": timezone.now()}
    return PutOff.objects.update_or_create(conference=conference, key=key, defaults=facts)[0]


@transition
def take_up_again(conference, key):
    """Show again at once what was put off. Return how many there were: 0 or 1."""
    return PutOff.objects.filter(conference=conference, key=key).delete()[0]


@transition
def save_view(conference, model, *, name, query, by):
    """Keep a list (`model`: its label) as the query of its address says, under a name. Return the SavedView."""
    facts = {"query": query, "by": by}
    return SavedView.objects.update_or_create(conference=conference, model=model, name=name, defaults=facts)[0]


@transition
def delete_view(conference, model, view):
    """Forget a view of a list (its key). Return how many there were: 0 or 1."""
    return SavedView.objects.filter(conference=conference, model=model, pk=view).delete()[0]
