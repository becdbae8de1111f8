"""Attendees who may be there twice: found, merged, or told apart."""

import pytest
from django.urls import reverse

from programme.desk import Desk
from programme.models import DifferentSpeakers
from registration import actions
from registration.exceptions import NotTheSamePerson
from registration.models import Attendee, DifferentAttendees
from registration.twins import attendees_twice
from tests import seed
from tests.factories import AttendeeFactory, ConferenceFactory, OrganiserFactory, SpeakerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser():
    return OrganiserFactory()


@pytest.fixture
def browser(organiser):
    return seed.browser_of(organiser)


@pytest.fixture
def conference():
    return ConferenceFactory()


@pytest.mark.parametrize(
    ("one", "two", "alike"),
    [
        (("Zoë Müller", "zoe@gmx.example", ""), ("zoe muller", "zoe@gmx.test", ""), True),
        (("Zoë Müller", "zoe+wom@gmx.example", ""), ("Zoë Müller", "zoe@gmx.example", ""), True),
        (("Zoë Müller", "zoe.m@gmx.example", ""), ("Zoë Müller", "zoem@gmx.example", ""), True),
        (("Zoë Müller", "zoe@gmx.example", "0361 / 12 34 56"), ("Zoë Müller", "", "+49 361 123456"), True),
        (("Zoë Müller", "zoe@gmx.example", ""), ("Zoë Müller", "mueller@amt.example", ""), False),
        (("Zoë Müller", "zoe@gmx.example", ""), ("Zoë Maier", "zoe@gmx.test", ""), False),
        (("Zoë Müller", "", "110"), ("Zoë Müller", "", "110"), False),
        (("Zoë Müller", "", ""), ("Zoë Müller", "", ""), False),
    ],
)
def test_people_look_alike_by_name_and_address_or_telephone(conference, one, two, alike):
    people = [
        AttendeeFactory(conference=conference, name=name, email=email, phone=phone) for name, email, phone in (one, two)
    ]
    AttendeeFactory(name=one[0], email=one[1])  # of another conference
    assert attendees_twice(conference) == ([tuple(person.pk for person in people)] if alike else [])


def twins(make, conference):
    return [make(conference=conference, name="Zoë Müller", email=f"zoe@gmx.{end}") for end in ("example", "test")]


@pytest.mark.parametrize(
    "kind",
    [(AttendeeFactory, "people-twice", DifferentAttendees), (SpeakerFactory, "speakers-twice", DifferentSpeakers)],
    ids=["attendees", "speakers"],
)
@pytest.mark.parametrize("way", ["merge", "tell_apart"])
def test_start_page_asks_about_people_who_may_be_there_twice_until_it_is_settled(
    browser, organiser, conference, kind, way
):
    make, key, pairs = kind
    people = twins(make, conference)
    lonely = make(conference=conference, name="Allein")

    def item():
        return next((item for item in Desk(conference, organiser).items if item.key == key), None)

    assert [named.name for named in item().named] == ["Zoë Müller / Zoë Müller"]
    page = browser.get(item().page)
    assert {row.pk for row in page.context["cl"].result_list} == {person.pk for person in people}
    chosen = {"action": way, "_selected_action": [person.pk for person in people]}
    asked = browser.post(item().page, chosen)
    if way == "merge":
        assert "Wer bleibt" in asked.text
        browser.post(item().page, {**chosen, "kept": people[0].pk, "sure": "on"})
        assert set(type(lonely).objects.all()) == {people[0], lonely}
    else:
        assert pairs.objects.get().by == organiser
        assert type(lonely).objects.count() == 3
    assert item() is None


@pytest.mark.parametrize("count", [1, 11])
def test_one_or_very_many_are_not_told_apart(browser, conference, count):
    people = AttendeeFactory.create_batch(count, conference=conference)
    page = reverse("admin:registration_attendee_changelist")
    chosen = {"action": "tell_apart", "_selected_action": [person.pk for person in people]}
    assert "mindestens zwei" in browser.post(page, chosen, follow=True).text
    assert not DifferentAttendees.objects.exists()


def test_people_of_two_conferences_are_not_told_apart(organiser):
    with pytest.raises(NotTheSamePerson):
        actions.tell_apart(AttendeeFactory.create_batch(2), by=organiser)


def test_what_was_said_of_two_people_goes_with_either_of_them(organiser, conference):
    people = twins(AttendeeFactory, conference)
    assert actions.tell_apart(people, by=organiser) == 1
    actions.erase(people[0])
    assert (Attendee.objects.count(), DifferentAttendees.objects.count()) == (1, 0)
