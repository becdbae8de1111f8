"""People who may be there twice: looked for in what they are called and how they are reached, never noted by hand."""

import re
from collections import defaultdict
from itertools import combinations

from programme.letters import Folded
from programme.models import DifferentSpeakers

TWICE = {"twice": "perhaps"}  # what the address of a list says that shows those who may be there twice
MOST_OF_A_KIND = 12  # more who look alike are no slip of somebody's
DIGITS = 6  # of a telephone number that says anything; numbers are compared by their end, for the sake of +49 and 0


def mailbox(email):
    """Return what an address has in common with other spellings of it: neither the domain nor dots nor +anything."""
    return email.partition("@")[0].partition("+")[0].replace(".", "")


def number(phone):
    """Return what a telephone number has in common with other spellings of it, "" of one that says too little."""
    digits = re.sub(r"\D", "", phone)
    return digits[-DIGITS:] if len(digits) >= DIGITS else ""


def pairs_of(people, signs_of, *, different):
    """Return the pairs of keys, in order, of people who have a sign in common and of whom nobody said otherwise.

    `people` are tuples that begin with the key; signs_of() gives their signs.
    """
    alike = defaultdict(list)
    for person in people:
        for sign in signs_of(person):
            alike[sign].append(person[0])
    found = {pair for keys in alike.values() for pair in combinations(sorted(set(keys))[:MOST_OF_A_KIND], 2)}
    return sorted(found - different)


def people_of(model, pairs):
    """Return the people of some pairs of keys, pair by pair."""
    rows = model.objects.in_bulk({key for pair in pairs for key in pair})
    return [(rows[one], rows[other]) for one, other in pairs if one in rows and other in rows]


def speakers_twice(conference):
    """Return the pairs of keys of speakers who have the same name, however it is spelled, or the same address."""
    people = conference.speakers.order_by().annotate(folded=Folded("name")).values_list("pk", "folded", "email")
    said = DifferentSpeakers.objects.filter(one__conference=conference)
    return pairs_of(people, _signs_of_speaker, different=set(said.values_list("one", "other")))


def _signs_of_speaker(person):
    _key, name, email = person
    return [("name", name), *([("address", email)] if email else [])]
