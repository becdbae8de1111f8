"""schedule.xml and schedule.json, as apps and video teams read them."""

import json
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

import pytest
from defusedxml import ElementTree
from django.db.models import F
from django.test import Client
from django.utils import translation

from programme import published
from programme.exports import frab
from programme.models import Conference, Session, Slot
from tests.factories import AppearanceFactory, ConferenceFactory, RoomFactory, SlotFactory
from tests.programme.exports import everything

pytestmark = pytest.mark.django_db


def events_of(conference, language="de"):
    """Return {title: event} of a conference's schedule.json."""
    prefix = "" if language == "de" else f"/{language}"
    content = Client().get(f"{prefix}/{conference.slug}/schedule.json").json()
    days = content["schedule"]["conference"]["days"]
    return {event["title"]: event for day in days for events in day["rooms"].values() for event in events}


def elements_of(conference):
    root = ElementTree.fromstring(Client().get(f"/{conference.slug}/schedule.xml").content)
    return {element.findtext("title"): element for element in root.iter("event")}


def test_both_files_say_the_same():
    conference = everything.everything()
    events, elements = events_of(conference), elements_of(conference)
    assert [title.replace("\uffff", "") for title in events] == list(elements)
    for event, element in zip(events.values(), elements.values(), strict=True):
        for name in ("date", "start", "slug", "url"):
            assert element.findtext(name) == event[name]
        for name in ("subtitle", "track", "language", "abstract", "type"):
            assert element.findtext(name) == (event[name] or "")
        assert (element.get("guid"), int(element.get("id"))) == (event["guid"], event["id"])
        assert [person.text for person in element.iter("person")] == [person["name"] for person in event["persons"]]
        attachments = [(file.text, file.get("href")) for file in element.iter("attachment")]
        assert attachments == [(file["title"], file["url"]) for file in event["attachments"]]
    assert [file["title"] for event in events.values() for file in event["attachments"]] == [everything.SCRIPT] * 2


def test_what_the_format_cannot_say_is_not_said_wrongly():
    events = events_of(everything.everything())
    for untold in ("Fällt leider aus", "Ohne Zeit", "Kaffee", "Entwurf ganz geheim"):
        assert untold not in str(list(events))
    requested = events["Noch offen (angefragt)"]
    assert requested["persons"] == []  # nobody has agreed
    assert (requested["duration"], requested.get("end")) == ("00:00", None)  # an open end
    assert all(event["do_not_record"] for event in events.values())


def test_sessions_without_room_are_in_the_house_or_online():
    assert events_of(everything.everything())[everything.EMOJI]["room"] == "Rathaus, Markt 1, 07743 Jena"
    session = SlotFactory().session
    assert events_of(session.conference)[str(session.title)]["room"] == "online"


def test_each_slot_has_a_guid_that_stays():
    conference = everything.everything()
    before = {event["guid"]: event["id"] for event in events_of(conference).values()}
    assert len(before) == len(events_of(conference)) == len(set(before.values()))
    session = Session.objects.get(title__contains="Zweimal")
    session.slots.update(starts_at=F("starts_at") - timedelta(minutes=5))
    Conference.objects.filter(pk=conference.pk).update(slug="alles-umbenannt")
    conference.refresh_from_db()
    assert {event["guid"]: event["id"] for event in events_of(conference, "en").values()} == before


def test_two_sessions_never_have_one_number():
    first, second = uuid5(frab.NAMESPACE, "a"), uuid5(frab.NAMESPACE, "b")
    same = UUID(int=first.int % frab.MOST_NUMBER)
    numbers = frab._numbers([first, second, same])
    assert len(set(numbers.values())) == 3
    assert all(0 < number <= 2**31 - 1 for number in numbers.values())


def test_days_change_at_six_in_the_morning():
    conference = everything.everything()
    days = Client().get(f"/{conference.slug}/schedule.json").json()["schedule"]["conference"]["days"]
    assert [(day["date"], day["day_start"], day["day_end"]) for day in days] == [
        ("2027-10-30", "2027-10-30T05:30:00+02:00", "2027-10-31T06:00:00+01:00"),
        ("2027-10-31", "2027-10-31T06:00:00+01:00", "2027-11-01T06:00:00+01:00"),
        ("2027-11-01", "2027-11-01T06:00:00+01:00", "2027-11-02T06:00:00+01:00"),
    ]
    for day in days:
        start, end = (datetime.fromisoformat(day[name]) for name in ("day_start", "day_end"))
        for event in (event for events in day["rooms"].values() for event in events):
            assert start <= datetime.fromisoformat(event["date"]) < end, event["title"]


def test_night_when_the_clock_is_set_back():
    event = events_of(everything.everything())[everything.LONG]
    assert (event["date"], event["end"]) == ("2027-10-31T02:30:00+02:00", "2027-10-31T02:30:00+01:00")
    assert (event["start"], event["duration"]) == ("02:30", "01:00")


@pytest.mark.parametrize(
    ("length", "in_json", "in_xml"),
    [
        (timedelta(minutes=5), "00:05", "00:05"),
        (timedelta(hours=99, minutes=59), "99:59", "99:59"),
        (timedelta(hours=100), "100:00", "4:04:00"),
        (timedelta(days=99, hours=23), "2399:00", "99:23:00"),
        (timedelta(days=100), "2400:00", "00:00"),
        (None, "00:00", "00:00"),
    ],
)
def test_length_is_written_as_each_file_can(length, in_json, in_xml):
    slot = SlotFactory()
    slot.refresh_from_db()  # in UTC, where an hour is an hour
    Slot.objects.filter(pk=slot.pk).update(ends_at=length and slot.starts_at + length)
    (event,), (element,) = (read(slot.conference).values() for read in (events_of, elements_of))
    assert (event["duration"], element.findtext("duration")) == (in_json, in_xml)


@pytest.mark.parametrize(
    ("slug", "acronym"),
    [
        ("wom-2020", "wom_2020"),
        ("a", "conf_a"),
        ("WOM", "conf_wom"),
        ("-", "conf__"),
        ("langer-name-2027", "langer_name_2027"),
    ],
)
def test_acronym_is_the_address_as_the_schemas_want_it(slug, acronym):
    assert frab.acronym(Conference(slug=slug)) == acronym


def test_equal_rows_give_equal_bytes_and_another_programme_another_version():
    conference = everything.everything()

    def files():
        read = published.read(conference)
        with translation.override("de"):
            return frab.xml_file(read), frab.json_file(read)

    before = files()
    assert files() == before
    Session.objects.filter(title__contains="Zweimal").update(title={"de": "Dreimal"})
    assert json.loads(files()[1])["schedule"]["version"] != json.loads(before[1])["schedule"]["version"]


def test_texts_are_in_the_language_of_the_address():
    slot = SlotFactory(session__title={"de": "Öffnung", "en": "Opening"}, session__status="requested")
    assert list(events_of(slot.conference)) == ["Öffnung (angefragt)"]
    assert list(events_of(slot.conference, "en")) == ["Opening (requested)"]
    assert f"/en/{slot.conference.slug}/sessions/" in events_of(slot.conference, "en")["Opening (requested)"]["url"]


def test_rooms_of_one_name_are_one_room():
    conference = ConferenceFactory()
    for position, name in enumerate([{"de": "Saal"}, {"de": "Saal", "en": "Hall"}]):
        SlotFactory(
            session__conference=conference, room=RoomFactory(conference=conference, name=name, position=position)
        )
    rooms = Client().get(f"/{conference.slug}/schedule.json").json()["schedule"]["conference"]["rooms"]
    assert [room["name"] for room in rooms] == ["Saal"]
    rooms = Client().get(f"/en/{conference.slug}/schedule.json").json()["schedule"]["conference"]["rooms"]
    assert [room["name"] for room in rooms] == ["Saal", "Hall"]


def test_guid_of_a_person_is_not_made_from_their_address():
    appearance = AppearanceFactory(session=SlotFactory().session)
    (event,) = events_of(appearance.session.conference).values()
    (person,) = event["persons"]
    for scheme in ("", "acct:", "mailto:"):  # pretalx and the c3voc make it from there
        assert person["guid"] != str(uuid5(NAMESPACE_URL, f"{scheme}{appearance.speaker.email}"))


@pytest.mark.parametrize("name", ["schedule.xml", "schedule.json"])
def test_nothing_private_is_in_it(name):
    text = Client().get(f"/{everything.everything().slug}/{name}").text
    assert [word for word in everything.PRIVATE if word in text] == []
