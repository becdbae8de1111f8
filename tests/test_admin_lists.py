"""Lists of the admin: what an address asks for and nobody understands shows nothing, and says so; never everything."""

import pytest
from django.contrib import admin
from django.contrib.admin.filters import SimpleListFilter
from django.urls import reverse

from programme.models import Appearance, Session, Speaker
from tests import seed
from tests.browsers import said
from tests.factories import (
    AppearanceFactory,
    AttendeeFactory,
    ConferenceFactory,
    QuestionFactory,
    RegistrationFactory,
    SessionFactory,
    SlotFactory,
    SpeakerFactory,
)
from womconf.admin_lists import CarefulList, ChoiceFilter

pytestmark = pytest.mark.django_db

HUGE = "9" * 20


def changelist(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model._meta.label)
def test_every_list_is_careful(model, rf):
    model_admin = admin.site._registry[model]
    assert issubclass(model_admin.get_changelist(rf.get("/")), CarefulList)
    own = [
        found for found in model_admin.list_filter if isinstance(found, type) and issubclass(found, SimpleListFilter)
    ]
    assert [found for found in own if not issubclass(found, ChoiceFilter)] == []


NONSENSE = [
    "session={other}",
    "session=x",
    "session=0",
    "session=%00",
    "session__conference__id__exact=x",
    f"session__conference__id__exact={HUGE}",
    "session__conference__id__exact=x&session={mine}",
    "status__exact=banana",
    "status__exact=%00",
    f"created_at__year={HUGE}",
    f"created_at__year={'2' * 29}",
    "created_at__year=0",
    "created_at__year=x",
    "created_at__year=2027&created_at__month=13",
    "created_at__year=2027&created_at__month=2&created_at__day=31",
    "created_at__year=9999&created_at__month=12",
    "created_at__gte=gestern",
    "created_at__gte=0001-01-01",
    "q=%00",
    "q=a%00b",
    "nothing=1",
    "%00=1",
    "id__exact=x",
    f"id__exact={HUGE}",
    f"id__in={HUGE},x",
    "position__exact=x",
    "status__regex=(",
    "attendee__name__regex=*",
    "e=1&created_at__year=x",
]


@pytest.mark.parametrize("query", NONSENSE)
@pytest.mark.parametrize("conferences", [1, 2])
def test_what_is_not_understood_shows_nothing_and_says_so(client, organiser, query, conferences):
    mine = RegistrationFactory()
    other = SessionFactory(conference=mine.session.conference if conferences == 1 else ConferenceFactory())
    if conferences == 1 and "other" in query:
        other.delete()
    page = changelist(type(mine)) + "?" + query.format(mine=mine.session_id, other=other.pk or 999_999)
    response = client.get(page, follow=True)
    if response.status_code == 400:  # a lookup that Django does not allow at all
        return
    assert response.status_code == 200
    assert list(response.context["cl"].result_list) == []
    assert "die Liste ist deshalb leer." in response.text or "Hier ist nichts zu zeigen." in response.text


def test_what_is_understood_is_still_shown(client, organiser):
    mine = RegistrationFactory()
    year = mine.created_at.year
    for query in ("", "e=1", "p=99", "p=x", "o=x.9", f"created_at__year={year}", f"session={mine.session_id}"):
        assert list(client.get(f"{changelist(type(mine))}?{query}").context["cl"].result_list) == [mine], query


def test_places_lead_to_their_registrations_with_two_conferences(client, organiser):
    mine, other = RegistrationFactory.create_batch(2)
    page = client.get(changelist(Session), {"conference__id__exact": mine.session.conference_id}).text
    address = f"?session__conference__id__exact={mine.session.conference_id}&amp;session={mine.session_id}"
    assert address in page
    shown = client.get(f"/admin/registration/registration/{address.replace('&amp;', '&')}")
    assert list(shown.context["cl"].result_list) == [mine]
    assert other not in shown.context["cl"].result_list


def test_session_of_another_conference_than_the_list_is_not_understood(client, organiser):
    mine, other = RegistrationFactory.create_batch(2)
    asked = {"session": mine.session_id, "session__conference__id__exact": other.session.conference_id}
    page = client.get(changelist(type(mine)), asked)
    assert list(page.context["cl"].result_list) == []
    assert "die Liste ist deshalb leer." in page.text


@pytest.mark.parametrize(
    ("factory", "query"),
    [
        (AppearanceFactory, "request=banana"),
        (AppearanceFactory, "request="),
        (SessionFactory, "day=2027-13-45"),
        (SessionFactory, "day=heute"),
        (SessionFactory, "format=nichts"),
        (QuestionFactory, "session=abc"),
        (SpeakerFactory, "email__isempty=vielleicht"),
        (QuestionFactory, "is_required__exact=vielleicht"),
        (QuestionFactory, "kind__exact=banana"),
        (QuestionFactory, "conference__id__exact=999999"),
        (RegistrationFactory, "status__exact=banana"),
        (RegistrationFactory, "session__conference__id__exact=999999"),
        (AppearanceFactory, "status__exact=banana"),
        (SessionFactory, "track__id__exact=999999"),
    ],
)
def test_no_filter_takes_what_it_does_not_know_for_everything(client, organiser, factory, query):
    row = factory()
    response = client.get(f"{changelist(type(row))}?{query}")
    assert list(response.context["cl"].result_list) == []
    assert "die Liste ist deshalb leer." in response.text


def test_an_action_on_all_of_a_list_that_was_not_understood_does_nothing(client, organiser):
    session = RegistrationFactory().session
    everything = {
        "action": "cancel",
        "select_across": "1",
        "_selected_action": [session.pk],
        "sure": "True",
        "index": "0",
    }
    client.post(f"{changelist(Session)}?day=heute", everything)
    session.refresh_from_db()
    assert session.status == "confirmed"


COMPLETED = [
    (owner.model, field)
    for model_admin in admin.site._registry.values()
    for owner in (model_admin, *model_admin.inlines)
    for field in owner.autocomplete_fields
]


@pytest.mark.parametrize(("model", "field"), COMPLETED, ids=lambda value: getattr(value, "__name__", value))
@pytest.mark.parametrize(
    "asked", [{"term": "\x00"}, {"term": "a\x00"}, {"of_conference": "x"}, {"of_conference": HUGE}]
)
def test_autocompletion_of_nonsense_finds_nothing(client, organiser, model, field, asked):
    seed.side("alpha")
    names = {"app_label": model._meta.app_label, "model_name": model._meta.model_name, "field_name": field}
    response = client.get("/admin/autocomplete/", {**names, **asked})
    assert (response.status_code, response.json()["results"]) == (200, [])


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model._meta.label)
def test_search_for_nul_finds_nothing_in_any_list(client, organiser, model):
    if admin.site._registry[model].get_search_fields(None):
        response = client.get(changelist(model), {"q": "\x00"})
        assert response.status_code in {200, 403}
        assert response.status_code == 403 or list(response.context["cl"].result_list) == []


# Many rows at once

MANY = 1100


def many_sessions():
    return Session.objects.bulk_create(
        [
            Session(conference=conference, title={"de": f"Veranstaltung {n}"})
            for conference in [ConferenceFactory()]
            for n in range(MANY)
        ]
    )


def many_speakers():
    conference = ConferenceFactory()
    return Speaker.objects.bulk_create([Speaker(conference=conference, name=f"Person {n}") for n in range(MANY)])


@pytest.mark.parametrize("make", [many_sessions, pytest.param(many_speakers, marks=pytest.mark.soak)])
def test_more_than_a_thousand_chosen_rows_are_deleted(client, organiser, make):
    rows = make()
    page = changelist(type(rows[0]))
    chosen = {"action": "delete_selected", "select_across": "1", "_selected_action": [rows[0].pk], "index": "0"}
    asked = client.post(page, chosen)
    named = [str(row.pk) for row in asked.context["queryset"]]
    assert len(named) == MANY
    later = type(rows[0]).objects.create(conference=rows[0].conference, **_named(rows[0]))
    done = client.post(page, {"action": "delete_selected", "post": "yes", "_selected_action": named}, follow=True)
    assert "Erfolgreich" in done.text
    assert list(type(rows[0]).objects.all()) == [later], "only what the question named is deleted"


def _named(row):
    return {"name": "Später"} if isinstance(row, Speaker) else {"title": {"de": "Später"}}


def test_an_action_runs_on_more_than_a_thousand_ticked_rows(client, organiser):
    rows = many_sessions()
    ticked = {"action": "announce", "_selected_action": [row.pk for row in rows], "sure": "on"}
    assert client.post(changelist(Session), ticked).status_code == 302
    assert not Session.objects.filter(status="draft").exists()


def test_more_rows_than_can_be_deleted_at_once_are_refused_in_words(client, organiser, monkeypatch):
    monkeypatch.setattr("womconf.admin_site.MOST_AT_ONCE", 3)
    speakers = SpeakerFactory.create_batch(4, conference=ConferenceFactory())
    chosen = {"action": "delete_selected", "select_across": "1", "_selected_action": [speakers[0].pk], "index": "0"}
    response = client.post(changelist(Speaker), chosen, follow=True)
    assert "höchstens 3 auf einmal" in response.text
    assert Appearance.objects.count() == 0
    assert Speaker.objects.count() == 4


@pytest.mark.parametrize(
    ("factory", "action", "answers"),
    [
        (AttendeeFactory, "erase", {"sure": "on"}),
        (AttendeeFactory, "cancel_all", {"sure": "on"}),
        (AttendeeFactory, "merge", {"kept": "1", "sure": "on"}),
        (AttendeeFactory, "erase", {}),
        (SpeakerFactory, "delete_selected", {"post": "yes"}),
        (SlotFactory, "delete_selected", {"post": "yes"}),
        (ConferenceFactory, "delete_example", {"sure": "on"}),
        (SessionFactory, "cancel", {"sure": "on"}),
    ],
)
def test_an_action_on_rows_that_are_all_gone_says_so(client, organiser, factory, action, answers):
    """Whoever goes back to a question and answers it once more has just deleted what it is about."""
    rows = [factory(), factory()]
    keys = [row.pk for row in rows]
    for row in rows:
        row.delete()
    page = client.post(changelist(type(rows[0])), {"action": action, "_selected_action": keys, **answers}, follow=True)
    assert said(page) == ["Was Sie ausgewählt hatten, ist schon gelöscht."]
