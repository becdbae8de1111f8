"""The history of a row in words, and an earlier text used again."""

import datetime
import re

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from programme import actions
from programme.models import Appearance, Room, Session, Slot
from registration.actions import give_place
from tests import factories, markup, seed
from tests.browsers import change_page, opened
from womconf.history.moments import NOT_SAID, event_model, said_fields

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def anna():
    user = factories.OrganiserFactory(username="anna", first_name="Anna", last_name="Muster")
    return seed.browser_of(user)


@pytest.fixture
def helper():
    """Somebody who may look at sessions, and do nothing else."""
    user = User.objects.create_user("karl", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_session", content_type__app_label="programme"))
    return seed.browser_of(user)


def save(client, row, **typed):
    """Change something on the page of a row."""
    answer = client.post(change_page(row), {**opened(client, change_page(row)), **typed, "_continue": "1"})
    assert answer.status_code == 302, answer.text


def history_of(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_history", args=[row.pk])


def said(client, row, **query):
    """Return [(who and when, [lines])] of the page of a history."""
    answer = client.get(history_of(row), query)
    assert answer.status_code == 200
    sections = [markup.parse(found) for found in re.findall("<section>.*?</section>", answer.text, re.DOTALL)]
    return [(part.one("h2").text, [line.text for line in part.all("li")]) for part in sections]


def use_again(client, row, name, text):
    """Return the address behind the button beside an earlier text."""
    page = client.get(history_of(row)).text
    found = re.findall(rf'href="({history_of(row)}[0-9]+/{name}/[^"]*)"', page)
    [address] = [address for address in found if text in client.get(address).text]
    return address


def test_change_is_said_with_who_from_what_to_what(anna):
    session = factories.SessionFactory(title={"de": "Alt"}, conference__languages=["de"])
    save(anna, session, title_0="Neu")
    [(who, lines), (creator, created)] = said(anna, session)
    assert who.startswith("Anna Muster, ")
    assert lines == ["Titel: „Alt“ Wieder verwenden → jetzt: „Neu“"]
    assert creator.startswith("nicht im Verwaltungsbereich")
    assert created[0] == "angelegt"


def test_values_are_said_in_words(anna):
    conference = factories.ConferenceFactory(time_zone="America/New_York", languages=["de", "en"])
    track = factories.TrackFactory(conference=conference, name={"de": "Vielfalt"})
    session = factories.SessionFactory(conference=conference, title={"de": "Alt", "en": "Old"}, language="de")
    save(
        anna,
        session,
        title_1="New",
        language="en",
        track=str(track.pk),
        aids=["captions"],
        registration_closes_at_0="2027-05-03",
        registration_closes_at_1="14:05",
    )
    assert said(anna, session)[0][1] == [
        "Titel (Englisch): „Old“ Wieder verwenden → jetzt: „New“",
        "Sprache: „Deutsch“ → jetzt: „Englisch“",
        "Barrierefreiheit: (leer) → jetzt: „Untertitel“",
        "Themenstrang: (leer) → jetzt: „Vielfalt“",
        "Anmeldung schließt: (leer) → jetzt: „03.05.2027 14:05“",
    ]
    save(anna, conference, join_counts_as_presence="on")
    assert said(anna, conference)[0][1] == ["Öffnen zählt als Anwesenheit: „Nein“ → jetzt: „Ja“"]


def test_long_text_is_said_as_what_differs(anna):
    session = factories.SessionFactory(abstract={"de": "Ein Satz. " * 20 + "Am Ende."}, conference__languages=["de"])
    save(anna, session, abstract_0="Ein Satz. " * 20 + "Zum Schluss.")
    [line] = said(anna, session)[0][1]
    assert "vorher: Am Ende." in line
    assert "nachher: Zum Schluss." in line
    assert line.count("Ein Satz.") == 20


def test_history_of_a_session_says_what_became_of_its_times_places_and_people(anna):
    session = factories.SessionFactory(status=Session.Status.REQUESTED)
    appearance = factories.AppearanceFactory(
        session=session, speaker__name="Renate Ruf", status=Appearance.Status.REQUESTED
    )
    slot = factories.SlotFactory(session=session, room=None)
    room = factories.RoomFactory(conference=session.conference, name={"de": "Saal"}, capacity=None)
    user = User.objects.get(username="anna")
    save(anna, session, **{"slots-0-room": str(room.pk), "capacity": "40"})
    [(_who, lines)] = said(anna, session)[:1]
    assert lines == [
        f"Zeitfenster ({beginning(slot)}): Raum: (leer) → jetzt: „Saal“",
        "Plätze (gemeinsam): Plätze: (leer) → jetzt: „40“",
    ]
    actions.confirm_appearance(appearance, by=user, note="Telefon")
    [(who, lines)] = said(anna, session)[:1]
    assert who.startswith("Anna Muster, ")  # who entered it, also where it was no page of the admin
    assert "Mitwirkung (Renate Ruf): Status: „angefragt“ → jetzt: „zugesagt“" in lines
    actions.remove_appearance(appearance, by=user)
    assert "Mitwirkung (Renate Ruf): gelöscht" in said(anna, session)[0][1]


def beginning(slot):
    return slot.starts_at.astimezone(slot.conference.zone).strftime("%d.%m.%Y %H:%M")


def test_what_was_moved_to_another_session_stands_in_both(anna):
    slot = factories.SlotFactory(room=None)
    other = factories.SessionFactory(conference=slot.conference)
    Slot.objects.filter(pk=slot.pk).update(session=other)
    moved = f"Zeitfenster ({beginning(slot)}): Veranstaltung: „{slot.session}“ → jetzt: „{other}“"
    assert [said(anna, session)[0][1] for session in (slot.session, other)] == [[moved], [moved]]


def test_person_is_named_by_the_link(anna):
    side = seed.side("alpha")
    speaker = seed.browser_with(side.speaker_link)
    page = speaker.get("/speaker/profile/")
    assert page.status_code == 200
    speaker.post("/speaker/profile/", {**opened(speaker, "/speaker/profile/"), "position": "Leiterin"})
    [(who, lines)] = said(anna, side.speaker)[:1]
    assert who.startswith("die Person selbst, über den persönlichen Link")
    assert lines == ["Funktion: (leer) → jetzt: „Leiterin“"]


def test_raw_change_is_said_of_nobody(anna):
    room = factories.RoomFactory(name={"de": "Saal"})
    Room.objects.filter(pk=room.pk).update(capacity=77)
    [(who, lines)] = said(anna, room)[:1]
    assert who.startswith("nicht im Verwaltungsbereich")
    assert lines == [f"Plätze: {'(leer)' if room.capacity is None else f'„{room.capacity}“'} → jetzt: „77“"]


def test_access_code_is_shown_to_those_only_who_may_set_it(anna, helper):
    session = factories.SessionFactory(access_code="geheim-1")
    save(anna, session, access_code="geheim-2")
    assert "geheim-1" in anna.get(history_of(session)).text
    page = helper.get(history_of(session)).text
    assert "geheim" not in page
    assert said(helper, session)[0][1] == ["Zugangscode: geändert"]


def test_who_may_see_a_session_alone_reads_nothing_of_its_people(anna, helper):
    appearance = factories.AppearanceFactory(speaker__name="Renate Ruf")
    assert "Renate Ruf" in anna.get(history_of(appearance.session)).text
    page = helper.get(history_of(appearance.session))
    assert (page.status_code, "Renate Ruf" in page.text) == (200, False)
    assert helper.get(history_of(appearance.speaker)).status_code == 403


def test_private_contact_of_a_speaker_is_in_no_history(anna):
    side = seed.side("alpha")
    save(
        anna, side.speaker, email="neu@mail.example", phone="0361-neu", internal_note="Neue Notiz", position="Leiterin"
    )
    page = anna.get(history_of(side.speaker)).text
    assert "Leiterin" in page
    for word in (side.speaker.email, side.speaker.phone, "Notiz", "neu@mail.example", "0361-neu"):
        assert word not in page


def test_history_without_events_is_the_log_of_the_admin(anna):
    attendee = factories.AttendeeFactory()
    save(anna, attendee, name="Neuer Name")
    assert "Name" in anna.get(history_of(attendee)).text


def test_pages_of_twenty_moments_cost_the_same_for_1_and_for_100_changes(anna):
    session = factories.SessionFactory(title={"de": "Titel"})

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert anna.get(history_of(session)).status_code == 200
        return len(found)

    Session.objects.filter(pk=session.pk).update(title={"de": "Titel 0"})
    few = queries()
    for number in range(1, 100):
        Session.objects.filter(pk=session.pk).update(title={"de": f"Titel {number}"})
    assert queries() == few
    assert len(said(anna, session)) == 20
    assert "Titel 99" in said(anna, session)[0][1][0]
    last = said(anna, session, p=6)
    assert len(last) == 1
    assert last[0][1][0] == "angelegt"


def test_every_field_that_is_kept_is_said_in_a_word_of_ours_or_left_out_on_purpose():
    kept = [model for model in apps.get_models() if event_model(model) and model._meta.app_label != "pghistory"]
    assert {model.__name__ for model in kept} == {
        "Appearance",
        "Conference",
        "Membership",
        "Organisation",
        "Pool",
        "Registration",
        "Room",
        "Session",
        "Slot",
        "Speaker",
        "Track",
    }
    for model in kept:
        for field in said_fields(model):
            assert field.verbose_name != field.name.replace("_", " ") or str(field.verbose_name) in field.name
        assert {field.name for field in said_fields(model)} & NOT_SAID == set()


def test_history_of_a_registration_says_who_gave_the_place(anna):
    session, bernd = factories.SessionFactory(capacity=5), factories.OrganiserFactory(username="bernd")
    actions.keep_back(session.pool, count=5, by=bernd)
    registration = factories.RegistrationFactory(session=session, status="waiting")
    give_place(registration, by=bernd)
    [(who, lines)] = said(anna, registration)[:1]
    assert who.startswith("bernd, ")
    assert lines == ["Status: „auf der Warteliste“ → jetzt: „angemeldet“"]


def test_follow_up_with_places_of_its_own_is_named_by_its_time(anna):
    follow_up = factories.SlotFactory(kind="follow_up", room=None)
    actions.set_follow_up_capacity(follow_up, capacity=12, by=User.objects.get(username="anna"))
    assert said(anna, follow_up.session)[0][1] == [f"Plätze ({beginning(follow_up)}): Plätze: (leer) → jetzt: „12“"]


# An earlier text used again


def test_earlier_text_is_shown_beside_that_of_now_and_stored_by_a_button(anna):
    session = factories.SessionFactory(title={"de": "Alt", "en": "Old"}, conference__languages=["de", "en"])
    save(anna, session, title_0="Neu", title_1="New")
    address = use_again(anna, session, "title", "Alt")
    page = anna.get(address).text
    assert [word in page for word in ("Alt", "Neu", "Old", "New")] == [True, True, False, False]
    answer = anna.post(address, {"now": "Neu"})
    assert answer.status_code == 302
    session.refresh_from_db()
    assert session.title.data == {"de": "Alt", "en": "New"}
    assert said(anna, session)[0][1] == ["Titel (Deutsch): „Neu“ Wieder verwenden → jetzt: „Alt“"]


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (factories.SessionFactory, "abstract"),
        (factories.ConferenceFactory, "description"),
        (factories.SpeakerFactory, "biography"),
        (factories.SpeakerFactory, "name"),
        (factories.TrackFactory, "description"),
        (factories.OrganisationFactory, "description"),
        (lambda: factories.RoomFactory(kind="on_site"), "directions"),
    ],
)
def test_text_of_every_page_can_be_used_again(anna, make, name):
    row = make()
    typed = name if name == "name" else f"{name}_0"
    save(anna, row, **{typed: "Früher"})
    save(anna, row, **{typed: "Heute"})
    answer = anna.post(use_again(anna, row, name, "Früher"), {"now": "Heute"})
    assert answer.status_code == 302
    row.refresh_from_db()
    assert str(getattr(row, name)) == "Früher"


def test_nothing_but_the_text_changes_when_it_is_used_again(anna):
    session = factories.SessionFactory(
        title={"de": "Alt", "en": "Old"},
        capacity=40,
        aids=["captions"],
        interpreted_into=["uk"],
        email_domains=["amt.example"],
        registration_closes_at=timezone.now() + datetime.timedelta(days=3),
        access_code="x",
        internal_note="Notiz",
    )
    actions.make_hybrid(session, on_site=40, online=50, by=None)
    actions.set_access_link(session, "https://meet.example.org/a")
    speaker = factories.SpeakerFactory(biography={"de": "Alt"}, email="a@x.example", phone="1")
    factories.PictureFactory(speaker=speaker, credit="Foto: Anna")

    def state():
        rows = [session, speaker, *session.pools.order_by("pk"), session.access_link, speaker.picture]
        found = [type(row)._base_manager.filter(pk=row.pk).values().get() for row in rows]
        opened_ones = [{**row, "address": row["address"].open()} if "address" in row else row for row in found]
        return [{name: row[name] for name in row if name != "changed_at"} for row in opened_ones]

    before = state()
    for row, name, old in [(session, "title", "Alt"), (speaker, "biography", "Alt")]:
        save(anna, row, **{f"{name}_0": "Neu"})
        assert anna.post(use_again(anna, row, name, old), {"now": "Neu"}).status_code == 302
    assert state() == before


def test_text_that_has_changed_since_is_not_written_over(anna):
    session = factories.SessionFactory(title={"de": "Alt"})
    save(anna, session, title_0="Neu")
    address = use_again(anna, session, "title", "Alt")
    save(anna, session, title_0="Von Bernd")
    answer = anna.post(address, {"now": "Neu"})
    assert answer.status_code == 200
    assert "Von Bernd" in answer.text
    assert "seit die Seite" in answer.text
    session.refresh_from_db()
    assert str(session.title) == "Von Bernd"


def test_earlier_text_that_would_be_refused_by_the_form_is_refused_in_words(anna):
    session = factories.SessionFactory(title={"de": "Alt"})
    Session.objects.filter(pk=session.pk).update(title={"de": "x" * 400})
    Session.objects.filter(pk=session.pk).update(title={"de": "Neu"})
    answer = anna.post(use_again(anna, session, "title", "x" * 400), {"now": "Neu"})
    assert (answer.status_code, "höchstens 300" in answer.text) == (200, True)


def test_who_may_not_change_a_row_uses_nothing_again(anna, helper):
    session = factories.SessionFactory(title={"de": "Alt"})
    save(anna, session, title_0="Neu")
    address = use_again(anna, session, "title", "Alt")
    assert "Wieder verwenden" not in helper.get(history_of(session)).text
    assert [helper.get(address).status_code, helper.post(address, {"now": "Neu"}).status_code] == [403, 403]


@pytest.mark.parametrize("name", ["status", "internal_note", "nothing", "code"])
def test_what_is_no_text_is_not_used_again(anna, name):
    session = factories.SessionFactory()
    event = event_model(Session).objects.get(pgh_obj=session.pk)
    page = f"{history_of(session)}{event.pk}/{name}/"
    assert [anna.get(page).status_code, anna.post(page).status_code] == [404, 404]


def test_text_of_another_row_is_not_used_again(anna):
    session, other = factories.SessionFactory.create_batch(2)
    event = event_model(Session).objects.get(pgh_obj=other.pk)
    assert anna.get(f"{history_of(session)}{event.pk}/title/?language=de").status_code == 404


def test_who_does_not_know_yet_is_said_after_a_text_was_used_again(anna):
    side = seed.side("alpha")
    before = str(side.session.title)
    save(anna, side.session, title_0="Neu")
    actions.note_as_told(side.conference, by=User.objects.get(username="anna"))
    answer = anna.post(use_again(anna, side.session, "title", before), {"now": "Neu"}, follow=True)
    assert "Der frühere Text ist gespeichert: Titel" in answer.text
    assert "Noch nicht informiert" in answer.text
