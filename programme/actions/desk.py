"""What organisers put off on the list of what is to do."""

from django.utils import timezone

from programme.actions.locks import transition
from programme.models import PutOff


@transition
def put_off(conference, key, *, until, note="", by):
    """Leave something out of what is to do in a conference, for all its organisers, until a day. Return the PutOff."""
    facts = {"until": until, "note": note, "by": by, "at": timezone.now()}
    return PutOff.objects.update_or_create(conference=conference, key=key, defaults=facts)[0]


@transition
def take_up_again(conference, key):
    """Show again at once what was put off. Return how many there were: 0 or 1."""
    return PutOff.objects.filter(conference=conference, key=key).delete()[0]
