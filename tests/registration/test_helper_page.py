"""The page of a helper at a door: one day, no account, and nothing that they send is lost in silence."""

import datetime
import json
import uuid

import pytest
from django.test import Client
from django.utils import timezone

from programme import actions as programme_actions
from registration import actions, emails
from registration.models import Attendee, Mark, Registration
from registration.views import helper
from tests.factories import (
    AttendeeFactory,
    ConferenceFactory,
    FollowUpPoolFactory,
    HelperLinkFactory,
    RegistrationFactory,
    SlotFactory,
)
from tests.registration.steps import register
from tests.seed import browser_with

pytestmark = pytest.mark.django_db
NAMES = ["Şebnem Çelik", "عائشة خان", "Олена Шевченко", "王小明", "Ελένη Παπαδοπούλου"]
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def session():
    """A session of today that is going on."""
    conference = ConferenceFactory(starts_on=timezone.localdate(), ends_on=timezone.localdate())
    now = timezone.now()
    return SlotFactory(session__conference=conference, starts_at=now, ends_at=now + HOUR).session


@pytest.fixture
def link(session):
    return HelperLinkFactory(conference=session.conference)


@pytest.fixture
def phone(link):
    return browser_with(emails.helper_link(link))


def coming(session, name="Erika Muster", **kwargs):
    return RegistrationFactory(session=session, attendee__name=name, **kwargs)


def send(phone, *marks, sent_at=None, **extra):
    body = {"sent_at": sent_at and sent_at.isoformat(), "marks": list(marks)}
    response = phone.generic("POST", "/helper/marks/", json.dumps(body), content_type="application/json", **extra)
    assert response.status_code == 200, response.content
    return [(answer["outcome"], answer["said"]) for answer in response.json()["answers"]]


def seen(registration, kind="present", **kwargs):
    mark = {"key": str(uuid.uuid4()), "session": registration.session.code, "kind": kind}
    return mark | {"code": registration.attendee.checkin_code} | kwargs


def since(registration):
    return Registration.objects.get(pk=registration.pk).attended_at


# The link


def test_link_leaves_the_address_and_opens_the_doors_of_today(link, session):
    opened = emails.helper_link(link)
    phone = Client()
    response = phone.get(opened.path, {"key": opened.token})
    assert (response.status_code, response["Location"]) == (302, "/helper/")
    page = phone.get("/helper/")
    assert (page.status_code, page["Cache-Control"]) == (200, "no-store")
    assert f'href="?session={session.code}"' in page.text


@pytest.mark.parametrize(
    ("days", "status", "words"), [(1, 403, "Ihr Link gilt am"), (-1, 410, "Dieser Link war für"), (0, 200, "Wer kommt")]
)
def test_link_works_on_its_day_only_and_says_so(link, phone, days, status, words):
    link.day += datetime.timedelta(days=days)
    link.save()
    page = phone.get("/helper/")
    assert page.status_code == status
    assert words in page.text


def test_revoked_link_says_so_and_marks_nobody(link, phone, session):
    registration = coming(session)
    actions.revoke_helper_link(link)
    page = phone.get("/helper/")
    assert (page.status_code, "haben diesen Link widerrufen" in page.text) == (410, True)
    assert phone.post("/helper/mark/", {"present": registration.attendee.checkin_code}).status_code == 410
    assert phone.generic("POST", "/helper/marks/", json.dumps({"marks": [seen(registration)]})).status_code == 410
    assert since(registration) is None


def test_camera_is_there_for_the_lists_of_helpers_and_for_no_other_page(phone, session):
    page = phone.get("/helper/", {"session": session.code})
    policy = page["Permissions-Policy"]
    assert ("camera=(self)" in policy, "microphone=()" in policy, "camera=()" in policy) == (True, True, False)
    assert "camera=()" in phone.get("/me/")["Permissions-Policy"]


def test_damaged_link_opens_nothing():
    page = Client().get("/helper/", {"key": "abc.1~x"})
    assert (page.status_code, "beschädigt" in page.text) == (403, True)


def test_marks_of_the_day_are_taken_for_some_hours_after_it(link, phone, session):
    registration = coming(session)
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    link.day = yesterday
    link.save()
    start = datetime.datetime.combine(timezone.localdate(), datetime.time(), link.conference.zone)
    session.slots.update(starts_at=start - 2 * HOUR, ends_at=start - HOUR)
    is_early = timezone.now() < start + 12 * HOUR
    response = phone.generic("POST", "/helper/marks/", json.dumps({"marks": [seen(registration)]}))
    assert response.status_code == (200 if is_early else 410)


# The list


def test_list_shows_what_the_door_needs_and_no_more(phone, session):
    for name in NAMES:
        attendee = AttendeeFactory(conference=session.conference, name=name, phone="0361 1234")
        RegistrationFactory(session=session, attendee=attendee)
    register(session, email="stranger@example.org", name="Fremde Person")
    page = phone.get("/helper/", {"session": session.code}).text
    assert [name for name in NAMES if f"<bdi>{name}</bdi>" not in page] == []
    assert [word for word in ("@example.org", "0361", "Fremde Person") if word in page] == []


@pytest.mark.parametrize(
    ("search", "name"), [("celik", NAMES[0]), ("خان", NAMES[1]), ("ОЛЕНА", NAMES[2]), ("小", NAMES[3])]
)
def test_search_without_script_finds_names_in_every_script(phone, session, search, name):
    for each in NAMES:
        coming(session, each)
    page = phone.get("/helper/", {"session": session.code, "q": search}).text
    assert [each for each in NAMES if each in page] == [name]


def test_list_says_how_many_are_here(phone, session, link):
    people = [coming(session), coming(session, "Zoe")]
    actions.mark_present(people[0], how="list", link=link)
    assert "1 von 2 da" in phone.get("/helper/", {"session": session.code}).text


def test_list_of_many_costs_as_many_queries_as_of_few(phone, session, django_assert_max_num_queries):
    for number in range(30):
        coming(session, f"Person {number}")
    with django_assert_max_num_queries(15):
        phone.get("/helper/", {"session": session.code})


def test_link_for_one_session_opens_no_other(link, phone, session):
    other = SlotFactory(session__conference=session.conference, starts_at=timezone.now()).session
    link.session = session
    link.save()
    assert other.code not in phone.get("/helper/").text
    registration = coming(other)
    assert send(phone, seen(registration))[0][0] == "refused"


def test_follow_up_has_a_door_of_its_own(phone, session):
    now = timezone.now()
    pool = FollowUpPoolFactory(session=session, slot__starts_at=now, slot__ends_at=now + HOUR)
    guest = coming(session)
    RegistrationFactory(session=session, attendee=guest.attendee, pool=pool)
    page = phone.get("/helper/", {"session": pool.code}).text
    assert guest.attendee.name in page
    assert "data-walk-in" not in page


# Marks without a script


def test_button_marks_and_takes_back(phone, session):
    registration = coming(session)
    code = registration.attendee.checkin_code
    form = {"session": session.code, "q": "erika"}
    response = phone.post("/helper/mark/", {**form, "present": code})
    assert response["Location"] == f"/helper/?session={session.code}&q=erika#{code}"
    assert registration.marks.get().how == "search"
    phone.post("/helper/mark/", {**form, "not": code})
    assert since(registration) is None


def test_who_cancelled_meanwhile_is_named_in_a_sentence(phone, session):
    registration = coming(session)
    actions.cancel(registration)
    form = {"session": session.code, "present": registration.attendee.checkin_code}
    response = phone.post("/helper/mark/", form)
    assert response.status_code == 409
    assert "Erika Muster ist hier nicht mehr angemeldet" in response.text


def test_form_of_another_link_is_refused(phone, session):
    form = {"session": session.code, "present": coming(session).attendee.checkin_code, "person": "another"}
    assert phone.post("/helper/mark/", form).status_code == 409
    assert not Mark.objects.exists()


def test_walk_in_by_the_form_twice_is_one(phone, session):
    form = {"session": session.code, "name": NAMES[1], "organisation": "Amt", "key": uuid.uuid4()}
    for _time in range(2):
        assert phone.post("/helper/walk-in/", form).status_code == 302
    assert Attendee.objects.get().name == NAMES[1]
    assert phone.post("/helper/walk-in/", {**form, "name": "", "key": ""}).status_code == 200


def test_walk_in_without_a_free_place_is_refused_in_words(phone, session):
    programme_actions.set_capacity(session.pool, capacity=0)
    response = phone.post("/helper/walk-in/", {"session": session.code, "name": "Eva"})
    assert (response.status_code, "Eva hat keinen Platz" in response.text) == (409, True)


# The code


def test_code_leads_a_helper_s_phone_to_the_person(phone, session):
    registration = coming(session)
    response = phone.get(f"/c/{registration.attendee.checkin_code}/", follow=True)
    assert response.redirect_chain == [(f"/helper/?code={registration.attendee.checkin_code}", 302)]
    assert "Erika Muster" in response.text
    form = {"session": session.code, "by_code": "1", "present": registration.attendee.checkin_code}
    assert phone.post("/helper/mark/", form).status_code == 302
    assert registration.marks.get().how == "code"


def test_code_of_another_conference_is_a_sentence_and_no_name(phone):
    stranger = RegistrationFactory().attendee
    for query in ({"code": stranger.checkin_code}, {"code": "A" * 16}):
        page = phone.get("/helper/", query)
        assert page.status_code == 404
        assert "Dieser Code gehört nicht zu dieser Konferenz." in page.text
        assert stranger.name not in page.text


# Marks that a phone sends


def test_marks_arrive_each_once_however_often_they_are_sent(phone, session):
    people = [coming(session, name) for name in NAMES]
    marks = [seen(registration) for registration in people]
    assert send(phone, *marks) == [("done", "")] * 5
    for _time in range(20):
        assert send(phone, *marks) == [("already", "")] * 5
    assert Mark.objects.count() == 5


def test_each_mark_that_is_refused_says_why(phone, session):
    programme_actions.set_capacity(session.pool, capacity=3)
    cancelled, guest = coming(session, "Karl"), coming(session, "Grete")
    actions.cancel(cancelled)
    elsewhere = RegistrationFactory(attendee__conference=session.conference, session__conference=session.conference)
    of_other = RegistrationFactory()
    not_here = seen(elsewhere) | {"session": session.code}
    strange = seen(of_other) | {"session": session.code}
    unconfirmed = register(session, email="new@example.org").registrations.get()
    answers = send(phone, seen(cancelled), not_here, strange, seen(unconfirmed), seen(guest), {"kind": "what"}, {})
    assert [outcome for outcome, _said in answers] == ["refused"] * 4 + ["done"] + ["refused"] * 2
    assert [said for _outcome, said in answers[:4]] == [
        "Karl ist hier nicht mehr angemeldet.",
        f"{elsewhere.attendee.name} ist für diese Veranstaltung nicht angemeldet.",
        "Dieser Code gehört nicht zu dieser Konferenz.",
        "Erika Muster hat die Anmeldung noch nicht bestätigt. "
        "Das geht mit dem Link in unserer E-Mail, auch jetzt noch.",
    ]


def test_clock_of_a_phone_that_is_wrong_by_a_day_moves_no_mark(phone, session):
    """Ten minutes after midnight nothing could lie ten minutes back on the same day; so the day begins earlier."""
    registration = coming(session)
    for wrong in (datetime.timedelta(days=1), datetime.timedelta(days=-1)):
        Mark.objects.all().delete()
        Registration.objects.update(attended_at=None)
        phone_now = timezone.now() + wrong
        at = phone_now - datetime.timedelta(seconds=5)
        before = timezone.now()
        send(phone, seen(registration, at=at.isoformat()), sent_at=phone_now)
        assert abs((before - since(registration)).total_seconds() - 5) < 4


@pytest.mark.parametrize("at", ["2020-01-01T10:00:00Z", "2199-01-01T10:00:00Z", "yesterday", None, 5, ["x"]])
def test_time_that_cannot_be_true_is_that_of_the_server(phone, session, at):
    registration = coming(session)
    before = timezone.now()
    assert send(phone, seen(registration, at=at), sent_at=before)[0][0] == "done"
    assert before <= since(registration) <= timezone.now()


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"marks": 5}', b'{"marks": [5]}', b"\xff", b'{"marks": [' + b"{}," * 500 + b"{}]}"]
)
def test_what_is_no_list_of_marks_is_refused(phone, body):
    assert phone.generic("POST", "/helper/marks/", body, content_type="application/json").status_code == 400


def test_walk_in_of_a_phone_is_entered_once_or_refused_in_words(phone, session):
    programme_actions.set_capacity(session.pool, capacity=1)
    walk_in = {"key": str(uuid.uuid4()), "kind": "walk_in", "session": session.code, "name": NAMES[3]}
    assert [send(phone, walk_in)[0][0] for _time in range(3)] == ["done"] * 3
    assert Attendee.objects.get().name == NAMES[3]
    other = walk_in | {"key": str(uuid.uuid4()), "name": "Eva"}
    nobody = walk_in | {"key": str(uuid.uuid4()), "name": " "}
    assert [outcome for outcome, _said in send(phone, other, nobody)] == ["refused", "refused"]


def test_marks_need_the_token_of_the_page(link, session):
    phone = Client(enforce_csrf_checks=True)
    opened = emails.helper_link(link)
    phone.get(opened.path, {"key": opened.token})
    body = json.dumps({"marks": [seen(coming(session))]})
    assert phone.generic("POST", "/helper/marks/", body, content_type="application/json").status_code == 403
    phone.get("/helper/")
    token = phone.cookies["csrftoken"].value
    answer = phone.generic(
        "POST", "/helper/marks/", body, content_type="application/json", headers={"X-CSRFToken": token}
    )
    assert answer.status_code == 200


def test_script_that_marks_without_end_is_stopped_and_what_waits_on_the_phone_is_kept(phone, session, monkeypatch):
    monkeypatch.setitem(helper.LIMIT, "limit", 1)
    registration = coming(session)
    send(phone, seen(registration))
    for path in ("/helper/mark/", "/helper/walk-in/", "/helper/marks/"):
        assert phone.post(path).status_code == 429


def test_end_forgets_the_link(phone):
    assert phone.post("/helper/end/").status_code == 302
    assert phone.get("/helper/").status_code == 403


def test_walk_in_of_a_phone_can_be_taken_back_by_the_code_in_the_answer(phone, session):
    walk_in = {"key": str(uuid.uuid4()), "kind": "walk_in", "session": session.code, "name": "Frau Spontan"}
    body = json.dumps({"sent_at": None, "marks": [walk_in]})
    [answer] = phone.generic("POST", "/helper/marks/", body, content_type="application/json").json()["answers"]
    registration = Registration.objects.get()
    assert answer["code"] == registration.attendee.checkin_code
    assert send(phone, seen(registration, "not"))[0][0] == "done"
    assert Registration.objects.get().attended_at is None
