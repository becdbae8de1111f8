"""New sessions and conferences in the admin: few fields first, and saved at once with what belongs to them."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from programme import slugs
from programme.models import Conference, Session
from tests.browsers import opened
from tests.factories import (
    AppearanceFactory,
    ConferenceFactory,
    RoomFactory,
    SessionFactory,
    SlotFactory,
    SpeakerFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organiser")]

ADD_SESSION, ADD_CONFERENCE = "/admin/programme/session/add/", "/admin/programme/conference/add/"


def rows(**counts):
    return {f"{name}-TOTAL_FORMS": str(count) for name, count in counts.items()} | {
        f"{name}-INITIAL_FORMS": "0" for name in counts
    }


def new_session(conference, **typed):
    return {
        "conference": conference.pk,
        "title_0": "Sprache",
        "language": "de",
        "slots-0-kind": "main",
        "appearances-0-role": "speaker",
        **rows(slots=1, appearances=1),
        **typed,
    }


def test_new_session_is_saved_with_its_time_room_and_people(client):
    conference = ConferenceFactory()
    room, speaker = RoomFactory(conference=conference), SpeakerFactory(conference=conference)
    day = conference.starts_on.isoformat()
    typed = {
        "slots-0-kind": "main",
        "slots-0-starts_at_0": day,
        "slots-0-starts_at_1": "10:00",
        "slots-0-ends_at_0": day,
        "slots-0-ends_at_1": "11:00",
        "slots-0-room": room.pk,
        "appearances-0-speaker": speaker.pk,
        "appearances-0-role": "speaker",
        "capacity": "12",
    }
    assert client.post(ADD_SESSION, new_session(conference, **typed)).status_code == 302
    session = Session.objects.get()
    [slot] = session.slots.all()
    assert (slot.room, slot.minutes, session.pool.capacity) == (room, 60, 12)
    assert list(session.appearances.values_list("speaker", flat=True)) == [speaker.pk]


def test_new_session_may_come_without_a_time_and_people(client):
    conference = ConferenceFactory()
    assert client.post(ADD_SESSION, new_session(conference)).status_code == 302
    session = Session.objects.get()
    assert (session.slots.count(), session.appearances.count()) == (0, 0)


def test_title_time_people_and_places_stand_before_what_is_folded(client):
    ConferenceFactory()
    page = client.get(ADD_SESSION).text
    places = [
        page.index(f'name="{name}"') for name in ("title_0", "slots-0-starts_at_0", "appearances-0-speaker", "capacity")
    ]
    assert places == sorted(places)
    assert places[-1] < page.index("<details")


@pytest.mark.parametrize(("field", "wrong"), [("materials_url", "kein Link"), ("registration_opens_at_0", "gestern")])
def test_error_in_what_is_folded_is_in_view(client, field, wrong):
    page = client.post(ADD_SESSION, new_session(ConferenceFactory(), **{field: wrong})).text
    assert "errorlist" in page
    assert not [part for part in re.findall(r"<details.*?</details>", page, re.DOTALL) if f'name="{field}"' in part]


def folded(page):
    """Return which of two fields cannot be seen at once."""
    parts = re.findall(r"<details.*?</details>", page, re.DOTALL)
    return [name for name in ("abstract_0", "target_group_0") if any(f'name="{name}"' in part for part in parts)]


def test_what_was_typed_or_changed_by_somebody_else_is_in_view_when_the_page_comes_back(client):
    session = SessionFactory(abstract={"de": "Alt"})
    page = f"/admin/programme/session/{session.pk}/change/"
    shown = opened(client, page)
    assert folded(client.get(page).text) == ["abstract_0", "target_group_0"]
    refused = client.post(page, {**shown, "capacity": "viele", "abstract_0": "Neu"}).text
    assert folded(refused) == ["target_group_0"]
    Session.objects.update(target_group={"de": "Ämter"})
    refused = client.post(page, {**shown, "title_0": "Anders"}).text
    assert folded(refused) == ["abstract_0"]


def test_new_conference_asks_for_title_and_days_and_fills_address_and_languages(client):
    typed = {"title_0": "Amt für Öffnung", "title_2": "", "starts_on": "2027-05-03", "time_zone": "Europe/Berlin"}
    answer = client.post(ADD_CONFERENCE, typed)
    conference = Conference.objects.get()
    assert answer.headers["Location"] == reverse("admin:index", query={"conference": conference.pk})
    assert (conference.slug, conference.languages) == ("amt-fuer-oeffnung-2027", ["de"])
    assert (conference.starts_on, conference.ends_on) == (dt.date(2027, 5, 3), dt.date(2027, 5, 3))
    page = client.get(answer.headers["Location"]).text
    assert 'data-todo="missing-imprint"' in page


def test_second_conference_of_the_same_name_gets_another_address(client):
    for _number in range(2):
        client.post(ADD_CONFERENCE, {"title_0": "Tagung", "starts_on": "2027-05-03", "time_zone": "Europe/Berlin"})
    assert set(Conference.objects.values_list("slug", flat=True)) == {"tagung-2027", "tagung-2027-2"}


def test_address_that_a_conference_had_before_is_not_given_again():
    conference = ConferenceFactory(slug="tagung-2027")
    conference.slug = "andere"
    conference.save()
    assert slugs.free("Tagung", dt.date(2027, 5, 3)) == "tagung-2027-2"


@pytest.mark.parametrize(
    "wrong",
    [{"starts_on": ""}, {"title_0": ""}, {"ends_on": "2027-05-01"}, {"time_zone": "Mars"}, {"starts_on": "9999-01-01"}],
)
def test_new_conference_without_what_it_needs_is_refused_in_words(client, wrong):
    typed = {"title_0": "Tagung", "starts_on": "2027-05-03", "time_zone": "Europe/Berlin", **wrong}
    assert "errorlist" in client.post(ADD_CONFERENCE, typed).text
    assert not Conference.objects.exists()


def test_day_is_there_in_a_conference_of_one_day_and_an_untouched_row_is_none(client):
    conference = ConferenceFactory(starts_on=dt.date(2027, 5, 3), ends_on=dt.date(2027, 5, 3))
    form = opened(client, ADD_SESSION)
    assert (form["slots-0-starts_at_0"], form["slots-0-starts_at_1"]) == ("03.05.2027", "")
    assert client.post(ADD_SESSION, {**form, "title_0": "Ohne Zeit"}).status_code == 302
    assert conference.sessions.get().slots.count() == 0


def test_end_is_on_the_day_of_its_start_unless_another_is_typed(client):
    conference = ConferenceFactory(starts_on=dt.date(2027, 5, 3), ends_on=dt.date(2027, 5, 4))
    form = opened(client, ADD_SESSION)
    assert form["slots-0-starts_at_0"] == ""
    times = {"slots-0-starts_at_0": "04.05.2027", "slots-0-starts_at_1": "13 Uhr 30", "slots-0-ends_at_1": "14.45 h"}
    assert client.post(ADD_SESSION, {**form, "title_0": "Gespräch", **times}).status_code == 302
    assert conference.sessions.get().main_slot.minutes == 75
    page = f"/admin/programme/session/{conference.sessions.get().pk}/change/"
    typed = {"slots-0-ends_at_0": "05.05.2027", "slots-0-ends_at_1": "15:00"}
    client.post(page, {**opened(client, page), **typed})
    assert conference.sessions.get().main_slot.minutes == 90 + 24 * 60


@pytest.mark.parametrize(("field", "wrong"), [("slots-0-starts_at_0", "im Februar"), ("slots-0-starts_at_1", "früh")])
def test_wrong_day_or_time_is_refused_with_an_example(client, field, wrong):
    conference = ConferenceFactory()
    times = {"slots-0-starts_at_0": "04.05.2027", "slots-0-starts_at_1": "13:30", field: wrong}
    page = client.post(ADD_SESSION, new_session(conference, **times)).text
    assert "zum Beispiel" in page.partition("errorlist")[2].partition("</ul>")[0]


def test_name_of_a_file_is_no_link_to_materials(client):
    page = client.post(ADD_SESSION, new_session(ConferenceFactory(), materials_url="folien.pdf")).text
    assert "Das ist der Name einer Datei, nicht ihre Adresse im Netz." in page
    kept = new_session(ConferenceFactory(), materials_url="https://example.org/folien.pdf")
    assert client.post(ADD_SESSION, kept).status_code == 302


def test_new_conference_says_nothing_of_what_people_of_another_one_do_not_know(client):
    AppearanceFactory(status="confirmed", session=SlotFactory().session)
    typed = {"title_0": "Amt", "title_2": "", "starts_on": "2027-05-03", "time_zone": "Europe/Berlin"}
    assert "Noch nicht informiert" not in client.post(ADD_CONFERENCE, typed, follow=True).text


def test_break_has_the_only_day_and_ends_on_it(client):
    conference = ConferenceFactory(starts_on=dt.date(2027, 5, 3), ends_on=dt.date(2027, 5, 3))
    add = "/admin/programme/slot/add/"
    form = opened(client, add)
    assert form["starts_at_0"] == "03.05.2027"
    typed = {"title_0": "Mittagessen", "starts_at_1": "12", "ends_at_1": "13"}
    assert client.post(add, {**form, **typed}).status_code == 302
    assert conference.slots.get().minutes == 60
