"""Attendees who only look like one person."""

from itertools import combinations

from registration.actions.transitions import transition
from registration.exceptions import NotTheSamePerson
from registration.models import Attendee, DifferentAttendees


@transition
def tell_apart(attendees, *, by):
    """Note that these look like one person, and are not. Return how many pairs were noted."""
    people = list(Attendee.objects.filter(pk__in=[attendee.pk for attendee in attendees]).order_by("pk"))
    if len({person.conference_id for person in people}) > 1:
        raise NotTheSamePerson
    noted = [
        DifferentAttendees.objects.get_or_create(one=one, other=other, defaults={"by": by})[1]
        for one, other in combinations(people, 2)
    ]
    return sum(noted)
