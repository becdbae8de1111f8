"""Several helpers at one door, and a phone that sends everything several times at once."""

import uuid

import pytest

from registration import actions
from registration.actions import presence
from registration.exceptions import Busy, NoPlaceForThem
from registration.models import Attendee, Mark, Registration
from tests.factories import HelperLinkFactory, RegistrationFactory, SlotFactory
from tests.races.test_places import THREADS, at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def registration():
    return RegistrationFactory()


@pytest.fixture
def link(registration):
    return HelperLinkFactory(conference=registration.attendee.conference)


def mark_at_once(registration, link, keys):
    return at_once([lambda key=key: actions.mark_present(registration, how="list", link=link, key=key) for key in keys])


def test_same_mark_sent_by_many_at_once_is_one(registration, link):
    results = mark_at_once(registration, link, [uuid.uuid4()] * THREADS)
    assert sorted(results) == [False] * (THREADS - 1) + [True]
    assert Mark.objects.count() == 1


def test_many_helpers_mark_one_person_at_once_and_one_was_first(registration, link):
    results = mark_at_once(registration, link, [uuid.uuid4() for _helper in range(THREADS)])
    assert sorted(results) == [False] * (THREADS - 1) + [True]
    assert Registration.objects.get().attended_at == min(Mark.objects.values_list("at", flat=True))


@pytest.mark.breaks_invariants
def test_without_the_lock_several_say_that_they_were_first(registration, link, monkeypatch):
    """The control."""
    monkeypatch.setattr(presence, "_locked", lambda row: Registration.objects.select_related("attendee").get(pk=row.pk))
    results = []
    for _round in range(10):
        Registration.objects.update(attended_at=None)
        Mark.objects.all().delete()
        results += [mark_at_once(registration, link, [uuid.uuid4() for _helper in range(THREADS)]).count(True)]
    assert max(results) > 1


def press(link, **form):
    """Send a form as a phone does: where the database has no time, once more."""
    while True:
        try:
            return actions.add_walk_in(link.conference, link=link, **form)
        except Busy:
            continue


def test_form_of_a_walk_in_sent_by_many_at_once_enters_one(link):
    session = SlotFactory(session__conference=link.conference, session__capacity=5).session
    form = {"pools": [session.pool], "name": "Eva", "key": uuid.uuid4()}
    results = at_once([lambda: press(link, **form) for _press in range(THREADS)])
    assert len({result.pk for result in results}) == 1
    assert Attendee.objects.filter(name="Eva").count() == 1


def test_walk_ins_at_several_doors_never_exceed_the_places(link):
    session = SlotFactory(session__conference=link.conference, session__capacity=3).session
    form = {"pools": [session.pool]}
    results = at_once([lambda n=n: press(link, name=f"E{n}", **form) for n in range(THREADS)])
    assert sum(isinstance(result, NoPlaceForThem) for result in results) == THREADS - 3
    assert session.registrations.confirmed().count() == 3
