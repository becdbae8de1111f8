"""Sessions and speakers changed in their list, many at once: nobody writes over what somebody else has saved."""

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programme.actions import set_access_link
from programme.models import AccessLink, Session, Speaker
from tests.browsers import form_data, prefix_of, stored
from tests.factories import (
    ConferenceFactory,
    OrganiserFactory,
    RegistrationFactory,
    SessionFactory,
    SlotFactory,
    SpeakerFactory,
    TrackFactory,
)

pytestmark = pytest.mark.django_db

SESSIONS, SPEAKERS = "/admin/programme/session/edit/", "/admin/programme/speaker/edit/"


@pytest.fixture(autouse=True)
def organiser(client):
    user = OrganiserFactory(first_name="Selin", last_name="Kaya")
    client.force_login(user)
    return user


@pytest.fixture
def conference():
    return ConferenceFactory()


@pytest.fixture
def sessions(conference):
    """Three sessions in the order of their times, which is that of the list."""
    return [SlotFactory(session__conference=conference, conference=conference).session for _ in range(3)]


def sent_by(page, **typed):
    """Return what a browser would send of a page, with what somebody typed."""
    return {**form_data(page.text), "_save": "Sichern", **typed}


def row_of(page, thing):
    return prefix_of(form_data(page.text), thing)


def save(client, page, address=SESSIONS, **typed):
    return client.post(address, sent_by(page, **typed))


def test_many_rows_are_saved_at_once(client, sessions, organiser, conference):
    track = TrackFactory(conference=conference)
    page = client.get(SESSIONS)
    first, second = row_of(page, sessions[0]), row_of(page, sessions[1])
    response = save(client, page, **{f"{first}-owner": organiser.pk, f"{second}-track": track.pk})
    assert response.status_code == 302
    assert list(Session.objects.order_by("pk").values_list("owner", "track")) == [
        (organiser.pk, None),
        (None, track.pk),
        (None, None),
    ]


def test_page_stays_within_what_the_list_was_narrowed_to(client, sessions, organiser):
    Session.objects.filter(pk=sessions[0].pk).update(owner=organiser)
    link = "/admin/programme/session/?owner=nobody"
    assert "edit/?owner=nobody" in client.get(link).text
    page = client.get(SESSIONS + "?owner=nobody")
    assert [form.instance for form in page.context["cl"].formset] == sessions[1:]


def test_same_field_of_a_row_by_two_organisers_shows_both_texts(client, sessions):
    page = client.get(SESSIONS)
    row = row_of(page, sessions[0])
    Session.objects.filter(pk=sessions[0].pk).update(internal_note="Beamer bestellen")
    refused = save(client, page, **{f"{row}-internal_note": "Dolmetschende suchen"})
    assert refused.status_code == 200
    assert form_data(refused.text)[f"{row}-internal_note"] == "Dolmetschende suchen"
    assert "Beamer bestellen" in refused.text
    assert Session.objects.get(pk=sessions[0].pk).internal_note == "Beamer bestellen"
    assert save(client, refused).status_code == 302
    assert Session.objects.get(pk=sessions[0].pk).internal_note == "Dolmetschende suchen"


def test_nothing_of_the_page_is_saved_where_one_row_is_refused(client, sessions, organiser):
    page = client.get(SESSIONS)
    first, second = row_of(page, sessions[0]), row_of(page, sessions[1])
    Session.objects.filter(pk=sessions[0].pk).update(internal_note="Beamer bestellen")
    refused = save(client, page, **{f"{second}-owner": organiser.pk})
    assert not Session.objects.filter(owner=organiser).exists()
    fields = form_data(refused.text)
    assert (fields[f"{first}-internal_note"], fields[f"{second}-owner"]) == ("Beamer bestellen", str(organiser.pk))
    assert save(client, refused).status_code == 302
    assert Session.objects.get(owner=organiser) == sessions[1]


def test_rows_that_nobody_else_touched_are_saved_whatever_happens_to_other_sessions(client, sessions):
    page = client.get(SESSIONS)
    SlotFactory(session__conference=sessions[0].conference, conference=sessions[0].conference)
    Session.objects.filter(pk=sessions[1].pk).update(title={"de": "Neuer Titel"})
    row = row_of(page, sessions[0])
    assert save(client, page, **{f"{row}-internal_note": "Technik"}).status_code == 302
    assert Session.objects.get(pk=sessions[1].pk).title.data == {"de": "Neuer Titel"}


def test_row_that_is_deleted_by_now_is_told_and_the_rest_is_kept(client, sessions):
    page = client.get(SESSIONS)
    gone, other = row_of(page, sessions[0]), row_of(page, sessions[1])
    sessions[0].delete()
    refused = save(client, page, **{f"{gone}-internal_note": "Fort", f"{other}-internal_note": "Technik"})
    assert "1 dieser Zeilen ist inzwischen gelöscht" in refused.text
    row = row_of(refused, sessions[1])
    assert form_data(refused.text)[f"{row}-internal_note"] == "Technik"
    assert save(client, refused).status_code == 302
    assert Session.objects.get(pk=sessions[1].pk).internal_note == "Technik"


def test_page_that_comes_back_shows_each_row_beside_its_own_name(client, sessions):
    """Also where the list would show other rows by now."""
    page = client.get(SESSIONS)
    row = row_of(page, sessions[2])
    Session.objects.filter(pk=sessions[0].pk).update(internal_note="Beamer")
    SlotFactory(session__conference=sessions[0].conference, conference=sessions[0].conference)
    refused = save(client, page, **{f"{row}-internal_note": "Technik"})
    cl = refused.context["cl"]
    assert list(cl.result_list) == [form.instance for form in cl.formset] == sessions


def test_session_of_another_conference_is_not_written(client, sessions):
    other = SessionFactory()
    page = client.get(SESSIONS, {"conference__id__exact": sessions[0].conference_id})
    row = row_of(page, sessions[0])
    typed = {f"{row}-id": other.pk, f"{row}-internal_note": "Fremd"}
    assert client.post(page.request["PATH_INFO"] + "?" + page.request["QUERY_STRING"], sent_by(page, **typed))
    assert not Session.objects.exclude(internal_note="").exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("track", "foreign"),
        ("track", "x"),
        ("owner", "999999"),
        ("capacity", "-1"),
        ("access_link", "http://meet.example.org/a"),
    ],
)
def test_what_cannot_be_chosen_is_refused_beside_its_field(client, sessions, field, value):
    page = client.get(SESSIONS)
    row = row_of(page, sessions[0])
    value = TrackFactory().pk if value == "foreign" else value
    refused = save(client, page, **{f"{row}-{field}": value, f"{row}-internal_note": "Technik"})
    assert (refused.status_code, "Technik" in refused.text) == (200, True)
    assert refused.context["cl"].formset.errors[0].keys() == {field}
    assert not Session.objects.exclude(internal_note="").exists()


def test_control_characters_in_a_note_are_refused(client, sessions):
    page = client.get(SESSIONS)
    refused = save(client, page, **{f"{row_of(page, sessions[0])}-internal_note": "a\x07b"})
    assert refused.context["cl"].formset.errors[0].keys() == {"internal_note"}


def test_junk_instead_of_keys_writes_nothing(client, sessions):
    page = client.get(SESSIONS)
    row = row_of(page, sessions[0])
    for key in ("x", "", "-1", "9" * 30, "²"):
        response = save(client, page, **{f"{row}-id": key, f"{row}-internal_note": "Technik"})
        assert response.status_code == 200, key
    assert not Session.objects.exclude(internal_note="").exists()


def test_speakers_are_changed_in_their_list_too(client, conference, organiser):
    speaker = SpeakerFactory(conference=conference, email="a@example.org")
    page = client.get(SPEAKERS)
    row = row_of(page, speaker)
    assert save(client, page, SPEAKERS, **{f"{row}-owner": organiser.pk, f"{row}-degree": "Dr."}).status_code == 302
    speaker = Speaker.objects.get()
    assert (speaker.owner, speaker.degree, speaker.email) == (organiser, "Dr.", "a@example.org")


def test_who_may_not_change_is_not_offered_the_page(client, sessions):
    user = OrganiserFactory(is_superuser=False)
    user.user_permissions.add(Permission.objects.get(codename="view_session", content_type__app_label="programme"))
    client.force_login(user)
    assert client.get(SESSIONS).status_code == 403
    assert client.post(SESSIONS, {"_save": "x"}).status_code == 403
    assert "edit/" not in client.get("/admin/programme/session/").text


def test_fifty_rows_take_as_many_questions_as_three(client, sessions, organiser):
    TrackFactory.create_batch(5, conference=sessions[0].conference)
    few = questions(client)
    for _ in range(47):
        SlotFactory(session__conference=sessions[0].conference, conference=sessions[0].conference)
    assert questions(client) == few


def questions(client):
    client.get(SESSIONS)
    with CaptureQueriesContext(connection) as found:
        assert client.get(SESSIONS).status_code == 200
    return len(found)


def test_each_field_is_named_for_who_does_not_see_the_row(client, sessions):
    assert f'aria-label="Interne Notiz: {sessions[0].title}"' in client.get(SESSIONS).text


def test_address_that_is_changed_in_the_list_ends_the_links_sent_to_the_old_one(client, conference):
    speaker = SpeakerFactory(conference=conference, email="old@example.org")
    other = SpeakerFactory(conference=conference, email="other@example.org")
    page = client.get(SPEAKERS)
    save(client, page, SPEAKERS, **{f"{row_of(page, speaker)}-email": "new@example.org"})
    before = {speaker.pk: speaker.link_version, other.pk: other.link_version}
    speaker.refresh_from_db()
    other.refresh_from_db()
    assert speaker.email == "new@example.org"
    assert speaker.link_version == before[speaker.pk] + 1
    assert other.link_version == before[other.pk]


def test_places_and_links_of_many_sessions_are_entered_in_the_list(client, sessions):
    _first, second, third = sessions
    set_access_link(third, "https://meet.example.org/third")
    page = client.get(SESSIONS)
    rows = [row_of(page, session) for session in sessions]
    assert form_data(page.text)[f"{rows[2]}-access_link"] == "https://meet.example.org/third"
    typed = {f"{rows[0]}-capacity": "12", f"{rows[1]}-access_link": "https://meet.example.org/second"}
    assert save(client, page, **typed, **{f"{rows[2]}-access_link": ""}).status_code == 302
    assert [Session.objects.get(pk=session.pk).pool.capacity for session in sessions] == [12, None, None]
    links = {link.session_id: link.address.open() for link in AccessLink.objects.all()}
    assert links == {second.pk: "https://meet.example.org/second"}


def test_places_that_become_free_in_the_list_go_to_who_waits(client, sessions):
    first = sessions[0]
    first.pools.update(capacity=1)
    RegistrationFactory(session=first)
    waiting = RegistrationFactory(session=first, status="waiting")
    page = client.get(SESSIONS)
    save(client, page, **{f"{row_of(page, first)}-capacity": "2"})
    assert stored(waiting).status == "confirmed"


def test_places_that_somebody_else_has_set_meanwhile_stand_beside_mine(client, sessions):
    page = client.get(SESSIONS)
    row = row_of(page, sessions[0])
    sessions[0].pools.update(capacity=30)
    refused = save(client, page, **{f"{row}-capacity": "20"})
    assert refused.status_code == 200
    assert '<p class="other-text">30</p>' in refused.text
    assert Session.objects.get(pk=sessions[0].pk).pool.capacity == 30
    assert save(client, refused).status_code == 302
    assert Session.objects.get(pk=sessions[0].pk).pool.capacity == 20
