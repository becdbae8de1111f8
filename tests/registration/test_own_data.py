"""What people do with what is stored about them: correct it, take it home, delete it."""

import json

import pytest

from registration import actions
from registration.actions import people
from registration.exceptions import Busy
from registration.models import Attendee, Registration, Submission
from tests.factories import QuestionFactory, SessionFactory, SlotFactory
from tests.mail.writing import written
from tests.registration.steps import open_own_page, register, register_and_confirm, statuses
from tests.traces import tables_with
from womconf.mail.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return SlotFactory(session__capacity=1).session


@pytest.fixture
def erika(session):
    answers = {QuestionFactory(conference=session.conference): "Erika isst alles"}
    return register_and_confirm(session, name="Erika Muster", email="erika@example.org", answers=answers)


def test_name_is_corrected(client, erika):
    open_own_page(client, erika)
    assert client.post("/me/name/", {"name": "Erika Mustermann", "organisation": "Stadt"}).status_code == 302
    erika.refresh_from_db()
    assert (erika.name, erika.organisation) == ("Erika Mustermann", "Stadt")


@pytest.mark.parametrize("name", ["", "x" * 121, "a\x00b", "a\nb", "a\u202eb", "see https://evil.example"])
def test_a_name_that_is_none_is_said_at_the_field_and_kept_there(client, erika, name):
    open_own_page(client, erika)
    response = client.post("/me/name/", {"name": name, "organisation": ""})
    assert (response.status_code, list(response.context["name_form"].errors)) == (200, ["name"])
    assert response.context["attendee"].name == "Erika Muster"
    erika.refresh_from_db()
    assert erika.name == "Erika Muster"


def test_data_to_take_home_is_all_there_is_and_no_link(client, erika, session):
    open_own_page(client, erika)
    response = client.get("/me/data.json")
    assert response["Content-Disposition"] == f'attachment; filename="{session.conference.slug}.json"'
    data = json.loads(response.content)
    assert (data["name"], data["email"]) == ("Erika Muster", "erika@example.org")
    assert [(row["session"], row["status"]) for row in data["registrations"]] == [(str(session), "confirmed")]
    assert [mail["subject"] for mail in data["mails"]] == [
        written(pk=mail.pk).subject for mail in Message.objects.order_by("pk")
    ]
    assert len(data["forms"]) == 1
    assert [(row["present_since"], row["opened_on_devices"]) for row in data["registrations"]] == [(None, 0)]
    assert "key=" not in response.content.decode()


def test_who_deletes_themselves_is_nowhere_any_more(client, erika):
    columns = {
        "registration_answer.text",
        "registration_attendee.name",
        "registration_attendee.folded_name",
        "registration_attendee.email",
        "registration_submission.name",
        "mail_message.to",
    }
    assert tables_with("erika") == columns
    open_own_page(client, erika)
    response = client.post("/me/erase/", {"sure": "on"})
    assert (response.status_code, response.url) == (302, "/me/erased/")
    assert client.get(response.url).status_code == 200
    assert tables_with("erika") == set()
    assert [model.objects.count() for model in (Registration, Submission, Message)] == [0, 0, 0]
    assert client.get("/me/").status_code == 403


def test_a_place_given_up_so_goes_to_the_first_who_waits(erika, session):
    second = register_and_confirm(session, email="second@example.org")
    actions.erase(erika)
    assert statuses(session) == [("second", "confirmed")]
    assert Message.objects.filter(kind="moved-up", to=second.email).count() == 1


def test_nothing_is_deleted_without_a_tick(client, erika):
    open_own_page(client, erika)
    response = client.post("/me/erase/")
    assert (response.status_code, list(response.context["erase_form"].errors)) == (200, ["sure"])
    assert Attendee.objects.get() == erika


def test_only_the_person_of_this_conference_is_deleted(erika):
    mine = set(Message.objects.values_list("pk", flat=True))
    elsewhere = register_and_confirm(SlotFactory().session, email=erika.email)
    theirs = set(Message.objects.values_list("pk", flat=True)) - mine
    actions.erase(erika)
    assert Attendee.objects.get() == elsewhere
    assert set(Message.objects.values_list("pk", flat=True)) == theirs


def test_deleting_twice_changes_nothing_the_second_time(erika):
    actions.erase(erika)
    actions.erase(erika)
    assert not Attendee.objects.exists()


@pytest.mark.parametrize(("address", "form"), [("confirm", {}), ("name", {"name": "Erika"}), ("erase", {"sure": "on"})])
def test_who_deletes_themselves_in_another_window_is_told_so_in_this_one(client, erika, monkeypatch, address, form):
    """The deletion comes between finding the person and acting for them."""
    open_own_page(client, erika)
    act = getattr(actions, {"name": "correct"}.get(address, address))

    def act_too_late(attendee, **changes):
        people.erase(Attendee.objects.get(pk=attendee.pk))
        return act(attendee, **changes)

    monkeypatch.setattr(actions, act.__name__, act_too_late)
    response = client.post(f"/me/{address}/", form)
    assert (response.status_code, response.url) == (302, "/me/erased/")


def test_who_comes_back_afterwards_is_new(erika, session):
    actions.erase(erika)
    again = register(session, email=erika.email).attendee
    assert (again.pk != erika.pk, again.email_confirmed_at) == (True, None)


def test_a_form_that_arrives_at_this_moment_is_not_lost(erika, monkeypatch):
    """Another session than those that were locked: the deletion gives way, and can be asked for again."""
    other = SessionFactory(conference=erika.conference)
    lock = people.lock

    def lock_then_register(session_pks):
        pool_ids = lock(session_pks)
        monkeypatch.setattr(people, "lock", lock)
        register(other, email=erika.email)
        return pool_ids

    monkeypatch.setattr(people, "lock", lock_then_register)
    with pytest.raises(Busy):
        actions.erase(erika)
    assert Attendee.objects.get() == erika
