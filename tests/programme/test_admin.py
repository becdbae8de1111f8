import re

import pytest
from django.contrib import admin
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from programme import actions
from programme.exceptions import PlacesAreTaken
from programme.models import Appearance, Pool, Session
from registration.models import AccessNeeds
from tests.browsers import change_page, opened
from tests.factories import (
    AppearanceFactory,
    FollowUpPoolFactory,
    RegistrationFactory,
    RoomFactory,
    SessionFactory,
    SlotFactory,
    SpeakerFactory,
)
from womconf.mail.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def some_of_everything():
    slot = SlotFactory(room=(room := RoomFactory()), session__conference=room.conference)
    AppearanceFactory(session=slot.session, status="requested")
    return RegistrationFactory(session=slot.session)


OURS = [
    model
    for model in admin.site._registry
    if model._meta.app_label in {"programme", "registration", "mail"} and model is not AccessNeeds
]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_page_of_the_admin_opens(client, organiser, some_of_everything, model, prefix):
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    pages = [reverse(f"{name}_changelist"), reverse(f"{name}_changelist") + "?q=%C3%96ffnung"]
    if admin.site._registry[model].has_add_permission(_request(organiser)):
        pages.append(reverse(f"{name}_add"))
    if (obj := admin.site._registry[model].get_queryset(_request(organiser)).first()) is not None:
        pages += [reverse(f"{name}_change", args=[obj.pk]), reverse(f"{name}_history", args=[obj.pk])]
    assert {page: client.get(prefix + page).status_code for page in pages} == dict.fromkeys(pages, 200)


AUTOCOMPLETIONS = [
    (owner.model, field)
    for model_admin in admin.site._registry.values()
    for owner in (model_admin, *model_admin.inlines)
    for field in owner.autocomplete_fields
]


@pytest.mark.parametrize(("model", "field"), AUTOCOMPLETIONS, ids=lambda value: getattr(value, "__name__", value))
def test_every_autocompletion_answers(client, organiser, some_of_everything, model, field):
    asked = {"app_label": model._meta.app_label, "model_name": model._meta.model_name, "field_name": field}
    response = client.get("/admin/autocomplete/", asked)
    assert (response.status_code, list(response.json())) == (200, ["results", "pagination"])


def test_sessions_of_one_title_are_told_apart_by_their_time(client, organiser):
    slot = SlotFactory(session__title={"de": "Beratung"})
    SessionFactory(conference=slot.conference, title={"de": "Beratung"})
    asked = {"app_label": "programme", "model_name": "session", "field_name": "alternative"}
    found = client.get("/admin/autocomplete/", asked).json()["results"]
    begins_at = timezone.localtime(slot.starts_at, slot.conference.zone)
    assert sorted(each["text"] for each in found) == ["Beratung", f"Beratung, {begins_at:%d.%m.%Y %H:%M}"]


def _request(user):
    request = RequestFactory().get("/")
    request.user = user
    return request


@pytest.mark.parametrize("model", [Session, Appearance], ids=lambda model: model.__name__)
def test_lists_take_as_many_queries_for_thirty_rows_as_for_three(
    client, organiser, model, django_assert_num_queries, django_assert_max_num_queries
):
    conference = AppearanceFactory().session.conference
    page = reverse(f"admin:programme_{model._meta.model_name}_changelist")
    for _row in range(2):
        SlotFactory(session=AppearanceFactory(session__conference=conference).session)
    with django_assert_max_num_queries(40) as few:
        client.get(page)
    for _row in range(27):
        SlotFactory(session=AppearanceFactory(session__conference=conference).session)
    with django_assert_num_queries(len(few)):
        client.get(page)


def session_form(session, **changes):
    return {
        "title_0": str(session.title),
        "title_1": "",
        "abstract_0": "",
        "format_0": "",
        "language": "",
        "host": "",
        "track": "",
        "capacity": "",
        **changes,
    }


def test_saving_a_session_sets_its_places_by_the_action(client, organiser):
    session = SessionFactory()
    page = reverse("admin:programme_session_change", args=[session.pk])
    assert client.post(page, session_form(session, capacity="12")).status_code == 302
    session.pool.refresh_from_db()
    assert session.pool.capacity == 12


def slot_form(slot, **changes):
    starts_at = slot.starts_at.astimezone(slot.conference.zone)
    typed = {
        "id": str(slot.pk),
        "session": str(slot.session_id),
        "kind": slot.kind,
        "starts_at_0": f"{starts_at:%Y-%m-%d}",
        "starts_at_1": f"{starts_at:%H:%M}",
        **changes,
    }
    return {
        "slots-TOTAL_FORMS": "1",
        "slots-INITIAL_FORMS": "1",
        **{f"slots-0-{name}": value for name, value in typed.items()},
    }


def test_follow_up_gets_places_of_its_own_and_loses_them_again(client, organiser):
    slot = SlotFactory(kind="follow_up", ends_at=None)
    page = reverse("admin:programme_session_change", args=[slot.session_id])
    for places, capacities in [("3", [3]), ("5", [5]), ("", [])]:
        response = client.post(page, session_form(slot.session, **slot_form(slot, places=places)))
        assert response.status_code == 302, response.context["inline_admin_formsets"][0].formset.errors
        assert list(Pool.objects.filter(slot=slot).values_list("capacity", flat=True)) == capacities


@pytest.mark.parametrize("is_free", [True, False])
def test_new_follow_up_without_a_room_takes_place_where_the_session_was_if_that_is_free(client, organiser, is_free):
    room = RoomFactory()
    slot = SlotFactory(room=room, session__conference=room.conference)
    if not is_free:
        SlotFactory(room=room, session__conference=room.conference, starts_at=slot.ends_at)
    end = slot.ends_at.astimezone(slot.conference.zone)
    new = {"kind": "follow_up", "starts_at_0": f"{end:%Y-%m-%d}", "starts_at_1": f"{end:%H:%M}"}
    page = reverse("admin:programme_session_change", args=[slot.session_id])
    form = opened(client, page) | {f"slots-1-{name}": value for name, value in new.items()}
    response = client.post(page, form | {"slots-TOTAL_FORMS": "2"})
    assert response.status_code == 302, response.context["inline_admin_formsets"][0].formset.errors
    assert slot.session.slots.get(kind="follow_up").room == (room if is_free else None)


def test_places_that_somebody_has_cannot_be_taken_away(client, organiser):
    places = FollowUpPoolFactory(capacity=3)
    RegistrationFactory(session=places.session, pool=places.session.pool).attendee.registrations.create(
        session=places.session, pool=places, status="confirmed"
    )
    page = reverse("admin:programme_session_change", args=[places.session_id])
    response = client.post(page, session_form(places.session, **slot_form(places.slot, places="")))
    assert response.status_code == 200
    assert response.context["inline_admin_formsets"][0].formset.errors == [{"places": [str(PlacesAreTaken())]}]


def test_follow_up_becomes_a_session_again_when_its_places_are_given_up(client, organiser):
    places = FollowUpPoolFactory(capacity=3)
    page = reverse("admin:programme_session_change", args=[places.session_id])
    changed = slot_form(places.slot, places="", kind="main")
    response = client.post(page, session_form(places.session, **changed))
    assert response.status_code == 302, response.context["inline_admin_formsets"][0].formset.errors
    assert list(places.session.slots.values_list("kind", flat=True)) == ["main"]
    assert not Pool.objects.filter(slot=places.slot).exists()


def test_only_a_follow_up_gets_places_of_its_own(client, organiser):
    slot = SlotFactory(ends_at=None)
    page = reverse("admin:programme_session_change", args=[slot.session_id])
    response = client.post(page, session_form(slot.session, **slot_form(slot, places="3")))
    assert list(response.context["inline_admin_formsets"][0].formset.errors[0]) == ["places"]


def test_new_slot_of_a_session_is_read_in_the_zone_of_its_conference(client, organiser):
    session = SessionFactory(conference__time_zone="Asia/Tokyo")
    page = reverse("admin:programme_session_change", args=[session.pk])
    slot = {
        "slots-TOTAL_FORMS": "1",
        "slots-0-kind": "main",
        "slots-0-starts_at_0": "2027-05-03",
        "slots-0-starts_at_1": "10:00",
        "slots-0-ends_at_0": "2027-05-03",
        "slots-0-ends_at_1": "11:00",
    }
    response = client.post(page, session_form(session, **slot))
    assert response.status_code == 302, response.context["adminform"].form.errors
    assert session.slots.get().starts_at.isoformat() == "2027-05-03T01:00:00+00:00"


def test_room_of_another_conference_is_refused_at_the_field(client, organiser):
    session = SessionFactory()
    page = reverse("admin:programme_session_change", args=[session.pk])
    slot = {
        "slots-TOTAL_FORMS": "1",
        "slots-0-kind": "main",
        "slots-0-starts_at_0": "2027-05-03",
        "slots-0-starts_at_1": "10:00",
        "slots-0-room": str(RoomFactory().pk),
    }
    response = client.post(page, session_form(session, **slot))
    assert response.status_code == 200
    assert list(response.context["inline_admin_formsets"][0].formset.errors[0]) == ["room"]


def test_new_appearance_makes_a_confirmed_session_requested_again(client, organiser):
    session = SessionFactory()
    speaker = SpeakerFactory(conference=session.conference)
    page = reverse("admin:programme_session_change", args=[session.pk])
    appearance = {
        "appearances-TOTAL_FORMS": "1",
        "appearances-0-speaker": str(speaker.pk),
        "appearances-0-role": "speaker",
        "appearances-0-position": "0",
    }
    assert client.post(page, session_form(session, **appearance)).status_code == 302
    session.refresh_from_db()
    assert session.status == Session.Status.REQUESTED


def test_form_shows_the_languages_of_the_conference_and_those_that_have_a_text(client, organiser):
    session = SessionFactory(title={"de": "Titel", "pl": "Tytuł"}, conference__languages=["de", "ar"])
    page = client.get("/en" + reverse("admin:programme_session_change", args=[session.pk])).content.decode()
    inputs = re.findall(r'<label for="id_title_\d+">(\w+)</label>\s*<input[^>]* lang="(\w+)" dir="(\w+)"', page)
    assert inputs == [("German", "de", "ltr"), ("Arabic", "ar", "rtl"), ("Polish", "pl", "ltr")]


def test_texts_in_languages_that_the_form_does_not_show_are_kept(client, organiser):
    session = SessionFactory(title={"de": "Titel", "pl": "Tytuł"}, abstract={"uk": "Опис"})
    page = reverse("admin:programme_session_change", args=[session.pk])
    client.post(page, session_form(session, title_0="Neuer Titel"))
    session.refresh_from_db()
    assert session.title.data == {"de": "Neuer Titel", "pl": "Tytuł"}
    assert session.abstract.data == {"uk": "Опис"}


def test_text_that_is_emptied_is_gone(client, organiser):
    session = SessionFactory(title={"de": "Titel", "pl": "Tytuł"})
    page = reverse("admin:programme_session_change", args=[session.pk])
    client.post(page, session_form(session, title_0="", title_9="Tytuł"))
    session.refresh_from_db()
    assert session.title.data == {"pl": "Tytuł"}


@pytest.mark.parametrize("needle", ["öffnung", "Öffnung", "افتتاح"])
def test_search_finds_translated_titles_in_every_alphabet(client, organiser, needle):
    found = SessionFactory(title={"de": "Interkulturelle Öffnung", "ar": "افتتاح"})
    SessionFactory(conference=found.conference, title={"de": "Etwas anderes"})
    response = client.get(reverse("admin:programme_session_changelist"), {"q": needle})
    assert list(response.context["cl"].queryset) == [found]


def act(client, model, action, chosen, **data):
    page = reverse(f"admin:programme_{model._meta.model_name}_changelist")
    return client.post(page, {"action": action, "_selected_action": [chosen.pk], **data}, follow=True)


def test_organiser_asks_a_speaker_from_the_list_of_requests(client, organiser):
    appearance = AppearanceFactory(status="requested")
    asks_back = act(client, Appearance, "ask", appearance)
    assert "1 E-Mail geht hinaus" in asks_back.text
    assert not Message.objects.exists()
    act(client, Appearance, "ask", appearance, sure="True")
    assert Message.objects.get().to == appearance.speaker.email


def test_asking_a_speaker_without_address_is_a_sentence(client, organiser):
    appearance = AppearanceFactory(status="requested", speaker__email="")
    for typed in ({}, {"sure": "True"}):
        page = act(client, Appearance, "ask", appearance, **typed)
        assert change_page(appearance.speaker) in page.context["explanation"]
        assert not page.context["can_act"]
    assert not Message.objects.exists()


def test_answer_on_behalf_needs_a_note_and_keeps_who_entered_it(client, organiser):
    appearance = AppearanceFactory(status="requested")
    response = act(client, Appearance, "confirm_on_behalf", appearance)
    assert response.status_code == 200
    appearance.refresh_from_db()
    assert appearance.status == "requested"
    act(client, Appearance, "confirm_on_behalf", appearance, note="am Telefon, 3. Mai")
    appearance.refresh_from_db()
    assert (appearance.status, appearance.status_by, appearance.status_note) == (
        "confirmed",
        organiser,
        "am Telefon, 3. Mai",
    )


def test_cancelling_sessions_from_the_list_ends_their_registrations(client, organiser):
    registration = RegistrationFactory()
    response = act(client, Session, "cancel", registration.session)
    assert str(registration.session) in response.content.decode()
    registration.refresh_from_db()
    assert registration.status == "confirmed"
    act(client, Session, "cancel", registration.session, sure="True")
    registration.refresh_from_db()
    assert registration.status == "cancelled"


def test_reason_of_a_cancellation_can_be_corrected_afterwards_and_only_then(client, organiser):
    session, other = SlotFactory().session, SlotFactory().session
    page = change_page(session)
    assert "cancelled_because_0" not in opened(client, page)
    actions.cancel_session(session, because={"de": "Kank"}, by=organiser)
    typed = {**opened(client, page), "cancelled_because_0": "Krank"}
    instead = SessionFactory(conference=session.conference)
    assert client.post(page, {**typed, "alternative": instead.pk}).status_code == 302
    session.refresh_from_db()
    assert (str(session.cancelled_because), session.alternative) == ("Krank", instead)
    refused = client.post(page, {**opened(client, page), "alternative": other.pk})
    assert refused.status_code == 200  # of another conference


def test_personal_links_are_words_in_the_admin(client, organiser):
    appearance = AppearanceFactory(status="requested")
    act(client, Appearance, "ask", appearance, sure="True")
    page = client.get("/en" + reverse("admin:mail_message_change", args=[Message.objects.get().pk])).content.decode()
    assert "/speaker/?key=" not in page
    assert "[personal link]" in page


def test_every_page_leads_to_itself_in_the_other_language(client, organiser):
    address = reverse("admin:programme_session_change", args=[SessionFactory().pk])
    assert f'<a href="/en{address}?q=1" hreflang="en" lang="en">English</a>' in client.get(f"{address}?q=1").text
    assert f'<a href="{address}" hreflang="de" lang="de">Deutsch</a>' in client.get(f"/en{address}").text


def test_scripts_of_the_admin_speak_german(client, organiser):
    words = client.get("/admin/jsi18n/").text
    assert "Bitte Zeiten in der Zone %(timezone)s angeben." in words
    assert '"Choose a Date": "Datum w\\u00e4hlen"' in words
    assert "Bitte Zeiten" not in client.get("/en/admin/jsi18n/").text
