"""The large files that the worker makes, part by part: how each kind is cut, and what a part is."""

from collections.abc import Callable
from typing import NamedTuple

from django.utils import translation

from registration.actions.certificates import issue_certificate
from registration.exceptions import Gone, NothingToCertify
from registration.models.papers import Kind
from registration.paper import badges, presence, signing
from registration.paper.certificates import certificate_pdf
from registration.paper.certificates import file_name as name_of_certificate


class Maker(NamedTuple):
    """`parts` lists what there is to make, as values for JSON; `make` yields (name, bytes) of some of them.

    `at_once` parts are made between two notes of how far it is.
    """

    parts: Callable
    make: Callable
    at_once: int


def _certified(conference, choices):
    return [person.pk for person in presence.present(conference) if presence.of(person)]


def _certificates(conference, choices, keys, number):
    people = {person.pk: person for person in presence.present(conference).filter(pk__in=keys)}
    for place, key in enumerate(keys):
        if key not in people:
            continue
        try:
            certificate, found = issue_certificate(people[key])
        except (Gone, NothingToCertify):  # since the file was ordered
            continue
        yield name_of_certificate(people[key], number + place), certificate_pdf(certificate, found)


def _to_sign(conference, choices):
    return [it.key for it in signing.signings(conference)]


def _lists(conference, choices, keys, number):
    found = {it.key: it for it in signing.signings(conference)}
    for place, key in enumerate(keys):
        if key in found:
            with translation.override(choices["language"]):
                name = signing.file_name(found[key], number + place)
            yield name, signing.signing_list(found[key], language=choices["language"])


def _worn(conference, choices):
    keys = list(badges.wearers(conference).values_list("pk", flat=True))
    return [keys[start : start + badges.MOST_AT_ONCE] for start in range(0, len(keys), badges.MOST_AT_ONCE)]


def _badges(conference, choices, keys, number):
    for place, some in enumerate(keys):
        people = badges.wearers(conference).filter(pk__in=some)
        yield f"{number + place:03}-badges.pdf", badges.badges(conference, people, language=choices["language"])


MAKERS = {
    Kind.CERTIFICATES: Maker(_certified, _certificates, 25),
    Kind.LISTS: Maker(_to_sign, _lists, 20),
    Kind.BADGES: Maker(_worn, _badges, 1),
}
