"""Attendees who may be there twice."""

from django.db.models import Count

from programme.twins import mailbox, number, pairs_of
from registration.models import Attendee, DifferentAttendees


def attendees_twice(conference):
    """Return the pairs of keys of attendees with the same name who are reached alike.

    That is: at another spelling of an address, or by the same telephone. The same name alone says little among many.
    """
    theirs = Attendee.objects.filter(conference=conference).order_by()
    counted = theirs.values_list("folded_name").annotate(number=Count("pk")).filter(number__gt=1)
    namesakes = [name for name, _number in counted]  # fetched first: where there are none, nobody is looked at again
    people = theirs.filter(folded_name__in=namesakes).values_list("pk", "folded_name", "email", "phone")
    said = DifferentAttendees.objects.filter(one__conference=conference)
    return pairs_of(people, _signs_of, different=set(said.values_list("one", "other")))


def _signs_of(person):
    _key, name, email, phone = person
    signs = [("address", name, mailbox(email)), ("telephone", name, number(phone))]
    return [sign for sign in signs if sign[-1]]
