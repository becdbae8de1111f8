"""What a conference shows once it is over, and where it stands in the list of conferences."""

import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from programme import published
from tests.factories import ConferenceFactory, RegistrationFactory, SlotFactory
from tests.programme.pages.reading import ask, get, place, programme

pytestmark = pytest.mark.django_db

BERLIN = ZoneInfo("Europe/Berlin")
OVER = datetime.datetime(2027, 5, 5, 6, tzinfo=BERLIN)  # six in the morning after the second day
MINUTE = datetime.timedelta(minutes=1)
IS_OVER = "Diese Konferenz ist vorbei (3.–4. Mai 2027). Ihre Seiten bleiben als Archiv stehen."


@pytest.fixture
def archive(conference):
    session = place(conference, 10, capacity=1, status="requested")
    ask(session, "A. Ja", status="requested")
    RegistrationFactory(session=session)
    return session


def test_every_page_of_what_is_over_says_so_and_offers_nothing(client, archive):
    speaker = archive.appearances.get().speaker
    pages = ["/forum/", archive.get_absolute_url(), "/forum/speakers/", speaker.get_absolute_url(), "/forum/rooms/"]
    with time_machine.travel(OVER - MINUTE, tick=False):
        assert [IS_OVER in get(client, page).text for page in pages] == [False] * 5
    with time_machine.travel(OVER, tick=False):
        for address in pages:
            page = get(client, address)
            assert page.one(class_="over").text == IS_OVER
            assert [link["href"] for link in page.all("a") if "register" in link["href"]] == []
        assert "Kalender" not in get(client, archive.get_absolute_url()).text
        assert "wenige Plätze" not in programme(client).text
        assert client.get(f"{archive.get_absolute_url()}calendar.ics").status_code == 200


def test_what_is_kept_of_a_page_ends_when_the_conference_does(conference):
    """Rule 9: nothing in the database changes at that moment."""
    rows = published.read(conference)
    just_before = OVER - MINUTE
    assert rows.next_change(just_before) == OVER


def test_pages_before_it_is_over_are_as_ever(client, archive):
    with time_machine.travel(datetime.datetime(2027, 5, 3, 9, tzinfo=BERLIN), tick=False):
        page = get(client, archive.get_absolute_url())
        assert page.all(class_="over") == []
        assert "In meinen Kalender" in page.text
        assert [link.text for link in page.one(class_="site-nav").all("a")] == [
            "Programm",
            "Referent:innen",
            "Anmeldung",
        ]


def test_session_that_is_over_has_no_calendar_while_the_conference_goes_on(client, archive):
    with time_machine.travel(datetime.datetime(2027, 5, 3, 12, tzinfo=BERLIN), tick=False):
        page = get(client, archive.get_absolute_url())
        assert page.all(class_="over") == []
        assert "Kalender" not in page.text
        assert page.all(class_="notice") == []


def test_rehearsal_is_no_archive_until_its_registration_is_closed(client):
    """What was over when it was entered is there to try things, or to be kept: its organisers say which."""
    slot = SlotFactory(session__conference__slug="lang-her", session__conference__starts_on=datetime.date(2020, 9, 15))
    conference = slot.conference
    page = get(client, "/lang-her/")
    assert page.all(class_="over") == []
    assert "Anmeldung" in page.one(class_="site-nav").text
    conference.registration_closes_at = timezone.now() - MINUTE
    conference.save()
    page = get(client, "/lang-her/")
    assert page.one(class_="over").text.startswith("Diese Konferenz ist vorbei (15.–16. September 2020)")
    assert "Anmeldung" not in page.one(class_="site-nav").text


def test_zone_of_the_conference_says_when_it_is_over(client):
    """At the end of a day in Auckland it is noon in Berlin; in Honolulu the night is still to come."""
    day = datetime.date(2027, 5, 4)
    for slug, zone in [("east", "Pacific/Auckland"), ("west", "Pacific/Honolulu")]:
        ConferenceFactory(slug=slug, title={"de": slug}, starts_on=day, ends_on=day, time_zone=zone)

    def titles():
        return [heading.text for heading in get(client, "/").all("h2", "h3")]

    with time_machine.travel(datetime.datetime(2027, 5, 4, 19, 59, tzinfo=BERLIN), tick=False):
        assert titles() == ["Demnächst", "east", "west"] or titles() == ["Demnächst", "west", "east"]
    with time_machine.travel(datetime.datetime(2027, 5, 4, 20, tzinfo=BERLIN), tick=False):
        assert titles() == ["Demnächst", "west", "Vergangene", "east"]
    with time_machine.travel(datetime.datetime(2027, 5, 5, 18, tzinfo=BERLIN), tick=False):
        assert titles() == ["Vergangene", "west", "east"]
